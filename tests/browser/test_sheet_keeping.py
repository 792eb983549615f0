"""Typing survives: a closed tab, a lost signal, a login that ran out, and the way Back."""

import datetime
import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from meetings.models import Meeting, SheetDraft
from tests.browser.conftest import Sheet
from tests.support.factories import START

KEPT = """async () => (await (await import("/static/js/phone_store.js")).all()).length"""


def sheet_url(live_server, ksm):
    return f"{live_server.url}/ksm/{ksm.pk}/pertemuan/catat/?jenis=routine&tanggal={START.isoformat()}"


def test_it_restores_typing_after_the_tab_was_closed(open_sheet, agreed, page):
    sheet = open_sheet(agreed)
    sheet.mark(1, "I")
    sheet.amount(2, "wajib").fill("7500")
    sheet.unfold("notulen")
    page.get_by_role("textbox", name="Notulen", exact=True).fill("Membahas aturan.")
    page.goto("about:blank")
    sheet = open_sheet(agreed)
    assert "Isian di ponsel dipulihkan" in page.locator("[data-notices]").text_content()
    assert sheet.row(1).locator("[data-marks] input:checked").get_attribute("value") == "I"
    assert sheet.amount(2, "wajib").input_value() == "7.500"
    assert page.get_by_role("textbox", name="Notulen", exact=True).input_value() == "Membahas aturan."
    assert sheet.cash == "Rp7.500"


def test_it_can_throw_the_restored_typing_away(open_sheet, agreed, page):
    sheet = open_sheet(agreed)
    sheet.amount(2, "wajib").fill("7500")
    page.reload()
    sheet.ready()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Buang isian itu").click()
    assert sheet.amount(2, "wajib").input_value() == ""
    assert page.evaluate(KEPT) == 0
    page.reload()
    sheet.ready()
    assert page.locator("[data-notices]").text_content() == ""


@pytest.fixture
def before_the_scripts(open_sheet, agreed, page, live_server):
    """The sheet once more on the same phone, its script still on the way; the answer lets it arrive."""

    def before_the_scripts():
        held = []
        page.goto("about:blank")
        page.route("**/js/sheet.js", lambda route: held.append(route) or None)
        page.goto(sheet_url(live_server, agreed), wait_until="commit")
        page.locator("#sheet [data-member]").last.wait_for()
        return Sheet(page), lambda: (held[0].continue_(), page.unroute("**/js/sheet.js"))

    return before_the_scripts


def test_a_tap_waits_until_the_page_can_answer_it(open_sheet, agreed, page, before_the_scripts):
    open_sheet(agreed)
    sheet, let_scripts_in = before_the_scripts()
    button = page.locator("[data-tap=all-present]")
    expect(button).to_be_disabled()
    sheet.amount(1, "wajib").fill("7500")
    let_scripts_in()
    sheet.ready()
    expect(button).to_be_enabled()
    assert sheet.cash == "Rp7.500"


def test_typing_before_the_phones_copy_is_read_loses_neither(open_sheet, agreed, page, before_the_scripts):
    open_sheet(agreed).amount(1, "wajib").fill("7500")
    expect(page.locator("[data-save-state]")).to_contain_text("Tersimpan di ponsel")
    sheet, let_scripts_in = before_the_scripts()
    sheet.amount(2, "wajib").fill("9000")
    let_scripts_in()
    sheet.ready()
    assert "Anda sudah mulai mengisi lagi" in page.locator("[data-notices]").text_content()
    assert [sheet.amount(number, "wajib").input_value() for number in (1, 2)] == ["", "9.000"]
    sheet.amount(3, "wajib").fill("4000")
    expect(page.locator("[data-save-state]")).to_contain_text("Tersimpan di ponsel")
    assert page.evaluate(KEPT) == 2
    page.get_by_role("button", name="Pakai isian ponsel").click()
    expect(sheet.amount(1, "wajib")).to_have_value("7.500")
    assert sheet.amount(2, "wajib").input_value() == ""
    page.wait_for_function("async () => (await (KEPT)()) === 2".replace("KEPT", KEPT))


def test_it_keeps_each_meeting_apart(open_sheet, agreed, page):
    open_sheet(agreed).amount(1, "wajib").fill("7500")
    assert open_sheet(agreed, week=2).amount(1, "wajib").input_value() == ""


