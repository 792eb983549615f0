import datetime

import pytest
from django.apps import apps
from django.contrib.auth.models import update_last_login
from django.utils import timezone

from groups.agreements.five_rules import agree_rule
from groups.entrance.factors import answer_reset, ask_reset
from groups.entrance.tokens import make_token, withdraw_token
from groups.members.enrolment import update_member
from groups.models import Ksm, Member, User
from groups.path.mentoring import update_ksm
from groups.path.profile import profile_of
from groups.people import update_user
from ksm.office.trails import SOURCES
from tests.support.factories import START, make_member, make_members, make_officer

TODAY = datetime.date(2025, 9, 1)


def test_it_tells_who_changed_what_from_what_to_what(as_user, sari, mawar):
    update_ksm(ksm=mawar, by=sari, today=START, name="KSM Mawar Indah", meeting_weekday=2)
    changes = as_user(sari).get(f"/ksm/{mawar.pk}/riwayat/").context["page"].object_list
    assert [(change.what, change.kind, change.who) for change in changes] == [
        ("Profil KSM", "diubah", "Sari"),
        ("Profil KSM", "dibuat", "sistem"),
    ]
    assert changes[0].lines == (
        ("nama KSM", "KSM Mawar", "KSM Mawar Indah"),
        ("hari pertemuan", "Senin", "Rabu"),
    )


def test_it_hides_ps2_from_those_who_may_not_see_it(as_user, sari, ratna, mawar):
    """domain.md J15"""
    member = make_member(mawar)
    update_member(member=member, today=TODAY, by=sari, ps2="YA", ps2_priority=1, heir="Ani")
    seen = as_user(sari).get(f"/ksm/{mawar.pk}/riwayat/").context["page"][0].lines
    assert [label for label, _, _ in seen] == ["ahli waris", "PS-2", "prioritas PS-2"]
    seen = as_user(ratna).get(f"/ksm/{mawar.pk}/riwayat/").context["page"][0].lines
    assert [label for label, _, _ in seen] == ["ahli waris"]


def trail(client, ksm, asked=""):
    return client.get(f"/ksm/{ksm.pk}/riwayat/?{asked}").context["page"].object_list


def test_a_save_without_a_change_writes_nothing(as_user, sari, mawar):
    member = make_member(mawar, phone="0811")
    rows = Member.history.count()
    Member.objects.get(pk=member.pk).save()
    update_member(member=member, today=TODAY, by=sari, heir="", number=member.number)
    assert Member.history.count() == rows
    update_member(member=member, today=TODAY, by=sari, phone="0812")  # no history holds it, yet it changed
    assert Member.history.count() == rows + 1
    again = Member.objects.get(pk=member.pk)
    again.heir = "Ani"
    again.save()
    again.save()
    again.heir = ""
    again.save()
    assert Member.history.count() == rows + 3


def test_what_is_changed_inside_a_list_is_a_change(mawar):
    fresh = Ksm.objects.get(pk=mawar.pk)
    rows = Ksm.history.count()
    fresh.required_books.append("BUKU LAIN")
    fresh.save()
    assert Ksm.history.count() == rows + 1


def test_to_log_in_changes_nobody(client, sari):
    rows = User.history.count()
    client.force_login(sari)
    update_last_login(None, sari)
    assert User.history.count() == rows


def test_it_tells_from_where(as_user, sari, mawar):
    make_member(mawar)
    client = as_user(sari)
    typed = {"visited_on": "2025-09-01", "visitor": "Joko", "office": "UPK", "purpose": "Pembinaan"}
    client.post(f"/ksm/{mawar.pk}/catatan/buku-tamu/baru/", typed, REMOTE_ADDR="10.9.8.7")
    visit = trail(client, mawar)[0]
    facts = (visit.what, visit.kind, visit.who, visit.client)
    assert facts == ("Kunjungan Joko", "dibuat", "Sari", "10.9.8.7")


def test_it_is_narrowed_by_kind_person_and_day(as_user, sari, mawar):
    member = make_member(mawar, name="Wati")
    update_member(member=member, today=TODAY, by=sari, heir="Ani")
    client, today = as_user(sari), timezone.localdate()
    assert {one.what for one in trail(client, mawar, "jenis=anggota")} == {"Anggota 1. Wati"}
    assert [one.what for one in trail(client, mawar, "oleh=sari")] == ["Anggota 1. Wati"]
    assert {one.who for one in trail(client, mawar, "oleh=Sistem")} == {"sistem"}
    assert len(trail(client, mawar, f"dari={today}&sampai={today}")) == 3
    assert trail(client, mawar, f"sampai={today - datetime.timedelta(days=1)}") == []
    table = client.get(f"/ksm/{mawar.pk}/riwayat/?unduh=csv&jenis=anggota").content.decode()
    assert "ahli waris" in table


def test_files_taken_out_are_told_to_who_answers_for_the_bkm(as_user, sari, ratna, mawar):
    make_member(mawar)
    as_user(sari).get(f"/ksm/{mawar.pk}/anggota/?unduh=csv")
    assert [one.what for one in trail(as_user(ratna), mawar, "jenis=unduhan")] == [
        f"Daftar Anggota {mawar.name}, 1 baris"
    ]
    assert [one for one in trail(as_user(sari), mawar) if "Daftar" in one.what] == []


