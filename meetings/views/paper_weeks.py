"""Many past weeks of a group, typed from paper in one table."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from groups.access import Access, ksm_or_404
from groups.exporting import xlsx_response
from groups.pages import attempt, posted
from ledger.models import Loan
from meetings.importing.form import WorkbookForm
from meetings.pages import meeting_crumbs
from meetings.paper_weeks.comparing import compare_weeks
from meetings.paper_weeks.files import file_of, read_weeks
from meetings.paper_weeks.form import CHOICES, MOST_WEEKS, USUAL_WEEKS, PaperWeeks, open_weeks, sent_days
from meetings.paper_weeks.recording import Copying
from meetings.sheet.basis import rules_in_force


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper_weeks(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_record)
    ksm, today, data = access.ksm, access.ksm.today(), posted(request)
    waiting = open_weeks(ksm, today)
    sent = set(sent_days(data)) if data is not None else set()
    slots = [slot for slot in waiting if slot.scheduled_on in sent] if sent else waiting[: _asked(request)]
    table = PaperWeeks(ksm, slots, _members(ksm, slots), data)
    if data is not None and table.is_valid():
        copying = Copying(
            by=request.user,
            facilitator=access.is_facilitator,
            reason=table.form.cleaned_data["reason"],
            checked_by=table.form.cleaned_data["checked_by"],
            now=timezone.now(),
            today=today,
        )
        if saved := table.record(copying):
            first, last = slots[0].week, slots[saved - 1].week
            rest = len(waiting) - saved
            told = f"{saved} minggu tersimpan, minggu {first} sampai {last}."
            messages.success(request, f"{told} Tersisa {rest}." if rest else f"{told} Semua sudah tercatat.")
            return redirect("meetings:paper_weeks" if rest else "meetings:list", ksm.pk)
    return render(request, "meetings/paper_weeks/page.html", _context(ksm, table, waiting, today))


def _whole_table(access, data=None) -> PaperWeeks:
    """Every week that waits, as far as one table goes; filled with `data`."""
    ksm = access.ksm
    slots = open_weeks(ksm, ksm.today())[:MOST_WEEKS]
    return PaperWeeks(ksm, slots, _members(ksm, slots), data)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True, private=True)
def weeks_file(request, ksm_id: int):
    """The table handed out as a spreadsheet: empty, or as it was sent, with what is wrong beside it."""
    access = ksm_or_404(request.user, ksm_id, Access.can_record)
    table = _whole_table(access, posted(request))
    if table.form.is_bound:
        table.is_valid()
    ksm = access.ksm
    return xlsx_response(f"Banyak minggu {ksm.name}", ksm.today(), file_of(table))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True, private=True)
def weeks_upload(request, ksm_id: int):
    """A filled spreadsheet is read into the table, where all is looked at before anything is stored."""
    access = ksm_or_404(request.user, ksm_id, Access.can_record)
    ksm, today = access.ksm, access.ksm.today()
    form = WorkbookForm()
    if request.method == "POST":
        form = WorkbookForm(request.POST, request.FILES, sent_bytes=request.META.get("CONTENT_LENGTH"))
    if form.is_bound and form.is_valid():
        facts = {"data": form.cleaned_data["file"].read(), "table": _whole_table(access)}
        if read := attempt(form, read_weeks, **facts):
            sent, gone = read
            table = _whole_table(access, sent)
            table.is_valid()
            context = _context(ksm, table, open_weeks(ksm, today), today)
            context["compared"] = compare_weeks(ksm, gone)
            return render(request, "meetings/paper_weeks/page.html", context)
    context = {"ksm": ksm, "form": form, "crumbs": meeting_crumbs(ksm)}
    return render(request, "meetings/paper_weeks/upload.html", context)


def _asked(request) -> int:
    """How many weeks the address asks for."""
    asked = request.GET.get("minggu", "")[:3]
    number = int(asked) if asked.isascii() and asked.isdigit() else USUAL_WEEKS
    return min(max(number, 1), MOST_WEEKS)


def _members(ksm, slots):
    """Who was a member on any day of these weeks."""
    if not slots:
        return []
    staying = Q(left_on__isnull=True) | Q(left_on__gt=slots[0].scheduled_on)
    return list(ksm.members.filter(staying, joined_on__lte=slots[-1].scheduled_on))


def _context(ksm, table: PaperWeeks, waiting, today) -> dict:
    saving = rules_in_force(ksm, today).get("SAVING")
    running = ksm.loans.filter(borrower=Loan.Borrower.MEMBER, state__in=["DISBURSED", "APPROVED"])
    return {
        "ksm": ksm,
        "crumbs": meeting_crumbs(ksm),
        "table": table,
        "waiting": len(waiting),
        "choices": [number for number in CHOICES if number < len(waiting)] + [min(len(waiting), MOST_WEEKS)],
        "days": ",".join(column.day.isoformat() for column in table.columns),
        "minimum": saving.minimum_saving if saving else None,
        "has_loans": running.exists(),
    }
