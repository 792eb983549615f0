"""Coverage of the required trainings against the programme's share (G3), and trainings that are due."""

import datetime

import pytest

from groups.models import ProgramRule, Training
from groups.path.training import coverage_by_ksm, enough, training_coverage, trainings_due
from groups.path.travelling import record_training
from tests.support.factories import START, make_ksm, make_member, make_members

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


def train(ksm, members, by, *topics):
    for topic in topics or Training.REQUIRED:
        record_training(
            bkm=ksm.bkm,
            ksm=ksm,
            held_on=START,
            members=members,
            topic=topic,
            trainer="Faskel",
            today=START,
            by=by,
        )


def test_enough_is_the_smallest_number_that_reaches_the_share():
    assert [enough(10, percent) for percent in (100, 91, 90, 89, 0)] == [10, 10, 9, 9, 0]
    assert enough(3, 67) == 3


def test_one_member_less_is_not_enough_and_the_share_is_a_dated_setting(mawar, sari):
    members = make_members(mawar, 10)
    train(mawar, members[:9], sari)
    assert [one.met for one in training_coverage(mawar, START)] == [False] * 4
    ProgramRule.objects.create(effective_from=START + WEEK, trained_min_percent=90)
    assert [one.met for one in training_coverage(mawar, START)] == [False] * 4
    assert [one.met for one in training_coverage(mawar, START + WEEK)] == [True] * 4


def test_a_group_without_members_is_not_covered(mawar):
    assert not any(one.met for one in training_coverage(mawar, START))


def test_trainings_are_due_from_week_nine_on_not_in_week_eight(mawar, sari):
    members = make_members(mawar, 3)
    train(mawar, members, sari, "DYNAMICS", "HOUSEHOLD", "LENDING")
    train(mawar, members[:2], sari, "BOOKS")
    assert trainings_due([mawar], START + 8 * WEEK - datetime.timedelta(days=1)) == []
    [due] = trainings_due([mawar], START + 8 * WEEK)
    assert (due.ksm, due.week) == (mawar, 9)
    assert [one.shortfall for one in due.short] == ["Pembukuan: 2 dari 3 anggota, perlu 3"]
    train(mawar, members[2:], sari, "BOOKS")
    assert trainings_due([mawar], START + 8 * WEEK) == []


@pytest.mark.parametrize("groups", [1, 3])
def test_it_takes_three_queries_for_one_group_and_three(bkm, sari, groups, django_assert_num_queries):
    ksms = [make_ksm(bkm) for _ in range(groups)]
    for ksm in ksms:
        train(ksm, make_members(ksm, 2), sari)
    with django_assert_num_queries(3):
        covered = coverage_by_ksm(ksms, START)
    assert all(one.met for topics in covered.values() for one in topics)


def test_the_page_shows_who_came_to_what(mawar, sari, ratna, as_user):
    first = make_member(mawar, name="Siti Aminah")
    make_member(mawar, name="Butet Simanjuntak")
    train(mawar, [first], sari, "BOOKS")
    page = as_user(ratna).get(f"/ksm/{mawar.pk}/pelatihan/")
    assert page.context["percent"] == 100
    [siti, butet] = page.context["attendance"]
    assert siti[1] == [None, None, START, None]
    assert butet[1] == [None] * 4


def test_a_filled_checklist_can_be_read(mawar, sari, ratna, as_user):
    mawar.checklists.create(
        code="aturan", filled_on=START, filled_by=sari, answers={"dipahami": ["SEBAGIAN", "Dua orang belum"]}
    )
    page = as_user(ratna).get(f"/ksm/{mawar.pk}/periksa/aturan/").content.decode()
    assert "Sebagian" in page
    assert "Dua orang belum" in page
    assert as_user(ratna).get(f"/ksm/{mawar.pk}/periksa/tidak-ada/").status_code == 404
