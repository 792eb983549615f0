"""What records and people say about the eligibility of groups on a day (domain.md 3.1). Nothing here judges.

One definition for one group or for thousands alike.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import chain
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from assessment.eligibility.criteria import (
    EligibilityFacts,
    EligibilityFinding,
    Judged,
    Limits,
    judge_eligibility,
)
from assessment.eligibility.lending import lending_by_ksm
from assessment.graduation.figures import Figure, Judgement
from assessment.graduation.windows import Latest, latest_all
from assessment.models import EligibilityCheck
from groups.models import GroupRule, Ksm, Member, ProgramRule, Training
from groups.path.training import Trained, trained_by_ksm
from ksm.sets import among
from meetings.calendar import rhythm_of
from meetings.models import Meeting
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


def _newest(slots: Sequence[Slot], weeks: int | None) -> Sequence[Slot]:
    """The end of a row of meetings that holds so many known weeks without libur; all where None is asked."""
    if weeks is None:
        return slots
    seen: set[int] = set()
    for place in reversed(range(len(slots))):
        slot = slots[place]
        if slot.is_known and slot.state != SlotState.HOLIDAY:
            seen.add(slot.week)
        if len(seen) > weeks:
            return slots[place + 1 :]
    return slots


def _saved(slots: Iterable[Slot]) -> set[int]:
    """Of these meetings those whose own entry holds a wajib deposit of anybody. One query."""
    ids = [slot.meeting_id for slot in slots if slot.was_held and slot.meeting_id]
    deposits = Saving.objects.filter(
        ksm=OuterRef("ksm"),
        entry=OuterRef("entry"),
        kind=Saving.Kind.WAJIB,
        direction=Saving.Direction.DEPOSIT,
    )
    return set(Meeting.objects.filter(among(ids, "pk"), Exists(deposits)).values_list("pk", flat=True))


def _judged(ids: Iterable[int], as_of: datetime.date) -> dict[int, dict[str, Judged]]:
    """What was seen last of each item, unless it was seen later than `as_of`; one query."""
    rows = EligibilityCheck.objects.filter(among(ids)).order_by("pk")
    values = ("ksm_id", "code", "met", "seen_on", "by__full_name", "note")
    newest = {(pk, code): Judged(*row) for pk, code, *row in rows.values_list(*values)}
    found: dict[int, dict[str, Judged]] = defaultdict(dict)
    for (pk, code), judged in newest.items():
        if judged.on <= as_of:
            found[pk][code] = judged
    return found


def _signed(ids: Iterable[int], as_of: datetime.date) -> set[int]:
    """Groups whose five rules are all agreed and signed by a day; one query."""
    rows = GroupRule.objects.filter(among(ids), signed=True, agreed_on__lte=as_of).exclude(text="")
    kinds = rows.order_by().values_list("ksm_id").annotate(kinds=Count("kind", distinct=True))
    return {pk for pk, number in kinds if number == len(GroupRule.Kind)}


class Members(NamedTuple):
    """Members of a group on a day, and how many of them are women or listed in PS-2."""

    number: int = 0
    women: int = 0
    in_ps2: int = 0


def members_by_ksm(ids: Iterable[int], as_of: datetime.date) -> dict[int, Members]:
    """The members of each group that has any; one query."""
    rows = Member.objects.filter(among(ids)).active_on(as_of).order_by().values_list("ksm_id")
    counts = rows.annotate(
        number=Count("pk"),
        women=Count("pk", filter=Q(sex=Member.Sex.FEMALE)),
        in_ps2=Count("pk", filter=Q(ps2=Member.Ps2.YES)),
    )
    return {pk: Members(*row) for pk, *row in counts}


class Known(NamedTuple):
    """What a standing reads of its groups anyway; `owing` are those of which anything is known to be late."""

    latest: Mapping[int, Latest]
    members: Mapping[int, Members]
    trained: Mapping[int, Trained]
    owing: Iterable[int] | None = None


def read_known(ksms: Sequence[Ksm], as_of: datetime.date) -> Known:
    """The same for who has read nothing yet."""
    ids = [ksm.pk for ksm in ksms]
    return Known(latest_all(ksms, as_of), members_by_ksm(ids, as_of), trained_by_ksm(ksms, as_of))


def collect_all(
    ksms: Sequence[Ksm], as_of: datetime.date, known: Known, weeks: int | None = None
) -> dict[int, EligibilityFacts]:
    """The facts of each group as of a day, in a fixed number of queries however many groups there are.

    `weeks` of saving are enough to know whether they are: no more are looked at then.
    """
    ids = [ksm.pk for ksm in ksms]
    slots = {pk: _newest(known.latest[pk].slots, weeks) for pk in ids}
    saved = _saved(chain.from_iterable(slots.values()))
    judged, signed = _judged(ids, as_of), _signed(ids, as_of)
    lending = lending_by_ksm({pk: known.latest[pk].first for pk in ids}, as_of, known.owing)
    return {
        ksm.pk: EligibilityFacts(
            as_of=as_of,
            week=ksm.week_on(as_of),
            **_members(known.members.get(ksm.pk, Members())),
            saving_weeks=_weeks_of_saving(ksm, slots[ksm.pk], saved),
            **_performance(known.latest[ksm.pk].judgement),
            trained=_by_label(known.trained[ksm.pk]),
            agreement_signed=ksm.pk in signed,
            judged=judged[ksm.pk],
            lending=lending[ksm.pk],
        )
        for ksm in ksms
    }


def _members(counted: Members) -> dict:
    return {"members": counted.number, "women": counted.women, "in_ps2": counted.in_ps2}


def _weeks_of_saving(ksm: Ksm, slots: Sequence[Slot], saved: set[int]) -> int:
    rhythm = rhythm_of(ksm)
    return saving_weeks(slots, saved, rhythm.weeks_between) if rhythm else 0


def _performance(judgement: Judgement[Figure] | None) -> dict:
    """Do the rules perform, are the books in time? None where too few meetings tell."""
    if judgement is None:
        return {"rules_perform": None, "books_timely": None}
    books = judgement.finding("timely_books")
    return {"rules_perform": judgement.all_met, "books_timely": books.met if books.denominator else None}


def _by_label(trained: Trained) -> dict[str, int]:
    return {Training.Topic(topic).label: number for topic, number in trained.topics.items()}


def collect_eligibility(ksm: Ksm, as_of: datetime.date) -> EligibilityFacts:
    """The facts of one group as of a day, in a fixed number of queries whatever its size."""
    return collect_all([ksm], as_of, read_known([ksm], as_of))[ksm.pk]


def assess_eligibility(
    ksm: Ksm, as_of: datetime.date
) -> tuple[EligibilityFacts, tuple[EligibilityFinding, ...], Limits]:
    """Facts, findings and limits of one group as of a day."""
    facts, limits = collect_eligibility(ksm, as_of), limits_on(as_of)
    return facts, judge_eligibility(facts, limits), limits


def unlisted(ksm: Ksm, as_of: datetime.date) -> QuerySet[Member]:
    """The members of a day whom PS-2 does not list: for who may see PS-2 alone (J15)."""
    return ksm.members.active_on(as_of).exclude(ps2=Member.Ps2.YES)
