"""A member who leaves is settled: savings and SHU against debts, the rest paid out, and a receipt printed."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from groups.locking import lock_ksm
from groups.members.enrolment import record_leaving
from groups.models import Ksm, Member, User
from groups.papers.register import issue
from groups.refusals import GroupError
from ksm.certain import certain
from ksm.dates import date_in_words
from ksm.money import format_rupiah
from ledger import chart
from ledger.acts.act import Decision
from ledger.acts.heirs import deaths_of
from ledger.acts.settling import Payoff, payoff, settle_early
from ledger.journal.balances import member_savings
from ledger.journal.funds import least_cash
from ledger.journal.posting import LedgerError, Line, book_of, post, require_open
from ledger.loans.owed import outstanding_principal, unpaid_installments
from ledger.models import AccountPosting, Fund, JournalEntry, Loan, SurplusShare
from savings.models import ACCOUNT_OF_KIND, MemberExit, Saving
from savings.records import exit_act
from savings.saving import Movement, check_withdrawals, store_movements

KINDS = {account: kind for kind, account in ACCOUNT_OF_KIND.items()}


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is between a member and the group on a day, in rupiah."""

    savings: dict[str, int]  # by kind of saving
    surplus: Sequence[SurplusShare]  # shares of SHU not paid yet
    debts: Sequence[tuple[Loan, Payoff]]
    carried: Sequence[tuple[Loan, int]] = ()  # principal that another group pays for the member

    @property
    def saved(self) -> int:
        return sum(self.savings.values())

    @property
    def surplus_due(self) -> int:
        return sum(share.total for share in self.surplus)

    @property
    def owed(self) -> int:
        return sum(settlement.total for _, settlement in self.debts)

    @property
    def owed_here(self) -> int:
        """What savings and SHU must cover: the debts without what another group pays."""
        return self.owed - sum(amount for _, amount in self.carried)

    @property
    def paid(self) -> int:
        """What the member gets; below zero while something is still owed."""
        return self.saved + self.surplus_due - self.owed_here

    @property
    def is_empty(self) -> bool:
        return not (self.savings or self.surplus or self.debts)


def settlements(ksm: Ksm, members: Iterable[Member], on: datetime.date) -> dict[Member, Settlement]:
    """Savings, unpaid SHU, and what pays each running loan off on a day (jasa of periods begun).

    Five queries however many members. Reads only.
    """
    members = list(members)
    saved = member_savings(ksm, on)
    running = Loan.objects.filter(ksm=ksm, state=Loan.State.DISBURSED, written_off_on__isnull=True)
    loans = list(running.filter(member__in=members).order_by("pk"))
    dues, owed = unpaid_installments(loans, on), outstanding_principal(ksm, on)
    debts: dict[int, list[tuple[Loan, Payoff]]] = defaultdict(list)
    for loan in loans:
        free = Payoff(owed.get(loan.pk, 0), 0, 0)
        settlement = free if loan.is_free else payoff(loan, dues[loan.pk], on, full_jasa=False)
        if settlement.total:
            debts[certain(loan.member_id, "loans of these members")].append((loan, settlement))
    unpaid: dict[int, list[SurplusShare]] = defaultdict(list)
    shares = SurplusShare.objects.filter(sharing__ksm=ksm, paid_entry=None, sharing__undone_by=None)
    # What was decided later is paid from the page of that sharing: on the day it is not owed yet.
    for share in shares.filter(member__in=members, sharing__decided_on__lte=on):
        unpaid[share.member_id].append(share)
    return {
        member: Settlement(
            {KINDS[code]: amount for code, amount in saved.get(member.pk, {}).items() if amount},
            unpaid[member.pk],
            debts[member.pk],
        )
        for member in members
    }


def require_settled_elsewhere(ksm: Ksm, member: Member) -> None:
    """What savings cannot settle: requests undecided, debts by tanggung renteng. Raises GroupError."""
    require_nothing_asked(member)
    rows = AccountPosting.objects.filter(account_id=chart.PIUTANG_TANGGUNG_RENTENG, member=member).balances(
        ksm_ids=[ksm.pk], as_of=datetime.date.max, by=("member_id",)
    )
    owed = sum(row["balance"] for row in rows)
    if owed:
        raise GroupError(f"Masih ada utang tanggung renteng {format_rupiah(owed)}. Selesaikan dulu.")


def require_nothing_asked(member: Member) -> None:
    """Refuse a member whose request for a loan is not decided or not handed out. Raises GroupError."""
    waiting = member.loans.filter(state__in=(Loan.State.APPLIED, Loan.State.APPROVED)).first()
    if waiting:
        raise GroupError(f"Permohonan pinjaman {waiting.number} belum selesai: tolak atau cairkan dulu.")


