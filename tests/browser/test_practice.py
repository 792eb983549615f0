"""The first month of a practice group, on a phone, by what the strip above each page says."""

from playwright.sync_api import expect

from groups.practice.starting import practice_of
from meetings.models import Meeting
from tests.browser.conftest import PHONE, Sheet

QUICK = ("all-routine", "all-done", "all-books", "no-decision")
LOAN = {"principal": "20.000", "periods": "4", "purpose": "Warung"}


def next_sheet(page) -> Sheet:
    page.locator(".practice").get_by_role("link", name="Buka").click()
    return Sheet(page).ready()


def close_week(sheet: Sheet, *taps: str) -> None:
    for name in taps or QUICK:
        sheet.quick(name)
    sheet.page.get_by_label("Kas dihitung").fill(sheet.cash)
    sheet.close()
    sheet.page.wait_for_url("**/pertemuan/*/?kunci=*")


def test_the_strip_leads_through_the_month(page, visit, log_in, mawar, sari):
    log_in(sari)
    page.set_viewport_size(PHONE)
    visit("/latihan/")
    page.get_by_role("button", name="Mulai latihan").click()
    strip = page.locator(".practice")
    expect(strip).to_contain_text("Pertemuan pertama.")
    close_week(next_sheet(page))
    strip.get_by_role("link", name="Ringkasan untuk grup").click()
    page.wait_for_url("**/ringkasan/")
    expect(strip).to_contain_text("Minggu 2: pinjaman pertama.")
    sheet = next_sheet(page)
    fold = sheet.unfold("pinjaman")
    fold.locator("[name=loan0-member]").select_option(index=3)
    for name, value in LOAN.items():
        fold.locator(f"[name=loan0-{name}]").fill(value)
    sheet.unfold("agenda")
    page.locator("input[name=a-loans-state][value=DONE]").check()
    close_week(sheet)
    expect(strip).to_contain_text("Minggu 3: angsuran, dan seorang izin.")
    sheet = next_sheet(page)
    sheet.quick("all-routine")
    sheet.mark(5, "I")
    close_week(sheet, *QUICK[1:])
    expect(strip).to_contain_text("Minggu 4: lembar terakhir bulan ini.")
    close_week(next_sheet(page))
    expect(strip).to_contain_text("Penilaian lulus.")
    ksm = practice_of(sari)
    closed = ksm.meetings.filter(state=Meeting.State.CLOSED)
    # 30.000 a week, one away in the third; 20.000 lent, 5.000 and jasa 200 back in weeks 3 and 4.
    assert [meeting.counted_cash for meeting in closed.order_by("scheduled_on")] == [
        30_000,
        40_000,
        70_200,
        105_400,
    ]
    strip.get_by_role("link", name="Buka").click()
    page.wait_for_url("**/penilaian/")
