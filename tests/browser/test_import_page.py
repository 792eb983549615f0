"""The upload page as a facilitator uses it: choose, look, confirm."""

import datetime

import pytest

from groups.models import Ksm, ProgramRule
from tests.support import factories
from tests.support.workbooks import DATA


@pytest.fixture
def wulan(transactional_db):
    ProgramRule.objects.get_or_create(effective_from=datetime.date(2000, 1, 1))
    factories.make_bkm("BKM Sejahtera Bersama")
    return factories.make_facilitator("wulan")


def choose(page, name: str) -> None:
    page.locator("input[type=file]").set_input_files(DATA / name)


def test_it_names_the_chosen_file_in_indonesian(wulan, page, visit, log_in):
    log_in(wulan)
    visit("/impor/")
    assert page.locator("output").inner_text() == "Belum ada berkas yang dipilih."
    choose(page, "ksm-mawar.xlsx")
    assert page.locator("output").inner_text() == "ksm-mawar.xlsx"


def test_it_imports_after_a_look_at_the_preview(wulan, page, visit, log_in):
    log_in(wulan)
    visit("/impor/")
    choose(page, "ksm-mawar.xlsx")
    page.get_by_role("button", name="Periksa berkas").click()
    page.get_by_role("heading", name="KSM Mawar").wait_for()
    page.get_by_role("button", name="Simpan semuanya").click()
    page.get_by_text("tersimpan dari buku kerja").wait_for()
    assert Ksm.objects.get().members.count() == 12
