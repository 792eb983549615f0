#!/bin/sh
# One sign that no installed font has, and pypdf reads nothing of the whole line any more.
#
# Guess:     WeasyPrint draws a box for such a sign (a private-use sign of an old phone's keyboard, say), so a test
#            that reads the PDF back with pypdf finds all other words of the line as before.
# Versions:  weasyprint 70.0, pypdf 7.1.1; Debian 12 with any font.
# Behaviour: every letter set in the same font comes back as two, a NUL before each: the words are not found, and
#            no error or warning of pypdf says why. Without the sign the same line is read right. (poppler's
#            pdftotext reads both.)
# Seen:      without: 'Siti Aminah membayar hari ini'
#            with:    '\x00S\x00i\x00t\x00i\x00 \x00A...' (no 'Siti' in it)
# What follows for a product: replace signs that WeasyPrint logs as .notdef, and lay the document out again.
set -eu
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check weasyprint==70.0 pypdf==7.1.1
cat > "$work/try.py" <<'PYTHON'
import io

from pypdf import PdfReader
from weasyprint import HTML


def read_back(sign):
    pdf = HTML(string=f"<p>Siti Aminah membayar{sign} hari ini</p>").write_pdf()
    return PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


plain, spoilt = read_back(""), read_back(" \ue000")
print("without:", ascii(plain))
print("with:   ", ascii(spoilt))
assert plain == "Siti Aminah membayar hari ini"
assert "Siti" not in spoilt, "pypdf reads the line now: this finding is out of date"
assert spoilt.startswith("\0S\0i\0t\0i"), "the line is spoilt in another way now"
PYTHON
"$work/venv/bin/python" "$work/try.py"
