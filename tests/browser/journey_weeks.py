"""The weekly sheets of a group: tapped in the browser, or stored by the product's own verb."""

import datetime

from groups.models import Ksm, User
from meetings.models import Meeting
from meetings.sheet.basis import prepare_sheet
from meetings.sheet.values import LoanPayment, MemberRow
from tests.browser.conftest import Sheet
from tests.browser.journey_screens import Screens
from tests.support.lending import cash_on_hand
from tests.support.sheets import close, make_sheet


def open_next_sheet(screens: Screens, ksm: Ksm, week: int) -> Sheet:
    """The oldest week that nobody recorded yet, which must be this one."""
    screens.open(f"/ksm/{ksm.pk}/pertemuan/catat/")
    assert screens.page.locator("h1").inner_text() == f"Pertemuan minggu {week}"
    return Sheet(screens.page).ready()


def tap_members(sheet: Sheet, count: int) -> None:
    """Every member by two taps of their own: present, and the suggested saving received."""
    for number in range(1, count + 1):
        sheet.row(number).locator("[data-marks] label", has_text="H").first.click()
        sheet.row(number).locator("[data-kind=wajib] [data-tap=fill]").click()


def bulk_members(sheet: Sheet) -> None:
    sheet.quick("all-present")
    sheet.quick("present-save")


def hand_out(screens: Screens, sheet: Sheet, terms: list[dict]) -> None:
    """Loans handed out in this meeting, one box each; the agenda tells of them."""
    sheet.unfold("agenda")
    sheet.page.locator("input[name=a-loans-state][value=DONE]").check()
    fold = sheet.unfold("pinjaman")
    for index, facts in enumerate(terms):
        if index:
            fold.locator("[data-tap=add-extra]").click()
        screens.fill({f"loan{index}-{name}": value for name, value in facts.items()})


def pay_due(sheet: Sheet, number: int) -> None:
    """The suggested instalment of one member, by a tap."""
    sheet.row(number).locator("[data-kind=loan] [data-tap=fill]").first.click()


def finish(screens: Screens, sheet: Sheet, cash: str) -> None:
    """Agenda, books and the cash that must be in the box; then the sheet is closed."""
    for name in ("all-done", "all-books", "no-decision"):
        sheet.quick(name)
    sheet.unfold("buku")
    sheet.page.get_by_label("Buku diperiksa oleh").fill("Ibu Ratna")
    assert sheet.cash == cash
    sheet.page.get_by_label("Kas dihitung").fill(cash)
    sheet.close()
    screens.page.wait_for_url("**/pertemuan/*/?kunci=*")
    assert not screens.refusals, screens.refusals


def store_week(ksm: Ksm, day: datetime.date, by: User) -> Meeting:
    """A week as the screen would store it: all present and saving, every due instalment paid."""
    basis = prepare_sheet(ksm=ksm, kind="ROUTINE", scheduled_on=day, held_on=day)
    rows = tuple(
        MemberRow(
            member.pk,
            "H",
            wajib=5000,
            payments=tuple(
                LoanPayment(due.loan_id, due.suggested)
                for due in basis.dues.get(member.pk, ())
                if due.suggested and not due.is_opening
            ),
        )
        for member in basis.members
    )
    taken = sum(row.wajib + sum(one.amount for one in row.payments) for row in rows)
    sheet = make_sheet(ksm, day, rows=rows, counted_cash=cash_on_hand(ksm, day) + taken)
    return close(ksm, sheet, by)
