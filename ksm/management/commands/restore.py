"""Put a backup into an empty system, bring it to this version, and prove that it is whole."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from groups.keys.proof import require_data_key
from ksm.backup.engines import BackupError
from ksm.backup.restoring import end_all_sessions, restore
from ksm.management.commands.backup import passphrase_of


class Command(BaseCommand):
    help = (
        "Pulihkan cadangan ke sistem kosong: jumlah baris dibandingkan, buku diperiksa dengan check_ledger."
    )

    def add_arguments(self, parser):
        parser.add_argument("archive", type=Path, metavar="BERKAS")
        parser.add_argument("--passphrase-file", type=Path, metavar="BERKAS")

    def handle(self, *args, **options):
        try:
            manifest = restore(options["archive"], passphrase_of(options["passphrase_file"]))
        except BackupError as error:
            raise CommandError(str(error)) from error
        tables = len(manifest.counts)
        self.stdout.write(
            f"Dipulihkan: {manifest.rows} baris dalam {tables} tabel, versi {manifest.version}, keadaan "
            f"{manifest.made_at:%Y-%m-%d %H:%M %Z}. Jumlah baris tiap tabel sama."
        )
        connection.close()
        try:
            call_command("migrate", verbosity=0)
            require_data_key()
        except (ImproperlyConfigured, CommandError) as error:
            raise CommandError(f"Data sudah dipulihkan, tetapi belum dapat dibuka. {error}") from error
        self.stdout.write(f"{end_all_sessions()} sesi lama diakhiri: semua orang masuk lagi.")
        call_command("check_ledger", stdout=self.stdout)
