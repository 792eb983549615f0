"""Workers as processes of their own, killed without a word: what they did stays, others do the rest."""

import contextlib
import datetime
import signal
import time

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from groups.jobs.doing import KILLED, MOST_ATTEMPTS, file_parts
from groups.jobs.entitled import postings_held
from groups.jobs.reading import CUT_OFF, jobs_of, standing_of
from groups.jobs.workers import SILENCE
from groups.models import Job, Worker
from ksm.management.commands.db_worker import TASKS_OF_A_LIFE
from tests.support.jobs import ask_words
from tests.support.outside import started
from tests.support.ports import PATIENCE
from tests.support.trials import trials

pytestmark = pytest.mark.django_db(transaction=True)


@contextlib.contextmanager
def worker():
    process = started(
        "manage.py",
        "db_worker",
        "--no-reload",
        "--interval",
        "0.1",
        "--no-startup-delay",
        DATA_KEY="kunci-untuk-pengujian",
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)


def wait_until(happened):
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def a_minute_passes():
    """For every worker that was alive: nobody heard of it for a minute."""
    Worker.objects.update(seen_at=timezone.now() - SILENCE - datetime.timedelta(seconds=1))


def killed(process):
    process.kill()
    process.wait(timeout=PATIENCE)


def told(job):
    now = timezone.now()
    return standing_of(jobs_of(job.owner).get(pk=job.pk), now, postings_held(job.owner, now))


@trials(pytest.mark.postgres, pytest.mark.long)  # `make trust` asks both
def test_a_killed_worker_loses_nothing_and_its_job_is_never_told_as_running_for_ever(sari):
    job = ask_words(sari, "satu ", {"word": "dua ", "nap": 1}, "tiga")
    with worker() as first:
        wait_until(lambda: job.pieces.get(place=2).attempts == 1)
        killed(first)
    assert Job.objects.get().state == "RUNNING"
    a_minute_passes()
    assert (told(job).code, told(job).made) == (CUT_OFF, 1)
    kept = job.pieces.get(place=1).content
    with worker():
        wait_until(lambda: not Job.objects.get().is_open)
    assert told(job).code == "DONE"
    assert b"".join(file_parts(job)) == b"satu dua tiga"
    assert kept is not None
    assert list(job.pieces.values_list("attempts", flat=True)) == [1, 2, 1]
    assert not Worker.objects.filter(seen_at__gt=timezone.now() - SILENCE).exists()


@pytest.mark.once
def test_a_piece_that_kills_its_worker_is_named_after_the_second_and_stops_no_other(sari):
    job = ask_words(sari, "satu ", {"kill": True}, "tiga")
    job.pieces.filter(place=2).update(attempts=MOST_ATTEMPTS - 1)
    with worker() as process:
        assert process.wait(timeout=PATIENCE) == -signal.SIGKILL
    a_minute_passes()
    with worker():
        wait_until(lambda: not Job.objects.get().is_open)
    assert b"".join(file_parts(job)) == b"satu tiga"
    assert list(job.pieces.filter(state="FAILED").values_list("place", "problem")) == [(2, KILLED)]


@pytest.mark.once
def test_a_worker_begins_anew_after_some_tasks_and_goes_on(sari):
    jobs = [ask_words(sari, "satu") for _ in range(TASKS_OF_A_LIFE + 1)]
    with worker() as process:
        wait_until(lambda: not Job.objects.open().exists())
        assert process.poll() is None
    assert {told(job).code for job in jobs} == {"DONE"}
    assert len({row.worker_ids[-1] for row in DBTaskResult.objects.all()}) == 2
