"""Pages on which a member goes to another group of the same facilitator, and on which that is taken back."""

import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from groups.access import Access, Role, access_for, ksm_or_404
from groups.models import Ksm
from groups.pages import attempt, form_page, ksm_crumbs, posted, refusal
from ksm.dates import date_in_words
from ksm.money import format_rupiah
from ledger.pages import already_gone, undo_page
from savings.leaving.forms import MoveForm
from savings.leaving.moving import move_member
from savings.leaving.settling import Settlement, settlements
from savings.leaving.taking_over import taken_over
from savings.models import MemberMove
from savings.undoing import require_move_undoable, undo_move

LEAD = (
    "Sisa tabungan dibayarkan, atau dibawa sebagai tabungan di KSM baru. Pinjaman yang belum jatuh tempo "
    "boleh ikut: KSM baru membayarnya ke KSM lama, anggota meneruskan angsurannya di sana."
)


def _figures(found: Settlement, today: datetime.date) -> list[tuple[str, str]]:
    rows = [("Tabungan dan SHU", format_rupiah(found.saved + found.surplus_due))]
    if found.debts:
        carried = sum(one.principal for one in taken_over(found, today))
        rows.append(("Pelunasan pinjaman", format_rupiah(found.owed)))
        rows.append(("Pokok yang boleh dibawa", format_rupiah(carried)))
    return rows


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
    found = settlements(ksm, [member], today)[member]
    form = MoveForm(posted(request), targets=targets, owes=bool(found.debts), initial={"on": today})
    back = reverse("groups:member_detail", args=[ksm.pk, member.pk])
    if member.is_active_on(today) and form.is_valid():
        move = attempt(form, move_member, member=member, today=today, by=request.user, **form.cleaned_data)
        if move:
            messages.success(request, f"{member.name} sekarang anggota {move.after.ksm.name}.")
            return redirect("groups:member_detail", move.after.ksm_id, move.after.pk)
    return form_page(
        request,
        form,
        heading=f"Pindah KSM: {member.name}",
        lead=LEAD,
        crumbs=[*ksm_crumbs(ksm), (member.name, back)],
        back=back,
        facts=_figures(found, today),
        refused="" if member.is_active_on(today) else "Anggota ini sudah keluar.",
        submit="Pindahkan",
        is_final=True,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move_undo(request, ksm_id: int, moved_member_id: int):
    """A move that should not have been: asked for in the first group, by who may take back acts in both."""
    ksm = ksm_or_404(request.user, ksm_id, Access.can_undo_acts).ksm
    member = get_object_or_404(ksm.members, pk=moved_member_id)
    back = reverse("groups:member_detail", args=[ksm.pk, member.pk])
    moves = MemberMove.objects.standing().select_related("before__ksm", "after__ksm")
    move = moves.filter(before=member).first()
    if move is None:
        return already_gone(request, back)
    to = move.after.ksm
    there = access_for(request.user, to)
    refused = "" if there and there.can_undo_acts else f"Hanya yang mendampingi {to.name} juga yang boleh."
    return undo_page(
        request,
        ksm,
        undo_move,
        heading=f"Pembatalan pindah {member.name}",
        lead=f"Pindah ke {to.name} {date_in_words(move.date)}. Buku kedua KSM kembali seperti semula.",
        crumbs=[*ksm_crumbs(ksm), (member.name, back)],
        back=back,
        facts={"move": move},
        refused=refused or refusal(require_move_undoable, move=move),
    )
