"""The inventory book: its lines, and its paper with the price carried from page to page."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from groups.models import InventoryItem
from tests.support.factories import START

pytestmark = pytest.mark.django_db
LINE = {
    "name": "Kotak uang",
    "quantity": "1",
    "unit": "buah",
    "acquired_on": "2025-06-02",
    "origin": "SWADAYA",
    "price": "75.000",
    "condition": "GOOD",
    "place": "Rumah bendahara",
    "note": "Tiga kunci",
}


def own(ksm, number=1, **fields):
    facts = {"name": f"Kursi {number}", "acquired_on": START + timedelta(days=number), "origin": "HIBAH"}
    return InventoryItem.objects.create(ksm=ksm, **facts | {"price": 1_000, "place": "Balai"} | fields)


def pages_of(answer):
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(answer.content)).pages]


def test_a_thing_is_written_down_and_printed_with_the_columns_of_the_form(mawar, sari, ratna, as_user):
    url = f"/ksm/{mawar.pk}/catatan/inventaris"
    as_user(sari).post(f"{url}/baru/", LINE)
    assert InventoryItem.objects.get().price == 75_000
    assert "Rp75.000" in as_user(ratna).get(f"{url}/").content.decode()
    [paper] = pages_of(as_user(ratna).get(f"{url}.pdf"))
    for word in ("Namabarang", "Jumlah", "Satuan", "Tanggalperolehan", "Asal", "Harga", "Kondisi", "Lokasi"):
        assert word in paper
    for word in ("Keterangan", "Kotakuang", "02-06-2025", "Swadaya", "75.000", "Baik", "Tigakunci"):
        assert word in paper


def test_the_price_is_carried_to_the_next_page(mawar, sari, as_user):
    for number in range(10):
        own(mawar, number)
    assert "Dipindahkan" not in "".join(
        pages_of(as_user(sari).get(f"/ksm/{mawar.pk}/catatan/inventaris.pdf"))
    )
    for number in range(10, 14):
        own(mawar, number)
    first, second = pages_of(as_user(sari).get(f"/ksm/{mawar.pk}/catatan/inventaris.pdf"))
    assert "Dipindahkan10.000" in first
    assert "Pindahan10.000" in second
    assert "Jumlah14.000" in second


def test_what_is_gone_stays_in_the_book_and_counts_no_longer(mawar, sari, as_user):
    own(mawar, 1)
    own(mawar, 2, name="Papan tulis", price=50_000, condition="GONE")
    [paper] = pages_of(as_user(sari).get(f"/ksm/{mawar.pk}/catatan/inventaris.pdf"))
    assert "Papantulis" in paper
    assert "Jumlah1.000" in paper


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"acquired_on": "2099-01-01"}, "acquired_on"),
        ({"quantity": "0"}, "quantity"),
        ({"quantity": "10000"}, "quantity"),
        ({"price": "5,5"}, "price"),
        ({"price": "-1"}, "price"),
        ({"origin": "PINJAM"}, "origin"),
        ({"place": ""}, "place"),
    ],
)
def test_a_bad_line_is_refused(mawar, sari, as_user, fields, field):
    answer = as_user(sari).post(f"/ksm/{mawar.pk}/catatan/inventaris/baru/", LINE | fields)
    assert list(answer.context["form"].errors) == [field]
    assert not InventoryItem.objects.exists()


def test_both_books_are_on_the_page_of_all_books(mawar, sari, as_user):
    page = as_user(sari).get(f"/ksm/{mawar.pk}/buku/").content.decode()
    assert f"/ksm/{mawar.pk}/catatan/inventaris/" in page
    assert f"/ksm/{mawar.pk}/catatan/buku-tamu/" in page
