"""A routine evening on a phone: five taps and the counted cash, everything else folded to a line."""

import pytest

from meetings.models import Meeting
from tests.browser.conftest import PHONE, Sheet
from tests.support.factories import START, make_members, make_officer

COUNT_TAPS = """() => {
  window.taps = 0;
  document.addEventListener("click", (event) => { if (event.isTrusted) window.taps += 1; }, true);
}"""
SHIFT = """() => new Promise((done) => {
  new PerformanceObserver((list) => {
    done(list.getEntries().reduce((sum, one) => sum + (one.hadRecentInput ? 0 : one.value), 0));
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(0), 500);
})"""
SCREENS = "document.documentElement.scrollHeight / window.innerHeight"


@pytest.fixture
def twelve(agreed):
    """The group with twelve members and its three officers."""
    make_members(agreed, 8)
    for number, role in enumerate(("KETUA", "SEKRETARIS", "BENDAHARA"), start=1):
        member = agreed.members.get(number=number)
        make_officer(member, role, start=START)
    return agreed


def test_a_routine_meeting_takes_five_taps_and_the_counted_cash(open_sheet, twelve, page):
    sheet = open_sheet(twelve)
    page.evaluate(COUNT_TAPS)
    for name in ("all-routine", "all-done", "all-books", "no-decision"):
        sheet.quick(name)
    page.get_by_label("Kas dihitung").fill("60.000")
    assert page.locator("[data-difference]").text_content() == "✓ Cocok dengan buku"
    taps = page.evaluate("window.taps")
    sheet.close()
    page.wait_for_url("**/pertemuan/*/?kunci=*")
    assert taps + 1 == 5
    meeting = Meeting.objects.get()
    ketua, sekretaris = twelve.members.get(number=1).name, twelve.members.get(number=2).name
    assert (meeting.counted_cash, meeting.decisions) == (60_000, "Tidak ada keputusan.")
    assert (meeting.chair, meeting.minute_taker) == (ketua, sekretaris)
    assert {book.checked_by for book in meeting.books.all() if book.finished_on} == {ketua}
    assert (meeting.next_date - meeting.held_on).days == 7
    assert meeting.attendance.filter(status="H").count() == 12


def test_nothing_is_proposed_into_a_field_before_a_tap(open_sheet, twelve, page):
    open_sheet(twelve)
    names = [
        "closing-checked_by",
        "head-chair",
        "head-minute_taker",
        "closing-decisions",
        "closing-next_date",
    ]
    assert [page.locator(f"[name={name}]").input_value() for name in names] == [""] * 5
    assert page.locator("[data-agenda] input[value=DONE]:checked").count() == 0


@pytest.mark.parametrize("name", ["all-routine", "all-done", "all-books", "no-decision"])
def test_a_second_tap_takes_back_what_the_first_filled(open_sheet, twelve, page, name):
    sheet = open_sheet(twelve)
    fields = "() => [...new FormData(document.getElementById('sheet'))].filter(([name]) => name !== 'key')"
    before = page.evaluate(fields)
    sheet.quick(name)
    assert page.evaluate(fields) != before
    assert "Urungkan" in page.locator(f"[data-tap={name}]").inner_text()
    sheet.quick(name)
    assert page.evaluate(fields) == before


def test_undoing_leaves_what_a_thumb_changed_since(open_sheet, twelve):
    sheet = open_sheet(twelve)
    sheet.quick("all-routine")
    sheet.amount(2, "wajib").fill("7.500")
    sheet.mark(3, "S")
    sheet.quick("all-routine")
    assert sheet.amount(2, "wajib").input_value() == "7.500"
    assert sheet.row(3).locator("[data-marks] input:checked").get_attribute("value") == "S"
    assert sheet.amount(1, "wajib").input_value() == ""


def test_a_bulk_saving_comes_back_with_the_mark(open_sheet, twelve):
    sheet = open_sheet(twelve)
    sheet.quick("all-routine")
    sheet.mark(1, "I")
    assert sheet.amount(1, "wajib").input_value() == ""
    sheet.mark(1, "H")
    assert sheet.amount(1, "wajib").input_value() == "5.000"
    assert sheet.total("wajib") == "60.000"


