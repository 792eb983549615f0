"""Which parts of a sheet stand open when it is shown: those that hold something, differ, or have a fault.

Everything else is folded to one line each, so that a sheet of a routine evening fits a phone.
"""

from collections.abc import Iterable

from django.forms import Form

from ksm.money import MoneyError, parse_rupiah
from meetings.models import AgendaItem, Attendance
from meetings.sheet.fields import CashItemForm, DisbursementForm, MemberRowForm, NewMemberForm
from meetings.sheet.form import SheetForm

MINUTES = {"decisions", "minutes", "follow_up", "next_date", "next_time", "next_place", "next_chair"}
RARE_AMOUNTS = ("pokok", "sukarela", "withdraw_sukarela", "fine")


def open_folds(form: SheetForm) -> frozenset[str]:
    """Names of the open parts: the fixed ones of the page, and the prefix of each open member's row."""
    header = form.header["held_on"].value()
    folds = {
        "pelaksanaan": bool(form.header.errors),
        "anggota-baru": _holds(form.new_members, NewMemberForm.TELLING),
        "pinjaman": _holds(form.disbursements, DisbursementForm.TELLING),
        "kas-lain": _holds(form.cash_items, CashItemForm.TELLING) or _holds([form.money], form.money.fields),
        "agenda": any(_agenda_differs(part) for part in form.agenda),
        "buku": any(_book_differs(part, header) for part in form.books)
        or bool(form.closing.errors.keys() & {"checked_by"}),
        "notulen": bool(form.closing.errors.keys() & MINUTES),
        "lembar": _holds([form.pieces], form.pieces.fields),
    }
    names = {name for name, is_open in folds.items() if is_open}
    return frozenset(names | {f"m{row.member.pk}" for row in form.rows if _row_differs(row)})


def _holds(parts: Iterable[Form], names: Iterable[str]) -> bool:
    """Is one of these fields filled, or is anything of the parts at fault?"""
    names = list(names)
    return any(
        part.errors or any(part[name].value() for name in names if name in part.fields)
        for part in parts
        if part.is_bound
    )


def _row_differs(row: MemberRowForm) -> bool:
    """Somebody is in arrears, not simply present, or paid something else than is usual."""
    if row.errors or any(due.arrears for due in row.dues):
        return True
    if not row.is_bound:
        return False
    if row["attendance"].value() not in (None, "", Attendance.Status.HADIR):
        return True
    if any(row[name].value() for name in RARE_AMOUNTS):
        return True
    usual = {"wajib": row.suggested_wajib}
    usual |= {f"loan_{due.loan_id}": due.suggested for due in row.dues}
    return any(_is_other(row[name].value(), amount) for name, amount in usual.items())


def _is_other(typed: str | None, usual: int | None) -> bool:
    if not typed:
        return False
    try:
        return parse_rupiah(typed) != usual
    except MoneyError:
        return True


def _agenda_differs(part) -> bool:
    proposed = AgendaItem.State.NOT_APPLICABLE if part.item.proposed_reason else AgendaItem.State.DONE
    value = part["state"].value()
    return bool(part.errors) or (part.is_bound and value not in (None, "", proposed))


def _book_differs(part, held_on) -> bool:
    day = part["finished_on"].value()
    return bool(part.errors) or (part.is_bound and bool(day) and str(day) != str(held_on))
