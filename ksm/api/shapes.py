"""The answers of the API, by which its OpenAPI description is written. Rupiah are whole, shares are "7/8"."""

import datetime
from typing import Any

from ninja import Schema


class Group(Schema):
    id: int
    code: str
    name: str
    bkm_id: int
    bkm_name: str
    kelurahan: str
    phase: str
    started_on: datetime.date | None

    @staticmethod
    def resolve_bkm_name(ksm: Any) -> str:
        return ksm.bkm.name

    @staticmethod
    def resolve_kelurahan(ksm: Any) -> str:
        return ksm.bkm.kelurahan_id

    @staticmethod
    def resolve_started_on(ksm: Any) -> datetime.date | None:
        return ksm.mentoring_started_on


class StandingRow(Schema):
    ksm_id: int
    as_of: datetime.date
    status: str
    eligibility: str
    members: int
    women: int
    week: int | None
    missing_count: int
    last_meeting_on: datetime.date | None
    unrecorded_since: datetime.date | None
    cash: int
    savings: int
    loans_outstanding: int
    arrears: int
    owed_outside: int | None
    outside_arrears: int | None

    @staticmethod
    def resolve_savings(standing: Any) -> int:
        return standing.savings_total


class Finding(Schema):
    """One of the five criteria; `met` is null while data are not enough."""

    code: str
    label: str
    met: bool | None
    on_track: bool
    actual: str | None
    threshold: str
    numerator: int
    denominator: int

    @staticmethod
    def resolve_actual(finding: Any) -> str | None:
        return None if finding.actual is None else str(finding.actual)

    @staticmethod
    def resolve_threshold(finding: Any) -> str:
        return str(finding.threshold)


class Findings(Schema):
    ksm_id: int
    as_of: datetime.date
    state: str
    window_first: datetime.date | None
    window_last: datetime.date | None
    findings: list[Finding]


class Decision(Schema):
    number: int
    kind: str
    outcome: str
    as_of: datetime.date
    window_first: datetime.date
    window_last: datetime.date
    all_met: bool
    overruled: bool
    decided_at: datetime.datetime
    decided_by_name: str
    reason: str


class Sums(Schema):
    """Groups by status, members, and money of an area."""

    groups: int
    forming: int
    candidates: int
    passed: int
    closed: int
    eligible: int
    men: int
    women: int
    savings: int
    loans: int
    arrears: int
    at_risk: int
    blm: int


class RecapRow(Schema):
    label: str
    key: str
    figures: Sums


class Recap(Schema):
    area: str
    as_of: datetime.date
    rows: list[RecapRow]
    total: Sums
