"""Members join, are corrected and leave. Nobody whom money or meetings name is ever deleted (J14)."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from groups.closed_sheets import refuse_closed_days
from groups.consents.consenting import Word, left_out, record_consents, require_agreed
from groups.consents.standing import FIELDS
from groups.days import require_day
from groups.locking import lock_ksm
from groups.members.nik import doubts
from groups.models import Ksm, Member, User
from groups.refusals import GroupError
from ksm.keys import Unreadable, keyed_hash, keyed_hashes

MAX_NUMBER = 999
# Of a member's facts what books, papers and figures of the group rest on.
COUNTED = {"number", "joined_on", "statement_on"}
STAYS = "KSM sudah ditutup, jadi ini tetap."
BY_CORRECTION = "Bila harinya memang lain, ajukan koreksi keanggotaan."
JOINED_BEFORE = "Bila sudah masuk sebelumnya, catat dulu dengan hari itu, lalu ajukan koreksi keanggotaan."


def next_number(ksm: Ksm) -> int:
    """The number after the highest one ever given in the group; numbers are not used again."""
    now = ksm.members.aggregate(highest=Max("number"))["highest"] or 0
    ever = Member.history.filter(ksm_id=ksm.pk).aggregate(highest=Max("number"))["highest"] or 0
    return max(now, ever) + 1


def _refuse_taken_number(ksm: Ksm, number: int, member: Member | None = None) -> None:
    same = ksm.members.filter(number=number)
    if member:
        same = same.exclude(pk=member.pk)
    if holder := same.first():
        raise GroupError(f"Nomor {number} sudah dipakai {holder.name}.", "number")


def _refuse_nik_of_active(ksm: Ksm, hashes: list[str], member: Member | None = None) -> None:
    if not hashes:
        return
    same = ksm.members.filter(nik_hash__in=hashes, left_on__isnull=True)
    if member:
        same = same.exclude(pk=member.pk)
    if holder := same.first():
        raise GroupError(f"NIK ini sudah dipakai anggota nomor {holder.number}, {holder.name}.", "nik")


def _hashes_of(member: Member) -> list[str]:
    """By what a NIK is found, the member's own also where no key opens it."""
    return [member.nik_hash, *keyed_hashes(member.nik)] if member.nik_hash else []


def _refuse_impossible_dates(member: Member, today: datetime.date) -> None:
    require_day(member.joined_on, today=today, field="joined_on", what="Tanggal masuk tidak boleh")
    if member.left_on and member.joined_on > member.left_on:
        raise GroupError("Tanggal masuk tidak boleh sesudah tanggal keluar.", "joined_on")
    if member.birth_date and member.birth_date >= member.joined_on:
        raise GroupError("Tanggal lahir harus sebelum tanggal masuk.", "birth_date")


def _set_secrets(member: Member, nik: str | None, family_card: str | None) -> list[str]:
    """Set the encrypted numbers that were given (None = leave as is); returns the fields to save."""
    fields = []
    if nik is not None:
        member.nik, member.nik_hash = nik, keyed_hash(nik)
        fields += ["nik", "nik_hash"]
    if family_card is not None:
        member.family_card, member.family_card_hash = family_card, keyed_hash(family_card)
        fields += ["family_card", "family_card_hash"]
    return fields


@transaction.atomic
def enrol_member(
    *,
    ksm: Ksm,
    name: str,
    sex: str,
    joined_on: datetime.date,
    today: datetime.date,
    by: User | None,
    number: int | None = None,
    nik: str = "",
    family_card: str = "",
    consent: Word | None = None,
    **facts: Any,
) -> Member:
    """A new membership, numbered after the last one unless `number` says otherwise.

    `consent` is what the new member said about their data; None where nobody asked yet.

    `nik` and `family_card` are clean (groups.members.nik). Raises GroupError: number taken, NIK of an active
    member, impossible dates, a month that is closed.
    """
    ksm = lock_ksm(ksm.pk)
    number = number or next_number(ksm)
    _refuse_taken_number(ksm, number)
    _refuse_nik_of_active(ksm, keyed_hashes(nik))
    refuse_closed_days(ksm, joined_on, field="joined_on", instead=JOINED_BEFORE)
    if consent:  # what they decline is not even stored for a moment: the history would keep it
        declined = {field for scope in left_out(consent.scope) for field in FIELDS[scope]}
        facts = {field: value for field, value in facts.items() if field not in declined}
        family_card = "" if "family_card" in declined else family_card
    member = Member(ksm=ksm, number=number, name=name, sex=sex, joined_on=joined_on, **facts)
    _refuse_impossible_dates(member, today)
    _set_secrets(member, nik, family_card)
    member._history_user = by
    member.save()
    if consent:
        record_consents(ksm=ksm, members=[member], word=consent, today=today, by=by)
        member.refresh_from_db()
    return member


