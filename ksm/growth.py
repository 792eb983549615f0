"""What speaks for each stage of growth, gathered from every app (domain.md 6): proposed, never decided."""

import datetime
from dataclasses import dataclass

from assessment.eligibility_status import standing_decisions
from groups.models import GroupRule, GrowthStage, Ksm
from ledger import chart
from ledger.reports import balances

Stage = GrowthStage.Stage
MONTHS_OF_A_FLOURISHING_GROUP = 12
# What a community of each status is helped to learn, and where its groups' funds come from by stage.
FUNDS_BY_STAGE = {
    Stage.SEEDLING: "Tabungan anggota sendiri",
    Stage.GROWING: "Tabungan anggota dan BLM Sosial",
    Stage.FLOURISHING: "Tabungan anggota, pinjaman bergulir, dan mitra",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for a stage: does it hold, and the figure behind it."""

    stage: str
    label: str
    met: bool
    figure: str


def evidence_of(ksm: Ksm, as_of: datetime.date) -> list[Evidence]:
    """Everything the records can say; what they cannot is left to people. A few queries."""
    rules = ksm.rules.filter(signed=True, agreed_on__lte=as_of).values("kind").distinct().count()
    latest = standing_decisions([ksm.pk]).last()
    account = balances(ksm, as_of)
    outside = -account.get(chart.DANA_BLM, 0) - account.get(chart.UTANG_LUAR, 0)
    started = ksm.mentoring_started_on
    months = (as_of - started).days // 30 if started and started <= as_of else 0
    plans, partners = ksm.work_plan.count(), ksm.partnerships.count()
    eligible = latest is not None and latest.outcome == "ELIGIBLE"
    passed = ksm.phase == Ksm.Phase.MODEL
    return [
        Evidence(Stage.SEEDLING, "KSM terbentuk", ksm.founded_on is not None, _day(ksm.founded_on)),
        Evidence(
            Stage.SEEDLING, "Lima aturan ditandatangani", rules == len(GroupRule.Kind), f"{rules} dari 5"
        ),
        Evidence(Stage.GROWING, "Lulus sebagai KSM Percontohan", passed, _day(ksm.model_since)),
        Evidence(Stage.GROWING, "Layak BLM Sosial", eligible, "ya" if eligible else "belum"),
        Evidence(
            Stage.GROWING, "Mengelola dana dari luar", outside > 0, "ada" if outside > 0 else "belum ada"
        ),
        Evidence(Stage.FLOURISHING, "Punya rencana kerja sendiri", plans > 0, f"{plans} kegiatan"),
        Evidence(Stage.FLOURISHING, "Punya mitra atau akses pasar", partners > 0, f"{partners} mitra"),
        Evidence(
            Stage.FLOURISHING,
            f"Didampingi {MONTHS_OF_A_FLOURISHING_GROUP} bulan atau lebih",
            months >= MONTHS_OF_A_FLOURISHING_GROUP,
            f"{months} bulan",
        ),
    ]


def _day(day: datetime.date | None) -> str:
    return f"{day:%d-%m-%Y}" if day else "belum"


def proposed_stage(evidence: list[Evidence]) -> str | None:
    """The highest stage for which it and every stage below are borne out; None for none."""
    proposed = None
    for stage in Stage:
        if not all(one.met for one in evidence if one.stage == stage):
            break
        proposed = stage
    return proposed