def test_the_trail_of_a_bkm_and_of_all_is_for_who_answers(as_user, sari, ratna, admin, budi, mawar):
    update_user(user=budi, username="budi", full_name="Budi Baru", phone="", email="", by=admin)
    page = f"/bkm/{mawar.bkm_id}/riwayat/"
    assert [as_user(one).get(page).status_code for one in (ratna, admin, sari)] == [200, 200, 403]
    assert [as_user(one).get("/riwayat/").status_code for one in (admin, ratna)] == [200, 403]
    [told] = as_user(admin).get("/riwayat/?jenis=pengguna&oleh=admin").context["page"].object_list
    assert (told.what, told.lines) == ("Pengguna Budi Baru", (("nama lengkap", "Budi", "Budi Baru"),))
    kinds = as_user(admin).get("/riwayat/?jenis=penugasan").context["page"].object_list
    assert "Penugasan Fasilitator Sari" in {one.what for one in kinds}


def test_no_history_is_written_that_nobody_reads():
    written = {model.instance_type for model in apps.get_models() if hasattr(model, "history_type")}
    told = {getattr(source.rows().model, "instance_type", None) for source in SOURCES}
    assert written - told == set()
    assert len(written) > 15


@pytest.mark.parametrize("members", [1, 3])
def test_it_asks_as_much_for_many_as_for_one(as_user, sari, mawar, members, django_assert_num_queries):
    for member in make_members(mawar, members):
        update_member(member=member, today=TODAY, by=sari, heir="Ani")
    client = as_user(sari)
    with django_assert_num_queries(11):
        trail(client, mawar)


def test_it_is_404_for_strangers(as_user, budi, mawar):
    assert as_user(budi).get(f"/ksm/{mawar.pk}/riwayat/").status_code == 404


def test_the_profile_says_what_is_missing(sari, mawar):
    before = profile_of(mawar, TODAY)
    assert (before.done, before.total) == (2, 19)
    assert before.missing[:3] == ("alamat", "RT/RW", "bidang")
    make_officer(make_member(mawar))
    agree_rule(ksm=mawar, kind="SAVING", text="x", agreed_on=START, signed=True, today=TODAY, by=sari)
    after = profile_of(mawar, TODAY)
    assert set(before.missing) - set(after.missing) == {"ketua", "aturan tabungan", "anggota"}
    assert after.is_complete is False


def test_another_page_and_the_file_are_of_what_is_shown_where_nothing_was_asked(as_user, admin, mawar):
    """The whole trail begins with its last days: so do its second page, and the file below it."""
    Member.history.filter(id=make_member(mawar, name="Wati").pk).update(history_date="2020-01-02T00:00Z")
    client = as_user(admin)
    shown = client.get("/riwayat/").context["page"].paginator.count
    assert client.get("/riwayat/?page=2").context["page"].paginator.count == shown
    assert "Anggota 1. Wati" not in client.get("/riwayat/?unduh=csv").content.decode()
    assert "Anggota 1. Wati" in client.get("/riwayat/?dari=2020-01-01&unduh=csv").content.decode()


def test_a_period_that_ends_before_it_begins_is_said_and_the_rest_still_narrows(as_user, sari, mawar):
    update_member(member=make_member(mawar), today=TODAY, by=sari, heir="Ani")
    client = as_user(sari)
    page = client.get(f"/ksm/{mawar.pk}/riwayat/?oleh=sari&dari=2025-09-02&sampai=2025-09-01")
    assert page.context["form"].errors == {"sampai": ["Tanggal akhir sebelum tanggal awal."]}
    assert {one.who for one in page.context["page"]} == {"Sari"}


def test_only_kinds_are_offered_that_a_place_can_have(as_user, sari, admin, mawar):
    pages = {sari: f"/ksm/{mawar.pk}/riwayat/", admin: "/riwayat/"}
    forms = [as_user(who).get(page).context["form"] for who, page in pages.items()]
    of_group, of_all = ({code for code, _ in form.fields["jenis"].choices} for form in forms)
    assert of_all - of_group >= {"pengguna", "bkm", "kelompok", "relawan", "token", "lepas-pengaman"}
    assert of_group >= {"profil", "anggota", "penugasan", "nik", "pertemuan"}


def test_who_asked_for_and_answered_about_a_second_factor_is_told_and_tokens_too(as_user, sari, ratna, admin):
    """The record of two people is read by nobody else once it is answered."""
    User.objects.filter(pk=sari.pk).update(has_second_factor=True)
    sari.refresh_from_db()
    now = timezone.now()
    reset = ask_reset(user=sari, reason="Ponsel hilang", by=admin, now=now)
    answer_reset(reset=reset, is_granted=False, by=ratna, now=now)
    make_token(user=sari, name="Rekap kantor", now=now)
    withdraw_token(token=sari.tokens.get(), now=now)
    page = as_user(admin).get("/riwayat/").context["page"]
    told = {(one.what, one.kind, one.who, one.reason) for one in page}
    assert told >= {
        ("Pengaman kedua Sari", "diminta dilepas", "Admin", "Ponsel hilang"),
        ("Permintaan lepas pengaman Sari dari Admin", "ditolak", "Ratna", ""),
        ("Token Rekap kantor", "dibuat", "Sari", ""),
        ("Token Rekap kantor", "dicabut", "Sari", ""),
    }
