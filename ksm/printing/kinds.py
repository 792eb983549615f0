"""The papers that may be printed for many groups at once: each as its own page prints it.

What a paper is about (a day, a month, a meeting) stands in the arguments of its piece, as JSON takes it.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from groups.access import Access, Right, ksm_or_404
from groups.jobs.places import GROUP
from groups.models import Ksm, User
from ksm.dates import local_day
from ksm.group.monthly import monthly_report
from ksm.group.poster import poster_context
from ksm.group.profile_print import profile_context
from ksm.pdf import render_pdf
from ksm.refusals import RefusalError
from ledger.books.cash_book import cash_book, cash_totals
from ledger.books.loan_book import loan_book
from ledger.books.papers import cash_book_context, loan_book_context
from ledger.journal.months import Month
from ledger.paper import MOST_ROWS, TOO_LONG, book_furniture
from meetings.calendar import slots_by_ksm
from meetings.models import Meeting
from meetings.paper_sheet import paper_sheet_context
from meetings.printing import blank_attendance_context, counted_in, minutes_context
from meetings.schedule import SlotState, until
from savings.group_book import TITLE as SAVINGS_TITLE
from savings.group_book_paper import group_book_context

Arguments = Mapping[str, Any]
BOOK = "ledger/books/print_book.html"
NO_MEETING = "Tidak ada pertemuan minggu ini."


class PrintingError(RefusalError):
    """A paper that cannot be printed for a group, and why."""


@dataclass(frozen=True)
class Batch:
    """What was chosen for all groups: this week is that of `today`; the month and the quarter's first day."""

    today: datetime.date
    month: Month
    quarter: datetime.date

    @property
    def quarter_days(self) -> tuple[datetime.date, datetime.date]:
        """The first and the last day of the quarter."""
        last = Month.of(self.quarter).next.next
        return self.quarter, last.last


@dataclass(frozen=True)
class Sort:
    """A sort of paper. `asked` tells for each group what to print: (title, arguments), none or several;
    `draw` prints one of them. `right` is what its page on the screen asks for, None where readers may.
    """

    code: str
    label: str
    asked: Callable[[Sequence[Ksm], Batch], dict[int, list[tuple[str, dict]]]]
    draw: Callable[[Ksm, datetime.date, Arguments], bytes]
    right: Right | None = None


def _day(arguments: Arguments, name: str = "day") -> datetime.date:
    return datetime.date.fromisoformat(arguments[name])


def _month(arguments: Arguments) -> tuple[datetime.date, datetime.date]:
    """The month's first day, and its last one, which may be to come."""
    month = Month(_day(arguments, "month"))
    return month.first, month.last


def _once(title: str):
    """One paper of each group, that needs to know nothing."""
    return lambda ksms, batch: {ksm.pk: [(title, {})] for ksm in ksms}


def _of_month(title: str):
    month = {"month": ""}
    return lambda ksms, batch: {
        ksm.pk: [(title, {**month, "month": batch.month.first.isoformat()})] for ksm in ksms
    }


def meeting_days(ksms: Sequence[Ksm], today: datetime.date) -> dict[int, datetime.date]:
    """The day in the week of `today` (Monday to Sunday) for which each group plans to meet. Two queries."""
    monday = today - datetime.timedelta(days=today.weekday())
    sunday = monday + datetime.timedelta(days=6)
    found = {}
    for pk, all_slots in slots_by_ksm(ksms, today).items():
        weeks = {ksm.pk: (ksm.week_on(sunday) or 0) for ksm in ksms if ksm.pk == pk}
        days = (
            slot.scheduled_on
            for slot in until(all_slots, weeks[pk])
            if monday <= slot.scheduled_on <= sunday and slot.state != SlotState.HOLIDAY
        )
        if day := next(days, None):
            found[pk] = day
    return found


def _of_this_week(title: str):
    def asked(ksms: Sequence[Ksm], batch: Batch) -> dict[int, list[tuple[str, dict]]]:
        days = meeting_days(ksms, batch.today)
        return {
            ksm.pk: [(title, {"day": days[ksm.pk].isoformat()} if ksm.pk in days else {})] for ksm in ksms
        }

    return asked


