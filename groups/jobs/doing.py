"""Doing a job: piece after piece, each kept when it is made, and a file of all of them at the end.

A task is three lines around `do_job`. Whatever stops its worker, the next one goes on behind the last piece
that was kept. A piece that fails is named and stops no other.
"""

import datetime
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from groups.jobs.asking import kept_until
from groups.jobs.over import end_job
from groups.jobs.workers import queue_again
from groups.models import Job, JobChunk, JobPiece
from ksm.certain import certain
from ksm.keys import decrypt_bytes, encrypt_bytes
from ksm.refusals import RefusalError

logger = logging.getLogger(__name__)
CHUNK = 512 * 1024
MOST_ATTEMPTS = 2
ROUND = 50  # pieces until the next job has its turn
KILLED = "Pekerja berhenti setiap kali bagian ini dibuat; dilewati."
FAULT = "Terjadi kesalahan saat bagian ini dibuat; sudah dicatat untuk pengelola."
NOT_YOURS = "Tidak ada, atau bukan hak Anda."
NOTHING = "Tidak satu bagian pun berhasil dibuat."
UNBOUND = "Berkas tidak dapat disatukan; sudah dicatat untuk pengelola."

Clock = Callable[[], datetime.datetime]


@dataclass(frozen=True)
class Made:
    """A piece that was made: its name for people, what it was asked with, and its bytes when asked for."""

    label: str
    arguments: dict
    pk: int

    def content(self) -> bytes:
        content = JobPiece.objects.values_list("content", flat=True).get(pk=self.pk)
        return decrypt_bytes(certain(content, "a piece that was made"))


@dataclass(frozen=True)
class File:
    """What comes of a job: `parts` are bytes, in order, of any length."""

    name: str
    content_type: str
    parts: Iterable[bytes]


def do_job(
    job_id: int,
    *,
    make: Callable[[Job, dict], bytes],
    bind: Callable[[Job, list[Made]], File],
    clock: Clock,
) -> None:
    """Do the job, or what is left of it.

    `make` gives the bytes of one piece from its arguments; a RefusalError tells why there is none, Http404
    and PermissionDenied that it is not the owner's to have. `bind` makes the file of the pieces that were
    made; it may read them one by one. Returns early where somebody asked to stop, and after ROUND pieces: the
    job then waits for its next turn, so that others have theirs and no process grows without end.
    """
    job = _begin(job_id, clock())
    if job is None:
        return
    waiting = job.pieces.filter(state=JobPiece.State.WAITING).defer("content").order_by("place")
    for number, piece in enumerate(waiting):
        if _is_stopped(job, clock):
            return
        if number == ROUND:
            queue_again(job)
            return
        _make_piece(job, piece, make, clock())
    if not _is_stopped(job, clock):
        _bind(job, bind, clock)


@transaction.atomic
def _begin(job_id: int, now: datetime.datetime) -> Job | None:
    job = Job.objects.select_for_update().open().filter(pk=job_id).first()
    if job is None:
        return None
    job.state, job.begun_at, job.moved_at = Job.State.RUNNING, job.begun_at or now, now
    job.save(update_fields=["state", "begun_at", "moved_at"])
    return job


def _is_stopped(job: Job, clock: Clock) -> bool:
    """Was it asked to stop, or is it over already? Then it ends here."""
    with transaction.atomic():
        fresh = Job.objects.select_for_update().get(pk=job.pk)
        if fresh.is_open and fresh.cancel_asked_at:
            end_job(fresh, Job.State.STOPPED, now=clock())
        return not fresh.is_open


def _make_piece(
    job: Job, piece: JobPiece, make: Callable[[Job, dict], bytes], now: datetime.datetime
) -> None:
    if piece.attempts >= MOST_ATTEMPTS:
        _keep(piece, problem=KILLED)
        return
    # Written before it is begun: should it kill this process, that is remembered.
    Job.objects.filter(pk=job.pk).update(moved_at=now)
    piece.attempts += 1
    piece.save(update_fields=["attempts"])
    try:
        content = make(job, piece.arguments)
    except RefusalError as error:
        _keep(piece, problem=str(error))
    except (Http404, PermissionDenied):
        _keep(piece, problem=NOT_YOURS)
    except Exception:
        logger.exception("Bagian %s dari pekerjaan %s gagal.", piece.place, job.pk)
        _keep(piece, problem=FAULT)
    else:
        _keep(piece, content=content)


def _keep(piece: JobPiece, *, content: bytes | None = None, problem: str = "") -> None:
    piece.state = JobPiece.State.DONE if content is not None else JobPiece.State.FAILED
    piece.content = None if content is None else encrypt_bytes(content)
    piece.problem = problem[:500]
    piece.save(update_fields=["state", "content", "problem"])


def _bind(job: Job, bind: Callable[[Job, list[Made]], File], clock: Clock) -> None:
    job.bindings, job.moved_at = job.bindings + 1, clock()
    job.save(update_fields=["bindings", "moved_at"])
    done = job.pieces.filter(state=JobPiece.State.DONE).order_by("place")
    made = [Made(*row) for row in done.values_list("label", "arguments", "pk")]
    if not made:
        end_job(job, Job.State.FAILED, now=clock(), problem=NOTHING)
        return
    try:
        file = bind(job, made)
        _keep_file(job, file, clock)
    except Exception:
        logger.exception("Berkas dari pekerjaan %s tidak dapat disatukan.", job.pk)
        end_job(job, Job.State.FAILED, now=clock(), problem=UNBOUND)


def _keep_file(job: Job, file: File, clock: Clock) -> None:
    """The file in chunks of one size, each written by itself; the job is done with the last one."""
    JobChunk.objects.filter(job=job).delete()
    size = 0
    for place, chunk in enumerate(_cut(file.parts), 1):
        size += len(chunk)
        JobChunk.objects.create(job=job, place=place, content=encrypt_bytes(chunk))
    now = clock()
    with transaction.atomic():
        job.file_name, job.content_type, job.file_size = file.name, file.content_type, size
        job.kept_until = kept_until(now)
        job.save(update_fields=["file_name", "content_type", "file_size", "kept_until"])
        end_job(job, Job.State.DONE, now=now)


def _cut(parts: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for part in parts:
        held += part
        while len(held) >= CHUNK:
            yield held[:CHUNK]
            held = held[CHUNK:]
    if held:
        yield held


def file_parts(job: Job) -> Iterator[bytes]:
    """The file of a job that is done, chunk by chunk."""
    for pk in job.chunks.order_by("place").values_list("pk", flat=True):
        yield decrypt_bytes(JobChunk.objects.values_list("content", flat=True).get(pk=pk))
