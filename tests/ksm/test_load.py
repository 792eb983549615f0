"""The load test asks what it says, counts who was not served, and is a browser to the server."""

import pytest

from ksm.bench.load import ACTS, LABELS, Act, ask, ask_all, prepare, share
from meetings.models import Meeting

pytestmark = pytest.mark.once


def test_of_ten_acts_seven_are_sheets():
    assert [ACTS.count(kind) for kind in LABELS] == [7, 2, 1]


def test_the_time_of_a_share_is_that_of_the_slowest_in_it():
    seconds = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert (share(seconds, 50), share(seconds, 95), share([7.0], 95)) == (3.0, 5.0, 7.0)


@pytest.mark.django_db(transaction=True)
def test_every_act_is_served_and_a_refused_one_is_named(live_server):
    acts = prepare(10)
    before = Meeting.objects.count()
    host, port = live_server.thread.host, live_server.thread.port
    assert [one.fault for one in ask_all(acts[:4], host, port)] == ["", "", "", ""]
    assert Meeting.objects.count() == before + 3
    strange = Act("pdf", acts[0].session, "/ksm/999999/profil.pdf", "", 200)
    assert ask(strange, host, port).fault == "/ksm/999999/profil.pdf: 404"
    assert ask(acts[0], host, 1).fault != ""
