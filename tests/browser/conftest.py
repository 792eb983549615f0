"""A group with a sheet to fill in, opened on a phone."""

import datetime
import time

import pytest
from playwright.sync_api import expect

from groups.models import GroupRule
from ledger.loans.lending import LoanTerms
from meetings.sheet.values import Disbursement
from tests.support.cutting import Relay
from tests.support.factories import START, make_members
from tests.support.sheets import close, make_sheet

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def base_url():
    """The plugin's own fixture is written in a way that pytest 9 warns of; addresses here are whole."""
    return ""


@pytest.fixture
def agreed(mawar):
    """KSM Mawar with four members, a minimum saving of 5,000 and agreed fines."""
    make_members(mawar, 4)
    GroupRule.objects.create(
        ksm=mawar, kind=GroupRule.Kind.SAVING, text="Menabung", agreed_on=START, minimum_saving=5000
    )
    GroupRule.objects.create(
        ksm=mawar,
        kind=GroupRule.Kind.MEETING,
        text="Senin",
        agreed_on=START,
        fine_late=1000,
        fine_absent=2000,
    )
    return mawar


@pytest.fixture
def lending(agreed, sari):
    """The same group after week 1, in which member 1 borrowed 16,000 in four weekly instalments."""
    terms = LoanTerms(
        member_id=agreed.members.get(number=1).pk,
        principal=16000,
        rate_percent=1,
        method="FLAT",
        periods=4,
        unit="WEEK",
        purpose="Warung",
    )
    close(
        agreed,
        make_sheet(agreed, START, disbursements=(Disbursement(0, None, terms),), counted_cash=4000),
        sari,
    )
    return agreed


@pytest.fixture
def open_sheet(visit, log_in, sari, page):
    """Open the sheet of a group's programme week as its facilitator, on a phone."""

    def open_sheet(ksm, week=1):
        page.set_viewport_size(PHONE)
        log_in(sari)
        day = START + datetime.timedelta(weeks=week - 1)
        visit(f"/ksm/{ksm.pk}/pertemuan/catat/?jenis=routine&tanggal={day.isoformat()}")
        return Sheet(page).ready()

    return open_sheet


@pytest.fixture
def relay(live_server):
    relay = Relay(live_server.thread.host, live_server.thread.port)
    yield relay
    relay.close()


@pytest.fixture
def phone(browser, relay, live_server, page):
    """A phone of its own, with its worker; its network is the relay."""
    context = browser.new_context(viewport=PHONE, locale="id-ID", timezone_id="Asia/Jakarta")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def enter(phone, relay, client):
    """Log somebody in on the phone."""

    def enter(user):
        client.force_login(user)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": relay.url}
        phone.context.add_cookies([cookie])

    return enter


def until(phone, question) -> None:
    """Ask the page until it answers yes; `question` is a function that may promise."""
    deadline = time.monotonic() + 15
    while not phone.evaluate(question):
        assert time.monotonic() < deadline, question
        phone.wait_for_timeout(50)


class Sheet:
    """What a facilitator sees and taps."""

    def __init__(self, page):
        self.page = page

    def ready(self):
        """Once the scripts are there and what the phone kept is back."""
        self.page.locator("#sheet[data-ready]").wait_for()
        return self

    def row(self, number):
        """A member's row, opened as by a tap on the name."""
        row = self.page.locator("[data-member]").nth(number - 1)
        if row.get_attribute("open") is None:
            row.locator("summary").click()
        return row

    def unfold(self, name):
        fold = self.page.locator(f"[data-fold={name}]")
        if fold.get_attribute("open") is None:
            fold.locator("> summary").click()
        return fold

    def quick(self, name):
        self.page.locator(f"[data-tap={name}]").click()

    def mark(self, number, letter):
        """Tap the letter, as a thumb does: once it stands still and nothing lies over it."""
        mark = self.row(number).locator(f"[data-marks] input[value={letter}]")
        self.row(number).locator(f"[data-marks] label:has(input[value={letter}])").click()
        expect(mark).to_be_checked()

    def amount(self, number, kind):
        return self.row(number).locator(f"[data-kind={kind}] input").first

    def tap(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def total(self, kind):
        return self.page.locator(f"#kas [data-total={kind}]").text_content()

    @property
    def cash(self):
        return self.page.locator("#kas [data-cash-expected]").text_content()

    def fill_all(self, counted):
        """Everybody present and saving, agenda and books done, the cash counted."""
        self.quick("all-present")
        self.quick("present-save")
        self.quick("all-done")
        self.quick("all-books")
        self.unfold("buku")
        self.page.get_by_label("Buku diperiksa oleh").fill("Ibu Ratna")
        self.quick("no-decision")
        self.page.get_by_label("Kas dihitung").fill(counted)

    def close(self):
        self.tap("Tutup pertemuan")
