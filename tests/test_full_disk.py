"""A disk without room in the middle of a save: nothing is told as saved, half there, or there twice."""

import contextlib

import pytest
from django.db import connection
from django.test import Client

from ksm.bench.payload import CLOSED_SHEET, full_payload
from ledger.journal.verification import differences_of
from ledger.models import JournalEntry
from meetings.models import Meeting, SheetSubmission
from savings.models import Saving
from savings.verification import savings_differences
from tests.support.factories import START, make_facilitator, make_ksm, make_members

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.logs_errors]
MEMBERS = 90  # whose savings need more than a page of SQLite's
# What PostgreSQL says where the disk is full, at the last rows of a sheet.
REFUSES = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER no_room BEFORE INSERT ON meetings_sheetsubmission EXECUTE FUNCTION no_room();
"""
ROOM_AGAIN = {
    "postgresql": "DROP TRIGGER no_room ON meetings_sheetsubmission; DROP FUNCTION no_room();",
    "sqlite": "PRAGMA max_page_count = 1073741823",
}


@contextlib.contextmanager
def no_room_left():
    """SQLite may take no page more; PostgreSQL says the same where a sheet's last row is written."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(REFUSES)
        else:
            cursor.execute("VACUUM")
            [pages] = cursor.execute("PRAGMA page_count").fetchone()
            cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(ROOM_AGAIN[connection.vendor])


def stored() -> dict[str, int]:
    return {
        model.__name__: model.objects.count() for model in (Meeting, Saving, JournalEntry, SheetSubmission)
    }


def test_a_full_disk_takes_nothing_in_and_loses_nothing(tried):
    ksm = make_ksm()
    make_members(ksm, MEMBERS)
    client = Client(raise_request_exception=False)
    client.force_login(make_facilitator("sari"))
    before, path = stored(), f"/ksm/{ksm.pk}/pertemuan/catat/?jenis=routine&tanggal={START}"
    sent = full_payload(ksm, START)
    with no_room_left():
        told = [client.post(path, sent) for _ in range(2)]
        assert stored() == before
    assert {answer.status_code for answer in told} == {500}
    assert all("permintaan" in answer.content.decode() for answer in told)
    again = [client.post(path, sent) for _ in range(2)]
    assert all(CLOSED_SHEET.fullmatch(answer.url) for answer in again)
    assert stored() == {"Meeting": 1, "Saving": MEMBERS, "JournalEntry": 1, "SheetSubmission": 1}
    assert [*differences_of(ksm), *savings_differences(ksm)] == []
    tried(len(told), "sheets sent to a full disk: none told as saved, saved once when there was room")
