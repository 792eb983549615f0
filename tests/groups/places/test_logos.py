"""A logo at the head of papers: of the BKM by the administrator, of a group by its facilitator."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from groups.letterhead import kop_of
from groups.models import Logo
from groups.places.logos import set_logo
from groups.registers.withdrawing import take_out_ksm
from tests.support.factories import START, make_ksm
from tests.support.pictures import make_photo, make_png


def upload(content, name="logo.png"):
    return {"file": SimpleUploadedFile(name, content, "image/png")}


def pictures_of(answer):
    return [picture for page in PdfReader(io.BytesIO(answer.content)).pages for picture in page.images]


@pytest.fixture
def address(mawar):
    return f"/ksm/{mawar.pk}/logo/"


def test_the_facilitator_gives_the_group_a_logo_that_its_papers_bear(as_user, sari, mawar, address):
    client, paper = as_user(sari), f"/ksm/{mawar.pk}/kesepakatan.pdf"
    assert pictures_of(client.get(paper)) == []
    assert client.post(address, upload(make_photo(), "logo.jpg")).url == f"/ksm/{mawar.pk}/"
    answer = client.get(f"/ksm/{mawar.pk}/logo.png")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.content == bytes(Logo.objects.get(ksm=mawar).content)
    assert len(pictures_of(client.get(paper))) == 1
    assert f'src="/ksm/{mawar.pk}/logo.png"' in client.get(address).content.decode()


def test_a_new_logo_takes_the_place_of_the_old_one_and_can_be_taken_away(as_user, sari, mawar, address):
    client = as_user(sari)
    client.post(address, upload(make_png()))
    client.post(address, upload(make_png((10, 10))))
    assert Logo.objects.of(mawar).get().changed_by == sari
    assert kop_of(mawar, START).mark.startswith("data:image/png;base64,")
    client.post(f"{address}hapus/")
    assert kop_of(mawar, START).mark == ""
    assert client.get(f"/ksm/{mawar.pk}/logo.png").status_code == 404


def test_the_papers_of_the_bkm_bear_the_logo_of_the_bkm_alone(as_user, admin, bkm, mawar):
    client = as_user(admin)
    assert client.post(f"/bkm/{bkm.pk}/logo/", upload(make_png())).url == f"/bkm/{bkm.pk}/"
    assert f'src="/bkm/{bkm.pk}/logo.png"' in client.get(f"/bkm/{bkm.pk}/").content.decode()
    assert len(pictures_of(client.get(f"/bkm/{bkm.pk}/daftar-ksm.pdf"))) == 1
    assert pictures_of(client.get(f"/ksm/{mawar.pk}/kesepakatan.pdf")) == []


@pytest.mark.parametrize("content", [b"bukan gambar", make_png()[:50]])
def test_a_bad_file_gets_a_sentence_beside_the_field_and_changes_nothing(
    as_user, sari, mawar, address, content
):
    set_logo(owner=mawar, content=make_png(), by=sari)
    form = as_user(sari).post(address, upload(content)).context["form"]
    assert form.errors == {"file": ["Berkas ini bukan gambar PNG atau JPEG yang dapat dibaca."]}
    assert Logo.objects.count() == 1


def test_nothing_chosen_is_said_beside_the_field(as_user, sari, address):
    assert list(as_user(sari).post(address, {}).context["form"].errors) == ["file"]


def test_a_logo_has_one_owner(bkm, mawar, sari):
    for owners in ({}, {"bkm": bkm, "ksm": mawar}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Logo.objects.create(content=b"x", changed_by=sari, **owners)


def test_a_group_entered_by_mistake_is_taken_out_with_its_logo(bkm, sari):
    empty = make_ksm(bkm, started=None)
    set_logo(owner=empty, content=make_png(), by=sari)
    take_out_ksm(ksm=empty, reason="Salah", by=sari)
    assert not Logo.objects.exists()
