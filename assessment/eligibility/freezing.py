"""Facts, findings and limits of eligibility as plain values, stored with a decision and read back."""

from dataclasses import asdict

from assessment.eligibility.criteria import (
    PEOPLE_ITEMS,
    EligibilityFacts,
    EligibilityFinding,
    Limits,
    Verdict,
)
from assessment.graduation.freezing import plain

SCHEMA_VERSION = 1


def freeze_eligibility(
    facts: EligibilityFacts, findings: tuple[EligibilityFinding, ...], limits: Limits
) -> dict:
    """The three columns of an Assessment that hold what a decision rested on."""
    return {
        "facts": plain(asdict(facts)),
        "findings": [plain(asdict(finding)) for finding in findings],
        "thresholds": plain(asdict(limits)),
    }


def thaw_eligibility_finding(row: dict) -> EligibilityFinding:
    """A stored finding as the value it was."""
    return EligibilityFinding(**row | {"verdict": Verdict(row["verdict"])})


def labels_of(rows: list[dict], verdict: Verdict) -> list[str]:
    """The labels of stored findings with a verdict, without figures or notes: fit for every reader."""
    return [row["label"] for row in rows if row["verdict"] == verdict]


def without_notes(findings: tuple[EligibilityFinding, ...]) -> list[EligibilityFinding]:
    """Findings for paper and for those who may not read notes about homes and families (domain.md 10)."""
    return [
        EligibilityFinding(one.code, one.label, one.verdict, one.figure, one.requirement)
        if one.code in PEOPLE_ITEMS
        else one
        for one in findings
    ]
