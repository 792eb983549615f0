"""When a facilitator leaves an area: what is left, read by who follows, confirmed once, and its paper."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from groups.exporting import bkms_of, tell_of
from groups.handing_over import confirm_handover, left_posting_or_404, may_take_over, require_successor
from groups.models import Ksm
from groups.pages import attempt, posted
from ksm.forms import PlainSpoken
from ksm.office.handover import frozen, handover_context, left_in, paper_context
from ksm.pdf import file_name, pdf_response, render_pdf


class HandoverForm(PlainSpoken, forms.Form):
    """A word of who takes over."""

    note = forms.CharField(
        label="Catatan",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Boleh kosong. Misalnya uang yang dihitung bersama, atau kunci kotak yang diterima.",
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request, left_posting_id: int):
    """The page that both read; sent by the successor it is confirmed as it stands."""
    today = timezone.localdate()
    posting = left_posting_or_404(request.user, left_posting_id, today)
    if request.method == "POST":
        require_successor(request.user, posting, today)
    form = HandoverForm(posted(request))
    if form.is_valid() and attempt(
        form,
        confirm_handover,
        posting=posting,
        content=frozen(left_in(posting, today)),
        by=request.user,
        today=today,
        **form.cleaned_data,
    ):
        messages.success(request, "Serah terima sudah dikonfirmasi dan disimpan.")
        return redirect("handover", posting.pk)
    context = handover_context(posting, today, request.user)
    is_open = posting.end and not context["handover"]
    context |= {
        "form": form,
        "crumbs": [("Minggu ini", reverse("this_week"))],
        "may_confirm": is_open and may_take_over(request.user, posting, today),
    }
    return render(request, "ksm/office/handover.html", context)


@login_required
@require_safe
def handover_pdf(request, left_posting_id: int):
    today = timezone.localdate()
    posting = left_posting_or_404(request.user, left_posting_id, today)
    context = paper_context(posting, today, request.user)
    told = [group.ksm_id for group in context["groups"]]
    tell_of(request, bkms_of(Ksm.objects.filter(pk__in=told)))
    pdf = render_pdf("ksm/office/print_handover.html", context)
    return pdf_response(file_name(f"Serah terima KSM {posting.place}", today), pdf)
