"""Once is once: a form sent twice makes one record, and the second answer leads to what the first made."""

import datetime
import re
from pathlib import Path

import pytest
from django.contrib.messages import get_messages

from groups.models import Concern, SentForm, User
from groups.once import ALREADY, SAME_CONTENT, digest_of
from ledger.models import Loan
from tests.conftest import OUR_APPS
from tests.support.factories import make_members


def key_on(page):
    """The key that a page made for its form."""
    return re.search(r'name="once" value="([^"]+)"', page.content.decode())[1]


def concern_url(ksm):
    return f"/ksm/{ksm.pk}/catatan/masalah-aspirasi/baru/"


TYPED = {"kind": "PROBLEM", "raised_on": "2025-06-02", "text": "Atap warung bocor"}


def test_the_second_tap_on_a_slow_line_makes_nothing_more(mawar, as_user, sari):
    client, url = as_user(sari), concern_url(mawar)
    key = key_on(client.get(url))
    first = client.post(url, TYPED | {"once": key})
    second = client.post(url, TYPED | {"once": key})
    assert (first.status_code, second.status_code) == (302, 302)
    assert second.url == first.url
    assert Concern.objects.count() == 1
    assert str(list(get_messages(second.wsgi_request))[-1]) == ALREADY


def test_two_tabs_with_the_same_content_make_one_record_and_another_content_a_second(mawar, as_user, sari):
    client, url = as_user(sari), concern_url(mawar)
    one, two, three = (key_on(client.get(url)) for _ in range(3))
    first = client.post(url, TYPED | {"once": one})
    assert client.post(url, TYPED | {"once": two}).url == first.url
    assert Concern.objects.count() == 1
    client.post(url, TYPED | {"once": three, "text": "Air keruh"})
    assert Concern.objects.count() == 2


def test_the_same_content_much_later_is_a_new_sending(mawar, as_user, sari):
    client, url = as_user(sari), concern_url(mawar)
    client.post(url, TYPED | {"once": key_on(client.get(url))})
    SentForm.objects.update(at=SentForm.objects.get().at - SAME_CONTENT - datetime.timedelta(seconds=1))
    client.post(url, TYPED | {"once": key_on(client.get(url))})
    assert Concern.objects.count() == 2


def test_what_was_refused_may_be_mended_and_sent_again_under_the_same_key(mawar, as_user, sari):
    client, url = as_user(sari), concern_url(mawar)
    key = key_on(client.get(url))
    assert client.post(url, TYPED | {"once": key, "text": ""}).status_code == 200
    assert client.post(url, TYPED | {"once": key}).status_code == 302
    assert Concern.objects.count() == 1


def test_a_button_that_was_refused_works_as_soon_as_its_reason_is_gone(mawar, as_user, sari):
    client, address = as_user(sari), f"/ksm/{mawar.pk}/pertemuan/tambahan/"
    refused = client.post(address, {"date": "31-02-2025", "once": "a"})
    again = client.post(address, {"date": "31-02-2025", "once": "b"})
    assert (refused.status_code, again.status_code) == (302, 302)
    assert not SentForm.objects.exists()
    assert ALREADY not in [str(one) for one in get_messages(again.wsgi_request)]


def test_a_key_is_each_persons_own(mawar, as_user, sari, tini, client):
    url = concern_url(mawar)
    key = key_on(as_user(sari).get(url))
    as_user(sari).post(url, TYPED | {"once": key})
    strange = as_user(tini).post(url, TYPED | {"once": key})
    assert strange.status_code == 403  # answered as without a key: the register is the facilitator's
    assert SentForm.objects.count() == 1


def loan_request(ksm):
    terms = {"rate_percent": "1", "method": "FLAT", "periods": "4", "unit": "WEEK", "rounding_step": "1"}
    return terms | {"member": ksm.members.first().pk, "principal": "100000", "purpose": "Warung"}


def new_user(ksm):
    return {"username": "wati", "full_name": "Wati", "password": "panca-sutra-55"}


@pytest.mark.parametrize(
    ("who", "path", "model", "content"),
    [
        ("sari", "/ksm/{ksm}/pinjaman/ajukan/", Loan, loan_request),
        ("admin", "/pengguna/baru/", User, new_user),
    ],
)
def test_loan_requests_and_users_too(request, mawar, as_user, sari, who, path, model, content):
    make_members(mawar, 2)
    client, url = as_user(request.getfixturevalue(who)), path.format(ksm=mawar.pk)
    before, key = model.objects.count(), key_on(client.get(url))
    typed = content(mawar) | {"once": key}
    first, second = client.post(url, typed), client.post(url, typed)
    assert (first.status_code, second.url) == (302, first.url)
    assert model.objects.count() == before + 1


def test_no_digest_of_a_password_is_kept(rf):
    """Names beside it are known, and a plain digest is guessed at by the billion."""
    typed = {"username": "wati", "password": "mangga-7-manis"}
    sent = [rf.post("/pengguna/baru/", typed | more) for more in ({}, {"password": "x"}, {"username": "y"})]
    first, other_password, other_name = map(digest_of, sent)
    assert (first == other_password, first == other_name) == (True, False)


def test_every_form_of_the_product_has_a_key_but_those_that_need_none():
    """The sheet has its own (meetings/sheet/submission.py); logging in and out, one's own password, and codes
    that are good once by themselves.
    """
    without = [
        path.name
        for path in sorted((Path(__file__).resolve().parent.parent / "templates").rglob("*.html"))
        if "{% csrf_token %}" in path.read_text() and "{% once %}" not in path.read_text()
    ]
    entrance = {"second_factor.html", "second_factor_setup.html", "new_password.html", "account.html"}
    entrance |= {"login.html", "_nav.html", "own_password.html", "password_code.html"}
    assert set(without) <= {"_form.html", *entrance}


def test_every_refusal_above_a_page_is_told_by_the_one_function_that_lets_it_be_sent_again():
    root = Path(__file__).resolve().parent.parent
    views = [path for app in OUR_APPS for path in (root / app).rglob("*.py")]
    assert [path.name for path in views if "messages.error(" in path.read_text()] == ["pages.py"]
