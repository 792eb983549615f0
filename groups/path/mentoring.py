"""A group's own path as decided by people: registered, mentoring started, closed."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Min

from groups.closed_months import refuse_closed_month
from groups.closed_sheets import last_closed_sheet
from groups.days import require_day
from groups.locking import lock_ksm
from groups.models import Bkm, Ksm, ProgramRule, User
from groups.models.places import zone_of
from groups.path.profile import profile_of
from groups.path.rhythm import agree_rhythm
from groups.refusals import GroupError
from ksm.dates import date_in_words
from ksm.text import sought


def _refuse_taken_code(bkm: Bkm, code: str, ksm: Ksm | None = None) -> None:
    same = bkm.ksms.filter(code__plain__iexact=sought(code))
    if ksm:
        same = same.exclude(pk=ksm.pk)
    if same.exists():
        raise GroupError("Kode KSM ini sudah dipakai di BKM yang sama.", "code")


@transaction.atomic
def register_ksm(*, bkm: Bkm, code: str, name: str, by: User | None, **facts: Any) -> Ksm:
    """A new group in the forming phase, in the time zone of its province. `facts` are fields of Ksm.

    Raises GroupError when the code is taken within the BKM (J16).
    """
    bkm = Bkm.objects.select_for_update().get(pk=bkm.pk)
    _refuse_taken_code(bkm, code)
    ksm = Ksm(bkm=bkm, code=code, name=name, timezone=zone_of(bkm.kelurahan_id), **facts)
    ksm._history_user = by
    ksm.save()
    return ksm


@transaction.atomic
def update_ksm(
    *,
    ksm: Ksm,
    by: User,
    today: datetime.date | None = None,
    rhythm_since: datetime.date | None = None,
    **facts: Any,
) -> Ksm:
    """Change the profile of a group; a new rhythm of meetings counts from `rhythm_since` on (J21).

    Raises GroupError (code taken, founded too late, a rhythm for weeks that are told of).
    """
    ksm = lock_ksm(ksm.pk)
    facts |= agree_rhythm(ksm, facts, rhythm_since, today)
    _refuse_taken_code(ksm.bkm, facts.get("code", ksm.code), ksm)
    founded = facts.get("founded_on", ksm.founded_on)
    if founded and ksm.mentoring_started_on and founded > ksm.mentoring_started_on:
        raise GroupError("Tanggal berdiri tidak boleh sesudah mulai pendampingan.", "founded_on")
    first = Ksm.objects.filter(pk=ksm.pk).aggregate(day=Min("entries__date"))["day"]
    if founded and first and founded > first:
        sentence = f"Tanggal berdiri tidak boleh sesudah catatan pertama dalam buku, {date_in_words(first)}."
        raise GroupError(sentence, "founded_on")
    for field, value in facts.items():
        setattr(ksm, field, value)
    ksm._history_user = by
    ksm.save(update_fields=list(facts))
    return ksm


def _refuse_impossible_start(ksm: Ksm, start: datetime.date, today: datetime.date) -> None:
    require_day(start, today=today, field="start", what="Tanggal mulai tidak boleh")
    if ksm.founded_on and start < ksm.founded_on:
        raise GroupError("Tanggal mulai tidak boleh sebelum tanggal berdiri.", "start")


@transaction.atomic
def start_mentoring(*, ksm: Ksm, start: datetime.date, today: datetime.date, by: User | None) -> Ksm:
    """Week 1 begins on `start`: the group becomes a candidate (A1). Raises GroupError."""
    ksm = lock_ksm(ksm.pk)
    if ksm.phase != Ksm.Phase.FORMING:
        raise GroupError("Pendampingan KSM ini sudah dimulai.")
    _refuse_impossible_start(ksm, start, today)
    ksm.mentoring_started_on = start
    ksm.phase = Ksm.Phase.CANDIDATE
    ksm._history_user = by
    ksm.save(update_fields=["mentoring_started_on", "phase"])
    return ksm


@transaction.atomic
def move_start(*, ksm: Ksm, start: datetime.date, reason: str, today: datetime.date, by: User) -> Ksm:
    """Correct the day on which week 1 began; the old day stays in the history.

    Raises GroupError; also where weeks of a closed month would get other numbers.
    """
    ksm = lock_ksm(ksm.pk)
    if ksm.phase != Ksm.Phase.CANDIDATE:
        raise GroupError("Tanggal mulai hanya dapat diperbaiki selama KSM masih calon percontohan.")
    _refuse_impossible_start(ksm, start, today)
    refuse_closed_month(ksm, start, ksm.mentoring_started_on, field="start")
    if last := last_closed_sheet(ksm):
        day = date_in_words(last)
        raise GroupError(f"Lembar {day} sudah ditutup; nomor minggunya tidak berubah lagi.", "start")
    ksm.mentoring_started_on = start
    ksm._history_user = by
    ksm._change_reason = reason
    ksm.save(update_fields=["mentoring_started_on"])
    return ksm


def rhythm_warnings(ksm: Ksm) -> list[str]:
    """Candidates meet weekly: the programme counts weeks (domain.md section 0, fact 1)."""
    if (
        ksm.phase in {Ksm.Phase.FORMING, Ksm.Phase.CANDIDATE}
        and ksm.meeting_frequency != Ksm.Frequency.WEEKLY
    ):
        return ["Calon percontohan bertemu tiap minggu; frekuensi KSM ini lain."]
    return []


def start_warnings(ksm: Ksm, on: datetime.date) -> list[str]:
    """What a facilitator should know before week 1 begins; none of it forbids the start."""
    rule = ProgramRule.objects.in_force_on(on)
    profile = profile_of(ksm, on)
    members = ksm.members.active_on(on).count()
    found = []
    if profile.missing:
        found.append(f"Profil belum lengkap, kurang: {', '.join(profile.missing)}.")
    found += rhythm_warnings(ksm)
    if members < rule.min_members:
        found.append(f"Anggota baru {members} orang; ketentuan program paling sedikit {rule.min_members}.")
    if members > rule.max_members_warning:
        found.append(f"Anggota {members} orang; di atas {rule.max_members_warning} sulit didampingi.")
    return found


@transaction.atomic
def close_ksm(*, ksm: Ksm, closed_on: datetime.date, reason: str, today: datetime.date, by: User) -> Ksm:
    """End the group's mentoring for good; everything recorded stays readable. Raises GroupError."""
    ksm = lock_ksm(ksm.pk)
    if ksm.phase == Ksm.Phase.CLOSED:
        raise GroupError("KSM ini sudah ditutup.")
    require_day(closed_on, today=today, field="closed_on", what="Tanggal penutupan tidak boleh")
    begun = ksm.mentoring_started_on or ksm.founded_on
    if begun and closed_on < begun:
        raise GroupError("Tanggal penutupan tidak boleh sebelum KSM dimulai.", "closed_on")
    ksm.phase, ksm.closed_on, ksm.closed_reason = Ksm.Phase.CLOSED, closed_on, reason
    ksm._history_user = by
    ksm.save(update_fields=["phase", "closed_on", "closed_reason"])
    return ksm


@transaction.atomic
def take_back_closing(*, ksm: Ksm, by: User) -> Ksm:
    """A group closed by mistake goes on in the phase it was in. Raises GroupError where it is open."""
    ksm = lock_ksm(ksm.pk)
    if ksm.phase != Ksm.Phase.CLOSED:
        raise GroupError("KSM ini tidak ditutup.")
    before = ksm.history.exclude(phase=Ksm.Phase.CLOSED).order_by("-history_date", "-history_id").first()
    started = Ksm.Phase.CANDIDATE if ksm.mentoring_started_on else Ksm.Phase.FORMING
    ksm.phase, ksm.closed_on, ksm.closed_reason = before.phase if before else started, None, ""
    ksm._history_user = by
    ksm.save(update_fields=["phase", "closed_on", "closed_reason"])
    return ksm
