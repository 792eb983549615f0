"""A former member becomes a number: personal details go, amounts and dates stay."""

import datetime
from typing import Any

from django.db import transaction

from groups.locking import lock_ksm
from groups.models import Beneficiary, Concern, Member, Welfare
from ksm.retention.texts import called_by_number, replace_heir, replace_name
from ledger.models import Loan
from savings.models import MemberExit

REASON = "Masa simpan data pribadi lewat"
GONE = "(dihapus)"
EMPTIED: dict[str, Any] = {
    "nik": "",
    "nik_hash": "",
    "family_card": "",
    "family_card_hash": "",
    "birth_place": "",
    "birth_date": None,
    "address": "",
    "rt": "",
    "rw": "",
    "phone": "",
    "occupation": "",
    "heir": "",
    "ps2": "",
    "ps2_priority": None,
    "leave_reason": "",
}


@transaction.atomic
def anonymise(*, member: Member, today: datetime.date) -> Member:
    """Take everything off a member's rows that tells who it was, in their history and in texts of the group.

    Sex and the days of joining and leaving stay, for figures of the past are counted by them; so do amounts.
    Official papers stay as they were printed, encrypted, for their seals prove them.
    """
    ksm = lock_ksm(member.ksm_id)
    member = ksm.members.get(pk=member.pk)
    name, heirs = member.name, _heirs_of(member)
    for field, value in EMPTIED.items():
        setattr(member, field, value)
    member.name, member.anonymised_on = called_by_number(member), today
    member._history_user, member._change_reason = None, REASON
    member.save()
    _empty_history(member)
    _empty_beside(member)
    replace_name(member, name)
    for words in heirs:
        replace_heir(member, words)
    return member


def _heirs_of(member: Member) -> list[str]:
    """Everybody who was ever named as heir of a member."""
    named = {member.heir, *Member.history.filter(id=member.pk).values_list("heir", flat=True)}
    named |= set(Loan.objects.filter(member=member).values_list("heir", flat=True))
    named |= set(MemberExit.objects.filter(member=member).values_list("heir", flat=True))
    return sorted(named - {""}, key=len, reverse=True)


def _empty_history(member: Member) -> None:
    tracked = {field.name for field in Member.history.model.tracked_fields}
    facts = {name: value for name, value in EMPTIED.items() if name in tracked}
    Member.history.filter(id=member.pk).update(name=member.name, **facts)


def _empty_beside(member: Member) -> None:
    """What other rows tell of the member alone."""
    Welfare.everything.filter(member=member).update(note="")
    member.data_requests.exclude(wish=GONE).update(wish=GONE, answer="")
    member.consents.update(witnesses=GONE)
    Loan.objects.filter(member=member).exclude(heir="").update(heir=GONE)
    MemberExit.objects.filter(member=member).exclude(heir="").update(heir=GONE)
    told = Beneficiary.everything.filter(member=member)
    told.update(name=member.name, address="", need="")
    Beneficiary.history.filter(id__in=told.values("pk")).update(name=member.name, address="", need="")
    raised = Concern.everything.filter(member=member)
    raised.update(text=GONE, solution="")
    Concern.history.filter(id__in=raised.values("pk")).update(text=GONE, solution="")
