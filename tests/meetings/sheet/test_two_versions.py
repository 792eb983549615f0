"""What a phone kept beside what the server has: every field that differs, and nothing that does not."""

import datetime

import pytest

from ksm.bench.payload import full_payload
from meetings.models import DiscardedDraft, Meeting, SheetDraft
from tests.support.factories import START, make_members

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(mawar):
    """A whole sheet as a phone keeps it."""
    make_members(mawar, 3)
    return full_payload(mawar, START) | {"cash0-direction": "OUT", "loan0-method": "FLAT"}


def compare(client, ksm, payload):
    url = f"/ksm/{ksm.pk}/pertemuan/banding/?jenis=routine&tanggal={START.isoformat()}"
    return client.post(url, payload)


def found(answer):
    return {one.where: (one.phone, one.server) for one in answer.context["found"].differences}


def test_only_what_differs_from_a_draft_is_shown(as_user, sari, mawar, phone):
    client, first = as_user(sari), mawar.members.first()
    draft = {name: [value] for name, value in phone.items() if name not in ("key", "revision", "action")}
    draft |= {
        f"m{first.pk}-wajib": ["7500"],
        f"m{first.pk}-attendance": ["T"],
        "head-held_on": ["2025-06-03"],
    }
    SheetDraft.objects.create(ksm=mawar, kind="ROUTINE", scheduled_on=START, payload=draft, saved_by=sari)
    answer = compare(client, mawar, phone)
    assert found(answer) == {
        "Pelaksanaan, dilaksanakan": ("2 Juni 2025", "3 Juni 2025"),
        f"1. {first.name}, kehadiran": ("Hadir", "Terlambat"),
        f"1. {first.name}, tabungan wajib": ("5.000", "7500"),
    }
    assert sari.full_name in answer.content.decode()


def test_a_closed_sheet_equals_the_phone_that_sent_it(as_user, sari, mawar, phone):
    client = as_user(sari)
    client.post(f"/ksm/{mawar.pk}/pertemuan/catat/?tanggal={START.isoformat()}", phone)
    assert Meeting.objects.get().is_closed
    assert found(compare(client, mawar, phone)) == {}


def test_what_was_typed_for_somebody_who_is_no_member_is_shown_too(as_user, sari, mawar, phone):
    gone = mawar.members.last()
    gone.left_on = START - datetime.timedelta(days=1)
    gone.save()
    differing = found(compare(as_user(sari), mawar, phone))
    assert differing[f"{gone.name}, wajib"] == ("5.000", "")


def test_the_version_that_is_not_used_is_kept_readable_and_counts_nowhere(as_user, sari, mawar, phone):
    url = f"/ksm/{mawar.pk}/pertemuan/sisihkan/?jenis=routine&tanggal={START.isoformat()}"
    answer = as_user(sari).post(url, phone)
    assert answer.url == f"/ksm/{mawar.pk}/pertemuan/?kunci=kunci-1"
    kept = DiscardedDraft.objects.get()
    assert (kept.saved_by, kept.payload["closing-counted_cash"]) == (sari, ["15.000"])
    assert not SheetDraft.objects.exists()
    assert not Meeting.objects.exists()


def test_nothing_is_compared_without_a_day_that_can_be_read(as_user, sari, mawar, phone):
    url = f"/ksm/{mawar.pk}/pertemuan/banding/?jenis=extra&tanggal=kemarin"
    assert as_user(sari).post(url, phone).url == f"/ksm/{mawar.pk}/pertemuan/"
