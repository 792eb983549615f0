"""Prepare the database and serve it with the demo and a worker: what `make run` does.

One process does all of it, so that a second start is quick: migrations, regions and the demo programme are
each a no-op when they are there. `PORT` and `RELOAD` of the environment choose the port, and restarting at
every change.
"""

import os

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.autoreload import DJANGO_AUTORELOAD_ENV

from ksm.working import KeptWorker


class Command(BaseCommand):
    help = "Siapkan basis data dengan program contoh, lalu layani (PORT=..., RELOAD=1)."
    requires_system_checks = ()  # as quick as it can be; `runserver` is told the same

    def handle(self, *args, **options):
        port = os.environ.get("PORT", "8000")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_regions")
        call_command("demo_data")
        self.stdout.write(f"\nBuka http://localhost:{port}/  (Ctrl+C untuk berhenti)\n\n")
        self.stdout.flush()
        reload = os.environ.get("RELOAD", "") == "1"
        worker = KeptWorker()
        if (
            DJANGO_AUTORELOAD_ENV not in os.environ
        ):  # the reloader starts this command once more inside itself
            worker.start()
        try:
            call_command("runserver", f"0.0.0.0:{port}", use_reloader=reload, skip_checks=True)
        finally:
            worker.stop()
