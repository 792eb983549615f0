"""Pages of a membership whose days lie under closed sheets: asked for, and answered by a second person."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.access import Access, ksm_or_404
from groups.pages import attempt, form_page, ksm_crumbs, posted
from ksm.group.membership import ask_membership
from meetings.corrections.forms import CorrectionAnswerForm, MembershipForm
from meetings.corrections.membership import answer_membership
from meetings.models import Attendance, MembershipCorrection

METHODS = ["GET", "HEAD", "POST"]
LEAD = (
    "Untuk hari masuk atau keluar di bawah lembar yang sudah ditutup. Isi dulu harinya; lembar yang perlu "
    "ditandai lalu muncul. Berlaku sesudah disetujui koordinator BKM."
)


@login_required
@require_http_methods(METHODS)
def membership_ask(request, ksm_id: int, member_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    member = get_object_or_404(ksm.members, pk=member_id)
    member.ksm, today = ksm, ksm.today()
    form = MembershipForm(posted(request), member=member)
    facts = form.facts() | {"member": member, "by": request.user} if form.is_valid() else None
    if facts and (asked := attempt(form, ask_membership, today=today, **facts)):
        messages.success(request, "Permintaan koreksi dikirim kepada koordinator BKM.")
        return redirect("membership", ksm.pk, asked.pk)
    back = reverse("groups:member_detail", args=[ksm.pk, member.pk])
    return form_page(
        request,
        form,
        heading=f"Koreksi keanggotaan {member.name}",
        crumbs=[*ksm_crumbs(ksm), (member.name, back)],
        back=back,
        submit="Ajukan koreksi",
        lead=LEAD,
    )


@login_required
@require_http_methods(METHODS)
def membership_answer(request, ksm_id: int, membership_id: int):
    """Everybody inside reads it; the coordinator of the group's own BKM answers (J12)."""
    right = Access.is_second_person if request.method == "POST" else None
    access = ksm_or_404(request.user, ksm_id, right)
    ksm = access.ksm
    rows = ksm.membership_corrections.select_related("member", "requested_by", "decided_by")
    correction = get_object_or_404(rows, pk=membership_id)
    form = CorrectionAnswerForm(posted(request))
    if form.is_valid():
        facts = {"approve": form.approves, "note": form.cleaned_data["note"], "by": request.user}
        facts |= {"now": timezone.now(), "today": ksm.today()}
        if attempt(form, answer_membership, correction=correction, **facts):
            messages.success(request, "Jawaban Anda tersimpan.")
            return redirect("membership", ksm.pk, correction.pk)
    context = {
        "ksm": ksm,
        "access": access,
        "crumbs": ksm_crumbs(ksm),
        "correction": correction,
        "form": form,
        "marks": _marks(correction),
        "may_answer": access.is_second_person and correction.state == MembershipCorrection.State.WAITING,
    }
    return render(request, "ksm/group/membership.html", context)


def _marks(correction: MembershipCorrection) -> list[tuple]:
    """The closed sheets in which the member counts from now on, each with the mark asked for."""
    meetings = correction.ksm.meetings.in_bulk(int(pk) for pk in correction.marks)
    rows = [(meetings[int(pk)].day, Attendance.Status(mark).label) for pk, mark in correction.marks.items()]
    return sorted(rows)
