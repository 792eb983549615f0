"""An evening without signal, in a real browser, over a relay that cuts the network in the middle of it."""

import datetime
import json

import pytest
from django.contrib.sessions.models import Session

from groups.models import Posting
from ksm.bench.payload import full_payload
from meetings.models import DiscardedDraft, Meeting
from tests.browser.conftest import Sheet, until
from tests.support.cutting import LOST_ANSWER
from tests.support.factories import START, make_posting, make_user

RECORDS = """async () => (await (await import("/static/js/phone_store.js")).all())
  .map(({ fields, sealed, ...rest }) => (
    { ...rest, fields: fields ? Object.fromEntries(fields) : null, sealed: Boolean(sealed) }))"""
READY = "async () => Boolean((await navigator.serviceWorker.getRegistration())?.active)"


@pytest.fixture
def open_on_phone(phone, relay, enter, sari):
    """Open the sheet of a programme week on the phone, its worker in charge."""

    def open_on_phone(ksm, week=1, user=sari):
        enter(user)
        phone.goto(relay.url + address(ksm, week))
        until(phone, READY)
        if not phone.evaluate("Boolean(navigator.serviceWorker.controller)"):
            phone.reload()
        until(phone, "async () => Boolean(await caches.match(location.href, { ignoreVary: true }))")
        return Sheet(phone).ready()

    return open_on_phone


def address(ksm, week=1):
    day = START + datetime.timedelta(weeks=week - 1)
    return f"/ksm/{ksm.pk}/pertemuan/catat/?jenis=routine&tanggal={day.isoformat()}"


def records(phone):
    return phone.evaluate(RECORDS)


def state_line(phone):
    return phone.locator("[data-save-state]").inner_text()


def test_a_sheet_opens_and_is_filled_without_network_and_is_sent_when_it_is_back(
    phone, relay, agreed, open_on_phone
):
    open_on_phone(agreed)
    relay.down()
    before = relay.done["refused"]
    phone.goto(relay.url + address(agreed))
    sheet = Sheet(phone).ready()
    sheet.fill_all("20.000")
    assert sheet.cash == "Rp20.000"
    sheet.close()
    phone.get_by_text("Belum terkirim, tersimpan di ponsel").wait_for()
    assert "Menunggu sinyal" in state_line(phone)
    assert relay.done["refused"] > before  # the cut was real
    assert not Meeting.objects.exists()
    relay.up()
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    phone.wait_for_url("**/pertemuan/*/?kunci=*")
    assert Meeting.objects.get().counted_cash == 20_000
    assert records(phone) == []


def test_a_dead_battery_loses_nothing(phone, relay, agreed, open_on_phone):
    sheet = open_on_phone(agreed)
    relay.down()
    sheet.amount(2, "wajib").fill("7500")
    until(phone, f"async () => ({RECORDS})().then((all) => all.length === 1)")
    phone.close(run_before_unload=False)
    again = phone.context.new_page()
    again.goto(relay.url + address(agreed))
    assert Sheet(again).ready().amount(2, "wajib").input_value() == "7.500"


def test_an_incomplete_sheet_is_not_queued_but_told_what_it_misses(phone, relay, agreed, open_on_phone):
    sheet = open_on_phone(agreed)
    relay.down()
    sheet.quick("all-routine")
    sheet.close()
    told = phone.locator("[data-notices]")
    told.get_by_text("lembar belum lengkap").wait_for()
    assert "agenda; keputusan atau notulen; kas dihitung" in told.inner_text()
    assert [record["state"] for record in records(phone)] == ["kept"]


def test_an_answer_that_was_lost_after_the_server_saved_is_asked_for_again(
    phone, relay, agreed, open_on_phone
):
    sheet = open_on_phone(agreed)
    sheet.fill_all("20.000")
    relay.plan = lambda: LOST_ANSWER
    sheet.close()
    phone.get_by_text("Belum terkirim, tersimpan di ponsel").wait_for()
    relay.up()
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    phone.wait_for_url("**/pertemuan/*/?kunci=*")
    assert Meeting.objects.count() == 1


