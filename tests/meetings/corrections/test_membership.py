"""Days of membership under closed sheets are corrected by two people, with marks and figures (J22)."""

import datetime

import pytest
from django.utils import timezone

from assessment.graduation.windows import judge_one
from groups.members.enrolment import enrol_member, record_leaving
from groups.models import Ksm, Member
from ksm.group.membership import ask_membership
from ksm.refusals import RefusalError
from meetings.corrections.membership import answer_membership
from meetings.models import Attendance
from tests.support.factories import START, make_members
from tests.support.sheets import close, make_sheet

DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(weeks=1)
LAST = START + 3 * WEEK
TODAY = LAST + 2 * DAY


@pytest.fixture
def ksm(mawar, sari):
    """Ten members, four weeks closed with everybody there: 40 of 40; Rukmini is written down after them."""
    make_members(mawar, 10)
    for week in range(4):
        day = START + week * WEEK
        close(mawar, make_sheet(mawar, day), sari, today=day)
    facts = {"name": "Rukmini", "sex": "P", "joined_on": LAST + DAY, "today": TODAY, "by": sari}
    enrol_member(ksm=mawar, **facts)
    return Ksm.objects.get(pk=mawar.pk)


@pytest.fixture
def rukmini(ksm):
    return ksm.members.get(name="Rukmini")


def sheets(ksm):
    return list(ksm.meetings.order_by("scheduled_on"))


def ask(member, by, *, joined_on=START + 2 * WEEK, left_on=None, marks=None, **facts):
    given = {"reason": "Masuk sejak minggu 3", "today": TODAY, "by": by}
    return ask_membership(
        member=member, joined_on=joined_on, left_on=left_on, marks=marks or {}, **given | facts
    )


def attendance(ksm):
    found = judge_one(Ksm.objects.get(pk=ksm.pk), TODAY).judgement.finding("attendance")
    return found.numerator, found.denominator


def answered(correction, by, approve=True):
    facts = {"approve": approve, "by": by, "now": timezone.now(), "today": TODAY}
    return answer_membership(correction=correction, **facts)


def test_with_marks_and_a_second_person_the_member_counts_in_the_closed_weeks(ksm, rukmini, sari, ratna):
    # Weeks 3 and 4 then have eleven seats each: 10 + 10 + 11 + 10 of 10 + 10 + 11 + 11, absent in week 4.
    third, fourth = sheets(ksm)[2:]
    correction = ask(rukmini, sari, marks={third.pk: "H", fourth.pk: "I"})
    assert attendance(ksm) == (40, 40)
    assert Attendance.objects.filter(member=rukmini).count() == 0
    figures = {label: (before, after) for label, before, after in correction.figures}
    assert figures["Kehadiran rata-rata"] == ("40/40 = 100%", "(100% + 100% + 100% + 90,9%) : 4 = 97,7%")
    answered(correction, ratna)
    assert attendance(ksm) == (41, 42)
    rukmini.refresh_from_db()
    assert rukmini.joined_on == START + 2 * WEEK
    newest = rukmini.history.first()
    assert (newest.history_user, newest.history_change_reason) == (ratna, "Koreksi: Masuk sejak minggu 3")


def test_every_sheet_concerned_wants_a_mark(ksm, rukmini, sari):
    third, fourth = sheets(ksm)[2:]
    with pytest.raises(RefusalError, match="kehadiran di setiap lembar") as refused:
        ask(rukmini, sari, marks={third.pk: "H"})
    assert refused.value.field == f"mark_{fourth.pk}"
    assert ksm.membership_corrections.count() == 0


def test_refused_or_answered_by_the_asker_nothing_changes(ksm, rukmini, sari, ratna):
    third, fourth = sheets(ksm)[2:]
    correction = ask(rukmini, sari, marks={third.pk: "H", fourth.pk: "H"})
    with pytest.raises(RefusalError, match="tidak boleh menjawab sendiri"):
        answered(correction, sari)
    with pytest.raises(RefusalError, match="masih menunggu"):
        ask(rukmini, sari, marks={third.pk: "H", fourth.pk: "H"})
    assert answered(correction, ratna, approve=False).state == "REFUSED"
    assert attendance(ksm) == (40, 40)
    with pytest.raises(RefusalError, match="sudah dijawab"):
        answered(correction, ratna)


def test_a_sheet_that_would_lose_a_member_who_paid_in_it_keeps_them(ksm, sari):
    with pytest.raises(RefusalError, match="Ada uang atas nama anggota ini"):
        ask(ksm.members.get(number=1), sari, joined_on=START + DAY)


def test_marks_taken_off_a_sheet_stay_in_the_record(ksm, rukmini, sari, ratna):
    third, fourth = sheets(ksm)[2:]
    answered(ask(rukmini, sari, marks={third.pk: "H", fourth.pk: "S"}), ratna)
    back = ask(rukmini, sari, joined_on=LAST, reason="Baru minggu 4")
    assert answered(back, ratna).removed == {str(third.pk): "H"}
    assert list(Attendance.objects.filter(member=rukmini).values_list("meeting_id", "status")) == [
        (fourth.pk, "S")
    ]


def test_a_day_of_leaving_is_moved_but_not_invented(ksm, rukmini, sari, ratna):
    with pytest.raises(RefusalError, match="dicatat di halaman anggota"):
        ask(rukmini, sari, joined_on=LAST + DAY, left_on=TODAY)
    record_leaving(member=rukmini, left_on=TODAY, reason="Pindah", today=TODAY, by=sari)
    close(ksm, make_sheet(ksm, LAST + WEEK), sari, today=LAST + WEEK)
    facts = {"joined_on": LAST + DAY, "left_on": LAST + 8 * DAY, "today": LAST + 9 * DAY}
    fifth = sheets(ksm)[-1]
    correction = ask(Member.objects.get(pk=rukmini.pk), sari, marks={fifth.pk: "A"}, **facts)
    facts = {"approve": True, "by": ratna, "now": timezone.now(), "today": LAST + 9 * DAY}
    answer_membership(correction=correction, **facts)
    assert Attendance.objects.get(member=rukmini, meeting=fifth).status == "A"


def test_the_pages_ask_for_the_marks_and_show_the_figures_to_who_answers(ksm, rukmini, as_user, sari, ratna):
    third, fourth = sheets(ksm)[2:]
    url = f"/ksm/{ksm.pk}/anggota/{rukmini.pk}/koreksi/"
    typed = {"joined_on": third.day.isoformat(), "reason": "Masuk sejak minggu 3"}
    page = as_user(sari).post(url, typed)
    assert list(page.context["form"].errors) == [f"mark_{third.pk}", f"mark_{fourth.pk}"]
    assert "Masuk sejak minggu 3" in page.content.decode()
    sent = as_user(sari).post(url, typed | {f"mark_{third.pk}": "H", f"mark_{fourth.pk}": "I"})
    shown = as_user(ratna).get(sent.url).content.decode()
    assert "40/40 = 100%" in shown
    assert "97,7%" in shown
    assert f"Koreksi keanggotaan {rukmini.name}" in as_user(ratna).get(f"/ksm/{ksm.pk}/").content.decode()
    assert as_user(ratna).post(sent.url, {"answer": "setuju"}).url == sent.url
    assert attendance(ksm) == (41, 42)
