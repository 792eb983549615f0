"""NIK, KK and telephone are masked everywhere; whole only for a purpose that is written down."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from groups.keys.columns import raw, with_ciphertexts
from groups.members.enrolment import update_member
from groups.members.identity import log_disclosure
from groups.models import Member, NikDisclosure
from ksm.keys import decrypt
from tests.support.factories import make_member

pytestmark = pytest.mark.django_db
NIK, CARD, PHONE = "3374051508850003", "3374050101800001", "081234567890"


@pytest.fixture
def siti(mawar):
    return make_member(mawar, name="Siti Aminah", nik=NIK, family_card=CARD, phone=PHONE)


def pages(siti):
    here = f"/ksm/{siti.ksm_id}/anggota"
    one = f"{here}/{siti.pk}"
    yield from (f"{here}/", f"{here}/?unduh=csv", f"{one}/", f"{one}/ubah/", f"{one}/berkas/")
    yield from (f"{one}/keanggotaan/", f"{one}/nomor/", f"/ksm/{siti.ksm_id}/riwayat/", "/cari/?kata=Siti")


def test_no_page_list_or_form_tells_a_number_whole(siti, sari, as_user):
    client, masked = as_user(sari), 0
    for page in pages(siti):
        answer = client.get(page)
        text = answer.content.decode()
        assert answer.status_code == 200, page
        assert [number for number in (NIK, CARD, PHONE) if number in text] == [], page
        masked += "0812********7890" in text
    assert masked >= 3


def test_a_look_names_its_purpose_and_is_written_down_with_from_where(siti, sari, as_user):
    client, page = as_user(sari), f"/ksm/{siti.ksm_id}/anggota/{siti.pk}/nomor/"
    assert list(client.post(page, {"purpose": "Lainnya"}).context["form"].errors) == ["detail"]
    refused = client.post(page, {"purpose": "Lainnya", "detail": f"cocokkan {NIK[:8]} {NIK[8:]}"})
    assert "Jangan menulis NIK" in str(refused.context["form"].errors["detail"])
    assert not NikDisclosure.objects.exists()
    shown = client.post(
        page, {"purpose": "Menghubungi anggota", "detail": "undangan"}, REMOTE_ADDR="10.1.2.3"
    )
    assert [number in shown.content.decode() for number in (NIK, CARD, PHONE)] == [True] * 3
    assert shown["Cache-Control"] == "no-store, private"
    row = NikDisclosure.objects.get()
    facts = (row.by, row.way, row.members, row.paper, row.client)
    assert facts == (sari, "VIEW", [siti.pk], "Menghubungi anggota: undangan", "10.1.2.3")
    told = client.get(f"/ksm/{siti.ksm_id}/riwayat/?jenis=nik").context["page"].object_list
    assert [(one.kind, one.reason, one.client) for one in told] == [("dilihat", row.paper, "10.1.2.3")]


def test_an_empty_telephone_in_the_form_leaves_the_stored_one(siti, sari, as_user):
    client, page = as_user(sari), f"/ksm/{siti.ksm_id}/anggota/{siti.pk}/ubah/"
    typed = {"number": siti.number, "name": siti.name, "sex": "P", "joined_on": f"{siti.joined_on}"}
    client.post(page, typed)
    assert Member.objects.get(pk=siti.pk).phone == PHONE
    client.post(page, typed | {"phone": "0811-2222-3333"})
    assert Member.objects.get(pk=siti.pk).phone == "0811-2222-3333"
    client.post(page, typed | {"without_phone": "on"})
    assert Member.objects.get(pk=siti.pk).phone == ""


def test_the_telephone_is_encrypted_at_rest(siti):
    [stored] = with_ciphertexts(Member.objects.all(), ["phone"]).values_list(raw("phone"), flat=True)
    assert PHONE not in stored
    assert decrypt(stored) == PHONE


def renumber(siti, by):
    """Siti gets another number, and somebody else the one that she had."""
    other = make_member(siti.ksm, name="Wati")
    for member, number in ((siti, 20), (other, 1)):
        update_member(member=member, today=siti.ksm.today(), by=by, number=number)


def test_a_look_is_told_of_who_was_seen_whatever_their_number_is_now(siti, sari, as_user):
    log_disclosure(ksm=siti.ksm, members=[siti], paper="Surat kuasa", by=sari)
    gone = make_member(siti.ksm, name="Rukmini")
    log_disclosure(ksm=siti.ksm, members=[gone], paper="Salah catat", by=sari)
    gone.delete()
    renumber(siti, sari)
    client, other = as_user(sari), Member.objects.get(name="Wati")
    told = client.get(f"/ksm/{siti.ksm_id}/riwayat/?jenis=nik").context["page"].object_list
    assert [one.what for one in told] == [
        f"NIK lengkap anggota {who}" for who in ("2. Rukmini", "20. Siti Aminah")
    ]
    looks = {
        one.name: client.get(reverse("member_file", args=[one.ksm_id, one.pk])).context["looks"]
        for one in (siti, other)
    }
    assert [one.reason for one in looks["Siti Aminah"]] == ["Surat kuasa"]
    assert looks["Wati"] == []


def test_looks_written_down_by_number_become_looks_at_who_had_it_then(siti, sari):
    """What an older version wrote, and back again; a number that nobody ever had stays a number."""
    migration = import_module("groups.migrations.0046_disclosed_by_id")
    NikDisclosure.objects.create(ksm=siti.ksm, paper="Surat kuasa", members=[1, 77], by=sari)
    renumber(siti, sari)
    migration.by_id(apps, None)
    assert NikDisclosure.objects.get().members == [siti.pk, "77"]
    migration.by_number(apps, None)
    assert NikDisclosure.objects.get().members == [20, 77]
