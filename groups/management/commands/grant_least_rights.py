"""The rights of the role that web process and worker log in with, on PostgreSQL."""

from django.core.management.base import CommandError
from django.db import connection

from groups.keys.commands import DataCommand
from groups.rights import least_rights


class Command(DataCommand):
    help = (
        "Beri satu peran PostgreSQL hak yang diperlukan aplikasi, dan tidak lebih: riwayat hanya bertambah."
    )

    def add_arguments(self, parser):
        parser.add_argument("role", metavar="ROLE")
        parser.add_argument("--print", action="store_true", help="hanya tulis SQL-nya")

    def handle(self, *args, **options):
        statements = least_rights(options["role"], connection.ops.quote_name)
        if options["print"]:
            self.stdout.write("\n".join(f"{one};" for one in statements))
            return
        if connection.vendor != "postgresql":
            raise CommandError("Hak tabel hanya ada di PostgreSQL.")
        with connection.cursor() as cursor:
            for one in statements:
                cursor.execute(one)
        self.stdout.write(f"Hak {options['role']} sudah ditetapkan, {len(statements)} pernyataan.")
