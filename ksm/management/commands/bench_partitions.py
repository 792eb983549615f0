"""Try partitions by time of the heavy tables at the size of a nation; on an empty PostgreSQL only."""

import time
from itertools import chain

from django.core.management.base import CommandError
from django.db import connection

from groups.keys.commands import DataCommand
from groups.models import Ksm
from ksm.bench.partitions import compare, fill, sizes, split


class Command(DataCommand):
    help = "Coba partisi tabel berat pada basis data kosong PostgreSQL yang dibuang sesudahnya."

    def add_arguments(self, parser):
        parser.add_argument("--ksm", type=int, default=100_000, help="Berapa KSM.")

    def handle(self, *args, **options):
        if connection.vendor != "postgresql" or Ksm.objects.exists():
            raise CommandError("Hanya pada basis data kosong PostgreSQL: pakai bin/bench partitions.")
        began = time.monotonic()
        for told in chain(fill(options["ksm"]), split(), sizes(), compare()):
            self.stdout.write(f"{time.monotonic() - began:6.0f} s  {told}")
            self.stdout.flush()
