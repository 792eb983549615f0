"""What is put around the kept content of a paper when it is printed: never inside it."""

import datetime
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from groups.models import PaperPrint
from groups.papers.checking import fingerprint, grouped

# Where templates/base_print.html leaves room; no text that people type can hold a comment of HTML.
ABOVE = "<!--di atas surat-->"
# Where a sheet that is cut apart leaves room for a code on each part; else it stands in the sheet's corner.
ON_EACH = "<!--kode surat-->"
CODE_SIZE = 20  # mm of the code itself; the light ground around it comes on top of that


def marked(html: str, request, *, first: PaperPrint | None, on: datetime.date | None = None) -> str:
    """The document with its marks: a draft (nothing kept), a reprint of the day `on`, an act taken back, and
    the code by which anybody may ask whether the paper is true.
    """
    context: dict[str, Any] = {"paper": None, "on": on}
    if first:
        address = check_address(request, first.paper.code)
        context |= {
            "paper": first.paper,
            "drawn": drawn_code(address),
            "code": grouped(first.paper.code),
            "fingerprint": fingerprint(first.seal),
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


def drawn_code(address: str) -> str:
    """A QR code of an address as SVG, black on white, with the four modules of quiet around it."""
    code = segno.make(address, error="m", micro=False)
    modules, _ = code.symbol_size(border=0)
    drawn = code.svg_inline(scale=CODE_SIZE / modules, border=4, unit="mm", dark="#000", light="#fff")
    return mark_safe(drawn)  # noqa: S308  # Drawn by segno out of numbers; the address is not text in it.
