"""What is not restored, and why; and what a backup that fails leaves behind: nothing."""

import datetime
import json
import re
import stat
import tarfile

import pytest
from django.core.management import CommandError, call_command
from pyrage import passphrase as age_passphrase

from groups.models import Backup, Ksm
from ksm.backup import making
from ksm.backup.archive import decrypt, encrypt, manifest_of, pack, sha256_of, unpack
from ksm.backup.engines import BackupError
from ksm.backup.making import keep_newest, make_backup
from ksm.backup.manifest import Manifest
from ksm.backup.restoring import differences, restore

NOW = datetime.datetime(2026, 11, 29, 12, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def dumped(monkeypatch):
    """Instead of the database's own tools, which other tests try: a few bytes."""

    def dump(target):
        target.write_bytes(b"isi basis data")
        return {"groups_ksm": 3}, ["groups.0001_initial"]

    monkeypatch.setattr(making, "dump", dump)


@pytest.fixture
def archive(db, dumped, tmp_path):
    made = make_backup(folder=tmp_path, passphrase="sandi", now=NOW)
    return tmp_path / made.file_name


def test_only_its_owner_reads_a_file_that_says_what_it_holds(archive):
    row = Backup.objects.get()
    assert (row.file_name, row.rows, row.is_encrypted) == ("cadangan-20261129-120000.tar", 3, True)
    assert (row.size, row.sha256) == (archive.stat().st_size, sha256_of(archive))
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    with tarfile.open(archive) as tar:
        assert tar.getnames() == ["manifest.json", "key.age", "database.age"]
        assert tar.extractfile("database.age").read(21) == b"age-encryption.org/v1"
    assert b"isi basis data" not in archive.read_bytes()


def test_the_right_passphrase_opens_it_and_no_other(archive, tmp_path):
    manifest, database = unpack(archive, tmp_path, "sandi")
    assert (manifest.counts, database.read_bytes()) == ({"groups_ksm": 3}, b"isi basis data")
    for wrong, told in (("", "Sebutkan kata sandinya"), ("Sandi", "tidak cocok")):
        with pytest.raises(BackupError, match=told):
            unpack(archive, tmp_path, wrong)


def test_a_machine_too_slow_for_the_passphrase_does_not_call_it_wrong(tmp_path, monkeypatch):
    """age refuses what would take longer than it allows; busy for a moment, it is asked again."""
    plain, encrypted, opened = (tmp_path / name for name in ("plain", "encrypted", "opened"))
    plain.write_bytes(b"isi basis data")
    key = encrypt(plain, encrypted, "sandi")
    slow = re.sub(rb"(-> scrypt \S+) \d+", rb"\1 40", key, count=1)
    with pytest.raises(BackupError, match="terlalu lambat"):
        decrypt(encrypted, opened, slow, "sandi")
    given = iter([slow, key])
    decrypted = age_passphrase.decrypt
    monkeypatch.setattr(age_passphrase, "decrypt", lambda _, words: decrypted(next(given), words))
    decrypt(encrypted, opened, key, "sandi")
    assert opened.read_bytes() == b"isi basis data"


def test_a_file_that_was_changed_or_is_none_is_refused(archive, tmp_path):
    torn = archive.read_bytes()
    place = torn.index(b"age-encryption.org/v1", torn.index(b"database.age")) + 200
    (tmp_path / "rusak.tar").write_bytes(torn[:place] + b"\0" + torn[place + 1 :])
    with pytest.raises(BackupError, match="rusak di jalan"):
        unpack(tmp_path / "rusak.tar", tmp_path, "sandi")
    for name, content in (("foto.tar", b"bukan"), ("separuh.tar", torn[:700]), ("kosong.tar", b"")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BackupError, match="bukan cadangan"):
            unpack(tmp_path / name, tmp_path, "sandi")
    with pytest.raises(BackupError, match="bukan cadangan"):
        manifest_of(tmp_path / "tidak-ada.tar")


def with_manifest(archive, target, **changed):
    facts = json.loads(manifest_of(archive).written()) | changed
    database = archive.parent / "isi"
    database.write_bytes(b"isi")
    pack(target, Manifest.read(json.dumps(facts)), database, None)
    return target


def test_a_newer_version_another_kind_and_a_system_at_work_are_refused(archive, tmp_path, mawar):
    newer = with_manifest(archive, tmp_path / "baru.tar", migrations=["groups.0999_nanti", "otp.0001_x"])
    with pytest.raises(BackupError, match=r"versi yang lebih baru \(0\.1\.0, groups\.0999_nanti\)"):
        restore(newer, "")
    other = with_manifest(archive, tmp_path / "lain.tar", vendor="oracle")
    with pytest.raises(BackupError, match="basis data yang sama"):
        restore(other, "")
    same = with_manifest(archive, tmp_path / "sama.tar")
    with pytest.raises(BackupError, match="tidak kosong: sudah ada"):
        restore(same, "")
    assert Ksm.objects.get() == mawar


def test_every_table_with_another_number_of_rows_is_named(archive, mawar):
    found = differences(manifest_of(archive))
    assert [str(one) for one in found] == ["groups_ksm: 3 baris dalam cadangan, 1 sesudah dipulihkan"]


@pytest.mark.django_db
def test_a_backup_that_fails_leaves_nothing_behind(monkeypatch, tmp_path):
    def full(target):
        target.write_bytes(b"separuh")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "dump", full)
    with pytest.raises(CommandError, match="tidak dapat ditulis"):
        call_command("backup", to=tmp_path / "cadangan")
    assert list((tmp_path / "cadangan").iterdir()) == []
    assert not Backup.objects.exists()


@pytest.mark.django_db
def test_only_so_many_of_the_newest_stay(dumped, tmp_path):
    for turn in range(4):
        make_backup(folder=tmp_path, passphrase="", now=NOW + turn * SECOND)
    assert keep_newest(tmp_path, 2) == ["cadangan-20261129-120001.tar", "cadangan-20261129-120000.tar"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "cadangan-20261129-120002.tar",
        "cadangan-20261129-120003.tar",
    ]
    assert keep_newest(tmp_path, 2) == []
