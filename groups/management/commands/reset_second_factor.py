"""The last way in where no second person is left: for whoever runs the server."""

from django.core.management.base import CommandError

from groups.entrance.factors import take_off
from groups.keys.commands import DataCommand
from groups.models import User


class Command(DataCommand):
    help = "Lepas pengaman kedua satu pengguna, bila tidak ada dua orang lagi yang dapat melakukannya."

    def add_arguments(self, parser):
        parser.add_argument("username", metavar="NAMA_PENGGUNA")

    def handle(self, *args, **options):
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"Tidak ada pengguna {options['username']}.")
        if not user.has_second_factor:
            raise CommandError(f"{user.full_name} belum memasang pengaman kedua.")
        take_off(user=user, by=None)
        self.stdout.write(f"Pengaman kedua {user.full_name} dilepas, semua sesinya diakhiri.")
