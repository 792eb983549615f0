"""What a printed PDF says."""

import io

from pypdf import PdfReader


def text_of(answer) -> str:
    """The words of all pages of an answer that is a PDF, single spaces between them."""
    assert answer.status_code == 200
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
