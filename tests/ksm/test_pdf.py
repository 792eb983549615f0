"""Paper: what WeasyPrint may read, and that long names, long tables and every sign survive."""

import io
import logging

import pytest
from django.template import engines
from pypdf import PdfReader

from ksm import pdf
from ksm.pictures import SIDE
from tests.support.pictures import make_png

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
    html = engines["django"].from_string(source).render({"kop": KOP, "paper_size": "A4", **context})
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
        "data:image/png;base64,aGFsbw==",
        "data:image/png;base64,bukan base64",
        pdf.picture_address(make_png((SIDE + 1, 20))),
        pdf.picture_address(make_png()).replace("image/png", "image/svg+xml"),
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


def test_it_fetches_a_small_picture_that_the_document_carries():
    picture = make_png()
    assert pdf.StaticFetcher().fetch(pdf.picture_address(picture)).read() == picture


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


def faces_of(body, paper=""):
    """The faces that a print of one page embeds."""
    source = (
        '{% extends "base_print.html" %}{% block document %}Uji{% endblock %}'
        "{% block paper %}" + paper + "{% endblock %}{% block content %}" + body + "{% endblock %}"
    )
    html = engines["django"].from_string(source).render({"kop": KOP, "paper_size": "A4"})
    resources = PdfReader(io.BytesIO(pdf.html_to_pdf(html))).pages[0]["/Resources"]["/Font"]
    return {font.get_object()["/BaseFont"].split("+")[1] for font in resources.values()}


@pytest.mark.parametrize(("paper", "face"), [("", "DejaVu-Sans"), ("letter", "Liberation-Serif")])
def test_it_embeds_only_faces_that_the_project_installs(paper, face):
    """BUG-096: a bare server has no other font, so a print that needs one would show boxes there."""
    names = faces_of("<p>Kertas <strong>uji</strong></p>", paper)
    assert face in names
    assert [name for name in names if not name.startswith((face, "DejaVu-Sans"))] == []


@pytest.mark.parametrize(
    ("name", "face"),
    [
        ("Łukasz Ñandú Đặng", "Liberation-Serif"),
        ("محمد", "DejaVu-Sans"),
        ("김영희", "WenQuanYi-Zen-Hei"),
        ("陳美玲", "WenQuanYi-Zen-Hei"),
        ("ꦱꦶꦠꦶ", "Noto-Sans-Javanese"),
        ("ᬲᬶᬢᬶ", "Noto-Sans-Balinese"),
    ],
)
def test_it_has_a_face_for_the_scripts_that_names_come_in(name, face, caplog):
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        faces = faces_of(f"<p>{name}</p>", "letter")
    assert [one for one in faces if one.startswith(face)]
    assert caplog.records == []


def test_it_shows_a_box_for_a_sign_that_no_face_has():
    (text,) = pages_of("<p>Siti \ue000 Aminah</p>")
    assert "Siti \u25af Aminah" in text


def test_it_turns_nothing_round_for_a_mark_of_direction_in_a_name():
    name = "\u202eSiti\u2067 Aminah"
    (text,) = pages_of("<p>Anggota {{ name }}, nomor 12.</p>", name=name)
    assert "Anggota Siti Aminah, nomor 12." in text


@pytest.mark.parametrize(
    ("sheet", "paper", "size"),
    [
        ("A4", "", (210, 297)),
        ("A4", "landscape", (297, 210)),
        ("F4", "letter", (215, 330)),
        ("F4", "landscape", (330, 215)),
    ],
)
def test_it_prints_on_the_sheet_that_the_bkm_set(sheet, paper, size):
    source = '{% extends "base_print.html" %}{% block paper %}' + paper + "{% endblock %}"
    html = engines["django"].from_string(source).render({"kop": KOP, "paper_size": sheet})
    box = PdfReader(io.BytesIO(pdf.html_to_pdf(html))).pages[0].mediabox
    assert tuple(round(float(side) / 72 * 25.4) for side in (box.width, box.height)) == size


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


PLACE = "KSM Paguyuban Perempuan Pedagang Pasar Sembungharjo"


def test_it_does_not_break_a_line_that_fits_but_for_the_space_after_it():
    """The source of a template ends its paragraphs with a line of their own."""
    words = f"{PLACE} · 1 Januari 2026 sampai 29 November 2026"
    (text,) = pages_of(f'<p class="subtitle">\n  {words}\n</p>')
    assert words in text.splitlines()


@pytest.mark.parametrize("filling", [70, 73, 76])
def test_it_tears_no_amount_from_its_minus_and_no_number_from_rt_and_rw(filling):
    (text,) = pages_of(f"<p>{'a' * filling} kas -Rp1.250.000, Jl. Melati 7, RT 002/RW 005 uji</p>")
    lines = [line.strip() for line in text.splitlines()]
    assert not [line for line in lines if line.endswith(("-", "RT", "RW"))]
    assert "-Rp1.250.000" in text  # found by who looks for it


def test_the_count_of_pages_stays_on_one_line_beside_a_long_name():
    source = (
        '{% extends "base_print.html" %}{% block document %}'
        + f"Perhitungan hasil usaha · {PLACE} " * 3
        + "{% endblock %}"
    )
    html = engines["django"].from_string(source).render({"kop": KOP, "paper_size": "A4"})
    assert "halaman 1 dari 1" in PdfReader(io.BytesIO(pdf.html_to_pdf(html))).pages[0].extract_text()


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