def test_it_closes_a_sheet_and_only_then_forgets_it(open_sheet, agreed, page):
    sheet = open_sheet(agreed)
    sheet.fill_all("20.000")
    assert page.evaluate(KEPT) == 1
    sheet.close()
    page.wait_for_url("**/pertemuan/*/?kunci=*")
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.counted_cash) == ("CLOSED", 20_000)
    assert page.evaluate(KEPT) == 0
    assert "Lembar ditutup" in page.locator("main").text_content()


def test_it_saves_a_draft_and_goes_on_from_it(open_sheet, agreed, page):
    sheet = open_sheet(agreed)
    sheet.amount(1, "wajib").fill("7500")
    sheet.tap("Simpan draf")
    page.wait_for_url("**kunci=*")
    member = agreed.members.get(number=1)
    assert SheetDraft.objects.get().payload[f"m{member.pk}-wajib"] == ["7.500"]
    assert sheet.amount(1, "wajib").input_value() == "7.500"
    assert page.evaluate(KEPT) == 0
    assert not Meeting.objects.exists()
    sheet.amount(1, "wajib").fill("8000")
    with page.expect_navigation():
        sheet.tap("Simpan draf")
    page.get_by_text("Draf tersimpan.").wait_for()
    assert SheetDraft.objects.get().revision == 2


def test_it_keeps_the_sheet_while_offline_and_sends_it_once_afterwards(open_sheet, agreed, page):
    """BUG-047"""
    sheet = open_sheet(agreed)
    sheet.fill_all("20.000")
    page.context.set_offline(True)
    sheet.close()
    page.get_by_text("Belum terkirim, tersimpan di ponsel").wait_for()
    assert page.evaluate(KEPT) == 1
    assert not Meeting.objects.exists()
    page.context.set_offline(False)
    page.get_by_role("button", name="Kirim lagi").click()
    page.wait_for_url("**/pertemuan/*/?kunci=*")
    assert Meeting.objects.count() == 1


def test_it_sends_once_however_fast_the_thumb_is(open_sheet, agreed, page):
    """BUG-039"""
    sheet = open_sheet(agreed)
    sheet.fill_all("20.000")
    page.get_by_role("button", name="Tutup pertemuan").dblclick()
    page.wait_for_url("**/pertemuan/*/?kunci=*")
    assert Meeting.objects.count() == 1


def test_it_answers_a_resend_after_a_lost_answer_with_the_first_result(open_sheet, agreed, page):
    """BUG-039, BUG-047: the server saved it, the answer got lost; sending again shows that meeting."""
    sheet = open_sheet(agreed)
    sheet.fill_all("20.000")

    def lose_answer(route):
        route.fetch(max_redirects=0)
        route.abort()

    page.route(
        "**/catat/**",
        lambda route: lose_answer(route) if route.request.method == "POST" else route.continue_(),
    )
    sheet.close()
    page.get_by_text("Belum terkirim").wait_for()
    assert Meeting.objects.count() == 1
    page.unroute_all()
    page.get_by_role("button", name="Kirim lagi").click()
    page.wait_for_url("**/pertemuan/*/?kunci=*")
    assert Meeting.objects.count() == 1
    assert page.evaluate(KEPT) == 0


def test_it_keeps_the_typing_when_the_login_has_run_out(open_sheet, agreed, page, live_server):
    sheet = open_sheet(agreed)
    sheet.amount(1, "wajib").fill("7500")
    Session.objects.all().delete()
    sheet.tap("Simpan draf")
    page.get_by_text("Waktu masuk sudah habis").wait_for()
    page.get_by_role("button", name="Masuk lagi").click()
    page.wait_for_url("**/masuk/**")
    page.get_by_label("Nama pengguna").fill("sari")
    page.locator("[name=password]").fill("sembung-harjo-2025")
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url(sheet_url(live_server, agreed))
    assert sheet.amount(1, "wajib").input_value() == "7.500"


def test_it_shows_faults_at_the_top_and_beside_the_field_and_keeps_everything(open_sheet, agreed, page):
    """BUG-034, BUG-109"""
    sheet = open_sheet(agreed)
    sheet.mark(1, "H")
    sheet.amount(1, "wajib").fill("7500")
    sheet.amount(2, "wajib").fill("12.50")
    sheet.close()
    page.locator("[data-faults]").wait_for()
    assert "2. " in page.locator("[data-faults]").text_content()
    assert sheet.amount(1, "wajib").input_value() == "7.500"
    assert sheet.amount(2, "wajib").input_value() == "12.50"
    assert "rupiah utuh" in sheet.row(2).text_content()
    assert not Meeting.objects.exists()


