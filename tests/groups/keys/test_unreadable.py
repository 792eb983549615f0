"""A value that no key opens shows as such in its field, breaks no page, and is not lost."""

import io

import pypdf
import pytest
from django.conf import settings as django_settings
from django.db.models import TextField
from django.db.models.functions import Cast
from django.test import Client

from groups.models import Member, Paper
from tests.support.factories import START, make_member
from tests.support.lending import lend, make_group

NIK = "9999015203850001"
RIGHT = django_settings.DATA_KEY


def ciphertexts(member):
    rows = Member.objects.annotate(a=Cast("nik", TextField()), b=Cast("family_card", TextField()))
    return rows.values_list("a", "b").get(pk=member.pk)


@pytest.fixture
def lost(mawar, settings):
    """Somebody whose NIK and KK were saved under a key that is not there."""
    settings.DATA_KEY = "kunci yang hilang"
    member = make_member(mawar, nik=NIK, family_card="9999010102030001")
    settings.DATA_KEY = RIGHT
    return member


PAGES = [
    "anggota/",
    "anggota/{member}/",
    "anggota/{member}/ubah/",
    "anggota/{member}/pernyataan.pdf",
    "anggota/{member}/pernyataan.pdf?nik=lengkap",
    "anggota/{member}/kartu.pdf",
    "anggota/{member}/keluar/",
    "anggota/{member}/koreksi/",
    "profil.pdf",
    "riwayat/",
    "",
]


@pytest.mark.parametrize("page", PAGES)
def test_no_page_breaks(lost, sari, as_user, page):
    answer = as_user(sari).get(f"/ksm/{lost.ksm_id}/{page.format(member=lost.pk)}")
    assert answer.status_code == 200


def test_the_field_says_so(lost, sari, as_user):
    client, base = as_user(sari), f"/ksm/{lost.ksm_id}/anggota/"
    for page in ("", f"{lost.pk}/"):
        assert "NIK tidak terbaca" in client.get(base + page).content.decode()
    assert "Tersimpan NIK tidak terbaca" in client.get(f"{base}{lost.pk}/ubah/").content.decode()
    pdf = client.get(f"{base}{lost.pk}/pernyataan.pdf?nik=lengkap").content
    assert "tidak terbaca" in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_saving_other_facts_keeps_what_is_stored_for_the_day_the_key_is_back(lost, sari, as_user, settings):
    before = ciphertexts(lost)
    facts = {"number": "1", "name": "Nama Baru", "sex": "P", "joined_on": str(START), "birth_place": "Demak"}
    address = f"/ksm/{lost.ksm_id}/anggota/{lost.pk}/ubah/"
    assert as_user(sari).post(address, facts).status_code == 302
    member = Member.objects.get(pk=lost.pk)
    member.save()
    assert (member.name, ciphertexts(member)) == ("Nama Baru", before)
    settings.OLD_DATA_KEYS = ["kunci yang hilang"]
    assert Member.objects.get(pk=lost.pk).nik == NIK


def test_a_kept_paper_is_printed_as_a_page_that_says_so(bkm, mawar, sari, as_user, settings):
    ksm = make_group(bkm)
    loan = lend(ksm, principal=400_000, periods=4)
    client, address = as_user(sari), f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/perjanjian.pdf"
    settings.DATA_KEY = "kunci yang hilang"
    client.get(address)
    paper = Paper.objects.get(kind="SPP")
    settings.DATA_KEY = RIGHT
    for page in (address, f"/ksm/{ksm.pk}/surat/{paper.pk}.pdf"):
        answer = client.get(page)
        text = " ".join(pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().split())
        assert answer.status_code == 200
        assert "sedang tidak terbaca" in text
        assert paper.number in text
    told = Client().get(f"/periksa/{paper.code}/").content.decode()
    assert "isi yang tersimpan sedang tidak terbaca" in told
    assert "benar dikeluarkan" not in told
    settings.OLD_DATA_KEYS = ["kunci yang hilang"]
    assert "benar dikeluarkan" in Client().get(f"/periksa/{paper.code}/").content.decode()
