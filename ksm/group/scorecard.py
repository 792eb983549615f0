"""The scorecard of the five aims: what records say of a quarter, beside what people judge (domain.md 1)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from assessment.eligibility.facts import limits_on
from groups.letterhead import Signer, coordinator, furniture
from groups.models import (
    Beneficiary,
    CommunityGroup,
    GroupRule,
    Ksm,
    OfficerTerm,
    Partnership,
    Scorecard,
    User,
    WorkPlanItem,
)
from groups.path.aims import AIMS, JUDGED, Aim, Indicator, Period
from groups.refusals import GroupError
from groups.registers.welfare import members_judged
from ksm.dates import local_day
from ledger.loans.punctuality import punctuality
from meetings.calendar import schedule_of
from meetings.models import BookCheck, Meeting
from meetings.schedule import SlotState

Answer = tuple[bool | None, str]  # None: nothing was there to answer from


@dataclass(frozen=True, slots=True)
class Told:
    """A quarter as its records told it until `as_of`, and as written down by `known_at` (None: by now)."""

    period: Period
    as_of: datetime.date
    settled: datetime.date  # the last day of which nothing is still to come
    known_at: datetime.datetime | None = None

    @classmethod
    def of(cls, ksm: Ksm, period: Period, today: datetime.date) -> "Told":
        """Of a quarter that is over, its last day (J31); of the running one, today."""
        if today <= period.last:
            return cls(period, today, today - datetime.timedelta(days=1))
        following = period.last + datetime.timedelta(days=1)
        midnight = datetime.datetime.combine(following, datetime.time(), ZoneInfo(ksm.timezone))
        return cls(period, period.last, period.last, midnight)

    def rows(self, model: Any, **owner) -> list:
        """The lines of a list without days of its own, as they were written down then."""
        rows = model.history.as_of(self.known_at) if self.known_at else model.objects
        found = rows.filter(**owner)
        return [row for row in found if getattr(row, "withdrawn_on", None) is None]


def computed_answers(ksm: Ksm, period: Period, today: datetime.date) -> dict[str, Answer]:
    """What the records answer for a quarter, as of its last day or today: {indicator: (met, figure)}.

    `met` is None where nothing was there to be met: that is no failure (J31).
    """
    told = Told.of(ksm, period, today)
    return _solidarity(ksm, told) | _structure(ksm, told) | _money(ksm, told) | _self_help(ksm, told)


def _share(part: int, whole: int) -> str:
    return f"{part} dari {whole}"


def _all(part: int, whole: int) -> Answer:
    """Is it all of them? Of none, nothing can be said."""
    return (part == whole if whole else None, _share(part, whole))


def _solidarity(ksm: Ksm, told: Told) -> dict[str, Answer]:
    as_of = told.as_of
    groups = len(told.rows(CommunityGroup, bkm=ksm.bkm_id))
    slots = [
        slot
        for slot in schedule_of(ksm, as_of)
        if told.period.first <= slot.scheduled_on <= as_of
        and slot.state != SlotState.HOLIDAY
        and (slot.is_known or slot.scheduled_on <= told.settled)
    ]
    concerns = ksm.concerns.filter(raised_on__gte=told.period.first, raised_on__lte=as_of)
    solved = concerns.filter(solved_on__lte=as_of).count()
    members = list(ksm.members.active_on(as_of).values_list("statement_on", flat=True))
    stated = sum(day is not None and day <= as_of for day in members)
    return {
        "existing_groups": (groups > 0, f"{groups} kelompok"),
        "routine_meetings": _all(sum(slot.was_held for slot in slots), len(slots)),
        "problems_solved": _all(solved, concerns.count()),
        "join_knowingly": _all(stated, len(members)),
    }


def _structure(ksm: Ksm, told: Told) -> dict[str, Answer]:
    held = ksm.officers.filter(Q(end__isnull=True) | Q(end__gt=told.as_of), start__lte=told.as_of)
    offices = held.values("role").distinct().count()
    rules = ksm.rules.filter(agreed_on__lte=told.as_of).values("kind").distinct().count()
    purposes = [row.purpose for row in told.rows(Ksm, pk=ksm.pk)]
    whole = any(purposes) and offices == len(OfficerTerm.Role) and rules == len(GroupRule.Kind)
    plans, people = len(told.rows(WorkPlanItem, ksm=ksm.pk)), len(told.rows(Beneficiary, ksm=ksm.pk))
    return {
        "goal_officers_rules": (whole, f"{offices} pengurus, {rules} aturan"),
        "plan_and_activity": (plans > 0, f"{plans} kegiatan"),
        "beneficiaries": (people > 0, f"{people} keluarga"),
    }


def _money(ksm: Ksm, told: Told) -> dict[str, Answer]:
    checks = BookCheck.objects.filter(
        ksm=ksm,
        required=True,
        meeting__kind=Meeting.Kind.ROUTINE,
        meeting__state=Meeting.State.CLOSED,
        meeting__held_on__gte=told.period.first,
        meeting__held_on__lte=told.as_of,
    )
    books = list(checks.values_list("finished_on", "meeting__held_on"))
    on_time = sum(bool(finished and held and finished <= held) for finished, held in books)
    paid = punctuality(ksm, told.period.first, told.settled)
    enough = paid.reaches(limits_on(told.settled).repaid_share)
    figure = f"{_share(paid.on_time, paid.due)} angsuran dibayar pada harinya"
    return {
        "records_kept": _all(on_time, len(books)),
        "loans_returned": (enough, figure if paid.due else "belum ada angsuran yang jatuh tempo"),
    }


def _self_help(ksm: Ksm, told: Told) -> dict[str, Answer]:
    as_of = told.as_of
    funded = sum(item.own_funds > 0 for item in told.rows(WorkPlanItem, ksm=ksm.pk))
    markets = ksm.partnerships.filter(kind=Partnership.Kind.MARKET, since__lte=as_of).count()
    judged, members = members_judged(ksm, told.period, as_of)
    filled = ksm.checklists.filter(filled_on__gte=told.period.first, filled_on__lte=as_of).count()
    return {
        "own_funds": (funded > 0, f"{funded} kegiatan swadaya"),
        "market_access": (markets > 0, f"{markets} pasar"),
        "routine_assessment": (
            filled > 0 and judged == members if members else None,
            f"{filled} daftar periksa; kesejahteraan {_share(judged, members)} anggota",
        ),
    }


@transaction.atomic
def fill_scorecard(
    *, ksm: Ksm, period: Period, judged: Mapping[str, Answer], today: datetime.date, by: User
) -> Scorecard:
    """Keep a quarter's scorecard with what the records say now. A later one of the quarter counts.

    Raises GroupError for a quarter that has not begun, or an indicator nobody judged.
    """
    if period.first > today:
        raise GroupError("Triwulan ini belum mulai.")
    missing = [one.label for one in JUDGED if one.code not in judged]
    if missing:
        raise GroupError(f"Nilai dulu: {', '.join(missing)}.")
    return Scorecard.objects.create(
        ksm=ksm,
        period_first=period.first,
        judged={one.code: list(judged[one.code]) for one in JUDGED},
        computed={code: list(answer) for code, answer in computed_answers(ksm, period, today).items()},
        filled_by=by,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of a stored scorecard; `met` is None where nothing was there to be met."""

    indicator: Indicator
    met: bool | None
    note: str


