"""What users of neighbours met with attendance: big groups (R17) and who joins late (R19).

"All present" over marks that were there already (R18) is in tests/browser/test_sheet_taps.py.
"""

import datetime
from dataclasses import replace
from fractions import Fraction

import pytest

from assessment.graduation.windows import judge_one
from ksm.bench.data import make_group_with_loans
from ksm.bench.payload import full_payload
from meetings.models import Attendance, Meeting
from meetings.sheet.values import MemberRow, NewMemberRow
from tests.support.factories import START, make_members
from tests.support.sheets import close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
DAY = datetime.date(2026, 1, 5)


def test_a_sheet_of_200_members_is_taken_whole(client, bkm, sari):
    ksm, day = make_group_with_loans(bkm, sari, "BESAR", 200, DAY)
    payload = full_payload(ksm, day)
    client.force_login(sari)
    answer = client.post(f"/ksm/{ksm.pk}/pertemuan/catat/?tanggal={day.isoformat()}", payload)
    meeting = Meeting.objects.get(ksm=ksm, scheduled_on=day)
    assert answer.url.startswith(f"/ksm/{ksm.pk}/pertemuan/{meeting.pk}/")
    assert Attendance.objects.filter(meeting=meeting).count() == 200
    page = client.get(f"/ksm/{ksm.pk}/pertemuan/{meeting.pk}/").content.decode()
    assert all(member.name in page for member in ksm.members.all())


def test_who_joins_in_week_three_is_judged_by_the_meetings_since(mawar, sari):
    """Four members in weeks 1 and 2, five from week 3 on; the newcomer misses week 4 only."""
    make_members(mawar, 4)
    for week in range(2):
        close(mawar, make_sheet(mawar, START + week * WEEK), sari)
    third = make_sheet(mawar, START + 2 * WEEK)
    newcomer = NewMemberRow(0, "Wati Contoh", "P", "", MemberRow(0, "H", wajib=5000))
    joined = {"new_members": (newcomer,), "counted_cash": third.counted_cash + 5000}
    close(mawar, replace(third, **joined), sari)
    fourth = make_sheet(mawar, START + 3 * WEEK)
    rows = tuple(
        MemberRow(row.member_id, "A") if index == 4 else row for index, row in enumerate(fourth.rows)
    )
    absent = {"rows": rows, "counted_cash": fourth.counted_cash - 5000}
    close(mawar, replace(fourth, **absent), sari)
    _, judgement, _ = judge_one(mawar, START + 4 * WEEK)
    attendance, savers = judgement.finding("attendance"), judgement.finding("routine_savings")
    assert attendance.actual == (1 + 1 + 1 + Fraction(4, 5)) / 4
    assert savers.actual == Fraction(4, 5)  # the newcomer saved in one of two meetings
    assert not Attendance.objects.filter(
        member__name="Wati Contoh", meeting__held_on__lt=START + 2 * WEEK
    ).exists()
