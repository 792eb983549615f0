"""Measure the product on a scratch database and print one table; exit 1 where a limit is missed."""

import logging

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from groups.keys.commands import DataCommand
from groups.models import Ksm
from ksm.bench.measures import MEASURES
from ksm.bench.timing import is_missed


class Command(DataCommand):
    help = "Ukur kecepatan pada basis data kosong yang dibuang sesudahnya."

    def handle(self, *args, **options):
        logging.disable(logging.WARNING)
        call_command("migrate", interactive=False, verbosity=0)
        if Ksm.objects.exists():
            raise CommandError("Hanya pada basis data kosong: pakai make bench.")
        rows = [row for measure in MEASURES for row in measure()]
        width = max(len(what) for what, _, _ in rows)
        self.stdout.write(f"Basis data: {connection.vendor}")
        self.stdout.write(f"{'ukuran':<{width}}  {'hasil':>8}  batas")
        for what, figure, limit in rows:
            self.stdout.write(f"{what:<{width}}  {figure:>8}  {limit}")
        missed = [row[0] for row in rows if is_missed(row)]
        if missed:
            raise CommandError("Melewati batas: " + "; ".join(missed))
