"""Telah mengakses, from the first tranche paid; a warning when figures fall, never a demotion."""

import datetime
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from assessment.models import Assessment, Standing
from assessment.standings import compute_standings, refresh_standings
from groups.models import Ksm
from ledger.blm.tranches import undo_movement
from tests.support.blm import agreed, pay
from tests.support.eligible import WEEK, WEEK_13, decided, make_layak
from tests.support.waiting import waiting

pytestmark = pytest.mark.django_db
LATER = WEEK_13 + WEEK


@pytest.fixture
def layak(mawar, sari, joko, ratna):
    return make_layak(mawar, sari, joko, ratna)


@pytest.fixture
def grant(layak, sari, joko, ratna):
    return agreed(layak, sari, joko, ratna, day=WEEK_13)


def on(day):
    moment = datetime.datetime.combine(day, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    return mock.patch("django.utils.timezone.now", return_value=moment)


def standing_of(ksm, day=WEEK_13):
    ksm.refresh_from_db()
    return compute_standings([ksm], day)[0]


def test_the_first_tranche_makes_it_and_undoing_it_takes_it_back(grant, mawar, joko, ratna):
    assert standing_of(mawar).eligibility == Standing.Eligibility.ELIGIBLE
    movement = pay(grant, 1, ratna, on=WEEK_13)
    standing = standing_of(mawar)
    assert (standing.eligibility, standing.blm_since) == (Standing.Eligibility.ACCESSED, WEEK_13)
    assert standing.eligibility_word == "Telah mengakses BLM"
    facts = {"on": WEEK_13, "reason": "Salah catat", "today": WEEK_13}
    undo_movement(movement=movement, by=joko, **facts)
    standing = standing_of(mawar)
    assert (standing.eligibility, standing.blm_since) == (Standing.Eligibility.ELIGIBLE, None)


@pytest.mark.parametrize("outcome", ["SUSPENDED", "NOT_ELIGIBLE"])
def test_a_later_decision_shows_instead_of_it_and_the_money_is_remembered(grant, mawar, joko, ratna, outcome):
    pay(grant, 1, ratna, on=WEEK_13)
    decided(mawar, joko, ratna, outcome, "Kas tidak cocok")
    standing = standing_of(mawar)
    assert (standing.eligibility, standing.blm_since) == (outcome, WEEK_13)


def test_stored_standings_equal_a_recomputation_after_every_step(grant, mawar, ratna):
    now = datetime.datetime.combine(WEEK_13, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    refresh_standings(Ksm.objects.all(), now=now)
    pay(grant, 1, ratna, on=WEEK_13)
    refresh_standings(Ksm.objects.all(), now=now)
    stored = Standing.objects.get(ksm=mawar)
    computed = standing_of(mawar)
    for field in Standing._meta.concrete_fields:
        assert (field.name, getattr(stored, field.name)) == (field.name, getattr(computed, field.name))


def test_falling_figures_warn_everywhere_and_demote_nobody(grant, mawar, sari, joko, ratna, as_user):
    pay(grant, 1, ratna, on=WEEK_13)
    with on(WEEK_13):
        assert "turun dalam empat" not in as_user(sari).get(f"/ksm/{mawar.pk}/").content.decode()
    decisions = Assessment.objects.count()
    words = {
        f"/ksm/{mawar.pk}/": "Penerima BLM turun",
        f"/ksm/{mawar.pk}/blm/{grant.pk}/": "Penerima BLM turun",
        "/minggu-ini/": "Penerima BLM yang turun",
        "/dasbor/": "Turun, perlu pendampingan",
    }
    with on(LATER):
        seen = {
            (user.username, path): as_user(user).get(path).content.decode()
            for user in (sari, joko, ratna)
            for path in words
        }
    assert [where for where, page in seen.items() if words[where[1]] not in page] == []
    standing = standing_of(mawar, LATER)
    assert (standing.eligibility, standing.blm_falls) == (Standing.Eligibility.ACCESSED, True)
    assert (mawar.phase, Assessment.objects.count()) == (Ksm.Phase.MODEL, decisions)


def test_a_group_without_blm_is_not_warned_about(layak, mawar, sari, as_user):
    with on(LATER):
        shown = as_user(sari).get("/minggu-ini/")
        assert waiting(shown, "blm-turun") == []
        assert [task.ksm for task in waiting(shown, "turun")] == [mawar]
        assert "Penerima BLM turun" not in as_user(sari).get(f"/ksm/{mawar.pk}/").content.decode()


def path_states(client, ksm):
    path = client.get(f"/ksm/{ksm.pk}/perjalanan/").context["path"]
    return [step.state for step in path if step.step.code in ("eligibility", "blm")]


def test_the_path_shows_eligibility_and_access_as_done(mawar, sari, joko, ratna, as_user):
    client = as_user(sari)
    with on(WEEK_13):
        assert "DONE" not in path_states(client, mawar)
        make_layak(mawar, sari, joko, ratna)
        assert path_states(client, mawar) == ["DONE", "NEXT"]
        pay(agreed(mawar, sari, joko, ratna, day=WEEK_13), 1, ratna, on=WEEK_13)
        assert path_states(client, mawar) == ["DONE", "DONE"]


def test_what_waits_stands_in_the_week_of_everybody_who_may_act(grant, mawar, sari, ratna, as_user):
    with on(WEEK_13):
        page = f"/ksm/{mawar.pk}/blm/{grant.pk}/tahap/{grant.tranches.first().pk}"
        [task] = waiting(as_user(ratna).get("/minggu-ini/"), "blm")
        assert (task.words, task.url, task.since) == ("Cairkan tahap 1", f"{page}/cair/", grant.agreed_on)
        [read] = waiting(as_user(sari).get("/minggu-ini/"), "blm", own=False)
        assert read.who == "Koordinator BKM atau UPK"
        pay(grant, 1, ratna, on=WEEK_13)
        [task] = waiting(as_user(sari).get("/minggu-ini/"), "blm")
        assert task.words == "Kirim LPJ tahap 1, paling lambat 24 September 2025"
        assert (task.url, task.since) == (f"{page}/lpj/", WEEK_13)
        tiles = {tile.code: tile.count for tile in as_user(ratna).get("/dasbor/").context["tiles"]}
        assert (tiles["layak"], tiles["mengakses"]) == (0, 1)
