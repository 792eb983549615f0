"""What a facilitator owes the groups in mentoring: a visit, a training."""

import datetime
from collections.abc import Iterable, Sequence

from django.urls import reverse

from assessment.models import Standing
from groups.models import Ksm, ProgramRule
from groups.path.training import trainings_due
from groups.registers.visiting import due_visits, told
from ksm.certain import certain
from ksm.office.task import Task

WEEK = datetime.timedelta(weeks=1)


def visits(standings: Sequence[Standing], today: datetime.date) -> Iterable[Task]:
    """Those still due: a standing that waits to be recomputed may not know of the last visit."""
    due_of = {
        ksm.pk: told(ksm, today) for ksm in due_visits(Ksm.objects.filter(standing__in=standings), today)
    }
    for one in standings:
        if due := due_of.get(one.ksm_id):
            words = f"belum ada kunjungan sejak {due.days_without} hari"
            if due.agreed_on:
                words = "sudah dijanjikan"
            url = reverse("groups:register_create", args=[one.ksm_id, "buku-tamu"])
            yield Task(one.ksm, words, url, due.agreed_on or one.visited_on)


def trainings(standings: Sequence[Standing], today: datetime.date) -> Iterable[Task]:
    rule = ProgramRule.objects.in_force_on(today)
    for due in trainings_due([one.ksm for one in standings], today):
        start = certain(due.ksm.mentoring_started_on, "it has a week")
        since = start + (rule.training_due_week - 1) * WEEK
        url = reverse("groups:training_create", args=[due.ksm.pk])
        yield Task(
            due.ksm, f"minggu {due.week}", url, since, details=[topic.shortfall for topic in due.short]
        )
