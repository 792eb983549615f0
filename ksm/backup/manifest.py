"""What a backup says of itself, in the clear: of which version and when, and what must come out of it."""

import datetime
import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db.migrations.loader import MigrationLoader


@dataclass(frozen=True)
class Manifest:
    """`vendor`: the kind of database; `migrations`: "app.name" of all that were applied; `counts`: rows of
    each table; `sha256`: of the database's file as it lies in the archive (hexadecimal)."""

    version: str
    vendor: str
    made_at: datetime.datetime
    migrations: list[str]
    counts: dict[str, int]
    sha256: str
    is_encrypted: bool

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    def written(self) -> str:
        return json.dumps(asdict(self) | {"made_at": self.made_at.isoformat()}, indent=1, sort_keys=True)

    @classmethod
    def read(cls, text: str | bytes) -> "Manifest":
        """Raises ValueError, KeyError or TypeError where it is no manifest."""
        found = json.loads(text)
        return cls(**(found | {"made_at": datetime.datetime.fromisoformat(found["made_at"])}))

    def unknown_migrations(self) -> list[str]:
        """What this build has never heard of: the backup is of a newer one."""
        loader = MigrationLoader(None)
        known = {f"{app}.{name}" for app, name in loader.disk_migrations}
        known |= {f"{app}.{name}" for one in loader.disk_migrations.values() for app, name in one.replaces}
        ours = {name.partition(".")[0] for name in known}
        return [name for name in self.migrations if name.partition(".")[0] in ours and name not in known]


def product_version() -> str:
    project = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text())
    return project["project"]["version"]
