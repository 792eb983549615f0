"""The path of many groups step by step: done, at hand, behind, and weeks since the step before."""

import datetime
from fractions import Fraction

import pytest

from groups.path.travelling import record_step
from ksm.office import step_pipeline
from ksm.office.step_pipeline import step_rows
from tests.support.factories import START, make_ksm

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
FACTS = {"place": "Balai", "women": 9, "led_by": "Tini", "result": "Baik"}


def step(bkm, ksm, code, weeks, by):
    day = START + weeks * WEEK
    record_step(bkm=bkm, ksm=ksm, code=code, done_on=day, today=day, by=by, **FACTS)


def rows(ksms):
    return {row.step.code: row for row in step_rows(ksms)}


def test_it_counts_groups_and_weeks_at_every_step(bkm, sari):
    quick, slow = (make_ksm(bkm, name=name, started=None) for name in ("KSM Cepat", "KSM Lambat"))
    step(bkm, None, "brief", 0, sari)
    step(bkm, None, "socialise", 2, sari)
    step(bkm, quick, "group_fgd", 3, sari)
    step(bkm, slow, "group_fgd", 6, sari)
    step(bkm, quick, "agreement", 5, sari)
    found = rows([quick, slow])
    assert (found["brief"].done, found["brief"].median_weeks) == (2, None)
    assert (found["socialise"].done, found["socialise"].median_weeks) == (2, 2)
    assert found["recruit"].behind == [quick, slow]
    assert found["group_fgd"].median_weeks == Fraction(5, 2)  # of one week and four
    assert (found["form"].behind, found["form"].now) == ([quick], 1)
    assert (found["agreement"].done, found["agreement"].median_weeks) == (1, 2)
    assert (found["develop"].done, found["develop"].now, found["develop"].behind) == (0, 0, [])


def test_it_names_the_first_by_name_of_very_many_and_counts_the_rest(bkm, sari, monkeypatch):
    monkeypatch.setattr(step_pipeline, "NAMED", 2)
    groups = [make_ksm(bkm, name=f"KSM {letter}", started=None) for letter in "DBCA"]
    step(bkm, None, "train", 2, sari)
    step(bkm, groups[2], "group_fgd", 3, sari)  # one with a record of its own, three with none
    found = rows(groups)["recruit"]
    assert [ksm.name for ksm in found.first_behind] == ["KSM A", "KSM B"]
    assert (found.lagging, found.more_behind) == (4, 2)


def test_the_page_counts_one_bkm_when_chosen(bkm, mawar, admin, budi, as_user):
    client = as_user(admin)
    everything, own = client.get("/alur/"), client.get(f"/alur/?bkm={bkm.pk}")
    assert len(everything.context["steps"][0].behind) == 2
    assert [one.pk for one in own.context["steps"][0].behind] == [mawar.pk]
    assert [one.name for one in client.get("/alur/?kota=12.71").context["steps"][0].behind] == ["KSM Kenanga"]


@pytest.mark.parametrize("groups", [1, 3])
def test_it_takes_four_queries_for_one_group_and_three(bkm, sari, groups, django_assert_num_queries):
    ksms = [make_ksm(bkm) for _ in range(groups)]
    for ksm in ksms:
        step(bkm, ksm, "group_fgd", 0, sari)
    with django_assert_num_queries(4):
        assert rows(ksms)["group_fgd"].done == groups
