"""Every form of the product, found by walking its addresses, is given what nobody should type.

No answer is a failure of the server, and what no form can accept leaves nothing behind.
"""

import random
import re
from html.parser import HTMLParser
from unittest import mock
from urllib.parse import urljoin

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from groups.models import Bkm, LoginTries, User
from groups.once import FIELD as KEY
from meetings.models import Meeting
from savings.models import MemberExit
from tests.conftest import OUR_APPS
from tests.support.factories import make_administrator, make_bkm, make_coordinator, make_ksm, make_member
from tests.support.fuzz import SEED, mutated_fields
from tests.support.kept_world import noon_of_the_world, put_world
from tests.support.let_in import paths_of
from tests.support.trials import trials
from tests.support.undrawn import draws

pytestmark = pytest.mark.long
# Nothing accepts these, whatever the field.
UNACCEPTABLE = ["Siti\x00Aminah", "panjang" * 1500]
# Some text may contain these; amounts, dates, choices and ids may not.
STRANGE = [
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x","klik")',
    "12,50",
    "-5000",
    "1" + "0" * 30,
    "🌾🌾🌾",
    "31-02-2025",
    "31-12-9999",
    "\u0661\u0662\u0663",
]
ALONE = [UNACCEPTABLE[0], "1" + "0" * 30]
PEOPLE = {"fas": "sari", "kor": "ratna", "ups": "yanti", "adm": "admin"}
ANSWERS = {200, 302, 400, 403, 404, 409}


class FormsOfPage(HTMLParser):
    """The forms of a page: method, address, the fields with what they hold, files, picks, and ticks: boxes
    that are ticked by whatever is sent."""

    def __init__(self, path):
        super().__init__()
        self.path, self.forms, self.select = path, [], None

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        name = found.get("name")
        if tag == "form":
            address = urljoin(self.path, found.get("action") or "")
            self.forms.append((found.get("method", "get").lower(), address, {}, set(), set(), set()))
        elif self.forms and tag == "option" and self.select and "selected" in found:
            self.forms[-1][2][self.select] = found.get("value", "")
        elif self.forms and name and name != "csrfmiddlewaretoken":
            self._field(tag, name, found)

    def _field(self, tag, name, found):
        _, _, fields, files, picks, ticks = self.forms[-1]
        kind = found.get("type", "text")
        if tag == "button":
            fields.setdefault(name, found.get("value", ""))
        elif kind == "file":
            files.add(name)
        elif kind == "checkbox" and "value" not in found:
            ticks.add(name)
            fields[name] = "on" if "checked" in found else ""
        elif kind not in ("radio", "checkbox") or "checked" in found:
            fields[name] = found.get("value", "")
        else:
            fields.setdefault(name, "")
        if tag == "select":
            self.select = name
        if tag == "select" or (kind in ("radio", "checkbox") and found.get("value", "").isdigit()):
            picks.add(name)


@pytest.fixture
def forms(db):
    """(client, method, address, fields, files, picks, ticks) of every form, each once, opened by who may."""
    with noon_of_the_world():
        ids = put_world()
        Meeting.objects.filter(pk=ids["meeting_id"]).update(revision=2)  # its figures of revision 1 are kept
        make_administrator()
        make_coordinator("ratna", Bkm.objects.get(pk=ids["bkm_id"]))
        clients = {role: Client() for role in PEOPLE}
        for role, who in PEOPLE.items():
            clients[role].force_login(User.objects.get(username=who))
        # Without a copy of every template's context, which nobody here looks at.
        with mock.patch("django.test.client.store_rendered_templates", draws(None)):
            found = forms_opened(clients, ids)
            # The world shows the exit of somebody who never left, as no verb of the product writes it.
            MemberExit.objects.filter(member__left_on=None).delete()
            yield found


def forms_opened(clients, ids):
    """Every form, each once, on each page that the table of rights opens to the first who finds one there."""
    found, opened = {}, set()
    for role, client in clients.items():
        for path in paths_of(role, ids):
            if path not in opened and not path.endswith(".pdf"):
                forms = [(client, *form) for form in forms_of(client, path)]
                opened |= {path} if forms else set()
                found |= {form[1:3]: form for form in forms if form[1:3] not in found}
    return list(found.values())


def forms_of(client, path):
    answer = client.get(path, follow=True)
    if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
        return
    page = FormsOfPage(answer.redirect_chain[-1][0] if answer.redirect_chain else path)
    page.feed(answer.content.decode())
    for form in page.forms:
        if not form[1].startswith("/keluar/"):
            yield form


def rows():
    """How many rows each table holds, histories too; but for wrong passwords, which are counted."""
    models = [model for name in OUR_APPS for model in apps.get_app_config(name).get_models()]
    models.remove(LoginTries)
    tables = [connection.ops.quote_name(model._meta.db_table) for model in models]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT COUNT(*) FROM {table})" for table in tables))  # noqa: S608
        return cursor.fetchone()


