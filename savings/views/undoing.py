"""Pages by which SHU paid out, and a member's exit, are taken back."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from groups.access import Access, ksm_or_404
from groups.models import Ksm
from groups.pages import ksm_crumbs, refusal
from ksm.certain import certain
from ksm.dates import date_in_words
from ksm.money import format_rupiah
from ledger.pages import already_gone, undo_page
from savings.undoing import (
    opening_of,
    payouts_of,
    require_dissolved,
    require_opening_alone,
    undo_dissolution,
    undo_exit,
    undo_opening,
    undo_payout,
)
from savings.views.surplus import sharing_or_404, surplus_crumbs

METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(METHODS)
def payout_undo(request, ksm_id: int, sharing_id: int, payout_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_undo_acts).ksm
    sharing = sharing_or_404(ksm, sharing_id)
    found = next((row for row in payouts_of(sharing) if row[0].pk == payout_id), None)
    back = reverse("savings:surplus_detail", args=[ksm.pk, sharing.pk])
    if found is None:
        return already_gone(request, back)
    entry, amount, _ = found
    return undo_page(
        request,
        ksm,
        undo_payout,
        heading=f"Pembatalan pembayaran {sharing}",
        lead=f"Dicatat {date_in_words(entry.date)}: {format_rupiah(amount)}.",
        crumbs=surplus_crumbs(ksm),
        back=back,
        facts={"sharing": sharing, "entry": entry},
    )


@login_required
@require_http_methods(METHODS)
def opening_undo(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_undo_acts).ksm
    entry = opening_of(ksm)
    back = reverse("savings:opening", args=[ksm.pk])
    if entry is None:
        return already_gone(request, back)
    return undo_page(
        request,
        ksm,
        undo_opening,
        heading="Pembatalan saldo awal",
        lead=f"Dicatat per {date_in_words(entry.date)}. Sesudah dibatalkan, saldo awal diisi lagi.",
        crumbs=ksm_crumbs(ksm),
        back=back,
        on=entry.date,
        facts={"ksm": ksm},
        refused=refusal(require_opening_alone, ksm=ksm, entry=entry),
    )


@login_required
@require_http_methods(METHODS)
def dissolution_undo(request, ksm_id: int):
    """A group that was ended by mistake: the second person opens it again (J13)."""
    ksm = ksm_or_404(request.user, ksm_id, Access.is_second_person).ksm
    lead = ""
    if ksm.phase == Ksm.Phase.CLOSED:
        closed = certain(ksm.closed_on, "constraint ksm_closed_has_date")
        lead = f"Ditutup {date_in_words(closed)}: {ksm.closed_reason}. Uangnya masuk buku lagi."
    return undo_page(
        request,
        ksm,
        undo_dissolution,
        heading=f"Pembatalan pembubaran {ksm.name}",
        lead=lead,
        crumbs=ksm_crumbs(ksm),
        back=reverse("ksm_detail", args=[ksm.pk]),
        facts={"ksm": ksm},
        refused=refusal(require_dissolved, ksm=ksm, by=request.user),
    )


@login_required
@require_http_methods(METHODS)
def exit_undo(request, ksm_id: int, left_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_undo_acts).ksm
    member = get_object_or_404(ksm.members, pk=left_id)
    back = reverse("groups:member_detail", args=[ksm.pk, member.pk])
    if member.left_on is None:
        return already_gone(request, back)
    done = member.exits.standing().first()
    told = f": dibayarkan {format_rupiah(done.paid)}" if done else ""
    return undo_page(
        request,
        ksm,
        undo_exit,
        heading=f"Pembatalan keluarnya anggota {member.name}",
        lead=f"Keluar {date_in_words(member.left_on)}{told}. Tabungan dan pinjamannya seperti semula.",
        crumbs=[*ksm_crumbs(ksm), (member.name, back)],
        back=back,
        facts={"member": member},
    )
