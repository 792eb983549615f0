"""What stands around a worker of the queue: it says that it lives, and takes up what others left behind."""

import datetime
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable

from django.db import DatabaseError, connection

from groups.jobs.over import discard_old_files
from groups.jobs.workers import BEAT, is_stuck, rescue, say_alive, say_gone

logger = logging.getLogger(__name__)
TIDY = 720  # beats between two looks for files whose days are over: an hour
AGAIN = 2  # seconds until a worker that ended is started again
PATIENCE = 10  # seconds for a worker to end by itself


class Heart(threading.Thread):
    """Beats beside a worker's own thread, whatever that one is busy with, until it is told to stop.

    A worker that was started by a server ends with it: `parent` is the process id of that server, 0 without.
    """

    def __init__(self, name: str, clock: Callable[[], datetime.datetime], parent: int = 0):
        super().__init__(name="heart", daemon=True)
        self.worker, self.clock, self.parent = name, clock, parent
        self.stopped = threading.Event()

    def run(self) -> None:
        beats = 0
        while not self.stopped.wait(BEAT.total_seconds() if beats else 0):
            if self.parent and os.getppid() != self.parent:
                os._exit(0)
            self.beat(beats)
            beats += 1
        connection.close()

    def beat(self, number: int) -> None:
        """One beat. Where the database does not answer, the next one tries again."""
        try:
            now = self.clock()
            if is_stuck(self.worker, now):
                logger.error("Pekerja %s macet pada satu bagian dan mengakhiri diri.", self.worker)
                os._exit(70)
            say_alive(self.worker, now)
            rescue(now)
            if number % TIDY == 0:
                discard_old_files(now)
        except DatabaseError:
            logger.warning("Basis data belum menjawab pekerja %s.", self.worker)
            connection.close()

    def stop(self) -> None:
        """No beat after this; the worker is not waited for."""
        self.stopped.set()
        self.join()
        say_gone(self.worker)


class KeptWorker(threading.Thread):
    """A worker as a process of its own beside a server that people try: started again whenever it ends."""

    def __init__(self):
        super().__init__(name="worker", daemon=True)
        self.stopped, self.process = threading.Event(), None

    def run(self) -> None:
        command = [sys.executable, "manage.py", "db_worker", "--no-reload", "--parent", str(os.getpid())]
        while not self.stopped.is_set():
            self.process = subprocess.Popen([*command, "--verbosity", "0"])  # noqa: S603  (our own words)
            self.process.wait()
            self.stopped.wait(AGAIN)

    def stop(self) -> None:
        """End it, by force if it is in the middle of something: it goes on at the next start."""
        self.stopped.set()
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
