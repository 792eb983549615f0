"""The meeting sheet: shown, kept as a draft, closed."""

import datetime
from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from groups.access import Access, ksm_or_404
from groups.members.persons import returned_on
from groups.models import Ksm
from groups.pages import warn
from ksm.certain import certain
from ksm.dates import DateError, parse_date
from meetings.models import Meeting, SheetDraft
from meetings.pages import meeting_crumbs, read_place, sheet_url
from meetings.sheet.basis import SheetBasis, prepare_sheet
from meetings.sheet.folds import open_folds
from meetings.sheet.form import SheetForm, typed
from meetings.sheet.proposals import proposals_for
from meetings.sheet.submission import close_once, payload_from, save_draft
from meetings.sheet.values import NO_DECISION, Place, Sheet, SheetConflictError, SheetError, WhichSheet


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_record)
    place = read_place(request, access.ksm)
    if place is None:
        messages.info(request, "Tidak ada pertemuan rutin yang perlu dicatat pada tanggal itu.")
        return redirect("meetings:list", ksm_id)
    if request.method == "POST":
        return _save(request, access, place)
    meeting = access.ksm.meetings.filter(kind=place.kind, scheduled_on=place.scheduled_on).last()
    if meeting and meeting.state != Meeting.State.REOPENED and place.kind == Meeting.Kind.ROUTINE:
        return redirect("meetings:detail", ksm_id, meeting.pk)
    draft = SheetDraft.objects.filter(
        ksm=access.ksm, kind=place.kind, scheduled_on=place.scheduled_on
    ).first()
    data = typed(draft.payload) if draft else None
    return _page(request, access, SheetForm(_basis(access.ksm, place, data), data), draft=draft)


def _held_on(ksm: Ksm, place: Place, data) -> datetime.date:
    """The day the meeting took place, as far as it can be read; the scheduled day, or today, before that."""
    with suppress(DateError):  # an unreadable day is a fault beside its own field
        if typed_day := parse_date(data.get("head-held_on") if data else None):
            return typed_day
    return min(place.scheduled_on, ksm.today())


def _basis(ksm: Ksm, place: Place, data) -> SheetBasis:
    return prepare_sheet(
        ksm=ksm, kind=place.kind, scheduled_on=place.scheduled_on, held_on=_held_on(ksm, place, data)
    )


class _Typed:
    """What was typed, read as a sheet once the basis is known; keeps the form for showing its errors."""

    def __init__(self, data):
        self.data, self.form = data, None

    def read(self, basis: SheetBasis) -> Sheet:
        self.form = SheetForm(basis, self.data)
        self.form.is_valid()
        return self.form.to_sheet()


def _save(request, access: Access, place: Place):
    ksm, payload = access.ksm, payload_from(request.POST)
    key = request.POST.get("key", "").replace("\x00", "")[:64] or f"tanpa-{timezone.now().timestamp()}"
    if request.POST.get("action") != "close":
        return _save_draft(request, access, place, payload, key)
    sent = _Typed(request.POST)
    try:
        meeting = close_once(
            ksm=ksm,
            key=key,
            payload=payload,
            revision=_revision(request),
            which=WhichSheet(place.kind, place.scheduled_on, _held_on(ksm, place, request.POST)),
            read=sent.read,
            by=request.user,
            facilitator=access.is_facilitator,
            now=timezone.now(),
            today=ksm.today(),
        )
    except SheetError as error:
        form = certain(sent.form, "only what was read has faults")
        form.show(error.faults)
        return _page(request, access, form)
    except SheetConflictError as error:
        return _conflict(request, access, place, error)
    if meeting.state == Meeting.State.REOPENED:
        messages.info(request, "Lembar ini sudah pernah tersimpan, lalu dibuka kembali; belum ditutup lagi.")
    else:
        messages.success(request, "Lembar ditutup dan tersimpan.")
        if sent.form and any(part.is_filled for part in sent.form.new_members):
            warn(request, returned_on(ksm, meeting.day))
    return redirect(f"{reverse('meetings:detail', args=[ksm.pk, meeting.pk])}?{urlencode({'kunci': key})}")


def _revision(request) -> int:
    """Of the draft that the sheet began from; 0 where there was none."""
    sent = request.POST.get("revision", "")[:9]
    return int(sent) if sent.isascii() and sent.isdigit() else 0


def _conflict(request, access: Access, place: Place, error: SheetConflictError):
    """The sheet as typed, with the sentence that says why it was not saved."""
    form = SheetForm(_basis(access.ksm, place, request.POST), request.POST)
    form.faults.append(str(error))
    return _page(request, access, form, status=409)


def _save_draft(request, access: Access, place: Place, payload, key: str):
    try:
        save_draft(
            ksm=access.ksm,
            kind=place.kind,
            scheduled_on=place.scheduled_on,
            payload=payload,
            revision=_revision(request),
            by=request.user,
        )
    except SheetConflictError as error:
        return _conflict(request, access, place, error)
    messages.success(request, "Draf tersimpan. Angkanya belum dihitung sampai lembar ditutup.")
    return redirect(sheet_url(access.ksm, place.kind, place.scheduled_on, kunci=key))


def _page(request, access: Access, form: SheetForm, draft: SheetDraft | None = None, status: int = 200):
    basis, ksm = form.basis, access.ksm
    routine = basis.kind == Meeting.Kind.ROUTINE
    context = {
        "ksm": ksm,
        "access": access,
        "crumbs": meeting_crumbs(ksm),
        "meeting_label": f"Pertemuan minggu {basis.week}" if routine else "Pertemuan tambahan",
        "kind": basis.kind,
        "scheduled_on": basis.scheduled_on,
        "week": basis.week,
        "draft": draft,
        "revision": draft.revision if draft else request.POST.get("revision", "0"),
        "form": form,
        "opening_cash": basis.opening_cash,
        "fine_late": basis.fine("fine_late"),
        "fine_absent": basis.fine("fine_absent"),
        "unresolved": basis.unresolved,
        "proposals": proposals_for(basis),
        "open": open_folds(form),
        "no_decision": NO_DECISION,
        "saved_key": request.GET.get("kunci", ""),
        "kept_offline": True,
        "off_plan": routine and not basis.on_plan,
    }
    return render(request, "meetings/sheet/page.html", context, status=status)
