"""A meeting sheet for tests: everybody present and saving, all done on time, unless said otherwise."""

import datetime
from dataclasses import replace

from django.utils import timezone

from groups.models import Ksm
from ledger import chart
from ledger.loans.lending import LoanTerms
from meetings.agenda import LOANS
from meetings.models import Meeting
from meetings.sheet.basis import prepare_sheet
from meetings.sheet.recording import close_sheet
from meetings.sheet.values import (
    NO_DECISION,
    AgendaMark,
    BookMark,
    CashItem,
    Disbursement,
    MemberRow,
    Sheet,
)
from tests.support.lending import cash_on_hand


def make_sheet(ksm: Ksm, day: datetime.date, *, held_on=None, wajib=5000, kind="ROUTINE", **fields) -> Sheet:
    """All members of the day present with their wajib; agenda done, books finished that day."""
    held_on = held_on or day
    basis = prepare_sheet(ksm=ksm, kind=kind, scheduled_on=day, held_on=held_on)
    rows = tuple(MemberRow(member.pk, "H", wajib=wajib) for member in basis.members)
    rows = fields.pop("rows", rows)
    facts = {
        "kind": kind,
        "scheduled_on": day,
        "held_on": held_on,
        "rows": rows,
        "agenda": tuple(
            AgendaMark(item.code, "NA" if item.proposed_reason else "DONE", item.proposed_reason)
            for item in basis.agenda
        ),
        "books": tuple(
            BookMark(
                book.code,
                None if book.proposed_reason else held_on,
                bool(book.proposed_reason),
                book.proposed_reason,
            )
            for book in basis.books
        ),
        "counted_cash": cash_on_hand(ksm, held_on) + sum(row.wajib for row in rows),
        "checked_by": "Ibu Ratna",
        "details": {"decisions": NO_DECISION},
    }
    return Sheet(**(facts | fields))


def agreeing(sheet: Sheet) -> Sheet:
    """The sheet, its agenda telling of the loans that it hands out."""
    marks = (AgendaMark(LOANS, "DONE", "") if mark.code == LOANS else mark for mark in sheet.agenda)
    return replace(sheet, agenda=tuple(marks)) if sheet.disbursements else sheet


def close(ksm: Ksm, sheet: Sheet, by, *, facilitator=True, today=None) -> Meeting:
    return close_sheet(
        ksm=ksm,
        sheet=agreeing(sheet),
        by=by,
        facilitator=facilitator,
        now=timezone.now(),
        today=today or sheet.held_on,
    )


def change_row(sheet: Sheet, index: int, **fields) -> Sheet:
    rows = list(sheet.rows)
    rows[index] = replace(rows[index], **fields)
    return replace(sheet, rows=tuple(rows))


def rich_sheet(ksm, day):
    """A bit of everything: late, pokok, sukarela, a fine, a new loan, a purchase, money to the bank."""
    sheet = change_row(make_sheet(ksm, day), 0, sukarela=7000, pokok=10_000, fine=500, attendance="T")
    terms = LoanTerms(ksm.members.last().pk, 20_000, 1, "FLAT", 4, "WEEK", purpose="Warung")
    return replace(
        sheet,
        disbursements=(Disbursement(0, None, terms),),
        cash_items=(CashItem(0, "Pulpen", chart.BIAYA_ATK, -2000),),
        to_bank=1000,
        counted_cash=25_000 + 17_500 - 20_000 - 2000 - 1000,
        difference_reason="",
    )
