"""Pages of tanggung renteng: the cases, one case, what is given back, and the papers."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.exporting import page_or_file
from groups.members.identity import EDITION, asks_whole_nik, log_disclosure
from groups.pages import attempt, form_page, page_of, posted
from groups.papers.pages import asked_paper_day, print_paper
from groups.papers.register import paper_of
from ksm.money import format_rupiah
from ledger.joint.covering import (
    case_act,
    cases_of,
    give_back,
    name_payers,
    standings_of,
    statement_act,
    without_payers,
)
from ledger.joint.forms import PayersForm, ReturnForm
from ledger.joint.papers import case_context, returns_of, statement_context
from ledger.pages import book_crumbs, case_or_404, joint_crumbs
from ledger.tables import joint_table
from ledger.undoing.loan_acts import is_still_bound


@login_required
@require_safe
def joint_list(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    cases, unnamed = cases_of(ksm), without_payers(ksm)
    context = {
        "ksm": ksm,
        "access": access,
        "crumbs": book_crumbs(ksm),
        "page": page_of(request, cases),
        "unnamed": unnamed,
        "owed": sum(case.owed for case in cases) + sum(row.principal + row.jasa for row in unnamed),
    }
    table = partial(joint_table, ksm, unnamed, cases)
    return page_or_file(request, "ledger/joint/list.html", context, table, place=ksm)


@login_required
@require_safe
def joint_detail(request, ksm_id: int, case_id: int):
    access = ksm_or_404(request.user, ksm_id)
    [standing] = standings_of([case_or_404(access.ksm, case_id)])
    context = {
        "ksm": access.ksm,
        "access": access,
        "crumbs": joint_crumbs(access.ksm),
        "case": standing.case,
        "standing": standing,
        "returns": returns_of(standing.case),
        "may_undo": access.can_undo_acts and is_still_bound(standing.case.loan),
        "has_returns": any(share.returned for share in standing.shares),
    }
    return render(request, "ledger/joint/detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def joint_return(request, ksm_id: int, case_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_settle_loans)
    ksm, today = access.ksm, access.ksm.today()
    case = case_or_404(ksm, case_id)
    [standing] = standings_of([case])
    initial = {"on": today, "seen": standing.owed, "amount": standing.owed or None}
    form = ReturnForm(posted(request), initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        facts = {"case": case, "amount": data["amount"], "on": data["on"], "seen_owed": data["seen"]}
        if attempt(form, give_back, today=today, by=request.user, **facts):
            messages.success(request, "Pengembalian dicatat.")
            return redirect("ledger:joint_detail", ksm.pk, case.pk)
    debtor, owed = case.loan.debtor, format_rupiah(standing.owed)
    return form_page(
        request,
        form,
        heading="Pengembalian tanggung renteng",
        crumbs=joint_crumbs(ksm),
        back=reverse("ledger:joint_detail", args=[ksm.pk, case.pk]),
        lead=f"{debtor} masih berutang {owed}. Dibagikan menurut yang masih terutang kepada tiap penanggung.",
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def joint_name(request, ksm_id: int, repayment_id: int):
    """Who paid what a meeting took through tanggung renteng."""
    access = ksm_or_404(request.user, ksm_id, Access.can_settle_loans)
    ksm = access.ksm
    paid = ksm.repayments.select_related("loan__member").filter(pk=repayment_id, paid_from="TR").first()
    if paid is None:
        raise Http404
    others = ksm.members.active_on(paid.date).exclude(pk=paid.loan.member_id)
    form = PayersForm(posted(request), members=others)
    if form.is_valid():
        decision = form.decision(today=ksm.today(), by=request.user)
        payers = list(form.cleaned_data["payers"])
        case = attempt(form, name_payers, repayment=paid, payers=payers, decision=decision)
        if case:
            messages.success(request, "Penanggung dicatat.")
            return redirect("ledger:joint_detail", ksm.pk, case.pk)
    return form_page(
        request,
        form,
        heading="Penanggung angsuran",
        crumbs=joint_crumbs(ksm),
        back=reverse("ledger:joint_list", args=[ksm.pk]),
        lead=f"{format_rupiah(paid.principal + paid.jasa)} untuk {paid.loan.member.name}, dibagi rata.",
    )


@login_required
@require_safe
def joint_pdf(request, ksm_id: int, case_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    case = case_or_404(ksm, case_id)
    return print_paper(
        request,
        ksm,
        case_act(case),
        "ledger/joint/print.html",
        lambda: case_context(case, ksm),
        about=[case],
    )


@login_required
@require_safe
def joint_statement_pdf(request, ksm_id: int):
    """The statement in which all members accept tanggung renteng, to be signed; an older one by its day."""
    access = ksm_or_404(request.user, ksm_id)
    ksm, is_whole = access.ksm, asks_whole_nik(request, access)
    asked = asked_paper_day(request, "tanggal")
    act = statement_act(asked or ksm.today())
    if asked and paper_of(ksm, act) is None:
        raise Http404
    if is_whole:
        log_disclosure(ksm=ksm, members=ksm.members.active_on(act.day), paper=act.title, by=request.user)
    return print_paper(
        request,
        ksm,
        act,
        "ledger/joint/print_statement.html",
        lambda: statement_context(ksm, act.day, is_whole=is_whole),
        edition=EDITION if is_whole else "",
        is_restricted=is_whole,
    )
