"""A sheet of sixty members: every key and every tap counts, in the last row too."""

from tests.support.factories import make_members


def test_the_last_of_sixty_rows_is_summed_at_each_key(open_sheet, agreed, page):
    make_members(agreed, 56)
    sheet = open_sheet(agreed)
    assert page.locator("[data-member]").count() == 60
    sheet.quick("all-present")
    sheet.amount(60, "wajib").fill("7500")
    assert sheet.cash == "Rp7.500"
    sheet.quick("all-routine")
    assert sheet.total("wajib") == "302.500"  # 59 times 5.000, and what was typed
