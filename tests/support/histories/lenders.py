"""What lenders outside decide and what heirs go on paying, as random operations."""

import datetime
from fractions import Fraction

from django.db import transaction

from ledger import chart
from ledger.acts.heirs import receive_from_heir
from ledger.acts.rescheduling import NewTerms
from ledger.acts.writing_off import record_death
from ledger.journal.balances import cash_by_fund
from ledger.journal.posting import LedgerError
from ledger.models import Loan
from ledger.outside.borrowing import outside_loans
from ledger.outside.lender_acts import (
    LenderPaper,
    cancel_contract,
    reschedule_outside,
    settle_outside,
    waive_outside_jasa,
)
from savings.leaving.estate import settle_estate
from savings.leaving.settling import settlements
from tests.support.factories import make_member
from tests.support.histories.life import History, Operation
from tests.support.lending import cash_on_hand, lend

DAY = datetime.timedelta(days=1)


def _outside(life: History, number: int, *states: str) -> Loan | None:
    loans = list(outside_loans(life.ksm).filter(state__in=states))
    return loans[number % len(loans)] if loans else None


def lender_spreads_anew(life: History, a: int, b: int) -> None:
    if loan := _outside(life, a, "DISBURSED"):
        terms = NewTerms(Fraction(b % 3, 100), "FLAT", 1 + b % 8, "WEEK")
        facts = {"first_due": life.day + (1 + a % 10) * DAY, "waive_jasa": bool(b % 2)}
        facts |= {"paper": LenderPaper("1", life.day - a % 4 * DAY), "decision": life.decision()}
        reschedule_outside(loan=loan, terms=terms, **facts)


def lender_forgoes(life: History, a: int, b: int) -> None:
    if loan := _outside(life, a, "DISBURSED"):
        paper = LenderPaper("1", life.day)
        waive_outside_jasa(loan=loan, amount=b % 900 + 1, paper=paper, decision=life.decision())


def lender_is_paid_off(life: History, a: int, b: int) -> None:
    """Offer too little first: the refusal names the sum, which is then paid."""
    if loan := _outside(life, a, "DISBURSED"):
        facts = {"account": chart.KAS, "paper": LenderPaper("1", life.day), "decision": life.decision()}
        facts |= {"full_jasa": bool(b % 2), "loan": loan}
        try:
            with transaction.atomic():
                settle_outside(paid=0, **facts)
        except LedgerError as error:
            digits = "".join(letter for letter in str(error).split("Rp")[-1] if letter.isdigit())
            settle_outside(paid=int(digits or 0), **facts)


def take_contract_back(life: History, a: int, b: int) -> None:
    if loan := _outside(life, a, "APPROVED", "DISBURSED"):
        cancel_contract(loan=loan, decision=life.decision())


def mourn(life: History, a: int, b: int) -> None:
    """A member dies, mostly the one with most debts beside the savings; another comes in their place."""
    asking = life.ksm.loans.filter(state__in=("APPLIED", "APPROVED"), borrower="MEMBER")
    active = life.ksm.members.active_on(life.day).exclude(pk__in=asking.values("member"))
    found = settlements(life.ksm, active, life.day)
    members = sorted(found, key=lambda one: (found[one].paid, one.pk))
    if not members:
        return
    member = members[0] if a % 3 else members[b % len(members)]
    lend_beyond_savings(life, member, found[member].paid + 1_000 + b % 20_000)
    for loan, _ in settlements(life.ksm, [member], life.day)[member].debts:
        if not loan.events.filter(kind="DEATH").exists():
            facts = {"died_on": life.day, "way": "HEIR", "heir": "Sumiati"}
            record_death(loan=loan, decision=life.decision(), **facts)
    facts = {"reason": "Meninggal", "minutes": "Notulen", "heir": "Sumiati", "by": life.sari}
    settle_estate(member=member, left_on=life.day, today=life.day, **facts)
    make_member(life.ksm, joined_on=life.day)


def lend_beyond_savings(life: History, member, amount: int) -> None:
    """A last loan, where the box has the money."""
    held = min(cash_by_fund(life.ksm, day).get("KAS", 0) for day in (life.day, datetime.date.max))
    if 0 < amount <= min(held, cash_on_hand(life.ksm, life.day)):
        number = f"H-{life.ksm.loans.count()}"
        lend(life.ksm, life.day, member=member, principal=amount, periods=4, rate_percent=1, number=number)


def heir_pays(life: History, a: int, b: int) -> None:
    loans = list(life.ksm.loans.exclude(heir="").order_by("pk"))
    if loans:
        receive_from_heir(loan=loans[a % len(loans)], amount=b % 9_000 + 1, decision=life.decision())


OPERATIONS: dict[str, Operation] = {
    "lender spreads anew": lender_spreads_anew,
    "lender forgoes": lender_forgoes,
    "lender is paid off": lender_is_paid_off,
    "take contract back": take_contract_back,
    "mourn": mourn,
    "heir pays": heir_pays,
}
