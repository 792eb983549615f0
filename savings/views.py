"""A member's passbook, on screen and printed."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404
from groups.letterhead import kop_of
from groups.views.pages import ksm_crumbs
from ksm.pdf import pdf_response, render_pdf
from savings.passbook import passbook_of


def _context(request, ksm_id: int, member_id: int) -> dict:
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    member = ksm.members.filter(pk=member_id).first()
    if member is None:
        raise Http404
    member.ksm = ksm
    crumbs = [
        *ksm_crumbs(ksm),
        ("Anggota", reverse("groups:member_list", args=[ksm.pk])),
        (member.name, reverse("groups:member_detail", args=[ksm.pk, member.pk])),
    ]
    return {
        "ksm": ksm,
        "access": access,
        "member": member,
        "book": passbook_of(member, ksm.today()),
        "today": ksm.today(),
        "crumbs": crumbs,
    }


@login_required
@require_safe
def passbook(request, ksm_id: int, member_id: int):
    return render(request, "savings/passbook.html", _context(request, ksm_id, member_id))


@login_required
@require_safe
def passbook_pdf(request, ksm_id: int, member_id: int):
    context = _context(request, ksm_id, member_id)
    context["kop"] = kop_of(context["ksm"].bkm)
    pdf = render_pdf("savings/print_passbook.html", context)
    return pdf_response(f"buku-anggota-{context['ksm'].pk}-{context['member'].number}.pdf", pdf)
