"""Money outside meetings in a random life: gifts, funds, lenders, the surplus of a year."""

import datetime
from decimal import Decimal

from ledger import chart
from ledger.acts.act import mark_of
from ledger.journal.funds import move_between_funds
from ledger.journal.posting import Line, book_of, post
from ledger.outside.borrowing import OutsideTerms, outside_loans, pay_outside, receive, record_contract
from ledger.policy.surplus import Percentages
from ledger.sharing import open_years, share_surplus
from savings.surplus_paying import pay_shares
from tests.support.histories.life import History, Operation


def donate(life: History, a: int, b: int) -> None:
    """Money outside a meeting, dated today or, wrongly, earlier."""
    day = life.day - datetime.timedelta(days=b % 3 * 7)
    line = Line(chart.KAS, chart.SUMBANGAN, a * 5 + 1)
    post(ksm=life.ksm, date=day, kind="OTHER", memo="Sumbangan", lines=[line], by=life.sari)


def move_money(life: History, a: int, b: int) -> None:
    funds = ("SOSIAL", "TR", "KAS")
    facts = {"on": life.day, "today": life.day, "minutes": "Notulen", "reason": "Uji", "by": life.sari}
    move_between_funds(
        ksm=life.ksm,
        source=funds[a % 3],
        target=funds[(a + 1 + b % 2) % 3],
        amount=b % 900 + 1,
        seen=book_of(life.ksm).last_entry_number,
        **facts,
    )


def borrow_outside(life: History, a: int, b: int) -> None:
    terms = OutsideTerms(
        lender="OTHER",
        lender_name="Koperasi",
        contract=f"{life.day:%Y%m%d}-{a}-{b}",
        agreed_on=life.day,
        principal=10_000 + a % 90 * 1_000,
        rate_percent=Decimal(b % 4),
        method="FLAT",
        periods=1 + a % 6,
        unit="WEEK",
    )
    loan = record_contract(ksm=life.ksm, terms=terms, today=life.day)
    account = chart.BANK if b % 3 == 0 else chart.KAS
    facts = {"account": account, "on": life.day, "today": life.day, "by": life.sari}
    receive(loan=loan, seen=mark_of(loan), **facts)


def pay_lender(life: History, a: int, b: int) -> None:
    loans = list(outside_loans(life.ksm))
    if loans:
        loan = loans[a % len(loans)]
        facts = {"account": chart.KAS, "on": life.day, "today": life.day, "by": life.sari}
        pay_outside(loan=loan, amount=b % 20_000 + 1, seen=mark_of(loan), **facts)


def share(life: History, a: int, b: int) -> None:
    years = open_years(life.ksm, life.day)
    if years:
        facts = {"percentages": Percentages(), "decided_on": life.day, "minutes": "Rapat", "by": life.sari}
        share_surplus(ksm=life.ksm, year=years[-1], **facts)


def pay_surplus(life: History, a: int, b: int) -> None:
    """All that is unpaid of the last sharing, or one member's part."""
    if sharing := life.ksm.sharings.order_by("pk").last():
        members = list(sharing.shares.values_list("member_id", flat=True))
        member_id = members[b % len(members)] if a % 3 == 0 and members else None
        pay_shares(sharing=sharing, member_id=member_id, on=life.day, to_savings=bool(a % 2), by=life.sari)


OPERATIONS: dict[str, Operation] = {
    "donate": donate,
    "move money": move_money,
    "borrow outside": borrow_outside,
    "pay lender": pay_lender,
    "share surplus": share,
    "pay surplus": pay_surplus,
}
