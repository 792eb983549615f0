"""What anybody may open: which pages, how long they are kept, how many codes may be guessed."""

import datetime
import secrets

import pytest
from django.test import Client
from django.urls import reverse

from groups.models import Paper
from groups.papers.register import ALPHABET, CODE_LENGTH
from groups.papers.throttle import OF_ALL, OF_ONE
from ksm.urls import PUBLIC_NAMES
from tests.support.kept_world import put_world
from tests.support.trials import trials

pytestmark = pytest.mark.django_db
# What a phone asks for by itself holds no data and says itself how long it is kept.
BY_ITSELF = {"worker", "manifest", "offline"}


def test_what_is_open_to_all_is_kept_by_nobody_and_found_by_no_search_engine(db):
    ids = put_world()
    code = Paper.objects.get(pk=ids["paper_id"]).code
    looked = {}
    for name in set(PUBLIC_NAMES) - BY_ITSELF:
        whole = f"groups:{name}" if name.startswith("paper") else name
        answer = Client().get(reverse(whole, args=[code] if name == "paper_checked" else []))
        looked[name] = answer.status_code
        assert "no-store" in answer["Cache-Control"], name
        assert "private" in answer["Cache-Control"], name
    assert looked.pop("health") in {200, 503}  # as the system stands
    assert set(looked.values()) == {200}
    answer = Client().get(reverse("groups:paper_checked", args=[code]))
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert not answer.cookies


def test_the_way_of_programs_tells_strangers_its_description_and_nothing_of_groups(mawar):
    assert Client().get("/api/v1/ksm").status_code == 401
    assert mawar.name not in Client().get("/api/v1/openapi.json").content.decode()


def guess(address):
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return Client().get(f"/periksa/{code}/", REMOTE_ADDR=address).status_code


def test_guessed_codes_find_nothing_and_are_slowed(db, tried):
    put_world()
    count = trials(120, 2_000)
    answers = [guess(f"10.0.{number // 40}.1") for number in range(count)]
    tried(count, f"guessed codes: {answers.count(404)} unknown, {answers.count(429)} slowed, 0 found")
    assert set(answers) == {404, 429}
    assert answers.count(404) <= OF_ONE * (1 + count // 40)


def test_all_guesses_that_are_let_through_would_take_ages():
    """With a million papers in the register, everybody together guessing at the allowed pace for a year."""
    a_year = datetime.timedelta(days=365) // datetime.timedelta(minutes=1) * OF_ALL
    assert a_year * 1_000_000 / len(ALPHABET) ** CODE_LENGTH < 0.01
