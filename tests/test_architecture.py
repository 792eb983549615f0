"""The house rules that a machine can check: who imports whom, how long things are, what stays out of HTML."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.once  # no database is asked

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("groups", "ledger", "savings", "meetings", "assessment")
README = ROOT / "README.md"
APART = {"tests"}
# What Django finds by name: shells around the rooms, which may use them all and are used by none.
ABOVE_ALL = {
    "apps",
    "blm_urls",
    "management",
    "middleware",
    "migrations",
    "navigation",
    "settings",
    "templatetags",
    "urls",
    "wsgi",
    "formats",
}
# Where the clock may be read besides views, what they share (pages.py) and commands: their prologue.
ASKS_TODAY = {"groups/access.py", "groups/areas.py"}
TOP_LEVEL = {"ksm", *LAYERS, "templates", "static", "tests"}
MONEY_ROOMS = ("ledger", "savings", "ksm/money.py", "assessment/graduation", "meetings")
MAX_FUNCTION, MAX_FILE, MAX_TEMPLATE, MAX_TEMPLATE_LINE = 50, 400, 150, 160


@cache
def python_files(*rooms):
    paths = [ROOT / room for room in rooms]
    found = [[path] if path.suffix == ".py" else sorted(path.rglob("*.py")) for path in paths]
    return [file for files in found for file in files if "migrations" not in file.parts]


def name(path):
    return str(path.relative_to(ROOT))


@cache
def nodes(path):
    """All that is written in a file, read once for every question about it."""
    return list(ast.walk(ast.parse(path.read_text())))


@cache
def imports(path):
    """Every module that a file imports, as dotted names; relative imports are made absolute."""
    package, found = list(path.relative_to(ROOT).parts[:-1]), []
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            found += [module, *(f"{module}.{alias.name}" for alias in node.names)]
    return found


@cache
def floors(name: str) -> list[set[str]]:
    """The order of an app's rooms as the README's map draws it: one set of rooms per floor, lowest first."""
    [line] = re.findall(rf"^{name}:\s+(.+)$", README.read_text(), re.MULTILINE)
    return [{room.strip() for room in floor.split(",")} for floor in line.split("<-")]


@cache
def room_of(module: str) -> str:
    """The room below an app in which a dotted name stands; "" for the app itself."""
    app, *rest = module.split(".")
    is_room = rest and any((ROOT / app / f"{rest[0]}{kind}").exists() for kind in ("", ".py"))
    return rest[0] if is_room else ""


def arrows(app: str):
    """Who imports whom inside an app: (file, its room, the room it imports)."""
    for path in python_files(app):
        room = path.relative_to(ROOT / app).parts[0].removesuffix(".py")
        if room in ABOVE_ALL:
            continue
        for module in imports(path):
            target = room_of(module) if module.split(".")[0] == app else ""
            if target and target != room:
                yield name(path), room, target


@pytest.mark.parametrize("app", LAYERS)
def test_it_imports_only_from_apps_to_the_left(app):
    forbidden = {*LAYERS[LAYERS.index(app) + 1 :], *APART}
    wrong = [
        f"{name(path)} imports {module}"
        for path in python_files(app)
        for module in imports(path)
        if module.split(".")[0] in forbidden
    ]
    assert wrong == []


@pytest.mark.parametrize("app", LAYERS)
def test_an_app_imports_of_the_project_package_its_leaves_only(app):
    leaves = set().union(*floors("ksm, leaves"))
    wrong = [
        f"{name(path)} imports {module}"
        for path in python_files(app)
        for module in imports(path)
        if module.split(".")[0] == "ksm" and module != "ksm" and module.split(".")[1] not in leaves
    ]
    assert wrong == []


@pytest.mark.parametrize("app", LAYERS)
def test_no_app_imports_a_view_of_another(app):
    wrong = [
        f"{name(path)} imports {module}"
        for path in python_files("ksm", *LAYERS)
        if path.relative_to(ROOT).parts[0] != app
        for module in imports(path)
        if module.startswith(f"{app}.views")
    ]
    assert wrong == []


@pytest.mark.parametrize("app", [*LAYERS, "ksm, leaves", "ksm, whole"])
def test_the_rooms_of_an_app_import_only_what_stands_to_their_left_on_the_map(app):
    floor_of = {room: number for number, rooms in enumerate(floors(app)) for room in rooms}
    wrong = [
        f"{file} imports {target}"
        for file, room, target in arrows(app.split(",")[0])
        if room in floor_of and target not in ABOVE_ALL
        if floor_of.get(target, -1 if app == "ksm, whole" else len(floor_of)) >= floor_of[room]
    ]
    assert wrong == []


@pytest.mark.parametrize("app", [*LAYERS, "ksm"])
def test_every_room_of_an_app_stands_on_the_map(app):
    there = {
        path.stem
        for path in (ROOT / app).iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    lines = ("ksm, leaves", "ksm, whole") if app == "ksm" else (app,)
    drawn = set().union(*(rooms for line in lines for rooms in floors(line)))
    assert there - ABOVE_ALL - {"__init__", "migrations"} == drawn


def test_leaves_of_the_project_package_import_no_app_and_no_composition():
    leaves = set().union(*floors("ksm, leaves"))
    wrong = [
        f"{name(path)} imports {module}"
        for leaf in sorted(leaves)
        for path in python_files(f"ksm/{leaf}.py")
        for module in imports(path)
        if module.split(".")[0] in LAYERS
        or (module.startswith("ksm.") and module.split(".")[1] not in leaves)
    ]
    assert wrong == []


def test_it_has_no_top_level_package_beyond_the_fixed_ones():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages - TOP_LEVEL == set()


def test_it_keeps_nothing_but_shell_scripts_in_bin():
    first_lines = {name(path): path.read_text().split("\n", 1)[0] for path in (ROOT / "bin").iterdir()}
    assert {path: line for path, line in first_lines.items() if line != "#!/bin/sh"} == {}


def test_it_has_no_drawer_modules_and_no_signals():
    drawers = {"utils.py", "helpers.py", "services.py", "common.py", "signals.py"}
    assert [name(path) for path in python_files("ksm", *LAYERS) if path.name in drawers] == []


def functions(path):
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_it_has_no_function_over_fifty_lines():
    long = [
        f"{name(path)}:{node.lineno} {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in python_files("ksm", *LAYERS, "tests")
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > MAX_FUNCTION
    ]
    assert long == []


def test_it_has_no_file_over_four_hundred_lines():
    sizes = {name(path): len(path.read_text().splitlines()) for path in python_files("ksm", *LAYERS, "tests")}
    assert {path: lines for path, lines in sizes.items() if lines > MAX_FILE} == {}


def test_it_imports_at_the_top_of_files_only():
    inner = [
        f"{name(path)}:{node.lineno}"
        for path in python_files("ksm", *LAYERS)
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inner == []


def uses_float(node):
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    if isinstance(node, ast.Name):
        return node.id == "float"
    return isinstance(node, ast.Attribute) and node.attr == "FloatField"


def test_it_has_no_float_where_money_is_counted():
    wrong = [
        f"{name(path)}:{node.lineno}"
        for path in python_files(*MONEY_ROOMS)
        if path.exists()
        for node in nodes(path)
        if uses_float(node)
    ]
    assert wrong == []


def calls_the_clock(node):
    """A moment handed in is not the clock: `localdate(now)` is fine, `localdate()` is not."""
    return (
        isinstance(node, ast.Call)
        and not node.args
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"today", "localdate", "utcnow"}
    )


def test_it_asks_for_the_date_in_views_and_commands_only():
    """Domain code gets its dates as arguments; `Ksm.today()` is where the clock is read."""
    wrong = [
        f"{name(path)}:{node.lineno}"
        for path in python_files("ksm", *LAYERS)
        if "commands" not in path.parts and "views" not in path.stem and "views" not in path.parts
        if "templatetags" not in path.parts and path.name != "pages.py" and name(path) not in ASKS_TODAY
        for function in functions(path)
        if function.name != "today"
        for node in ast.walk(function)
        if calls_the_clock(node)
    ]
    assert wrong == []


TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORBIDDEN_IN_HTML = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "event handler": re.compile(r"<[^>]*\son(click|change|submit|input|load|key\w+)\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>\s*\S", re.IGNORECASE),
    "style sheet inside": re.compile(r"<style[\s>]", re.IGNORECASE),
    "address outside": re.compile(r"(src|href)\s*=\s*[\"'](https?:)?//", re.IGNORECASE),
}


@pytest.mark.parametrize("fault", FORBIDDEN_IN_HTML)
def test_it_keeps_css_scripts_and_other_hosts_out_of_html(fault):
    pattern = FORBIDDEN_IN_HTML[fault]
    assert [name(path) for path in TEMPLATES if pattern.search(path.read_text())] == []


def test_it_has_no_template_over_one_hundred_and_fifty_lines():
    sizes = {name(path): len(path.read_text().splitlines()) for path in TEMPLATES}
    assert {path: lines for path, lines in sizes.items() if lines > MAX_TEMPLATE} == {}


def test_it_has_no_template_line_over_one_hundred_and_sixty_characters():
    """What ruff does for Python; a cell or a branch on a line of its own is seen in a change."""
    long = [
        f"{name(path)}:{number} has {len(line)} characters"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > MAX_TEMPLATE_LINE
    ]
    assert long == []


def makes_a_day_of_a_moment(node):
    """`decided_at.date()` is the day in UTC, not where the group lives (J32); ksm.dates.local_day is."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "date"):
        return False
    of = node.func.value
    return called(of.func) == "now" if isinstance(of, ast.Call) else called(of).endswith("_at")


