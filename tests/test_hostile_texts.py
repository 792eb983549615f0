"""Markup in every text that is kept stays a text: on every page, and in the HTML of every paper."""

from contextlib import contextmanager
from unittest import mock

import pytest
from django.apps import apps
from django.db import DataError, IntegrityError, transaction
from django.db.models import CharField, Model, TextField
from django.test import Client

from groups.models import User
from ksm.fields import EncryptedTextField
from tests.conftest import OUR_APPS
from tests.support import factories
from tests.support.kept_world import noon_of_the_world, put_world
from tests.support.trials import trials
from tests.support.world import addresses

pytestmark = [pytest.mark.once, pytest.mark.long]
MARKUP = "</td></script><script>alert(1)</script><img src=http://127.0.0.1:9/x onerror=alert(1)>\"'"
SHORT = "\"'><b>"  # where there is no room
# Not what people typed: keys, digests, names of zones, tasks, formats and files.
MADE = {
    *(
        "code",
        "key",
        "digest",
        "password",
        "username",
        "timezone",
        "task",
        "content_type",
        "sha256",
        "nik_hash",
    ),
    *(
        "family_card_hash",
        "payload_hash",
        "format",
        "slug",
        "scheme",
        "address_hash",
        "number_form",
        "file_name",
    ),
}
OF_MACHINES = {"Account", "KeyProof", "DataKey", "Backup", "SentForm", "Worker", "Job", "JobPiece", "Region"}


def texts_of(model: type[Model]):
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, CharField | TextField) and not isinstance(field, EncryptedTextField)
        if is_text and not (field.choices or field.primary_key or field.name in MADE):
            yield field


def fill_with_markup() -> int:
    """Put markup into every text of every table; how many columns took it."""
    taken = 0
    for name in OUR_APPS:
        for model in apps.get_app_config(name).get_models():
            rows = model._base_manager.all() if model._meta.managed else model._base_manager.none()
            if model.__name__ in OF_MACHINES or not rows.exists():
                continue
            for field in texts_of(model):
                room = field.max_length or len(MARKUP)
                put = rows.filter(pk=rows.order_by("pk").first().pk) if field.unique else rows
                try:
                    with transaction.atomic():
                        put.update(**{field.name: MARKUP if room >= len(MARKUP) else SHORT[:room]})
                except (IntegrityError, DataError):  # a rule of the database says what may stand there
                    continue
                taken += 1
    return taken


@contextmanager
def papers_as_html(told: list[str]):
    """Of each paper its HTML, which nobody lays out."""

    def keep(html: str, *_, **__) -> bytes:
        told.append(html)
        return b"%PDF"

    with mock.patch("ksm.pdf.html_to_pdf", keep):
        yield


def test_markup_in_every_column_is_a_text_on_every_page_and_paper(db, tried):
    ids, wrong, shown = put_world(), [], 0
    factories.make_administrator()
    clients = []
    for name in ("sari", "admin", "rina"):
        client = Client()
        client.force_login(User.objects.get(username=name))
        clients.append((client, client.cookies["sessionid"].value))
    columns = fill_with_markup()
    with noon_of_the_world():
        for name, _, path in list(addresses(ids))[:: trials(29, 1)]:
            for client, key in clients if not name.startswith("logout") else ():
                papers: list[str] = []
                client.cookies["sessionid"] = key
                with papers_as_html(papers), transaction.atomic():
                    answer = client.get(path)
                    transaction.set_rollback(True)
                if answer.status_code in (403, 404, 405):
                    continue
                kind = answer.headers.get("Content-Type", "")
                told = [*papers, answer.content.decode()] if kind.startswith("text/html") else papers
                wrong += [path for page in told if "alert(1)</script>" in page or "<img src=http" in page]
                shown += sum("alert(1)" in page for page in told)
                if answer.status_code == 200:
                    break
    assert wrong == []
    tried(columns, f"columns with markup: shown as text on {shown} pages and papers")
    assert columns > 146
    assert shown > trials(3, 150)
