"""What the database counts for a standing is what the facts of the group's page count."""

import datetime
import random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.graduation.facts import (
    collect_facts,
    first_weeks,
    latest_known,
    thresholds_on,
    up_to_week,
)
from assessment.graduation.tallies import collect_tallies
from assessment.graduation.tally import MeetingTally, tally_of
from groups.models import GroupRule, Ksm
from ksm.certain import certain
from meetings.calendar import slots_by_ksm
from meetings.models import AgendaItem, Attendance, BookCheck
from savings.models import Saving
from tests.assessment.test_standings import DAY, STEP, WEEK, History
from tests.support.factories import START, make_bkm, make_facilitator, make_ksm, make_members
from tests.support.sheets import close, make_sheet
from tests.support.trials import trials

pytestmark = pytest.mark.django_db


def both(ksms, day, window):
    """The tallies that the database counted, and those of the facts."""
    thresholds = thresholds_on(day)
    facts = collect_facts(ksms, as_of=day, window_of=lambda _: window, thresholds=thresholds)
    all_slots = slots_by_ksm(ksms, day)
    windows = {ksm.pk: window(ksm, all_slots[ksm.pk], thresholds) for ksm in ksms}
    counted = collect_tallies(ksms, windows, as_of=day, thresholds=thresholds)
    return counted, {pk: tally_of(one, thresholds) for pk, one in facts.items()}


def disturb(ksm, chance):
    """Books late or open, items undone, marks and deposits changed, members who came late or left."""
    for book in BookCheck.objects.filter(ksm=ksm):
        later = chance.choice([0, 0, 0, 1, 9])
        day = None if later == 9 else certain(book.meeting.held_on, "closed") + later * DAY
        BookCheck.objects.filter(pk=book.pk).update(finished_on=day, required=chance.random() < 0.9)
    for item in AgendaItem.objects.filter(ksm=ksm):
        state = chance.choice(["DONE", "DONE", "DONE", "NOT_DONE"])
        AgendaItem.objects.filter(pk=item.pk).update(state=state)
    for mark in Attendance.objects.filter(ksm=ksm):
        Attendance.objects.filter(pk=mark.pk).update(status=chance.choice("HHHTISA"))
    for saving in Saving.objects.filter(ksm=ksm):
        Saving.objects.filter(pk=saving.pk).update(amount=chance.choice([1, 4000, 5000, 5000, 9000]))
    for member in ksm.members.all():
        joined = START + chance.choice([0, 0, 0, 8]) * DAY
        left = chance.choice([None, None, None, joined + chance.randint(1, 40) * DAY])
        ksm.members.filter(pk=member.pk).update(joined_on=joined, left_on=left)
    for rule in ksm.rules.filter(kind=GroupRule.Kind.SAVING):
        day = chance.choice([None, rule.agreed_on])
        ksm.rules.filter(pk=rule.pk).update(minimum_saving=chance.choice([None, 4000, 6000]), agreed_on=day)


@pytest.mark.long
@given(steps=st.lists(STEP, min_size=3, max_size=8), seed=st.integers(0, 1000))
@settings(
    max_examples=trials(4, 150), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
def test_any_history_is_counted_alike_by_the_database_and_from_the_facts(db, steps, seed):
    with transaction.atomic():
        history = History()
        for step in steps:
            history.play(step)
        disturb(history.ksm, random.Random(seed))  # noqa: S311 -- histories to try, not secrets
        ksms = list(Ksm.objects.all())
        for day in (history.day, history.day + 3 * DAY, history.day + 5 * WEEK):
            for window in (first_weeks, latest_known(day), up_to_week(3)):
                counted, told = both(ksms, day, window)
                assert counted == told
        transaction.set_rollback(True)


def test_it_counts_what_a_known_month_holds():
    """Four meetings of five: two absent, a late book, an item undone, one who saved too little."""
    sari, ksm = make_facilitator("sari"), make_ksm()
    members = make_members(ksm, 5)
    for week in range(4):
        close(ksm, make_sheet(ksm, START + week * WEEK), sari)
    first, last = ksm.meetings.order_by("held_on").first(), ksm.meetings.order_by("held_on").last()
    first.attendance.filter(member__in=members[:2]).update(status="A")
    late = last.books.order_by("sequence").first()
    last.books.filter(pk=late.pk).update(finished_on=certain(last.held_on, "closed") + DAY)
    last.agenda.filter(sequence=1).update(state=AgendaItem.State.NOT_DONE)
    GroupRule.objects.create(
        ksm=ksm, kind="SAVING", text="Sepakat", agreed_on=START, signed=True, minimum_saving=5000
    )
    Saving.objects.filter(entry=last.entry, member=members[4]).update(amount=4999)
    day = START + 4 * WEEK
    counted, told = both([ksm], day, first_weeks)
    assert counted == told
    tally = counted[ksm.pk]
    assert (tally.rules, tally.members, tally.savers, tally.complete) == (1, 5, 4, True)
    books = last.books.filter(required=True).count()
    assert tally.meetings[0] == MeetingTally(True, True, 5, 3, books, books, 8, 8)
    assert tally.meetings[3] == MeetingTally(True, True, 5, 5, books, books - 1, 8, 7)


def test_the_number_of_queries_does_not_grow_with_the_groups(django_assert_num_queries):
    bkm, sari = make_bkm(), make_facilitator("sari")
    groups = [make_ksm(bkm) for _ in range(3)]
    for ksm in groups:
        make_members(ksm, 5)
        close(ksm, make_sheet(ksm, START), sari)
    thresholds, day = thresholds_on(START), START + datetime.timedelta(weeks=1)
    for some in (groups[:1], groups):
        all_slots = slots_by_ksm(some, day)
        windows = {ksm.pk: first_weeks(ksm, all_slots[ksm.pk], thresholds) for ksm in some}
        with django_assert_num_queries(5):
            collect_tallies(some, windows, as_of=day, thresholds=thresholds)
