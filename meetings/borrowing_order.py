"""In what order the waiting applications might be served (domain.md H1). It proposes; the meeting decides.

Poorest first (PS-2 priority 1), then who never borrowed, then discipline, then who asked first.
"""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import F, Q, Sum

from groups.members.persons import rows_of_persons
from groups.models import Ksm, Member
from ksm.dates import date_in_words
from ledger.models import Installment, Loan, undone_repayment
from meetings.models import Meeting
from savings.models import Saving

# How many closed routine meetings tell whether somebody saves routinely.
LOOKED_AT = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application and what speaks for its place; a share is None where there is nothing to judge."""

    loan: Loan
    is_poorest: bool
    has_borrowed: bool
    on_time: Fraction | None
    saved: Fraction | None

    @property
    def key(self) -> tuple:
        on_time = 1 if self.on_time is None else self.on_time
        saved = 1 if self.saved is None else self.saved
        asked = self.loan.applied_on or datetime.date.max
        return (not self.is_poorest, self.has_borrowed, -on_time, -saved, asked, self.loan.pk)

    @property
    def reasons(self) -> list[str]:
        """The place in words, in the order in which it was judged."""
        said = ["PS-2 prioritas 1"] if self.is_poorest else []
        said.append("pernah meminjam" if self.has_borrowed else "belum pernah meminjam")
        if self.on_time is not None:
            said.append(f"angsuran tepat waktu {_words(self.on_time)}")
        if self.saved is not None:
            said.append(f"menabung {_words(self.saved)} pertemuan")
        if self.loan.applied_on:
            said.append(f"diajukan {date_in_words(self.loan.applied_on)}")
        return said


def _words(share: Fraction) -> str:
    return "semua" if share == 1 else f"{share.numerator} dari {share.denominator}"


def proposed_order(ksm: Ksm, as_of: datetime.date) -> list[Candidate]:
    """The applications that wait for a decision, in the order that speaks for them. Six queries.

    Who left and came back did borrow, repay and save before: all rows of a person count (J34).
    """
    waiting = ksm.loans.filter(borrower=Loan.Borrower.MEMBER, state=Loan.State.APPLIED)
    loans = list(waiting.select_related("member"))
    persons = rows_of_persons(ksm, {loan.of_member.pk for loan in loans})
    rows = set().union(*persons.values())
    had = ksm.loans.filter(member__in=rows, state=Loan.State.DISBURSED)
    borrowed = set(had.values_list("member_id", flat=True))
    on_time, saved = on_time_shares(persons, as_of), saving_shares(ksm, persons)
    candidates = [
        Candidate(
            loan=loan,
            is_poorest=loan.of_member.ps2 == Member.Ps2.YES and loan.of_member.ps2_priority == 1,
            has_borrowed=bool(persons[loan.of_member.pk] & borrowed),
            on_time=on_time.get(loan.of_member.pk),
            saved=saved.get(loan.of_member.pk),
        )
        for loan in loans
    ]
    return sorted(candidates, key=lambda candidate: candidate.key)


def on_time_shares(persons: Mapping[int, Set[int]], as_of: datetime.date) -> dict[int, Fraction]:
    """Instalments due before a day that were paid in full by their due date, of all due; one query.

    `persons` are the rows of each member's person (`rows_of_persons`).
    """
    in_time = Q(parts__repayment__date__lte=F("due_on")) & ~undone_repayment(as_of, "parts__repayment__")
    paid = Sum(F("parts__principal") + F("parts__jasa"), filter=in_time, default=0)
    members = set().union(*persons.values())
    rows = Installment.objects.in_force(as_of).filter(loan__member__in=members, due_on__lt=as_of)
    counted: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows.annotate(paid=paid).select_related("loan"):
        counted[row.loan.member_id][0] += row.paid >= row.principal + row.jasa
        counted[row.loan.member_id][1] += 1
    shares = {}
    for pk, same in persons.items():
        good, total = (sum(counted[row][place] for row in same if row in counted) for place in (0, 1))
        if total:
            shares[pk] = Fraction(good, total)
    return shares


def saving_shares(ksm: Ksm, persons: Mapping[int, Set[int]]) -> dict[int, Fraction]:
    """Of the last closed routine meetings in membership, those in which wajib was saved. Three queries.

    For who never left these are the meetings since joining.
    """
    closed = ksm.meetings.filter(kind=Meeting.Kind.ROUTINE, state=Meeting.State.CLOSED)
    meetings = list(closed.order_by("-held_on").values_list("held_on", "entry_id")[:LOOKED_AT])
    entries = [entry_id for _, entry_id in meetings if entry_id]
    members = set().union(*persons.values())
    rows = Saving.objects.filter(
        ksm=ksm,
        member__in=members,
        entry__in=entries,
        kind=Saving.Kind.WAJIB,
        direction=Saving.Direction.DEPOSIT,
    )
    times: dict[int, set[int]] = defaultdict(set)
    for member_id, entry_id in rows.values_list("member_id", "entry_id"):
        times[member_id].add(entry_id)
    stays = {pk: (joined, left) for pk, joined, left in _days_of(ksm, members)}
    shares = {}
    for pk, same in persons.items():
        held = [
            entry_id for day, entry_id in meetings if day and any(_stayed(stays[row], day) for row in same)
        ]
        saved = set().union(*(times[row] for row in same if row in times))
        if held:
            shares[pk] = Fraction(len(saved & set(held)), len(held))
    return shares


def _days_of(ksm: Ksm, members: Set[int]):
    return ksm.members.filter(pk__in=members).values_list("pk", "joined_on", "left_on")


def _stayed(stay: tuple[datetime.date, datetime.date | None], day: datetime.date) -> bool:
    joined, left = stay
    return joined <= day and (left is None or day < left)
