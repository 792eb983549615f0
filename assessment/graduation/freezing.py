"""Facts, findings and thresholds as plain values, stored with a decision and read back as they were."""

import datetime
from dataclasses import asdict, fields
from fractions import Fraction

from assessment.graduation.criteria import Finding
from assessment.graduation.evidence import AgendaFact, BookFact, KsmFacts, MeetingFact, MemberFact, Thresholds
from assessment.graduation.figures import Figure, Judgement

SCHEMA_VERSION = 1
FINDING_FIELDS = tuple(field.name for field in fields(Finding))


def plain(value):
    """A value as JSON: fractions as "7/8", days as ISO text, sets in order."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def freeze_findings(judgement: Judgement[Finding]) -> list[dict]:
    """The findings as they are stored; read field by field, for `asdict` copies each value deeply first."""
    return [
        {name: plain(getattr(finding, name)) for name in FINDING_FIELDS} | {"label": finding.label}
        for finding in judgement.findings
    ]


def freeze_figures(judgement: Judgement[Figure]) -> list[dict]:
    """What a small bar shows of each criterion; the words are made for who opens the group."""
    return [
        {
            "code": figure.code,
            "actual": plain(figure.actual),
            "threshold": plain(figure.threshold),
            "met": figure.met,
            "on_track": figure.on_track,
        }
        for figure in judgement.findings
    ]


def freeze_facts(facts: KsmFacts) -> dict:
    return plain(asdict(facts))


def freeze_thresholds(thresholds: Thresholds) -> dict:
    return plain(asdict(thresholds))


def thaw_finding(row: dict) -> Finding:
    """A stored finding as the value it was."""
    values = dict(row)
    values.pop("label")
    for name in ("actual", "threshold"):
        values[name] = None if values[name] is None else Fraction(values[name])
    values["diagnostics"] = tuple(tuple(pair) for pair in values["diagnostics"])
    return Finding(**values)


def thaw_facts(row: dict) -> KsmFacts:
    """Stored facts as the values they were."""
    fields = dict(row)
    fields["meetings"] = tuple(_thaw_meeting(meeting) for meeting in row["meetings"])
    fields["members"] = tuple(
        MemberFact(**member | {"joined_on": _day(member["joined_on"]), "left_on": _day(member["left_on"])})
        for member in row["members"]
    )
    for name in ("as_of", "first", "last"):
        fields[name] = _day(row[name])
    for name in ("rules_agreed", "rules_unsigned"):
        fields[name] = frozenset(row[name])
    return KsmFacts(**fields)


def _day(text: str | None) -> datetime.date | None:
    return None if text is None else datetime.date.fromisoformat(text)


def _thaw_meeting(row: dict) -> MeetingFact:
    fields = dict(row)
    for name in ("scheduled_on", "held_on"):
        fields[name] = _day(row[name])
    for name in ("active", "present", "savers"):
        fields[name] = frozenset(row[name])
    fields["books"] = tuple(BookFact(book["label"], _day(book["finished_on"])) for book in row["books"])
    fields["agenda"] = tuple(AgendaFact(**item) for item in row["agenda"])
    return MeetingFact(**fields)


def thaw_thresholds(row: dict) -> Thresholds:
    """Stored thresholds as the exact values they were."""
    exact = {name: Fraction(row[name]) for name in ("attendance_above", "savers_min")}
    return Thresholds(**row | exact)
