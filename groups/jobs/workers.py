"""Who works, and what was left behind by a worker that died: taken up again, or told as failed.

A worker says every few seconds that it lives. A job whose worker has not said so for a minute, or whose row
of the queue is gone or over, is left behind; any other worker puts it into the queue again. A worker that is
stuck in one piece ends itself, so that this happens to its job too. Each piece counts how often it was begun,
so that one which kills its worker is given up after the second time.
"""

import datetime

from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from groups.jobs.over import end_job
from groups.models import Job, Worker

BEAT = datetime.timedelta(seconds=5)
SILENCE = datetime.timedelta(seconds=60)
STUCK = datetime.timedelta(minutes=15)  # a piece, or a file, takes seconds or a few minutes
FORGOTTEN = datetime.timedelta(days=1)
MOST_BINDINGS = 3
BROKEN = "Pekerja berhenti setiap kali berkas disatukan. Pilih lebih sedikit, atau minta ZIP."
GONE = "Jenis pekerjaan ini tidak dikenal lagi oleh versi yang sekarang."


def say_alive(name: str, now: datetime.datetime) -> None:
    """Remember that the worker `name` lives, and forget those of long ago."""
    _, is_new = Worker.objects.update_or_create(
        name=name, defaults={"seen_at": now}, create_defaults={"seen_at": now, "began_at": now}
    )
    if is_new:
        Worker.objects.filter(seen_at__lt=now - FORGOTTEN).delete()


def say_gone(name: str) -> None:
    """A worker that ends in order is not waited for."""
    Worker.objects.filter(name=name).delete()


def living_workers(now: datetime.datetime) -> set[str]:
    """Names of the workers that said within SILENCE that they live."""
    return set(Worker.objects.filter(seen_at__gt=now - SILENCE).values_list("name", flat=True))


def is_stuck(name: str, now: datetime.datetime) -> bool:
    """Has the worker `name` been at one piece, or at one file, for longer than STUCK?"""
    still = Job.objects.filter(state=Job.State.RUNNING, moved_at__lt=now - STUCK)
    rows = DBTaskResult.objects.filter(
        pk__in=list(still.values_list("queue_id", flat=True)), status=TaskResultStatus.RUNNING
    )
    return any(row.worker_ids[-1:] == [name] for row in rows)


def is_left_behind(job: Job, now: datetime.datetime) -> bool:
    """Is nobody going to end this open job as things stand?"""
    row = DBTaskResult.objects.filter(pk=job.queue_id).first() if job.queue_id else None
    if row is None:
        return True
    if row.status == TaskResultStatus.READY:
        return False
    is_taken = row.status == TaskResultStatus.RUNNING and row.worker_ids
    return not (is_taken and row.worker_ids[-1] in living_workers(now))


def rescue(now: datetime.datetime) -> int:
    """Take up again, or end, every job that was left behind; how many there were."""
    left = [job.pk for job in Job.objects.open() if is_left_behind(job, now)]
    return sum(_rescued(pk, now) for pk in left)


@transaction.atomic
def _rescued(job_id: int, now: datetime.datetime) -> bool:
    job = Job.objects.select_for_update(skip_locked=True).open().filter(pk=job_id).first()
    if job is None or not is_left_behind(job, now):
        return False
    if job.cancel_asked_at:
        end_job(job, Job.State.STOPPED, now=now)
    elif job.bindings >= MOST_BINDINGS:
        end_job(job, Job.State.FAILED, now=now, problem=BROKEN)
    else:
        _put_back(job, now)
    return True


def _put_back(job: Job, now: datetime.datetime) -> None:
    if job.queue_id:
        DBTaskResult.objects.filter(pk=job.queue_id).delete()
    try:
        queue_again(job)
    except ImportError:
        end_job(job, Job.State.FAILED, now=now, problem=GONE)


def queue_again(job: Job) -> None:
    """A job that is to go on later waits in the queue. Raises ImportError where its task is not known."""
    task = import_string(job.task)
    job.state = Job.State.WAITING
    job.queue_id = task.enqueue(job_id=job.pk).id
    job.save(update_fields=["state", "queue_id"])
