"""Asking for a job, and asking that it stop."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django_tasks.base import Task

from groups.jobs.entitled import postings_held
from groups.jobs.over import end_job
from groups.jobs.workers import is_left_behind
from groups.models import Job, JobPiece, User
from ksm.refusals import RefusalError

Piece = tuple[str, Mapping[str, Any]]  # its name for people, and what its task needs to know (JSON)
MOST_PIECES = 5000
MOST_OPEN = 5


class JobRefusedError(RefusalError):
    """A job that is not taken on; the text is the sentence for who asked."""


@transaction.atomic
def ask_job(
    *,
    owner: User,
    title: str,
    task: Task,
    pieces: Sequence[Piece],
    now: datetime.datetime,
    options: Mapping[str, Any] | None = None,
) -> Job:
    """Put a job into the queue: `task` is called with its id, and does it by `groups.jobs.doing.do_job`.

    Raises JobRefusedError without pieces, with more than MOST_PIECES, and while MOST_OPEN of the same owner
    are not over.
    """
    if not pieces:
        raise JobRefusedError("Tidak ada yang dipilih, jadi tidak ada yang dikerjakan.")
    if len(pieces) > MOST_PIECES:
        raise JobRefusedError(
            f"Terlalu banyak sekaligus: {len(pieces)} bagian. Paling banyak {MOST_PIECES}; kurangi pilihan."
        )
    User.objects.select_for_update().get(pk=owner.pk)
    if owner.jobs.open().count() >= MOST_OPEN:
        raise JobRefusedError(
            f"Masih ada {MOST_OPEN} pekerjaan Anda yang belum selesai. Tunggu, atau hentikan salah satunya."
        )
    job = Job.objects.create(
        owner=owner,
        title=title[:200],
        task=task.module_path,
        options=dict(options or {}),
        asked_at=now,
        asked_with=sorted(postings_held(owner, now)),
    )
    JobPiece.objects.bulk_create(
        JobPiece(job=job, place=place, label=label[:200], arguments=dict(arguments))
        for place, (label, arguments) in enumerate(pieces, 1)
    )
    enqueue(job, task)
    return job


def enqueue(job: Job, task: Task) -> None:
    """A row of the queue for a job that waits."""
    job.queue_id = UUID(task.enqueue(job_id=job.pk).id)
    job.save(update_fields=["queue_id"])


@transaction.atomic
def ask_to_stop(*, job: Job, now: datetime.datetime) -> Job:
    """Stop a job: at once where nobody works at it, else after the piece that is being made.

    Raises JobRefusedError where it is over already.
    """
    job = Job.objects.select_for_update().get(pk=job.pk)
    if not job.is_open:
        raise JobRefusedError("Pekerjaan ini sudah berakhir.")
    job.cancel_asked_at = job.cancel_asked_at or now
    job.save(update_fields=["cancel_asked_at"])
    if job.state == Job.State.WAITING or is_left_behind(job, now):
        end_job(job, Job.State.STOPPED, now=now)
    return job


def kept_until(now: datetime.datetime) -> datetime.datetime:
    """Until when the file of a job that ends now is kept (JOB_FILE_DAYS)."""
    return now + datetime.timedelta(days=settings.JOB_FILE_DAYS)
