"""A job that tests ask for: pieces that say their own name, or do what their arguments tell."""

import datetime
import os
import signal
import time

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from groups.jobs.asking import ask_job
from groups.jobs.doing import File, do_job
from groups.models import Job
from ksm.refusals import RefusalError

FAULTS = {
    "refused": RefusalError("Buku bulan ini belum ditutup."),
    "stranger": Http404(),
    "reader": PermissionDenied(),
}
NOW = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)


def _said(job, arguments):
    """The word of a piece; or what its arguments tell: a fault, a nap in seconds, death on the way."""
    if "fault" in arguments:
        raise FAULTS.get(arguments["fault"], ZeroDivisionError("salah hitung"))
    if arguments.get("kill"):
        os.kill(os.getpid(), signal.SIGKILL)
    if arguments.get("stop"):
        Job.objects.filter(pk=job.pk).update(cancel_asked_at=timezone.now())
    time.sleep(arguments.get("nap", 0))
    return arguments["word"].encode()


def _joined(job, made):
    if job.options.get("unbound"):
        raise ZeroDivisionError("tidak dapat disatukan")
    return File("kata.txt", "text/plain", (one.content() for one in made))


@task()
def say_words(job_id):
    do_job(job_id, make=_said, bind=_joined, clock=timezone.now)


def ask_words(owner, *words, now=None, **options):
    """A job that says these words: texts, or the arguments of a piece."""
    pieces = [
        (one, {"word": one}) if isinstance(one, str) else ("bagian", {"word": "?", **one}) for one in words
    ]
    return ask_job(
        owner=owner, title="Kata", task=say_words, pieces=pieces, now=now or timezone.now(), options=options
    )


def work() -> None:
    """What waits in the queue, done in this process as a worker would (whose command would end the test's
    transaction).
    """
    for row in list(DBTaskResult.objects.ready()):
        row.claim("uji")
        row.task.call(**row.args_kwargs["kwargs"])
        row.set_successful(None)


def make_done(owner):
    """A job that was done, with a file that may be fetched for years: the world stands still."""
    job = ask_words(owner, "satu")
    work()
    Job.objects.filter(pk=job.pk).update(kept_until=NOW + datetime.timedelta(days=36_500))
    return job
