"""What a criterion, a ratio, a book or a form is, in two sentences: what it tells or does, and its rule.

The sentences stand in docs/penjelasan.md, where who knows the field can mend them.
"""

import re
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from django.conf import settings

FILE = Path(settings.BASE_DIR) / "docs" / "penjelasan.md"
_LINE = re.compile(r"^\| `(?P<name>[^`]+)` \| (?P<text>.+) \|$", re.MULTILINE)


@lru_cache(maxsize=1)
def explanations() -> tuple[tuple[str, str], ...]:
    """(pattern, sentences) in the order of the document."""
    return tuple((found["name"], found["text"]) for found in _LINE.finditer(FILE.read_text()))


@lru_cache(maxsize=512)
def explanation_of(name: str) -> str:
    """Of a page by the name of its address, of "syarat <code>" or "rasio <label>"; "" where there is none."""
    return next((text for pattern, text in explanations() if fnmatchcase(name, pattern)), "")
