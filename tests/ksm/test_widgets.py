"""What the product draws in its own way, says the same as the framework's."""

from html.parser import HTMLParser

from django import forms
from django.forms.renderers import DjangoTemplates

CHOICES = [("", "Semua"), ("a<b", "Rawa & Barat"), ("Timur", [(3, "Melati"), (4, "Mawar")])]


class WithNote(forms.Select):
    """A list whose choices carry more than their value."""

    def create_option(self, *args, **kwargs):
        option = super().create_option(*args, **kwargs)
        option["attrs"]["data-note"] = f"{option['value']}!"
        return option


def parts(html):
    """Tags with their attributes, and words, without the white space between them."""
    found = []
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, attrs: found.append((tag, sorted(attrs)))
    reader.handle_endtag = lambda tag: found.append(f"/{tag}")
    reader.handle_data = lambda data: found.append(data.strip())
    reader.feed(html)
    return [part for part in found if part]


def test_a_list_to_choose_from_is_the_framework_s_own():
    for widget, value in ((forms.Select, "4"), (WithNote, "a<b"), (forms.SelectMultiple, ["", "3"])):
        drawn = widget(choices=CHOICES)
        attrs = {"id": "id_tempat", "class": "form-select", "required": True}
        own = parts(drawn.render("tempat", value, attrs))
        assert own == parts(drawn.render("tempat", value, attrs, renderer=DjangoTemplates()))
        assert ("option", [("value", "3")]) in own or widget is not forms.Select
