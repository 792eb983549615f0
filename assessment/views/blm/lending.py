"""Loans from the BLM fund: members of a grant chosen by their order."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from assessment.blm.forms import FundLoanForm
from assessment.views.blm.finding import grant_or_404, page_of_grant
from groups.access import Access
from groups.pages import attempt, form_page, posted
from ksm.money import format_rupiah
from ledger.blm.lending import lend_from_fund, lendable, waiting_members
from ledger.loans.forms import agreed_terms
from ledger.loans.own_rule import rule_of_loans


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lend(request, ksm_id: int, grant_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_write_blm)
    ksm, today = access.ksm, access.ksm.today()
    rule = rule_of_loans(ksm, today)
    waiting, left = waiting_members(grant, today), lendable(ksm, today)
    form = FundLoanForm(posted(request), waiting=waiting, left=left, initial=agreed_terms(rule))
    if form.is_valid():
        data = form.cleaned_data
        facts = {"chosen": data["members"], "terms": form.terms(), "note": data["note"]}
        loans = attempt(form, lend_from_fund, grant=grant, by=request.user, today=today, **facts)
        if loans:
            messages.success(request, "Pinjaman disetujui; uang diserahkan lewat lembar pertemuan.")
            return redirect("blm:detail", ksm_id, grant_id)
    lead = f"Dana BLM yang dapat dipinjamkan {format_rupiah(left)}. Jumlahnya menurut keputusan BKM."
    return form_page(
        request,
        form,
        heading="Pinjaman dari dana BLM",
        lead=lead,
        submit="Setujui pinjaman",
        notices=[] if waiting else ["Tidak ada anggota yang menunggu pinjaman dari dana ini."],
        **page_of_grant(grant),
    )
