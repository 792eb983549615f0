"""The restore drill: a backup of a system at work is put into an empty one, and is the same there."""

import os
import threading

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from groups.models import Backup, Ksm, Member
from ksm.backup.archive import manifest_of
from savings.models import Saving
from tests.support.factories import make_member
from tests.support.kept_world import put_world
from tests.support.outside import database_url, ended

PASSPHRASE = "rumah-gadang-7"


@pytest.fixture
def scratch(tmp_path):
    """The address of an empty database of the same kind."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'pulih.sqlite3'}"
        return
    name = f"ksm_restored_{os.getpid()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield database_url().rpartition("/")[0] + f"/{name}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")


@pytest.fixture
def people_at_work(transactional_db):
    """Somebody who goes on entering members until the block ends, on a connection of his own."""
    put_world()
    ksm_id = Ksm.objects.first().pk
    over = threading.Event()

    def enter():
        number = 200
        while not over.is_set():
            make_member(Ksm.objects.get(pk=ksm_id), number=number, name=f"Warga {number}")
            number += 1
        connection.close()

    worker = threading.Thread(target=enter)
    worker.start()
    yield worker
    over.set()
    worker.join()


ASKED = """
from django.db.models import Sum
from groups.models import Member
from savings.models import Saving
from meetings.models import Meeting
nik = Member.objects.exclude(nik="").order_by("pk").first().nik
print(Member.objects.count(), Saving.objects.aggregate(s=Sum("amount"))["s"], nik)
"""


@pytest.mark.long
def test_a_backup_of_a_system_at_work_is_restored_whole(people_at_work, scratch, tmp_path):
    passphrase = tmp_path / "sandi"
    passphrase.write_text(f"{PASSPHRASE}\n")
    call_command("backup", to=tmp_path, passphrase_file=passphrase, verbosity=0)
    made = Backup.objects.first()  # the newest: the world has an older one
    archive = tmp_path / made.file_name
    assert people_at_work.is_alive()
    manifest = manifest_of(archive)
    assert manifest.counts["savings_saving"] == Saving.objects.count() > 50
    assert 0 < manifest.counts["groups_member"] <= Member.objects.count()
    keys = {"DATABASE_URL": scratch, "DATA_KEY": settings.DATA_KEY}

    code, said, complained = ended("manage.py", "restore", str(archive), **keys)
    assert "Cadangan ini terenkripsi" in complained
    restore = ("manage.py", "restore", str(archive), "--passphrase-file", str(passphrase))
    code, said, complained = ended(*restore, **keys)
    assert (code, complained) == (0, "")
    assert f"Dipulihkan: {manifest.rows} baris" in said
    assert "KSM diperiksa, tidak ada selisih." in said

    code, said, complained = ended("manage.py", "shell", "--no-imports", "-c", ASKED, **keys)
    nik = Member.objects.exclude(nik="").order_by("pk").first().nik
    total = sum(Saving.objects.values_list("amount", flat=True))
    assert said.split() == [str(manifest.counts["groups_member"]), str(total), nik]

    code, said, complained = ended(*restore, **keys)
    assert code == 1
    assert "Sistem ini tidak kosong: sudah ada pengguna." in complained
