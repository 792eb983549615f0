"""Fill the official regions once: provinces, kota/kabupaten, kecamatan, kelurahan/desa."""

from django.core.management.base import BaseCommand

from groups.models import Region
from groups.places.regions import load_regions


class Command(BaseCommand):
    help = "Mengisi daftar wilayah resmi (Kemendagri). Yang sudah ada dibiarkan."

    def handle(self, *args, **options):
        added = load_regions()
        if added:
            self.stdout.write(f"Wilayah: {added} ditambahkan.")
        else:
            self.stdout.write(
                f"Wilayah: sudah lengkap ({Region.objects.count()}), tidak ada yang ditambahkan."
            )
