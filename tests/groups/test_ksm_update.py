import datetime

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from groups.models import Ksm
from groups.path.mentoring import move_start, start_mentoring, update_ksm
from groups.refusals import GroupError
from tests.support.factories import START, make_ksm, make_members

TODAY = datetime.date(2025, 9, 1)
FACTS = {
    "rhythm_since": "2025-06-02",
    "code": "MWR",
    "name": "KSM Mawar Indah",
    "origin": "NEW",
    "meeting_weekday": "2",
    "meeting_frequency": "WEEKLY",
    "required_books": ["cash"],
}


@pytest.fixture
def address(mawar):
    return f"/ksm/{mawar.pk}/ubah/"


def test_it_changes_the_profile_and_keeps_what_was_there(as_user, sari, mawar, address):
    assert as_user(sari).post(address, FACTS).status_code == 302
    mawar.refresh_from_db()
    assert (mawar.name, mawar.meeting_weekday, mawar.bidang) == ("KSM Mawar Indah", 2, [])
    newest, oldest = mawar.history.all()
    assert (newest.history_user, newest.name, oldest.name) == (sari, "KSM Mawar Indah", "KSM Mawar")


def test_it_warns_about_a_candidate_that_does_not_meet_weekly(as_user, sari, mawar, address):
    response = as_user(sari).post(address, FACTS | {"meeting_frequency": "BIWEEKLY"})
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "Profil KSM sudah disimpan.",
        "Calon percontohan bertemu tiap minggu; frekuensi KSM ini lain.",
    ]


def test_it_leads_to_closing_and_to_the_date_of_the_start(as_user, sari, mawar, address):
    assert [label for label, _ in as_user(sari).get(address).context["links"]] == [
        "Logo",
        "Perbaiki tanggal mulai",
        "Tutup KSM",
    ]


def test_it_counts_the_change_for_standings(as_user, sari, mawar, address):
    as_user(sari).post(address, FACTS)
    mawar.refresh_from_db()
    assert mawar.data_version == 1


def test_it_is_for_the_facilitator(client, as_user, budi, ratna, joko, tini, mawar, address):
    """BUG-106"""
    assert client.post(address, FACTS).url == f"/masuk/?next={address}"
    assert as_user(budi).post(address, FACTS).status_code == 404
    for reader in (ratna, joko, tini):
        assert as_user(reader).post(address, FACTS).status_code == 403
    mawar.refresh_from_db()
    assert mawar.name == "KSM Mawar"


def test_it_shows_the_stored_name_in_the_trail_while_the_form_is_wrong(as_user, sari, mawar, address):
    response = as_user(sari).post(address, FACTS | {"name": "Lain", "rt": "x"})
    assert ("KSM Mawar", f"/ksm/{mawar.pk}/") in response.context["crumbs"]
    assert response.context["form"]["name"].value() == "Lain"


def test_it_refuses_a_code_that_is_taken(as_user, sari, mawar, address):
    make_ksm(mawar.bkm, code="MLT")
    response = as_user(sari).post(address, FACTS | {"code": "mlt"})
    assert response.context["form"].errors["code"] == ["Kode KSM ini sudah dipakai di BKM yang sama."]


def test_it_refuses_a_founding_after_the_start(sari, mawar):
    with pytest.raises(GroupError) as error:
        update_ksm(ksm=mawar, by=sari, today=START, founded_on=START + datetime.timedelta(days=1))
    assert error.value.field == "founded_on"


@pytest.fixture
def forming(bkm):
    return make_ksm(bkm, name="KSM Baru", started=None, founded_on=START)


def test_it_starts_mentoring_and_warns_about_an_incomplete_profile(as_user, sari, forming):
    address = f"/ksm/{forming.pk}/mulai/"
    page = as_user(sari).get(address).content.decode()
    assert "Profil belum lengkap, kurang: alamat, RT/RW" in page
    assert "Anggota baru 0 orang; ketentuan program paling sedikit 5." in page
    asked = as_user(sari).post(address, {"start": "2025-06-09"}).context["form"]
    assert asked.errors["sure"][0].startswith("Kekurangan: Profil belum lengkap, kurang: alamat, RT/RW")
    assert asked["start"].value() == "2025-06-09"
    forming.refresh_from_db()
    assert forming.phase == Ksm.Phase.FORMING
    as_user(sari).post(address, {"start": "2025-06-09", "sure": "on"})
    forming.refresh_from_db()
    assert (forming.phase, forming.mentoring_started_on) == (Ksm.Phase.CANDIDATE, datetime.date(2025, 6, 9))
    assert forming.history.first().history_user == sari


