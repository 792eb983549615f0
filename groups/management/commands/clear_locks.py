"""Forget tries to log in that count no more: for a timer."""

from django.utils import timezone

from groups.entrance.throttle import forget
from groups.keys.commands import DataCommand


class Command(DataCommand):
    help = "Hapus catatan percobaan masuk yang sudah tidak dihitung."

    def handle(self, *args, **options):
        self.stdout.write(f"{forget(timezone.now())} catatan percobaan masuk dihapus.")
