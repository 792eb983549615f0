"""Somebody at the screens of the product: logs in, fills forms by their fields' names, reads what it says."""

import re

from django.test import Client
from playwright.sync_api import Page

from groups.models import User
from tests.support.factories import PASSWORD

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
# Sentences beside fields or above a form; a form that was sent and shows one was refused.
REFUSALS = ".field-error, .invalid-feedback, .alert-danger, .alert-block, .messages .notice-bad"

KINDS = "names => Object.fromEntries(names.map(name => [name, document.getElementsByName(name)[0].type]))"


class Screens:
    """One browser tab and whoever sits at it."""

    def __init__(self, page: Page, address: str):
        self.page, self.address, self.user = page, address, ""
        self.known: set[str] = set()
        page.set_default_timeout(10_000)

    def become(self, username: str, *, phone: bool = False) -> None:
        """Log out whoever is there and log in: by the login page whoever comes for the first time."""
        if self.user == username:
            return
        self.page.set_viewport_size(PHONE if phone else DESK)
        if username in self.known:
            self._log_in_again(username)
        else:
            self._log_in_by_page(username, phone=phone)
        self.user = username
        self.known.add(username)

    def _log_in_by_page(self, username: str, *, phone: bool) -> None:
        if self.user:
            self.open("/minggu-ini/")
            if phone:
                self.page.get_by_text("Menu", exact=True).click()
            self.press("Keluar")
        self.open("/masuk/")
        self.send({"username": username, "password": PASSWORD}, "Masuk")

    def _log_in_again(self, username: str) -> None:
        """A new session without the page: that it works was seen the first time."""
        client = Client()
        client.force_login(User.objects.get(username=username))
        value = client.cookies["sessionid"].value
        self.page.context.clear_cookies()
        self.page.context.add_cookies([{"name": "sessionid", "value": value, "url": self.address}])

    def forget(self) -> None:
        """The browser was closed: nobody is logged in."""
        self.page.context.clear_cookies()
        self.user = ""

    def open(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        assert answer.status == 200, f"{path}: {answer.status}"

    def follow(self, name: str) -> None:
        """Click a link of the page by its whole text."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=True).first.click()

    def press(self, name: str) -> None:
        """Send the form of a button, and wait for the page that answers."""
        with self.page.expect_navigation():
            self.page.locator("button:visible", has_text=name).first.click()

    def fill(self, values: dict[str, object]) -> None:
        """Give each field its value as a person would; a field that the page does not have fails."""
        kinds = self.page.evaluate(KINDS, list(values))
        for name, value in values.items():
            self._fill(self.page.locator(f'[name="{name}"]'), kinds[name], value)

    @staticmethod
    def _fill(field, kind: str, value) -> None:
        if kind == "select-one":
            field.first.select_option(str(value))
        elif kind == "radio":
            field.and_(field.page.locator(f'[value="{value}"]')).check()
        elif kind == "checkbox":
            field.first.set_checked(bool(value))
        elif kind == "file":
            field.first.set_input_files(value)
        else:
            field.first.fill(str(value))

    def fill_in_order(self, prefix: str, values: list[int]) -> None:
        """Amounts of fields that carry an id in their name, from the top of the page down."""
        fields = self.page.locator(f'[name^="{prefix}_"][inputmode=numeric]').all()
        assert len(fields) == len(values)
        for field, value in zip(fields, values, strict=True):
            field.fill(str(value))

    def send(self, values: dict[str, object], button: str = "Simpan") -> None:
        """Fill and send a form that must be accepted."""
        self.fill(values)
        self.press(button)
        assert not self.refusals, self.refusals

    @property
    def refusals(self) -> list[str]:
        found = self.page.locator(REFUSALS).all_text_contents()
        return [" ".join(one.split()) for one in found if one.strip()]

    @property
    def text(self) -> str:
        """What the page says, in one line."""
        return " ".join(self.page.locator("main").inner_text().split())

    def section(self, heading: str) -> str:
        """What a box says below its heading; nothing when the page has no such box."""
        boxes = self.page.locator("section").filter(
            has=self.page.locator("h2, h3", has_text=re.compile(f"^{re.escape(heading)}$"))
        )
        return " ".join(boxes.first.inner_text().split()) if boxes.count() else ""

    def money(self, ksm_id: int) -> dict[str, str]:
        """The money on the group's page, line by line."""
        self.open(f"/ksm/{ksm_id}/")
        box = self.page.locator("section", has=self.page.locator("h2", has_text="Uang kelompok")).first
        lines = box.locator("dl > div").all()
        return {one.locator("dt").inner_text(): one.locator("dd").inner_text() for one in lines}

    def path(self, ksm_id: int) -> dict[str, str]:
        """Every step of the group's path with how it stands."""
        self.open(f"/ksm/{ksm_id}/perjalanan/")
        rows = self.page.locator("dl.path > div").all()
        return {
            one.locator("strong").inner_text(): one.locator("dd").inner_text().split("\n")[0].strip()
            for one in rows
        }

    def dashboard(self, name: str) -> str:
        """The line of a group on the dashboard."""
        self.open("/dasbor/")
        return " ".join(self.page.locator("tbody tr", has_text=name).inner_text().split())

    def pdf(self, path: str) -> bytes:
        """A paper, fetched by whoever is logged in."""
        answer = self.page.request.get(self.address + path)
        assert answer.headers["content-type"] == "application/pdf"
        return answer.body()
