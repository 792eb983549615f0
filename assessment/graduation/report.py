"""The printed report of a graduation assessment: from the frozen decision, or as it stands before one."""

import datetime

from assessment.graduation.decisions import was_corrected
from assessment.graduation.evidence_table import evidence_rows
from assessment.graduation.freezing import thaw_facts, thaw_finding, thaw_thresholds
from assessment.graduation.windows import judge_one
from assessment.models import Assessment
from groups.letterhead import (
    ACKNOWLEDGED,
    COORDINATOR,
    Signer,
    coordinator,
    coordinator_name,
    frozen_kop,
    furniture,
    village_named,
)
from groups.models import Ksm
from ksm.dates import local_day

Outcome = Assessment.Outcome
# The decision as a berita acara says it, by outcome: with the group's name, and the terms met of all.
SENTENCES: dict[str, str] = {
    Outcome.PASSED: "{met} dari {of} syarat terpenuhi: {name} dinyatakan LULUS sebagai KSM Percontohan.",
    Outcome.EXTENDED: "{met} dari {of} syarat terpenuhi: masa calon percontohan {name} DIPERPANJANG.",
    Outcome.REVOKED: "Pernyataan lulus {name} DIBATALKAN.",
}


def decision_context(decision: Assessment, ksm: Ksm) -> dict:
    """A frozen decision as its print.html needs it: names, figures and thresholds of that day."""
    facts, thresholds = thaw_facts(decision.facts), thaw_thresholds(decision.thresholds)
    day = local_day(decision.decided_at, ksm.timezone)
    findings = [thaw_finding(row) for row in decision.findings]
    met = sum(finding.met is True for finding in findings)
    return {
        "ksm": ksm,
        "name": decision.ksm_name,
        "code": decision.ksm_code,
        "facts": facts,
        "findings": findings,
        "sentence": SENTENCES[decision.outcome].format(met=met, of=len(findings), name=decision.ksm_name),
        "day": day,
        "evidence": evidence_rows(facts, thresholds),
        "decision": decision,
        "corrected": was_corrected(decision),
        **furniture(
            ksm.bkm,
            day,
            [
                Signer("Ditetapkan oleh,", decision.decided_by_role, decision.decided_by_name),
                Signer("Diperiksa,", "UP-UP BKM"),
                Signer(ACKNOWLEDGED, COORDINATOR, decision.second_name or coordinator_name(ksm.bkm, day)),
            ],
            kop=frozen_kop(ksm.bkm, decision.bkm_name, decision.region_name),
        ),
        "village": village_named(decision.region_name).title,
    }


def live_context(ksm: Ksm, as_of: datetime.date) -> dict:
    """The assessment as it stands on a day, before anybody decided."""
    facts, judgement, thresholds = judge_one(ksm, as_of)
    return {
        "ksm": ksm,
        "name": ksm.name,
        "code": ksm.code,
        "facts": facts,
        "findings": judgement.findings,
        "evidence": evidence_rows(facts, thresholds),
        "decision": None,
        "corrected": False,
        **furniture(
            ksm.bkm,
            as_of,
            [
                Signer("Dibuat oleh,", "Fasilitator/relawan"),
                Signer("Diperiksa,", "UP-UP BKM"),
                coordinator(ksm.bkm, as_of),
            ],
        ),
    }
