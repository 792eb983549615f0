"""The house rules that a machine can check: who imports whom, how long things are, what stays out of HTML."""

import ast
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once  # no database is asked

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("groups", "ledger", "savings", "meetings", "assessment")
LEAVES = {"ksm.money", "ksm.dates", "ksm.fields", "ksm.forms", "ksm.pdf", "ksm.charts", "ksm.statuses"}
COMPOSITION = {"ksm.settings", "ksm.urls", "ksm.views", "ksm.group", "ksm.office", "ksm.navigation"}
# Where the clock may be read besides views and commands: the prologue of every view.
ASKS_TODAY = {"groups/access.py"}
TOP_LEVEL = {"ksm", *LAYERS, "templates", "static", "tests"}
MONEY_ROOMS = ("ledger", "savings", "ksm/money.py", "assessment/graduation/criteria.py", "meetings")
MAX_FUNCTION, MAX_FILE, MAX_TEMPLATE = 50, 400, 150


def python_files(*rooms):
    for room in rooms:
        path = ROOT / room
        found = [path] if path.suffix == ".py" else sorted(path.rglob("*.py"))
        yield from (file for file in found if "migrations" not in file.parts)


def name(path):
    return str(path.relative_to(ROOT))


def imports(path):
    """Every module that a file imports, as dotted names; relative imports are made absolute."""
    package = list(path.relative_to(ROOT).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("room", LAYERS)
def test_it_imports_only_from_rooms_to_the_left(room):
    forbidden = set(LAYERS[LAYERS.index(room) + 1 :])
    wrong = [
        f"{name(path)} imports {module}"
        for path in python_files(room)
        for module in imports(path)
        if module.split(".")[0] in forbidden or ".".join(module.split(".")[:2]) in COMPOSITION
    ]
    assert wrong == []


def test_it_keeps_leaf_helpers_free_of_apps_and_composition():
    wrong = [
        f"{leaf} imports {module}"
        for leaf in sorted(LEAVES)
        for path in python_files(leaf.replace(".", "/") + ".py")
        if path.exists()
        for module in imports(path)
        if module.split(".")[0] in LAYERS or ".".join(module.split(".")[:2]) in COMPOSITION
    ]
    assert wrong == []


def test_it_has_no_top_level_package_beyond_the_fixed_ones():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages - TOP_LEVEL == set()


def test_it_has_no_drawer_modules_and_no_signals():
    drawers = {"utils.py", "helpers.py", "services.py", "common.py", "signals.py"}
    assert [name(path) for path in python_files("ksm", *LAYERS) if path.name in drawers] == []


def functions(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_it_has_no_function_over_fifty_lines():
    long = [
        f"{name(path)}:{node.lineno} {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in python_files("ksm", *LAYERS, "tests", "bin")
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
        for node in ast.walk(ast.parse(path.read_text()))
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
        if "templatetags" not in path.parts and name(path) not in ASKS_TODAY
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
