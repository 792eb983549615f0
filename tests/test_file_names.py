"""The files of papers say what they are, whose, and of which day; and no number of a row of the database."""

import re
from pathlib import Path

import pytest
from django.test import Client

from ksm.pdf import file_name, pdf_response
from tests.support import factories
from tests.support.factories import START
from tests.support.kept_world import put_world
from tests.support.undrawn import no_paper
from tests.support.world import addresses

ROOT = Path(__file__).resolve().parent.parent
SPEAKS = re.compile(r"[A-Z][A-Za-z]+( [^ ]+)* (KSM|BKM) [^/]*\d{4}-\d{2}-\d{2}( \d{4}-\d{2}-\d{2})?\.pdf")


@pytest.mark.long
@pytest.mark.once
def test_every_pdf_has_a_name_that_speaks(db):
    ids = put_world()
    clients = [Client(), Client()]
    clients[0].force_login(factories.User.objects.get(username="sari"))
    clients[1].force_login(factories.make_administrator())
    wrong, asked = [], 0
    with no_paper():
        for name, _, path in addresses(ids):
            answers = [client.get(path) for client in clients] if path.endswith(".pdf") else []
            for answer in [one for one in answers if one.status_code == 200][:1]:
                asked += 1
                [saved] = re.findall(r'inline; filename="([^"]*)"', answer["Content-Disposition"])
                if not SPEAKS.fullmatch(saved):
                    wrong.append(f"{name}: {saved}")
    assert wrong == []
    assert asked > 35


@pytest.mark.once
def test_a_name_of_any_letters_is_saved_as_it_is_written():
    name = file_name('Perjanjian "P/01" <KSM> Ñusa\u202e 日本\n', START)
    assert name == "Perjanjian P 01 KSM Ñusa 日本 2025-06-02.pdf"
    answer = pdf_response(name, b"%PDF")
    assert answer["Content-Disposition"] == (
        "inline; filename*=utf-8''Perjanjian%20P%2001%20KSM%20%C3%91usa%20%E6%97%A5%E6%9C%AC%202025-06-02.pdf"
    )


@pytest.mark.once
@pytest.mark.parametrize("title", ["", "...", "/" * 500, "x" * 500])
def test_a_name_is_never_empty_nor_too_long_for_a_file_system(title):
    assert 10 < len(file_name(title, START)) < 200


@pytest.mark.once
def test_numbers_are_given_by_the_register_and_the_journal_alone_and_never_by_a_key():
    giving = {"groups/papers/register.py", "ledger/journal/receipts.py", "ksm/letters.py"}
    apps = ("groups", "ledger", "savings", "meetings", "assessment", "ksm")
    files = [path for app in apps for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    texts = {str(path.relative_to(ROOT)): path.read_text() for path in files}
    assert {name for name, text in texts.items() if "document_number(" in text} == giving
    assert [name for name, text in texts.items() if re.search(r"pk % \d", text)] == []


@pytest.mark.once
def test_a_paper_with_a_number_is_printed_by_the_register_alone():
    """Its page never lays it out itself: only what groups.papers.pages prints is kept."""
    numbered = {
        str(path.relative_to(ROOT / "templates"))
        for path in (ROOT / "templates").rglob("print*.html")
        if "_number.html" in path.read_text()
    }
    apps = ("groups", "ledger", "savings", "meetings", "assessment", "ksm")
    texts = [path.read_text() for app in apps for path in (ROOT / app).rglob("*.py")]
    laid_out = {found for text in texts for found in re.findall(r'render_pdf\(\s*"([^"]+)"', text)}
    assert len(numbered) > 14
    # The assessment as it stands before anybody decided has no number either.
    assert numbered & laid_out == {"assessment/graduation/print.html"}
