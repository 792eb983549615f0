"""Where a grant of BLM Sosial stands, what comes next and who does it. Reads only; set-based."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Prefetch, QuerySet

from ksm.dates import date_in_words
from ledger.models import AccountabilityReport, BlmGrant, GrantMovement, Tranche

ReportState = AccountabilityReport.State
State = BlmGrant.State


class Who(StrEnum):
    """Whose turn it is."""

    FACILITATOR = "Fasilitator"
    WRITER = "Fasilitator atau relawan"
    UNIT = "UP-UP"
    COORDINATOR = "Koordinator BKM"
    AGREER = "Fasilitator atau koordinator BKM"
    PAYER = "Koordinator BKM atau UPK"
    NOBODY = ""


@dataclass(frozen=True, slots=True)
class NextAct:
    """What comes next, in words; `code` names the act, `tranche` and `report` what it is about."""

    code: str
    words: str
    who: Who
    tranche: Tranche | None = None
    report: AccountabilityReport | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A tranche with the payment that stands and its LPJ, newest first."""

    tranche: Tranche
    payment: GrantMovement | None
    reports: list[AccountabilityReport]
    report_days: int | None = None  # as the agreement has it

    @property
    def report_due(self) -> datetime.date | None:
        """The last day for the LPJ by the agreement; None before the money, or where nothing was agreed."""
        if self.payment is None or self.report_days is None:
            return None
        return self.payment.entry.date + datetime.timedelta(days=self.report_days)

    def is_late(self, today: datetime.date) -> bool:
        """Is the LPJ due before today, and not there?"""
        return self.code == "PAID" and self.report_due is not None and self.report_due < today

    @property
    def standing(self) -> AccountabilityReport | None:
        """The LPJ that waits or was accepted."""
        return next((one for one in self.reports if one.state != ReportState.RETURNED), None)

    @property
    def code(self) -> str:
        """UNPAID, PAID (its LPJ is due), SUBMITTED or ACCEPTED."""
        if self.payment is None:
            return "UNPAID"
        return self.standing.state if self.standing else "PAID"


def with_stages(grants: QuerySet[BlmGrant]) -> QuerySet[BlmGrant]:
    """Grants with everything `stages_of` and `next_act` look at; a fixed number of queries."""
    movements = GrantMovement.objects.select_related("entry__reversed_by", "by", "tranche")
    reports = AccountabilityReport.objects.select_related("submitted_by", "answered_by")
    tranches = Tranche.objects.prefetch_related(Prefetch("reports", reports))
    return grants.prefetch_related(Prefetch("movements", movements), Prefetch("tranches", tranches))


def stages_of(grant: BlmGrant) -> list[Stage]:
    """The tranches of a grant read by `with_stages`, in order."""
    paid = {one.tranche_id: one for one in grant.movements.all() if one.tranche_id and not one.is_undone}
    days = grant.report_days
    return [Stage(one, paid.get(one.pk), list(one.reports.all()), days) for one in grant.tranches.all()]


BEFORE_MONEY = {
    State.DRAFT: NextAct("send", "Lengkapi usulan, lalu kirim kepada UP-UP", Who.WRITER),
    State.PROPOSED: NextAct("verify", "Verifikasi usulan", Who.UNIT),
    State.VERIFIED: NextAct("decide", "Putuskan usulan", Who.COORDINATOR),
    State.APPROVED: NextAct("agree", "Catat perjanjian", Who.AGREER),
    State.REJECTED: NextAct("none", "Usulan ditolak", Who.NOBODY),
}


RETURNED = NextAct("send", "Perbaiki usulan yang dikembalikan, lalu kirim lagi", Who.WRITER)


def next_act(grant: BlmGrant) -> NextAct:
    """What comes next for a grant read by `with_stages`."""
    if grant.state == State.DRAFT and grant.proposed_on:
        return RETURNED
    if grant.state != State.AGREED:
        return BEFORE_MONEY[State(grant.state)]
    for stage in stages_of(grant):
        name = f"tahap {stage.tranche.sequence}"
        if stage.code == "UNPAID":
            return NextAct("pay", f"Cairkan {name}", Who.PAYER, stage.tranche)
        if stage.code == "PAID":
            again = "Perbaiki dan kirim lagi LPJ" if stage.reports else "Kirim LPJ"
            due = f", paling lambat {date_in_words(stage.report_due)}" if stage.report_due else ""
            return NextAct("report", f"{again} {name}{due}", Who.WRITER, stage.tranche)
        if stage.code == ReportState.SUBMITTED:
            return NextAct("check", f"Periksa LPJ {name}", Who.UNIT, stage.tranche, stage.standing)
    return NextAct("none", "Semua tahap dipertanggungjawabkan", Who.NOBODY)


@dataclass(frozen=True, slots=True)
class WaitingGrant:
    """A grant that waits for somebody."""

    grant: BlmGrant
    act: NextAct


def waiting_grants(ksm_ids: Iterable[int] | QuerySet) -> list[WaitingGrant]:
    """Grants of these groups with something still to do, by group; a fixed number of queries."""
    rows = BlmGrant.objects.filter(ksm__in=ksm_ids).exclude(state=State.REJECTED)
    found = [WaitingGrant(grant, next_act(grant)) for grant in with_stages(rows.select_related("ksm__bkm"))]
    found = [one for one in found if one.act.who]
    return sorted(found, key=lambda one: (one.grant.ksm.name, one.grant.pk))
