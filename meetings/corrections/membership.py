"""A day of joining or leaving under closed sheets is corrected by two people (J22).

The facilitator asks with the marks of each closed sheet in which the member now counts, the coordinator of
the BKM answers. What no longer counts is taken off the sheets and kept in the record.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from groups.closed_months import refuse_closed_month
from groups.closed_sheets import last_closed_sheet
from groups.days import require_day
from groups.locking import lock_ksm
from groups.models import Ksm, Member, User
from ledger.models import JournalLine
from meetings.models import Attendance, Meeting, MembershipCorrection
from meetings.refusals import MeetingError

State = MembershipCorrection.State


@dataclass(frozen=True, slots=True)
class Sheets:
    """Closed sheets that another membership touches: those that want a mark, those that lose theirs."""

    wanting: Sequence[Meeting]
    losing: Sequence[Meeting]


def sheets_touched(member: Member, joined_on: datetime.date, left_on: datetime.date | None) -> Sheets:
    """What the days would do to the closed sheets of the group. Two queries."""
    closed = member.ksm.meetings.filter(state=Meeting.State.CLOSED).order_by("held_on", "pk")
    marked = set(Attendance.objects.filter(member=member).values_list("meeting_id", flat=True))
    wanting, losing = [], []
    for meeting in closed:
        active = joined_on <= meeting.day and (left_on is None or meeting.day < left_on)
        if active and meeting.pk not in marked:
            wanting.append(meeting)
        elif not active and meeting.pk in marked:
            losing.append(meeting)
    return Sheets(wanting, losing)


@transaction.atomic
def request_membership(
    *,
    member: Member,
    joined_on: datetime.date,
    left_on: datetime.date | None,
    marks: Mapping[int, str],
    reason: str,
    by: User,
    today: datetime.date,
) -> MembershipCorrection:
    """Ask for other days of a membership; `marks` holds a mark for each closed sheet that wants one.

    Nothing changes yet. Raises GroupError beside the field: impossible or closed days, a mark left out, money
    of the member in a sheet that would lose them.
    """
    ksm = lock_ksm(member.ksm_id)
    member = ksm.members.get(pk=member.pk)
    member.ksm = ksm
    if not reason.strip():
        raise MeetingError("Tulis alasannya.", "reason")
    if ksm.membership_corrections.filter(member=member, state=State.WAITING).exists():
        raise MeetingError("Koreksi keanggotaan ini masih menunggu jawaban koordinator BKM.")
    _check(ksm, member, joined_on, left_on, marks, today)
    return MembershipCorrection.objects.create(
        ksm=ksm,
        member=member,
        old_joined_on=member.joined_on,
        old_left_on=member.left_on,
        joined_on=joined_on,
        left_on=left_on,
        marks={str(pk): mark for pk, mark in marks.items()},
        reason=reason.strip()[:300],
        requested_by=by,
    )


def _check(ksm: Ksm, member: Member, joined_on, left_on, marks: Mapping[int, str], today) -> None:
    require_day(joined_on, today=today, ksm=ksm, field="joined_on")
    if left_on:
        require_day(left_on, today=today, field="left_on")
        if left_on <= joined_on:
            raise MeetingError("Tanggal keluar harus sesudah tanggal masuk.", "left_on")
    if (joined_on, left_on) == (member.joined_on, member.left_on):
        raise MeetingError("Belum ada yang diubah.")
    if (left_on is None) != (member.left_on is None):
        raise MeetingError("Keluar dan masuk lagi dicatat di halaman anggota, bukan di sini.", "left_on")
    if last_closed_sheet(ksm) is None:
        raise MeetingError("Belum ada lembar yang ditutup: ubah langsung di halaman anggota.")
    refuse_closed_month(ksm, *_moved(joined_on, member.joined_on), field="joined_on")
    refuse_closed_month(ksm, *_moved(left_on, member.left_on), field="left_on")
    touched = sheets_touched(member, joined_on, left_on)
    for meeting in touched.wanting:
        if marks.get(meeting.pk) not in Attendance.Status.values:
            raise MeetingError("Isi kehadiran di setiap lembar.", f"mark_{meeting.pk}")
    entries = [meeting.entry_id for meeting in touched.losing if meeting.entry_id]
    if JournalLine.objects.filter(entry__in=entries, member=member).exists():
        raise MeetingError("Ada uang atas nama anggota ini di lembar yang akan kehilangan namanya.")


def _moved(new: datetime.date | None, old: datetime.date | None) -> tuple[datetime.date | None, ...]:
    return () if new == old else (new, old)


def apply_membership(correction: MembershipCorrection, by: User, today: datetime.date) -> None:
    """Carry a request out; the group is locked. Raises GroupError where it no longer fits."""
    member = Member.objects.select_related("ksm").get(pk=correction.member_id)
    if (member.joined_on, member.left_on) != (correction.old_joined_on, correction.old_left_on):
        raise MeetingError(
            "Keanggotaan ini sudah berubah sejak koreksi diajukan. Tolak; minta diajukan lagi."
        )
    marks = {int(pk): mark for pk, mark in correction.marks.items()}
    _check(member.ksm, member, correction.joined_on, correction.left_on, marks, today)
    touched = sheets_touched(member, correction.joined_on, correction.left_on)
    gone = Attendance.objects.filter(member=member, meeting__in=touched.losing)
    correction.removed = {str(pk): mark for pk, mark in gone.values_list("meeting_id", "status")}
    gone.delete()
    Attendance.objects.bulk_create(
        Attendance(ksm=member.ksm, meeting=meeting, member=member, status=marks[meeting.pk])
        for meeting in touched.wanting
    )
    member.joined_on, member.left_on = correction.joined_on, correction.left_on
    member._history_user, member._change_reason = by, f"Koreksi: {correction.reason}"[:100]
    member.save(update_fields=["joined_on", "left_on"])


@transaction.atomic
def answer_membership(
    *,
    correction: MembershipCorrection,
    approve: bool,
    by: User,
    now: datetime.datetime,
    today: datetime.date,
    note: str = "",
) -> MembershipCorrection:
    """The second person's answer; approving applies it at once. The asker never answers (J12)."""
    lock_ksm(correction.ksm_id)
    correction = MembershipCorrection.objects.get(pk=correction.pk)
    if correction.state != State.WAITING:
        raise MeetingError("Koreksi ini sudah dijawab.")
    if correction.requested_by_id == by.pk:
        raise MeetingError("Yang mengajukan tidak boleh menjawab sendiri.")
    if approve:
        apply_membership(correction, by, today)
    correction.state = State.APPLIED if approve else State.REFUSED
    correction.decided_by, correction.decided_at, correction.answer_note = by, now, note.strip()[:300]
    correction.save()
    return correction
