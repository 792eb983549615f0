"""Marks that phones put into text: unseen ones, special spaces and hyphens, curly apostrophes and quotes."""

import pytest
from django import forms

from groups.models import Ksm
from groups.places.regions import search_regions
from ksm.dates import parse_date
from ksm.fields import RupiahField, TanggalField
from ksm.forms import PlainSpoken
from ksm.money import parse_percent, parse_rupiah
from ksm.text import plain, sought
from tests.support.factories import make_ksm, make_member, make_region
from tests.support.sheets import close, make_sheet

UNSEEN = "\u200e\u200f\u202a\u202c\u2066\u2069\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f"
APOSTROPHES = "'’‘\u02bc\u02bb\u2032"


def test_it_takes_off_what_nobody_sees():
    assert plain("".join(f"a{mark}" for mark in UNSEEN)) == "a" * len(UNSEEN)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ni’mah ‘Aisyah", "Ni'mah 'Aisyah"),
        ("“Mawar” „Melur‟", '"Mawar" "Melur"'),
        ("Siti\u00a0Aminah\u202fB", "Siti Aminah B"),
        ("RT\u201103\u201005", "RT-03-05"),
        ("satu\u2028dua", "satu\ndua"),
        ("Rene\u0301", "René"),
        ("satu\r\n  dua – tiga", "satu\r\n  dua – tiga"),
    ],
)
def test_it_keeps_what_is_meant(typed, kept):
    assert plain(typed) == kept


def test_it_reads_numbers_and_dates_with_such_marks():
    assert parse_rupiah("\u202aRp\u00a05.000\u200b\u202c") == 5000
    assert parse_percent("\u200e1,5\u00a0%") * 1000 == 15
    assert parse_date("\u200f21\u201106\u20112025").isoformat() == "2025-06-21"
    assert parse_date("21–06–2025").isoformat() == "2025-06-21"


class EveryKind(PlainSpoken, forms.Form):
    text = forms.CharField()
    many = forms.MultipleChoiceField(choices=[("a", "A")])
    rupiah = RupiahField()
    day = TanggalField()
    number = forms.IntegerField()
    chosen = forms.ChoiceField(choices=[("A'", "a")])
    secret = forms.CharField(strip=False)


def test_every_form_cleans_every_field_but_a_password():
    sent = {
        "x-text": "\ufeffNi’mah\u200e",
        "x-many": ["\u200ba"],
        "x-rupiah": "5.000\u200b",
        "x-day": "\u200e21/06/2025",
        "x-number": "12\u200b",
        "x-chosen": "A’",
        "x-secret": "a\u00a0’",
    }
    form = EveryKind(sent, prefix="x")
    assert form.errors == {}
    found = form.cleaned_data
    assert (found["text"], found["many"], found["chosen"]) == ("Ni'mah", ["a"], "A'")
    assert (found["rupiah"], found["day"].isoformat(), found["number"]) == (5000, "2025-06-21", 12)
    assert found["secret"] == "a\u00a0’"
    assert form["text"].value() == "Ni'mah"


@pytest.mark.django_db
@pytest.mark.parametrize("stored", ["Ni'mah", "Ni’mah", "Ni`mah", "Ni\u200b'mah"])
@pytest.mark.parametrize("typed", ["ni'm", "NI’M", "ni`m", "ni\u00b4m", "\u200eni\u02bcm"])
def test_it_finds_a_name_however_its_apostrophe_was_typed(as_user, sari, mawar, stored, typed):
    member = make_member(mawar, name=stored)
    make_member(mawar, name="Nimas")
    page = as_user(sari).get(f"/ksm/{mawar.pk}/anggota/", {"cari": typed}).context["page"]
    assert [found.pk for found in page] == [member.pk]


@pytest.mark.django_db
def test_every_list_and_search_finds_so(as_user, admin, bkm):
    Ksm.objects.all().delete()
    ksm = make_ksm(bkm, name="KSM Nur’aini", address="Jalan Jum’at")
    bkm.name = "BKM Ma’ruf"
    bkm.save()
    admin.full_name = "Ni’mah"
    admin.save()
    client = as_user(admin)
    for address, key in (("/ksm/", "nur'a"), ("/ksm/", "jum'at"), ("/bkm/", "ma'r"), ("/pengguna/", "ni'm")):
        assert len(client.get(address, {"cari": key}).context["page"]) == 1, address
    sought_bkm = client.get("/bkm/cari/", {"isian": "bkm", "bkm_cari": "ma`ruf"})
    assert [pick["value"] for pick in sought_bkm.context["picks"]] == [str(bkm.pk)]
    sought_ksm = client.get("/ksm/cari/", {"isian": "ksm", "ksm_cari": "nur`aini"})
    assert [pick["value"] for pick in sought_ksm.context["picks"]] == [str(ksm.pk)]
    assert len(client.get("/dasbor/", {"cari": "nur'aini"}).context["page"]) == 1


@pytest.mark.django_db
def test_a_region_is_found_so_too():
    region = make_region()
    region.name, region.full_name = "Nu'u", "Nu’u, Semarang"
    region.save()
    assert [found.pk for found in search_regions("\u200enu’u\u00a0semarang")] == [region.pk]


def test_what_is_compared_has_single_spaces_and_one_apostrophe():
    assert {sought(f"Ni{mark}mah  Sari ") for mark in APOSTROPHES + "`\u00b4"} == {"Ni'mah Sari"}


@pytest.mark.django_db
def test_the_meeting_sheet_reads_what_a_phone_sends(as_user, sari, mawar):
    member = make_member(mawar)
    close(mawar, make_sheet(mawar, mawar.mentoring_started_on), sari)
    member.refresh_from_db()
    address = f"/ksm/{mawar.pk}/pertemuan/catat/?tanggal=2025-06-09"
    sent = {
        "action": "close",
        "head-held_on": "\u200e2025-06-09",
        f"m{member.pk}-attendance": "H\u200b",
        f"m{member.pk}-wajib": "\u202a5.000\u202c",
        "closing-checked_by": "Ni’mah\ufeff",
        "closing-counted_cash": "10.000\u200b",
    }
    form = as_user(sari).post(address, sent).context["form"]
    row, closing = form.rows[0].cleaned_data, form.closing.cleaned_data
    assert (form.header.cleaned_data["held_on"].isoformat(), row["attendance"]) == ("2025-06-09", "H")
    assert (row["wajib"], closing["counted_cash"], closing["checked_by"]) == (5000, 10_000, "Ni'mah")