def require_settled_last(ksm: Ksm, member: Member, on: datetime.date) -> None:
    """Refuse a day before the last on which the member's savings moved: nothing is left behind then."""
    postings = AccountPosting.objects.filter(ksm=ksm, member=member, date__gt=on)
    later = postings.filter(account_id__in=chart.SAVINGS_ACCOUNTS).order_by("-date").first()
    if later:
        raise GroupError(
            f"Tabungan {member.name} masih dicatat pada {date_in_words(later.date)}. "
            "Isi tanggal itu atau sesudahnya.",
            "left_on",
        )


@transaction.atomic
def settle_and_leave(
    *,
    member: Member,
    left_on: datetime.date,
    reason: str,
    minutes: str,
    today: datetime.date,
    by: User,
    carried: Sequence[tuple[Loan, int]] = (),
) -> MemberExit | None:
    """End a membership, its money settled on that day; None where there was no money between them.

    `carried` is principal that the member's next group pays (savings/leaving/taking_over.py). Who died is
    settled by savings/leaving/estate.py. Raises GroupError: owed more than saved (BUG-068: with
    the amount), more to pay than the box holds, impossible or closed days.
    """
    ksm = lock_ksm(member.ksm_id)
    member = ksm.members.get(pk=member.pk)
    member.ksm = ksm
    require_settled_elsewhere(ksm, member)
    require_settled_last(ksm, member, left_on)
    settlement = replace(settlements(ksm, [member], left_on)[member], carried=carried)
    if deaths_of(loan for loan, _ in settlement.debts):
        raise GroupError("Kematian peminjam sudah dicatat: tulis nama ahli warisnya.", "heir")
    if settlement.paid < 0:
        owed, saved = format_rupiah(settlement.owed_here), format_rupiah(settlement.saved)
        raise GroupError(
            f"Masih berutang {owed}, tabungannya {saved}. "
            f"Terima dulu kekurangan {format_rupiah(-settlement.paid)} lewat lembar pertemuan."
        )
    record_leaving(member=member, left_on=left_on, reason=reason, today=today, by=by)
    if settlement.is_empty:
        return None
    entry = _move_money(ksm, member, settlement, Decision(left_on, today, minutes, "Anggota keluar", by))
    done = MemberExit.objects.create(
        ksm=ksm,
        member=member,
        date=left_on,
        minutes=minutes,
        savings=settlement.savings,
        surplus=settlement.surplus_due,
        debts=[[loan.number, owed.principal, owed.jasa] for loan, owed in settlement.debts],
        carried=[[loan.number, amount] for loan, amount in carried],
        paid=settlement.paid,
        entry=entry,
        by=by,
    )
    issue(ksm, [exit_act(done)])
    return done


def _move_money(ksm: Ksm, member: Member, settlement: Settlement, decision: Decision) -> JournalEntry | None:
    """Debts paid off first, then savings and SHU paid out: what is set off goes through the box twice."""
    require_open(book_of(ksm), decision.on)
    for loan, owed in settlement.debts:
        settle_early(loan=loan, paid=owed.total, full_jasa=False, decision=decision)
    return pay_out(
        ksm=ksm, members={member: settlement}, decision=decision, memo="Penyelesaian anggota keluar"
    )


def pay_out(
    *, ksm: Ksm, members: dict[Member, Settlement], decision: Decision, memo: str, heir: str = ""
) -> JournalEntry | None:
    """Pay savings and unpaid SHU of members out of the box in one entry; None where there are none.

    `heir` takes the money of a member who died. Raises LedgerError, SavingsError: more than box or kas hold,
    a closed day, savings taken later.
    """
    movements = [
        Movement(member.pk, kind, amount, Saving.Direction.WITHDRAWAL)
        for member, settlement in members.items()
        for kind, amount in settlement.savings.items()
    ]
    shares = [share for settlement in members.values() for share in settlement.surplus]
    lines = [movement.line() for movement in movements]
    lines += [
        Line(chart.UTANG_SHU, chart.KAS, share.total, member_id=share.member_id, memo="SHU dibayarkan")
        for share in shares
    ]
    if not lines:
        return None
    check_withdrawals(ksm=ksm, movements=movements, on=decision.on)
    _require_cash(ksm, decision.on, sum(line.amount for line in lines))
    entry = post(
        ksm=ksm,
        date=decision.on,
        kind=JournalEntry.Kind.OTHER,
        memo=memo,
        lines=lines,
        by=decision.by,
        counterparty=heir,
    )
    store_movements(ksm=ksm, entry_of=dict.fromkeys(range(len(movements)), entry), movements=movements)
    SurplusShare.objects.filter(pk__in=[share.pk for share in shares]).update(paid_entry=entry)
    return entry


def _require_cash(ksm: Ksm, on: datetime.date, amount: int) -> None:
    available = min(least_cash(ksm, on, places=(chart.KAS,)), least_cash(ksm, on, fund=Fund.KAS))
    if amount > available:
        raise LedgerError(
            f"Kas kelompok tinggal {format_rupiah(max(available, 0))}, tidak cukup {format_rupiah(amount)}."
        )
