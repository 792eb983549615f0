"""A group's list on paper, with the columns of the programme's form and all its lines."""

import datetime
from fractions import Fraction

from groups.letterhead import Office, coordinator, facilitator, furniture, group_signers
from groups.models import Ksm
from groups.registers.lists import Register
from groups.registers.welfare import welfare_counts
from ksm.bookpaper import LANDSCAPE, PORTRAIT, Column, book_pages
from ksm.certain import certain

NO = Column("No", css="w-no")


def register_context(ksm: Ksm, register: Register, as_of: datetime.date) -> dict:
    """What groups/registers/print_register.html needs for a register that has a paper."""
    paper = certain(register.paper, "the view asks for registers with a paper only")
    rows = register.model.objects.filter(ksm=ksm).order_by(*paper.order)
    lines = [(str(number), *paper.cells(row)) for number, row in enumerate(rows, start=1)]
    columns = (NO, *paper.columns)
    room = LANDSCAPE if paper.is_wide else PORTRAIT
    return {
        "ksm": ksm,
        "paper": paper,
        "columns": columns,
        "lines": lines,
        "pages": book_pages(columns, lines, room=room) if paper.has_sums else (),
        "as_of": as_of,
        **furniture(
            ksm,
            as_of,
            [*group_signers(ksm, as_of, Office.KETUA, Office.SEKRETARIS), facilitator(ksm.bkm, as_of)],
        ),
    }


def welfare_context(ksm: Ksm, as_of: datetime.date) -> dict:
    """What groups/registers/print_welfare.html needs: the trend as counts, without names (J15)."""
    counts = welfare_counts(list(ksm.welfare.counting()))
    signers = (facilitator(ksm.bkm, as_of, "Dibuat oleh,"), coordinator(ksm.bkm, as_of))
    return {
        "ksm": ksm,
        "as_of": as_of,
        "counts": counts,
        "trend": [(count.period.short_label, Fraction(count.better, count.judged)) for count in counts],
        **furniture(ksm.bkm, as_of, signers),
    }
