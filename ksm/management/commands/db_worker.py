"""Work at the queue: django-tasks-db's own worker, with the data key proved and a heart beside it."""

import argparse

from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from groups.keys.commands import DataCommand
from ksm.working import Heart


class Command(DataCommand, db_worker.Command):
    help = "Kerjakan antrean (cetak massal, unduhan besar). Jalankan satu atau lebih di samping server."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)

    def handle(self, *args, **options):
        heart = Heart(options["worker_id"], timezone.now, options["parent"])
        heart.start()
        try:
            super().handle(*args, **options)
        finally:
            heart.stop()
