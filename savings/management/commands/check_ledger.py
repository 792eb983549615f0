"""Prove that the books of every group agree; exits 1 where they do not."""

from django.core.management.base import CommandError

from groups.keys.commands import DataCommand
from groups.models import Ksm
from groups.selection import ksm_by_code
from ledger.journal.verification import differences_of
from savings.verification import savings_differences


class Command(DataCommand):
    help = "Periksa buku semua KSM: kas, pinjaman, tabungan, jadwal. Selisih apa pun berakhir dengan kode 1."

    def add_arguments(self, parser):
        parser.add_argument("--ksm", metavar="KODE", help="Hanya KSM ini.")
        parser.add_argument("--bkm", metavar="NAMA")

    def handle(self, *args, **options):
        groups = [ksm_by_code(options["ksm"], options["bkm"])] if options["ksm"] else Ksm.objects.counted()
        checked = found = 0
        for ksm in groups:
            checked += 1
            for difference in [*differences_of(ksm), *savings_differences(ksm)]:
                found += 1
                self.stderr.write(str(difference))
        if found:
            raise CommandError(f"{found} selisih pada {checked} KSM.")
        self.stdout.write(f"{checked} KSM diperiksa, tidak ada selisih.")