def test_it_works_after_an_error_the_way_back_and_another_try(open_sheet, agreed, page):
    """BUG-043: no button stays dead."""
    sheet = open_sheet(agreed)
    sheet.mark(1, "H")
    sheet.close()
    page.locator("[data-faults]").wait_for()
    page.goto(page.url.split("/pertemuan/")[0] + "/pertemuan/")
    page.go_back()
    sheet.ready()
    sheet.fill_all("20.000")
    sheet.close()
    page.wait_for_url("**/pertemuan/*/?kunci=*")
    assert Meeting.objects.get().state == "CLOSED"


def test_it_leads_back_to_the_closed_sheet_and_not_to_a_dead_form(open_sheet, agreed, page):
    """BUG-043"""
    sheet = open_sheet(agreed)
    sheet.fill_all("20.000")
    sheet.close()
    page.wait_for_url("**/pertemuan/*/?kunci=*")
    page.go_back()
    page.wait_for_url(re.compile(r"/pertemuan/\d+/$"))
    assert page.locator("#sheet").count() == 0


def test_it_brings_the_faults_into_view(open_sheet, agreed, page):
    sheet = open_sheet(agreed)
    page.locator("#kas").scroll_into_view_if_needed()
    sheet.close()
    page.locator("[data-faults]").wait_for()
    assert page.locator("[data-faults]").evaluate("(box) => box === document.activeElement")
    assert 0 <= page.locator("[data-faults]").bounding_box()["y"] < 400


def test_it_asks_whose_typing_counts_when_a_newer_draft_was_saved_elsewhere(open_sheet, agreed, page, sari):
    sheet = open_sheet(agreed)
    sheet.amount(1, "wajib").fill("7500")
    member = agreed.members.get(number=1)
    SheetDraft.objects.create(
        ksm=agreed,
        kind="ROUTINE",
        scheduled_on=START,
        revision=3,
        payload={"head-held_on": ["2025-06-02"], f"m{member.pk}-wajib": ["9.000"]},
        saved_by=sari,
    )
    page.reload()
    sheet.ready()
    assert "sudah disimpan lagi dari tempat lain" in page.locator("[data-notices]").text_content()
    assert sheet.amount(1, "wajib").input_value() == "9.000"
    sheet.amount(2, "wajib").fill("3000")
    expect(page.locator("[data-save-state]")).to_contain_text("Tersimpan di ponsel")
    assert page.evaluate(KEPT) == 2  # nobody has said yet that the first counts no more
    page.get_by_role("button", name="Pakai isian ponsel").click()
    expect(sheet.amount(1, "wajib")).to_have_value("7.500")


@pytest.mark.logs_errors
def test_it_keeps_the_typing_when_the_server_fails(open_sheet, agreed, page):
    sheet = open_sheet(agreed)
    sheet.amount(1, "wajib").fill("7500")
    page.route(
        "**/catat/**",
        lambda route: (
            route.fulfill(status=500, body="") if route.request.method == "POST" else route.continue_()
        ),
    )
    sheet.tap("Simpan draf")
    page.get_by_text("Server sedang terganggu").wait_for()
    assert page.evaluate(KEPT) == 1


def test_it_records_a_whole_meeting_without_scripts(agreed, live_server, browser, client, sari):
    """The sheet is an ordinary form: scripts make it fast, not possible."""
    client.force_login(sari)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(sheet_url(live_server, agreed))
    for summary in page.locator("main summary:visible").all():
        summary.click()
    for member in agreed.members.all():
        page.click(f"label:has([name=m{member.pk}-attendance][value=H])")
        page.fill(f"[name=m{member.pk}-wajib]", "5000")
    for item in page.locator("[data-agenda]").all():
        if not item.locator("input[value=NA]").is_checked():
            item.locator("label:has(input[value=DONE])").click()
    for book in page.locator("[data-book] [type=date]").all()[:4]:
        book.fill("2025-06-02")
    page.fill("[name=closing-checked_by]", "Ibu Ratna")
    page.fill("[name=closing-decisions]", "Iuran sampah Rp2.000 seminggu.")
    page.fill("[name=closing-counted_cash]", "20.000")
    page.click("button[value=close]")
    context.close()
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.held_on) == ("CLOSED", datetime.date(2025, 6, 2))