@dataclass(frozen=True, slots=True)
class AimScore:
    """One aim of one scorecard: its indicators, and the exact share that is met of those answered (J31)."""

    aim: Aim
    lines: tuple[Line, ...]

    @property
    def share(self) -> Fraction | None:
        answered = [line.met for line in self.lines if line.met is not None]
        return Fraction(sum(answered), len(answered)) if answered else None


def scores_of(card: Scorecard) -> list[AimScore]:
    """A stored scorecard, aim by aim."""
    answers = {**card.computed, **card.judged}
    return [
        AimScore(
            aim,
            tuple(Line(one, *answers[one.code]) for one in aim.indicators),
        )
        for aim in AIMS
    ]


def newest_per_period(ksm: Ksm) -> list[tuple[Period, Scorecard]]:
    """The scorecard that counts for each quarter, newest quarter first. One query."""
    newest: dict[datetime.date, Scorecard] = {}
    for card in ksm.scorecards.select_related("filled_by"):
        newest.setdefault(card.period_first, card)
    return [(Period.of(first), card) for first, card in newest.items()]


def scorecard_context(ksm: Ksm, card: Scorecard) -> dict:
    """What ksm/group/print_scorecard.html needs; `filled_by` is at hand (select_related)."""
    day, period = local_day(card.filled_at, ksm.timezone), Period.of(card.period_first)
    signers = (
        Signer("Dibuat oleh,", "Fasilitator", card.filled_by.full_name),
        coordinator(ksm.bkm, day),
    )
    return {
        "ksm": ksm,
        "period": period,
        "card": card,
        "scores": scores_of(card),
        **furniture(ksm.bkm, day, signers),
    }
