"""Measure a small machine: memory, start and pages of fifty groups on SQLite; on an empty database only."""

from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from groups.keys.commands import DataCommand
from groups.models import Ksm
from ksm.bench.small import small_machine


class Command(DataCommand):
    help = "Ukur mesin kecil pada basis data SQLite kosong yang dibuang sesudahnya."

    def handle(self, *args, **options):
        if connection.vendor != "sqlite" or Ksm.objects.exists():
            raise CommandError("Hanya pada basis data kosong SQLite: pakai bin/bench small.")
        for told in small_machine(timezone.localdate()):
            self.stdout.write(told)
            self.stdout.flush()
