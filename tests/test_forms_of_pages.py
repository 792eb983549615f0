"""Forms of all pages: none inside another (browsers drop it, and a button is dead), no dashes as words."""

from html.parser import HTMLParser

import pytest

from ksm.forms import DASHES
from tests.support.let_in import paths_of
from tests.support.opened import Readers

pytestmark = pytest.mark.once


class Forms(HTMLParser):
    """Counts forms that begin inside another, and buttons to send that stand outside of every form."""

    def __init__(self):
        super().__init__()
        self.open = self.nested = self.homeless = 0

    def handle_starttag(self, tag, attrs):
        if tag == "form":
            self.nested += self.open > 0
            self.open += 1
        elif tag == "button" and dict(attrs).get("type") == "submit" and "form" not in dict(attrs):
            self.homeless += self.open == 0

    def handle_endtag(self, tag):
        if tag == "form":
            self.open -= 1


@pytest.mark.parametrize("role", ["fas", "kor", "adm"])
def test_no_form_stands_inside_a_form_and_no_list_begins_with_dashes(role, db):
    readers, wrong, seen = Readers(), [], 0
    for path in paths_of(role, readers.ids):
        if markup := readers.open(role, path).markup:
            seen += 1
            forms = Forms()
            forms.feed(markup)
            if forms.nested or forms.homeless or DASHES in markup:
                wrong.append(path)
    assert wrong == []
    assert seen > 50
