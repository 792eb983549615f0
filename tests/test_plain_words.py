"""The framework's own stilted sentences reach nobody: neither through filters, limits, nor odd letters."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/ksm/", "/bkm/", "/pengguna/", "/dasbor/"])
@pytest.mark.parametrize("value", ["entah", "a\x00b", "1" + "0" * 30])
def test_it_answers_a_strange_filter_in_its_own_words(mawar, admin, as_user, path, value):
    names = ("cari", "urut", "status", "bkm", "unit", "peran", "bidang", "kelurahan", "fasilitator", "syarat")
    page = as_user(admin).get(path, dict.fromkeys(names, value)).content.decode()
    assert "Masukkan pilihan" not in page
    assert "Karakter null" not in page
    assert "Pilih salah satu dari daftar." in page or "tidak dapat disimpan" in page


def test_it_names_the_limit_of_a_count_in_its_own_words(mawar, sari, as_user):
    address = f"/ksm/{mawar.pk}/langkah/group_fgd/"
    page = as_user(sari).post(address, {"women": "1" + "0" * 30}).content.decode()
    assert "Pastikan nilai" not in page
    assert "Paling banyak" in page


# A draft was "konsep", which is also the concept of a KSM; the weeks judged were "jendela" (window).
OLD_WORDS = re.compile(r"\b(?:konsep|jendela)\b", re.IGNORECASE)
OF_A_KSM = ("konsep, tujuan", "konsep dan peran", "Sosialisasi konsep")
SAID = ("templates/**/*.html", "static/js/*.js", "docs/panduan.md")
CODE = [f"{app}/**/*.py" for app in ("groups", "ledger", "savings", "meetings", "assessment", "ksm")]


def test_a_draft_and_the_weeks_that_are_judged_have_the_words_of_field_staff():
    root = Path(__file__).parent.parent
    every = [path for pattern in (*SAID, *CODE) for path in root.glob(pattern)]
    files = [path for path in every if "migrations" not in path.parts]
    assert len(files) > 600
    found = [
        f"{path.relative_to(root)}: {line.strip()}"
        for path in files
        for line in path.read_text().splitlines()
        if OLD_WORDS.search(line) and not any(words in line for words in OF_A_KSM)
    ]
    assert found == []
