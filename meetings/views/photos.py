"""Photographs of a meeting's papers: attached, shown, withdrawn."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.pages import attempt, form_page, posted
from ksm.dates import date_in_words
from meetings.forms import PhotoForm, ReasonForm
from meetings.models import Meeting, MeetingPhoto
from meetings.pages import meeting_crumbs
from meetings.photos import add_photo, withdraw_photo

METHODS = ["GET", "HEAD", "POST"]


def _photo_or_404(access: Access, meeting_id: int, photo_id: int) -> MeetingPhoto:
    photos = MeetingPhoto.objects.select_related("meeting").filter(meeting__ksm=access.ksm)
    return get_object_or_404(photos, meeting_id=meeting_id, pk=photo_id)


@login_required
@require_http_methods(METHODS)
def photo_add(request, ksm_id: int, meeting_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_record)
    held = access.ksm.meetings.filter(state__in=[Meeting.State.CLOSED, Meeting.State.REOPENED])
    meeting = get_object_or_404(held, pk=meeting_id)
    back = reverse("meetings:detail", args=[ksm_id, meeting_id])
    form = PhotoForm(posted(request), request.FILES or None)
    if form.is_valid():
        facts = {"kind": form.cleaned_data["kind"], "content": form.content(), "by": request.user}
        if attempt(form, add_photo, meeting=meeting, **facts):
            messages.success(request, "Foto dilampirkan.")
            return redirect(back)
    return form_page(
        request,
        form,
        heading=f"Foto pertemuan {date_in_words(meeting.day)}",
        crumbs=meeting_crumbs(access.ksm),
        back=back,
        submit="Lampirkan",
        lead="Untuk arsip: notulen yang sudah ditandatangani, halaman buku, atau daftar hadir.",
    )


@login_required
@require_safe
def photo_file(request, ksm_id: int, meeting_id: int, photo_id: int):
    photo = _photo_or_404(ksm_or_404(request.user, ksm_id), meeting_id, photo_id)
    return HttpResponse(bytes(photo.content), content_type="image/jpeg")


@login_required
@require_http_methods(METHODS)
def photo_withdraw(request, ksm_id: int, meeting_id: int, photo_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_edit)
    photo = _photo_or_404(access, meeting_id, photo_id)
    back = reverse("meetings:detail", args=[ksm_id, meeting_id])
    form = ReasonForm(posted(request))
    facts = {"photo": photo, "by": request.user, "now": timezone.now()}
    if form.is_valid() and attempt(form, withdraw_photo, reason=form.cleaned_data["reason"], **facts):
        messages.success(request, "Foto ditarik; tetap tersimpan sebagai jejak.")
        return redirect(back)
    return form_page(
        request,
        form,
        heading="Tarik foto",
        crumbs=meeting_crumbs(access.ksm),
        back=back,
        submit="Tarik foto",
        lead=f"{photo.get_kind_display()}, pertemuan {date_in_words(photo.meeting.day)}.",
    )
