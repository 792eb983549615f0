"""Two builds of the product at the same work by turns; exit 1 where this one gained too little."""

import logging
import os
import sys

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from groups.models import Ksm
from ksm.bench.beside import Build, compare, serve
from ksm.bench.timing import missed_of, table_of


class Command(BaseCommand):
    help = "Ukur versi ini di sebelah versi lama; dipakai oleh bin/bench --against."

    def add_arguments(self, parser):
        parser.add_argument(
            "--against", help="folder versi lama; tanpa itu kerjakan yang diminta lewat masukan"
        )

    def handle(self, *args, **options):
        logging.disable(logging.WARNING)
        if options["against"]:
            self._compare(options["against"])
            return
        call_command("migrate", interactive=False, verbosity=0)
        if Ksm.objects.exists():
            raise CommandError("Hanya pada basis data kosong: pakai bin/bench --against.")
        serve(sys.stdin, self.stdout)

    def _compare(self, old: str) -> None:
        command = [sys.executable, "manage.py", "bench_beside"]
        theirs = os.environ | {"DATABASE_URL": os.environ["OLD_DATABASE_URL"]}
        rows = compare(Build(command), Build(command, cwd=old, env=theirs))
        self.stdout.write(table_of(rows, connection.vendor))
        if missed := missed_of(rows):
            raise CommandError(f"Melewati batas: {missed}")
