"""A group's meetings: the schedule, one meeting as recorded, and what can still be done about it."""

import datetime
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.access import Access, ksm_or_404
from groups.exporting import page_or_file
from groups.pages import attempt, form_page, ksm_crumbs, page_of, posted, press, refuse
from ksm.dates import DateError, date_in_words, parse_date
from ledger.blm.purchases import Spent, spent_rows
from meetings.calendar import paper_week
from meetings.corrections.reading import read_corrections
from meetings.corrections.reopening import (
    declare_holiday,
    kept_draft,
    last_closed,
    record_not_held,
    reopen_sheet,
    withdraw_declaration,
)
from meetings.corrections.revisions import old_sheet
from meetings.forms import ExtraMeetingForm, ReasonForm
from meetings.models import Attendance, Correction, Meeting
from meetings.overview import backlog_of, meeting_money, weeks_of
from meetings.pages import meeting_crumbs, sheet_url, title_of
from meetings.sheet.drafts import drafts_of
from meetings.sheet.pieces import counted_rows
from meetings.tables import sheet_table, week_table


def _drafts(access: Access):
    ksm, facilitator = access.ksm, access.is_facilitator
    return drafts_of(ksm, ksm.today(), access.user, facilitator=facilitator) if access.can_record else []


@login_required
@require_safe
def meeting_list(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    weeks = weeks_of(ksm, ksm.today())
    context = {
        "ksm": ksm,
        "access": access,
        "crumbs": ksm_crumbs(ksm),
        "page": page_of(request, weeks[::-1], 30),
        "drafts": _drafts(access),
        "discarded": ksm.discarded_drafts.select_related("saved_by", "discarded_by"),
        "backlog": backlog_of(ksm, weeks),
        "extra": ksm.meetings.filter(kind=Meeting.Kind.EXTRA).order_by("-scheduled_on"),
        "saved_key": request.GET.get("kunci", ""),
        "extra_form": ExtraMeetingForm(initial={"date": ksm.today()}),
    }
    table = partial(week_table, ksm, weeks[::-1])
    return page_or_file(request, "meetings/list.html", context, table, place=ksm)


def _meeting_or_404(ksm, meeting_id: int) -> Meeting:
    attendance = Attendance.objects.select_related("member").order_by("member__number")
    rows = ksm.meetings.select_related("closed_by", "entry").prefetch_related(
        Prefetch("attendance", attendance), "agenda", "books", "revisions__reopened_by"
    )
    meeting = rows.filter(pk=meeting_id).first()
    if meeting is None:
        raise Http404
    return meeting


def _purchases(meeting: Meeting) -> list[Spent]:
    """What was bought of the BLM fund in a meeting, each with its receipt."""
    if meeting.entry is None:
        return []
    return spent_rows(meeting.entry.grant_spendings.select_related("line", "entry__reversed_by"))


@login_required
@require_safe
def meeting_detail(request, ksm_id: int, meeting_id: int):
    access = ksm_or_404(request.user, ksm_id)
    meeting = _meeting_or_404(access.ksm, meeting_id)
    saved_key = request.GET.get("kunci", "")
    context = {
        "ksm": access.ksm,
        "access": access,
        "meeting": meeting,
        "week": access.ksm.week_on(meeting.scheduled_on),
        "money": meeting_money(meeting),
        "purchases": _purchases(meeting),
        "photos": meeting.photos.defer("content").select_related("added_by", "withdrawn_by"),
        "pieces": counted_rows(meeting.cash_pieces),
        "is_last": meeting == last_closed(access.ksm),
        "corrections": read_corrections(
            meeting.corrections.select_related("requested_by", "decided_by", "entry")
        ),
        "waits": meeting.corrections.filter(state=Correction.State.WAITING).exists(),
        "crumbs": meeting_crumbs(access.ksm),
        "saved_key": saved_key,
        "to_record": paper_week(access.ksm, access.ksm.today()) if saved_key and access.can_record else None,
        "sheet_url": sheet_url(access.ksm, meeting.kind, meeting.scheduled_on),
        "draft": kept_draft(meeting),
    }
    meeting.ksm = access.ksm
    table = partial(sheet_table, meeting, context["money"])
    return page_or_file(request, "meetings/detail.html", context, table, place=access.ksm)


@login_required
@require_safe
def meeting_revision(request, ksm_id: int, meeting_id: int, revision: int):
    """The figures of a sheet as they stood before it was reopened."""
    access = ksm_or_404(request.user, ksm_id)
    meeting = _meeting_or_404(access.ksm, meeting_id)
    found = meeting.revisions.select_related("reopened_by").filter(revision=revision).first()
    if found is None:
        raise Http404
    found.ksm, found.meeting = access.ksm, meeting
    back = reverse("meetings:detail", args=[ksm_id, meeting_id])
    context = {
        "ksm": access.ksm,
        "meeting": meeting,
        "revision": found,
        "sheet": old_sheet(found),
        "crumbs": [*meeting_crumbs(access.ksm), (title_of(meeting), back)],
    }
    return render(request, "meetings/corrections/revision.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_reopen(request, ksm_id: int, meeting_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_edit)
    meeting = _meeting_or_404(access.ksm, meeting_id)
    form = ReasonForm(posted(request))
    facts = {"meeting": meeting, "by": request.user}
    if form.is_valid() and attempt(form, reopen_sheet, reason=form.cleaned_data["reason"], **facts):
        messages.success(request, "Lembar dibuka kembali. Perbaiki, lalu tutup lagi.")
        return redirect(sheet_url(access.ksm, meeting.kind, meeting.scheduled_on))
    return form_page(
        request,
        form,
        heading=f"Buka kembali lembar {date_in_words(meeting.scheduled_on)}",
        crumbs=meeting_crumbs(access.ksm),
        back=reverse("meetings:detail", args=[ksm_id, meeting_id]),
        submit="Buka kembali",
        lead="Angka lama tetap dapat dibaca. Uang lembar ini dibatalkan dalam buku sampai ditutup lagi.",
    )


def day_or_404(text: str) -> datetime.date:
    """The day that an address names."""
    try:
        day = parse_date(text)
    except DateError as error:
        raise Http404 from error
    if day is None:
        raise Http404
    return day


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_not_held(request, ksm_id: int, day: str):
    access = ksm_or_404(request.user, ksm_id, Access.can_record)
    return _declare(request, access, day_or_404(day), record_not_held, "Pertemuan tidak dilaksanakan")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_holiday(request, ksm_id: int, day: str):
    access = ksm_or_404(request.user, ksm_id, Access.can_edit)
    return _declare(request, access, day_or_404(day), declare_holiday, "Nyatakan libur")


def _declare(request, access, day, verb, heading: str):
    ksm = access.ksm
    form = ReasonForm(posted(request))
    if form.is_valid():
        facts = {"ksm": ksm, "day": day, "reason": form.cleaned_data["reason"], "by": request.user}
        if attempt(form, verb, today=ksm.today(), **facts):
            messages.success(request, f"{heading}: {date_in_words(day)} sudah dicatat.")
            return redirect("meetings:list", ksm.pk)
    return form_page(
        request,
        form,
        heading=f"{heading}, {date_in_words(day)}",
        crumbs=meeting_crumbs(ksm),
        back=reverse("meetings:list", args=[ksm.pk]),
        submit="Simpan",
    )


@login_required
@require_POST
def meeting_withdraw(request, ksm_id: int, meeting_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_edit)
    meeting = _meeting_or_404(access.ksm, meeting_id)
    if press(request, withdraw_declaration, meeting=meeting, by=request.user):
        messages.success(request, "Pernyataan dicabut; minggu itu dapat dicatat lagi.")
    return redirect("meetings:list", ksm_id)


@login_required
@require_POST
def meeting_extra(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_record)
    form = ExtraMeetingForm(request.POST)
    if not form.is_valid():
        refuse(request, str(form.errors["date"][0]))
        return redirect("meetings:list", ksm_id)
    return redirect(sheet_url(access.ksm, Meeting.Kind.EXTRA, form.cleaned_data["date"]))
