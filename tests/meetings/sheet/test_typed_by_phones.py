"""The meeting sheet and its payload as phones send them, and who comes back at a meeting (J14, J34)."""

import datetime

import pytest

from ksm.bench.payload import full_payload
from ledger.journal.balances import balances
from meetings.models import Meeting, SheetDraft
from tests.support.factories import START, make_member, make_members

pytestmark = pytest.mark.django_db
NIK = "9999015203850001"


def marked(payload: dict) -> dict:
    """The same payload with a mark that nobody sees behind each value."""
    return {
        name: f"{value}\u200b" if name not in ("key", "action") else value for name, value in payload.items()
    }


@pytest.fixture
def address(mawar):
    make_members(mawar, 5)
    return f"/ksm/{mawar.pk}/pertemuan/catat/?tanggal={START.isoformat()}"


def test_a_whole_sheet_is_closed_whatever_marks_a_phone_puts_in(as_user, sari, mawar, address):
    payload = marked(full_payload(mawar, START)) | {"closing-checked_by": "Ni’mah\ufeff"}
    answer = as_user(sari).post(address, payload)
    assert answer.status_code == 302, answer.context["form"].faults
    assert balances(mawar, START)["1101"] == 25_000
    assert {book.checked_by for book in Meeting.objects.get().books.all()} == {"Ni'mah"}


def test_a_draft_comes_back_without_the_marks(as_user, sari, mawar, address):
    client = as_user(sari)
    client.post(address, marked(full_payload(mawar, START)) | {"action": "draft"})
    assert SheetDraft.objects.exists()
    rows = client.get(address).context["form"].rows
    assert {row["wajib"].value().replace(".", "") for row in rows} == {"5000"}


def test_who_comes_back_at_a_meeting_is_named_with_the_earlier_row(as_user, sari, mawar, address):
    left = START - datetime.timedelta(days=1)
    make_member(mawar, number=9, name="Ni'mah", nik=NIK, joined_on=left, left_on=left)
    new = {"new0-name": "Ni’mah", "new0-sex": "P", "new0-nik": NIK, "new0-attendance": "H"}
    payload = full_payload(mawar, START) | new
    answer = as_user(sari).post(address, payload, follow=True)
    told = [str(message) for message in answer.context["messages"]]
    assert told == [
        "Lembar ditutup dan tersimpan.",
        "Ni'mah pernah menjadi anggota nomor 9, Ni'mah. Keduanya dikaitkan sebagai satu orang.",
    ]
