"""Loans to members from the BLM fund (domain.md H1, H2): by the decided order, within the fund's money."""

import datetime
from collections.abc import Collection
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from groups.models import Ksm, User
from groups.refusals import GroupError
from ksm.money import format_rupiah
from ledger.blm.proposing import lock_grant, note_event
from ledger.blm.tranches import fund_cash
from ledger.loans.lending import LoanTerms, apply_for_loans, loan_terms
from ledger.loans.own_rule import require_reason
from ledger.models import BlmGrant, Fund, GrantMember, Loan


@dataclass(frozen=True, slots=True)
class FundTerms:
    """Terms shared by the loans made at once; percent per period."""

    rate_percent: Decimal
    method: str
    periods: int
    unit: str
    rounding_step: int
    limit_reason: str = ""

    def of(self, one: GrantMember) -> LoanTerms:
        """The terms of one member's loan: the decided amount, purpose and order."""
        about = {"member_id": one.member_id, "purpose": one.purpose, "priority": one.priority}
        return loan_terms(asdict(self) | about | {"principal": one.decided or 0})


def lendable(ksm: Ksm, as_of: datetime.date) -> int:
    """Rupiah of the fund's cash and bank that no approved loan is waiting for."""
    approved = ksm.loans.filter(fund=Fund.BLM, state=Loan.State.APPROVED)
    return fund_cash(ksm, as_of) - approved.aggregate(total=Sum("principal", default=0))["total"]


def waiting_members(grant: BlmGrant, today: datetime.date) -> list[GrantMember]:
    """Members with a decided amount and no loan for it yet, still active, in order; one query."""
    active = grant.ksm.members.active_on(today).values("pk")
    rows = grant.members.filter(decided__gt=0, member__in=active).select_related("member", "loan")
    return [one for one in rows if one.loan is None or one.loan.state == Loan.State.REJECTED]


@transaction.atomic
def lend_from_fund(
    *,
    grant: BlmGrant,
    chosen: Collection[int],
    terms: FundTerms,
    note: str,
    by: User,
    today: datetime.date,
) -> list[Loan]:
    """Make approved loans from the fund for members of a grant (by their ids there), to be handed out in
    a meeting.

    Raises GroupError: nobody chosen, somebody not (or no longer) to lend to, out of order without a written
    reason, more than the fund can lend, terms from which no schedule can be made, or beyond the group's
    own rule without a reason.
    """
    grant = lock_grant(grant, BlmGrant.State.AGREED)
    waiting = waiting_members(grant, today)
    members = [one for one in waiting if one.pk in set(chosen)]
    _require_all(grant, chosen, members)
    _require_order(waiting, members, note)
    left, wanted = lendable(grant.ksm, today), sum(one.decided or 0 for one in members)
    if wanted > left:
        raise GroupError(
            f"Berjumlah {format_rupiah(wanted)}; dana BLM yang dapat dipinjamkan {format_rupiah(left)}.",
            "members",
        )
    every = [terms.of(one) for one in members]
    require_reason(grant.ksm, every, today)
    for terms_of_one in every:
        terms_of_one.schedule(today)
    loans = apply_for_loans(
        ksm=grant.ksm, terms=every, on=today, approved=True, note=note.strip(), fund=Fund.BLM
    )
    for one, loan in zip(members, loans, strict=True):
        one.loan = loan
    GrantMember.objects.bulk_update(members, ["loan"])
    numbers = ", ".join(loan.number for loan in loans)
    note_event(grant, "Pinjaman dari dana BLM disetujui", by, f"{numbers}. {note}".strip())
    return loans


def _require_all(grant: BlmGrant, chosen: Collection[int], members: list[GrantMember]) -> None:
    if not chosen:
        raise GroupError("Pilih paling sedikit satu anggota.", "members")
    missing = set(chosen) - {one.pk for one in members}
    if missing:
        names = [one.member.name for one in grant.members.filter(pk__in=missing).select_related("member")]
        who = ", ".join(names) or "Anggota itu"
        raise GroupError(
            f"{who} tidak dapat dipinjami: sudah dipinjami, tidak mendapat bagian, atau sudah keluar.",
            "members",
        )


def _require_order(waiting: list[GrantMember], members: list[GrantMember], note: str) -> None:
    """Whoever is passed over stands earlier in the decided order (H1)."""
    last = max(one.priority for one in members)
    passed = [one for one in waiting if one.priority < last and one not in members]
    if passed and not note.strip():
        names = ", ".join(f"{one.priority}. {one.member.name}" for one in passed)
        raise GroupError(f"Lebih dulu dalam urutan: {names}. Tulis alasan mendahulukan yang lain.", "note")