def test_three_sheets_wait_and_are_sent_in_order_each_once(phone, relay, agreed, open_on_phone):
    for week in (1, 2, 3):
        open_on_phone(agreed, week)
    relay.down()
    for week in (1, 2, 3):
        phone.goto(relay.url + address(agreed, week))
        sheet = Sheet(phone).ready()
        sheet.fill_all(f"{20 * week}.000")
        assert sheet.cash == f"Rp{20 * week}.000"  # with the box that the sheet before counted
        sheet.close()
        phone.get_by_text("Belum terkirim").wait_for()
    phone.goto(relay.url + "/pertemuan-hari-ini/")
    waiting = phone.locator("[data-phone-list] .phone-row")
    waiting.nth(2).wait_for()
    assert waiting.count() == 3
    assert "Menunggu sinyal" in waiting.first.inner_text()
    relay.up()
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    phone.get_by_text("Tidak ada isian yang menunggu di ponsel ini.").wait_for()
    held = list(Meeting.objects.order_by("pk").values_list("held_on", "state"))
    assert held == [(START + datetime.timedelta(weeks=n), "CLOSED") for n in range(3)]


def test_a_login_that_ran_out_keeps_everything_and_sends_after_the_login(
    phone, relay, agreed, open_on_phone, enter, sari
):
    sheet = open_on_phone(agreed)
    sheet.fill_all("20.000")
    Session.objects.all().delete()
    sheet.close()
    phone.get_by_text("Waktu masuk sudah habis").wait_for()
    other = make_user("budi", full_name="Budi Santoso")
    make_posting(other, Posting.Role.FACILITATOR, region=agreed.bkm.kelurahan)
    enter(other)
    phone.goto(relay.url + "/pertemuan-hari-ini/")
    listed = phone.locator("[data-phone-list]")
    listed.get_by_text(f"menunggu {sari.full_name} masuk lagi").wait_for()
    assert agreed.name not in listed.inner_text()
    assert not Meeting.objects.exists()
    phone.goto(relay.url + address(agreed))
    assert Sheet(phone).ready().amount(1, "wajib").input_value() == ""
    enter(sari)
    phone.goto(relay.url + "/pertemuan-hari-ini/")
    phone.get_by_text("Tidak ada isian yang menunggu di ponsel ini.").wait_for()
    assert Meeting.objects.get().closed_by == sari


def test_what_somebody_else_closed_meanwhile_is_shown_beside_the_phones_version(
    phone, relay, agreed, open_on_phone, sari, client
):
    sheet = open_on_phone(agreed)
    relay.down()
    sheet.fill_all("20.000")
    sheet.amount(1, "wajib").fill("7.500")
    phone.get_by_label("Kas dihitung").fill("22.500")
    sheet.close()
    phone.get_by_text("Belum terkirim").wait_for()
    payload = full_payload(agreed, START, key="dari kantor") | {"closing-checked_by": "Ibu Ratna"}
    assert client.post(address(agreed), payload).status_code == 302
    relay.up()
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    phone.get_by_text("Belum tersimpan di server").wait_for()
    assert "Perlu diperiksa" in state_line(phone)
    phone.get_by_role("button", name="Bandingkan").click()
    phone.wait_for_url("**/banding/**")
    row = phone.locator("tr", has_text="tabungan wajib")
    assert row.locator("td").all_inner_texts() == ["7.500", "5.000"]
    phone.get_by_role("button", name="Pakai versi server").click()
    phone.get_by_text("Versi server yang berlaku").wait_for()
    kept = DiscardedDraft.objects.get()
    first = agreed.members.get(number=1)
    assert kept.payload[f"m{first.pk}-wajib"] == ["7.500"]
    until(phone, f"async () => ({RECORDS})().then((all) => all.length === 0)")


