"""How a job stands, in words and figures. Reads only."""

import datetime
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Q, QuerySet

from groups.jobs.entitled import ENDED, is_entitled
from groups.jobs.workers import is_left_behind, living_workers
from groups.models import Job, JobPiece, User

CUT_OFF = "CUT_OFF"  # told of a running job whose worker does not answer
SLOW_START = datetime.timedelta(seconds=30)
NO_WORKER = "Belum ada pekerja yang hidup. Pekerjaan dimulai begitu pengelola menjalankannya (db_worker)."
LOST = "Pekerjanya tidak menjawab. Begitu pekerja hidup lagi, pekerjaan dilanjutkan dari bagian terakhir."
STOPPING = "Berhenti sesudah bagian yang sedang dibuat."


@dataclass(frozen=True)
class Standing:
    """A job as it stands at a moment: `code` names it in ksm.statuses, `note` says what to know about it."""

    job: Job
    code: str
    note: str
    pieces: int
    made: int
    failed: int
    has_file: bool

    @property
    def may_be_stopped(self) -> bool:
        """Once asked, there is nothing to ask again, unless its worker died meanwhile."""
        return self.job.is_open and (self.job.cancel_asked_at is None or self.code == CUT_OFF)

    @property
    def share(self) -> Fraction:
        """How much of it was tried, of 1."""
        return Fraction(self.made + self.failed, self.pieces) if self.pieces else Fraction(0)


def counted(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Jobs with how many pieces they have, how many are made, how many failed."""
    made, failed = Q(pieces__state=JobPiece.State.DONE), Q(pieces__state=JobPiece.State.FAILED)
    return jobs.annotate(
        of=Count("pieces"), made=Count("pieces", filter=made), failed=Count("pieces", filter=failed)
    )


def jobs_of(user: User) -> QuerySet[Job]:
    """The jobs that somebody asked for, the newest first: nobody sees another's."""
    return counted(Job.objects.filter(owner=user)).order_by("-asked_at", "-pk")


def standing_of(job: Job, now: datetime.datetime, held: frozenset[int]) -> Standing:
    """One of `jobs_of` as it stands now; `held` are the owner's postings of now (`postings_held`)."""
    code, note = _told(job, now)
    is_kept = job.has_file(now)
    entitled = not is_kept or is_entitled(job, held)
    return Standing(
        job=job,
        code=code,
        note=note if entitled else ENDED,
        pieces=job.of,  # type: ignore[attr-defined]  # annotated by `counted`
        made=job.made,  # type: ignore[attr-defined]
        failed=job.failed,  # type: ignore[attr-defined]
        has_file=is_kept and entitled,
    )


def _told(job: Job, now: datetime.datetime) -> tuple[str, str]:
    if not job.is_open:
        return job.state, job.problem
    if job.state == Job.State.RUNNING and is_left_behind(job, now):
        return CUT_OFF, LOST
    if job.cancel_asked_at:
        return job.state, STOPPING
    is_slow = job.state == Job.State.WAITING and now - job.asked_at > SLOW_START
    return job.state, NO_WORKER if is_slow and not living_workers(now) else ""