def _minutes_of_quarter(ksms: Sequence[Ksm], batch: Batch) -> dict[int, list[tuple[str, dict]]]:
    held = Meeting.objects.filter(
        ksm__in=[ksm.pk for ksm in ksms], state=Meeting.State.CLOSED, held_on__range=batch.quarter_days
    )
    found: dict[int, list[tuple[str, dict]]] = {}
    for pk, ksm_id, day in held.order_by("ksm", "held_on", "pk").values_list("pk", "ksm_id", "held_on"):
        found.setdefault(ksm_id, []).append((f"Notulen {day:%d-%m-%Y}", {"meeting": pk}))
    return found


def _planned(arguments: Arguments) -> datetime.date:
    if "day" not in arguments:
        raise PrintingError(NO_MEETING)
    return _day(arguments)


def _profile(ksm: Ksm, today: datetime.date, arguments: Arguments) -> bytes:
    return render_pdf("ksm/group/print_profile.html", profile_context(ksm, today))


def _attendance(ksm: Ksm, today: datetime.date, arguments: Arguments) -> bytes:
    context = blank_attendance_context(ksm, _planned(arguments))
    return render_pdf("meetings/print_attendance.html", context)


def _sheet(ksm: Ksm, today: datetime.date, arguments: Arguments) -> bytes:
    return render_pdf("meetings/print_sheet.html", paper_sheet_context(ksm, _planned(arguments)))


def _poster(ksm: Ksm, today: datetime.date, arguments: Arguments) -> bytes:
    return render_pdf("ksm/group/print_poster.html", poster_context(ksm, today))


def _meeting(ksm: Ksm, arguments: Arguments) -> Meeting:
    held = ksm.meetings.filter(pk=arguments["meeting"], held_on__isnull=False).select_related("entry")
    if found := held.first():
        return found
    raise Http404


def _minutes(ksm: Ksm, today: datetime.date, arguments: Arguments) -> bytes:
    return render_pdf("meetings/print_minutes.html", minutes_context(_meeting(ksm, arguments), ksm))


def _cash_book(ksm: Ksm, today: datetime.date, arguments: Arguments) -> bytes:
    first, last = _month(arguments)
    totals = cash_totals(ksm, first, last)
    _short_enough(totals.count)
    counted = counted_in(ksm, first, last)
    book = cash_book(ksm, totals)
    return render_pdf(BOOK, cash_book_context(ksm, book, today, counted=counted, is_detailed=False))


def _savings_book(ksm: Ksm, today: datetime.date, arguments: Arguments) -> bytes:
    return render_pdf(BOOK, group_book_context(ksm, *_month(arguments), today, title=SAVINGS_TITLE))


def _loan_book(ksm: Ksm, today: datetime.date, arguments: Arguments) -> bytes:
    period = _month(arguments)
    rows = loan_book(ksm, *period)
    _short_enough(len(rows))
    return render_pdf(BOOK, loan_book_context(ksm, rows, period, today))


def _short_enough(rows: int) -> None:
    if rows > MOST_ROWS:
        raise PrintingError(TOO_LONG)


def _monthly(ksm: Ksm, today: datetime.date, arguments: Arguments) -> bytes:
    month = Month(_day(arguments, "month"))
    context = {"ksm": ksm, "report": monthly_report(ksm, month, today)}
    return render_pdf("ksm/group/print_monthly.html", context | book_furniture(ksm, today))


SORTS = (
    Sort("profil", "Profil", _once("Profil"), _profile),
    Sort("hadir", "Daftar hadir minggu ini", _of_this_week("Daftar hadir"), _attendance),
    Sort("lembar", "Lembar isian minggu ini", _of_this_week("Lembar isian"), _sheet),
    Sort("poster", "Poster A3", _once("Poster"), _poster),
    Sort("kas", "Buku kas sebulan", _of_month("Buku kas"), _cash_book),
    Sort("tabungan", "Buku tabungan sebulan", _of_month("Buku tabungan"), _savings_book),
    Sort("pinjaman", "Buku pinjaman sebulan", _of_month("Buku pinjaman"), _loan_book),
    Sort("bulanan", "Laporan bulanan", _of_month("Laporan bulanan"), _monthly),
    Sort("notulen", "Notulen satu triwulan", _minutes_of_quarter, _minutes),
)
BY_CODE = {sort.code: sort for sort in SORTS}


def draw(owner: User, arguments: Arguments, now: datetime.datetime) -> bytes:
    """One paper of a batch for who asked, by the rights of this moment: as on the screen. Raises Http404,
    PermissionDenied, PrintingError.
    """
    sort = BY_CODE[arguments["sort"]]
    access: Access = ksm_or_404(owner, arguments[GROUP], sort.right)
    return sort.draw(access.ksm, local_day(now, access.ksm.timezone), arguments)
