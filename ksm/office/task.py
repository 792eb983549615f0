"""One thing that waits in a week."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from groups.models import Ksm


@dataclass(frozen=True, slots=True)
class Task:
    """For which group, since when, and the page on which it is done.

    `code` is a state of a meeting worth a word of its own, `details` are sentences below.
    """

    ksm: Ksm
    words: str
    url: str
    since: datetime.date | None = None
    code: str = ""
    details: Sequence[str] = ()
    who: str = ""  # where it differs from row to row
