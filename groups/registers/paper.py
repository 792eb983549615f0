"""A group's list on paper, with the columns of the programme's form and all its lines."""

import datetime

from groups.letterhead import kop_of, place_date
from groups.models import Ksm, OfficerTerm
from groups.registers.lists import Register
from ksm.bookpaper import LANDSCAPE, PORTRAIT, Column, book_pages
from ksm.letters import document_number

NO = Column("No", css="w-no")


def register_context(ksm: Ksm, register: Register, as_of: datetime.date) -> dict:
    """What groups/registers/print_register.html needs for a register that has a paper."""
    paper = register.paper
    rows = register.model.objects.filter(ksm=ksm).order_by(*paper.order)
    lines = [(str(number), *paper.cells(row)) for number, row in enumerate(rows, start=1)]
    columns = (NO, *paper.columns)
    size = LANDSCAPE if paper.is_wide else PORTRAIT
    terms = ksm.officers.filter(end__isnull=True).select_related("member")
    names = {term.role: term.member.name for term in terms}
    return {
        "ksm": ksm,
        "paper": paper,
        "kop": kop_of(ksm.bkm),
        "number": document_number(1, paper.code, ksm.code, as_of),
        "columns": columns,
        "lines": lines,
        "pages": book_pages(columns, lines, size=size) if paper.has_sums else (),
        "as_of": as_of,
        "place_date": place_date(ksm.bkm, as_of),
        "signers": [
            ("", "Ketua", names.get(OfficerTerm.Role.KETUA, ""), ""),
            ("", "Sekretaris", names.get(OfficerTerm.Role.SEKRETARIS, ""), ""),
            ("Mengetahui,", "Fasilitator", "", ""),
        ],
    }
