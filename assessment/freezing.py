"""Facts, findings and thresholds as plain values, stored with a decision and read back as they were."""

import datetime
from dataclasses import asdict
from fractions import Fraction

from assessment.criteria import Finding, Judgement
from assessment.evidence import KsmFacts, Thresholds

SCHEMA_VERSION = 1


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


def freeze_findings(judgement: Judgement) -> list[dict]:
    return [plain(asdict(finding)) | {"label": finding.label} for finding in judgement.findings]


def freeze_facts(facts: KsmFacts) -> dict:
    return plain(asdict(facts))


def freeze_thresholds(thresholds: Thresholds) -> dict:
    return plain(asdict(thresholds))


def thaw_finding(row: dict) -> Finding:
    """A stored finding as the value it was."""
    fields = dict(row)
    fields.pop("label")
    for name in ("actual", "threshold"):
        fields[name] = None if fields[name] is None else Fraction(fields[name])
    fields["diagnostics"] = tuple(tuple(pair) for pair in fields["diagnostics"])
    return Finding(**fields)
