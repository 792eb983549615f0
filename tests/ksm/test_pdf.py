"""Paper: what WeasyPrint may read, and that long names, long tables and every sign survive."""

import io
import logging

import pytest
from django.template import engines
from pypdf import PdfReader

from ksm import pdf

pytestmark = pytest.mark.once

KOP = {
    "name": "BKM Sejahtera Bersama",
    "place": "Kelurahan Sembungharjo, Kecamatan Genuk, Kota Semarang",
    "address": "",
}


def pages_of(body, **context):
    """The text of each page of a print whose content is `body`."""
    source = (
        '{% extends "base_print.html" %}{% block title %}Uji{% endblock %}'
        "{% block document %}Lembar uji{% endblock %}{% block content %}" + body + "{% endblock %}"
    )
    html = engines["django"].from_string(source).render({"kop": KOP, **context})
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf.html_to_pdf(html))).pages]


def member_table(rows):
    lines = "".join(
        f'<tr><td class="num">{number}</td><td>Anggota {number}</td><td></td></tr>'
        for number in range(1, rows + 1)
    )
    return (
        '<table class="grid roomy"><thead><tr><th class="w-no">No</th>'
        "<th>Nama lengkap</th><th>Paraf</th></tr></thead>"
        f"<tbody>{lines}</tbody><tfoot><tr><td colspan=3>Jumlah hadir</td></tr></tfoot></table>"
    )


def test_it_prints_the_letterhead_and_counts_the_pages():
    first, second = pages_of('<p>satu</p><p class="page-break">dua</p>')
    assert "BKM SEJAHTERA BERSAMA" in first
    assert "halaman 1 dari 2" in first
    assert "halaman 2 dari 2" in second
    assert "Lembar uji" in second


def test_it_escapes_markup_in_a_name_and_fetches_nothing_for_it(caplog):
    """BUG-100"""
    name = "<img src=file:///etc/passwd>"
    with caplog.at_level(logging.DEBUG, logger="weasyprint"):
        text = "".join(pages_of("<p>{{ name }}</p>", name=name))
    assert name in text
    assert "root:" not in text
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/rahasia",
        "https://example.org/gambar.png",
        "data:text/plain,halo",
        "https://berkas.invalid/media/x.png",
        "https://berkas.invalid/static/../manage.py",
        "https://berkas.invalid/static/%2e%2e/%2e%2e/etc/passwd",
        "https://berkas.invalid/static/tidak-ada.png",
    ],
)
def test_it_refuses_every_address_but_its_own_static_files(url):
    """BUG-100"""
    with pytest.raises(ValueError, match=r"[Bb]erkas statis"):
        pdf.StaticFetcher().fetch(url)


def test_it_fetches_a_static_file_of_its_own():
    """BUG-100"""
    answer = pdf.StaticFetcher().fetch("https://berkas.invalid/static/img/mark.svg")
    assert answer.read().startswith(b"<svg")


@pytest.mark.logs_errors
def test_it_draws_the_page_without_a_picture_that_it_may_not_read():
    """BUG-100: even markup that was let through by mistake reads nothing from the server's disk."""
    (text,) = pages_of('<p>sebelum</p><img src="file:///etc/passwd"><p>sesudah</p>')
    assert "sebelum" in text
    assert "sesudah" in text
    assert "root:" not in text


def test_it_draws_every_sign_that_the_prints_use():
    """BUG-096"""
    signs = "Nuraini – Rp ½ ✓ é ▲ ■ ★ × ≥ … “kutip”"
    (text,) = pages_of("<p>{{ signs }}</p>", signs=signs)
    assert signs in text


def test_it_embeds_no_font_but_dejavu():
    """BUG-096: a bare server has no other font, so a print that needs one would show boxes there."""
    html = engines["django"].get_template("base_print.html").render({"kop": KOP})
    resources = PdfReader(io.BytesIO(pdf.html_to_pdf(html))).pages[0]["/Resources"]["/Font"]
    names = {font.get_object()["/BaseFont"] for font in resources.values()}
    assert names
    assert [name for name in names if "DejaVu" not in name] == []


def test_it_wraps_a_name_of_sixty_letters_and_loses_no_column():
    """BUG-095"""
    name = "Abcdefghij" * 6
    (text,) = pages_of(
        '<table class="grid"><tr><td class="w-no">1</td><td>{{ name }}</td>'
        '<td class="w-money money">Rp1.250.000</td></tr></table>'
        '<table class="facts"><tr><th>Nama</th><td>{{ name }}</td></tr></table>',
        name=name,
    )
    assert text.replace("\n", "").count(name) == 2
    assert "Rp1.250.000" in text


@pytest.mark.parametrize("rows", [24, 25, 26, 27])
def test_it_repeats_the_table_heading_and_leaves_no_footer_alone(rows):
    """BUG-098"""
    pages = pages_of(member_table(rows))
    assert [page.count("Nama lengkap") for page in pages] == [1] * len(pages)
    assert len(pages) == (1 if rows < 25 else 2)
    assert f"Anggota {rows}" in pages[-1]
    assert "Jumlah hadir" in pages[-1]
    assert all(sum(f"Anggota {n}\n" in page for page in pages) == 1 for n in range(1, rows))


def test_it_parses_the_print_sheet_once_per_process():
    assert pdf.stylesheet() is pdf.stylesheet()
