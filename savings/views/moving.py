"""The page on which a member goes to another group of the same facilitator."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from groups.access import Access, Role, ksm_or_404
from groups.models import Ksm
from groups.pages import attempt, form_page, ksm_crumbs, posted
from ksm.money import format_rupiah
from savings.leaving.forms import MoveForm
from savings.leaving.moving import move_member
from savings.leaving.settling import settlements


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_move(request, ksm_id: int, member_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    today = ksm.today()
    member = ksm.members.filter(pk=member_id).first()
    if member is None:
        raise Http404
    own = request.user.postings.on(today).filter(role=Role.FACILITATOR).area(to_bkm="bkm__")
    targets = Ksm.objects.counted().open().filter(own).exclude(pk=ksm.pk).select_related("bkm")
    form = MoveForm(posted(request), targets=targets, initial={"on": today})
    back = reverse("groups:member_detail", args=[ksm.pk, member.pk])
    if member.is_active_on(today) and form.is_valid():
        move = attempt(form, move_member, member=member, today=today, by=request.user, **form.cleaned_data)
        if move:
            messages.success(request, f"{member.name} sekarang anggota {move.after.ksm.name}.")
            return redirect("groups:member_detail", move.after.ksm_id, move.after.pk)
    found = settlements(ksm, [member], today)[member]
    return form_page(
        request,
        form,
        heading=f"Pindah KSM: {member.name}",
        lead="Utang dipotong dari tabungan; sisanya dibayarkan, atau dibawa sebagai tabungan di KSM baru.",
        crumbs=[*ksm_crumbs(ksm), (member.name, back)],
        back=back,
        facts=[
            ("Tabungan", format_rupiah(found.saved)),
            ("Utang", format_rupiah(found.owed)),
            ("Sisanya", format_rupiah(found.paid)),
        ],
        refused="" if member.is_active_on(today) else "Anggota ini sudah keluar.",
        submit="Pindahkan",
        is_final=True,
    )
