"""Former members become numbers once their details were kept long enough: for a timer."""

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from groups.keys.commands import DataCommand
from ksm.refusals import RefusalError
from ksm.retention.anonymising import anonymise
from ksm.retention.due import due_members


class Command(DataCommand):
    help = "Hapus data pribadi mantan anggota yang masa simpannya lewat; angka uang tetap."

    def add_arguments(self, parser):
        parser.add_argument("--years", type=int, metavar="N", default=settings.RETENTION_YEARS)
        parser.add_argument(
            "--dry-run", action="store_true", help="hanya sebut siapa, tidak mengubah apa pun"
        )

    def handle(self, *args, **options):
        if options["years"] < 1:
            raise CommandError("Masa simpan paling sedikit 1 tahun.")
        count = refused = 0
        for member in due_members(options["years"], timezone.now()):
            who = f"{member.ksm.code} nomor {member.number}"
            try:
                if not options["dry_run"]:
                    anonymise(member=member, today=member.ksm.today())
            except RefusalError as refusal:
                refused += 1
                self.stderr.write(f"{who}: {refusal}")
                continue
            count += 1
            self.stdout.write(f"{who}, keluar {member.left_on:%d-%m-%Y}")
        done = "akan dihapus data pribadinya" if options["dry_run"] else "dihapus data pribadinya"
        self.stdout.write(f"{count} mantan anggota {done}.")
        if refused:
            raise CommandError(f"{refused} mantan anggota ditolak, sebabnya di atas.")
