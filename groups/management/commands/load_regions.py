"""Fill the official regions, or take a newer list by difference."""

from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from groups.keys.commands import DataCommand
from groups.models import Region
from groups.places.regions import Differences, load_newer_list, load_regions
from groups.refusals import GroupError


class Command(DataCommand):
    help = (
        "Mengisi daftar wilayah resmi (Kemendagri); yang sudah ada dibiarkan. Dengan BERKAS.csv (kode,nama): "
        "daftar yang lebih baru, diambil bedanya untuk provinsi yang disebut di dalamnya."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="BERKAS.csv", nargs="?")

    def handle(self, *args, **options):
        today = timezone.localdate()
        if options["file"] is None:
            found = load_regions(on=today)
        else:
            path = Path(options["file"])
            if not path.is_file():
                raise CommandError(f"Berkas {path} tidak ada.")
            try:
                found = load_newer_list(path=path, on=today)
            except GroupError as refusal:
                raise CommandError(str(refusal)) from refusal
        self.stdout.write(self._sentence(found))

    def _sentence(self, found: Differences) -> str:
        if not found.any:
            return f"Wilayah: sudah lengkap ({Region.objects.count()}), tidak ada yang ditambahkan."
        figures = (
            (found.new, "ditambahkan"),
            (found.renamed, "berganti nama"),
            (found.ended, "berakhir"),
            (found.returned, "ada lagi"),
        )
        return f"Wilayah: {', '.join(f'{count} {word}' for count, word in figures if count)}."
