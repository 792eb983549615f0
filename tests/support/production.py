"""The product under its production settings, served by gunicorn; static files are where a test put them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

from ksm.settings import *  # noqa: F403
from tests.support.ports import PATIENCE, free_port, wait_for_port

if folder := os.environ.get("STATIC_FILES"):  # read by gunicorn, not by the test
    STATICFILES_DIRS = [Path(folder) / "source"]
    STATIC_ROOT = Path(folder) / "collected"
    # Hashed, not compressed, which takes far longer and is looked at by tests/ksm/test_delivery.py.
    WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("css", "js", "json", "map", "svg", "txt")


class Production:
    """One version of the product at a port, reading and writing the test's own database."""

    def __init__(self, folder: Path, port: int = 0):
        self.port = port or free_port()
        self._environment = {
            **{name: value for name, value in os.environ.items() if name not in {"DEBUG", "TEST_DATABASE"}},
            "DJANGO_SETTINGS_MODULE": "tests.support.production",
            "SECRET_KEY": settings.SECRET_KEY,
            "DATA_KEY": settings.DATA_KEY,
            "SECOND_FACTOR": "0",
            "LOG_REQUESTS": "0",
            "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
            "STATIC_FILES": str(folder),
        }
        self._run("-m", "django", "collectstatic", "--noinput", "--verbosity", "0")
        command = ["-m", "gunicorn", "ksm.wsgi", "--bind", f"127.0.0.1:{self.port}", "--log-level", "error"]
        self._process = subprocess.Popen([sys.executable, *command], env=self._environment)  # noqa: S603
        wait_for_port(self.port)

    def _run(self, *command: str) -> None:
        subprocess.run([sys.executable, *command], env=self._environment, check=True)  # noqa: S603

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=PATIENCE)
