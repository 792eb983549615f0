"""A forgotten password: a code from the administrator, shown once, good once and until its time is over."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from groups.models import PasswordCode, User
from groups.people import set_active
from tests.support.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
URL = "/masuk/kata-sandi-baru/"
NEW = "genuk-raya-77"


@pytest.fixture
def office(admin, as_user):
    return as_user(admin)


def code_for(office, user):
    page = office.post(f"/pengguna/{user.pk}/kata-sandi/")
    assert page["Cache-Control"] == "no-store, private"
    return re.search(r"<code>([A-Z2-9-]{14})</code>", page.content.decode())[1]


def choose(code, name="wati", password=NEW, repeated=None):
    facts = {"username": name, "code": code, "password": password, "repeated": repeated or password}
    return Client().post(URL, facts)


def log_in(password):
    return Client().post("/masuk/", {"username": "wati", "password": password}).status_code


def test_its_owner_chooses_a_password_with_it_and_is_let_in(office):
    wati = make_user("wati")
    there = Client()
    there.force_login(wati)
    code = code_for(office, wati)
    assert there.get("/ksm/").status_code == 302
    assert log_in(PASSWORD) == 200
    assert choose(code.lower().replace("-", " "), "WATI").url == "/masuk/"
    assert log_in(NEW) == 302
    user = User.objects.get(username="wati")
    assert user.must_change_password is False
    reasons = [row.history_change_reason for row in user.history.all()]
    assert {"Kode kata sandi dibuat administrator", "Kata sandi baru dengan kode"} <= set(reasons)


def test_it_is_shown_once_kept_as_a_hash_and_good_once(office):
    wati = make_user("wati")
    code = code_for(office, wati)
    assert code not in office.get(f"/pengguna/{wati.pk}/kata-sandi/").content.decode()
    assert code not in PasswordCode.objects.get().digest
    choose(code)
    told = choose(code, password="mangga-7-manis")
    assert "Nama pengguna atau kode tidak cocok, atau kodenya sudah dipakai" in told.content.decode()
    assert log_in(NEW) == 302


def test_a_newer_code_ends_the_older(office):
    wati = make_user("wati")
    old, new = code_for(office, wati), code_for(office, wati)
    assert choose(old).status_code == 200
    assert choose(new).status_code == 302


def test_it_holds_for_the_settable_time(office, settings):
    settings.PASSWORD_CODE_SECONDS = 2 * 3600
    wati = make_user("wati")
    code = code_for(office, wati)
    left = PasswordCode.objects.get().expires_at - timezone.now()
    assert datetime.timedelta(minutes=119) < left <= datetime.timedelta(hours=2)
    PasswordCode.objects.update(expires_at=timezone.now())
    assert choose(code).status_code == 200
    assert not User.objects.get(username="wati").has_usable_password()


def test_a_weak_password_is_refused_beside_its_field_and_does_not_use_the_code_up(office):
    code = code_for(office, make_user("wati"))
    for password, repeated, field in (("123", "123", "password"), (NEW, "lain", "repeated")):
        assert field in choose(code, password=password, repeated=repeated).context["form"].errors
    assert choose(code).status_code == 302


def test_guesses_are_slowed(office):
    code = code_for(office, make_user("wati"))
    guesses = [choose("AAAA-BBBB-CCCC").status_code for _ in range(6)]
    assert guesses == [200] * 5 + [429]
    assert choose(code).status_code == 429


def test_who_is_deactivated_cannot_use_it(office):
    wati = make_user("wati")
    code = code_for(office, wati)
    User.objects.filter(pk=wati.pk).update(is_active=False)
    assert choose(code).status_code == 200


def test_a_name_that_nobody_bears_hears_the_same():
    sentence = "Nama pengguna atau kode tidak cocok, atau kodenya sudah dipakai atau lewat masanya."
    assert choose("AAAA-BBBB-CCCC", "siapa").context["form"].non_field_errors() == [sentence]


def test_it_does_not_outlive_the_deactivation_of_its_owner(office, admin):
    """Whoever held it while its owner was out gets in no more when the owner is let in again."""
    wati, today = make_user("wati"), timezone.localdate()
    code = code_for(office, wati)
    for active in (False, True):
        set_active(user=wati, active=active, on=today, by=admin)
    assert "tidak cocok" in choose(code).content.decode()
    assert log_in(NEW) == 200


def test_no_code_is_made_for_who_is_out(office):
    wati = make_user("wati", is_active=False)
    told = office.post(f"/pengguna/{wati.pk}/kata-sandi/", follow=True).content.decode()
    assert "Wati tidak aktif. Aktifkan lagi dulu" in told
    assert not PasswordCode.objects.exists()
