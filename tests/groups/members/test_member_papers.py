"""A member's statement and card, the list of beneficiaries, checklists: each from the page of its data."""

import pytest

from groups.members.papers import card_context, statement_context
from groups.models import Beneficiary, NikDisclosure
from groups.path.steps import CHECKLISTS
from groups.path.travelling import fill_checklist
from tests.support.factories import START, make_ksm, make_member, make_officer, make_unit_staff
from tests.support.prints import text_of

NIK = "3374054506800001"


@pytest.fixture
def member(mawar):
    facts = {"nik": NIK, "address": "Jl. Melati 7", "rt": "002", "rw": "005", "heir": "Sumiati"}
    return make_member(mawar, **facts)


def test_the_statement_is_signed_over_a_meterai_and_tells_the_whole_nik_only_when_asked(
    mawar, member, sari, joko, as_user
):
    address = f"/ksm/{mawar.pk}/anggota/{member.pk}/pernyataan.pdf"
    client = as_user(sari)
    assert address in client.get(f"/ksm/{mawar.pk}/anggota/{member.pk}/").content.decode()
    text = text_of(client.get(address))
    for words in (
        "SURAT PERNYATAAN ANGGOTA",
        f"Nama : {member.name} NIK : 3374********0001 Alamat : Jl. Melati 7, RT 002/RW 005",
        "tanggung renteng",
        "izin ini dapat saya cabut",
        "ahli waris: Sumiati",
        "Meterai Rp10.000",
        "Demikian surat pernyataan ini saya buat dengan sadar",
    ):
        assert words in text
    assert NIK in text_of(client.get(f"{address}?nik=lengkap"))
    assert NikDisclosure.objects.get().members == [member.pk]
    assert as_user(joko).get(f"{address}?nik=lengkap").status_code == 403


def test_a_chair_does_not_witness_her_own_statement_nor_sign_her_own_card(mawar, member):
    make_officer(member, "KETUA")
    other = make_member(mawar)
    make_officer(other, "SEKRETARIS")
    for context in (statement_context(member, mawar, START), card_context(member, mawar, START)):
        assert context["signers"][0].name == other.name
    assert card_context(member, mawar, START)["offices"] == ["Ketua"]


def test_the_card_bears_group_number_and_masked_nik(mawar, member, sari, as_user):
    text = text_of(as_user(sari).get(f"/ksm/{mawar.pk}/anggota/{member.pk}/kartu.pdf"))
    for words in ("KSM MAWAR", "KARTU ANGGOTA", "Nomor : 1", member.name, "3374********0001"):
        assert words in text
    assert NIK not in text


def test_beneficiaries_are_listed_for_those_who_may_know_them(bkm, mawar, sari, tini, ratna, joko, as_user):
    beside = make_ksm(bkm, name="KSM Melur")
    for ksm, name in ((mawar, "Keluarga Aminah"), (beside, "Keluarga Bahri")):
        Beneficiary.objects.create(ksm=ksm, name=name, people=4, in_ps2=True, need="Modal usaha")
    address = f"/bkm/{bkm.pk}/penerima-manfaat.pdf"
    for who in (sari, joko):
        text = text_of(as_user(who).get(address))
        assert "2 keluarga, 8 jiwa, 2 keluarga tercantum dalam PS-2" in text
        assert "Keluarga Aminah" in text
        assert "Keluarga Bahri" in text
    own = text_of(as_user(tini).get(address))  # a volunteer knows those of her own group
    assert "Keluarga Aminah" in own
    assert "Keluarga Bahri" not in own
    for who in (ratna, make_unit_staff("lina", bkm, "UPL")):
        assert as_user(who).get(address).status_code == 403
        assert address not in as_user(who).get(f"/bkm/{bkm.pk}/").content.decode()
    assert address in as_user(sari).get(f"/bkm/{bkm.pk}/").content.decode()


def test_a_checklist_is_printed_empty_and_filled(mawar, sari, as_user):
    listed = CHECKLISTS[0]
    answers = {item: ("SEBAGIAN", "Tiga dari lima") for item, _ in listed.items}
    facts = {"code": listed.code, "filled_on": START, "today": START, "by": sari}
    fill_checklist(ksm=mawar, answers=answers, **facts)
    client, address = as_user(sari), f"/ksm/{mawar.pk}/periksa/{listed.code}/cetak.pdf"
    filled = text_of(client.get(address))
    assert "diisi 2 Juni 2025" in filled
    assert filled.count("Tiga dari lima") == filled.count("✓") == len(listed.items)
    empty = text_of(client.get(f"{address}?kosong"))
    assert "✓" not in empty
    assert listed.items[0][1].split(":")[0] in empty
