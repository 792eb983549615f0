"""Weeks typed in one table and the same weeks typed as single sheets are the same books and assessments."""

import datetime

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from assessment.graduation.windows import judge_one
from groups.models import GroupRule
from ledger.journal.verification import differences_of
from ledger.models import JournalLine
from meetings.paper_weeks.cells import Cell
from meetings.paper_weeks.recording import COPIED, Copying, PaperWeek, record_weeks
from meetings.sheet.values import AgendaMark, BookMark, MemberRow
from savings.verification import savings_differences
from tests.support.factories import START, make_bkm, make_facilitator, make_ksm, make_members
from tests.support.sheets import close, make_sheet
from tests.support.trials import trials

pytestmark = pytest.mark.once
WEEK = datetime.timedelta(weeks=1)
MEMBERS = 3
marks = st.sampled_from("HTISAW")
amounts = st.sampled_from([0, 1000, 5000, None])
cells = st.lists(st.tuples(marks, amounts), min_size=MEMBERS, max_size=MEMBERS)
weeks = st.lists(st.tuples(st.booleans(), cells, st.booleans(), st.booleans()), min_size=4, max_size=6)


def make_group(bkm, name):
    ksm = make_ksm(bkm, name=name)
    make_members(ksm, MEMBERS)
    for kind in GroupRule.Kind:
        GroupRule.objects.create(
            ksm=ksm, kind=kind, text="Sepakat", agreed_on=START, signed=True, minimum_saving=5000
        )
    return ksm


def type_as_sheets(ksm, typed, sari):
    ids = list(ksm.members.order_by("number").values_list("pk", flat=True))
    for number, (is_held, row, agenda, books) in enumerate(typed):
        day = START + number * WEEK
        if not is_held:
            continue  # the sheet of a later week tells the reason, or the last weeks are declared below
        rows = tuple(
            MemberRow(pk, mark, wajib=5000 if amount is None else amount)
            for pk, (mark, amount) in zip(ids, row, strict=True)
        )
        sheet = make_sheet(ksm, day, rows=rows, gaps_reason="Panen", details={"minutes": COPIED})
        done = tuple(
            mark if mark.state == "NA" else AgendaMark(mark.code, "DONE" if agenda else "NOT_DONE")
            for mark in sheet.agenda
        )
        finished = tuple(
            mark if mark.not_applicable else BookMark(mark.code, day if books else None)
            for mark in sheet.books
        )
        checked_by = "Ibu Ratna" if books else ""
        facts = {name: getattr(sheet, name) for name in sheet.__slots__}
        close(ksm, type(sheet)(**facts | {"agenda": done, "books": finished, "checked_by": checked_by}), sari)


def type_in_table(ksm, typed, sari, last):
    ids = list(ksm.members.order_by("number").values_list("pk", flat=True))
    columns = [
        PaperWeek(
            START + number * WEEK,
            START + number * WEEK if is_held else None,
            {pk: Cell(*one) for pk, one in zip(ids, row, strict=True)} if is_held else {},
            agenda_done=agenda,
            books_done=books,
        )
        for number, (is_held, row, agenda, books) in enumerate(typed)
    ]
    copying = Copying(sari, True, "Panen", "Ibu Ratna", timezone.now(), last)
    record_weeks(ksm=ksm, weeks=columns, copying=copying)


def books_of(ksm):
    """All that the weeks left, without the keys of rows."""
    numbers = dict(ksm.members.values_list("pk", "number"))
    lines = JournalLine.objects.filter(ksm=ksm).order_by("pk").select_related("entry")
    told = [
        (
            line.entry.number,
            line.date,
            line.debit_id,
            line.credit_id,
            line.amount,
            numbers.get(line.member_id),
        )
        for line in lines
    ]
    meetings = [
        (
            one.scheduled_on,
            one.state,
            one.held_on,
            one.reason,
            one.counted_cash,
            one.cash_difference,
            [(mark.member.number, mark.status) for mark in one.attendance.order_by("member__number")],
            list(one.agenda.order_by("sequence").values_list("code", "label", "state", "reason")),
            list(one.books.order_by("sequence").values_list("code", "required", "finished_on", "checked_by")),
        )
        for one in ksm.meetings.order_by("scheduled_on")
    ]
    return told, meetings


class SameAsSheets(TestCase):
    @settings(max_examples=trials(4, 40))
    @given(typed=weeks)
    def test_the_same_weeks_give_the_same_books_and_assessments(self, typed):
        typed = [*typed, (True, [("H", None)] * MEMBERS, True, True)]  # a held week closes the gaps before it
        bkm, sari = make_bkm(), make_facilitator("sari")
        single, many = make_group(bkm, "KSM Satu"), make_group(bkm, "KSM Dua")
        last = START + (len(typed) - 1) * WEEK
        type_as_sheets(single, typed, sari)
        type_in_table(many, typed, sari, last)
        assert books_of(single) == books_of(many)
        figures = [
            [
                (one.code, one.met, one.actual, one.arithmetic)
                for one in judge_one(ksm, last).judgement.findings
            ]
            for ksm in (single, many)
        ]
        assert figures[0] == figures[1]
        found = [[*differences_of(ksm), *savings_differences(ksm)] for ksm in (single, many)]
        assert found == [[], []]
