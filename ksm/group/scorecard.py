"""The scorecard of the five aims: what records say of a quarter, beside what people judge (domain.md 1)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction

from groups.letterhead import Signer, furniture
from groups.models import GroupRule, Ksm, OfficerTerm, Partnership, Scorecard, User
from groups.path.aims import AIMS, JUDGED, Aim, Indicator, Period
from groups.refusals import GroupError
from groups.registers.welfare import members_judged
from ksm.dates import local_day
from ksm.letters import document_number
from ledger.loans.owed import arrears_by_ksm
from meetings.calendar import schedule_of
from meetings.models import BookCheck, Meeting

Answer = tuple[bool, str]


def computed_answers(ksm: Ksm, period: Period, today: datetime.date) -> dict[str, Answer]:
    """What the records answer for a quarter, as of its last day or today: {indicator: (met, figure)}."""
    as_of = min(period.last, today)
    return (
        _solidarity(ksm, period, as_of)
        | _structure(ksm, as_of)
        | _money(ksm, period, as_of)
        | _self_help(ksm, period, as_of)
    )


def _share(part: int, whole: int) -> str:
    return f"{part} dari {whole}"


def _solidarity(ksm: Ksm, period: Period, as_of: datetime.date) -> dict[str, Answer]:
    groups = ksm.bkm.community_groups.count()
    slots = [slot for slot in schedule_of(ksm, as_of) if period.first <= slot.scheduled_on <= as_of]
    held = sum(slot.was_held for slot in slots)
    concerns = ksm.concerns.filter(raised_on__gte=period.first, raised_on__lte=as_of)
    solved = concerns.filter(solved_on__isnull=False).count()
    raised = concerns.count()
    members = list(ksm.members.active_on(as_of).values_list("statement_on", flat=True))
    stated = sum(day is not None for day in members)
    return {
        "existing_groups": (groups > 0, f"{groups} kelompok"),
        "routine_meetings": (bool(slots) and held == len(slots), _share(held, len(slots))),
        "problems_solved": (raised > 0 and solved == raised, _share(solved, raised)),
        "join_knowingly": (bool(members) and stated == len(members), _share(stated, len(members))),
    }


def _structure(ksm: Ksm, as_of: datetime.date) -> dict[str, Answer]:
    offices = ksm.officers.filter(end__isnull=True).values("role").distinct().count()
    rules = ksm.rules.filter(agreed_on__lte=as_of).values("kind").distinct().count()
    whole = bool(ksm.purpose) and offices == len(OfficerTerm.Role) and rules == len(GroupRule.Kind)
    plans, people = ksm.work_plan.count(), ksm.beneficiaries.count()
    return {
        "goal_officers_rules": (whole, f"{offices} pengurus, {rules} aturan"),
        "plan_and_activity": (plans > 0, f"{plans} kegiatan"),
        "beneficiaries": (people > 0, f"{people} keluarga"),
    }


def _money(ksm: Ksm, period: Period, as_of: datetime.date) -> dict[str, Answer]:
    checks = BookCheck.objects.filter(
        ksm=ksm,
        required=True,
        meeting__kind=Meeting.Kind.ROUTINE,
        meeting__state=Meeting.State.CLOSED,
        meeting__held_on__gte=period.first,
        meeting__held_on__lte=as_of,
    )
    books = list(checks.values_list("finished_on", "meeting__held_on"))
    on_time = sum(bool(finished and held and finished <= held) for finished, held in books)
    late = arrears_by_ksm([ksm.pk], as_of).get(ksm.pk, 0)
    lent = ksm.loans.filter(borrower="MEMBER", disbursed_on__lte=as_of).exists()
    return {
        "records_kept": (bool(books) and on_time == len(books), _share(on_time, len(books))),
        "loans_returned": (lent and not late, "tidak ada tunggakan" if not late else "ada tunggakan"),
    }


def _self_help(ksm: Ksm, period: Period, as_of: datetime.date) -> dict[str, Answer]:
    funded = ksm.work_plan.filter(own_funds__gt=0).count()
    markets = ksm.partnerships.filter(kind=Partnership.Kind.MARKET, since__lte=period.last).count()
    judged, members = members_judged(ksm, period, as_of)
    filled = ksm.checklists.filter(filled_on__gte=period.first, filled_on__lte=period.last).count()
    return {
        "own_funds": (funded > 0, f"{funded} kegiatan swadaya"),
        "market_access": (markets > 0, f"{markets} pasar"),
        "routine_assessment": (
            filled > 0 and members > 0 and judged == members,
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
    indicator: Indicator
    met: bool
    note: str


@dataclass(frozen=True, slots=True)
class AimScore:
    """One aim of one scorecard: its indicators, and the exact share of them that is met."""

    aim: Aim
    lines: tuple[Line, ...]

    @property
    def share(self) -> Fraction:
        return Fraction(sum(line.met for line in self.lines), len(self.lines))


def scores_of(card: Scorecard) -> list[AimScore]:
    """A stored scorecard, aim by aim."""
    answers = {**card.computed, **card.judged}
    return [
        AimScore(
            aim,
            tuple(Line(one, bool(answers[one.code][0]), answers[one.code][1]) for one in aim.indicators),
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
        Signer("Mengetahui,", "Koordinator BKM"),
    )
    return {
        "ksm": ksm,
        "period": period,
        "card": card,
        "scores": scores_of(card),
        "number": document_number(period.quarter, "RAPOR", ksm.code, card.period_first),
        **furniture(ksm.bkm, day, signers),
    }
