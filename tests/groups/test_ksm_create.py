import datetime

import pytest

from groups.models import Ksm
from tests.support.factories import make_bkm

URL = "/ksm/baru/"


@pytest.fixture
def facts(bkm):
    return {
        "bkm": bkm.pk,
        "code": "MLT",
        "name": "KSM Melati",
        "address": "Jl. Sembungharjo Raya",
        "rt": "3",
        "rw": "05",
        "origin": "NEW",
        "bidang": ["ekonomi", "sosial"],
        "founded_on": "2025-05-20",
        "meeting_weekday": "0",
        "meeting_frequency": "WEEKLY",
        "meeting_time": "15:30",
        "meeting_place": "Balai RW 05",
        "required_books": ["cash", "attendance"],
        "purpose": "Menabung bersama",
    }


def test_it_registers_a_group_in_the_forming_phase(as_user, sari, facts):
    response = as_user(sari).post(URL, facts)
    made = Ksm.objects.get(code="MLT")
    assert response.url == f"/ksm/{made.pk}/"
    assert (made.phase, made.rt, made.rw, made.bidang) == ("FORMING", "003", "005", ["ekonomi", "sosial"])
    assert (made.founded_on, made.meeting_time) == (datetime.date(2025, 5, 20), datetime.time(15, 30))
    assert made.required_books == ["attendance", "cash"]
    assert made.history.get().history_user == sari


def test_it_takes_the_time_zone_of_the_province(as_user, budi, facts):
    medan = make_bkm("BKM Medan", "12.71.01.1001")
    as_user(budi).post(URL, facts | {"bkm": medan.pk})
    assert Ksm.objects.get(code="MLT").timezone == "Asia/Jakarta"


def test_it_is_for_facilitators_only(client, as_user, tini, ratna, joko, facts):
    assert client.get(URL).url == f"/masuk/?next={URL}"
    for user in (tini, ratna, joko):
        assert as_user(user).get(URL).status_code == 403
        assert as_user(user).post(URL, facts).status_code == 403
    assert not Ksm.objects.filter(code="MLT").exists()


def test_it_offers_only_the_bkm_of_the_area(as_user, budi, facts):
    """BUG-106: a facilitator from elsewhere cannot register a group here by sending this BKM's id."""
    response = as_user(budi).post(URL, facts)
    assert response.context["form"].errors["bkm"] == ["Pilih salah satu dari daftar."]
    assert not Ksm.objects.filter(code="MLT").exists()


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"code": "mwr"}, "code", "Kode KSM ini sudah dipakai di BKM yang sama."),
        ({"code": ""}, "code", "Wajib diisi."),
        ({"name": "x" * 10_000}, "name", "Paling banyak 120 huruf; yang ditulis 10000."),
        ({"purpose": "x" * 10_000}, "purpose", "Paling banyak 2000 huruf; yang ditulis 10000."),
        ({"rt": "lm"}, "rt", "RT ditulis dengan angka, misalnya 003."),
        ({"rw": "1234"}, "rw", "Paling banyak 3 huruf; yang ditulis 4."),
        ({"founded_on": "2199-01-01"}, "founded_on", "Tanggal berdiri tidak boleh sesudah hari ini."),
        ({"meeting_time": "sore"}, "meeting_time", "Tulis jam seperti 15:30."),
        ({"meeting_weekday": "9"}, "meeting_weekday", "Pilih salah satu dari daftar."),
        ({"origin": "X"}, "origin", "Pilih salah satu dari daftar."),
        ({"bidang": ["politik"]}, "bidang", "Pilih salah satu dari daftar."),
        ({"required_books": []}, "required_books", "Pilih paling sedikit satu buku."),
    ],
)
def test_it_explains_bad_input_and_keeps_it(as_user, sari, facts, sent, field, sentence):
    response = as_user(sari).post(URL, facts | sent)
    form = response.context["form"]
    assert form.errors[field] == [sentence]
    assert form["meeting_place"].value() == "Balai RW 05"
    assert Ksm.objects.count() == 1


def test_it_refuses_month_before_day(as_user, sari, facts):
    response = as_user(sari).post(URL, facts | {"founded_on": "05/21/2025"})
    assert len(response.context["form"].errors["founded_on"]) == 1


def test_it_allows_the_same_code_in_another_bkm(as_user, budi, mawar):
    """domain.md J16"""
    assert Ksm.objects.filter(code="MWR").count() == 2


def test_it_keeps_html_and_formulas_in_names_as_text(as_user, sari, facts):
    as_user(sari).post(URL, facts | {"name": "=HYPERLINK(<b>KSM</b>)"})
    made = Ksm.objects.get(code="MLT")
    page = as_user(sari).get(f"/ksm/{made.pk}/ubah/").content.decode()
    assert "=HYPERLINK(&lt;b&gt;KSM&lt;/b&gt;)" in page
    assert "<b>KSM</b>" not in page
