"""Closing a year: its result is taken out of income and costs and shared out (SHU), and paid to members."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum

from groups.locking import lock_ksm
from groups.models import Ksm, User
from groups.papers.register import Act, issue, withdraw
from ksm.certain import certain
from ksm.money import format_rupiah
from ledger import chart
from ledger.books.statements import RESULT_KINDS, results_by_account
from ledger.journal.balances import balances, member_savings, not_closing
from ledger.journal.funds import least_cash
from ledger.journal.posting import LedgerError, Line, book_of, post
from ledger.loans.quality import loan_quality
from ledger.models import AccountPosting, Fund, JournalEntry, SurplusShare, SurplusSharing
from ledger.policy.surplus import Distribution, Percentages, share_out
from ledger.undoing.loan_acts import Retraction, write_undoing

Kind = JournalEntry.Kind
DECISION = "SHU"


def year_bounds(year: int) -> tuple[datetime.date, datetime.date]:
    return datetime.date(year, 1, 1), datetime.date(year, 12, 31)


def surplus_of(ksm: Ksm, year: int) -> int:
    """The year's income less its costs in rupiah; below zero for a loss. One query."""
    return -sum(results_by_account(ksm, *year_bounds(year)).values())


@dataclass(frozen=True, slots=True)
class BadLoans:
    """What stands against a year's surplus on its last day, in rupiah (domain.md 3.5)."""

    set_aside: int  # what the classes of the loans ask to be kept for them
    held: int  # what the group has in its reserve
    arrears: int  # unpaid of members' instalments due before that day

    @property
    def short(self) -> int:
        return max(self.set_aside - self.held, 0)


def bad_loans(ksm: Ksm, year: int) -> BadLoans:
    """The reserve that the loans of a group ask for, beside what its surpluses put aside. Reads only."""
    last = year_bounds(year)[1]
    rows = loan_quality(ksm, last)
    return BadLoans(
        set_aside=sum(row.reserve for row in rows),
        held=-balances(ksm, last).get(chart.CADANGAN, 0),
        arrears=sum(row.late.overdue for row in rows),
    )


def propose_distribution(ksm: Ksm, year: int, percentages: Percentages) -> Distribution:
    """What each member would get of the year's surplus. Raises RefusalError unless percentages sum to 100.

    Weights: savings on the last day of the year, jasa paid within it, offices held on that day; members
    who left by then have no claim. A few queries.
    """
    first, last = year_bounds(year)
    members = set(ksm.members.active_on(last).values_list("pk", flat=True))
    saved = {pk: sum(kinds.values()) for pk, kinds in member_savings(ksm, last).items() if pk in members}
    jasa = AccountPosting.objects.filter(ksm=ksm, account_id=chart.JASA, date__gte=first, date__lte=last)
    paid = jasa.order_by().values_list("member_id").annotate(total=Sum("amount"))
    terms = ksm.officers.filter(start__lte=last, member__in=members)
    officers = terms.exclude(end__lte=last).values_list("member_id", flat=True)
    return share_out(
        surplus_of(ksm, year),
        percentages,
        savings=saved,
        borrowing={pk: -total for pk, total in paid if pk in members and total < 0},
        officers=sorted(set(officers)),
    )


@transaction.atomic
def share_surplus(
    *, ksm: Ksm, year: int, percentages: Percentages, decided_on: datetime.date, minutes: str, by: User
) -> SurplusSharing:
    """Close a year's result and share it out by the meeting's decision, dated that day.

    Raises LedgerError: a month of the year still open, shared before, nothing to close, percentages that do
    not sum to 100, more for the social fund than the kas holds, a closed day.
    """
    ksm = lock_ksm(ksm.pk)
    _require_closed_year(ksm, year)
    if ksm.sharings.filter(year=year, undone_by__isnull=True).exists():
        raise LedgerError(f"SHU {year} sudah dibagi.")
    if percentages.total != 1:
        raise LedgerError("Persentase harus berjumlah 100.")
    results = results_by_account(ksm, *year_bounds(year))
    if not results:
        raise LedgerError(f"Tahun {year} tidak ada pendapatan maupun biaya.")
    surplus = -sum(results.values())
    shared = propose_distribution(ksm, year, percentages) if surplus > 0 else Distribution({}, 0, 0)
    _require_cash(least_cash(ksm, decided_on, fund=Fund.KAS), shared.social, "dana sosial")
    lines = _closing_lines(results) + _sharing_lines(shared)
    entry = post(ksm=ksm, date=decided_on, kind=Kind.CLOSING, memo=f"SHU {year}", lines=lines, by=by)
    sharing = SurplusSharing.objects.create(
        ksm=ksm,
        year=year,
        surplus=surplus,
        percentages={name: str(getattr(percentages, name) * 100) for name in Percentages.__slots__},
        reserve=shared.reserve,
        social=shared.social,
        decided_on=decided_on,
        minutes=minutes,
        entry=entry,
        by=by,
    )
    SurplusShare.objects.bulk_create(
        SurplusShare(
            sharing=sharing,
            member_id=pk,
            from_savings=share.from_savings,
            from_borrowing=share.from_borrowing,
            from_office=share.from_office,
        )
        for pk, share in shared.members.items()
    )
    issue(ksm, [sharing_act(sharing)])
    return sharing


