"""Former members become numbers once their details were kept long enough: for a timer."""

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from groups.keys.commands import DataCommand
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
        count = 0
        for member in due_members(options["years"], timezone.now()):
            count += 1
            self.stdout.write(f"{member.ksm.code} nomor {member.number}, keluar {member.left_on:%d-%m-%Y}")
            if not options["dry_run"]:
                anonymise(member=member, today=member.ksm.today())
        done = "akan dihapus data pribadinya" if options["dry_run"] else "dihapus data pribadinya"
        self.stdout.write(f"{count} mantan anggota {done}.")
