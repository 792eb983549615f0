"""`manage.py assess` on the groups' own workbooks gives the figures computed independently of the product."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessment.models import Standing
from tests.meetings.importing.test_storing import bring_in
from tests.support.factories import make_ksm, make_region
from tests.support.workbooks import sample

pytestmark = pytest.mark.django_db
EXPECTED = json.loads((Path(__file__).parents[2] / "data" / "expected.json").read_text())


def assess(**options):
    out = StringIO()
    call_command("assess", json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def agrees(result, expected):
    """The expected keys have the expected values; the product may say more."""
    if isinstance(expected, dict):
        return all(key in result and agrees(result[key], value) for key, value in expected.items())
    return result == expected


@pytest.mark.parametrize(
    ("name", "code", "section", "options"),
    [
        ("ksm-mawar", "KSM-MAWAR", "graduation", {}),
        ("ksm-mawar", "KSM-MAWAR", "rolling_window_weeks_9_to_12", {"last_week": 12}),
        ("ksm-melati-lama", "KSM-MELATI", "graduation", {}),
        ("ksm-melati-lama", "KSM-MELATI", "rolling_window_weeks_2_to_5", {"last_week": 5}),
    ],
)
def test_it_gives_the_expected_figures(name, code, section, options):
    make_region()
    bring_in(sample(name))
    result = assess(ksm=code, **options)
    assert agrees(result, EXPECTED[name][section]), result


def test_a_window_that_is_not_over_is_insufficient_data():
    make_region()
    bring_in(sample("ksm-mawar"))
    result = assess(ksm="KSM-MAWAR", as_of="2025-06-17")
    assert result["state"] == "insufficient_data"
    assert result["all_met"] is False
    assert result["findings"]["attendance"]["met"] is None
    assert assess(ksm="KSM-MAWAR", as_of="2025-06-23")["state"] == "met"


def test_a_code_of_two_bkm_must_be_told_apart(mawar, budi):
    with pytest.raises(CommandError, match="Sebutkan --bkm NAMA"):
        assess(ksm="MWR")
    assert assess(ksm="MWR", bkm=mawar.bkm.name)["ksm"] == "MWR"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"ksm": "TIDAK-ADA"}, "KSM TIDAK-ADA tidak ditemukan"),
        ({"ksm": "MWR", "as_of": "31/31/2025"}, "Bulan tidak lebih dari 12"),
        ({"ksm": "MWR", "last_week": 0}, "paling sedikit 1"),
        ({}, "Sebutkan --ksm KODE, --due, atau --all"),
    ],
)
def test_what_it_cannot_do_it_says(mawar, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        assess(**options)


def test_all_rebuilds_every_standing(bkm):
    for _ in range(3):
        make_ksm(bkm)
    out = StringIO()
    call_command("assess", all=True, stdout=out)
    assert out.getvalue() == "3 dari 3 KSM\n3 KSM dihitung ulang.\n"
    assert Standing.objects.count() == 3
