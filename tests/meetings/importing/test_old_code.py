"""A workbook that bears the code from before a BKM moved (pemekaran) is understood, and told the new one."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from groups.models import Ksm, Region
from groups.places.moving import move_bkm
from tests.support import factories
from tests.support.workbooks import KELURAHAN, sample

pytestmark = pytest.mark.django_db
NEW = "33.74.99.1001"
TODAY = datetime.date(2025, 12, 1)
NOTE = f"Ini kode lama: BKM Sejahtera Bersama sekarang di kelurahan dengan kode {NEW}."


def send(client):
    return client.post("/impor/", {"file": SimpleUploadedFile("mawar.xlsx", sample())})


@pytest.fixture
def wulan():
    return factories.make_facilitator("wulan")


@pytest.fixture
def moved(wulan, admin):
    """The BKM of the workbook and its only facilitator, moved to the new code."""
    bkm = factories.make_bkm("BKM Sejahtera Bersama")
    old = Region.objects.get(pk=KELURAHAN)
    facts = {"name": "Sembungharjo Baru", "full_name": "Kel. Sembungharjo Baru", "level": 4}
    there = Region.objects.create(code=NEW, parent=old.parent, **facts)
    move_bkm(bkm=bkm, kelurahan=there, on=TODAY, reason="Pemekaran", today=TODAY, by=admin)
    bkm.refresh_from_db()
    return bkm


def test_it_is_taken_into_the_moved_bkm_with_a_note_at_the_cell(as_user, wulan, moved):
    client = as_user(wulan)
    preview = send(client)
    assert NOTE in preview.content.decode()
    assert [str(fault) for fault in preview.context["galat"]] == []
    client.post("/impor/simpan/", {"token": preview.context["token"]})
    assert (Ksm.objects.get().bkm, moved.kelurahan_id) == (moved, NEW)
    assert send(client).context["checked"].already_stored


def test_a_facilitator_of_elsewhere_learns_nothing_of_it(as_user, moved):
    factories.make_region("33.74.05.1002")
    stranger = factories.make_facilitator("stranger", "33.74.05.1002")
    page = send(as_user(stranger)).content.decode()
    assert NEW not in page
    assert "Simpan semuanya" not in page


def test_the_code_of_today_is_told_nothing(as_user, wulan):
    factories.make_bkm("BKM Sejahtera Bersama")
    assert "Ini kode lama" not in send(as_user(wulan)).content.decode()
