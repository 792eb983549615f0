"""The sheet of a meeting on paper, filled with what is known before it: for where no phone is.

Its parts, members, agenda and books stand in the order of the screen (templates/meetings/sheet/_form.html),
so that copying back goes from the first field to the last. Reads only.
"""

import datetime
from dataclasses import dataclass

from groups.letterhead import Office, furniture, group_signers
from groups.models import Ksm, Member
from meetings.models import Attendance, Meeting
from meetings.sheet.basis import LoanDue, SheetBasis, prepare_sheet
from meetings.sheet.pieces import VALUES
from meetings.sheet.proposals import proposals_for

# Empty lines for what nobody can know before.
NEW_MEMBERS, LOANS, OTHER_CASH, DECISIONS = 2, 2, 4, 4


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A member's line: the agreed saving and each instalment due, in rupiah."""

    member: Member
    wajib: int | None
    dues: tuple[LoanDue, ...]


def paper_sheet_context(ksm: Ksm, day: datetime.date) -> dict:
    """What print_sheet.html needs for the routine meeting planned for `day`. A fixed number of queries.

    Dues are as of that day, as the screen proposes them: arrears are in the sum, not told apart (J15).
    """
    basis = prepare_sheet(ksm=ksm, kind=Meeting.Kind.ROUTINE, scheduled_on=day, held_on=day)
    agreed = ksm.rhythm_on(day)
    return {
        "ksm": ksm,
        "day": day,
        "week": basis.week,
        "time": agreed.time,
        "place": agreed.place,
        "marks": Attendance.Status.choices,
        "rows": _rows(basis),
        "wajib_sum": (basis.minimum_saving or 0) * len(basis.members),
        "due_sum": sum(due.suggested for dues in basis.dues.values() for due in dues),
        "approved": basis.approved,
        "opening_cash": basis.opening_cash,
        "fine_late": basis.fine("fine_late"),
        "fine_absent": basis.fine("fine_absent"),
        "agenda": basis.agenda,
        "books": basis.books,
        "proposals": proposals_for(basis),
        "pieces": VALUES,
        "new_lines": range(NEW_MEMBERS),
        "loan_lines": range(LOANS),
        "cash_lines": range(OTHER_CASH),
        "decision_lines": range(DECISIONS),
        **furniture(ksm, day, group_signers(ksm, day, Office.SEKRETARIS, Office.BENDAHARA, Office.KETUA)),
    }


def _rows(basis: SheetBasis) -> list[PaperRow]:
    return [
        PaperRow(member, basis.minimum_saving, tuple(basis.dues.get(member.pk, ())))
        for member in basis.members
    ]
