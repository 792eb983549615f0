"""How the product itself stands: database, key, worker, disk, last backup. For a monitor, and in words."""

import datetime
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from groups.jobs.workers import living_workers
from groups.models import Job, KeyProof, Worker
from ksm.backup.making import backup_folder
from ksm.backup.standing import Standing, standing
from ksm.keys import Unreadable

OK, WARN, BAD = "ok", "warn", "bad"
WORDS = {OK: "baik", WARN: "perhatian", BAD: "gawat"}
UNASKED = "Tidak dapat diperiksa, karena basis data tidak menjawab."
MEGABYTE = 1024**2
LASTING = ("fsync", "synchronous_commit")


@dataclass(frozen=True)
class Fact:
    """One thing that must be well. `code` names it to a monitor, `tone` is OK, WARN or BAD.

    `told` says how it is, `advice` what to do.
    """

    code: str
    label: str
    tone: str
    told: str
    advice: str = ""

    @property
    def word(self) -> str:
        return WORDS[self.tone].capitalize()


def facts(now: datetime.datetime) -> list[Fact]:
    """All of them: nine queries at most, whatever the system holds."""
    return [*ready(), *_of_database(now), _disk()]


def ready() -> list[Fact]:
    """What this process cannot answer without: for who hands requests to several of them."""
    database = _database()
    return [database, _key() if database.tone == OK else _unasked("kunci_data", "Kunci data")]


def worst(found: list[Fact]) -> str:
    """The tone of the whole."""
    return max((one.tone for one in found), key=list(WORDS).index)


def _unasked(code: str, label: str) -> Fact:
    return Fact(code, label, BAD, UNASKED)


def _database() -> Fact:
    code, label = "basis_data", "Basis data"
    try:
        hurried = _hurried()
    except DatabaseError:
        advice = "Minta pengelola server memeriksa layanan basis data dan DATABASE_URL."
        return Fact(code, label, BAD, "Tidak menjawab. Tidak ada yang dapat dibuka atau disimpan.", advice)
    if hurried:
        told = "Menjawab, tetapi tidak menunggu piringan: yang tersimpan hilang bila listrik padam."
        return Fact(code, label, WARN, told, f"Minta pengelola server menyalakan {' dan '.join(hurried)}.")
    return Fact(code, label, OK, "Menjawab.")


def _hurried() -> list[str]:
    """Settings of PostgreSQL that are off, so that a commit does not wait for the disk (docs/backup.md).

    SQLite is told by each of our own connections to wait. Raises DatabaseError.
    """
    database = connections[DEFAULT_DB_ALIAS]
    with database.cursor() as cursor:
        if database.vendor != "postgresql":
            cursor.execute("SELECT 1")
            return []
        found = []
        for name in LASTING:
            cursor.execute("SELECT current_setting(%s)", [name])
            found += [name] if cursor.fetchone() == ("off",) else []
        return found


def _key() -> Fact:
    code, label = "kunci_data", "Kunci data"
    try:
        proof = KeyProof.objects.first()
    except DatabaseError:
        return Fact(code, label, BAD, "Tabelnya belum ada.", "Jalankan manage.py migrate di server.")
    if proof is None or isinstance(proof.value, Unreadable):
        advice = "Isi DATA_KEY dengan kunci yang dipakai saat data disimpan, lalu mulai ulang."
        return Fact(code, label, BAD, "Tidak ada, atau tidak membuka data yang tersimpan.", advice)
    if settings.OLD_DATA_KEYS:
        advice = "Jalankan rotate_data_key sampai selesai, lalu kosongkan OLD_DATA_KEYS."
        return Fact(code, label, WARN, "Benar, tetapi kunci lama masih dipakai membaca.", advice)
    return Fact(code, label, OK, "Membuka data yang tersimpan.")


def _of_database(now: datetime.datetime) -> list[Fact]:
    try:
        return [_worker(now), _backup(standing(now))]
    except DatabaseError:
        return [_unasked("pekerja", "Pekerja antrean"), _unasked("cadangan", "Cadangan")]


def _worker(now: datetime.datetime) -> Fact:
    code, label = "pekerja", "Pekerja antrean"
    waiting = Job.objects.filter(state=Job.State.WAITING).count()
    if living := len(living_workers(now)):
        return Fact(code, label, OK, f"{living} bekerja, {waiting} pekerjaan menunggu.")
    told = "Berhenti." if Worker.objects.exists() else "Belum pernah dijalankan."
    advice = "Minta pengelola server menjalankan layanan db_worker. Yang menunggu dikerjakan sesudah itu."
    return Fact(code, label, BAD, f"{told} {waiting} pekerjaan menunggu.", advice)


def _backup(found: Standing) -> Fact:
    code, label = "cadangan", "Cadangan"
    if found.is_late:
        told = f"Lebih dari {found.limit} hari tanpa cadangan." if found.newest else "Belum pernah dibuat."
        advice = "Buat satu di halaman Cadangan, lalu minta pengelola server memeriksa jadwal malamnya."
        return Fact(code, label, BAD, told, advice)
    if not found.is_encrypted:
        advice = "Isi BACKUP_PASSPHRASE di server, dan simpan sandinya di tempat lain."
        return Fact(code, label, WARN, "Tidak dienkripsi.", advice)
    if found.newest is None:
        return Fact(code, label, OK, "Belum dibuat, dan belum ada kelompok yang dapat hilang.")
    return Fact(code, label, OK, f"Yang terakhir berumur kurang dari {found.limit} hari.")


def _disk() -> Fact:
    """The folder with the least room of those that the product writes to on this machine."""
    code, label = "penyimpanan", "Ruang penyimpanan"
    usages = [shutil.disk_usage(_there(folder)) for folder in _written_to()]
    least = min(usages, key=lambda usage: usage.free)
    free = least.free // MEGABYTE
    told = f"{_size(least.free)} kosong dari {_size(least.total)}."
    if free < settings.DISK_WARN_MB:
        advice = "Hapus berkas lama di server, atau tambah ruangnya. Bila penuh, tidak ada yang tersimpan."
        return Fact(code, label, BAD, told, advice)
    return Fact(code, label, OK, told)


def _size(bytes_: int) -> str:
    """In whole gigabytes, or megabytes where there are few of these."""
    megabytes = bytes_ // MEGABYTE
    return f"{megabytes // 1024} GB" if megabytes >= 10 * 1024 else f"{megabytes} MB"


def _written_to() -> list[Path]:
    found = [backup_folder(), Path(tempfile.gettempdir())]
    about = settings.DATABASES[DEFAULT_DB_ALIAS]
    if about["ENGINE"].endswith("sqlite3"):
        found.append(Path(about["NAME"]).parent)
    return found


def _there(folder: Path) -> Path:
    """The folder itself, or the nearest one above it that exists."""
    return next(one for one in (folder, *folder.absolute().parents) if one.exists())
