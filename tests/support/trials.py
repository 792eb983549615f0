"""How often a property is tried: a few times in every run, many times in `make trust`."""

import os
from typing import TypeVar

LONG = bool(os.environ.get("TRUST"))
T = TypeVar("T")


def trials(short: T, long: T) -> T:
    """The number (or the values) to try in this run."""
    return long if LONG else short
