"""Members' parts of the surplus (SHU) reach them: in cash or savings, their arrears first if decided."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from groups.locking import lock_ksm
from groups.models import Ksm, User
from ksm.dates import date_in_words
from ledger import chart
from ledger.acts.act import Decision, check_day, look_at, record_event
from ledger.journal.posting import LedgerError, Line, post
from ledger.loans.lending import PlannedRepayment, plan_repayments, store_repayments
from ledger.loans.owed import unpaid_installments
from ledger.models import Fund, JournalEntry, Loan, LoanEvent, Repayment, SurplusShare, SurplusSharing
from ledger.sharing import plan_payout, require_unpaid
from savings.models import Saving
from savings.saving import Movement, store_movements
from savings.setting_off import lines_from


def _chosen(sharing: SurplusSharing, member_id: int | None) -> list[SurplusShare]:
    if sharing.undone_by_id:
        raise LedgerError(f"Pembagian SHU {sharing.year} sudah dibatalkan.")
    shares = sharing.shares.select_related("member").order_by("member__number")
    if member_id is not None:
        return list(shares.filter(member_id=member_id))
    return list(shares.filter(paid_entry__isnull=True))


@dataclass(frozen=True, slots=True)
class SetOff:
    """What members' parts pay of their arrears: the payments, and rupiah by member."""

    planned: Sequence[PlannedRepayment] = ()
    by_member: dict[int, int] = field(default_factory=dict)

    @property
    def to_other_funds(self) -> int:
        """Principal that goes out of the kas to the funds it was lent from, in rupiah."""
        return sum(one.principal for one in self.planned if one.loan.fund != Fund.KAS)

    def lines(self) -> list[Line]:
        """What the members are owed of the surplus, in the place of cash."""
        return [
            line
            for one in self.planned
            for line in lines_from(one, {chart.UTANG_SHU: one.principal + one.jasa})
        ]


@transaction.atomic
def pay_shares(
    *,
    sharing: SurplusSharing,
    member_id: int | None,
    on: datetime.date,
    to_savings: bool,
    by: User,
    against_arrears: Decision | None = None,
) -> JournalEntry:
    """Pay one member's part, or all unpaid ones (None), in cash or into voluntary savings.

    By a decision `against_arrears` a part pays first what its member is late with, the oldest instalments
    of the oldest loan; only the rest is handed over. One entry holds both, and both are undone with it.
    Raises LedgerError: paid before, more than the kas holds, a closed day or one before the decision, into
    savings of who has left, no arrears to set off.
    """
    ksm = lock_ksm(sharing.ksm_id)
    sharing = ksm.sharings.get(pk=sharing.pk)
    if on < sharing.decided_on:
        decided = date_in_words(sharing.decided_on)
        raise LedgerError(f"SHU {sharing.year} baru diputuskan pada {decided}.", "on")
    shares = _chosen(sharing, member_id)
    require_unpaid(shares)
    taken = _set_off(ksm, shares, against_arrears) if against_arrears else SetOff()
    rests = [(share.member_id, share.total - taken.by_member.get(share.member_id, 0)) for share in shares]
    movements: list[Movement] = []
    if to_savings:
        _require_members(shares, on)
        movements = [Movement(pk, Saving.Kind.SUKARELA, rest) for pk, rest in rests if rest]
        lines = [movement.line(against=chart.UTANG_SHU) for movement in movements]
        plan_payout(ksm, [], on, taken.to_other_funds)
    else:
        lines = plan_payout(ksm, rests, on, taken.to_other_funds)
    memo = f"SHU {sharing.year} {'masuk tabungan' if to_savings else 'dibayarkan'}"
    memo += ", tunggakan dipotong" if taken.planned else ""
    lines += taken.lines()
    entry = post(ksm=ksm, date=on, kind=JournalEntry.Kind.OTHER, memo=memo, lines=lines, by=by)
    store_movements(ksm=ksm, entry_of=_every(movements, entry), movements=movements)
    if against_arrears:
        _store_set_off(ksm, sharing, taken.planned, entry, against_arrears)
    SurplusShare.objects.filter(pk__in=[share.pk for share in shares]).update(paid_entry=entry)
    return entry


def overdue_of(ksm: Ksm, member_ids: Iterable[int], on: datetime.date) -> dict[int, list[tuple[Loan, int]]]:
    """What members are late with on a day: their loans, the oldest first, each with rupiah overdue.

    Loans that were written off, that run without a schedule or that an heir answers for are left out. Two
    queries.
    """
    running = ksm.loans.filter(
        borrower=Loan.Borrower.MEMBER, state=Loan.State.DISBURSED, is_free=False, written_off_on=None, heir=""
    )
    loans = list(running.filter(member__in=list(member_ids)).select_related("member"))
    dues = unpaid_installments(loans, on)
    found: dict[int, list[tuple[Loan, int]]] = {}
    for loan in sorted(loans, key=lambda loan: (loan.paid_out_on, loan.pk)):
        late = sum(due.principal + due.jasa for due in dues[loan.pk] if due.due < on)
        if late:
            found.setdefault(loan.of_member.pk, []).append((loan, late))
    return found


def _set_off(ksm: Ksm, shares: Sequence[SurplusShare], decision: Decision) -> SetOff:
    """Spread each part over what its member is late with."""
    late = overdue_of(ksm, [share.member_id for share in shares], decision.on)
    payments, by_member = [], {}
    for share in shares:
        left = share.total
        for loan, amount in late.get(share.member_id, []):
            if part := min(amount, left):
                check_day(ksm=ksm, loan=loan, on=decision.on, today=decision.today)
                payments.append((loan, part, Repayment.PaidFrom.SURPLUS))
                left -= part
        by_member[share.member_id] = share.total - left
    if not payments:
        raise LedgerError("Tidak ada tunggakan yang dapat dipotong pada tanggal itu.", "against_arrears")
    return SetOff(plan_repayments(payments=payments, on=decision.on), by_member)


def _store_set_off(
    ksm: Ksm,
    sharing: SurplusSharing,
    planned: Sequence[PlannedRepayment],
    entry: JournalEntry,
    decision: Decision,
) -> None:
    """The payments beside the entry, and on each loan the act that says what was decided."""
    for one in planned:
        one.loan.ksm = ksm
        found = look_at(one.loan, decision.on)
        one.loan.changed_on = decision.on
        one.loan.save(update_fields=["changed_on"])
        record_event(
            found=found,
            kind=LoanEvent.Kind.FROM_SURPLUS,
            decision=decision,
            principal=one.principal,
            jasa=one.jasa,
            details={"sharing": f"SHU {sharing.year}"},
            entry=entry,
        )
    store_repayments(entry_of=dict.fromkeys(range(len(planned)), entry), planned=planned)


def _require_members(shares: Sequence[SurplusShare], on: datetime.date) -> None:
    """Who left saves no more. On the day of leaving it may be settled so (savings/leaving/estate.py)."""
    for share in shares:
        if share.member.left_on and share.member.left_on < on:
            raise LedgerError(f"{share.member.name} sudah keluar: bayarkan SHU-nya tunai.")


def _every(movements: Sequence[Movement], entry: JournalEntry) -> dict[int, JournalEntry]:
    return dict.fromkeys(range(len(movements)), entry)
