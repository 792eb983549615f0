"""A member who died: savings and SHU against the debts, the rest to the heir, who goes on with what is owed.

Only so does a membership end with a debt; a living member pays first (BUG-068).
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from groups.locking import lock_ksm
from groups.members.enrolment import record_leaving
from groups.models import Ksm, Member, User
from groups.papers.register import issue
from groups.refusals import GroupError
from ksm.certain import certain
from ksm.dates import date_in_words
from ledger.acts.act import Decision, look_at
from ledger.acts.heirs import deaths_of
from ledger.joint.covering import CaseStanding, give_back, standings_of, without_payers
from ledger.journal.posting import book_of, require_open
from ledger.models import Loan
from savings.leaving.settling import (
    Settlement,
    pay_out,
    require_nothing_asked,
    require_settled_last,
    settlements,
)
from savings.models import MemberExit, Saving
from savings.records import exit_act
from savings.setting_off import set_off, settle_from_savings
from savings.surplus_paying import pay_shares

Kind = Saving.Kind
# Which savings go to the debts first.
ORDER = (Kind.SUKARELA, Kind.WAJIB, Kind.POKOK)


@dataclass(frozen=True, slots=True)
class Estate:
    """What lies between a group and a member who died, in rupiah: debts, and what others paid for them."""

    settlement: Settlement
    joint: Sequence[CaseStanding]

    @property
    def owed(self) -> int:
        return self.settlement.owed + sum(case.owed for case in self.joint)

    @property
    def heirs_debts(self) -> list[tuple[Loan, int, bool]]:
        """Each loan, what it asks for, and whether that ends it: where the money does not reach, it runs on.

        A loan that runs on is owed with the jasa of all its periods, not only of those begun.
        """
        left, found = self.settlement.saved + self.settlement.surplus_due, []
        for loan, owed in self.settlement.debts:
            ends = owed.total <= left
            found.append((loan, owed.total if ends else owed.total + owed.waived, ends))
            left -= min(left, owed.total)
        return found

    @property
    def paid(self) -> int:
        """What the heir gets; below zero what the heir goes on owing, as the receipt will say."""
        asked = sum(amount for _, amount, _ in self.heirs_debts) + sum(case.owed for case in self.joint)
        return self.settlement.saved + self.settlement.surplus_due - asked

    @property
    def is_empty(self) -> bool:
        return self.settlement.is_empty and not self.joint


@dataclass(slots=True)
class _Spread:
    """What was done with the money on the way."""

    left: dict[str, int]  # savings not used yet, by kind
    debts: list[list] = field(default_factory=list)
    returned: list[list] = field(default_factory=list)
    owed: list[list] = field(default_factory=list)
    still_owing: list[int] = field(default_factory=list)  # ids of loans

    def take(self, amount: int) -> dict[str, int]:
        """Up to so many rupiah of the savings, by kind; empty where nothing is left."""
        taken = {}
        for kind in ORDER:
            part = min(amount, self.left.get(kind, 0))
            if part:
                taken[kind.value] = part
                self.left[kind] -= part
                amount -= part
        return taken


def estate_of(ksm: Ksm, member: Member, on: datetime.date) -> Estate:
    """The settlement of a member who died, seen on a day. Reads only."""
    cases = standings_of(ksm.joint_cases.filter(loan__member=member).select_related("loan").order_by("pk"))
    return Estate(settlements(ksm, [member], on)[member], [case for case in cases if case.owed])


def first_day_without(ksm: Ksm, died_on: datetime.date) -> datetime.date:
    """The earliest day that a membership can end which death ended: that day, or the first open one (J6)."""
    book = book_of(ksm)
    closed = [day for day in (book.closed_through, book.months_closed_through) if day]
    return max([died_on, *(day + datetime.timedelta(days=1) for day in closed)])


@transaction.atomic
def settle_estate(
    *,
    member: Member,
    left_on: datetime.date,
    reason: str,
    minutes: str,
    heir: str,
    today: datetime.date,
    by: User,
) -> MemberExit | None:
    """End the membership of somebody who died; None where there was no money between them.

    Each running loan has the death written down before. The oldest is paid first, out of sukarela, wajib and
    pokok with SHU among sukarela; then those who paid by tanggung renteng. Raises GroupError.
    """
    ksm = lock_ksm(member.ksm_id)
    member = ksm.members.get(pk=member.pk)
    member.ksm = ksm
    require_nothing_asked(member)
    require_settled_last(ksm, member, left_on)
    estate = estate_of(ksm, member, left_on)
    _require_known(ksm, member, estate, left_on)
    record_leaving(member=member, left_on=left_on, reason=reason, today=today, by=by)
    if estate.is_empty:
        return None
    decision = Decision(left_on, today, minutes, reason, by)
    require_open(book_of(ksm), left_on)
    return _settle(ksm, member, estate, heir, decision)


def _require_known(ksm: Ksm, member: Member, estate: Estate, left_on: datetime.date) -> None:
    """Refuse where a death or who paid for the member is not written down. Raises GroupError."""
    deaths = deaths_of(loan for loan, _ in estate.settlement.debts)
    for loan, _ in estate.settlement.debts:
        if loan.pk not in deaths:
            raise GroupError(f"Catat dulu kematian peminjam pada kartu pinjaman {loan.number}.", "heir")
        died_on = datetime.date.fromisoformat(deaths[loan.pk].details["died_on"])
        if left_on < died_on:
            raise GroupError(f"Anggota meninggal pada {date_in_words(died_on)}.", "left_on")
    for paid in without_payers(ksm):
        if paid.loan.member_id == member.pk:
            raise GroupError(f"Catat dulu siapa yang menanggung angsuran {paid.loan.number}.")


def _settle(ksm: Ksm, member: Member, estate: Estate, heir: str, decision: Decision) -> MemberExit:
    settlement = estate.settlement
    spread = _Spread(dict(settlement.savings))
    shares = settlement.surplus
    if estate.owed:
        shares = []
        spread.left[Kind.SUKARELA] = spread.left.get(Kind.SUKARELA, 0) + settlement.surplus_due
        for share in settlement.surplus:
            facts: dict[str, Any] = {"on": decision.on, "to_savings": True, "by": decision.by}
            pay_shares(sharing=share.sharing, member_id=member.pk, **facts)
    _pay_loans(spread, settlement.debts, decision)
    _pay_back(spread, ksm, member, estate.joint, heir, decision)
    rest = Settlement({kind: amount for kind, amount in spread.left.items() if amount}, shares, [])
    memo = "Penyelesaian anggota meninggal dunia"
    entry = pay_out(ksm=ksm, members={member: rest}, decision=decision, memo=memo, heir=heir)
    Loan.objects.filter(pk__in=spread.still_owing).update(heir=heir)
    done = MemberExit.objects.create(
        ksm=ksm,
        member=member,
        date=decision.on,
        minutes=decision.minutes,
        savings=settlement.savings,
        surplus=settlement.surplus_due,
        debts=spread.debts,
        heir=heir,
        returned=spread.returned,
        owed=spread.owed,
        paid=rest.paid,
        entry=entry,
        by=certain(decision.by, "a person settles on a page"),
    )
    issue(ksm, [exit_act(done)])
    return done


def _pay_loans(spread: _Spread, debts, decision: Decision) -> None:
    """Each loan in turn is paid off, or as far as the savings go; what is left of it the heir owes."""
    for loan, owed in debts:
        amounts = spread.take(owed.total)
        if amounts:
            whole = sum(amounts.values()) == owed.total
            act = settle_from_savings if whole else set_off
            event = act(loan=loan, amounts=amounts, decision=decision)
            spread.debts.append([loan.number, event.principal, event.jasa])
        found = look_at(loan, decision.on)
        if found.outstanding or found.jasa_due:
            spread.owed.append([loan.number, found.outstanding, found.jasa_due])
            spread.still_owing.append(loan.pk)


def _pay_back(
    spread: _Spread, ksm: Ksm, member: Member, joint: Sequence[CaseStanding], heir: str, decision: Decision
) -> None:
    """Those who paid for the member get it back: out of the savings through the box (J18)."""
    for standing in joint:
        loan, amounts = standing.case.loan, spread.take(standing.owed)
        part = sum(amounts.values())
        if part:
            memo = f"Tabungan untuk tanggung renteng {loan.number}"
            pay_out(
                ksm=ksm,
                members={member: Settlement(amounts, [], [])},
                decision=decision,
                memo=memo,
                heir=heir,
            )
            facts: dict[str, Any] = {"on": decision.on, "today": decision.today, "seen_owed": standing.owed}
            give_back(case=standing.case, amount=part, by=decision.by, **facts)
            spread.returned.append([loan.number, part])
        if standing.owed > part:
            spread.owed.append([f"{loan.number} (tanggung renteng)", standing.owed - part, 0])
            spread.still_owing.append(loan.pk)
