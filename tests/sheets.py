"""A meeting sheet for tests: everybody present and saving, all done on time, unless said otherwise."""

import datetime
from dataclasses import replace

from django.utils import timezone

from groups.models import Ksm
from ledger.reports import cash_on_hand
from meetings.models import Meeting
from meetings.preparing import prepare_sheet
from meetings.recording import close_sheet
from meetings.sheet import AgendaMark, BookMark, MemberRow, Sheet


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
    }
    return Sheet(**(facts | fields))


def close(ksm: Ksm, sheet: Sheet, by, *, facilitator=True, today=None) -> Meeting:
    return close_sheet(
        ksm=ksm,
        sheet=sheet,
        by=by,
        facilitator=facilitator,
        now=timezone.now(),
        today=today or sheet.held_on,
    )


def change_row(sheet: Sheet, index: int, **fields) -> Sheet:
    rows = list(sheet.rows)
    rows[index] = replace(rows[index], **fields)
    return replace(sheet, rows=tuple(rows))
