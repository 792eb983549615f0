"""Behind every drawing of a page stands a table with its figures, for who does not see it."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once  # no database is asked

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
DRAWN = re.compile(r"{% (bar_chart|line_chart|band_chart) ")
TABLES = ("charts/_shares_table.html", "<table", "_risk_table.html")


def test_every_page_that_draws_tells_the_figures_too():
    drawing = {
        path.relative_to(TEMPLATES).as_posix(): path.read_text()
        for path in TEMPLATES.rglob("*.html")
        if DRAWN.search(path.read_text()) and "print" not in path.name
    }
    assert len(drawing) >= 5
    assert [name for name, text in drawing.items() if not any(table in text for table in TABLES)] == []
