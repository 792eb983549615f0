"""Put a load of facilitators on a server beside; exit 1 where one was not served or books disagree."""

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from groups.keys.commands import DataCommand
from groups.models import Ksm
from ksm.bench.load import LABELS, ask_all, prepare, share
from meetings.models import Meeting

HOST = "127.0.0.1"


class Command(DataCommand):
    help = "Banyak fasilitator sekaligus, pada basis data kosong yang dibuang sesudahnya."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, required=True)
        parser.add_argument("--fasilitator", type=int, default=200)

    def handle(self, *args, **options):
        if Ksm.objects.exists():
            raise CommandError("Hanya pada basis data kosong: pakai make load.")
        acts = prepare(options["fasilitator"])
        before = Meeting.objects.filter(state=Meeting.State.CLOSED).count()
        connection.close()
        waited = ask_all(acts, HOST, options["port"])
        faults = [one.fault for one in waited if one.fault]
        for kind, label in LABELS.items():
            seconds = [one.seconds for one in waited if one.kind == kind]
            if seconds:
                half, most = share(seconds, 50), share(seconds, 95)
                self.stdout.write(f"{label:<15} {len(seconds):>4} x  p50 {half:6.2f} s  p95 {most:6.2f} s")
        closed = Meeting.objects.filter(state=Meeting.State.CLOSED).count() - before
        sent = sum(act.kind == "sheet" for act in acts)
        self.stdout.write(f"lembar tersimpan {closed} dari {sent}, tidak terlayani {len(faults)}")
        call_command("check_ledger", stdout=self.stdout)
        if faults or closed != sent:
            raise CommandError("; ".join(faults[:5]) or "Ada lembar yang tidak tersimpan.")
