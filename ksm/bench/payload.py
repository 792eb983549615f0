"""A full meeting sheet as a browser would send it."""

import datetime
import re

from groups.models import Ksm
from ksm.money import format_number
from meetings.models import Meeting
from meetings.sheet.basis import prepare_sheet
from meetings.sheet.form import SheetForm
from meetings.sheet.values import NO_DECISION

WAJIB = 5_000
# Where a sheet leads once it is closed; a login, a second factor or a draft lead elsewhere.
CLOSED_SHEET = re.compile(r"/ksm/\d+/pertemuan/\d+/\?kunci=.+")


def require_closed(status: int, leads_to: str) -> None:
    """Refuse to measure a sheet that was answered by anything else than its closed meeting."""
    if status != 302 or not CLOSED_SHEET.fullmatch(leads_to):
        raise RuntimeError(f"Lembar uji tidak tertutup: {status} {leads_to}")


def full_payload(ksm: Ksm, day: datetime.date, key: str = "kunci-1") -> dict[str, str]:
    """Everybody present and saving, every due instalment paid, agenda done, books finished: POST fields."""
    basis = prepare_sheet(ksm=ksm, kind=Meeting.Kind.ROUTINE, scheduled_on=day, held_on=day)
    form = SheetForm(basis)
    payload = {"key": key, "revision": "0", "action": "close", "head-held_on": day.isoformat()}
    cash = basis.opening_cash
    for row in form.rows:
        payload[f"{row.prefix}-attendance"] = "H"
        payload[f"{row.prefix}-wajib"] = format_number(WAJIB)
        cash += WAJIB
        for due in row.dues:
            if due.suggested:
                payload[f"{row.prefix}-loan_{due.loan_id}"] = format_number(due.suggested)
                cash += due.suggested
    for part in form.agenda:
        payload[f"{part.prefix}-state"] = "NA" if part.item.proposed_reason else "DONE"
        payload[f"{part.prefix}-reason"] = part.item.proposed_reason
    for book in form.books:
        if book.book.proposed_reason:
            payload[f"{book.prefix}-not_applicable"] = "on"
        else:
            payload[f"{book.prefix}-finished_on"] = day.isoformat()
    payload["closing-checked_by"] = "Sekretaris"
    payload["closing-decisions"] = NO_DECISION
    payload["closing-counted_cash"] = format_number(cash)
    return payload
