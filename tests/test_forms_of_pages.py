"""A form inside a form: browsers drop the inner one, and the button of the outer one then sends nothing."""

from html.parser import HTMLParser

import pytest

from groups.models import Bkm, User
from tests.support.factories import make_administrator, make_coordinator
from tests.support.kept_world import put_world
from tests.support.undrawn import no_paper
from tests.support.world import addresses

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


@pytest.mark.parametrize("who", ["sari", "ratna", "admin"])
def test_it_never_puts_a_form_inside_a_form(client, who, db):
    ids = put_world()
    make_administrator()
    make_coordinator("ratna", Bkm.objects.get(pk=ids["bkm_id"]))
    client.force_login(User.objects.get(username=who))
    wrong, seen = [], 0
    for _, _, path in addresses(ids):
        with no_paper():
            answer = client.get(path)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            seen += 1
            forms = Forms()
            forms.feed(answer.content.decode())
            if forms.nested or forms.homeless:
                wrong.append(path)
    assert wrong == []
    assert seen > 20
