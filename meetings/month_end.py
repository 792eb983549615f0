"""Closing a month of the book: only when it is over, every meeting in it is closed, and the cash agrees."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q

from groups.locking import lock_ksm
from groups.models import Ksm, User
from ksm.dates import date_in_words
from ksm.money import format_rupiah
from ledger.journal.balances import cash_differences
from ledger.journal.months import Month, cash_at, next_months, reopen_last_month, store_closings
from ledger.models import MonthAct
from meetings.calendar import rhythm_of
from meetings.models import Meeting
from meetings.refusals import MeetingError
from meetings.schedule import RecordedMeeting, SlotState, slots, until

# Rows of the weeks around a month: a meeting of its last week may be stored under the next one.
MARGIN = datetime.timedelta(days=7)
STILL_OPEN = (SlotState.UNRECORDED, SlotState.OPEN, SlotState.TO_COME)


class MonthError(MeetingError):
    """Why a month stays open: every reason is a sentence of its own."""

    def __init__(self, reasons: Sequence[str]):
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)

    @property
    def sentences(self) -> list[str]:
        return self.reasons


def blockers(ksms: Iterable[Ksm], month: Month, today: datetime.date) -> dict[int, list[str]]:
    """What keeps each group's month from being closed, as sentences; [] where nothing does.

    A fixed number of queries for one group or a thousand.
    """
    ksms = list(ksms)
    found: dict[int, list[str]] = {ksm.pk: [] for ksm in ksms}
    if today <= month.last:
        for reasons in found.values():
            reasons.append(f"Bulan {month} belum berakhir.")
        return found
    _add_order(found, month)
    _add_meetings(found, ksms, month, today)
    _add_cash(found, month)
    return found


def _add_order(found: dict[int, list[str]], month: Month) -> None:
    expected = next_months(found)
    for pk, reasons in found.items():
        if pk not in expected:
            reasons.append("Belum ada catatan keuangan.")
        elif month < expected[pk]:
            reasons.append(f"Bulan {month} sudah ditutup atau sebelum buku dimulai.")
        elif month > expected[pk]:
            reasons.append(f"Tutup dulu bulan {expected[pk]}.")


def _add_meetings(
    found: dict[int, list[str]], ksms: Sequence[Ksm], month: Month, today: datetime.date
) -> None:
    """Routine meetings of the month that are not settled, and sheets of any kind that are open again.

    Drafts count nowhere (J8): a planned week without a closed sheet stands in the way with or without one.
    """
    near = Q(scheduled_on__gte=month.first - MARGIN, scheduled_on__lte=month.last + MARGIN)
    rows, reopened = defaultdict(list), defaultdict(list)
    meetings = Meeting.objects.filter(near, ksm__in=found).order_by()
    for ksm_id, kind, pk, planned, held, state in meetings.values_list(
        "ksm_id", "kind", "id", "scheduled_on", "held_on", "state"
    ):
        told = RecordedMeeting(pk, planned, held, state)
        if kind == Meeting.Kind.ROUTINE:
            rows[ksm_id].append(told)
        elif told.state == Meeting.State.REOPENED:
            reopened[ksm_id].append(told.scheduled_on)
    for ksm in ksms:
        inside = {day for day in reopened[ksm.pk] if month.first <= day <= month.last}
        days = sorted(inside | _open_days(ksm, rows[ksm.pk], month, today))
        found[ksm.pk] += [f"Pertemuan {date_in_words(day)} belum ditutup." for day in days]


def _open_days(ksm: Ksm, rows, month: Month, today: datetime.date) -> set[datetime.date]:
    rhythm = rhythm_of(ksm)
    if rhythm is None or rhythm.start > month.last:
        return set()
    told = until(slots(rhythm, rows, today), ksm.week_on(month.last) or 0)
    return {
        slot.scheduled_on
        for slot in told
        if slot.state in STILL_OPEN and month.first <= slot.scheduled_on <= month.last
    }


def _add_cash(found: dict[int, list[str]], month: Month) -> None:
    """The box counted at the last meeting until the month's end must hold what the book said that day.

    A difference found later and posted by a later sheet (J10) no longer stands in the way.
    """
    counted = _last_counts(Q(held_on__lte=month.last), found)
    newest = _last_counts(Q(), found)
    wrong = cash_differences(counted)
    still = cash_differences({pk: newest[pk] for pk in wrong})
    for pk in wrong.keys() & still.keys():
        day, cash = counted[pk]
        book = cash - wrong[pk]
        found[pk].append(
            f"Kas pada pertemuan {date_in_words(day)} dihitung {format_rupiah(cash)}, menurut buku "
            f"{format_rupiah(book)}. Jelaskan selisihnya dengan menutup lembar pertemuan berikutnya."
        )


def _last_counts(condition: Q, ksm_ids: Iterable[int]) -> dict[int, tuple[datetime.date, int]]:
    """Day and counted cash of each group's last closed meeting; one query."""
    closed = Meeting.objects.filter(
        condition, ksm__in=list(ksm_ids), state=Meeting.State.CLOSED, counted_cash__isnull=False
    )
    rows = closed.order_by("held_on", "pk").values_list("ksm_id", "held_on", "counted_cash")
    return {ksm_id: (day, cash) for ksm_id, day, cash in rows if day and cash is not None}


def free_words(ksm: Ksm, month: Month) -> str:
    """What can be said of a month that nothing keeps open: about meetings and a counted box that it had."""
    inside = Meeting.objects.filter(ksm=ksm, held_on__range=(month.first, month.last))
    closed = inside.filter(state=Meeting.State.CLOSED)
    if not closed.exists():
        return "Tidak ada pertemuan yang dilaksanakan dalam bulan ini, jadi kasnya tidak dihitung."
    if not closed.filter(counted_cash__isnull=False).exists():
        return "Semua pertemuan bulan ini sudah ditutup; kasnya tidak dihitung."
    return "Semua pertemuan bulan ini sudah ditutup dan kasnya cocok."


@transaction.atomic
def close_month(*, ksm: Ksm, month: Month, by: User, today: datetime.date) -> None:
    """Close a month of one group's book. Raises MonthError with everything that stands in the way."""
    ksm = lock_ksm(ksm.pk)
    [reasons] = blockers([ksm], month, today).values()
    if reasons:
        raise MonthError(reasons)
    store_closings(cash={ksm.pk: cash_at([ksm.pk], month.last).get(ksm.pk, 0)}, month=month, by=by)


@transaction.atomic
def close_months(
    *, ksms: Iterable[Ksm], month: Month, by: User | None, today: datetime.date
) -> dict[int, list[str]]:
    """Close a month for every group where nothing stands in the way; what stands in the others' way.

    Set-based: a fixed number of statements for all groups together, whose rows are locked in order.
    """
    chosen = Ksm.objects.filter(pk__in=[ksm.pk for ksm in ksms])
    found = blockers(chosen.order_by("pk").select_for_update(), month, today)
    free = [pk for pk, reasons in found.items() if not reasons]
    cash = cash_at(free, month.last)
    if free:
        store_closings(cash={pk: cash.get(pk, 0) for pk in free}, month=month, by=by)
    return {pk: reasons for pk, reasons in found.items() if reasons}


@transaction.atomic
def reopen_month(*, ksm: Ksm, month: Month, reason: str, by: User) -> MonthAct:
    """Open the last closed month again, with a reason that stays readable. Raises LedgerError."""
    return reopen_last_month(ksm=lock_ksm(ksm.pk), month=month, reason=reason, by=by)
