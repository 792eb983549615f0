"""A practice group is begun, and emptied by leaving it behind: books are never deleted, not even these."""

import datetime

from django.db import transaction
from django.utils import timezone

from groups.agreements.five_rules import Agreed, agree_rules
from groups.members.enrolment import enrol_member
from groups.members.offices import elect_officer
from groups.models import Bkm, Ksm, OfficerTerm, Posting, Region, User
from groups.models.places import PRACTICE_PLACE
from groups.path.mentoring import register_ksm, start_mentoring
from groups.practice.people import MEMBERS, RULES
from groups.refusals import GroupError

NAME = "KSM Latihan"
WEEKS = 4  # All of them can be logged at once: the last meeting is today's.
ONLY_FACILITATORS = "Kelompok latihan hanya untuk fasilitator."


def practice_of(user: User) -> Ksm | None:
    """The practice group that the user plays with now. One query."""
    mine = Ksm.objects.filter(bkm__practice_of=user, bkm__practice_ended_at=None)
    return mine.select_related("bkm__kelurahan").first()


def may_practise(user: User, on: datetime.date) -> bool:
    """Who is a facilitator somewhere on that day. One query."""
    return user.postings.on(on).filter(role=Posting.Role.FACILITATOR).exists()


@transaction.atomic
def empty_practice(*, by: User) -> None:
    """Leave the practice group behind, with all that was tried in it: nobody opens it again."""
    mine = Bkm.objects.select_for_update().filter(practice_of=by, practice_ended_at=None)
    for bkm in mine:
        bkm.practice_ended_at = timezone.now()
        bkm._history_user = by
        bkm.save(update_fields=["practice_ended_at"])


@transaction.atomic
def start_practice(*, by: User, today: datetime.date) -> Ksm:
    """A practice group in its first month, three weeks after its start; one that was there is emptied.

    Raises GroupError for who is no facilitator that day.
    """
    if not may_practise(User.objects.select_for_update().get(pk=by.pk), today):
        raise GroupError(ONLY_FACILITATORS)
    empty_practice(by=by)
    ksm = _found(by, today)
    start = today - datetime.timedelta(weeks=WEEKS - 1)
    return start_mentoring(ksm=ksm, start=start, today=today, by=by)


def _place() -> Region:
    facts = {"name": "Latihan", "full_name": "Kel. Latihan", "level": Region.Level.KELURAHAN}
    return Region.objects.get_or_create(pk=PRACTICE_PLACE, defaults=facts)[0]


def _board(by: User) -> Bkm:
    times = Bkm.objects.filter(practice_of=by).count()
    bkm = Bkm(name=f"BKM Latihan {by.pk}-{times + 1}", kelurahan=_place(), practice_of=by)
    bkm._history_user = by
    bkm.save()
    return bkm


def _found(by: User, today: datetime.date) -> Ksm:
    founded = today - datetime.timedelta(weeks=WEEKS)
    ksm = register_ksm(
        bkm=_board(by),
        code="LATIHAN",
        name=NAME,
        by=by,
        founded_on=founded,
        meeting_weekday=today.weekday(),
        meeting_time=datetime.time(19, 30),
        meeting_place="Rumah ketua",
        purpose="Belajar mencatat pertemuan",
        bidang_ekonomi=True,
    )
    members = [
        enrol_member(ksm=ksm, name=name, sex=sex, occupation=work, joined_on=founded, today=today, by=by)
        for name, sex, work in MEMBERS
    ]
    for member, role in zip(members, OfficerTerm.Role, strict=False):
        elect_officer(member=member, role=role, start=founded, today=today, by=by)
    agreed = [Agreed(kind, text, parameters) for kind, text, parameters in RULES]
    agree_rules(ksm=ksm, agreed=agreed, agreed_on=founded, signed=True, today=today, by=by)
    return ksm