def test_the_one_tap_takes_instalments_but_never_arrears(open_sheet, lending, page):
    """Who is behind pays what they bring: their row stands open and is typed."""
    sheet = open_sheet(lending, week=2)
    assert page.locator("[data-member][open]").count() == 0
    sheet.quick("all-routine")
    assert sheet.total("loan") == "4.160"
    sheet = open_sheet(lending, week=3)
    page.once("dialog", lambda dialog: dialog.accept())
    assert page.locator("[data-member][open]").count() == 1
    sheet.quick("all-routine")
    assert sheet.amount(1, "loan").input_value() == ""
    assert sheet.total("wajib") == "20.000"


def test_the_foot_leads_to_the_next_open_part_and_last_to_the_cash(open_sheet, twelve, page):
    sheet = open_sheet(twelve)
    foot = page.locator("[data-next]")
    seen = [foot.inner_text().strip()]
    for name in ("all-routine", "all-done", "all-books", "no-decision"):
        sheet.quick(name)
        seen.append(foot.inner_text().strip())
    assert seen == [
        "Lanjut: Anggota 0/12",
        "Lanjut: Agenda 3/8",
        "Lanjut: Buku 1/5",
        "Lanjut: Notulen 0/1",
        "Lanjut: Kas",
    ]
    foot.click()
    assert page.evaluate("document.activeElement.name") == "closing-counted_cash"


def test_a_red_sentence_goes_when_its_field_is_answered(open_sheet, twelve, page):
    sheet = open_sheet(twelve)
    sheet.quick("all-present")
    sheet.mark(2, "H")
    sheet.close()
    page.locator("[data-faults]").wait_for()
    assert page.locator("[data-faults] li").count() == 3  # agenda, minutes, cash
    assert page.locator("#agenda .field-error:visible").count() == 5  # three do not apply in a first meeting
    sheet.quick("all-done")
    assert page.locator("#agenda .field-error:visible").count() == 0
    assert page.locator("[data-faults] li").count() == 2
    page.locator("[name=closing-minutes]").fill("Membahas iuran sampah.")
    page.get_by_label("Kas dihitung").fill("0")
    assert page.locator("[data-faults]").count() == 0


def test_rows_that_differ_stand_open_when_a_draft_is_opened(open_sheet, twelve, page):
    sheet = open_sheet(twelve)
    sheet.quick("all-routine")
    sheet.mark(3, "S")
    sheet.row(5).locator("[data-tap=more]").click()
    sheet.amount(5, "sukarela").fill("2.000")
    sheet.tap("Simpan draf")
    page.wait_for_url("**kunci=*")
    names = page.locator("[data-member][open] h3").all_text_contents()
    assert [name.split(".")[0] for name in names] == ["3", "5"]


def test_twelve_members_fit_three_screens_of_a_phone(open_sheet, twelve, page):
    open_sheet(twelve)
    assert page.evaluate(SCREENS) <= 3


def test_the_page_does_not_move_while_it_loads(open_sheet, twelve, page):
    open_sheet(twelve)
    assert page.evaluate(SHIFT) < 0.05


def test_large_text_overflows_nowhere_and_keeps_the_menu(open_sheet, twelve, page):
    sheet = open_sheet(twelve)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    sheet.quick("all-routine")
    sheet.row(1)
    for fold in page.locator("[data-fold]").all():
        sheet.unfold(fold.get_attribute("data-fold"))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    menu = page.locator(".topbar summary").bounding_box()
    assert menu["x"] >= 0
    assert menu["x"] + menu["width"] <= PHONE["width"]


def test_without_scripts_it_is_short_and_shows_no_sum_that_nobody_works_out(
    twelve, live_server, browser, client, sari, page
):
    client.force_login(sari)
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])
    plain = context.new_page()
    plain.goto(f"{live_server.url}/ksm/{twelve.pk}/pertemuan/catat/?tanggal={START.isoformat()}")
    assert plain.locator("html").bounding_box()["height"] / PHONE["height"] <= 5
    for selector in ("[data-cash-expected]", "[data-total]", "[data-row-total]", "[data-tap]", ".pill"):
        assert plain.locator(f"{selector}:visible").count() == 0, selector
    sheet = Sheet(plain)
    border = "(input) => getComputedStyle(input).borderTopColor"
    assert sheet.amount(1, "wajib").evaluate(border) != "rgba(0, 0, 0, 0)"
    assert sheet.amount(1, "sukarela").is_visible()
    context.close()
