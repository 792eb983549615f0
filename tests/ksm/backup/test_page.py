"""The administrator's page of backups: how old the newest is, making one, fetching one."""

import datetime

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from groups.entrance.sessions import PASSED
from groups.jobs.workers import say_alive, say_gone
from groups.models import Backup, Export
from ksm.backup import making, tasks

LATE = "Sudah lama tidak ada cadangan data."


@pytest.fixture
def folder(settings, tmp_path, monkeypatch):
    """Where backups are written, and a dump of a few bytes: the real one is tried by the drill."""
    settings.BACKUP_DIR, settings.BACKUP_PASSPHRASE = tmp_path, ""

    def dump(target):
        target.write_bytes(b"isi basis data")
        return {"groups_ksm": 1234}, []

    monkeypatch.setattr(making, "dump", dump)
    return tmp_path


@pytest.fixture
def boss(client, admin):
    client.force_login(admin)
    return client


def page_of(client):
    return " ".join(client.get("/cadangan/").content.decode().split())


def made(by=None):
    return making.make_backup(folder=making.backup_folder(), passphrase="", now=timezone.now(), by=by)


def work():
    """What the worker of the queue does with what waits (tests/groups/jobs tries the worker itself)."""
    for row in DBTaskResult.objects.ready():
        row.claim("uji")
        try:
            row.set_successful(tasks.back_up.func(*row.args_kwargs["args"]))
        except OSError as error:
            row.set_failed(error)


def test_before_the_first_group_nobody_is_warned(boss, folder):
    assert LATE not in boss.get("/pengguna/").content.decode()
    assert "semua isian hilang" not in page_of(boss)


def test_it_says_how_old_the_newest_is_and_warns_on_the_first_page(boss, folder, settings, mawar):
    assert "Belum ada cadangan. Bila server rusak hari ini, semua isian hilang." in page_of(boss)
    assert LATE in boss.get("/pengguna/").content.decode()
    row = made()
    assert "1.234 baris" in page_of(boss)
    assert "tanpa cadangan" not in page_of(boss)
    assert LATE not in boss.get("/pengguna/").content.decode()
    Backup.objects.update(
        made_at=timezone.now() - datetime.timedelta(days=settings.BACKUP_WARN_DAYS, hours=1)
    )
    assert "Sudah lebih dari 2 hari tanpa cadangan." in page_of(boss)
    assert LATE in boss.get("/pengguna/").content.decode()
    (folder / row.file_name).unlink()
    assert "berkas tidak ada di sini" in page_of(boss)


def test_one_that_was_asked_for_is_told_as_asked_and_as_failed(boss, folder, admin, monkeypatch):
    boss.post("/cadangan/buat/")
    boss.post("/cadangan/buat/")  # not a second one beside the first
    assert "Cadangan sedang dikerjakan." in page_of(boss)
    work()
    assert Backup.objects.get().by == admin
    assert "sedang dikerjakan" not in page_of(boss)

    def full(**_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tasks, "make_backup", full)
    boss.post("/cadangan/buat/")
    work()
    assert "Cadangan yang diminta terakhir gagal dibuat." in page_of(boss)
    assert Backup.objects.count() == 1


def test_one_whose_worker_died_is_told_as_failed_until_another_is_made(boss, folder):
    boss.post("/cadangan/buat/")
    DBTaskResult.objects.get().claim("pekerja yang mati")
    assert "Cadangan yang diminta terakhir gagal dibuat." in page_of(boss)
    say_alive("pekerja yang mati", timezone.now())
    assert "Cadangan sedang dikerjakan." in page_of(boss)
    say_gone("pekerja yang mati")
    made()
    assert "gagal dibuat" not in page_of(boss)


def test_only_who_passed_the_second_factor_fetches_it_and_the_trail_tells(boss, folder, admin):
    row = made(admin)
    address = f"/cadangan/{row.pk}/berkas/"
    refused = boss.get(address, follow=True)
    assert "Pasang pengaman masuk di Akun" in refused.content.decode()
    assert "Unduh cadangan" not in page_of(boss)
    assert not Export.objects.exists()
    session = boss.session
    session[PASSED] = True
    session.save()
    assert "Unduh cadangan" in page_of(boss)
    answer = boss.get(address)
    assert b"".join(answer.streaming_content) == (folder / row.file_name).read_bytes()
    assert row.file_name in answer.headers["Content-Disposition"]
    taken = Export.objects.get()
    assert (taken.title, taken.by) == (f"Cadangan {row.file_name}", admin)
    assert taken.get_format_display() == "Cadangan"
    (folder / row.file_name).unlink()
    assert boss.get(address).status_code == 404
