"""Between the day of a standing and the day it is due, nobody who recomputes it finds anything else."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment import standings
from assessment.due import NEVER
from assessment.models import Standing
from assessment.stale import stale
from assessment.standings import Waiting, compute_standings, refresh_some, refresh_standings
from groups.locking import take_lock
from groups.models import Ksm, ProgramRule
from tests.assessment.test_standings import DAY, WEEK, noon, values, verdicts_on_its_page
from tests.support.clusters import needs_postgresql
from tests.support.factories import START, make_bkm, make_ksm
from tests.support.histories import OPERATIONS, new_life
from tests.support.trials import trials

pytestmark = pytest.mark.django_db
NAMES = st.one_of(st.just("meet"), st.just("meet"), st.sampled_from(sorted(OPERATIONS)))
STEPS = st.lists(st.tuples(NAMES, st.integers(0, 10_000), st.integers(0, 10_000)), min_size=4, max_size=12)
LENT = [("meet", 0, 1), ("meet", 3, 0), ("meet", 6, 3)]  # in one of three numbers somebody borrows


def differing(day) -> list:
    """What is kept and neither stale nor what a recomputation says on that day."""
    overdue = set(stale(Ksm.objects.all(), noon(day)).values_list("pk", flat=True))
    fresh = {one.ksm_id: values(one) for one in compute_standings(list(Ksm.objects.all()), day)}
    kept = {one.ksm_id: values(one) for one in Standing.objects.all() if one.ksm_id not in overdue}
    return [
        (day, name, kept[pk][name], fresh[pk][name])
        for pk in kept
        for name in kept[pk]
        if kept[pk][name] != fresh[pk][name]
    ]


@pytest.mark.long
@given(steps=STEPS, days=st.lists(st.integers(1, 9), min_size=4, max_size=4))
@settings(
    max_examples=trials(2, 40), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
def test_a_standing_of_any_history_of_money_holds_until_it_is_due(db, steps, days):
    with transaction.atomic():
        life = new_life()
        for name, a, b in [*LENT, *steps]:
            life.play(name, OPERATIONS[name], a, b)
            assert differing(life.day) == []
            refresh_standings(Ksm.objects.all(), now=noon(life.day))
            assert Standing.objects.get(ksm=life.ksm).verdicts == verdicts_on_its_page(life.ksm, life.day)
        day = life.day
        for step in days:  # nothing is saved; on some days somebody looks
            for _ in range(step):
                assert differing(day) == []
                day += DAY
            refresh_standings(Ksm.objects.all(), now=noon(day))
        transaction.set_rollback(True)


def test_an_instalment_is_late_the_day_after_it_was_due_though_nothing_is_saved():
    life = new_life()
    life.play("meet", OPERATIONS["meet"], 0, 0)  # in which one borrows
    due = life.ksm.loans.get().installments.order_by("due_on").first().due_on
    refresh_standings(Ksm.objects.all(), now=noon(due))
    assert (Standing.objects.get().arrears, Standing.objects.get().due_on) == (0, due + DAY)
    refresh_standings(Ksm.objects.all(), now=noon(due + DAY))
    assert Standing.objects.get().arrears > 0


def test_a_group_that_has_not_begun_is_never_due():
    make_ksm(started=None)
    refresh_standings(Ksm.objects.all(), now=noon(START))
    assert Standing.objects.get().due_on == NEVER
    assert not stale(Ksm.objects.all(), noon(START + 500 * DAY)).exists()


@pytest.mark.parametrize("known", [True, False])
def test_new_thresholds_make_every_standing_stale_on_their_first_day(known):
    """Whether they were set before a standing was computed or after it."""
    make_ksm(started=None)
    first = START + 3 * DAY

    def set_rule():
        ProgramRule.objects.create(effective_from=first, savers_min_percent=90)

    if known:
        set_rule()
    refresh_standings(Ksm.objects.all(), now=noon(START))
    if not known:
        set_rule()
    assert not stale(Ksm.objects.all(), noon(first - DAY)).exists()
    assert stale(Ksm.objects.all(), noon(first)).exists()
    refresh_standings(Ksm.objects.all(), now=noon(first))
    assert not stale(Ksm.objects.all(), noon(first)).exists()


@pytest.fixture
def many(monkeypatch):
    """Five groups of which no more than three are recomputed at once, or one shown and one other."""
    monkeypatch.setattr(standings, "AT_ONCE", 3)
    monkeypatch.setattr(standings, "SOME", 1)
    bkm = make_bkm()
    return [make_ksm(bkm) for _ in range(5)]


def test_a_request_recomputes_the_shown_and_a_few_of_many_and_says_how_many_wait(many):
    refresh_standings(Ksm.objects.all(), now=noon(START))
    monday = START + WEEK
    left = refresh_some(Ksm.objects.all(), now=noon(monday), shown=lambda: [many[4].pk])
    assert left == Waiting(3, START)
    assert set(Standing.objects.filter(as_of=monday).values_list("ksm", flat=True)) == {
        many[0].pk,
        many[4].pk,
    }
    assert refresh_some(Ksm.objects.all(), now=noon(monday)) is None  # three are not too many
    assert Standing.objects.filter(as_of=monday).count() == 5


@needs_postgresql
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [True, False])
def test_a_crowd_that_opens_one_area_recomputes_each_group_once(monkeypatch, known):
    bkm, now = make_bkm(), noon(START + WEEK)
    ids = [make_ksm(bkm).pk for _ in range(3)]
    if known:
        refresh_standings(Ksm.objects.all(), now=noon(START))
    computed, first, waits = [], threading.Event(), threading.Event()

    def compute(ksms, as_of):
        computed.extend(ksm.pk for ksm in ksms)
        first.set()
        waits.wait(10)
        return compute_standings(ksms, as_of)

    def open_page():
        try:
            return refresh_some(Ksm.objects.all(), now=now)
        finally:
            connection.close()

    monkeypatch.setattr(standings, "compute_standings", compute)
    with ThreadPoolExecutor(3) as pool:
        pages = [pool.submit(open_page)]
        first.wait(10)
        pages += [pool.submit(open_page) for _ in range(2)]
        while not is_waited_for(2) and len(computed) == len(ids):
            time.sleep(0.01)
        waits.set()
        assert [page.result() for page in pages] == [None] * 3  # and nobody saw an older standing
    assert computed == ids
    assert not stale(Ksm.objects.all(), now).exists()


def test_what_changes_while_a_standing_is_computed_is_computed_once_more(monkeypatch):
    ksm, now = make_ksm(), noon(START)

    def compute(ksms, as_of):
        found = compute_standings(ksms, as_of)
        take_lock(ksm.pk)  # a sheet is saved at this moment
        return found

    monkeypatch.setattr(standings, "compute_standings", compute)
    refresh_standings(Ksm.objects.all(), now=now)
    assert list(stale(Ksm.objects.all(), now)) == [ksm]
    monkeypatch.undo()
    refresh_standings(Ksm.objects.all(), now=now)
    assert not Ksm.objects.filter(standing_outdated=True).exists()


@needs_postgresql
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_computes_a_standing_does_not_wait_for_who_saves(monkeypatch):
    ksm, monday = make_ksm(), noon(START + WEEK)
    refresh_standings(Ksm.objects.all(), now=noon(START))

    def compute():
        try:
            return refresh_standings(Ksm.objects.all(), now=monday)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        take_lock(ksm.pk)
        assert pool.submit(compute).result(timeout=10) == 1
    assert list(stale(Ksm.objects.all(), monday)) == [ksm]


def is_waited_for(number) -> bool:
    """Do so many connections wait for another one's rows?"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            " AND datname = current_database()"
        )
        return cursor.fetchone()[0] >= number


