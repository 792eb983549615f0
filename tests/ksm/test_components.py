"""The tags and partials that every page is made of."""

from datetime import date
from fractions import Fraction

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string

from ksm import statuses


def rendered(source, **context):
    loads = "{% load ksm_format ksm_components %}"
    return engines["django"].from_string(loads + source).render(context)


@pytest.mark.parametrize(
    ("source", "value", "text"),
    [
        ("{{ value|rupiah }}", 1_250_000, "Rp1.250.000"),
        ("{{ value|rupiah }}", -500, "-Rp500"),
        ("{{ value|rupiah }}", None, "–"),
        ("{{ value|angka }}", 9999, "9.999"),
        ("{{ value|persen }}", Fraction(7, 8), "87,5%"),
        ("{{ value|persen }}", None, "–"),
        ("{{ value|terbilang }}", 100_000, "seratus ribu rupiah"),
        ("{{ value|tanggal }}", date(2025, 7, 28), "28-07-2025"),
        ("{{ value|tanggal_panjang }}", date(2025, 7, 28), "28 Juli 2025"),
        ("{{ value|hari_tanggal }}", date(2025, 7, 28), "Senin, 28 Juli 2025"),
        ("{{ value|hari_tanggal }}", None, "–"),
    ],
)
def test_it_writes_figures_and_dates_the_indonesian_way(source, value, text):
    """BUG-074: the separators are put in once."""
    assert rendered(source, value=value) == text


def test_it_shows_a_state_as_icon_word_and_colour():
    html = rendered('{% status "finding" "NOT_MET" %}')
    assert 'class="status status-warn"' in html
    assert "<svg" in html
    assert "Belum" in html


def test_it_lets_a_page_say_a_state_more_exactly():
    assert "1 syarat belum" in rendered('{% status "standing" "MISSING" "1 syarat belum" %}')


@pytest.mark.parametrize("family", statuses.STATUSES)
def test_it_has_an_icon_for_every_state(family):
    for code in statuses.STATUSES[family]:
        assert "<svg" in rendered("{% status family code %}", family=family, code=code)


def test_it_draws_a_bar_without_a_comma_in_its_coordinates():
    html = rendered('{% bar value limit True "Kehadiran" %}', value=Fraction(7, 8), limit=Fraction(4, 5))
    assert 'width="87.5%"' in html
    assert 'aria-label="Kehadiran: 87,5%, batas 80%"' in html


def test_it_says_that_a_bar_has_no_figure_yet():
    assert "belum ada angka" in rendered('{% bar None None None "Kehadiran" %}')


def test_it_escapes_a_label_inside_a_drawing():
    html = rendered("{% bar_chart shares %}", shares=[("<script>", Fraction(1))])
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("shares", [[], [("1", None), ("2", None)]])
def test_where_nothing_was_measured_a_sentence_stands_instead_of_a_drawing(shares):
    html = rendered("{% bar_chart shares %}", shares=shares)
    assert html.strip() == "<p>Belum ada yang dapat digambar.</p>"


class NameForm(forms.Form):
    name = forms.CharField(label="Nama", help_text="Seperti di KTP.")
    active = forms.BooleanField(label="Aktif", required=False)


def test_it_shows_a_field_with_what_was_typed_and_its_error_beside_it():
    form = NameForm({"name": ""})
    html = render_to_string("components/_field.html", {"field": form["name"]})
    assert 'class="form-control is-invalid"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html


def test_it_shows_a_checkbox_before_its_label():
    html = render_to_string("components/_field.html", {"field": NameForm()["active"]})
    assert html.index('type="checkbox"') < html.index("Aktif")


def test_it_keeps_the_filters_when_turning_the_page(rf):
    page = Paginator(range(30), 10).get_page(2)
    html = render_to_string("components/_pager.html", {"page": page}, rf.get("/", {"q": "mawar & melati"}))
    assert "?q=mawar+%26+melati&amp;page=1" in html
    assert "?q=mawar+%26+melati&amp;page=3" in html
    assert "11–20 dari 30" in html


@pytest.mark.parametrize("code", ["403", "403_csrf", "404", "500"])
def test_it_can_show_an_error_page_without_any_context(code):
    html = render_to_string(f"{code}.html")
    assert "Ke halaman awal" in html
