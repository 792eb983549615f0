"""The berita acara of a group's founding, and the record of an FGD: what was known on that day."""

import datetime

import pytest

from groups.models import Paper
from groups.path.travelling import record_step
from groups.registers.step_paper import step_context
from groups.registers.withdrawing import withdraw
from ksm.letters import day_in_words
from tests.support.factories import START, make_member, make_members, make_officer
from tests.support.prints import text_of

FOUNDED = START - datetime.timedelta(days=14)


def make_step(ksm, by, code):
    facts = {"place": "Balai RW 05", "men": 2, "women": 8, "led_by": "Tini", "result": "Warga sepakat"}
    return record_step(bkm=ksm.bkm, ksm=ksm, code=code, done_on=FOUNDED, today=START, by=by, **facts)


@pytest.fixture
def founded(mawar, sari):
    for member, role in zip(make_members(mawar, 3), ("KETUA", "SEKRETARIS", "BENDAHARA"), strict=True):
        make_officer(member, role)
    make_member(mawar, name="Yang Datang Kemudian", joined_on=START)
    return make_step(mawar, sari, "form")


def test_the_founding_is_told_with_day_place_members_officers_and_who_signs(
    mawar, founded, sari, ratna, as_user
):
    text = text_of(as_user(sari).get(f"/ksm/{mawar.pk}/langkah/{founded.pk}/berita-acara.pdf"))
    chair, secretary, treasurer, later = mawar.members.order_by("number")
    for words in (
        "BERITA ACARA PEMBENTUKAN KSM",
        "Nomor: 001/BA-BENTUK/MWR/V/2025",
        f"Pada hari ini {day_in_words(FOUNDED)}, bertempat di Balai RW 05, Kelurahan Sembungharjo",
        "dipimpin Tini dan dihadiri 10 orang (laki-laki 2, perempuan 8)",
        "Warga sepakat",
        f"Ketua {chair.name}, Sekretaris {secretary.name}, Bendahara {treasurer.name}.",
        "Lima aturan dasar disepakati kemudian",
        "Lurah Sembungharjo",
        "Demikian berita acara ini dibuat",
    ):
        assert words in text
    assert later.name not in text
    signers = step_context(founded, mawar)["signers"]
    assert [one.name for one in signers] == ["Tini", secretary.name, chair.name, ""]


def test_the_founding_is_numbered_when_it_is_recorded(mawar, founded):
    assert [(paper.day, paper.number) for paper in Paper.objects.all()] == [
        (FOUNDED, "001/BA-BENTUK/MWR/V/2025")
    ]


def test_its_paper_is_withdrawn_with_the_step(mawar, founded, sari, as_user):
    client, address = as_user(sari), f"/ksm/{mawar.pk}/langkah/{founded.pk}/berita-acara.pdf"
    assert address in client.get(f"/ksm/{mawar.pk}/perjalanan/").content.decode()
    client.get(address)
    withdraw(row=founded, reason="Salah hari", today=START, by=sari)
    paper = Paper.objects.get(kind="BA-BENTUK")
    assert (paper.withdrawn_on, paper.withdrawn_reason) == (START, "Salah hari")
    assert client.get(address).status_code == 404


def test_an_fgd_is_printed_with_topics_participants_and_agreements_and_takes_no_number(
    mawar, sari, ratna, as_user
):
    record = make_step(mawar, sari, "group_fgd")
    text = text_of(as_user(sari).get(f"/ksm/{mawar.pk}/langkah/{record.pk}/berita-acara.pdf"))
    for words in (
        "CATATAN SOSIALISASI DAN FGD",
        "Pokok bahasan dan kesepakatan Warga sepakat",
        "dihadiri 10 orang",
    ):
        assert words in text
    assert "Nomor:" not in text
    assert not Paper.objects.exists()
