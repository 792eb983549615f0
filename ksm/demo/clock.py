"""The demo tells of weeks that are past: what it records bears the moment of its own day."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

EVENING = datetime.time(17, 30)


@contextmanager
def evening_of(day: datetime.date) -> Iterator[None]:
    """Within it now is the evening of a day. Only for the command that fills an empty system."""
    now, moment = timezone.now, timezone.make_aware(datetime.datetime.combine(day, EVENING))
    timezone.now = lambda: moment  # what Django, the histories and the apps all ask
    try:
        yield
    finally:
        timezone.now = now
