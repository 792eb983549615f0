"""Sheets without signal as they are served for real: gunicorn, no DEBUG, hashed names of static files."""

import re
import shutil

import pytest
from django.conf import settings

from meetings.models import Meeting
from tests.browser.conftest import Sheet, until
from tests.browser.test_offline import READY, address
from tests.support.cutting import Relay
from tests.support.production import Production

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("_database_from_any_thread")]
SHELLS = "async () => (await caches.keys()).filter((name) => name.startsWith('shell-'))"


@pytest.fixture
def version(tmp_path):
    """Begin a version of the product; `changed` tells in what its scripts and styles differ from ours."""
    begun = []

    def version(name, changed="", port=0):
        folder = tmp_path / name
        shutil.copytree(settings.STATICFILES_DIRS[0], folder / "source")
        for path in ("css/app.css", "js/sheet.js", "js/phone_store.js"):
            with (folder / "source" / path).open("a") as file:
                file.write(changed)
        begun.append(Production(folder, port))
        return begun[-1]

    yield version
    for one in begun:
        one.stop()


@pytest.fixture
def relay(version, transactional_db):
    served = version("first")
    relay = Relay("127.0.0.1", served.port)
    relay.served = served
    yield relay
    relay.close()


def test_an_upgrade_between_typing_and_sending_loses_nothing(phone, relay, version, agreed, enter, sari):
    enter(sari)
    phone.goto(relay.url + address(agreed))
    assert re.search(r"/static/js/sheet\.[0-9a-f]{12}\.js", phone.content())
    until(phone, READY)
    phone.reload()
    until(phone, "async () => Boolean(await caches.match(location.href, { ignoreVary: true }))")
    phone.goto(relay.url + address(agreed, week=2))  # kept as the first version wrote it
    until(phone, "async () => Boolean(await caches.match(location.href, { ignoreVary: true }))")
    [before] = phone.evaluate(SHELLS)
    relay.down()
    refused = relay.done["refused"]
    phone.goto(relay.url + address(agreed))
    sheet = Sheet(phone).ready()
    sheet.fill_all("20.000")
    assert sheet.cash == "Rp20.000"
    sheet.close()
    phone.get_by_text("Belum terkirim, tersimpan di ponsel").wait_for()
    assert relay.done["refused"] > refused  # the cut was real
    relay.served.stop()
    version("second", "\n/* another */\n", relay.served.port)
    assert not Meeting.objects.exists()
    relay.up()
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    phone.wait_for_url("**/pertemuan/*/?kunci=*")
    assert Meeting.objects.get().counted_cash == 20_000
    assert records_left(phone) == 0
    phone.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
    until(
        phone,
        f"async () => {{ const [one, two] = await ({SHELLS})(); return !two && one !== '{before}'; }}",
    )
    relay.down()
    phone.goto(relay.url + address(agreed, week=2))
    sheet = Sheet(phone).ready()
    sheet.quick("all-present")
    assert phone.locator("[data-progress=members]").inner_text() == "4 dari 4"
    assert sheet.row(1).evaluate("(row) => getComputedStyle(row).borderTopStyle") == "solid"


def records_left(phone) -> int:
    """How many sheets the phone still keeps, read without our scripts, whose names no test knows."""
    return phone.evaluate(
        """() => new Promise((resolve, reject) => {
          const request = indexedDB.open("buku-ksm", 1);
          request.onerror = () => reject(request.error);
          request.onsuccess = () => {
            const counted = request.result.transaction("sheets").objectStore("sheets").count();
            counted.onsuccess = () => resolve(counted.result);
          };
        })"""
    )
