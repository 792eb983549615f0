"""What speaks for each stage of growth, gathered from every app (domain.md 6): proposed, never decided."""

import datetime
from dataclasses import dataclass

from assessment.eligibility.status import standing_decisions
from groups.models import CommunityStatus, GroupRule, GrowthStage, Ksm
from ksm.dates import whole_months
from ksm.group.loan_health import (
    borrowers_of_repeat_cycles,
    kept_at_low_risk,
    par_of_months,
    surpluses_shared,
)
from ksm.money import format_fraction_percent
from ledger import chart
from ledger.journal.balances import balances

Stage = GrowthStage.Stage
MONTHS_OF_A_FLOURISHING_GROUP = 12
# What the groups of a community of each status are helped to learn (domain.md 1).
LEARNS_BY_STATUS: dict[str, str] = {
    CommunityStatus.Status.BERDAYA: "Belajar bekerja dalam kelompok dan berusaha",
    CommunityStatus.Status.MANDIRI: "Mengembangkan usaha kelompok",
    CommunityStatus.Status.MENUJU_MADANI: "Membangun jejaring",
}
# Where a group's funds come from by stage.
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
    """Everything the records can say; what they cannot is left to people. Some twenty queries."""
    return [*_seedling(ksm, as_of), *_growing(ksm, as_of), *_flourishing(ksm, as_of)]


def _seedling(ksm: Ksm, as_of: datetime.date) -> list[Evidence]:
    rules = ksm.rules.filter(signed=True, agreed_on__lte=as_of).values("kind").distinct().count()
    founded = ksm.founded_on is not None and ksm.founded_on <= as_of
    return [
        Evidence(Stage.SEEDLING, "KSM terbentuk", founded, _day(ksm.founded_on)),
        Evidence(
            Stage.SEEDLING, "Lima aturan ditandatangani", rules == len(GroupRule.Kind), f"{rules} dari 5"
        ),
    ]


def _growing(ksm: Ksm, as_of: datetime.date) -> list[Evidence]:
    latest = standing_decisions([ksm.pk]).last()
    eligible = latest is not None and latest.outcome == "ELIGIBLE"
    account = balances(ksm, as_of)
    outside = -account.get(chart.DANA_BLM, 0) - account.get(chart.UTANG_LUAR, 0)
    shares = par_of_months(ksm, as_of)
    figure = ", ".join("–" if share is None else format_fraction_percent(share) for share in shares)
    passed = ksm.phase == Ksm.Phase.MODEL
    return [
        Evidence(Stage.GROWING, "Lulus sebagai KSM Percontohan", passed, _day(ksm.model_since)),
        Evidence(Stage.GROWING, "Layak BLM Sosial", eligible, "ya" if eligible else "belum"),
        Evidence(
            Stage.GROWING, "Mengelola dana dari luar", outside > 0, "ada" if outside > 0 else "belum ada"
        ),
        Evidence(
            Stage.GROWING,
            "Pinjaman berisiko di bawah 10% selama tiga bulan",
            kept_at_low_risk(shares),
            f"akhir tiga bulan terakhir: {figure}",
        ),
    ]


def _flourishing(ksm: Ksm, as_of: datetime.date) -> list[Evidence]:
    started = ksm.mentoring_started_on
    months = whole_months(started, as_of) if started and started <= as_of else 0
    plans = ksm.work_plan.count()
    partners = ksm.partnerships.filter(since__lte=as_of).count()
    repeated = borrowers_of_repeat_cycles(ksm, as_of)
    years = surpluses_shared(ksm, as_of)
    return [
        Evidence(Stage.FLOURISHING, "Punya rencana kerja sendiri", plans > 0, f"{plans} kegiatan"),
        Evidence(
            Stage.FLOURISHING,
            "Punya mitra atau akses pasar, atau pinjaman kedua anggota sudah lunas",
            partners > 0 or repeated > 0,
            f"{partners} mitra, {repeated} anggota lunas dua kali",
        ),
        Evidence(
            Stage.FLOURISHING, "SHU dibagikan", bool(years), ", ".join(map(str, years)) or "belum pernah"
        ),
        Evidence(
            Stage.FLOURISHING,
            f"Didampingi {MONTHS_OF_A_FLOURISHING_GROUP} bulan atau lebih",
            months >= MONTHS_OF_A_FLOURISHING_GROUP,
            f"{months} bulan",
        ),
    ]


def sources_of_funds(ksm: Ksm, as_of: datetime.date) -> list[tuple[str, int]]:
    """Where the group's money is from on a day, in rupiah, by the accounts that say so."""
    account = balances(ksm, as_of)
    codes = {
        "Tabungan anggota": chart.SAVINGS_ACCOUNTS,
        "Dana sosial dan tanggung renteng": (chart.DANA_SOSIAL, chart.DANA_TANGGUNG_RENTENG),
        "BLM Sosial": (chart.DANA_BLM,),
        "Pinjaman dari luar": (chart.UTANG_LUAR,),
    }
    return [(label, -sum(account.get(code, 0) for code in group)) for label, group in codes.items()]


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
