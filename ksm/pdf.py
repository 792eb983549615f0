"""Paper: a template becomes an A4 PDF by WeasyPrint, with the print sheet parsed once per process."""

import base64
import datetime
import functools
import logging
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from weasyprint import CSS, HTML, LOGGER
from weasyprint.urls import URLFetcher, URLFetcherResponse

from ksm.pictures import is_small_png
from ksm.text import plain

# Relative addresses are resolved against a host that cannot exist; StaticFetcher answers for it alone.
BASE_URL = "https://berkas.invalid/"
STYLESHEET = "css/print.css"
PICTURE = "data:image/png;base64,"
# What turns the words around it, or itself, the other way: Unicode's explicit directional formatting.
DIRECTIONS = dict.fromkeys(
    map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)
UNPRINTABLE = "\u25af"  # An empty box, for a sign that no installed face has.
# WeasyPrint breaks a paragraph's last line once more where only the space after its last word does not fit.
_SPACE_AT_END = re.compile(r"[ \t\r\n]+(?=</(?:p|div|li|t[dh]|h[1-6])>)")
# What must stay on one line: a minus and its amount, RT and RW and their numbers.
_WHOLE = re.compile(r"-Rp[\d.]+|\bR[TW] \d+")
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*;%]')
MOST_OF_NAME = 120


class StaticFetcher(URLFetcher):
    """Hands WeasyPrint the product's own static files and the small pictures that a document carries itself,
    and refuses every other address: what a group writes into a name must never make the server read a file
    or call a host."""

    def fetch(self, url, headers=None):
        if picture := carried_picture(url):
            return URLFetcherResponse(url, picture, {"Content-Type": "image/png"})
        parts = urlsplit(url)
        base = urlsplit(BASE_URL)
        path = unquote(parts.path)
        if (parts.scheme, parts.netloc) != (base.scheme, base.netloc) or not path.startswith(
            settings.STATIC_URL
        ):
            raise ValueError(f"Bukan berkas statis milik aplikasi: {url}")
        return URLFetcherResponse(url, static_bytes(path.removeprefix(settings.STATIC_URL)))


def picture_address(content: bytes) -> str:
    """A small PNG (ksm.pictures) as an address that carries it: a kept document needs nothing else."""
    return PICTURE + base64.b64encode(content).decode()


def carried_picture(url: str) -> bytes:
    """The picture in an address made by `picture_address`; b"" for every other address."""
    if not url.startswith(PICTURE):
        return b""
    try:
        content = base64.b64decode(url.removeprefix(PICTURE), validate=True)
    except ValueError:
        return b""
    return content if is_small_png(content) else b""


def static_bytes(name: str) -> bytes:
    """The content of a static file, collected (production) or still in its app (development)."""
    try:
        if staticfiles_storage.exists(name):
            with staticfiles_storage.open(name) as collected:
                return collected.read()
        found = finders.find(name)
    except SuspiciousOperation:
        found = None
    if not found:
        raise ValueError(f"Berkas statis tidak ada: {name}")
    return Path(found).read_bytes()


@functools.cache
def stylesheet() -> CSS:
    """The print sheet, parsed once per process: parsing costs as much as a page of layout."""
    return CSS(string=static_bytes(STYLESHEET).decode(), base_url=BASE_URL, url_fetcher=StaticFetcher())


class _Missing(logging.Handler):
    """Hears from WeasyPrint which signs of a document no installed face has."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.signs: dict[int, str] = {}

    def emit(self, record):
        if str(record.msg).startswith(".notdef glyph") and isinstance(record.args, tuple):
            self.signs[ord(str(record.args[0]))] = UNPRINTABLE


def _laid_out(html: str) -> bytes:
    document = HTML(string=html, base_url=BASE_URL, url_fetcher=StaticFetcher())
    return document.write_pdf(stylesheets=[stylesheet()])


def _held_together(html: str) -> str:
    """The same words, with lines that end where a reader expects it."""
    return _WHOLE.sub(r'<span class="whole">\g<0></span>', _SPACE_AT_END.sub("", html))


def html_to_pdf(html: str) -> bytes:
    """A finished document as PDF bytes.

    Marks of direction, which older names may hold, are left out, and no amount is torn from its minus. What
    no face can print becomes UNPRINTABLE, for which the document is laid out once more: by itself WeasyPrint
    draws such signs over each other.
    """
    html = _held_together(html.translate(DIRECTIONS))
    missing = _Missing()
    LOGGER.addHandler(missing)
    try:
        pdf = _laid_out(html)
    finally:
        LOGGER.removeHandler(missing)
    return _laid_out(html.translate(missing.signs)) if missing.signs else pdf


def render_pdf(template: str, context: dict, request=None) -> bytes:
    """A template extending base_print.html as PDF bytes."""
    return html_to_pdf(render_to_string(template, context, request))


def file_name(title: str, *days: datetime.date) -> str:
    """The name under which a paper is saved: what it is, whose, and its day or days; "Profil KSM Mawar
    2026-11-28.pdf". What no file system takes is left out.
    """
    words = " ".join(_NOT_IN_NAMES.sub(" ", plain(title)).split())[:MOST_OF_NAME].strip(" .")
    return " ".join([words or "Dokumen", *(day.isoformat() for day in days)]) + ".pdf"


def pdf_response(name: str, pdf: bytes) -> HttpResponse:
    """A PDF that the browser shows, and saves under `name`, whatever its letters (RFC 5987)."""
    headers = {"Content-Disposition": content_disposition_header(as_attachment=False, filename=name)}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def document_response(name: str, html: str) -> HttpResponse:
    """A finished document as the PDF of `pdf_response`."""
    return pdf_response(name, html_to_pdf(html))