def called(node):
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def test_it_makes_no_day_of_a_moment_without_its_zone():
    wrong = [
        f"{name(path)}:{node.lineno}"
        for path in python_files("ksm", *LAYERS)
        for node in nodes(path)
        if makes_a_day_of_a_moment(node)
    ]
    assert wrong == []
    assert makes_a_day_of_a_moment(ast.parse("decision.decided_at.date()", mode="eval").body)
    assert makes_a_day_of_a_moment(ast.parse("timezone.now().date()", mode="eval").body)


def test_no_template_shows_a_moment_by_the_clock_of_the_server():
    """Moments go through `saat`, `hari_saat` or `tanggal_saat`, which know the zone (J32)."""
    shown = re.compile(r"\w*(_at|\.at)\|(date|time)\b")
    assert [name(path) for path in TEMPLATES if shown.search(path.read_text())] == []


JOURNAL = {"JournalEntry", "JournalLine"}
WRITES = {"create", "bulk_create", "get_or_create", "update", "bulk_update", "delete"}
# Fills a scratch database with more than anybody types, to measure it.
BENCH = "ksm/bench/data.py"


def writes_the_journal(node):
    """`JournalLine(...)`, `JournalEntry.objects.create(...)`, `JournalLine.objects.filter(...).delete()`."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in JOURNAL
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in WRITES:
        return False
    return any(isinstance(part, ast.Name) and part.id in JOURNAL for part in ast.walk(node.func))


def test_the_journal_has_one_writer():
    writers = {
        name(path)
        for path in python_files("ksm", *LAYERS)
        for node in nodes(path)
        if writes_the_journal(node)
    }
    assert writers == {"ledger/journal/posting.py", BENCH}
