"""Corrections for tests: asked for, answered, refused; and what the books disagree about."""

import datetime

import pytest
from django.utils import timezone

from ksm.refusals import RefusalError
from ledger.journal.verification import differences_of
from ledger.models import JournalLine
from meetings.corrections.correcting import answer_correction, request_correction
from savings.verification import savings_differences


def ask(meeting, changes, by, *, today, reason="Uang tertukar"):
    return request_correction(meeting=meeting, changes=changes, reason=reason, by=by, today=today)


def answer(correction, by, *, today, approve=True):
    return answer_correction(
        correction=correction, approve=approve, by=by, now=timezone.now(), today=today, note="Cocok"
    )


def refused(text, call, *args, **kwargs):
    with pytest.raises(RefusalError, match=text):
        call(*args, **kwargs)


def line_of(meeting, account, member=None) -> JournalLine:
    """The first line of a sheet that names an account, and somebody."""
    for line in meeting.entry.lines.order_by("pk"):
        if account in (line.debit_id, line.credit_id) and (member is None or line.member == member):
            return line
    raise AssertionError(account)


def differences(ksm, as_of=datetime.date.max) -> list[str]:
    return [str(one) for one in [*differences_of(ksm, as_of), *savings_differences(ksm, as_of)]]