def test_groups_without_any_standing_come_first(many):
    refresh_standings(Ksm.objects.exclude(pk=many[2].pk), now=noon(START))
    refresh_some(Ksm.objects.all(), now=noon(START + WEEK))
    assert Standing.objects.get(ksm=many[2]).as_of == START + WEEK


def test_the_night_refreshes_what_is_due_and_goes_on_where_it_was_stopped(many, monkeypatch, capsys):
    monkeypatch.setattr(standings, "CHUNK", 2)

    class PowerCutError(Exception):
        pass

    def cut(written):
        raise PowerCutError

    with pytest.raises(PowerCutError):
        refresh_standings(Ksm.objects.all(), now=noon(START), done=cut)
    assert Standing.objects.count() == 2
    call_command("assess", due=True)
    assert capsys.readouterr().out.splitlines()[-1].endswith("KSM dihitung ulang.")
    assert Standing.objects.count() == 5
    call_command("assess", due=True)
    assert capsys.readouterr().out == "0 KSM dihitung ulang.\n"


def test_all_are_recomputed_when_asked_for_with_progress_by_the_portion(many, monkeypatch, capsys):
    monkeypatch.setattr(standings, "CHUNK", 2)
    call_command("assess", all=True)
    call_command("assess", all=True)
    said = ["2 dari 5 KSM", "4 dari 5 KSM", "5 dari 5 KSM", "5 KSM dihitung ulang."]
    assert capsys.readouterr().out.splitlines() == said * 2
