"""Acts outside a meeting taken back in a random life."""

from ledger.joint.covering import cases_of
from ledger.models import JournalEntry, LoanEvent
from ledger.outside.borrowing import outside_loans
from ledger.sharing import undo_sharing
from ledger.undoing.joint import given_back_on, undo_case, undo_return
from ledger.undoing.loan_acts import Retraction, undo_act
from ledger.undoing.money import undo_fund_move, undo_payment, undo_receipt
from savings.undoing import payouts_of, undo_exit, undo_payout
from tests.support.histories.life import History, Operation


def _what(life: History, by=None) -> Retraction:
    return Retraction(on=life.day, today=life.day, reason="Salah catat", by=by or life.sari)


def take_act_back(life: History, a: int, b: int) -> None:
    """Mostly one of the newest; any other is refused, or nothing rests on it."""
    events = list(life.ksm.loan_events.order_by("-pk")[: 1 + a % 6])
    if events:
        event = events[b % len(events)]
        by = life.ratna if event.kind == LoanEvent.Kind.WRITTEN_OFF and a % 5 else life.sari
        undo_act(event=event, retraction=_what(life, by))


def take_case_back(life: History, a: int, b: int) -> None:
    cases = cases_of(life.ksm)[: 1 + a % 4]
    if cases:
        undo_case(case=cases[b % len(cases)].case, retraction=_what(life))


def take_return_back(life: History, a: int, b: int) -> None:
    for standing in cases_of(life.ksm)[: 1 + a % 4]:
        for row in given_back_on(standing.case)[:1]:
            undo_return(case=standing.case, entry=row["entry"], retraction=_what(life))
            return


def take_payment_back(life: History, a: int, b: int) -> None:
    """Of a lender's loan, or what an heir brought."""
    loans = [*outside_loans(life.ksm), *life.ksm.loans.exclude(heir="").order_by("pk")]
    if loans:
        undo_payment(loan=loans[a % len(loans)], retraction=_what(life))


def take_receipt_back(life: History, a: int, b: int) -> None:
    if loan := outside_loans(life.ksm).first():
        undo_receipt(loan=loan, retraction=_what(life))


def move_money_back(life: History, a: int, b: int) -> None:
    moved = life.ksm.entries.filter(kind=JournalEntry.Kind.OTHER, memo__startswith="Pindah ")
    if entry := moved.order_by("-number").first():
        undo_fund_move(ksm=life.ksm, entry=entry, retraction=_what(life))


def take_payout_back(life: History, a: int, b: int) -> None:
    if sharing := life.ksm.sharings.order_by("pk").last():
        for entry, _, _ in payouts_of(sharing)[:1]:
            undo_payout(sharing=sharing, entry=entry, retraction=_what(life))


def take_sharing_back(life: History, a: int, b: int) -> None:
    if sharing := life.ksm.sharings.order_by("pk").last():
        undo_sharing(sharing=sharing, date=life.day, reason="Salah bagi", by=life.sari)


def come_back(life: History, a: int, b: int) -> None:
    if member := life.ksm.members.filter(left_on__isnull=False).order_by("-left_on", "-pk").first():
        undo_exit(member=member, retraction=_what(life))


OPERATIONS: dict[str, Operation] = {
    "undo act": take_act_back,
    "undo case": take_case_back,
    "undo return": take_return_back,
    "undo payment": take_payment_back,
    "undo receipt": take_receipt_back,
    "undo move": move_money_back,
    "undo payout": take_payout_back,
    "undo sharing": take_sharing_back,
    "undo exit": come_back,
}
