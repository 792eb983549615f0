"""A migrated SQLite file kept between runs for `bin/quick` (KEEP_TEST_DATABASE=1); others build their own.

Every process works on a copy, so runs side by side do not meet, and what a test leaves behind goes with it.
The name is a hash of all that decides what migrating gives; a changed migration asks for another file.
"""

import os
import sqlite3
from hashlib import sha256
from pathlib import Path

from django.db import connection as default

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = (
    "*/migrations/*.py",
    "requirements-dev.lock",
    "tests/settings.py",
    "ksm/settings.py",
    "ksm/fields.py",
)


def kept_file(config) -> Path | None:
    """Where the kept one is or is to be; None where none is asked for, or pytest itself keeps nothing."""
    is_asked = os.environ.get("KEEP_TEST_DATABASE") and hasattr(config, "cache")
    if not is_asked or default.vendor != "sqlite":
        return None
    found = sha256()
    for path in sorted(path for pattern in SOURCES for path in ROOT.glob(pattern)):
        found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return config.cache.mkdir("database") / f"{found.hexdigest()[:16]}.sqlite3"


def take(kept: Path | None, copy: str | Path) -> bool:
    """Begin with what is kept, if there is any."""
    if kept is None or not kept.exists():
        return False
    Path(copy).write_bytes(kept.read_bytes())
    return True


def keep(connection, kept: Path) -> None:
    """Keep what was just migrated, and nothing older; in one step, for another process may do the same."""
    unfinished = kept.with_suffix(f".{os.getpid()}")
    connection.ensure_connection()
    target = sqlite3.connect(unfinished)
    connection.connection.backup(target)
    target.close()
    for older in kept.parent.glob("*.sqlite3"):
        older.unlink(missing_ok=True)
    unfinished.replace(kept)


def drop(copy: str | Path) -> None:
    """Remove a copy with the files that SQLite keeps beside it."""
    for end in ("", "-wal", "-shm"):
        Path(f"{copy}{end}").unlink(missing_ok=True)
