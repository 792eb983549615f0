"""Who may see and do what. Every view of a group's data begins with one of these.

A stranger gets 404: for them the group does not exist. Somebody who may read but not change gets 403.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from groups.models import Bkm, Ksm, Posting, User

Role = Posting.Role
# Who decides: they need an authenticator app, and answer what one administrator alone may not do.
SECOND_PERSONS = frozenset({Role.ADMINISTRATOR, Role.BKM_COORDINATOR})
# A property of Access, asked for on the class: what type checkers take for the function inside it.
Right = Callable[["Access"], bool]


@dataclass(frozen=True)
class Access:
    """What one user may do with one group today, from the postings that cover it."""

    user: User
    ksm: Ksm
    roles: frozenset[str]
    units: frozenset[str]

    def has(self, right: Right) -> bool:
        """Is the named right of this class held? `access.has(Access.can_record)`."""
        return bool(cast("property", right).__get__(self))

    @property
    def is_facilitator(self) -> bool:
        return Role.FACILITATOR in self.roles

    @property
    def can_record(self) -> bool:
        """Log meetings and add members: the group's facilitator or its own volunteer."""
        return bool(self.roles & {Role.FACILITATOR, Role.VOLUNTEER}) and self.ksm.phase != Ksm.Phase.CLOSED

    @property
    def can_edit(self) -> bool:
        """Change profile, rules, officers and members; reopen a sheet; declare libur: the facilitator."""
        return self.is_facilitator and self.ksm.phase != Ksm.Phase.CLOSED

    @property
    def can_record_say(self) -> bool:
        """Write down what a member says about their data, and carry it out: facilitator or own volunteer.

        A member has these rights also after the group closed (domain.md 10).
        """
        return bool(self.roles & {Role.FACILITATOR, Role.VOLUNTEER})

    @property
    def can_answer_members(self) -> bool:
        """Answer what a member asks to be put right: the facilitator, also after the group closed."""
        return self.is_facilitator

    @property
    def can_correct_members(self) -> bool:
        """Put right who a member is: the facilitator, also after the group closed (domain.md 10).

        What its books and figures count stays then (`update_member`).
        """
        return self.is_facilitator

    @property
    def can_settle_loans(self) -> bool:
        """Take an early settlement or a recovery, open a case of tanggung renteng: who logs the meetings."""
        return self.can_record

    @property
    def can_change_loans(self) -> bool:
        """Write down what members decided about a running loan: schedule, waiver, write-off, death."""
        return self.can_edit

    @property
    def can_undo_acts(self) -> bool:
        """Take back an act outside a meeting, as a sheet is opened again (J1): the facilitator."""
        return self.can_edit

    @property
    def can_decide(self) -> bool:
        """Declare lulus (F1): facilitator or volunteer."""
        return self.can_record

    @property
    def is_second_person(self) -> bool:
        """Approve what needs a second person (J12): the coordinator of the group's own BKM."""
        return Role.BKM_COORDINATOR in self.roles

    @property
    def sees_files_taken(self) -> bool:
        """Which lists others took out as files: who answers for the BKM, and administrators."""
        return self.is_second_person or Role.ADMINISTRATOR in self.roles

    @property
    def can_assess_eligibility(self) -> bool:
        """Recommend about eligibility for BLM: the UP-UP staff of the group's own BKM."""
        return Role.UNIT_STAFF in self.roles and self.ksm.phase != Ksm.Phase.CLOSED

    @property
    def can_check_eligibility(self) -> bool:
        """Write down what was seen of a group: UP-UP staff of its BKM, facilitator, own volunteer."""
        return self.can_assess_eligibility or self.can_record

    @property
    def sees_eligibility_notes(self) -> bool:
        """Notes about members' homes and families (domain.md 10): those who assess, and who decides."""
        return bool(self.roles & {Role.FACILITATOR, Role.VOLUNTEER, Role.UNIT_STAFF, Role.BKM_COORDINATOR})

    @property
    def can_write_blm(self) -> bool:
        """Write a proposal for BLM Sosial and its LPJ, lend from the fund: facilitator or own volunteer."""
        return self.can_record

    @property
    def can_verify_blm(self) -> bool:
        """Verify a proposal, accept or return an LPJ: the UP-UP staff of the group's own BKM."""
        return self.can_assess_eligibility

    @property
    def can_decide_blm(self) -> bool:
        """Decide on a proposal: the coordinator of the group's own BKM."""
        return self.is_second_person and self.ksm.phase != Ksm.Phase.CLOSED

    @property
    def can_agree_blm(self) -> bool:
        """Record the signed agreement: the facilitator or the BKM's coordinator."""
        return self.can_edit or self.can_decide_blm

    @property
    def can_pay_blm(self) -> bool:
        """Pay a tranche, undo what somebody else entered: the BKM's coordinator or its UPK."""
        return self.can_decide_blm or (self.can_verify_blm and "UPK" in self.units)

    @property
    def sees_ps2(self) -> bool:
        """PS-2 and priority (J15): facilitator, own volunteer, UPK and UPS of that BKM."""
        return bool(self.roles & {Role.FACILITATOR, Role.VOLUNTEER}) or bool(self.units & {"UPK", "UPS"})

    @property
    def sees_whole_nik(self) -> bool:
        """Print papers that identify their parties by whole NIK (domain.md 10): who writes NIK down, and who
        signs for the BKM. Each such print is logged.
        """
        return bool(self.roles & {Role.FACILITATOR, Role.VOLUNTEER, Role.BKM_COORDINATOR})

    @property
    def opens_member_files(self) -> bool:
        """All that is kept about a member, as the member may ask for it: who serves members, and who answers
        for the BKM.
        """
        return self.sees_whole_nik

    @property
    def can_judge_welfare(self) -> bool:
        """Write down how members fare: who may see PS-2 (J15), while the group is open."""
        return self.sees_ps2 and self.ksm.phase != Ksm.Phase.CLOSED


