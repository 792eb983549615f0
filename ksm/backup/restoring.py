"""A backup into an empty system, looked at from all sides before anybody works on."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db import connection

from groups.models import Ksm, User
from ksm.backup.archive import manifest_of, unpack
from ksm.backup.engines import BackupError, counted, load
from ksm.backup.manifest import Manifest

KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Difference:
    """A table that has another number of rows than the backup says."""

    table: str
    expected: int
    found: int

    def __str__(self):
        return f"{self.table}: {self.expected} baris dalam cadangan, {self.found} sesudah dipulihkan"


def restore(archive: Path, passphrase: str) -> Manifest:
    """Put the data of a backup into this system, which must be empty, and compare every table.

    Raises BackupError, before anything is changed where the file is broken, of a newer version, of another
    kind of database or where somebody is already at work here.
    """
    manifest = manifest_of(archive)
    _require_readable(manifest)
    _require_empty()
    with tempfile.TemporaryDirectory(prefix="pemulihan-") as folder:
        _, database = unpack(archive, Path(folder), passphrase)
        load(database)
    if found := differences(manifest):
        raise BackupError("Isi sesudah dipulihkan tidak sama dengan cadangan: " + "; ".join(map(str, found)))
    return manifest


def _require_readable(manifest: Manifest) -> None:
    if newer := manifest.unknown_migrations():
        raise BackupError(
            f"Cadangan ini dari versi yang lebih baru ({manifest.version}, {newer[0]}). "
            "Pasang versi itu dulu."
        )
    if manifest.vendor != connection.vendor:
        raise BackupError(
            f"Cadangan ini dari {KINDS.get(manifest.vendor, manifest.vendor)}, sistem ini memakai "
            f"{KINDS[connection.vendor]}. Pulihkan ke sistem dengan basis data yang sama."
        )


def _require_empty() -> None:
    tables = set(connection.introspection.table_names())
    for model, what in ((User, "pengguna"), (Ksm, "KSM")):
        if model._meta.db_table in tables and model._base_manager.exists():
            raise BackupError(
                f"Sistem ini tidak kosong: sudah ada {what}. Cadangan hanya dipulihkan ke sistem kosong."
            )


def differences(manifest: Manifest) -> list[Difference]:
    """Tables whose rows are not as many as the backup says."""
    found = counted()
    return [
        Difference(table, expected, found.get(table, 0))
        for table, expected in manifest.counts.items()
        if found.get(table, 0) != expected
    ]


def end_all_sessions() -> int:
    """Whoever had logged out after the backup must not be logged in again by it."""
    return Session.objects.all().delete()[0]
