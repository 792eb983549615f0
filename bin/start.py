"""Prepares the database and serves it: what `make run` does once everything is installed.

One process does all of it, so that a second start is quick: migrations, regions and the demo programme are
each a no-op when they are there.
"""

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
PORT = os.environ.get("PORT", "8000")


def prepare() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_regions")
    call_command("demo_data")


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ksm.settings")
    os.environ.setdefault("DEBUG", "1")
    django.setup()
    prepare()
    sys.stdout.write(f"\nBuka http://localhost:{PORT}/  (Ctrl+C untuk berhenti)\n\n")
    sys.stdout.flush()
    reload = os.environ.get("RELOAD", "") == "1"
    call_command("runserver", f"0.0.0.0:{PORT}", use_reloader=reload, skip_checks=True)


if __name__ == "__main__":
    main()
