"""What is to be done first, and what somebody reads whom a missing thing stops."""

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command

from groups.access import Role, roles_of
from groups.models import Ksm, User
from tests.support.factories import (
    make_administrator,
    make_bkm,
    make_facilitator,
    make_ksm,
    make_members,
    make_officer,
    make_posting,
    make_region,
    make_user,
)

ELSEWHERE = "33.74.05.1002"
MISSING = "Kel. Karangroto, Kec. Genuk, Kota Semarang, Jawa Tengah belum punya BKM"


def steps(answer):
    return [(step.label, step.is_done) for step in answer.context["first"].steps]


def test_an_administrator_is_led_from_the_bkm_to_the_posting(as_user, admin):
    client = as_user(admin)
    assert steps(client.get("/pengguna/")) == [("BKM", False), ("Pengguna", False), ("Tugas", False)]
    bkm = make_bkm()
    assert steps(client.get(f"/bkm/{bkm.pk}/"))[0] == ("BKM", True)
    wati = make_user("wati")
    first = client.get("/bkm/").context["first"]
    assert (first.done, first.next.label, first.next.url) == (
        2,
        "Tugas",
        f"/pengguna/{wati.pk}/tugas/fasilitator/",
    )
    make_posting(wati, Role.FACILITATOR, region=make_region())
    for address in ("/pengguna/", f"/pengguna/{wati.pk}/", "/bkm/", f"/bkm/{bkm.pk}/"):
        assert client.get(address).context["first"] is None, address


def test_nobody_else_gets_the_list_of_the_administrator(as_user, bkm, ratna):
    for address in ("/bkm/", f"/bkm/{bkm.pk}/"):
        assert as_user(ratna).get(address).context["first"] is None


@pytest.mark.django_db
def test_djangos_own_superuser_is_an_administrator_and_sees_the_list(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "genuk-raya-77")
    call_command("createsuperuser", username="wayan", full_name="Wayan", interactive=False)
    wayan = User.objects.get(username="wayan")
    assert roles_of(wayan) == {Role.ADMINISTRATOR}
    client.force_login(wayan)
    assert client.get("/", follow=True).context["first"].done == 0


def test_a_posting_where_no_bkm_is_warns_at_once_and_leads_to_it(as_user, admin, bkm):
    wati = make_user("wati")
    place = make_region(ELSEWHERE)
    sent = {"region": place.pk, "start": "2025-06-02"}
    answer = as_user(admin).post(f"/pengguna/{wati.pk}/tugas/fasilitator/", sent)
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert told[1] == f"{MISSING}, jadi fasilitator ini belum bisa mendaftarkan KSM. Catat BKM-nya dulu."
    page = as_user(admin).get(f"/pengguna/{wati.pk}/").content.decode()
    assert "Belum ada BKM di kelurahan ini" in page
    assert f'href="/bkm/baru/?kelurahan={ELSEWHERE}"' in page
    form = as_user(admin).get(f"/bkm/baru/?kelurahan={ELSEWHERE}").context["form"]
    assert form["kelurahan"].value() == ELSEWHERE
    make_bkm("BKM Karangroto", ELSEWHERE)
    assert "Belum ada BKM di" not in as_user(admin).get(f"/pengguna/{wati.pk}/").content.decode()


def test_a_posting_tells_the_kota_or_kabupaten(as_user, admin, sari, joko, tini):
    for user in (sari, joko, tini):
        text = " ".join(as_user(admin).get(f"/pengguna/{user.pk}/").content.decode().split())
        assert "Kota Semarang" in text, user
    assert as_user(admin).get("/pengguna/").content.decode().count("Kota Semarang") == 3


def test_a_facilitator_without_a_bkm_reads_what_is_missing_and_whom_to_ask(as_user, bkm):
    make_region(ELSEWHERE)
    wati = make_facilitator("wati", ELSEWHERE)
    User.objects.filter(pk=make_administrator().pk).update(full_name="Wayan Sudarma", phone="0812-1")
    sentence = f"{MISSING} di Buku KSM, jadi KSM-nya belum bisa didaftarkan. "
    sentence += "Minta BKM-nya dicatat oleh administrator: Wayan Sudarma (0812-1)."
    for address in ("/ksm/", "/ksm/baru/", "/dasbor/"):
        answer = as_user(wati).get(address)
        assert (answer.status_code, sentence in answer.content.decode()) == (200, True), address
    assert as_user(wati).post("/ksm/baru/", {"name": "KSM"}).status_code == 200
    assert not Ksm.objects.exists()


def test_somebody_without_a_task_reads_whom_to_ask(as_user, admin):
    page = as_user(make_user("wati")).get("/ksm/").content.decode()
    assert "minta penugasan Anda diperiksa oleh administrator: Admin" in page


def test_a_facilitator_is_led_to_the_first_meeting_with_the_start_as_the_last(as_user, sari, bkm):
    ksm = make_ksm(bkm, started=None, meeting_weekday=None)
    client = as_user(sari)
    first = client.get(f"/ksm/{ksm.pk}/").context["first"]
    assert [(step.label, step.is_done) for step in first.steps] == [
        ("Profil", False),
        ("Anggota", False),
        ("Pengurus", False),
        ("Lima aturan", False),
        ("Jadwal pertemuan", False),
        ("Saldo awal", True),
        ("Mulai pendampingan", False),
    ]
    assert first.steps[0].words.startswith("1 dari 19 terisi, kurang: alamat, RT/RW")
    assert first.next.url == f"/ksm/{ksm.pk}/ubah/"
    assert first.steps[-1].url == f"/ksm/{ksm.pk}/mulai/"
    for member, role in zip(make_members(ksm, 5), ("KETUA", "SEKRETARIS", "BENDAHARA"), strict=False):
        make_officer(member, role)
    Ksm.objects.filter(pk=ksm.pk).update(origin="OLD")
    again = client.get(f"/ksm/{ksm.pk}/").context["first"]
    assert [step.is_done for step in again.steps] == [False, True, True, False, False, False, False]
    assert again.steps[1].words == "5 orang, paling sedikit 5"


def test_each_item_leads_to_a_page_and_a_reader_gets_no_links(as_user, sari, ratna, bkm):
    ksm = make_ksm(bkm, started=None)
    make_members(ksm, 3)
    for step in as_user(sari).get(f"/ksm/{ksm.pk}/").context["first"].steps:
        assert as_user(sari).get(step.url).status_code == 200, step
    assert {step.url for step in as_user(ratna).get(f"/ksm/{ksm.pk}/").context["first"].steps} == {""}


def test_a_group_on_its_way_has_no_such_list(as_user, sari, mawar):
    assert as_user(sari).get(f"/ksm/{mawar.pk}/").context["first"] is None
