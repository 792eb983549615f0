"""Documents that name something in the code are wrong as soon as it changes; these tests say so."""

import re
import tomllib
from pathlib import Path

import pytest
from django.core.management import get_commands

from assessment.graduation.figures import CODES
from groups.models import Posting
from ksm.demo.cast import LOGIN_WORD, LOGINS

ROOT = Path(__file__).resolve().parent.parent
README, GUIDE, CHANGES = ROOT / "README.md", ROOT / "docs" / "panduan.md", ROOT / "CHANGELOG.md"
PICTURES = ROOT / "docs" / "gambar"
GLOSSARY, PACKAGES = ROOT / "docs" / "glossary.md", ROOT / "docs" / "packages.md"
MEASUREMENTS = ROOT / "docs" / "measurements.md"
OURS = {"ksm", "groups", "ledger", "savings", "meetings", "assessment"}
LARGEST_PICTURE = 150_000  # bytes


def section(document: Path, heading: str) -> str:
    """The text below a heading, down to the next one of the same or a higher level."""
    marks, _ = heading.split(" ", 1)
    text = document.read_text()
    start = text.index(f"\n{heading}\n") + len(heading) + 2
    end = re.search(rf"^#{{1,{len(marks)}}} ", text[start:], re.MULTILINE)
    return text[start : start + end.start()] if end else text[start:]


def first_cells(table: str) -> str:
    """The first column of every table row."""
    return "\n".join(line.split("|")[1] for line in table.splitlines() if line.startswith("|"))


def test_every_make_target_is_named_and_every_named_one_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)", README.read_text()))
    assert set(re.findall(r"`make ([a-z]+)`", first_cells(README.read_text()))) == targets
    assert named - targets - {"make"} == set()


def test_every_management_command_is_named_and_every_named_one_exists():
    ours = {name for name, app in get_commands().items() if app in OURS}
    named = {
        text.split()[0] for text in re.findall(r"`([^`]+)`", first_cells(section(README, "### Commands")))
    }
    assert named - {"manage.py"} == ours
    used = set(re.findall(r"manage\.py ([a-z_]+)", README.read_text()))
    assert used <= set(get_commands())


def test_every_package_has_a_line_that_says_why():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    packages = {re.match(r"[a-z0-9-]+", line)[0] for line in wanted}
    tools = (ROOT / "requirements-tools.in").read_text()
    packages |= set(re.findall(r"^([a-z0-9-]+)==", tools, re.MULTILINE))
    cells = first_cells(PACKAGES.read_text())
    assert set(re.findall(r"`([^`]+)`", cells)) == packages


def test_every_variable_of_the_environment_is_named_and_every_named_one_is_read():
    settings = (ROOT / "ksm" / "settings.py").read_text()
    read = set(re.findall(r'env(?:_bool|_int|_list)?\("([A-Z_]+)"', settings))
    named = set(re.findall(r"`([A-Z_]+)`", first_cells(section(README, "## In production"))))
    assert named == read


def test_every_criterion_is_in_the_glossary():
    named = set(re.findall(r"`(\w+)`", GLOSSARY.read_text()))
    assert set(CODES) - named == set()


def test_every_demo_login_is_named():
    table = first_cells(section(README, "### The demo"))
    assert re.findall(r"`(\w+)`", table) == [login.username for login in LOGINS]
    assert LOGIN_WORD in section(README, "### The demo")


def test_every_role_has_a_column_in_the_table_of_rights():
    heads = next(line for line in section(README, "## Who may do what").splitlines() if line[:2] == "| ")
    columns = {cell.strip() for cell in heads.split("|")[2:-1]}
    words = {
        "FACILITATOR": {"facilitator"},
        "VOLUNTEER": {"volunteer"},
        "UNIT_STAFF": {"UPK, UPS staff", "UPL staff"},
        "BKM_COORDINATOR": {"BKM coordinator"},
        "CITY_COORDINATOR": {"city coordinator"},
        "ADMINISTRATOR": {"administrator"},
    }
    assert set(words) == set(Posting.Role.values)
    assert columns == set().union(*words.values())


def pictures_in(document: Path) -> set[Path]:
    """Every picture that a document shows, by Markdown or by HTML."""
    text = document.read_text()
    found = re.findall(r'src="([^"]+)"', text) + re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text)
    return {(document.parent / name).resolve() for name in found}


def test_every_picture_exists_and_every_picture_is_shown():
    shown = pictures_in(README) | pictures_in(GUIDE)
    assert shown == set(PICTURES.iterdir())


def test_no_picture_is_too_heavy_for_a_slow_connection():
    heavy = {path.name: path.stat().st_size for path in PICTURES.iterdir()}
    assert {name: size for name, size in heavy.items() if size >= LARGEST_PICTURE} == {}


def test_the_first_screen_leads_to_every_other_document():
    first_screen = README.read_text().split("\n## ")[0]
    linked = set(re.findall(r"\[[^\]]+\]\((docs/[^)]+\.md)\)", first_screen))
    assert linked == {str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md")}


@pytest.mark.parametrize(
    "document", [README, GUIDE, CHANGES, GLOSSARY, PACKAGES, MEASUREMENTS], ids=lambda path: path.name
)
def test_every_link_to_a_file_leads_somewhere(document):
    links = re.findall(r"(?<!!)\[[^\]]+\]\(([^)#]+)\)", document.read_text())
    local = [link for link in links if not link.startswith("http")]
    assert [link for link in local if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("room", sorted(OURS))
def test_every_path_to_code_that_the_map_names_exists(room):
    named = set(re.findall(rf"`({room}/[\w/]+\.py)`", README.read_text()))
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
