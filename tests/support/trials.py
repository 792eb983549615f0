"""How often a property is tried: a few times in every run, many times in `make trust`; told at its end."""

import os
from collections.abc import Callable
from typing import TypeVar

import pytest

LONG = bool(os.environ.get("TRUST"))
only_in_trust = pytest.mark.skipif(not LONG, reason="make trust")
TRIED = "tried"  # a property of a test's report: how often what was tried
T = TypeVar("T")


def trials(short: T, long: T) -> T:
    """The number (or the values) to try in this run."""
    return long if LONG else short


@pytest.fixture
def tried(record_property) -> Callable[[int, str], None]:
    """Say how often a test tried what: `tried(60, "workers killed")`. It stands below the run, whichever
    process ran it.
    """
    return lambda number, what: record_property(TRIED, f"{number:,} {what}")


def told_of(item) -> list[tuple[str, object]]:
    """What a property test tries at most, by its own settings."""
    known = getattr(getattr(item, "obj", None), "_hypothesis_internal_use_settings", None)
    return [(TRIED, f"{known.max_examples:,} random examples")] if known else []


def pytest_terminal_summary(terminalreporter):
    """The numbers of trials of all that passed, test by test."""
    lines = [
        f"{report.nodeid}: {words}"
        for report in terminalreporter.stats.get("passed", ())
        for name, words in report.user_properties
        if name == TRIED
    ]
    if lines:
        terminalreporter.section("trials")
        terminalreporter.write("\n".join(sorted(lines)) + "\n")