def sharing_act(sharing: SurplusSharing) -> Act:
    """The decision on a year's surplus."""
    return Act(DECISION, str(sharing.pk), sharing.decided_on, f"Pembagian SHU {sharing.year}")


def _require_closed_year(ksm: Ksm, year: int) -> None:
    closed = book_of(ksm).months_closed_through
    last = year_bounds(year)[1]
    if closed is None or closed < last:
        raise LedgerError(f"Tutup dulu semua bulan sampai Desember {year}.")


def _require_cash(available: int, amount: int, purpose: str) -> None:
    if amount > available:
        raise LedgerError(
            f"Kas kelompok tinggal {format_rupiah(max(available, 0))}, tidak cukup {format_rupiah(amount)} "
            f"untuk {purpose}."
        )


def _closing_lines(results: dict[str, int]) -> list[Line]:
    """Income and cost accounts emptied into the result, each the way its balance asks."""
    return [
        Line(account, chart.SHU, -total, memo="Tutup buku")
        if total < 0
        else Line(chart.SHU, account, total, memo="Tutup buku")
        for account, total in sorted(results.items())
    ]


def _sharing_lines(shared: Distribution) -> list[Line]:
    lines = [
        Line(chart.SHU, chart.UTANG_SHU, share.total, member_id=pk, memo="Bagian SHU")
        for pk, share in shared.members.items()
    ]
    if shared.reserve:
        lines.append(Line(chart.SHU, chart.CADANGAN, shared.reserve, memo="SHU untuk cadangan"))
    if shared.social:  # the money itself moves from one fund to the other inside the same box
        memo = "SHU untuk dana sosial"
        lines.append(Line(chart.SHU, chart.KAS, shared.social, fund=Fund.KAS, memo=memo))
        lines.append(Line(chart.KAS, chart.DANA_SOSIAL, shared.social, fund=Fund.SOSIAL, memo=memo))
    return lines


@transaction.atomic
def undo_sharing(*, sharing: SurplusSharing, date: datetime.date, reason: str, by: User) -> JournalEntry:
    """Take a sharing back by a linked reversal, while nothing of it was paid.

    Raises LedgerError: paid parts, a closed day, or a part of the social fund that was spent since.
    """
    ksm = lock_ksm(sharing.ksm_id)
    sharing = ksm.sharings.select_related("entry").get(pk=sharing.pk)
    if sharing.undone_by_id:
        raise LedgerError(f"Pembagian SHU {sharing.year} sudah dibatalkan.")
    if sharing.shares.filter(paid_entry__isnull=False).exists():
        raise LedgerError("Sebagian SHU sudah dibayarkan, jadi pembagiannya tidak dapat dibatalkan.")
    sharing.entry.ksm = ksm
    subject, retraction = f"Pembagian {sharing}", Retraction(on=date, today=date, reason=reason, by=by)
    undoing = write_undoing(
        ksm=ksm, subject=subject, acted_on=sharing.decided_on, entry=sharing.entry, retraction=retraction
    )
    reversal = certain(undoing.entry, "the sharing has an entry")
    sharing.undone_by = reversal
    sharing.save(update_fields=["undone_by"])
    withdraw(ksm, DECISION, [str(sharing.pk)], undoing.date, undoing.reason)
    return reversal


def plan_payout(
    ksm: Ksm, amounts: Iterable[tuple[int, int]], date: datetime.date, to_other_funds: int = 0
) -> list[Line]:
    """The lines that pay members (id, rupiah) in cash; `to_other_funds` leaves the kas beside it.

    Raises LedgerError for more than kas or box hold.
    """
    amounts = list(amounts)
    total = sum(amount for _, amount in amounts)
    if total + to_other_funds:
        _require_cash(least_cash(ksm, date, fund=Fund.KAS), total + to_other_funds, "SHU")
        _require_cash(least_cash(ksm, date, places=(chart.KAS,)), total, "SHU")
    return [
        Line(chart.UTANG_SHU, chart.KAS, amount, member_id=pk, memo="SHU dibayarkan")
        for pk, amount in amounts
        if amount
    ]


def require_unpaid(shares: Sequence[SurplusShare]) -> None:
    """Raises LedgerError when there is nothing to pay, or somebody was paid before."""
    if not shares:
        raise LedgerError("Tidak ada bagian SHU yang belum dibayar.")
    for share in shares:
        if share.paid_entry_id:
            raise LedgerError(f"SHU {share.member.name} sudah dibayarkan.")


def open_years(ksm: Ksm, today: datetime.date) -> list[int]:
    """Years over by today, with income or costs and not shared out, newest first. Two queries."""
    shared = set(ksm.sharings.filter(undone_by__isnull=True).values_list("year", flat=True))
    earned = AccountPosting.objects.filter(
        not_closing(), ksm=ksm, account__kind__in=RESULT_KINDS, date__lt=datetime.date(today.year, 1, 1)
    )
    years = set(earned.order_by().values_list("date__year", flat=True).distinct())
    return sorted(years - shared, reverse=True)
