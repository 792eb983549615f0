"""Our own commands as processes of their own, on the test's database."""

import os
import subprocess
import sys

from django.conf import settings
from django.db import connection


def database_url() -> str:
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**facts)


def started(*command: str, **environment: str) -> subprocess.Popen:
    """Python with these words under the production settings; keys only as `environment` names them."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    facts = {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "ksm.settings", "SECRET_KEY": "uji"}
    return subprocess.Popen(  # noqa: S603  (our own interpreter with our own words)
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=inherited | facts | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(*command: str, **environment: str) -> tuple[int, str, str]:
    """Its exit code, and what it said on both ways."""
    process = started(*command, **environment)
    said, complained = process.communicate(timeout=60)
    return process.returncode, said, complained
