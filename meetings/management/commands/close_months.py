"""Close one month of the books of many groups at once, wherever nothing stands in the way."""

from django.core.management.base import CommandError
from django.utils import timezone

from groups.keys.commands import DataCommand
from groups.models import Ksm
from ksm.certain import certain
from ksm.dates import DateError, parse_date
from ledger.journal.months import Month
from meetings.month_end import close_months


class Command(DataCommand):
    help = "Tutup satu bulan untuk semua KSM yang pertemuannya sudah ditutup dan kasnya cocok."

    def add_arguments(self, parser):
        parser.add_argument("--bulan", metavar="YYYY-MM", required=True)
        parser.add_argument("--bkm", metavar="NAMA")

    def handle(self, *args, **options):
        try:
            day = parse_date(f"{options['bulan']}-01")
        except DateError as error:
            raise CommandError("Tulis bulan seperti 2026-10.") from error
        chosen = Ksm.objects.counted().exclude(phase=Ksm.Phase.CLOSED)
        if options["bkm"]:
            chosen = chosen.filter(bkm__name=options["bkm"])
        ksms = list(chosen.order_by("pk"))
        month = Month.of(certain(day, "a month was typed, or refused above"))
        left = close_months(ksms=ksms, month=month, by=None, today=timezone.localdate())
        names = {ksm.pk: str(ksm) for ksm in ksms}
        for pk, reasons in left.items():
            self.stdout.write(f"{names[pk]}: {' '.join(reasons)}")
        self.stdout.write(f"Bulan {month} ditutup untuk {len(ksms) - len(left)} dari {len(ksms)} KSM.")
