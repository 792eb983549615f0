"""Whatever is wrong with a sheet is told in one round: what cannot be read beside what does not hold."""

import datetime

import pytest

from ksm.bench.payload import full_payload
from meetings.models import Meeting
from tests.support.factories import START, make_members

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(mawar):
    make_members(mawar, 3)
    return f"/ksm/{mawar.pk}/pertemuan/catat/?tanggal={START.isoformat()}"


def faults(answer) -> dict[str, list[str]]:
    return {
        part.add_prefix(name): list(sentences)
        for part in answer.context["form"].parts()
        for name, sentences in part.errors.items()
    }


def test_what_cannot_be_read_and_what_is_missing_are_told_together(as_user, sari, mawar, address):
    one, two, _ = mawar.members.all()
    payload = full_payload(mawar, START) | {
        f"m{one.pk}-wajib": "12.50",
        f"m{two.pk}-attendance": "",
        "head-start_time": "jam tiga",
        "a-problems-state": "",
        "closing-decisions": "",
        "closing-counted_cash": "",
        "cash0-amount": "2.000",
    }
    answer = as_user(sari).post(address, payload)
    assert sorted(faults(answer)) == sorted(
        [
            f"m{one.pk}-wajib",
            f"m{two.pk}-attendance",
            "head-start_time",
            "a-problems-state",
            "closing-decisions",
            "closing-counted_cash",
            "cash0-description",
            "cash0-account",
        ]
    )
    assert not Meeting.objects.exists()


def test_a_field_that_cannot_be_read_has_its_own_sentence_only(as_user, sari, mawar, address):
    member = mawar.members.first()
    payload = full_payload(mawar, START)
    payload |= {"head-held_on": "kemarin dulu", f"m{member.pk}-attendance": "Z"}
    payload |= {"closing-counted_cash": "banyak"}
    found = faults(as_user(sari).post(address, payload))
    assert {name: len(sentences) for name, sentences in found.items()} == {
        "head-held_on": 1,
        f"m{member.pk}-attendance": 1,
        "closing-counted_cash": 1,
    }


def test_a_difference_of_the_box_is_foreseen_only_where_every_figure_was_read(as_user, sari, mawar, address):
    client, member = as_user(sari), mawar.members.first()
    payload = full_payload(mawar, START) | {"head-start_time": "jam tiga", "closing-counted_cash": "9.000"}
    assert sorted(faults(client.post(address, payload))) == ["closing-difference_reason", "head-start_time"]
    payload |= {f"m{member.pk}-wajib": "12.50"}
    assert sorted(faults(client.post(address, payload))) == ["head-start_time", f"m{member.pk}-wajib"]


def test_a_sheet_with_nothing_written_down_is_not_closed(as_user, sari, mawar, address):
    client, payload = as_user(sari), full_payload(mawar, START)
    answer = client.post(address, payload | {"closing-decisions": " "})
    assert faults(answer) == {
        "closing-decisions": [
            "Tulis keputusan atau catatan pertemuan; bila tidak ada keputusan, tulis begitu."
        ]
    }
    noted = {"closing-decisions": "", "closing-minutes": "Membahas iuran sampah."}
    assert client.post(address, payload | noted).status_code == 302
    assert Meeting.objects.get().held_on == datetime.date(2025, 6, 2)
