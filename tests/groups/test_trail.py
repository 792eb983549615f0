import datetime

from groups.agreements.five_rules import agree_rule
from groups.members.enrolment import update_member
from groups.path.mentoring import update_ksm
from groups.path.profile import profile_of
from tests.support.factories import START, make_member, make_officer

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
