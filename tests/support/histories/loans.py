"""What becomes of members' loans in a random life, and members who leave."""

import datetime
from fractions import Fraction

from django.db import transaction
from django.utils import timezone

from ledger.acts.rescheduling import NewTerms, reschedule
from ledger.acts.settling import settle_early, waive_jasa
from ledger.acts.writing_off import answer_write_off, propose_write_off, recover
from ledger.joint.covering import cases_of, cover_shortfall, give_back
from ledger.journal.posting import LedgerError
from ledger.models import Loan, TanggungRentengCase
from savings.leaving.settling import settle_and_leave
from tests.support.factories import make_member
from tests.support.histories.life import History, Operation


def settle(life: History, a: int, b: int) -> None:
    """Ask for too little first: the refusal names the sum, which is then paid."""
    loan = life.loan(a)
    if loan is None:
        return
    try:
        with transaction.atomic():
            settle_early(loan=loan, paid=0, full_jasa=bool(b % 2), decision=life.decision())
    except LedgerError as error:
        digits = "".join(letter for letter in str(error).split("Rp")[-1] if letter.isdigit())
        settle_early(loan=loan, paid=int(digits or 0), full_jasa=bool(b % 2), decision=life.decision())


def spread(life: History, a: int, b: int) -> None:
    if loan := life.loan(a):
        terms = NewTerms(Fraction(b % 4, 100), "FLAT" if a % 2 else "DECLINING", 1 + b % 8, "WEEK")
        first_due = life.day + datetime.timedelta(days=1 + a % 10)
        waived = bool(b % 2)
        reschedule(loan=loan, terms=terms, first_due=first_due, waive_jasa=waived, decision=life.decision())


def waive(life: History, a: int, b: int) -> None:
    if loan := life.loan(a):
        waive_jasa(loan=loan, amount=b % 2_000 + 1, decision=life.decision())


def write_off(life: History, a: int, b: int) -> None:
    if loan := life.loan(a):
        event = propose_write_off(loan=loan, decision=life.decision())
        facts = {"approve": b % 4 > 0, "answer": "Ya", "by": life.ratna, "now": timezone.now()}
        answer_write_off(event=event, today=life.day, **facts)


def pay_after_write_off(life: History, a: int, b: int) -> None:
    if loan := life.loan(a):
        recover(loan=loan, amount=b % 30_000 + 1, decision=life.decision())


def cover(life: History, a: int, b: int) -> None:
    """The others, or the fund, put in what a borrower did not pay."""
    loan = life.loan(a)
    if loan is None:
        return
    methods = TanggungRentengCase.Method
    method = (methods.ALL, methods.PRESENT, methods.FUND)[b % 3]
    payers = [] if method == methods.FUND else life.ksm.members.active_on(life.day)
    decision, amount = life.decision(), b % 3_000 + 1
    cover_shortfall(loan=loan, amount=amount, method=method, payers=payers, decision=decision)


def give(life: History, a: int, b: int) -> None:
    owing = [one for one in cases_of(life.ksm) if one.owed]
    if owing:
        one = owing[a % len(owing)]
        facts = {"on": life.day, "today": life.day, "seen_owed": one.owed, "by": life.sari}
        give_back(case=one.case, amount=b % (one.owed + 50) + 1, **facts)


def leave(life: History, a: int, b: int) -> None:
    """One leaves and another comes, so that the group goes on."""
    active = life.ksm.members.active_on(life.day)
    owing = Loan.objects.filter(ksm=life.ksm, state=Loan.State.DISBURSED).values("member")
    members = list(active if a % 2 else active.exclude(pk__in=owing))
    if members:
        facts = {"reason": "Pindah", "minutes": "Notulen", "today": life.day, "by": life.sari}
        settle_and_leave(member=members[b % len(members)], left_on=life.day, **facts)
        make_member(life.ksm, joined_on=life.day)


OPERATIONS: dict[str, Operation] = {
    "settle": settle,
    "reschedule": spread,
    "waive": waive,
    "write off": write_off,
    "recover": pay_after_write_off,
    "cover": cover,
    "give back": give,
    "leave": leave,
}
