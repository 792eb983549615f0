"""NIK, KK and telephone are masked everywhere; whole only for a purpose that is written down."""

import pytest

from groups.keys.columns import raw, with_ciphertexts
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
    assert not NikDisclosure.objects.exists()
    shown = client.post(
        page, {"purpose": "Menghubungi anggota", "detail": "undangan"}, REMOTE_ADDR="10.1.2.3"
    )
    assert [number in shown.content.decode() for number in (NIK, CARD, PHONE)] == [True] * 3
    assert shown["Cache-Control"] == "no-store, private"
    row = NikDisclosure.objects.get()
    facts = (row.by, row.way, row.members, row.paper, row.client)
    assert facts == (sari, "VIEW", [siti.number], "Menghubungi anggota: undangan", "10.1.2.3")
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
