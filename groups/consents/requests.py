"""A member asks that something held about them be put right; who may change it decides and says why."""

import datetime
import re

from django.db import transaction
from django.db.models import QuerySet

from groups.days import require_day
from groups.locking import lock_ksm
from groups.models import DataRequest, Ksm, Member, User
from groups.refusals import GroupError

State = DataRequest.State
IN_GROUPS = re.compile(r"(?:\d{4,}[\s.–—-]?){1,4}")  # as NIK and KK are typed, and no dates
DIGITS = 16


def require_no_number(text: str, field: str) -> None:
    """What is encrypted and masked everywhere else stands in no free text. Raises GroupError."""
    numbers = (re.sub(r"\D", "", found) for found in IN_GROUPS.findall(text))
    if any(len(number) >= DIGITS for number in numbers):
        raise GroupError("Jangan menulis NIK atau nomor KK di sini; nomor dicatat di data anggota.", field)


@transaction.atomic
def ask_to_put_right(
    *, member: Member, wish: str, asked_on: datetime.date, today: datetime.date, by: User
) -> DataRequest:
    """Write down what a member asks for. Raises GroupError: a day ahead or before joining, a NIK or KK."""
    require_no_number(wish, "wish")
    require_day(asked_on, today=today, field="asked_on")
    if asked_on < member.joined_on:
        raise GroupError("Tanggal ini sebelum anggota masuk.", "asked_on")
    return DataRequest.objects.create(member=member, wish=wish, asked_on=asked_on, recorded_by=by)


@transaction.atomic
def answer_request(
    *, request: DataRequest, state: str, answer: str, now: datetime.datetime, by: User
) -> DataRequest:
    """Say that it was put right, or why not. Raises GroupError: answered already; put right without a change
    of the member's facts since it was asked; refused without a reason; a NIK or KK in the answer.
    """
    require_no_number(answer, "answer")
    lock_ksm(request.member.ksm_id)
    request = DataRequest.objects.select_for_update().select_related("member").get(pk=request.pk)
    if request.state != State.WAITING:
        raise GroupError("Permintaan ini sudah dijawab.")
    if state == State.REFUSED and not answer:
        raise GroupError("Tulis alasannya, supaya dapat disampaikan kepada anggota.", "answer")
    changed = Member.history.filter(id=request.member_id, history_date__gte=request.recorded_at)
    if state == State.DONE and not changed.exists():
        raise GroupError("Data anggota ini belum berubah sejak diminta. Ubah dulu datanya.", "state")
    request.state, request.answer, request.answered_by = state, answer, by
    request.answered_at = now
    request.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    return request


def waiting_requests(ksms: QuerySet[Ksm]) -> QuerySet[DataRequest]:
    """Requests in these groups that nobody answered, the oldest first."""
    rows = DataRequest.objects.filter(state=State.WAITING, member__ksm__in=ksms)
    return rows.select_related("member__ksm", "recorded_by").order_by("recorded_at", "pk")
