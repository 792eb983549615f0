"""BLM money spent on a line of the RAB, at a meeting or outside one, and undone by another (domain.md J27).

It leaves the fund as it came in: the fund's own account against box or bank, so the group's surplus never
carries what the public paid for.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery, Sum

from groups.models import Ksm, User
from groups.papers.register import withdraw
from groups.refusals import GroupError
from ksm.certain import certain
from ksm.dates import date_in_words
from ksm.money import format_rupiah
from ledger import chart
from ledger.blm.proposing import lock_grant, note_event
from ledger.blm.tranches import ACCOUNT_OF_PLACE, require_fund_cash, require_fund_day
from ledger.journal.posting import RECEIPT, UNDONE, Line, post, reverse
from ledger.journal.receipts import purchase_lines
from ledger.models import (
    AccountabilityReport,
    BlmGrant,
    BudgetLine,
    Fund,
    GrantMovement,
    GrantSpending,
    JournalEntry,
    standing_spending,
)

ReportState = AccountabilityReport.State


@dataclass(frozen=True, slots=True)
class Purchase:
    """Something paid from the box at a meeting on a line of the RAB, in rupiah."""

    line_id: int
    amount: int
    what: str
    paid_to: str

    def line(self) -> Line:
        """The journal line of it."""
        return Line(chart.DANA_BLM, chart.KAS, self.amount, fund=Fund.BLM, memo=self.what)


@dataclass(frozen=True, slots=True)
class Spendable:
    """A line of the RAB as a purchase asks for it: rupiah left of its BLM, whether a tranche came, and the
    day of the newest LPJ that stands."""

    line: BudgetLine
    rest: int
    is_paid: bool
    told: datetime.date | None


def spendables(lines: QuerySet[BudgetLine]) -> list[Spendable]:
    """What may be bought on each line, in order; one query."""
    paid = GrantMovement.objects.standing().filter(grant=OuterRef("grant"), tranche__isnull=False)
    told = AccountabilityReport.objects.filter(tranche__grant=OuterRef("grant")).exclude(
        state=ReportState.RETURNED
    )
    newest = told.order_by().values("tranche__grant").annotate(day=Max("submitted_on")).values("day")
    spent = Sum("spendings__amount", filter=standing_spending("spendings__"), default=0)
    rows = lines.select_related("grant").order_by("grant", "sequence")
    return [
        Spendable(line, line.blm - line.spent, line.is_paid, line.told)
        for line in rows.annotate(spent=spent, is_paid=Exists(paid), told=Subquery(newest))
    ]


def spendable_lines(ksm: Ksm) -> list[Spendable]:
    """What a group may buy of its BLM: lines of paid grants that are not lent. One query."""
    lines = BudgetLine.objects.filter(
        grant__ksm=ksm, grant__state=BlmGrant.State.AGREED, is_lent=False, blm__gt=0
    )
    return [one for one in spendables(lines) if one.is_paid]


def rest_of(line: BudgetLine) -> int:
    """Rupiah of the BLM planned on a line that nothing was spent of yet."""
    spent = line.spendings.standing().aggregate(total=Sum("amount", default=0))
    return line.blm - spent["total"]


def rest_of_lines(grant: BlmGrant) -> dict[int, int]:
    """What is left to spend of each line that goods and services are bought on, by its id; one query."""
    return {one.line.pk: one.rest for one in spendables(grant.lines.filter(is_lent=False, blm__gt=0))}


def require_rest(found: Spendable, amount: int, on: datetime.date, taken: int = 0) -> None:
    """Refuse to buy on a line for more than is left of it, `taken` rupiah being bought on it already.

    Raises GroupError: a line that is lent, no tranche paid yet, before the agreement, told by an LPJ.
    """
    line = found.line
    if line.is_lent:
        raise GroupError("Baris ini untuk dipinjamkan kepada anggota, lewat pinjaman dari dana BLM.")
    if not found.is_paid:
        raise GroupError("Belum ada tahap yang dicairkan.")
    if on < certain(line.grant.agreed_on, "AGREED"):
        raise GroupError("Belanja ini sebelum tanggal perjanjian.", "on")
    if found.told and on < found.told:
        raise GroupError(f"LPJ {date_in_words(found.told)} sudah memuat belanja sampai hari itu.", "on")
    rest = found.rest - taken
    if amount > rest:
        raise GroupError(
            f"Sisa BLM baris {line.sequence} {format_rupiah(max(rest, 0))}. "
            "Melebihi baris RAB hanya dengan perubahan RAB yang diputuskan.",
            "amount",
        )


@transaction.atomic
def spend_on_line(
    *,
    line: BudgetLine,
    amount: int,
    on: datetime.date,
    place: str,
    what: str,
    paid_to: str,
    by: User,
    today: datetime.date,
) -> GrantSpending:
    """Buy or pay something from the fund on an approved line of the RAB.

    Raises GroupError beside the field: no tranche paid yet, a line that is lent, more than the line's rest or
    than the fund has in that place on that day or any later, a day out of order or told by a standing LPJ.
    """
    grant = lock_grant(line.grant, BlmGrant.State.AGREED)
    [found] = spendables(grant.lines.filter(pk=line.pk))
    require_fund_day(grant.ksm, on, today)
    require_rest(found, amount, on)
    require_fund_cash(grant, amount, on, place, "amount")
    return _store(
        grant, found.line, amount, on, GrantMovement.Place(place), what.strip(), paid_to.strip(), by
    )


def _store(grant: BlmGrant, line: BudgetLine, amount: int, on, place, what: str, paid_to: str, by: User):
    entry = post(
        ksm=grant.ksm,
        date=on,
        kind=JournalEntry.Kind.OTHER,
        memo=f"Belanja {grant.number} baris {line.sequence}: {what}",
        lines=[Line(chart.DANA_BLM, ACCOUNT_OF_PLACE[place], amount, fund=Fund.BLM, memo=what)],
        by=by,
        counterparty=paid_to,
    )
    note_event(grant, f"Belanja baris {line.sequence} {format_rupiah(amount)}", by, what)
    about = {"what": what, "paid_to": paid_to, "entry": entry, "by": by}
    return GrantSpending.objects.create(
        ksm=grant.ksm, grant=grant, line=line, amount=amount, place=place, **about
    )


def store_purchases(
    *, entry: JournalEntry, purchases: Iterable[Purchase], budget: Iterable[Spendable], by: User
) -> None:
    """The rows beside a meeting's entry that holds the lines of its purchases; `require_rest` was asked."""
    by_id = {one.line.pk: one.line for one in budget}
    for one in purchases:
        line = by_id[one.line_id]
        about = f"Belanja baris {line.sequence} {format_rupiah(one.amount)}"
        note_event(line.grant, about, by, one.what)
        GrantSpending.objects.create(
            ksm_id=entry.ksm_id,
            grant=line.grant,
            line=line,
            amount=one.amount,
            place=GrantMovement.Place.CASH,
            what=one.what,
            paid_to=one.paid_to,
            entry=entry,
            by=by,
        )


