"""The minutes and the cash book on paper: what was in the box before, of each kind, after, and as counted."""

import datetime

import pytest

from ledger.books.papers import CashCount
from meetings.printing import counted_in, minutes_context
from tests.support.factories import START, make_members
from tests.support.prints import text_of
from tests.support.sheets import close, make_sheet, rich_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


@pytest.fixture
def ksm(mawar, sari):
    make_members(mawar, 5)
    close(mawar, rich_sheet(mawar, START), sari)
    close(mawar, make_sheet(mawar, START + WEEK), sari)
    return mawar


def test_the_minutes_tell_the_box_before_each_kind_and_the_box_after(ksm):
    """First meeting: 42.500 in, 23.000 out. Second: 5 x 5.000 wajib on top of 19.500."""
    first, second = ksm.meetings.order_by("scheduled_on")
    told = minutes_context(first, ksm)
    assert [told[name] for name in ("opening", "incoming", "outgoing", "closing")] == [
        0,
        42_500,
        23_000,
        19_500,
    ]
    told = minutes_context(second, ksm)
    assert [told[name] for name in ("opening", "incoming", "outgoing", "closing")] == [
        19_500,
        25_000,
        0,
        44_500,
    ]
    assert [line.text for line in told["money"]] == ["Tabungan wajib, 5 anggota"]


def test_the_minutes_name_the_next_day_of_the_plan_where_none_was_agreed(ksm):
    first, second = ksm.meetings.order_by("scheduled_on")
    assert minutes_context(first, ksm)["next_day"] == START + WEEK
    second.next_date = START + 3 * WEEK
    assert minutes_context(second, ksm)["next_day"] == START + 3 * WEEK


def test_the_cash_book_on_paper_ends_with_what_the_last_meeting_counted(ksm, ratna, as_user):
    assert counted_in(ksm, START, START) == CashCount(START, 19_500, 0)
    assert counted_in(ksm, START + 2 * WEEK, START + 3 * WEEK) is None
    ksm.meetings.filter(held_on=START + WEEK).update(counted_cash=44_000)
    assert counted_in(ksm, START, START + WEEK) == CashCount(START + WEEK, 44_000, -500)
    address = f"/ksm/{ksm.pk}/buku-kas/cetak.pdf?dari=2025-06-02&sampai=2025-06-09"
    text = text_of(as_user(ratna).get(address))
    assert "Kas tunai dihitung 09-06-2025 : Rp44.000" in text
    assert "Selisih pada 09-06-2025 : -Rp500" in text
    assert text.count("Tabungan wajib, 5 anggota") == 2
    name = ksm.members.all()[2].name
    assert name not in text
    assert name in text_of(as_user(ratna).get(f"{address}&rinci=1"))
