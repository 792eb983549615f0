"""Guessing passwords is slowed behind every front: real gunicorn on a socket and on TCP, headers or none."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from groups.models import CodeQuestions, LoginTries
from groups.papers.throttle import OF_ONE
from tests.support.factories import PASSWORD, make_user
from tests.support.fronts import front

# Several processes count at once: where one of them must wait for a row of another, not for the whole file.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
KINDS = ["socket", "tcp"]
NOT_KEPT = "max-age=0, no-cache, no-store, must-revalidate, private"


@pytest.fixture
def bind(request, tmp_path):
    return "tcp" if request.param == "tcp" else f"unix:{tmp_path}/gunicorn"


@pytest.mark.parametrize("bind", KINDS, indirect=True)
def test_without_a_trusted_proxy_a_name_locks_and_no_header_evades_it(bind):
    make_user("sari")
    make_user("joko")
    connection.close()
    with front(bind) as served:
        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(lambda n: served.log_in("sari", "salah", f"10.0.0.{n}"), range(12)))
        assert sorted(told) == [200] * 5 + [429] * 7
        assert served.log_in("sari", PASSWORD) == 429
        assert served.log_in("SARI", PASSWORD, "10.9.9.9") == 429
        assert served.log_in("joko", PASSWORD) == 302
        names = [served.log_in(f"orang{n}", PASSWORD, f"10.1.{n}.1") for n in range(40)]
    if bind == "tcp":  # one address, whatever the header says
        assert names.count(429) == 40 - (30 - 5)
    else:  # nobody's address is known: names alone can be told apart
        assert names.count(429) == 0
    assert LoginTries.objects.get(subject="sari").failed == 5


@pytest.mark.parametrize("bind", KINDS, indirect=True)
def test_behind_a_trusted_proxy_one_address_is_slowed_and_the_others_are_not(bind):
    make_user("sari")
    connection.close()
    with front(bind, TRUSTED_PROXIES="1") as served:
        told = [served.log_in(f"orang{n}", PASSWORD, f"172.16.0.{n}, 10.0.0.1") for n in range(40)]
        assert told == [200] * 30 + [429] * 10
        assert served.log_in("sari", PASSWORD, "10.0.0.2, 10.0.0.1") == 429
        assert served.log_in("sari", PASSWORD, "10.0.0.1, 10.0.0.2") == 302
        assert served.log_in("sari", PASSWORD) == 302  # no proxy named an address
    assert {row.subject for row in LoginTries.objects.filter(kind="ADDRESS")} == {"10.0.0.1", "10.0.0.2"}


def test_public_pages_answer_twenty_at_once_and_no_more_guesses_at_codes_than_are_allowed(tmp_path):
    """Who asks for codes of papers is counted by two processes of four threads together, at one moment."""
    connection.close()
    pages = [("/masuk/", f"10.0.0.{n % 9}") for n in range(60)] + [("/periksa/", "10.0.0.1")] * 60
    guesses = [(f"/periksa/XXXXXXXXXX{n % 9}X/", "10.7.7.7") for n in range(60)]
    with front(f"unix:{tmp_path}/gunicorn", TRUSTED_PROXIES="1") as served, ThreadPoolExecutor(20) as pool:
        assert set(pool.map(lambda page: served.look(*page), pages)) == {(200, NOT_KEPT)}
        told = list(pool.map(lambda page: served.look(*page), guesses))
    # Of one minute, or of two where one ended meanwhile.
    answered = CodeQuestions.objects.exclude(client="").values_list("asked", flat=True)
    assert max(answered) == OF_ONE
    assert Counter(told) == {(404, NOT_KEPT): sum(answered), (429, NOT_KEPT): 60 - sum(answered)}