@transaction.atomic
def update_member(
    *,
    member: Member,
    today: datetime.date,
    by: User,
    nik: str | None = None,
    family_card: str | None = None,
    **facts: Any,
) -> Member:
    """Correct a member's facts; None leaves NIK or KK as it is, "" empties it. Raises GroupError.

    Nobody enters or leaves a closed month by another day of joining: its report counted its members. In a
    closed group COUNTED stays.
    """
    ksm = lock_ksm(member.ksm_id)
    member = ksm.members.get(pk=member.pk)
    if ksm.phase == Ksm.Phase.CLOSED:
        for field in COUNTED & facts.keys():
            if facts[field] != getattr(member, field):
                raise GroupError(STAYS, field)
    _refuse_taken_number(ksm, facts.get("number", member.number), member)
    if nik and member.left_on is None:
        _refuse_nik_of_active(ksm, keyed_hashes(nik or ""), member)
    joined_on = facts.get("joined_on", member.joined_on)
    if joined_on != member.joined_on:
        refuse_closed_days(ksm, joined_on, member.joined_on, field="joined_on", instead=BY_CORRECTION)
    require_agreed(member, facts | ({"family_card": family_card} if family_card else {}))
    for field, value in facts.items():
        setattr(member, field, value)
    _refuse_impossible_dates(member, today)
    secrets = _set_secrets(member, nik, family_card)
    member._history_user = by
    member.save(update_fields=[*facts, *secrets])
    return member


@transaction.atomic
def record_leaving(
    *, member: Member, left_on: datetime.date, reason: str, today: datetime.date, by: User
) -> Member:
    """End a membership from its first day without it, `left_on`, and any office too. Raises GroupError."""
    ksm = lock_ksm(member.ksm_id)
    member = ksm.members.get(pk=member.pk)
    if member.left_on is not None:
        raise GroupError("Anggota ini sudah keluar.")
    require_day(left_on, today=today, field="left_on", what="Tanggal keluar tidak boleh")
    if left_on < member.joined_on:
        raise GroupError("Tanggal keluar tidak boleh sebelum tanggal masuk.", "left_on")
    refuse_closed_days(ksm, left_on, field="left_on", instead=BY_CORRECTION)
    for term in member.offices.filter(end__isnull=True):
        term.end = max(left_on, term.start)
        term._history_user = by
        term.save(update_fields=["end"])
    member.left_on, member.leave_reason = left_on, reason
    member._history_user = by
    member.save(update_fields=["left_on", "leave_reason"])
    return member


@transaction.atomic
def take_back_leaving(*, member: Member, by: User) -> Member:
    """A membership that was ended by mistake goes on as if it had not; offices too where nobody followed.

    Raises GroupError: not gone, the same NIK is active again under another number, or left in a month that
    is closed and counted its members without this one.
    """
    ksm = lock_ksm(member.ksm_id)
    member = ksm.members.get(pk=member.pk)
    if member.left_on is None:
        raise GroupError("Anggota ini tidak keluar.")
    _refuse_nik_of_active(ksm, _hashes_of(member), member)
    refuse_closed_days(ksm, member.left_on, instead=BY_CORRECTION)
    held = set(ksm.officers.filter(end__isnull=True).values_list("role", flat=True))
    for term in member.offices.filter(end__gte=member.left_on).exclude(role__in=held):
        term.end = None
        term._history_user = by
        term.save(update_fields=["end"])
    member.left_on, member.leave_reason = None, ""
    member._history_user = by
    member.save(update_fields=["left_on", "leave_reason"])
    return member


def member_warnings(member: Member, user: User, on: datetime.date) -> list[str]:
    """What about a member deserves a second look and forbids nothing (J14), as sentences."""
    if not member.nik:
        return ["NIK belum diisi. Boleh menyusul bila suratnya sudah ada."]
    if isinstance(member.nik, Unreadable):
        return ["NIK yang tersimpan tidak terbaca. Kabari administrator: kunci data yang lama diperlukan."]
    found = list(
        doubts(
            member.nik,
            birth_date=member.birth_date,
            sex=member.sex,
            region_code=member.ksm.bkm.kelurahan_id,
        )
    )
    elsewhere = Member.objects.active_on(on).filter(nik_hash=member.nik_hash).exclude(ksm=member.ksm)
    elsewhere = elsewhere.filter(ksm__in=Ksm.objects.counted())
    if elsewhere.exists():
        seen = Ksm.objects.visible_to(user, on).filter(members__in=elsewhere).values_list("name", flat=True)
        place = ", ".join(sorted(set(seen))) or "KSM lain"
        found.append(f"NIK ini juga tercatat sebagai anggota {place}.")
    return found