def test_it_warns_about_another_rhythm_and_too_many_members(as_user, sari, forming):
    Ksm.objects.update(meeting_frequency=Ksm.Frequency.BIWEEKLY)
    make_members(forming, 21)
    page = as_user(sari).get(f"/ksm/{forming.pk}/mulai/").content.decode()
    assert "Calon percontohan bertemu tiap minggu; frekuensi KSM ini lain." in page
    assert "Anggota 21 orang; di atas 20 sulit didampingi." in page


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        ("2199-01-01", "Tanggal mulai tidak boleh sesudah hari ini."),
        ("2025-06-01", "Tanggal mulai tidak boleh sebelum tanggal berdiri."),
        ("", "Wajib diisi."),
    ],
)
def test_it_refuses_an_impossible_start(as_user, sari, forming, start, sentence):
    response = as_user(sari).post(f"/ksm/{forming.pk}/mulai/", {"start": start, "sure": "on"})
    assert response.context["form"].errors["start"] == [sentence]
    forming.refresh_from_db()
    assert forming.phase == Ksm.Phase.FORMING


def test_it_starts_once(sari, mawar):
    with pytest.raises(GroupError, match="sudah dimulai"):
        start_mentoring(ksm=mawar, start=START, today=TODAY, by=sari)


def test_it_corrects_the_start_with_a_reason(as_user, sari, mawar):
    sent = {"start": "2025-06-09", "reason": "Salah baca berita acara"}
    as_user(sari).post(f"/ksm/{mawar.pk}/mulai/ubah/", sent)
    mawar.refresh_from_db()
    assert mawar.mentoring_started_on == datetime.date(2025, 6, 9)
    assert mawar.history.first().history_change_reason == "Salah baca berita acara"


def test_it_leaves_the_start_of_a_model_group_alone(sari, mawar):
    Ksm.objects.update(phase=Ksm.Phase.MODEL)
    with pytest.raises(GroupError):
        move_start(ksm=mawar, start=START, reason="x", today=TODAY, by=sari)


def test_it_closes_for_good(as_user, sari, mawar):
    address = f"/ksm/{mawar.pk}/tutup/"
    today = timezone.localdate()
    as_user(sari).post(address, {"closed_on": today.isoformat(), "reason": "Anggota pindah"})
    mawar.refresh_from_db()
    assert (mawar.phase, mawar.closed_on, mawar.closed_reason) == ("CLOSED", today, "Anggota pindah")
    assert as_user(sari).get(f"/ksm/{mawar.pk}/anggota/").status_code == 200
    assert as_user(sari).post(f"/ksm/{mawar.pk}/ubah/", FACTS).status_code == 403


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"closed_on": "2199-01-01"}, "closed_on", "Tanggal penutupan tidak boleh sesudah hari ini."),
        ({"closed_on": "2025-01-01"}, "closed_on", "Tanggal penutupan tidak boleh sebelum KSM dimulai."),
        ({"reason": ""}, "reason", "Wajib diisi."),
        ({"reason": "x" * 10_000}, "reason", "Paling banyak 300 huruf; yang ditulis 10000."),
    ],
)
def test_it_refuses_to_close_without_date_or_reason(as_user, sari, mawar, sent, field, sentence):
    facts = {"closed_on": "2025-09-01", "reason": "Bubar"} | sent
    response = as_user(sari).post(f"/ksm/{mawar.pk}/tutup/", facts)
    assert response.context["form"].errors[field] == [sentence]


@pytest.mark.parametrize("page", ["mulai/", "mulai/ubah/", "tutup/"])
def test_these_acts_are_the_facilitators(as_user, budi, tini, ratna, mawar, page):
    address = f"/ksm/{mawar.pk}/{page}"
    assert as_user(budi).get(address).status_code == 404
    assert as_user(tini).get(address).status_code == 403
    assert as_user(ratna).post(address).status_code == 403
