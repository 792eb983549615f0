"""A member or a group entered by mistake, on whom nothing rests, is taken out with a reason."""

import pytest
from django.db.models.options import camel_case_to_spaces

from groups.members.enrolment import enrol_member
from groups.models import Ksm, Member
from groups.path.mentoring import register_ksm
from groups.path.travelling import record_training
from groups.refusals import GroupError
from groups.registers.withdrawing import take_out_ksm, take_out_member, withdraw
from tests.support.factories import START, make_ksm, make_members, make_officer
from tests.support.sheets import close, make_sheet

pytestmark = pytest.mark.django_db


def enrol(ksm, by, name="Baru", joined_on=START):
    return enrol_member(ksm=ksm, name=name, sex="P", joined_on=joined_on, today=joined_on, by=by)


def refusal(verb, **facts):
    with pytest.raises(GroupError) as refused:
        verb(reason="Salah", **facts)
    return str(refused.value)


def test_a_member_of_whom_nothing_is_recorded_goes_and_the_number_is_not_given_again(mawar, sari, as_user):
    make_members(mawar, 2)
    wrong = enrol(mawar, sari, name="Siti Dua Kali")
    mawar.refresh_from_db()
    before = mawar.data_version
    client, address = as_user(sari), f"/ksm/{mawar.pk}/anggota/{wrong.pk}/"
    assert f"{address}tarik/" in client.get(address).content.decode()
    assert client.post(f"{address}tarik/", {"reason": ""}).context["form"].errors == {
        "reason": ["Tulis alasannya."]
    }
    answer = client.post(f"{address}tarik/", {"reason": "Tercatat dua kali"})
    assert answer.url == f"/ksm/{mawar.pk}/anggota/"
    assert list(mawar.members.values_list("number", flat=True)) == [1, 2]
    mawar.refresh_from_db()
    assert mawar.data_version == before + 1
    assert enrol(mawar, sari).number == 4
    trail = " ".join(client.get(f"/ksm/{mawar.pk}/riwayat/").content.decode().split())
    assert "Anggota 3. Siti Dua Kali dihapus" in trail
    assert "Alasan: Tercatat dua kali" in trail


def test_who_was_trained_holds_office_or_was_counted_stays(mawar, sari):
    first, second, third = make_members(mawar, 3)
    make_officer(first)
    facts = {"topic": "BOOKS", "trainer": "Sari", "held_on": START, "today": START, "by": sari}
    training = record_training(bkm=mawar.bkm, ksm=mawar, members=[second], **facts)
    assert refusal(take_out_member, member=first, by=sari).startswith("Sudah ada catatannya: ")
    assert "Catat keluarnya." in refusal(take_out_member, member=second, by=sari)
    withdraw(row=training, reason="Salah", today=START, by=sari)
    assert "Sudah ada catatannya" in refusal(take_out_member, member=second, by=sari)  # it stays readable
    close(mawar, make_sheet(mawar, START), sari)
    assert refusal(take_out_member, member=third, by=sari) == (
        "Lembar pertemuan 2 Juni 2025 sudah menghitung anggota ini. Catat keluarnya, atau ajukan koreksi "
        "keanggotaan."
    )
    assert mawar.members.count() == 3
    assert Member.history.filter(history_type="-").count() == 0


def test_an_empty_group_goes_its_code_is_free_and_the_bkm_says_why(bkm, sari, ratna, as_user):
    wrong = register_ksm(bkm=bkm, code="MLT", name="KSM Melati", by=sari)
    client = as_user(sari)
    client.get("/dasbor/")  # its standing is stored
    assert f"/ksm/{wrong.pk}/tarik/" in client.get(f"/ksm/{wrong.pk}/").content.decode()
    answer = client.post(f"/ksm/{wrong.pk}/tarik/", {"reason": "Terdaftar dua kali"})
    assert answer.url == f"/bkm/{bkm.pk}/"
    assert not Ksm.objects.filter(code="MLT").exists()
    words = " ".join(as_user(ratna).get(f"/bkm/{bkm.pk}/").content.decode().split())
    assert "KSM yang ditarik (1)" in words
    assert "KSM Melati (MLT)" in words
    assert "Terdaftar dua kali" in words
    assert register_ksm(bkm=bkm, code="MLT", name="KSM Melati", by=sari).pk


def test_a_group_of_which_anything_is_recorded_stays(mawar, sari):
    make_members(mawar, 1)
    assert refusal(take_out_ksm, ksm=mawar, by=sari) == "Sudah ada catatannya: anggota. Tutup KSM-nya."
    drafted = make_ksm(mawar.bkm)
    drafted.drafts.create(kind="ROUTINE", scheduled_on=START, payload={}, saved_by=sari)
    assert "Sudah ada catatannya" in refusal(take_out_ksm, ksm=drafted, by=sari)
    assert Ksm.objects.filter(pk__in=[mawar.pk, drafted.pk]).count() == 2
    assert Ksm.history.filter(history_type="-").count() == 0


def test_what_stands_in_the_way_is_named_in_indonesian():
    """A model without a name of its own would be told by its class, in English."""
    owned = [
        relation.related_model
        for model in (Ksm, Member)
        for relation in model._meta.related_objects
        if not relation.related_model.__name__.startswith("Historical")
    ]
    made_up = {one.__name__ for one in owned if one._meta.verbose_name == camel_case_to_spaces(one.__name__)}
    assert made_up <= {"Standing", "Logo"}  # derived, so never in the way; and a word of both languages


def test_the_pages_say_beforehand_what_stands_in_the_way_and_ask_nothing(mawar, sari, as_user):
    member = make_members(mawar, 2)[0]
    make_officer(member)
    client = as_user(sari)
    refused = [
        (f"/ksm/{mawar.pk}/tarik/", "Sudah ada catatannya: "),
        (f"/ksm/{mawar.pk}/anggota/{member.pk}/tarik/", "Catat keluarnya."),
    ]
    for address, sentence in refused:
        page = client.get(address).content.decode()
        assert sentence in page
        assert 'name="reason"' not in page
    empty = mawar.members.last()
    assert 'name="reason"' in client.get(f"/ksm/{mawar.pk}/anggota/{empty.pk}/tarik/").content.decode()
