"""When and where a group meets, as agreed from a day on (J21)."""

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

# Which weeks have a meeting depends on the first two; the others only say where and when on the day.
PLANNING = ("meeting_weekday", "meeting_frequency")
FIELDS = (*PLANNING, "meeting_time", "meeting_place")


@dataclass(frozen=True, slots=True)
class AgreedRhythm:
    """One agreement about meetings: `since` its first day, None from the beginning; `weekday` 0 = Monday."""

    since: datetime.date | None
    weekday: int | None
    frequency: str
    time: datetime.time | None
    place: str

    def stored(self) -> dict[str, Any]:
        """As a JSON column keeps it."""
        since, time = self.since and self.since.isoformat(), self.time and self.time.isoformat("minutes")
        return asdict(self) | {"since": since, "time": time}


def read_rhythm(row: Mapping[str, Any]) -> AgreedRhythm:
    """What `stored` wrote."""
    since, time = row["since"], row["time"]
    return AgreedRhythm(
        since=datetime.date.fromisoformat(since) if since else None,
        weekday=row["weekday"],
        frequency=row["frequency"],
        time=datetime.time.fromisoformat(time) if time else None,
        place=row["place"],
    )
