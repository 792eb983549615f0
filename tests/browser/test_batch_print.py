"""Many groups to print: all are ticked, and none or all again by one tap."""

import pytest

from tests.support import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_all_groups_are_ticked_and_none_by_one_tap(page, visit, log_in):
    bkm = factories.make_bkm()
    for number in range(3):
        factories.make_ksm(bkm, name=f"KSM Melati {number}")
    log_in(factories.make_facilitator("wulan"))
    visit("/cetak/")
    ticked = page.locator("input[name=kelompok]:checked")
    assert ticked.count() == 3
    page.get_by_role("button", name="Kosongkan").click()
    assert ticked.count() == 0
    page.get_by_role("button", name="Cetak").click()
    page.get_by_text("Pilih paling sedikit satu KSM.").wait_for()
    page.get_by_role("button", name="Pilih semua").click()
    assert ticked.count() == 3
