"""The sheet at a desk: by keyboard alone, and the box counted by note and coin."""

import pytest

from meetings.models import Meeting


@pytest.fixture
def desk(open_sheet, agreed, page):
    """An open sheet on a wide screen that counts the keys pressed."""
    sheet = open_sheet(agreed)
    page.set_viewport_size({"width": 1280, "height": 900})
    return sheet


def press(page, *keys) -> int:
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def test_a_sheet_is_filled_and_closed_by_keyboard_alone(desk, page):
    """Four members with a mark each, saving, agenda, books, minutes, cash: well under sixty for twelve."""
    keys = press(page, "Tab")  # the skip link, so that the page has the focus
    page.locator("#anggota").focus()
    keys += press(page, "Control+Enter", "Enter")  # all present, saving
    page.locator("[data-member] summary").first.focus()
    for letter in "HTHS":
        keys += press(page, letter, "ArrowDown")
    keys += press(page, "Control+Enter", "Enter", "Control+Enter", "Enter")
    assert page.locator("#buku [data-progress-short]").text_content() == "5/5"
    keys += press(page, "Control+Enter", "Enter", "Control+Enter")
    assert page.evaluate("document.activeElement.name") == "closing-counted_cash"
    page.keyboard.type("15000")
    assert page.locator("[data-difference]").text_content() == "✓ Cocok dengan buku"
    marks = [page.locator(f"[data-member]:nth-child({n}) [data-marks] input:checked") for n in range(1, 5)]
    assert [mark.get_attribute("value") for mark in marks] == ["H", "T", "H", "S"]
    assert keys + 2 * 8 < 60  # eight members more, two keys each


def test_enter_in_a_field_goes_on_and_never_closes_the_sheet(desk, page):
    desk.amount(1, "wajib").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") != ""
    assert not Meeting.objects.exists()
    assert page.locator("[data-faults]").count() == 0


def test_arrows_lead_from_name_to_name_and_space_opens(desk, page):
    page.locator("[data-member] summary").first.focus()
    press(page, "ArrowDown", "ArrowDown", "ArrowUp", "Space")
    opened = page.locator("[data-member][open] h3").all_text_contents()
    assert [name.split(".")[0] for name in opened] == ["2"]


def test_the_page_names_its_keys(desk, page):
    page.get_by_text("Mengisi dengan papan ketik").click()
    assert page.locator(".keys").get_by_text("H T I S A W").is_visible()


def test_notes_and_coins_make_the_counted_cash(desk, page):
    desk.unfold("lembar")
    page.get_by_label("Lembar 5.000").fill("3")
    page.get_by_label("Koin 500").fill("2")
    assert page.get_by_label("Kas dihitung").input_value() == "16.000"
    assert page.locator("[data-value='5000'] [data-piece-sum]").text_content() == "15.000"
    page.get_by_label("Lembar 5.000").fill("tiga")
    assert page.get_by_label("Kas dihitung").input_value() == "16.000"  # unreadable: nothing is guessed


def test_notes_and_coins_stay_with_the_sheet(desk, page):
    desk.fill_all("")
    desk.unfold("lembar")
    page.get_by_label("Lembar 10.000").fill("1")
    page.get_by_label("Lembar 5.000").fill("2")
    desk.close()
    page.wait_for_url("**/pertemuan/*/?kunci=*")
    meeting = Meeting.objects.get()
    assert (meeting.counted_cash, meeting.cash_pieces) == (20_000, {"10000": 1, "5000": 2})
    assert "2 × 5.000" in page.locator("main").inner_text()
