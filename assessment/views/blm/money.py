"""Money of a grant: tranches paid, spent on a line of the RAB, principal returned, a wrong entry undone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from assessment.blm.access import blm_refusal, disburse_tranche
from assessment.blm.forms import MoneyBackForm, PaymentForm, SpendingForm, UndoForm
from assessment.views.blm.finding import found, grant_or_404, page_of_grant
from groups.access import Access
from groups.pages import attempt, form_page, posted, refusal
from ksm.money import format_rupiah
from ledger.blm import spending as spendings
from ledger.blm import tranches
from ledger.blm.spending import rest_of, spend_on_line, undo_spending
from ledger.blm.tranches import fund_cash, return_to_bkm, returnable, undo_movement
from ledger.models import GrantMovement


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request, ksm_id: int, grant_id: int, tranche_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_pay_blm)
    tranche, today = found(grant.tranches, pk=tranche_id), access.ksm.today()
    tranche.grant = grant
    form = PaymentForm(posted(request), initial={"on": today, "place": GrantMovement.Place.CASH})
    facts = {"tranche": tranche, "by": request.user, "today": today}
    if form.is_valid() and attempt(form, disburse_tranche, **facts, **form.cleaned_data):
        messages.success(request, f"Tahap {tranche.sequence} masuk ke dana BLM kelompok.")
        return redirect("blm:detail", ksm_id, grant_id)
    refused = blm_refusal(access.ksm, today)
    return form_page(
        request,
        form,
        heading=f"Cairkan tahap {tranche.sequence}: {format_rupiah(tranche.amount)}",
        submit="Cairkan",
        notices=[refused] if refused else [],
        lead="Dicatat sebagai uang masuk dana BLM dalam buku kelompok.",
        **page_of_grant(grant),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request, ksm_id: int, grant_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_write_blm)
    ksm, today = access.ksm, access.ksm.today()
    form = MoneyBackForm(posted(request), initial={"on": today, "place": GrantMovement.Place.CASH})
    facts = {"grant": grant, "by": request.user, "today": today}
    if form.is_valid() and attempt(form, return_to_bkm, **facts, **form.cleaned_data):
        messages.success(request, "Pengembalian kepada BKM dicatat.")
        return redirect("blm:detail", ksm_id, grant_id)
    left, cash = format_rupiah(returnable(grant)), format_rupiah(fund_cash(ksm, today))
    lead = f"Masih harus dikembalikan {left}; uang dana BLM di kas dan bank {cash}."
    return form_page(
        request,
        form,
        heading=f"Kembalikan pokok {grant.number} kepada BKM",
        lead=lead,
        **page_of_grant(grant),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request, ksm_id: int, grant_id: int, movement_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_pay_blm)
    movement, today = (
        found(grant.movements.select_related("tranche", "by", "entry__reversed_by"), pk=movement_id),
        access.ksm.today(),
    )
    movement.grant = grant
    form = UndoForm(posted(request), initial={"on": today})
    facts = {"movement": movement, "by": request.user, "today": today}
    refused = refusal(tranches.require_undoable, movement=movement, by=request.user)
    if not refused and form.is_valid() and attempt(form, undo_movement, **facts, **form.cleaned_data):
        messages.success(request, "Catatan uang dibatalkan dengan jurnal balik.")
        return redirect("blm:detail", ksm_id, grant_id)
    what = f"pencairan tahap {movement.tranche.sequence}" if movement.tranche else "pengembalian"
    return form_page(
        request,
        form,
        heading=f"Batalkan {what}",
        lead=f"{format_rupiah(movement.amount)}, dicatat {movement.by}. Orang lain yang membatalkan.",
        submit="Batalkan catatan",
        is_final=True,
        refused=refused,
        **page_of_grant(grant),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def spend(request, ksm_id: int, grant_id: int, line_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_write_blm)
    line, today = found(grant.lines, pk=line_id), access.ksm.today()
    line.grant = grant
    form = SpendingForm(posted(request), initial={"on": today, "place": GrantMovement.Place.CASH})
    facts = {"line": line, "by": request.user, "today": today}
    if form.is_valid() and attempt(form, spend_on_line, **facts, **form.cleaned_data):
        messages.success(request, "Belanja tercatat. Barang yang tahan lama dicatat juga di inventaris.")
        return redirect("blm:detail", ksm_id, grant_id)
    left, cash = format_rupiah(rest_of(line)), format_rupiah(fund_cash(access.ksm, today))
    return form_page(
        request,
        form,
        heading=f"Belanja: {line.description}",
        lead=f"Sisa BLM baris ini {left}; uang dana BLM di kas dan bank {cash}.",
        **page_of_grant(grant),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def undo_spent(request, ksm_id: int, grant_id: int, spending_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_pay_blm)
    spending = found(grant.spendings.select_related("by", "entry__reversed_by"), pk=spending_id)
    spending.grant, today = grant, access.ksm.today()
    form = UndoForm(posted(request), initial={"on": today})
    facts = {"spending": spending, "by": request.user, "today": today}
    refused = refusal(spendings.require_undoable, spending=spending, by=request.user)
    if not refused and form.is_valid() and attempt(form, undo_spending, **facts, **form.cleaned_data):
        messages.success(request, "Belanja dibatalkan dengan jurnal balik.")
        return redirect("blm:detail", ksm_id, grant_id)
    return form_page(
        request,
        form,
        heading=f"Batalkan belanja {spending.what}",
        lead=f"{format_rupiah(spending.amount)}, dicatat {spending.by}. Orang lain yang membatalkan.",
        submit="Batalkan belanja",
        is_final=True,
        refused=refused,
        **page_of_grant(grant),
    )
