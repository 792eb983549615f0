"""Fill an empty system with the demo programme, and print its logins."""

from django.utils import timezone

from groups.keys.commands import DataCommand
from ksm.demo.building import build_demo
from ksm.demo.cast import LOGIN_WORD, LOGINS


class Command(DataCommand):
    help = "Isi program contoh (satu BKM, delapan KSM) dan cetak nama masuknya."

    def handle(self, *args, **options):
        made = build_demo(timezone.localdate())
        self.stdout.write("Program contoh dibuat." if made else "Program contoh sudah ada.")
        self.stdout.write(f"Kata sandi semua: {LOGIN_WORD}")
        for login in LOGINS:
            self.stdout.write(f"  {login.username:<10} {login.role}")
