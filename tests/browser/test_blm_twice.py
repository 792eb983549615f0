"""A proposal in the hands of somebody in a hurry: two tabs, a double tap, the Back button. Once is once."""

import datetime
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from groups.once import ALREADY
from ledger.models import GrantMovement
from tests.support.blm import DAY, agreed, make_draft
from tests.support.eligible import make_layak

MAIN = "main"


@pytest.fixture(autouse=True)
def _on_the_day():
    moment = datetime.datetime.combine(DAY, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    with mock.patch("django.utils.timezone.now", return_value=moment):
        yield


@pytest.fixture
def layak(mawar, sari, joko, ratna):
    make_layak(mawar, sari, joko, ratna)
    return mawar


def test_a_proposal_sent_from_two_tabs_is_sent_once(page, visit, log_in, live_server, layak, sari):
    grant = make_draft(layak, sari)
    address = f"/ksm/{layak.pk}/blm/{grant.pk}/"
    log_in(sari)
    other = page.context.new_page()
    other.goto(live_server.url + address)
    visit(address)
    for tab in (page, other):
        with tab.expect_navigation():
            tab.get_by_role("button", name="Kirim usulan").click()
    assert "Usulan dikirim kepada UP-UP." in page.locator(MAIN).inner_text()
    assert ALREADY in other.locator(MAIN).inner_text()
    grant.refresh_from_db()
    assert grant.state == "PROPOSED"
    assert grant.events.filter(act__contains="dikirim").count() == 1


def test_a_tranche_paid_by_a_double_tap_and_again_after_back_is_paid_once(
    page, visit, log_in, layak, sari, joko, ratna
):
    grant = agreed(layak, sari, joko, ratna)
    first = grant.tranches.get(sequence=1)
    log_in(ratna)
    visit(f"/ksm/{layak.pk}/blm/{grant.pk}/")
    page.get_by_role("link", name="Cairkan").click()
    page.get_by_role("button", name="Cairkan").dblclick()
    page.wait_for_url(f"**/blm/{grant.pk}/")
    page.go_back()
    with page.expect_navigation():
        page.get_by_role("button", name="Cairkan").click()
    assert ALREADY in page.locator(MAIN).inner_text()
    assert [row.tranche for row in GrantMovement.objects.all()] == [first]
