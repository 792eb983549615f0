"""What waits about members' data: consents not asked for, withdrawals, wishes to put something right."""

import datetime
from collections.abc import Iterable, Sequence

from django.urls import reverse

from ksm.dates import local_day, moment_in_words
from ksm.office.task import Task


def withdrawals(rows: Sequence, today: datetime.date) -> Iterable[Task]:
    """Late ones say so: what a member withdrew must be gone within 3 x 24 hours."""
    for one in rows:
        ksm, member = one.member.ksm, one.member
        is_late = local_day(one.due_at, ksm.timezone) <= today
        until = f"{'sudah lewat' if is_late else 'paling lambat'} {moment_in_words(one.due_at, ksm.timezone)}"
        url = reverse("groups:member_detail", args=[ksm.pk, member.pk])
        yield Task(ksm, f"anggota {member.number}. {member.name}", url, one.on, details=[until])


def wishes(rows: Sequence, today: datetime.date) -> Iterable[Task]:
    for one in rows:
        ksm = one.member.ksm
        url = reverse("groups:data_request_answer", args=[ksm.pk, one.pk])
        yield Task(ksm, f"anggota {one.member.number}. {one.member.name}", url, one.asked_on)


def members_to_ask(standings: Sequence, today: datetime.date) -> Iterable[Task]:
    for one in standings:
        url = reverse("groups:consent_record", args=[one.ksm_id])
        yield Task(one.ksm, f"{one.unasked} anggota belum ada persetujuan", url)
