"""What records and people say about one group's eligibility on a day (domain.md 3.1). Nothing here judges."""

import datetime
from collections.abc import Callable, Sequence
from fractions import Fraction

from assessment.eligibility.criteria import (
    EligibilityFacts,
    EligibilityFinding,
    Judged,
    Limits,
    judge_eligibility,
)
from assessment.eligibility.lending import lending_facts
from assessment.graduation.windows import judge_latest
from assessment.models import EligibilityCheck
from groups.models import GroupRule, Ksm, Member, ProgramRule
from groups.path.training import training_coverage
from meetings.calendar import rhythm_of, schedule_of
from meetings.schedule import Slot, SlotState
from savings.models import Saving


def limits_on(day: datetime.date) -> Limits:
    """The programme's limits in force on `day` (ProgramRule)."""
    rule = ProgramRule.objects.in_force_on(day)
    return Limits(
        min_members=rule.min_members,
        min_women=Fraction(rule.min_women_percent, 100),
        from_week=rule.eligibility_from_week,
        trained_share=Fraction(rule.trained_min_percent, 100),
        ps2_share=Fraction(rule.ps2_min_percent, 100),
        repaid_share=Fraction(rule.repaid_min_percent, 100),
        arrears_days=rule.arrears_max_days,
        upk_overdue_days=rule.upk_overdue_max_days,
        loans_in_order=rule.loans_in_order,
    )


def saving_weeks(slots: Sequence[Slot], with_savings: set[int], weeks_between: Callable[[int], int]) -> int:
    """Weeks of saving in a row up to the newest known routine meeting, from slots oldest first.

    A meeting counts when it was held and somebody saved; it stands for as many weeks as lie between two
    meetings by the plan of its own week (`weeks_between`), but never for more than really passed. Libur
    neither counts nor breaks the row.
    """
    row: list[int] = []
    for slot in reversed(slots):
        if not slot.is_known or slot.state == SlotState.HOLIDAY:
            continue
        if not slot.was_held or slot.meeting_id not in with_savings:
            break
        row.append(slot.week)
    if not row:
        return 0
    return min(sum(map(weeks_between, set(row))), row[0] - row[-1] + weeks_between(row[0]))


def _saving_weeks(ksm: Ksm, known: Sequence[Slot]) -> int:
    rhythm = rhythm_of(ksm)
    return saving_weeks(known, _saved_meetings(ksm), rhythm.weeks_between) if rhythm else 0


def _saved_meetings(ksm: Ksm) -> set[int]:
    """Routine and other meetings whose own entry holds a wajib deposit of anybody."""
    rows = Saving.objects.filter(
        ksm=ksm, kind=Saving.Kind.WAJIB, direction=Saving.Direction.DEPOSIT, entry__meeting__isnull=False
    )
    return set(rows.order_by().values_list("entry__meeting", flat=True).distinct())


def newest_checks(ksm: Ksm) -> dict[str, EligibilityCheck]:
    """What was seen last, by code; one query."""
    found: dict[str, EligibilityCheck] = {}
    for check in ksm.eligibility_checks.select_related("by").order_by("pk"):
        found[check.code] = check
    return found


def _judged(ksm: Ksm, as_of: datetime.date) -> dict[str, Judged]:
    return {
        code: Judged(check.met, check.seen_on, check.by.full_name, check.note)
        for code, check in newest_checks(ksm).items()
        if check.seen_on <= as_of
    }


def collect_eligibility(ksm: Ksm, as_of: datetime.date) -> EligibilityFacts:
    """The facts of one group as of a day, in a fixed number of queries whatever its size."""
    members = list(ksm.members.active_on(as_of).values_list("sex", "ps2"))
    found, judgement, _ = judge_latest(ksm, as_of)
    first = min((meeting.scheduled_on for meeting in found.meetings), default=None)
    known = schedule_of(ksm, as_of)
    signed = set(
        ksm.rules.filter(signed=True, agreed_on__lte=as_of).exclude(text="").values_list("kind", flat=True)
    )
    books = judgement.finding("timely_books")
    complete = judgement.state != judgement.state.INSUFFICIENT
    return EligibilityFacts(
        as_of=as_of,
        week=ksm.week_on(as_of),
        members=len(members),
        women=sum(sex == Member.Sex.FEMALE for sex, _ in members),
        in_ps2=sum(ps2 == Member.Ps2.YES for _, ps2 in members),
        saving_weeks=_saving_weeks(ksm, known),
        rules_perform=judgement.all_met if complete else None,
        books_timely=books.met if complete and books.denominator else None,
        trained={topic.label: topic.trained for topic in training_coverage(ksm, as_of)},
        agreement_signed=signed >= set(GroupRule.Kind.values),
        judged=_judged(ksm, as_of),
        lending=lending_facts(ksm, first, as_of),
    )


def assess_eligibility(
    ksm: Ksm, as_of: datetime.date
) -> tuple[EligibilityFacts, tuple[EligibilityFinding, ...], Limits]:
    """Facts, findings and limits of one group as of a day."""
    facts, limits = collect_eligibility(ksm, as_of), limits_on(as_of)
    return facts, judge_eligibility(facts, limits), limits
