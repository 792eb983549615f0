"""Print a group's books as of a day."""

import json

from django.core.management.base import CommandError

from groups.keys.commands import DataCommand
from groups.selection import ksm_by_code
from ksm.dates import DateError, parse_date
from ledger.books.snapshot import statement


class Command(DataCommand):
    help = "Tampilkan saldo buku satu KSM pada satu tanggal."

    def add_arguments(self, parser):
        parser.add_argument("--ksm", metavar="KODE", required=True)
        parser.add_argument("--bkm", metavar="NAMA")
        parser.add_argument("--as-of", metavar="YYYY-MM-DD", required=True)
        parser.add_argument("--json", action="store_true", help="Cetak sebagai JSON.")

    def handle(self, *args, **options):
        ksm = ksm_by_code(options["ksm"], options["bkm"])
        try:
            as_of = parse_date(options["as_of"])
        except DateError as error:
            raise CommandError(str(error)) from error
        if as_of is None:
            raise CommandError("Sebutkan tanggal dengan --as-of YYYY-MM-DD.")
        books = statement(ksm, as_of)
        if options["json"]:
            self.stdout.write(json.dumps(books, indent=1, ensure_ascii=False))
            return
        for name, value in books.items():
            self.stdout.write(f"{name}: {value}")
