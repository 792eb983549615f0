"""Work at the queue: django-tasks-db's own worker, with the data key proved and a heart beside it.

It is begun anew after some tasks: laying out a paper leaves a little behind in memory each time.
"""

import argparse
import os
import sys

from django.utils import timezone
from django.utils.autoreload import DJANGO_AUTORELOAD_ENV, run_with_reloader
from django_tasks_db.management.commands import db_worker

from groups.keys.commands import DataCommand
from ksm.working import Heart

TASKS_OF_A_LIFE = 4  # of at most groups.jobs.doing.ROUND pieces each


class Command(DataCommand, db_worker.Command):
    help = "Kerjakan antrean (cetak massal, unduhan besar). Jalankan satu atau lebih di samping server."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)

    def handle(self, *args, **options):
        """As the package's own command does it, except for what ends its worker."""
        self.configure_logging(options["verbosity"])
        names = ("interval", "batch", "backend_name", "startup_delay", "worker_id")
        excluded = options["exclude_queues"]
        worker = db_worker.Worker(
            queue_names=options["queue_name"].split(","),
            excluded_queue_names=excluded.split(",") if excluded else [],
            max_tasks=options["max_tasks"] or TASKS_OF_A_LIFE,
            **{name: options[name] for name in names},
        )
        heart = Heart(options["worker_id"], timezone.now, options["parent"])
        heart.start()
        try:
            self._run(worker, reload=options["reload"] and not options["batch"])
        finally:
            heart.stop()
        if worker.running and not (options["batch"] or options["max_tasks"]):
            # In the same place: whoever started it waits for this process.
            os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606  (our own words)

    def _run(self, worker: db_worker.Worker, *, reload: bool) -> None:
        if not reload:
            worker.configure_signals()
            worker.run()
            return
        if os.environ.get(DJANGO_AUTORELOAD_ENV) == "true":
            worker.configure_signals()
        run_with_reloader(worker.run)
