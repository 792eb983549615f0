"""A large workbook is read and stored by the queue, and tells what came of it in a file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from groups.jobs.doing import file_parts
from groups.models import Job, JobPiece, Ksm
from meetings.workbook import limits
from tests.support import factories
from tests.support.jobs import work
from tests.support.workbooks import sample


@pytest.fixture
def sent(as_user, monkeypatch, db):
    """What is answered to a workbook of a facilitator; every one counts as large."""
    factories.make_bkm("BKM Sejahtera Bersama")
    client = as_user(factories.make_facilitator("wulan"))
    monkeypatch.setattr(limits, "LARGE", 10)
    return lambda data: client.post("/impor/", {"file": SimpleUploadedFile("mawar.xlsx", data)})


def told() -> str:
    return b"".join(file_parts(Job.objects.latest("pk"))).decode()


def test_it_is_stored_by_the_worker_and_waits_encrypted(sent):
    answer = sent(sample())
    job = Job.objects.get()
    assert answer.url == f"/antrean/{job.pk}/"
    assert Ksm.objects.count() == 0
    assert b"PK\x03\x04" not in str(job.pieces.get().arguments).encode()
    work()
    assert Ksm.objects.get().imports.get().imported_by.username == "wulan"
    assert told().startswith("Tersimpan: KSM Mawar. Periksa angkanya bersama kelompok.")
    assert JobPiece.objects.get().arguments == {}
    sent(sample())
    work()
    assert told().startswith("Berkas ini sudah pernah diimpor")
    assert Ksm.objects.count() == 1


def test_of_a_wrong_one_every_fault_is_told_and_nothing_stored(sent):
    sent(sample("ksm-rusak"))
    work()
    assert Ksm.objects.count() == 0
    assert told().startswith("Tidak ada yang disimpan.")
    assert "Nomor anggota 99 tidak ada di sheet Anggota." in told()


def test_what_is_not_the_senders_any_more_is_not_stored_and_not_kept(sent):
    sent(sample())
    Job.objects.get().owner.postings.all().delete()
    work()
    assert Ksm.objects.count() == 0
    assert Job.objects.get().state == Job.State.FAILED
    assert JobPiece.objects.get().arguments == {}


def test_a_file_that_is_no_workbook_is_told_at_once(sent):
    assert "tidak dapat dibaca sebagai buku kerja" in sent(b"halo").content.decode()
    assert Job.objects.count() == 0
