"""The box counted by note and coin: kept with the sheet, printed, and never against the sum beside it."""

import pytest

from ksm.bench.payload import full_payload
from meetings.models import Meeting
from meetings.printing import minutes_context
from meetings.sheet.payloads import payload_of
from tests.support.factories import START, make_members

pytestmark = pytest.mark.django_db
COUNTED = {"uang-v10000": "1", "uang-v2000": "2", "uang-v500": "2"}


@pytest.fixture
def address(mawar):
    make_members(mawar, 3)
    return f"/ksm/{mawar.pk}/pertemuan/catat/?tanggal={START.isoformat()}"


def send(client, address, mawar, **typed):
    return client.post(address, full_payload(mawar, START) | typed)


def test_notes_and_coins_alone_are_the_counted_cash(as_user, sari, mawar, address):
    answer = send(as_user(sari), address, mawar, **COUNTED, **{"closing-counted_cash": ""})
    assert answer.status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.counted_cash, meeting.cash_difference) == (15_000, 0)
    assert meeting.cash_pieces == {"10000": 1, "2000": 2, "500": 2}


def test_another_sum_than_that_of_the_pieces_is_refused(as_user, sari, mawar, address):
    form = send(as_user(sari), address, mawar, **COUNTED, **{"closing-counted_cash": "16.000"}).context[
        "form"
    ]
    assert form.closing.errors["counted_cash"] == [
        "Lembar dan koin berjumlah Rp15.000, yang tertulis Rp16.000. Samakan."
    ]
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("typed", ["-1", "1.5", "banyak", "9999999"])
def test_a_number_of_pieces_that_cannot_be_is_told_beside_its_field(as_user, sari, mawar, address, typed):
    form = send(as_user(sari), address, mawar, **{"uang-v5000": typed}).context["form"]
    assert len(form.pieces.errors["v5000"]) == 1
    assert form.pieces["v5000"].value() == typed


def test_a_sheet_that_is_opened_again_shows_them_and_the_minutes_print_them(as_user, sari, mawar, address):
    client = as_user(sari)
    send(client, address, mawar, **COUNTED)
    meeting = Meeting.objects.get()
    assert {name: value for name, value in payload_of(meeting).items() if name.startswith("uang")} == {
        name: [value] for name, value in COUNTED.items()
    }
    expected = [(10_000, 1, 10_000), (2_000, 2, 4_000), (500, 2, 1_000)]
    assert minutes_context(meeting, mawar)["pieces"] == expected
    page = client.get(f"/ksm/{mawar.pk}/pertemuan/{meeting.pk}/").content.decode()
    assert "2 × 2.000" in page
