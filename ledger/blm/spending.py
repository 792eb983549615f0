"""BLM money spent on a line of the RAB outside a meeting, and undone by a second person (domain.md J27).

It leaves the fund as it came in: the fund's own account against box or bank, so the group's surplus never
carries what the public paid for.
"""

import datetime

from django.db import transaction
from django.db.models import Q, Sum

from groups.models import User
from groups.refusals import GroupError
from ksm.certain import certain
from ksm.dates import date_in_words
from ksm.money import format_rupiah
from ledger import chart
from ledger.blm.proposing import lock_grant, note_event
from ledger.blm.tranches import ACCOUNT_OF_PLACE, paid_tranche_ids, require_fund_cash, require_fund_day
from ledger.journal.posting import Line, post, reverse
from ledger.models import (
    AccountabilityReport,
    BlmGrant,
    BudgetLine,
    Fund,
    GrantMovement,
    GrantSpending,
    JournalEntry,
    JournalLine,
)

ReportState = AccountabilityReport.State
OF_A_LINE = ("pk", "entry_id", "memo", "amount")


def rest_of(line: BudgetLine) -> int:
    """Rupiah of the BLM planned on a line that nothing was spent of yet."""
    spent = line.spendings.standing().aggregate(total=Sum("amount", default=0))
    return line.blm - spent["total"]


def rest_of_lines(grant: BlmGrant) -> dict[int, int]:
    """What is left to spend of each line that goods and services are bought on, by its id; one query."""
    standing = Q(spendings__entry__reversed_by__isnull=True)
    spent = Sum("spendings__amount", filter=standing, default=0)
    return {
        line.pk: line.blm - line.spent
        for line in grant.lines.filter(is_lent=False, blm__gt=0).annotate(spent=spent)
    }


def spendings_with_receipts(grant: BlmGrant) -> list[tuple[GrantSpending, int]]:
    """What was spent of a grant, oldest first, each with the journal line whose receipt is its own."""
    rows = list(grant.spendings.select_related("line", "by", "entry__reversed_by"))
    lines = JournalLine.objects.filter(entry__in={row.entry_id for row in rows}, debit_id=chart.DANA_BLM)
    line_of = {(entry, memo, amount): pk for pk, entry, memo, amount in lines.values_list(*OF_A_LINE)}
    return [(row, line_of[row.entry_id, row.what, row.amount]) for row in rows]


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
    line = grant.lines.get(pk=line.pk)
    if line.is_lent:
        raise GroupError("Baris ini untuk dipinjamkan kepada anggota, lewat pinjaman dari dana BLM.")
    if not paid_tranche_ids(grant):
        raise GroupError("Belum ada tahap yang dicairkan.")
    require_fund_day(grant.ksm, on, today)
    if on < certain(grant.agreed_on, "AGREED"):
        raise GroupError("Belanja ini sebelum tanggal perjanjian.", "on")
    _require_not_told(grant, on)
    rest = rest_of(line)
    if amount > rest:
        raise GroupError(
            f"Sisa BLM baris {line.sequence} {format_rupiah(max(rest, 0))}. "
            "Melebihi baris RAB hanya dengan perubahan RAB yang diputuskan.",
            "amount",
        )
    require_fund_cash(grant, amount, on, place, "amount")
    return _store(grant, line, amount, on, GrantMovement.Place(place), what.strip(), paid_to.strip(), by)


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


def standing_report_day(grant: BlmGrant) -> datetime.date | None:
    """The day of the newest LPJ that waits or was accepted: what it tells is not changed below it."""
    reports = AccountabilityReport.objects.filter(tranche__grant=grant).exclude(state=ReportState.RETURNED)
    return reports.order_by("-submitted_on").values_list("submitted_on", flat=True).first()


def _require_not_told(grant: BlmGrant, on: datetime.date) -> None:
    told = standing_report_day(grant)
    if told and on < told:
        raise GroupError(f"LPJ {date_in_words(told)} sudah memuat belanja sampai hari itu.", "on")


@transaction.atomic
def undo_spending(
    *, spending: GrantSpending, on: datetime.date, reason: str, by: User, today: datetime.date
) -> JournalEntry:
    """Reverse a purchase, by another person than who wrote it; the line and the fund have it again.

    Raises GroupError: undone already, the same person, no reason, a day before it, an LPJ that tells it.
    """
    grant = lock_grant(spending.grant)
    spending = GrantSpending.objects.select_related("entry", "line").get(pk=spending.pk)
    if spending.by_id == by.pk:
        raise GroupError("Yang mencatat tidak boleh membatalkan sendiri.")
    if not reason.strip():
        raise GroupError("Tulis alasan pembatalan.", "reason")
    require_fund_day(grant.ksm, on, today)
    if on < spending.entry.date:
        raise GroupError("Pembatalan ini sebelum belanjanya dicatat.", "on")
    told = standing_report_day(grant)
    if told and spending.entry.date <= told:
        raise GroupError(f"Belanja ini termuat dalam LPJ {date_in_words(told)}.")
    entry = reverse(entry=spending.entry, date=on, reason=reason.strip(), by=by)
    note_event(grant, f"Belanja baris {spending.line.sequence} dibatalkan", by, reason.strip())
    return entry
