"""Write the whole database into one file, while others work (docs/scale.md)."""

import os
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from groups.keys.commands import DataCommand
from ksm.backup.engines import BackupError
from ksm.backup.making import backup_folder, keep_newest, make_backup


class Command(DataCommand):
    help = "Buat cadangan seluruh data, juga saat dipakai; dengan BACKUP_PASSPHRASE, terenkripsi."

    def add_arguments(self, parser):
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="Bukan ke BACKUP_DIR, tetapi ke sini.")
        parser.add_argument("--passphrase-file", type=Path, metavar="BERKAS")
        parser.add_argument("--keep", type=int, metavar="N", help="Hapus berkas selain N cadangan terbaru.")

    def handle(self, *args, **options):
        folder = options["to"] or backup_folder()
        try:
            passphrase = passphrase_of(options["passphrase_file"])
            made = make_backup(folder=folder, passphrase=passphrase, now=timezone.now())
        except BackupError as error:
            raise CommandError(str(error)) from error
        sealed = "terenkripsi" if made.is_encrypted else "TIDAK terenkripsi"
        self.stdout.write(f"{folder / made.file_name}: {made.rows} baris, {made.size} byte, {sealed}.")
        if options["keep"]:
            for name in keep_newest(folder, options["keep"]):
                self.stdout.write(f"{name} dihapus.")


def passphrase_of(file: Path | None) -> str:
    """The first line of the file, else of the environment; empty for no encryption. Raises BackupError."""
    if file is None:
        return settings.BACKUP_PASSPHRASE
    try:
        found = file.read_text().split(os.linesep)[0].strip()
    except OSError as error:
        raise BackupError(f"{file} tidak dapat dibaca: {error.strerror}.") from error
    if not found:
        raise BackupError(f"{file} kosong.")
    return found
