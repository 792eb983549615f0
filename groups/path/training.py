"""How many members were trained on what is required, against the programme's share (G3).

Who left and came back was trained before (domain.md J34).
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from groups.models import Ksm, Member, ProgramRule, Training
from groups.models.members import person_key
from ksm.sets import among


@dataclass(frozen=True, slots=True)
class TopicCoverage:
    """One required topic of one group: how many of its members were trained at least once."""

    topic: str
    label: str
    trained: int
    members: int
    needed: int  # how many of the members are enough
    missing: tuple[str, ...]  # names of those still untrained

    @property
    def met(self) -> bool:
        return self.members > 0 and self.trained >= self.needed

    @property
    def shortfall(self) -> str:
        """ "Pembukuan: 8 dari 12 anggota, perlu 12"."""
        return f"{self.label}: {self.trained} dari {self.members} anggota, perlu {self.needed}"


def enough(members: int, percent: int) -> int:
    """The smallest number of members that is at least `percent` of them."""
    return -(-members * percent // 100)


def is_enough(trained: int, members: int, percent: int) -> bool:
    """Were enough members of a group trained on a topic? Never in a group without members."""
    return members > 0 and trained >= enough(members, percent)


def coverage_by_ksm(ksms: Iterable[Ksm], on: datetime.date) -> dict[int, list[TopicCoverage]]:
    """Coverage of the required topics per group as of a day, {ksm id: one for each topic}. Three queries."""
    ids = [ksm.pk for ksm in ksms]
    percent = ProgramRule.objects.in_force_on(on).trained_min_percent
    people: dict[int, list[tuple[int | str, str]]] = defaultdict(list)
    for ksm_id, pk, nik_hash, name in _members(ids, on).values_list("ksm_id", "pk", "nik_hash", "name"):
        people[ksm_id].append((person_key(pk, nik_hash), name))
    trained = _trained(ids, on)
    return {
        pk: [_topic(topic, people[pk], trained[pk, topic], percent) for topic in Training.REQUIRED]
        for pk in ids
    }


@dataclass(frozen=True, slots=True)
class Trained:
    """How many people a group has, and how many of them were trained on each required topic."""

    members: int
    topics: dict[str, int]

    def short(self, percent: int) -> int:
        """Of how many topics too few were trained."""
        return sum(not is_enough(number, self.members, percent) for number in self.topics.values())


def trained_by_ksm(ksms: Iterable[Ksm], on: datetime.date) -> dict[int, Trained]:
    """What `coverage_by_ksm` counts, nobody named; two queries."""
    ids = [ksm.pk for ksm in ksms]
    people: dict[int, list[int | str]] = defaultdict(list)
    for ksm_id, pk, nik_hash in _members(ids, on).order_by().values_list("ksm_id", "pk", "nik_hash"):
        people[ksm_id].append(person_key(pk, nik_hash))
    trained = _trained(ids, on)
    return {
        pk: Trained(
            len(people[pk]),
            {topic: sum(map(trained[pk, topic].__contains__, people[pk])) for topic in Training.REQUIRED},
        )
        for pk in ids
    }


def _members(ids: Iterable[int], on: datetime.date) -> QuerySet[Member]:
    return Member.objects.filter(among(ids)).active_on(on)


def _trained(ids: Iterable[int], on: datetime.date) -> dict[tuple[int, str], set[int | str]]:
    """Who was trained on each topic in each group, as `person_key` tells people apart."""
    trained: dict[tuple[int, str], set[int | str]] = defaultdict(set)
    trainings = Training.objects.filter(among(ids), held_on__lte=on).order_by()
    for ksm_id, topic, pk, nik_hash in trainings.values_list("ksm", "topic", "members", "members__nik_hash"):
        trained[ksm_id, topic].add(person_key(pk, nik_hash))
    return trained


def _topic(
    topic: Training.Topic, people: list[tuple[int | str, str]], trained: set[int | str], percent: int
) -> TopicCoverage:
    missing = tuple(name for key, name in people if key not in trained)
    return TopicCoverage(
        topic=topic.value,
        label=topic.label,
        trained=len(people) - len(missing),
        members=len(people),
        needed=enough(len(people), percent),
        missing=missing,
    )


def training_coverage(ksm: Ksm, on: datetime.date) -> list[TopicCoverage]:
    """Coverage of the required topics of one group as of a day."""
    return coverage_by_ksm([ksm], on)[ksm.pk]


@dataclass(frozen=True, slots=True)
class TrainingDue:
    """A group whose required trainings are not enough although eligibility comes near."""

    ksm: Ksm
    week: int
    short: list[TopicCoverage]


def trainings_due(ksms: Iterable[Ksm], today: datetime.date) -> list[TrainingDue]:
    """Groups from the week on in which trainings are due (ProgramRule), with the topics still short."""
    rule = ProgramRule.objects.in_force_on(today)
    near = [ksm for ksm in ksms if (ksm.week_on(today) or 0) >= rule.training_due_week]
    covered = coverage_by_ksm(near, today) if near else {}
    due = [
        TrainingDue(ksm, ksm.week_on(today), [one for one in covered[ksm.pk] if not one.met]) for ksm in near
    ]
    return sorted((one for one in due if one.short), key=lambda one: (-one.week, one.ksm.name))


def attendance_of(ksm: Ksm, on: datetime.date) -> list[tuple[Member, list[datetime.date | None]]]:
    """Each member of a day with the first day of each required topic, None where untrained. Two queries."""
    first: dict[tuple[int | str, str], datetime.date] = {}
    rows = Training.objects.filter(ksm=ksm, held_on__lte=on).order_by("held_on")
    for topic, pk, nik_hash, held_on in rows.values_list("topic", "members", "members__nik_hash", "held_on"):
        first.setdefault((person_key(pk, nik_hash), topic), held_on)
    return [
        (
            member,
            [first.get((person_key(member.pk, member.nik_hash), topic)) for topic in Training.REQUIRED],
        )
        for member in ksm.members.active_on(on)
    ]
