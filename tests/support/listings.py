"""Which pages offer their list as a file, and which show a table without: read from the code."""

import ast
import re
from functools import cache
from pathlib import Path

from django.urls import resolve

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
VIEWS = sorted(ROOT.glob("*/views/**/*.py"))
_INCLUDED = re.compile(r'{%\s*include\s+"([^"]+)"')


@cache
def has_table(template: str) -> bool:
    """Does a template, or one that it includes, draw a table?"""
    text = (TEMPLATES / template).read_text()
    if "<table" in text:
        return True
    return any(has_table(name) for name in _INCLUDED.findall(text))


def tables_without_a_file() -> set[str]:
    """Templates with a table that a view draws as a page alone."""
    found = set()
    for path in VIEWS:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "render":
                names = [str(one.value) for one in node.args if isinstance(one, ast.Constant)]
                found |= {name for name in names if name.endswith(".html") and has_table(name)}
    return found


def is_listing(path: str) -> bool:
    """Does the view of an address, or a helper in its module, make a file of its list?"""
    view = resolve(path).func
    return view.__name__ in _listings(view.__module__)


@cache
def _listings(module: str) -> frozenset[str]:
    """The views of a module that make files."""
    file = ROOT / f"{module.replace('.', '/')}.py"
    if file not in VIEWS:
        return frozenset()
    tree = ast.parse(file.read_text())
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    return frozenset(name for name in functions if _makes_a_file(name, functions))


def _makes_a_file(name: str, functions: dict[str, ast.FunctionDef]) -> bool:
    calls = [node for node in ast.walk(functions[name]) if isinstance(node, ast.Call)]
    called = {getattr(call.func, "id", "") for call in calls}
    helpers = {one for one in called & set(functions) if one.startswith("_")} - {name}
    return "page_or_file" in called or any(_makes_a_file(one, functions) for one in helpers)
