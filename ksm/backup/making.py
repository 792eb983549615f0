"""A backup into the folder of backups, and which of them stay."""

import datetime
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection

from groups.models import Backup, User
from ksm.backup.archive import encrypt, pack, sha256_of
from ksm.backup.engines import BackupError, dump
from ksm.backup.manifest import Manifest, product_version

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


def backup_folder() -> Path:
    return Path(settings.BACKUP_DIR)


def make_backup(*, folder: Path, passphrase: str, now: datetime.datetime, by: User | None = None) -> Backup:
    """Write a backup of this moment, then its row; others go on working meanwhile. Raises BackupError.

    The file appears under its name only when it is whole and on the disk.
    """
    name = f"cadangan-{now.astimezone(datetime.UTC):%Y%m%d-%H%M%S}.tar"
    target = folder / name
    try:
        folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        if target.exists():
            raise BackupError(f"{name} sudah ada. Tunggu satu detik, lalu ulangi.")
        with tempfile.TemporaryDirectory(dir=folder, prefix=".sedang-dibuat-") as scratch:
            manifest, whole = _written(Path(scratch), passphrase, now)
            whole.chmod(PRIVATE_FILE)
            facts = {"size": whole.stat().st_size, "sha256": sha256_of(whole)}
            _flush(whole)
            whole.rename(target)
            _flush(folder)
    except OSError as error:
        raise BackupError(f"Cadangan tidak dapat ditulis ke {folder}: {error.strerror or error}.") from error
    return Backup.objects.create(
        file_name=name, made_at=now, rows=manifest.rows, is_encrypted=manifest.is_encrypted, by=by, **facts
    )


def _written(scratch: Path, passphrase: str, now: datetime.datetime) -> tuple[Manifest, Path]:
    database, whole, key = scratch / "database", scratch / "whole", None
    counts, migrations = dump(database)
    if passphrase:
        key = encrypt(database, scratch / "encrypted", passphrase)
        database = scratch / "encrypted"
    manifest = Manifest(
        version=product_version(),
        vendor=connection.vendor,
        made_at=now,
        migrations=migrations,
        counts=counts,
        sha256=sha256_of(database),
        is_encrypted=bool(passphrase),
    )
    pack(whole, manifest, database, key)
    return manifest, whole


def _flush(path: Path) -> None:
    """Wait until the disk has it: a file's content, or a folder's names."""
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def keep_newest(folder: Path, number: int) -> list[str]:
    """Remove the files of all backups but the newest so many; the rows stay. Returns the names removed."""
    older = Backup.objects.values_list("file_name", flat=True)[number:]
    gone = [name for name in older if (folder / name).exists()]
    for name in gone:
        (folder / name).unlink()
    return gone
