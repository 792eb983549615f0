"""What is put around the kept content of a paper when it is printed: never inside it."""

import datetime
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from groups.models import PaperPrint
from groups.papers.checking import fingerprint, grouped
from ksm.charts import coordinate

# Where templates/base_print.html leaves room; no text that people type can hold a comment of HTML.
ABOVE = "<!--di atas surat-->"
# Where a sheet that is cut apart leaves room for a code on each part; else it stands in the sheet's corner.
ON_EACH = "<!--kode surat-->"
CODE_SIZE, QUIET = 20, 4  # mm of the code itself; modules of light ground around it, on top of that


def marked(html: str, request, *, first: PaperPrint | None, on: datetime.date | None = None) -> str:
    """The document with its marks: a draft (nothing kept), a reprint of the day `on`, an act taken back, and
    the code by which anybody may ask whether the paper is true.
    """
    context: dict[str, Any] = {"paper": None, "on": on}
    if first:
        address = check_address(request, first.paper.code)
        context |= {
            "paper": first.paper,
            "qr": qr_code(address),
            "code": grouped(first.paper.code),
            "fingerprint": fingerprint(first.mark),
            "place": check_address(request).split("://")[1].rstrip("/"),
        }
    marks = render_to_string("components/_paper_marks.html", context)
    code = render_to_string("components/_paper_code.html", context) if first else ""
    if ON_EACH in html:
        return html.replace(ABOVE, marks).replace(ON_EACH, code)
    return html.replace(ABOVE, code + marks)


def check_address(request, code: str = "") -> str:
    """Where a paper is checked: on the product's public address, or the one it was asked at."""
    path = reverse("groups:paper_checked", args=[code]) if code else reverse("groups:paper_check")
    return f"{settings.SITE_ADDRESS}{path}" if settings.SITE_ADDRESS else request.build_absolute_uri(path)


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code as components/_paper_code.html draws it: modules across, its width on paper, the dark ones.

    `path` is a path of strokes one module high, in modules; the light margin counts.
    """

    modules: int
    millimetres: str
    path: str


def qr_code(address: str) -> QrCode:
    """The code of an address, CODE_SIZE mm wide, with the four modules of quiet around it."""
    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix_iter(border=QUIET)]
    strokes = []
    for number, row in enumerate(rows):
        start = 0
        for is_dark, run in groupby(row):
            length = len(list(run))
            if is_dark:
                strokes.append(f"M{start} {number}.5h{length}")
            start += length
    width = coordinate(Fraction(CODE_SIZE * len(rows), len(rows) - 2 * QUIET))
    return QrCode(len(rows), width, "".join(strokes))
