"""The taps of the sheet: each is deliberate, and none invents money or presence."""

import pytest


def marks(sheet, page):
    return [
        row.locator("[data-marks] input:checked").get_attribute("value")
        if row.locator("[data-marks] input:checked").count()
        else ""
        for row in page.locator("[data-member]").all()
    ]


def wajib(sheet):
    return [sheet.amount(number, "wajib").input_value() for number in range(1, 5)]


def test_it_opens_with_nobody_marked_and_nothing_saved(open_sheet, agreed, page):
    """BUG-034"""
    sheet = open_sheet(agreed)
    assert marks(sheet, page) == ["", "", "", ""]
    assert wajib(sheet) == ["", "", "", ""]
    assert page.locator(".sheet-foot [data-progress=members]").text_content() == "0 dari 4"


def test_it_marks_everybody_present_by_one_tap_but_keeps_earlier_marks(open_sheet, agreed, page):
    sheet = open_sheet(agreed)
    sheet.mark(3, "I")
    sheet.quick("all-present")
    assert marks(sheet, page) == ["H", "H", "I", "H"]
    assert page.locator(".sheet-foot [data-progress=members]").text_content() == "4 dari 4"


def test_it_makes_savings_real_only_for_those_present(open_sheet, agreed):
    sheet = open_sheet(agreed)
    for number, letter in enumerate("HTIW", start=1):
        sheet.mark(number, letter)
    sheet.quick("present-save")
    assert wajib(sheet) == ["5.000", "5.000", "", ""]
    assert sheet.total("wajib") == "10.000"


def test_it_keeps_what_was_typed_when_all_present_save(open_sheet, agreed):
    sheet = open_sheet(agreed)
    sheet.quick("all-present")
    sheet.amount(2, "wajib").fill("7500")
    sheet.quick("present-save")
    assert wajib(sheet) == ["5.000", "7.500", "5.000", "5.000"]


def test_it_takes_back_a_saving_that_only_the_bulk_tap_made(open_sheet, agreed):
    """J9: who turns out to be away brought nothing; what a thumb typed stays."""
    sheet = open_sheet(agreed)
    sheet.quick("all-present")
    sheet.amount(2, "wajib").fill("7500")
    sheet.quick("present-save")
    sheet.mark(1, "A")
    sheet.mark(2, "S")
    assert wajib(sheet) == ["", "7.500", "5.000", "5.000"]


def test_it_fills_a_suggestion_by_a_tap_and_clears_it_by_another(open_sheet, agreed):
    sheet = open_sheet(agreed)
    button = sheet.row(1).locator("[data-kind=wajib] [data-tap=fill]")
    button.click()
    assert sheet.amount(1, "wajib").input_value() == "5.000"
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert sheet.amount(1, "wajib").input_value() == ""
    assert sheet.cash == "Rp0"


def test_it_suggests_the_agreed_fine_for_the_mark_and_does_not_levy_it(open_sheet, agreed):
    sheet = open_sheet(agreed)
    fine = sheet.amount(1, "fine")
    assert not fine.is_visible()
    sheet.mark(1, "T")
    assert (fine.get_attribute("placeholder"), fine.input_value()) == ("1.000", "")
    sheet.mark(1, "A")
    assert fine.get_attribute("placeholder") == "2.000"
    sheet.row(1).locator("[data-kind=fine] [data-tap=fill]").click()
    assert (sheet.total("fine"), sheet.cash) == ("2.000", "Rp2.000")


def test_it_offers_the_rarer_amounts_on_demand(open_sheet, agreed):
    sheet = open_sheet(agreed)
    kinds = ("sukarela", "pokok", "withdrawal", "fine")
    assert [sheet.amount(1, kind).is_visible() for kind in kinds] == [False] * 4
    sheet.row(1).locator("[data-tap=more]").click()
    assert [sheet.amount(1, kind).is_visible() for kind in kinds] == [True] * 4
    sheet.amount(1, "withdrawal").fill("500")
    assert (sheet.total("withdrawal"), sheet.cash) == ("500", "-Rp500")


