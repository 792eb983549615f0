"""The small drawings of every page: status, bar, charts, form widget, page links."""

import uuid
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django import template
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ksm import charts, money, statuses
from ksm.logbook import request_code as code_of_request

register = template.Library()

CONTROL_CLASSES = {"select": "form-select", "selectmultiple": "form-select", "checkbox": "form-check-input"}
BARE_WIDGETS = {"hidden", "radioselect", "checkboxselectmultiple", "multiplehidden"}


@register.simple_tag
def once():
    """The key of this page's form, by which a second sending is known (groups/once.py)."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4())


@register.simple_tag
def request_code():
    """The code by which this request is found in the product's log (ksm/logbook.py)."""
    return code_of_request()


@register.simple_tag
def status(family, code, word=""):
    """Icon, word and colour of a state: {% status "loan" loan.state %}; a more exact word may be given."""
    shown = statuses.find(family, code)
    return _drawn_status(shown.tone, f"{word or shown.word}")  # never marked as safe


@register.simple_tag
def tone(name, word):
    """A word in one of the tones ok, warn, bad, accent, wait, plain, for what has no code of its own."""
    return _drawn_status(name, f"{word}")


@lru_cache(maxsize=2048)
def _drawn_status(tone_name: str, word: str) -> SafeString:
    """Kept as a bar is: a list says the same few words in every row."""
    shown = statuses.Status(tone_name, word)
    drawn = {"tone": shown.css, "word": shown.word, "icon_template": f"icons/{shown.icon}.html"}
    return render_to_string("components/_status.html", drawn)


@register.simple_tag
def bar(value, threshold=None, met=None, label="", small=False):
    """A share (Fraction of 1, or None) as a bar, its threshold as a line; `label` is for screen readers."""
    return _drawn_bar(value, threshold, met, label, small)


@lru_cache(maxsize=2048)
def _drawn_bar(
    value: Fraction | None, threshold: Fraction | None, met: bool | None, label: str, small: bool
) -> SafeString:
    """Kept, for a list of groups draws the same few shares hundreds of times."""
    figure = "belum ada angka" if value is None else money.format_fraction_percent(value)
    limit = "" if threshold is None else f", batas {money.format_fraction_percent(threshold)}"
    spoken = f"{label}: {figure}{limit}" if label else f"{figure}{limit}"
    drawn = {"bar": charts.bar(value, threshold, met, small=small), "label": spoken}
    return render_to_string("components/_bar.html", drawn)


@register.simple_tag
def small_bars(bars):
    """Small bars side by side, each with a short word: (actual, threshold, on_track, label, short)."""
    return _drawn_bars(tuple((one.actual, one.threshold, one.on_track, one.label, one.short) for one in bars))


@lru_cache(maxsize=2048)
def _drawn_bars(
    bars: tuple[tuple[Fraction | None, Fraction | None, bool | None, str, str], ...],
) -> SafeString:
    drawn = [(_drawn_bar(*one, small=True), short) for *one, short in bars]
    return render_to_string("components/_small_bars.html", {"bars": drawn})


@register.inclusion_tag("charts/bar_chart.svg.html")
def bar_chart(shares, threshold=None, title=""):
    """Columns of shares: [(label, Fraction | None)], the threshold across them."""
    drawn = list(shares)
    is_empty = all(share is None for _, share in drawn)
    chart = charts.bar_chart(drawn, threshold)
    return {"chart": chart, "title": title, "is_empty": is_empty, "letters": charts.LETTERS}


@register.inclusion_tag("charts/bar_chart.svg.html")
def band_chart(shares, limits, title="", letters=charts.LETTERS):
    """Columns of shares in the colours of their bands: [(label, Fraction | None, band)], with the limits."""
    drawn = [(label, share, statuses.find("band", band).tone) for label, share, band in shares]
    is_empty = all(share is None for _, share, _ in drawn)
    chart = charts.band_chart(drawn, limits)
    return {"chart": chart, "title": title, "is_empty": is_empty, "letters": letters}


@register.inclusion_tag("charts/bar_chart.svg.html")
def small_chart(shares, threshold, title="", letters=charts.LETTERS):
    """One of many small charts of shares on the same axes: [(label, Fraction | None)]."""
    drawn = list(shares)
    is_empty = all(share is None for _, share in drawn)
    chart = charts.small_chart(drawn, threshold)
    return {"chart": chart, "title": title, "is_empty": is_empty, "letters": letters}


@register.inclusion_tag("charts/line_chart.svg.html")
def line_chart(amounts, title=""):
    """A line of rupiah amounts: [(label, int)]."""
    return {"chart": charts.line_chart(amounts), "title": title}


@register.simple_tag
def widget(field):
    """The field's own widget with the look of the product's forms."""
    kind = field.widget_type
    if kind in BARE_WIDGETS:
        return field.as_widget()
    own = field.field.widget.attrs.get("class", "")
    names = [CONTROL_CLASSES.get(kind, "form-control"), "is-invalid" if field.errors else "", own]
    return field.as_widget(attrs={"class": " ".join(name for name in names if name)})


@register.simple_tag
def choices(optgroups):
    """The choices of a list, as its widget gives them: [(group or None, choices, place)]."""
    return format_html_join(
        "\n",
        "{}",
        (
            (
                format_html('<optgroup label="{}">{}</optgroup>', group, _drawn(some))
                if group
                else _drawn(some),
            )
            for group, some, _ in optgroups
        ),
    )


def _drawn(options: Iterable[dict[str, Any]]) -> SafeString:
    """In one go: lists of a city's kelurahan have hundreds, and a template for each takes much longer."""
    rows = (
        (f"{one['value']}", flatatt(one["attrs"]) if one["attrs"] else "", localize(one["label"]))
        for one in options
    )
    return format_html_join("\n", '<option value="{}"{}>{}</option>', rows)


@register.simple_tag(takes_context=True)
def page_url(context, number):
    """The address of another page of this list, filters and order kept."""
    query = context["request"].GET.copy()
    query["page"] = number
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def query_url(context, **changes):
    """The address of this list with some filters changed and the first page shown."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/_sort_heading.html", takes_context=True)
def sort_heading(context, name, words, num=False, descending=False):
    """A heading of a list that sorts it by `name` ("urut" in the address), and turned round when it does."""
    chosen = context["request"].GET.get("urut", "")
    is_turned = chosen == f"-{name}"
    is_chosen = bool(name) and (is_turned or chosen == name)
    way = "" if not is_chosen else ("descending" if descending != is_turned else "ascending")
    return {
        "words": words,
        "num": num,
        "way": way,
        "url": query_url(context, urut=f"-{name}" if is_chosen and not is_turned else name),
    }
