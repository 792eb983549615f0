"""Take a group's workbook into the database, whole or not at all."""

import getpass
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from groups.keys.commands import DataCommand
from groups.models import User
from groups.people import login_name
from ksm.money import format_rupiah
from ksm.refusals import RefusalError
from meetings.importing.storing import Importer, store_workbook, surroundings
from meetings.importing.summary import Summary, summarise
from meetings.workbook.checking import check_workbook
from meetings.workbook.limits import LARGEST_FILE


class Command(DataCommand):
    help = "Impor buku kerja satu KSM (.xlsx): seluruhnya, atau tidak sama sekali."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="BERKAS.xlsx")
        parser.add_argument("--dry-run", action="store_true", help="Periksa saja, tanpa menyimpan.")
        parser.add_argument("--create-bkm", action="store_true", help="Buat BKM-nya bila belum ada.")
        parser.add_argument("--by", metavar="PENGGUNA", help="Nama pengguna yang mengimpor.")

    def handle(self, *args, **options):
        importer, today = _importer(options["by"]), timezone.localdate()
        around = surroundings(today=today, may_create_bkm=options["create_bkm"])
        checked = check_workbook(_read(options["file"]), around)
        for fault in checked.faults:
            self.stdout.write(str(fault))
        if checked.content is None or not checked.accepted:
            raise CommandError(f"{len(checked.galat)} kesalahan; tidak ada yang disimpan.")
        self._summarise(summarise(checked.content))
        if checked.already_stored:
            self.stdout.write("Berkas ini sudah pernah diimpor dengan isi yang sama; tidak ada yang berubah.")
            return
        if options["dry_run"]:
            self.stdout.write("Hanya diperiksa; tidak ada yang disimpan.")
            return
        try:
            ksm = store_workbook(checked=checked, importer=importer, today=today, now=timezone.now())
        except RefusalError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{ksm.name} ({ksm.code}) tersimpan.")

    def _summarise(self, summary: Summary) -> None:
        self.stdout.write(f"{summary.name} ({summary.code})")
        for label, figure in summary.lines():
            self.stdout.write(f"  {label}: {figure}")
        for label, amount in summary.money():
            self.stdout.write(f"  {label}: {format_rupiah(amount)}")


def _importer(username: str | None) -> Importer:
    """The user named, or the system with the account that started the command (BUG-105)."""
    if username is None:
        return Importer(f"sistem, dijalankan oleh {getpass.getuser()}")
    user = User.objects.filter(username=login_name(username), is_active=True).first()
    if user is None:
        raise CommandError(f"Pengguna {username} tidak ada.")
    return Importer(user.full_name, user)


def _read(name: str) -> bytes:
    path = Path(name)
    if not path.is_file():
        raise CommandError(f"Berkas {name} tidak ada.")
    with path.open("rb") as stream:
        return stream.read(LARGEST_FILE + 1)