def standing_report_day(grant: BlmGrant) -> datetime.date | None:
    """The day of the newest LPJ that waits or was accepted: what it tells is not changed below it."""
    reports = AccountabilityReport.objects.filter(tranche__grant=grant).exclude(state=ReportState.RETURNED)
    return reports.order_by("-submitted_on").values_list("submitted_on", flat=True).first()


def require_undoable(spending: GrantSpending, by: User) -> None:
    """Refuse to undo a purchase on any day: one's own, undone already, told by an LPJ. Raises GroupError."""
    if spending.by_id == by.pk:
        raise GroupError("Yang mencatat tidak boleh membatalkan sendiri.")
    if spending.is_undone:
        raise GroupError("Belanja ini sudah dibatalkan.")
    told = standing_report_day(spending.grant)
    if told and spending.entry.date <= told:
        raise GroupError(f"Belanja ini termuat dalam LPJ {date_in_words(told)}.")


@transaction.atomic
def undo_spending(
    *, spending: GrantSpending, on: datetime.date, reason: str, by: User, today: datetime.date
) -> JournalEntry:
    """Reverse a purchase, by another person than who wrote it; the line and the fund have it again.

    One bought at a meeting is taken out of that meeting's entry by an entry of its own. Raises
    GroupError: undone already, the same person, no reason, a day before it, an LPJ that tells it.
    """
    grant = lock_grant(spending.grant)
    rows = GrantSpending.objects.select_related("entry__reversed_by", "line", "ksm", "grant")
    spending = rows.get(pk=spending.pk)
    require_undoable(spending, by)
    if not reason.strip():
        raise GroupError("Tulis alasan pembatalan.", "reason")
    require_fund_day(grant.ksm, on, today)
    if on < spending.entry.date:
        raise GroupError("Pembatalan ini sebelum belanjanya dicatat.", "on")
    if spending.entry.kind == JournalEntry.Kind.MEETING:
        entry = _take_out(spending, on, reason.strip(), by)
    else:
        entry = reverse(entry=spending.entry, date=on, reason=reason.strip(), by=by)
    note_event(grant, f"Belanja baris {spending.line.sequence} dibatalkan", by, reason.strip())
    return entry


def _take_out(spending: GrantSpending, on: datetime.date, reason: str, by: User) -> JournalEntry:
    bought = spending.entry
    entry = post(
        ksm=spending.ksm,
        date=on,
        kind=JournalEntry.Kind.OTHER,
        memo=f"Pembatalan dari jurnal {bought.number}: {spending.what}, {reason}"[:300],
        lines=[Line(chart.KAS, chart.DANA_BLM, spending.amount, fund=Fund.BLM, memo=spending.what)],
        by=by,
        counterparty=spending.paid_to,
    )
    spending.undone_by = entry
    spending.save(update_fields=["undone_by"])
    line_id = purchase_lines([spending])[spending.pk]
    withdraw(spending.ksm, RECEIPT, [str(line_id)], on, UNDONE)
    return entry
