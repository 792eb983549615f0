"""The page of one group, gathered from every app. Reads only."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Max

from assessment.blm.page import falling_words
from assessment.eligibility.status import UNDECIDED, decided_by_ksm, eligibility_of
from assessment.graduation.criteria import Finding
from assessment.graduation.evidence_table import EvidenceRow, evidence_rows
from assessment.graduation.figures import Judgement, State
from assessment.graduation.windows import judge_one
from assessment.models import Standing
from assessment.next_steps import next_step
from assessment.standings import MENTORED, status_of
from groups.access import Access
from groups.models import Ksm, ProgramRule
from groups.path.profile import Profile, profile_of
from ledger.blm.reading import WaitingGrant, waiting_grants
from ledger.loans.owed import MoneySummary, money_by_ksm
from meetings.models import Meeting
from meetings.overview import Week, backlog_of, weeks_of
from meetings.schedule import Slot, lags

RECENT_WEEKS = 6


@dataclass(frozen=True)
class Overview:
    """Everything the page shows of a group as of a day."""

    week: int | None
    members: int
    women: int
    profile: Profile
    status: str
    eligibility: str
    eligibility_word: str
    facts: object
    judgement: Judgement[Finding]
    evidence: list[EvidenceRow]
    money: MoneySummary
    weeks: list[Week]  # the latest few, newest first
    earlier_weeks: list[Week]
    backlog: list[Week]
    last_met_on: datetime.date | None
    next_week: Week | None  # whose sheet comes next: the oldest that is left behind, or this week's
    provisional: bool
    books_empty: bool
    next_step: str
    warnings: list[str]
    blm: list[WaitingGrant]
    blm_falling: list[str]  # what no longer holds of a group that was paid BLM

    @property
    def attendance_threshold(self) -> Fraction:
        return self.judgement.finding("attendance").threshold

    @property
    def unmet_word(self) -> str:
        return f"{len(self.judgement.unmet)} syarat belum"


def overview_of(ksm: Ksm, as_of: datetime.date) -> Overview:
    """Gather the page; a fixed number of queries whatever the group's size."""
    facts, judgement, thresholds = judge_one(ksm, as_of)
    rule = ProgramRule.objects.in_force_on(as_of)
    sexes = list(ksm.members.active_on(as_of).values_list("sex", flat=True))
    week = ksm.week_on(as_of)
    weeks = weeks_of(ksm, as_of)
    lagging = [row.slot for row in weeks if ksm.phase in MENTORED and lags(row.slot, as_of)]
    status = status_of(ksm, lagging, judgement)
    decided = decided_by_ksm([ksm.pk]).get(ksm.pk, UNDECIDED)
    eligibility = eligibility_of(ksm, week, rule.eligibility_from_week, decided)
    return Overview(
        week=week,
        members=len(sexes),
        women=sexes.count("P"),
        profile=profile_of(ksm, as_of),
        status=status,
        eligibility=eligibility,
        eligibility_word=Standing(
            eligibility=eligibility, eligibility_missing=decided.missing, week=week
        ).eligibility_word,
        facts=facts,
        judgement=judgement,
        evidence=evidence_rows(facts, thresholds),
        money=money_by_ksm([ksm.pk], as_of)[ksm.pk],
        weeks=weeks[-RECENT_WEEKS:][::-1],
        earlier_weeks=weeks[:-RECENT_WEEKS][::-1],
        backlog=backlog_of(ksm, weeks),
        last_met_on=_last_met_on(ksm, as_of),
        next_week=_next_week(weeks, lagging, week),
        provisional=any(row.code in ("DRAFT", "REOPENED") for row in weeks),
        books_empty=not ksm.entries.exists(),
        next_step=next_step(status, lagging, judgement, week, eligibility).words,
        blm=waiting_grants([ksm.pk]),
        blm_falling=falling_words(judgement) if decided.accessed_on else [],
        warnings=_warnings(ksm, len(sexes), rule, falls=not decided.accessed_on and _falls(ksm, judgement)),
    )


def _next_week(weeks: Sequence[Week], lagging: Sequence[Slot], week: int | None) -> Week | None:
    """The week that `next_step` names first."""
    wanted = lagging[0].week if lagging else week
    return next((row for row in weeks if row.slot.week == wanted), None)


def _last_met_on(ksm: Ksm, as_of: datetime.date) -> datetime.date | None:
    """The day of the last closed meeting, routine or extra; None where there was none."""
    closed = ksm.meetings.filter(state=Meeting.State.CLOSED, held_on__lte=as_of)
    return closed.aggregate(day=Max("held_on"))["day"]


def _falls(ksm: Ksm, judgement: Judgement[Finding]) -> bool:
    """Do the last four meetings of a model group no longer meet the criteria (F4)?"""
    return ksm.phase == Ksm.Phase.MODEL and judgement.state == State.NOT_MET


def _warnings(ksm: Ksm, members: int, rule: ProgramRule, *, falls: bool) -> list[str]:
    found = []
    if falls:
        found.append("Empat pertemuan terakhir di bawah syarat. Status tidak dicabut dengan sendirinya.")
    if ksm.phase in (Ksm.Phase.CANDIDATE, Ksm.Phase.MODEL) and members < rule.min_members:
        found.append(f"Anggota {members} orang, paling sedikit {rule.min_members}.")
    if members > rule.max_members_warning:
        found.append(f"Anggota {members} orang; di atas {rule.max_members_warning} pertemuan sulit diurus.")
    if ksm.phase == Ksm.Phase.CANDIDATE and ksm.meeting_frequency != Ksm.Frequency.WEEKLY:
        found.append("Calon percontohan sebaiknya bertemu tiap minggu.")
    return found


@dataclass(frozen=True, slots=True)
class NextActs:
    """What one user may do next for a group: words of a button, or whether there is one."""

    eligibility: str
    proposes_blm: bool
    extends: bool
    declares: bool


def next_acts(access: Access, overview: Overview) -> NextActs:
    """The next steps of the path that this user may take."""
    candidate = access.ksm.phase == Ksm.Phase.CANDIDATE and access.can_decide
    judgement, words = overview.judgement, ""
    if overview.eligibility == "WAITING" and access.can_check_eligibility:
        words = "Nilai kelayakan"
    elif overview.eligibility == "PROPOSED" and access.is_second_person:
        words = "Putuskan kelayakan"
    return NextActs(
        eligibility=words,
        proposes_blm=overview.eligibility == "ELIGIBLE" and access.can_write_blm and not overview.blm,
        extends=candidate and judgement.may_extend and overview.status == "MISSING",
        declares=candidate and overview.status == "READY",
    )
