import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.support import factories


def test_it_prints_an_empty_book(mawar, capsys):
    call_command("books", "--ksm", "MWR", "--as-of", "2025-06-02", "--json")
    assert json.loads(capsys.readouterr().out) == {
        "ksm": "MWR",
        "as_of": "2025-06-02",
        "cash": 0,
        "savings": {"pokok": 0, "wajib": 0, "sukarela": 0},
        "loans_outstanding": 0,
        "arrears": 0,
        "jasa_income": 0,
        "fines": 0,
        "loans": {},
        "balanced": True,
    }


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["--ksm", "XYZ", "--as-of", "2025-06-02"], "tidak ditemukan"),
        (["--ksm", "MWR", "--as-of", "06/21/2025"], "Bulan"),
        (["--ksm", "MWR", "--as-of", "-"], "Sebutkan tanggal"),
    ],
)
def test_it_says_what_it_cannot_find_or_read(mawar, args, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("books", *args)


def test_it_asks_for_the_bkm_where_a_code_is_used_twice(mawar, capsys):
    factories.make_ksm(factories.make_bkm("BKM Lain"), code="MWR")
    with pytest.raises(CommandError, match="lebih dari satu BKM"):
        call_command("books", "--ksm", "MWR", "--as-of", "2025-06-02")
    call_command("books", "--ksm", "MWR", "--bkm", "BKM Lain", "--as-of", "2025-06-02")
    assert "cash: 0" in capsys.readouterr().out
