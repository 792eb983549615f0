"""Wrong passwords lock a name, and an address, each time for longer; a lock ends when its page says."""

import datetime

import pytest
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from groups.entrance.addresses import client_address
from groups.entrance.throttle import knock, let_in, lock_minutes
from groups.models import LoginTries
from ksm.dates import moment_in_words
from tests.support.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
URL = "/masuk/"
NOON = datetime.datetime(2026, 3, 2, 5, 0, 20, tzinfo=datetime.UTC)


def log_in(password, name="sari", address="10.0.0.1"):
    return Client(REMOTE_ADDR=address).post(URL, {"username": name, "password": password})


def passed(minutes):
    """The clock goes on: what was kept is so much older."""
    for row in LoginTries.objects.all():
        row.last_at -= datetime.timedelta(minutes=minutes)
        row.locked_until = row.locked_until and row.locked_until - datetime.timedelta(minutes=minutes)
        row.save()


@pytest.mark.parametrize(
    ("kind", "failed", "minutes"),
    [
        *[("NAME", 4, 0), ("NAME", 5, 1), ("NAME", 6, 2), ("NAME", 10, 32), ("NAME", 11, 60)],
        *[
            ("NAME", 5000, 60),
            ("ADDRESS", 29, 0),
            ("ADDRESS", 30, 1),
            ("ADDRESS", 33, 8),
            ("ADDRESS", 34, 15),
        ],
    ],
)
def test_each_lock_is_longer_than_the_one_before_up_to_a_longest(kind, failed, minutes):
    assert lock_minutes(kind, failed) == minutes


def test_a_lock_ends_on_the_minute_that_its_page_shows_whatever_is_tried_meanwhile():
    for _ in range(5):
        assert knock("sari", "", NOON) is None
    lock = knock("sari", "", NOON)
    assert moment_in_words(lock.until, "Asia/Jakarta") == "02-03-2026 12.02 WIB"
    assert (lock.minutes, lock.seconds) == (2, 100)
    last = datetime.datetime(2026, 3, 2, 5, 1, 59, 999_999, tzinfo=datetime.UTC)
    assert knock("sari", "", last).until == lock.until
    assert knock("sari", "", lock.until) is None
    assert knock("sari", "", lock.until).until == lock.until + datetime.timedelta(minutes=2)


def test_the_page_says_until_when_and_the_right_password_has_to_wait_too():
    make_user("sari")
    assert [log_in("salah").status_code for _ in range(5)] == [200] * 5
    answer = log_in(PASSWORD)
    until = LoginTries.objects.get(kind="NAME").locked_until
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 429
    assert f"<strong>{moment_in_words(until, 'Asia/Jakarta')}</strong>" in page
    assert 0 < int(answer["Retry-After"]) <= 120
    passed(2)
    assert log_in(PASSWORD).status_code == 302


def test_a_right_password_begins_anew():
    make_user("sari")
    for _ in range(3):
        assert [log_in("salah").status_code for _ in range(4)] == [200] * 4
        assert log_in(PASSWORD).status_code == 302
    assert not LoginTries.objects.filter(kind="NAME").exists()


def test_one_password_at_many_names_is_slowed_by_address_and_others_come_in():
    make_user("sari")
    told = [log_in("mangga", name=f"orang{number}").status_code for number in range(40)]
    assert told == [200] * 30 + [429] * 10
    page = log_in(PASSWORD).content.decode()
    assert "Dari jaringan ini terlalu banyak kata sandi salah." in page
    assert log_in(PASSWORD, address="10.0.0.2").status_code == 302


def test_an_own_account_does_not_wash_an_address_clean():
    for number in range(29):
        knock(f"orang{number}", "10.0.0.1", NOON)
    for _ in range(3):
        assert knock("sari", "10.0.0.1", NOON) is None
        let_in("sari", "10.0.0.1")
    assert knock("lain", "10.0.0.1", NOON) is None
    assert knock("sari", "10.0.0.1", NOON).kind == "ADDRESS"


def test_what_is_older_than_a_day_is_forgotten():
    for number in range(4):
        knock(f"orang{number}", "10.0.0.1", NOON)
    knock("sari", "10.0.0.2", NOON + datetime.timedelta(hours=25))
    assert sorted(LoginTries.objects.values_list("subject", flat=True)) == ["10.0.0.2", "sari"]


def test_the_timer_forgets_what_counts_no_more(capsys):
    knock("sari", "10.0.0.2", timezone.now())
    knock("lama", "10.0.0.1", timezone.now() - datetime.timedelta(hours=25))
    call_command("clear_locks")
    assert capsys.readouterr().out == "2 catatan percobaan masuk dihapus.\n"
    assert sorted(LoginTries.objects.values_list("subject", flat=True)) == ["10.0.0.2", "sari"]


def test_names_that_nobody_bears_lock_alike():
    assert [log_in("salah", name="tidakada").status_code for _ in range(6)] == [200] * 5 + [429]


@pytest.mark.parametrize(
    ("proxies", "peer", "header", "address"),
    [
        (0, "10.0.0.1", "", "10.0.0.1"),
        (0, "10.0.0.1", "1.2.3.4", "10.0.0.1"),
        (0, "", "1.2.3.4", ""),
        (1, "", "1.2.3.4", "1.2.3.4"),
        (1, "127.0.0.1", "9.9.9.9, 1.2.3.4", "1.2.3.4"),
        (2, "127.0.0.1", "9.9.9.9, 1.2.3.4, 10.0.0.7", "1.2.3.4"),
        (2, "127.0.0.1", "1.2.3.4", ""),
        (1, "127.0.0.1", "", ""),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (0, "::ffff:10.0.0.1", "", "10.0.0.1"),
        (1, "", "x" * 400, "x" * 45),
    ],
)
def test_an_address_is_what_the_trusted_proxies_saw(settings, proxies, peer, header, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": header} if header else {}
    assert client_address(RequestFactory(REMOTE_ADDR=peer).get("/", headers=headers)) == address


def test_an_administrator_sees_locks_and_lifts_one(admin, as_user):
    make_user("sari")
    for name in ("sari", "joko"):
        for _ in range(5):
            log_in("salah", name=name)
    client = as_user(admin)
    page = client.get("/pengguna/kunci/").content.decode()
    assert ("<strong>sari</strong>" in page, "<strong>joko</strong>" in page) == (True, True)
    row = LoginTries.objects.get(subject="sari")
    told = client.post(f"/pengguna/kunci/{row.pk}/buka/", follow=True).content.decode()
    assert "Kunci sari sudah dibuka" in told
    assert "<strong>sari</strong>" not in told
    assert log_in(PASSWORD).status_code == 302
    assert log_in(PASSWORD, name="joko").status_code == 429
    [told] = client.get("/riwayat/?jenis=pengguna&oleh=admin").context["page"].object_list
    assert (told.what, told.reason) == ("Pengguna Sari", "Kunci masuk sari dibuka")


def test_a_lock_that_is_over_is_not_listed(admin, as_user):
    now = timezone.now()
    LoginTries.objects.create(kind="NAME", subject="sari", last_at=now, failed=9, locked_until=now)
    assert "Tidak ada yang terkunci sekarang" in as_user(admin).get("/pengguna/kunci/").content.decode()
