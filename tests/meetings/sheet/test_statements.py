"""Closing a full sheet is the same few statements for ten members or forty, session and history included."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ksm.bench.data import make_area, make_group_with_loans
from ksm.bench.payload import full_payload
from meetings.models import Meeting
from meetings.sheet.basis import prepare_sheet
from meetings.sheet.fields import CashItemForm
from meetings.sheet.form import SheetForm

pytestmark = pytest.mark.django_db
START = datetime.date(2026, 1, 5)
MOST = 24


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


def test_rows_of_a_sheet_share_their_fields_and_offer_each_sheet_its_own_choices():
    bkm, user = make_area()
    forms = []
    for members in (3, 5):
        ksm, day = make_group_with_loans(bkm, user, f"S{members}", 9 + members, START)
        basis = prepare_sheet(ksm=ksm, kind=Meeting.Kind.ROUTINE, scheduled_on=day, held_on=day)
        forms.append(SheetForm(basis))
    small, large = forms
    assert small.rows[0].fields["wajib"] is large.rows[1].fields["wajib"]
    assert "paid_to" not in small.cash_items[0].fields
    assert [len(one.disbursements[0].fields["member"].choices) for one in forms] == [13, 15]
    assert len(CashItemForm().base_fields["account"].choices) == 0


def test_members_who_left_keep_their_loans_on_the_sheet_and_no_nik_is_read():
    bkm, user = make_area()
    ksm, day = make_group_with_loans(bkm, user, "S1", 10, START)
    ksm.members.filter(number=1).update(left_on=day)
    basis = prepare_sheet(ksm=ksm, kind=Meeting.Kind.ROUTINE, scheduled_on=day, held_on=day)
    assert [member.number for member in basis.members] == list(range(2, 11))
    assert [loan.member.number for loan in basis.running] == list(range(1, 9))
    assert all({"nik", "family_card"} <= member.get_deferred_fields() for member in basis.members)
