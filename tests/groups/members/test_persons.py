"""A number at the wrong member, one person entered twice, who left and comes back (domain.md J14, J34)."""

import datetime

import pytest

from groups.members.persons import look_alikes
from groups.models import Training
from groups.path.training import attendance_of, training_coverage
from tests.support.factories import START, make_member

pytestmark = pytest.mark.django_db
NIK, OTHER_NIK, CARD = "9999015203850001", "9999014107800001", "9999010102030001"
BORN = datetime.date(1985, 3, 12)


def post(client, member, **changes):
    """What the page of a member sends, with some fields changed."""
    url = f"/ksm/{member.ksm_id}/anggota/{member.pk}/ubah/"
    form = client.get(url).context["form"]
    data = {name: form.initial.get(name) or "" for name in form.fields}
    data = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in data.items()}
    return client.post(url, data | changes)


def test_numbers_at_the_wrong_member_are_taken_off_and_given_to_the_right_one(as_user, sari, mawar):  # R12
    right, wrong = make_member(mawar), make_member(mawar, nik=NIK, family_card=CARD)
    client = as_user(sari)
    assert post(client, wrong, without_nik="on", without_family_card="on").status_code == 302
    wrong.refresh_from_db()
    assert [wrong.nik, wrong.nik_hash, wrong.family_card, wrong.family_card_hash] == [""] * 4
    assert post(client, right, nik=NIK, family_card=CARD).status_code == 302
    right.refresh_from_db()
    assert (right.nik, right.family_card) == (NIK, CARD)


def test_it_offers_to_take_off_only_what_is_stored(as_user, sari, mawar):
    with_nik, without = make_member(mawar, nik=NIK), make_member(mawar)
    client = as_user(sari)
    for member, offered in ((with_nik, ["without_nik"]), (without, [])):
        page = client.get(f"/ksm/{mawar.pk}/anggota/{member.pk}/ubah/")
        assert [name for name in page.context["form"].fields if name.startswith("without")] == offered
        assert page.content.decode().count('type="checkbox"') == len(offered)


def test_a_number_typed_together_with_the_mark_is_the_new_one(as_user, sari, mawar):
    member = make_member(mawar, nik=NIK)
    post(as_user(sari), member, nik=OTHER_NIK, without_nik="on")
    member.refresh_from_db()
    assert member.nik == OTHER_NIK


@pytest.mark.parametrize(
    "typed", ["\u202a9999 0152 0385 0001\u202c", "9999.0152.0385.0001\u200b", "9999–0152\u20110385–0001"]
)
def test_a_nik_is_read_with_the_marks_that_phones_put_in(as_user, sari, mawar, typed):
    member = make_member(mawar)
    post(as_user(sari), member, nik=typed, family_card=typed)
    member.refresh_from_db()
    assert (member.nik, member.family_card) == (NIK, NIK)


def enrol(client, ksm, **facts):
    facts = {"number": "9", "name": "Siti Aminah", "sex": "P", "joined_on": "2025-06-02"} | facts
    return client.post(f"/ksm/{ksm.pk}/anggota/baru/", facts)


def test_the_same_name_and_birth_date_twice_is_saved_once_somebody_looked(as_user, sari, mawar):  # R20
    make_member(mawar, name="Siti  Aminah", birth_date=BORN, nik=NIK)
    facts = {"name": "SITI AMINAH", "birth_date": "12-03-1985", "nik": OTHER_NIK}
    response = enrol(as_user(sari), mawar, **facts)
    sentence = "Nama dan tanggal lahir ini sama dengan anggota nomor 1, Siti  Aminah."
    assert response.context["form"].errors == {"sure": [sentence]}
    assert 'name="sure"' in response.content.decode()
    assert list(response.context["notices"]) == [sentence]
    assert mawar.members.count() == 1
    assert enrol(as_user(sari), mawar, **facts, sure="on").status_code == 302
    assert mawar.members.count() == 2


@pytest.mark.parametrize(
    "facts", [{"name": "Siti Aminah B"}, {"birth_date": ""}, {"birth_date": "13-03-1985"}]
)
def test_another_name_or_day_asks_nothing(as_user, sari, mawar, facts):
    make_member(mawar, name="Siti Aminah", birth_date=BORN)
    assert enrol(as_user(sari), mawar, **({"birth_date": "12-03-1985"} | facts)).status_code == 302


def test_a_change_that_makes_two_members_alike_asks_and_another_change_does_not(as_user, sari, mawar):
    make_member(mawar, name="Siti Aminah", birth_date=BORN)
    member = make_member(mawar, name="Sumarni", birth_date=BORN)
    client = as_user(sari)
    assert "sure" in post(client, member, name="Siti Aminah").context["form"].errors
    assert post(client, member, name="Siti Aminah", sure="on").status_code == 302
    assert post(client, member, phone="0812").status_code == 302


def come_back(ksm):
    """Member 1 left in July 2025 and is member 2 since October."""
    old = make_member(ksm, name="Ni'mah", birth_date=BORN, nik=NIK, left_on=START + datetime.timedelta(35))
    joined = START + datetime.timedelta(126)
    return old, make_member(ksm, name="Ni'mah", birth_date=BORN, nik=NIK, joined_on=joined)


def test_who_comes_back_is_told_and_both_cards_lead_to_each_other(as_user, sari, mawar):
    old = make_member(mawar, name="Ni'mah", nik=NIK, left_on=START + datetime.timedelta(35))
    client = as_user(sari)
    facts = {"name": "Ni’mah", "nik": NIK, "joined_on": "06-10-2025"}
    sentence = (
        "NIK ini sama dengan anggota nomor 1, Ni'mah, keluar 07-07-2025. "
        "Keduanya dikaitkan sebagai satu orang."
    )
    assert enrol(client, mawar, **facts).context["form"].errors == {"sure": [sentence]}
    enrol(client, mawar, **facts, sure="on")
    new = mawar.members.get(number=9)
    for one, other in ((old, new), (new, old)):
        page = client.get(f"/ksm/{mawar.pk}/anggota/{one.pk}/")
        assert [found.pk for found in page.context["other_memberships"]] == [other.pk]
        assert f"/ksm/{mawar.pk}/anggota/{other.pk}/" in page.content.decode()


def test_two_people_without_a_nik_are_not_linked(as_user, sari, mawar):
    member = make_member(mawar)
    make_member(mawar)
    page = as_user(sari).get(f"/ksm/{mawar.pk}/anggota/{member.pk}/")
    assert page.context["other_memberships"] == []


def test_trainings_before_the_leaving_count_for_who_came_back(mawar):
    old, new = come_back(mawar)
    topic = Training.REQUIRED[0]
    day = START + datetime.timedelta(7)
    training = Training.objects.create(bkm=mawar.bkm, ksm=mawar, held_on=day, topic=topic, audience="MEMBERS")
    training.members.add(old)
    later = new.joined_on
    covered = training_coverage(mawar, later)[0]
    assert (covered.trained, covered.members) == (1, 1)
    assert [(member, days[0]) for member, days in attendance_of(mawar, later)] == [(new, day)]


def test_a_member_is_never_alike_to_itself(mawar):
    old, new = come_back(mawar)
    facts = {"name": "Ni'mah", "birth_date": BORN, "nik": NIK}
    assert len(look_alikes(mawar, **facts, member=new)) == 1
    assert look_alikes(mawar, **facts, member=old) == []