def test_it_suggests_a_due_instalment_and_offers_tanggung_renteng_once_paid(open_sheet, lending):
    sheet = open_sheet(lending, week=2)
    assert sheet.amount(1, "loan").get_attribute("placeholder") == "4.160"
    joint = sheet.row(1).get_by_label("dibayar tanggung renteng")
    assert not joint.is_visible()
    sheet.row(1).locator("[data-kind=loan] [data-tap=fill]").click()
    assert joint.is_visible()
    assert (sheet.total("loan"), sheet.cash) == ("4.160", "Rp8.160")


def test_it_opens_with_savings_only_when_nobody_borrowed(open_sheet, agreed, page):
    """BUG-031: a group without loans sees no other sheet's instalments or errors."""
    open_sheet(agreed)
    assert page.locator("[data-kind=loan]").count() == 0
    assert page.locator("[data-faults]").count() == 0
    assert [error for error in page.locator(".field-error").all_text_contents() if error.strip()] == []


def test_it_fills_book_days_by_one_tap_that_names_the_day(open_sheet, agreed, page):
    open_sheet(agreed)
    button = page.locator("[data-tap=all-books]")
    assert button.locator("[data-books-label]").text_content() == "4 selesai 02-06-2025"
    assert page.locator("#buku [data-progress-short=books]").text_content() == "1/5"
    button.click()
    days = [field.input_value() for field in page.locator("[data-book] [type=date]").all()]
    assert days == ["2025-06-02"] * 4 + [""]
    assert page.locator("#buku [data-progress-short=books]").text_content() == "5/5"


def test_it_asks_why_an_item_does_not_apply_only_when_that_is_chosen(open_sheet, agreed, page):
    open_sheet(agreed).unfold("agenda")
    item = page.locator("[data-agenda]").first
    reason = item.get_by_label("Alasan tidak berlaku")
    assert not reason.is_visible()
    item.locator("label:has(input[value=NA])").click()
    assert reason.is_visible()
    item.locator("label:has(input[value=DONE])").click()
    assert not reason.is_visible()


@pytest.mark.parametrize("name", ["anggota-baru", "pinjaman", "kas-lain"])
def test_it_reveals_an_added_block_on_demand(open_sheet, agreed, page, name):
    sheet = open_sheet(agreed)
    blocks = page.locator("[data-extra]:visible")
    assert blocks.count() == 0
    fold = sheet.unfold(name)
    assert blocks.count() == 1
    fold.locator("[data-tap=add-extra]").click()
    assert blocks.count() == 2


def test_it_has_every_target_large_enough_for_a_thumb(open_sheet, agreed, page):
    sheet = open_sheet(agreed)
    sheet.row(1)
    for fold in page.locator("[data-fold]").all():
        sheet.unfold(fold.get_attribute("data-fold"))
    small = page.evaluate(
        """() => [...document.querySelectorAll("main :is(button, summary, .att, .choices label, input)")]
        .filter((e) => e.tagName !== "INPUT" || e.type === "text")
        .filter((e) => e.offsetParent && (e.getBoundingClientRect().height < 43.5))
        .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_it_fits_a_phone_without_sideways_scrolling(open_sheet, agreed, page):
    open_sheet(agreed)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_it_marks_the_rest_of_the_agenda_as_done_by_one_tap(open_sheet, agreed, page):
    """What was marked stays, and so does what the system proposes as not applicable (J11)."""
    sheet = open_sheet(agreed)
    sheet.unfold("agenda")
    items = page.locator("[data-agenda]")
    proposed = items.locator("input[value=NA]:checked").count()
    items.nth(2).locator("label:has(input[value=NOT_DONE])").click()
    sheet.quick("all-done")
    assert items.locator("input[value=DONE]:checked").count() == 8 - proposed - 1
    assert items.nth(2).locator("input[value=NOT_DONE]").is_checked()
    assert page.locator("#agenda [data-progress-short=agenda]").text_content() == "8/8"


def test_it_fits_the_words_of_an_answer_into_its_button(open_sheet, agreed, page):
    open_sheet(agreed).unfold("agenda")
    spilt = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1 || one.clientHeight > 52).length"
    assert page.locator(".agenda-item .choices span").evaluate_all(spilt) == 0
