"""A whole evening in the hall at 390 px: two groups, no signal twice, five taps and the cash a sheet."""

import datetime

from meetings.models import Meeting
from tests.browser.conftest import Sheet, until
from tests.support.factories import START, make_ksm, make_members, make_officer

COUNT_TAPS = """() => {
  window.taps = 0;
  document.addEventListener("click", (event) => { if (event.isTrusted) window.taps += 1; }, true);
}"""
QUICK = ("all-routine", "all-done", "all-books", "no-decision")


def routine_evening(phone, relay, url, cash: str) -> int:
    """Fill and close one routine sheet without signal; how many taps it took besides the counted cash."""
    phone.goto(relay.url + url)
    sheet = Sheet(phone).ready()
    phone.evaluate(COUNT_TAPS)
    for name in QUICK:
        sheet.quick(name)
    phone.get_by_label("Kas dihitung").fill(cash)
    sheet.close()
    phone.get_by_text("Belum terkirim, tersimpan di ponsel").wait_for()
    return phone.evaluate("window.taps")


def test_an_evening_without_signal_takes_five_taps_a_sheet(phone, relay, enter, mawar, agreed, sari, client):
    melati = make_ksm(mawar.bkm)
    make_members(melati, 3, joined_on=START - datetime.timedelta(days=1))
    for ksm in (agreed, melati):
        make_officer(ksm.members.first(), "KETUA", start=START)
    enter(sari)
    urls = [
        f"/ksm/{ksm.pk}/pertemuan/catat/?jenis=routine&tanggal={START.isoformat()}"
        for ksm in (agreed, melati)
    ]
    for url in urls:
        phone.goto(relay.url + url)
        until(phone, "async () => Boolean((await navigator.serviceWorker.getRegistration())?.active)")
        phone.reload()
    relay.down()  # on the way to the hall
    first = routine_evening(phone, relay, urls[0], "20.000")
    relay.up()  # for a moment outside
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    phone.wait_for_url("**/pertemuan/*/?kunci=*")
    relay.down()  # inside again
    second = routine_evening(phone, relay, urls[1], "0")
    assert (first, second) == (5, 5)
    relay.up()
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    phone.wait_for_url("**/pertemuan/*/?kunci=*")
    closed = Meeting.objects.filter(state="CLOSED").values_list("ksm_id", "counted_cash")
    assert sorted(closed) == sorted([(agreed.pk, 20_000), (melati.pk, 0)])
