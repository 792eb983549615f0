"""Closing a full sheet is the same few statements for ten members or forty, session and history included."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ksm.bench.data import make_area, make_group_with_loans
from ksm.bench.payload import full_payload
from meetings.models import Meeting

pytestmark = pytest.mark.django_db
START = datetime.date(2026, 1, 5)
MOST = 30


def test_closing_a_full_sheet_takes_the_same_few_statements_for_any_number_of_members(client):
    bkm, user = make_area()
    counts = []
    for members in (10, 20, 40):
        ksm, day = make_group_with_loans(bkm, user, f"S{members}", members, START)
        payload = full_payload(ksm, day)
        client.force_login(user)
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(f"/ksm/{ksm.pk}/pertemuan/catat/?tanggal={day.isoformat()}", payload)
        meeting = Meeting.objects.get(ksm=ksm, scheduled_on=day)
        assert answer.url.startswith(f"/ksm/{ksm.pk}/pertemuan/{meeting.pk}/")
        assert meeting.attendance.count() == members
        assert meeting.entry.repayments.count() == 8
        counts.append(len(captured))
    assert counts == [counts[0]] * 3
    assert counts[0] <= MOST
