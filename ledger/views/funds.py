"""The four funds of a group, their movements, and cash moved between them."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.exporting import page_or_file
from groups.pages import attempt, form_page, page_of, posted
from ledger.joint.forms import FundFilter, FundMoveForm
from ledger.journal.funds import fund_moves, fund_rows, move_between_funds
from ledger.journal.posting import book_of
from ledger.models import Fund
from ledger.pages import book_crumbs
from ledger.tables import fund_table
from ledger.undoing.money import fund_moves_among


@login_required
@require_safe
def fund_list(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm, today = access.ksm, access.ksm.today()
    form = FundFilter(request.GET)
    chosen = (form.cleaned_data["dana"] if form.is_valid() else "") or Fund.KAS
    moves = fund_moves(ksm, chosen, today)[::-1]
    page = page_of(request, moves, 50)
    context = {
        "ksm": ksm,
        "access": access,
        "crumbs": book_crumbs(ksm),
        "rows": fund_rows(ksm, today),
        "chosen": Fund(chosen),
        "page": page,
        "moved": fund_moves_among(ksm, [row.line.entry_id for row in page]),
    }
    table = partial(fund_table, ksm, Fund(chosen).label, moves)
    return page_or_file(request, "ledger/journal/funds.html", context, table, place=ksm)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fund_move(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_change_loans)
    ksm, today = access.ksm, access.ksm.today()
    initial = {"on": today, "seen": book_of(ksm).last_entry_number}
    form = FundMoveForm(posted(request), initial=initial)
    if form.is_valid():
        facts = {"ksm": ksm, "today": today, "by": request.user} | form.cleaned_data
        if attempt(form, move_between_funds, **facts):
            messages.success(request, "Pemindahan dana dicatat.")
            return redirect("ledger:fund_list", ksm.pk)
    return form_page(
        request,
        form,
        heading="Pindahkan uang antardana",
        crumbs=[*book_crumbs(ksm), ("Dana", reverse("ledger:fund_list", args=[ksm.pk]))],
        back=reverse("ledger:fund_list", args=[ksm.pk]),
        lead="Hanya menurut keputusan pertemuan. Uang di kotak tetap sama; yang berubah milik dana mana.",
    )
