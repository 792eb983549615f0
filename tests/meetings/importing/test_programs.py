"""Figures out of workbooks that other programs wrote: the same as out of the originals, to the rupiah."""

import datetime
import json

import pytest
from django.core.management import call_command
from django.utils import timezone

from meetings.importing.storing import Importer, store_workbook, surroundings
from meetings.workbook.checking import check_workbook
from tests.support import factories
from tests.support.programs import written_by_others
from tests.support.workbooks import DATA, TODAY, sample

pytestmark = pytest.mark.django_db
EXPECTED = json.loads((DATA / "expected.json").read_text())


@pytest.fixture(autouse=True)
def _sembungharjo(db):
    factories.make_region("33.74.05.1001")


def checked(data: bytes):
    return check_workbook(data, surroundings(today=TODAY, may_create_bkm=True))


def bring_in(data: bytes) -> None:
    now = timezone.now()
    store_workbook(checked=checked(data), importer=Importer("sistem"), today=TODAY, now=now)


def books(capsys, code: str, as_of: str) -> dict:
    call_command("books", "--ksm", code, "--as-of", as_of, "--json")
    return json.loads(capsys.readouterr().out)


def test_half_a_percent_stays_half_a_percent_after_another_program_saved_it(capsys):
    bring_in(written_by_others("lo-quoted-percent-ksm-mawar"))
    found = books(capsys, "KSM-MAWAR", "2025-07-15")
    assert (found["jasa_income"], found["arrears"]) == (3_750, 11_000)


@pytest.mark.parametrize(
    ("name", "original"),
    [
        ("lo-quoted-percent-ksm-mawar", "ksm-mawar"),
        ("fuzz-formula-ksm-mawar", "ksm-mawar"),
        ("c-lo-filter-empty-ksm-mawar", "ksm-mawar"),
        ("41-columns-reordered-ksm-mawar", "ksm-mawar"),
        ("04-total-row-tabungan-label-in-nama-ksm-mawar", "ksm-mawar"),
        ("r10-strict", "ksm-mawar"),
        ("b-fmt-paren-ksm-melati-lama", "ksm-melati-lama"),
    ],
)
def test_it_gives_the_figures_of_the_original(capsys, name, original):
    bring_in(written_by_others(name))
    for expected in EXPECTED[original]["balances"]:
        assert books(capsys, expected["ksm"], expected["as_of"]) == expected | {"balanced": True}


def test_the_same_facts_in_another_order_change_nothing():
    bring_in(sample())
    again = checked(written_by_others("41-columns-reordered-ksm-mawar"))
    assert (again.galat, again.already_stored) == ((), True)


def test_a_group_is_found_however_the_apostrophe_of_its_bkm_was_typed():
    factories.make_bkm("BKM Ma’ruf")
    around = surroundings(today=datetime.date(2025, 12, 1), may_create_bkm=False)
    names = ("BKM Ma'ruf", "bkm ma`ruf", "BKM Maruf")
    assert [around.bkm_exists("33.74.05.1001", name) for name in names] == [True, True, False]
