"""How a job ends, and what is thrown away of it: its file after the days it is kept."""

import datetime

from groups.models import Job, JobChunk, JobPiece

FORGETS = "forgets"  # an option: what its pieces were asked with is thrown away at the end, too


def end_job(job: Job, state: Job.State, *, now: datetime.datetime, problem: str = "") -> None:
    """The last word about a job. What was made of its pieces is thrown away; the file of a job that is done
    stays.
    """
    job.state, job.ended_at, job.problem = state, now, problem[:500]
    job.save(update_fields=["state", "ended_at", "problem"])
    JobPiece.objects.filter(job=job, content__isnull=False).update(content=None)
    if job.options.get(FORGETS):
        JobPiece.objects.filter(job=job).update(arguments={})
    if state != Job.State.DONE:
        JobChunk.objects.filter(job=job).delete()


def discard_old_files(now: datetime.datetime) -> int:
    """Throw away files whose days are over; how many parts of them there were."""
    deleted, _ = JobChunk.objects.filter(job__kept_until__lte=now).delete()
    return deleted