def test_a_second_tab_says_so_and_can_take_over_what_was_typed(phone, agreed, open_on_phone, relay):
    open_on_phone(agreed).amount(1, "wajib").fill("7500")
    second = phone.context.new_page()
    second.goto(relay.url + address(agreed))
    second.get_by_text("sedang diisi di tab lain").wait_for()
    second.get_by_role("button", name="Isi di tab ini").click()
    assert Sheet(second).ready().amount(1, "wajib").input_value() == "7.500"
    phone.get_by_text("sedang diisi di tab lain").wait_for()


def test_logout_names_what_waits_and_seals_what_stays(phone, relay, agreed, open_on_phone, enter, sari):
    sheet = open_on_phone(agreed)
    relay.down()
    sheet.fill_all("20.000")
    sheet.close()
    phone.get_by_text("Belum terkirim").wait_for()
    phone.get_by_text("Menu", exact=True).click()
    phone.locator(".nav-phone .nav-out").click()
    dialog = phone.locator("dialog")
    assert agreed.name in dialog.inner_text()
    assert "menunggu sinyal" in dialog.inner_text()
    relay.up()
    phone.get_by_role("button", name="Kunci di ponsel ini").click()
    phone.wait_for_url("**/masuk/**")
    left = records(phone) if phone.locator("body").count() else []
    assert [(one["sealed"], one["fields"]) for one in left] == [(True, None)]
    assert "ksmName" not in left[0]
    assert phone.evaluate("async () => (await caches.keys()).includes('pages')") is False
    enter(sari)
    phone.goto(relay.url + "/pertemuan-hari-ini/")
    phone.get_by_text("Tidak ada isian yang menunggu di ponsel ini.").wait_for()
    assert Meeting.objects.get().counted_cash == 20_000


def test_back_after_logout_shows_no_private_page(phone, relay, agreed, open_on_phone):
    open_on_phone(agreed)
    phone.goto(f"{relay.url}/ksm/{agreed.pk}/")
    phone.get_by_text("Menu", exact=True).click()
    phone.locator(".nav-phone .nav-out").click()
    phone.wait_for_url("**/masuk/**")
    phone.go_back()
    phone.wait_for_url("**/masuk/**")
    relay.down()
    phone.goto(relay.url + address(agreed))
    assert "Tidak ada sinyal" in phone.locator("h1").inner_text()
    assert agreed.name not in phone.content()


def test_no_nik_stays_on_the_phone(phone, relay, agreed, open_on_phone):
    sheet = open_on_phone(agreed)
    sheet.unfold("anggota-baru")
    phone.locator("[name=new0-name]").fill("Wati")
    phone.locator("[name=new0-nik]").fill("9999015203850001")
    until(phone, f"async () => ({RECORDS})().then((all) => all[0]?.fields['new0-name'] === 'Wati')")
    assert "9999015203850001" not in json.dumps(records(phone))


def test_a_new_version_of_the_product_keeps_pages_and_typing(
    phone, relay, agreed, open_on_phone, monkeypatch
):
    sheet = open_on_phone(agreed)
    sheet.amount(1, "wajib").fill("7500")
    monkeypatch.setattr("ksm.views.offline.shell_version", lambda: "baru")
    phone.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
    until(
        phone,
        "async () => { const names = (await caches.keys()).filter((name) => name.startsWith('shell-'));"
        " return names.length === 1 && names[0] === 'shell-baru'; }",
    )
    relay.down()
    phone.goto(relay.url + address(agreed))
    assert Sheet(phone).ready().amount(1, "wajib").input_value() == "7.500"


def test_all_sheets_of_the_week_are_made_ready_by_one_tap(phone, relay, agreed, enter, sari, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_, **__: START)
    enter(sari)
    phone.goto(relay.url + "/pertemuan-hari-ini/")
    until(phone, READY)
    phone.get_by_role("button", name="Siapkan untuk luring").click()
    phone.get_by_text("1 dari 1 lembar siap. ").wait_for()
    relay.down()
    phone.get_by_role("link", name="Isi lembar").click()
    phone.locator("#sheet").wait_for()
    assert phone.locator("h1").inner_text() == "Pertemuan minggu 1"
