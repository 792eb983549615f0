"""Measure the product on a scratch database and print one table; exit 1 where a limit is missed."""

import logging
import resource

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from groups.keys.commands import DataCommand
from groups.models import Ksm
from ksm.bench.measures import MEASURES
from ksm.bench.timing import Row, missed_of, table_of


class Command(DataCommand):
    help = "Ukur kecepatan pada basis data kosong yang dibuang sesudahnya."

    def handle(self, *args, **options):
        logging.disable(logging.WARNING)
        call_command("migrate", interactive=False, verbosity=0)
        if Ksm.objects.exists():
            raise CommandError("Hanya pada basis data kosong: pakai make bench.")
        rows: list[Row] = []
        for measure in MEASURES:
            rows += measure()
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            rows.append((f"memori puncak sampai di sini ({measure.__name__}), MB", str(most), ""))
        self.stdout.write(table_of(rows, connection.vendor))
        if missed := missed_of(rows):
            raise CommandError(f"Melewati batas: {missed}")
