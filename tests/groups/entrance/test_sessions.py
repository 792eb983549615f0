"""A session ends when nothing is done, when its time is up, at a word, for good at deactivation."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from groups.entrance import sessions
from groups.models import User
from groups.people import set_active
from tests.support.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
PAGE = "/ksm/"


def logged_in(name="sari"):
    client = Client()
    assert client.post("/masuk/", {"username": name, "password": PASSWORD}).status_code == 302
    return client


def is_in(client):
    return client.get(PAGE).status_code == 200


@pytest.fixture
def sari():
    return make_user("sari")


@pytest.fixture
def later(monkeypatch):
    """The clock of the middleware goes on by so many hours."""
    real = timezone.now

    def move(hours):
        monkeypatch.setattr(
            "groups.middleware.timezone.now", lambda: real() + datetime.timedelta(hours=hours)
        )

    return move


def test_it_ends_after_a_day_in_which_nothing_was_done(sari, later):
    client = logged_in()
    later(23.9)
    assert is_in(client)
    later(23.9 + 24.1)
    assert client.get(PAGE).url == f"/masuk/?next={PAGE}"
    later(0)
    assert not is_in(client)


def test_what_a_phone_asks_by_itself_is_no_use_of_it(sari, later):
    client = logged_in()
    for hours in (12, 23):
        later(hours)
        assert client.get("/luring/keadaan/").json()["user"] == sari.pk
    later(25)
    assert client.get("/luring/keadaan/").json()["user"] is None


def test_being_used_writes_to_a_session_no_more_than_twenty_times_in_the_idle_time(sari, later):
    client = logged_in()
    seen = client.session[sessions.SEEN]
    later(1)
    client.get(PAGE)
    assert client.session[sessions.SEEN] == seen
    later(2)
    client.get(PAGE)
    assert client.session[sessions.SEEN] > seen


def test_it_ends_after_its_days_however_much_it_is_used_and_saved(sari, settings):
    client = logged_in()
    ends = Session.objects.get().expire_date
    expected = timezone.now() + datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    assert abs(ends - expected) < datetime.timedelta(minutes=1)
    kept = client.session
    kept["x"] = 1
    kept.save()
    assert Session.objects.get().expire_date == ends
    Session.objects.update(expire_date=timezone.now())
    assert not is_in(client)


def test_keluar_dari_semua_perangkat_ends_every_session_of_the_user_and_of_no_other(sari):
    make_user("joko")
    phone, desk, other = logged_in(), logged_in(), logged_in("joko")
    answer = desk.post("/keluar/semua/", follow=True)
    assert "Anda sudah keluar dari semua perangkat." in answer.content.decode()
    assert [is_in(phone), is_in(desk), is_in(other)] == [False, False, True]
    assert sari.history.first().history_change_reason == "Keluar dari semua perangkat"
    assert is_in(logged_in())


def test_an_administrator_ends_the_sessions_of_a_lost_phone(sari, admin, as_user):
    phone, office = logged_in(), as_user(admin)
    told = office.post(f"/pengguna/{sari.pk}/keluarkan/", follow=True).content.decode()
    assert "Sari sudah dikeluarkan dari semua perangkat." in told
    assert not is_in(phone)
    assert office.get("/pengguna/").status_code == 200


def test_an_old_cookie_stays_dead_after_deactivation_and_activation(sari, admin):
    client, today = logged_in(), timezone.localdate()
    set_active(user=sari, active=False, on=today, by=admin)
    assert not is_in(client)
    cookie = client.cookies["sessionid"].value
    set_active(user=sari, active=True, on=today, by=admin)
    client.cookies["sessionid"] = cookie
    assert not is_in(client)
    assert is_in(logged_in())


def test_sessions_from_before_go_on(sari):
    assert sari.get_session_auth_hash() == super(User, sari).get_session_auth_hash()
    client = Client()
    client.force_login(sari)
    assert is_in(client)


def test_a_change_of_ones_own_password_ends_the_other_sessions_only(sari):
    here, there = logged_in(), logged_in()
    new = "genuk-raya-77"
    here.post("/kata-sandi/", {"old": PASSWORD, "password": new, "repeated": new})
    assert [is_in(here), is_in(there)] == [True, False]


def test_behind_the_login_nothing_is_kept_and_no_page_asks_for_the_phones_senses(sari):
    client = logged_in()
    for page in ("/ksm/", "/dasbor/", "/kata-sandi/", "/bkm/", "/minggu-ini/"):
        answer = client.get(page)
        assert answer["Cache-Control"] == "no-store, private"
        assert "camera=()" in answer["Permissions-Policy"]
        assert "web-share=(self)" in answer["Permissions-Policy"]
    assert "geolocation=()" in Client().get("/masuk/")["Permissions-Policy"]
