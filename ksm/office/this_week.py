"""What to do this week: meetings, visits and trainings due, sheets left open, criteria about to be missed,
decisions that wait.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from assessment.graduation.freezing import thaw_finding
from assessment.models import DecisionRequest, Standing
from groups.models import Ksm
from groups.path.training import TrainingDue, trainings_due
from groups.registers.visiting import DueVisit, due_visits
from ledger.blm.reading import WaitingGrant, waiting_grants
from ledger.models import LoanEvent
from meetings.calendar import rhythm_of
from meetings.models import Correction, Meeting, SheetDraft

OPEN_PHASES = [Ksm.Phase.CANDIDATE, Ksm.Phase.MODEL]
Status = Standing.Status


@dataclass(frozen=True, slots=True)
class DueMeeting:
    """A routine meeting of this week that is not closed yet."""

    ksm: Ksm
    day: datetime.date
    has_draft: bool

    @property
    def code(self) -> str:
        return "DRAFT" if self.has_draft else "DUE"


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A group that misses a criterion unless something happens, and what."""

    standing: Standing
    missing: list[str]


@dataclass(slots=True)
class ThisWeek:
    """Everything that waits for one user, over the groups of their area."""

    due: list[DueMeeting] = field(default_factory=list)
    reopened: list[Meeting] = field(default_factory=list)
    lagging: list[Standing] = field(default_factory=list)
    at_risk: list[AtRisk] = field(default_factory=list)
    ready: list[Standing] = field(default_factory=list)
    eligibility: list[Standing] = field(default_factory=list)
    proposed: list[Standing] = field(default_factory=list)
    visits: list[DueVisit] = field(default_factory=list)
    trainings: list[TrainingDue] = field(default_factory=list)
    requests: list[DecisionRequest] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    blm: list[WaitingGrant] = field(default_factory=list)
    blm_falling: list[AtRisk] = field(default_factory=list)
    write_offs: list[LoanEvent] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, name) for name in self.__slots__)


def week_of(ksms: list[Ksm], today: datetime.date) -> ThisWeek:
    """Gather what waits over these groups, from standings already brought up to date; a few queries."""
    week = ThisWeek()
    mentored = [ksm for ksm in ksms if ksm.phase in OPEN_PHASES]
    week.due = _due_meetings(mentored, today)
    week.visits = due_visits(mentored, today)
    week.trainings = trainings_due(mentored, today)
    week.reopened = list(
        Meeting.objects.filter(ksm__in=ksms, state=Meeting.State.REOPENED).select_related("ksm")
    )
    for standing in Standing.objects.filter(ksm__in=ksms).select_related("ksm").order_by("ksm__name"):
        _sort_in(standing, week)
    week.lagging.sort(key=lambda standing: standing.unrecorded_since or datetime.date.max)
    waiting = {"ksm__in": ksms, "state": "WAITING"}
    week.requests = list(DecisionRequest.objects.filter(**waiting).select_related("ksm", "requested_by"))
    week.corrections = list(
        Correction.objects.filter(**waiting).select_related("ksm", "meeting", "requested_by")
    )
    week.blm = waiting_grants([ksm.pk for ksm in ksms])
    week.write_offs = list(LoanEvent.objects.filter(**waiting).select_related("ksm", "loan", "recorded_by"))
    return week


def _sort_in(standing: Standing, week: ThisWeek) -> None:
    if standing.is_lagging:
        week.lagging.append(standing)
    if standing.status == Status.READY:
        week.ready.append(standing)
    if standing.eligibility == Standing.Eligibility.WAITING:
        week.eligibility.append(standing)
    if standing.eligibility == Standing.Eligibility.PROPOSED:
        week.proposed.append(standing)
    if standing.status in (Status.MISSING, Status.MODEL, Status.LAGGING) and standing.missing_count:
        findings = [thaw_finding(row) for row in standing.findings]
        missing = [finding.missing for finding in findings if not finding.on_track and finding.missing]
        (week.blm_falling if standing.blm_falls else week.at_risk).append(AtRisk(standing, missing))


def _due_meetings(ksms: list[Ksm], today: datetime.date) -> list[DueMeeting]:
    """This programme week's meetings that nobody closed, or recorded as not held or libur."""
    since = today - datetime.timedelta(days=7)
    recorded: dict[int, set[datetime.date]] = defaultdict(set)
    rows = Meeting.objects.filter(ksm__in=ksms, kind=Meeting.Kind.ROUTINE, scheduled_on__gte=since).exclude(
        state=Meeting.State.REOPENED
    )
    for ksm_id, done in rows.values_list("ksm_id", "scheduled_on"):
        recorded[ksm_id].add(done)
    drafts = set(SheetDraft.objects.filter(ksm__in=ksms).values_list("ksm_id", "scheduled_on"))
    due = []
    for ksm in ksms:
        number, rhythm = ksm.week_on(today), rhythm_of(ksm)
        day = rhythm.planned_day(number) if rhythm and number else None
        if day and not any(ksm.week_on(done) == number for done in recorded[ksm.pk]):
            due.append(DueMeeting(ksm, day, (ksm.pk, day) in drafts))
    return sorted(due, key=lambda meeting: (meeting.day, meeting.ksm.name))
