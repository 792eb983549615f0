"""The official papers of BLM Sosial, each with the day of its act."""

import datetime

from groups.papers.register import Act
from ksm.certain import certain
from ledger.models import AccountabilityReport, BlmGrant, BudgetChange, GrantMovement

PROPOSAL, VERIFICATION, AGREEMENT, CHANGE, PAYMENT, RETURN, REPORT = (
    "USUL-BLM",
    "VERIF-BLM",
    "SP-BLM",
    "BA-RAB",
    "BA-CAIR",
    "KW-KEMBALI",
    "LPJ-BLM",
)


def proposal_act(grant: BlmGrant, today: datetime.date) -> Act:
    return Act(PROPOSAL, str(grant.pk), grant.proposed_on or today, f"Usulan BLM Sosial {grant.number}")


def verification_act(grant: BlmGrant, today: datetime.date) -> Act:
    return Act(VERIFICATION, str(grant.pk), grant.visited_on or today, f"Verifikasi {grant.number}")


def agreement_act(grant: BlmGrant, today: datetime.date) -> Act:
    return Act(AGREEMENT, str(grant.pk), grant.agreed_on or today, f"Perjanjian BLM Sosial {grant.number}")


def change_act(grant: BlmGrant, change: BudgetChange) -> Act:
    """A change of the RAB that was agreed to."""
    day = certain(change.answered_on, "DONE")
    return Act(CHANGE, f"{grant.pk}/{change.pk}", day, f"Berita acara perubahan RAB {grant.number}")


def movement_act(grant: BlmGrant, movement: GrantMovement) -> Act:
    """A tranche handed out, or principal that went back to the BKM."""
    subject, day = f"{grant.pk}/{movement.pk}", movement.entry.date
    if movement.tranche:
        title = f"Berita acara pencairan {grant.number} tahap {movement.tranche.sequence}"
        return Act(PAYMENT, subject, day, title)
    return Act(RETURN, subject, day, f"Kuitansi pengembalian {grant.number}")


def report_act(grant: BlmGrant, report: AccountabilityReport) -> Act:
    title = f"LPJ {grant.number} tahap {report.tranche.sequence}"
    return Act(REPORT, f"{grant.pk}/{report.pk}", report.submitted_on, title)