def access_for(user: User, ksm: Ksm, on=None) -> Access:
    """The rights of `user` over `ksm` on the day `on` (today where the group lives)."""
    if ksm.bkm.is_practice:
        return _practice_access(user, ksm)
    day = on or ksm.today()
    return _access(user, ksm, user.postings.on(day))


def _access(user: User, ksm: Ksm, postings: Iterable[Posting]) -> Access:
    here = [posting for posting in postings if posting.covers(ksm)]
    return Access(
        user=user,
        ksm=ksm,
        roles=frozenset(posting.role for posting in here),
        units=frozenset(posting.unit for posting in here if posting.unit),
    )


def access_among(user: User, ksms: Iterable[Ksm], on: datetime.date) -> dict[int, Access]:
    """The rights of `user` over each of these groups on one day, by group; their BKM are at hand. One query.

    For lists of a wide area: groups to practise with have no place there.
    """
    postings = list(user.postings.on(on))
    return {ksm.pk: _access(user, ksm, postings) for ksm in ksms}


def _practice_access(user: User, ksm: Ksm) -> Access:
    """A practice group belongs to one person, who is its facilitator until it is emptied."""
    own = ksm.bkm.practice_of_id == user.pk and ksm.bkm.practice_ended_at is None
    return Access(user, ksm, frozenset({Role.FACILITATOR} if own else ()), frozenset())


def ksm_or_404(user: User, ksm_id: int, right: Right | None = None) -> Access:
    """The group for somebody who may read it, and has the named right of Access if one is asked for.

    The prologue of every view of a group: `ksm_or_404(request.user, ksm_id, Access.can_record)`. 404 for
    strangers, 403 for others inside who lack the right.
    """
    ksm = Ksm.objects.select_related("bkm__kelurahan").filter(pk=ksm_id).first()
    if ksm is None or not user.is_active:
        raise Http404
    access = access_for(user, ksm)
    if not access.roles:
        raise Http404
    if right is not None:
        _require(access.has(right))
    return access


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def roles_of(user: User) -> frozenset[str]:
    """Every role that `user` holds today, anywhere."""
    if not user.is_authenticated:
        return frozenset()
    return frozenset(user.postings.on(timezone.localdate()).values_list("role", flat=True))


def needs_second_factor(user: User) -> bool:
    """Does a role of today ask for an authenticator app? Administrators, and who decides for a BKM."""
    return settings.SECOND_FACTOR and is_second_person(user)


def lacks_second_factor(user: User) -> bool:
    """Does `user` need an authenticator app, and has set up none? Then nothing is told until that is done."""
    return not user.has_second_factor and needs_second_factor(user)


def is_second_person(user: User) -> bool:
    """May `user` answer what an administrator asks?"""
    return bool(roles_of(user) & SECOND_PERSONS)


def require_second_person(user: User) -> None:
    """403 unless `is_second_person`."""
    _require(is_second_person(user))


def answers_for(user: User, bkm: Bkm, on: datetime.date) -> bool:
    """Is `user` the coordinator of this BKM, or an administrator, on a day?"""
    own = Q(role=Role.BKM_COORDINATOR, bkm=bkm) | Q(role=Role.ADMINISTRATOR)
    return bool(user.postings.on(on).filter(own).exists())


def require_answering_for(user: User, bkm: Bkm, on: datetime.date) -> None:
    """403 unless `answers_for`."""
    _require(answers_for(user, bkm, on))


def require_administrator(user: User) -> None:
    """403 unless `user` is an administrator today."""
    _require(Role.ADMINISTRATOR in roles_of(user))