def send(form, fields, before, *, may_store):
    """The answer's status, and whether anything was stored that may not be; both are undone afterwards.

    So `before`, the rows that there are, is the same for all that are sent.
    """
    client, method, address, _, files, *_ = form
    payload = dict(fields) | {name: SimpleUploadedFile("x.xlsx", b"PK\x03\x04rusak") for name in files}
    counted = method == "post" and not may_store
    with transaction.atomic():
        answer = getattr(client, method)(address, payload)
        stored = counted and rows() != before
        transaction.set_rollback(True)
    return answer.status_code, stored


def complaint(form, fields, before, *, may_store):
    try:
        status, stored = send(form, fields, before, may_store=may_store)
    except Exception as error:  # noqa: BLE001  (any failure of the server is what this looks for)
        return f"{form[1]} {form[2]}: {type(error).__name__} {error}"
    if status not in ANSWERS:
        return f"{form[1]} {form[2]}: {status}"
    return f"{form[1]} {form[2]}: stored {fields}"[:300] if stored else None


def closing(fields):
    """Buttons keep their meaning: a sheet is closed, not kept as a draft that may hold anything."""
    return {"action": "close"} if "action" in fields else {}


@pytest.mark.once  # what a database refuses by itself is asked field by field below
def test_it_answers_strange_values_in_every_field_at_once_and_ids_of_another_group(forms, tried):
    """Of one walk over the forms, for opening them all takes as long as a good part of this."""
    assert faults_of_strange_values(forms) == []
    assert len(forms) > 40
    wrong, foreign = faults_of_foreign_ids(forms)
    assert wrong == []
    assert foreign > 40
    tried(foreign, "ids of another group in forms: each refused")
    number = trials(60, 3_000)
    assert faults_of_nonsense(forms, number) == []
    tried(number, "mutated forms: no failure, nothing left behind")


def faults_of_strange_values(forms):
    wrong, before = [], rows()
    values = [*UNACCEPTABLE, *STRANGE]
    for turn, form in enumerate(forms):
        fields = form[3]
        for value in trials(values[turn % 8 :: 8], values):
            typed = {name: [value, value] for name in fields if name != KEY}
            sent = fields | typed | closing(fields)
            may_store = value not in UNACCEPTABLE or not typed
            wrong.append(complaint(form, sent, before, may_store=may_store))
        wrong.append(complaint(form, closing(fields), before, may_store=True))
    return [one for one in wrong if one]


def faults_of_nonsense(forms, number):
    """Forms with some fields put wrong, by a seed: what takes nothing (200, 4xx) leaves no row behind."""
    chance, wrong = random.Random(SEED), []  # noqa: S311  (to be sent again, not to be secret)
    posts, before = [form for form in forms if form[1] == "post" and form[3]], rows()
    for turn in range(number):
        form = chance.choice(posts)
        fault = complaint_of_nonsense(form, mutated_fields(chance, form[3]), before)
        wrong += [f"{turn} of seed {SEED}: {fault}"] if fault else []
    return wrong


# What is made there is told on the very answer, once: it is taken with a 200.
TOLD_ONCE = {"/akun/token/"}


def complaint_of_nonsense(form, fields, before):
    client, method, address, _, files, *_ = form
    payload = fields | {name: SimpleUploadedFile("x.xlsx", b"PK\x03\x04rusak") for name in files}
    try:
        with transaction.atomic():
            answer = getattr(client, method)(address, payload)
            stored = rows() != before
            transaction.set_rollback(True)
    except Exception as error:  # noqa: BLE001  (any failure of the server is what this looks for)
        return f"{address}: {type(error).__name__} {error}"[:300]
    if answer.status_code not in ANSWERS:
        return f"{address}: {answer.status_code} {fields}"[:300]
    return (
        f"{address}: {answer.status_code} stored {fields}"[:300]
        if stored and answer.status_code != 302 and address not in TOLD_ONCE
        else None
    )


def faults_of_foreign_ids(forms):
    """BUG-106: an id that belongs elsewhere is refused in the body of a form as it is in its address."""
    elsewhere = make_ksm(make_bkm("BKM Pusat Pasar", "12.71.01.1001"), name="KSM Kenanga")
    foreign = str([make_member(elsewhere).pk for _ in range(3)][-1])
    wrong, tried, before = [], 0, rows()
    for form in forms:
        for name in form[5]:
            tried += 1
            sent = form[3] | closing(form[3]) | {name: foreign}
            wrong.append(complaint(form, sent, before, may_store=form[1] == "get"))
    return [one for one in wrong if one], tried


@pytest.mark.postgres
def test_it_answers_one_strange_value_among_good_ones(forms):
    wrong, tried, before = [], set(), rows()
    for form in forms:
        for name in sorted(form[3].keys() - {"action"}):
            # One middleware reads the key of every form, so that one form stands for all.
            address = "" if name == KEY else re.sub(r"\d+", "", form[2])
            kind = (address, re.sub(r"\d+", "", name))
            if kind in tried or name.endswith("_cari"):  # what was searched for is not stored
                continue
            tried.add(kind)
            for value in trials(ALONE[len(tried) % 6 :][:1], ALONE):  # short: one, of every third field
                sent = form[3] | closing(form[3]) | {name: value}
                may_store = value not in UNACCEPTABLE or name == KEY or name in form[6]
                wrong.append(complaint(form, sent, before, may_store=may_store))
    assert [one for one in wrong if one] == []
    assert len(tried) > 100
