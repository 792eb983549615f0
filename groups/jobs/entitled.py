"""Who made a file by the queue may fetch it as long as the postings stand with which it was asked for."""

import datetime

from django.utils import timezone

from groups.models import Job, User

ENDED = "Tugas Anda berubah sejak ini diminta, jadi berkasnya tidak dapat diambil lagi. Mintalah lagi."


def postings_held(user: User, at: datetime.datetime) -> frozenset[int]:
    """The postings in force on the day of a moment, by id. One query."""
    return frozenset(user.postings.on(timezone.localdate(at)).values_list("pk", flat=True))


def is_entitled(job: Job, held: frozenset[int]) -> bool:
    """Does everything still hold that gave its owner the right to the file? `held` are the postings of now.

    A query only for a job from before that was kept.
    """
    before = postings_held(job.owner, job.asked_at) if job.asked_with is None else job.asked_with
    return held.issuperset(before)
