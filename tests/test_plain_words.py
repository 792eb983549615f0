"""The framework's own stilted sentences reach nobody: neither through filters, limits, nor odd letters."""

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
