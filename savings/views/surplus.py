"""Pages of the year's surplus (SHU): shared by the meeting's decision, paid to members, printed."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.exporting import page_or_file
from groups.models import Member
from groups.pages import attempt, form_page, posted
from groups.papers.pages import print_paper
from ksm.money import format_rupiah
from ledger.models import SurplusSharing
from ledger.pages import book_crumbs
from ledger.policy.surplus import Percentages
from ledger.sharing import (
    bad_loans,
    open_years,
    propose_distribution,
    share_surplus,
    sharing_act,
    surplus_of,
    undo_sharing,
)
from savings.forms import PayoutForm, SharingForm, UndoForm
from savings.surplus_paper import share_paper, sharing_context, sharing_paper
from savings.surplus_paying import overdue_of, pay_shares
from savings.tables import share_table, surplus_table


def surplus_crumbs(ksm):
    return [*book_crumbs(ksm), ("SHU", reverse("savings:surplus_list", args=[ksm.pk]))]


def sharing_or_404(ksm, sharing_id: int) -> SurplusSharing:
    sharing = ksm.sharings.select_related("by", "entry").filter(pk=sharing_id).first()
    if sharing is None:
        raise Http404
    sharing.ksm = ksm
    return sharing


@login_required
@require_safe
def surplus_list(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    context: dict = {
        "ksm": ksm,
        "access": access,
        "crumbs": book_crumbs(ksm),
        "sharings": ksm.sharings.select_related("undone_by"),
        "years": [
            (year, surplus_of(ksm, year), bad_loans(ksm, year)) for year in open_years(ksm, ksm.today())
        ],
    }
    table = partial(surplus_table, ksm, context["years"], context["sharings"])
    return page_or_file(request, "savings/surplus_list.html", context, table, place=ksm)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def surplus_share(request, ksm_id: int, year: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_edit)
    ksm = access.ksm
    if year not in open_years(ksm, ksm.today()):  # sent twice: the second answer shows the first one's result
        done = get_object_or_404(ksm.sharings, year=year, undone_by=None)
        return redirect("savings:surplus_detail", ksm_id, done.pk)
    form = SharingForm(posted(request), today=ksm.today(), initial=_initial(ksm))
    valid = form.is_valid()
    percentages = form.percentages() if valid else Percentages()
    if valid and "putuskan" in request.POST:
        facts = {"decided_on": form.cleaned_data["decided_on"], "minutes": form.cleaned_data["minutes"]}
        facts |= {"ksm": ksm, "year": year, "percentages": percentages, "by": request.user}
        if made := attempt(form, share_surplus, **facts):
            messages.success(request, f"SHU {year} sudah dibagi.")
            return redirect("savings:surplus_detail", ksm_id, made.pk)
    surplus = surplus_of(ksm, year)
    context = {
        "ksm": ksm,
        "year": year,
        "surplus": surplus,
        "bad_loans": bad_loans(ksm, year),
        "form": form,
        "crumbs": surplus_crumbs(ksm),
    }
    if surplus > 0:
        context |= _preview(ksm, year, percentages)
    return render(request, "savings/surplus_share.html", context)


def _initial(ksm) -> dict:
    percents = {name: getattr(Percentages(), name) * 100 for name in Percentages.__slots__}
    return {name: str(percent) for name, percent in percents.items()} | {"decided_on": ksm.today()}


def _preview(ksm, year: int, percentages: Percentages) -> dict:
    shared = propose_distribution(ksm, year, percentages)
    members = Member.objects.in_bulk(shared.members)
    rows = [(members[pk], share) for pk, share in shared.members.items()]
    rows.sort(key=lambda row: row[0].number)
    return {"rows": rows, "social": shared.social, "reserve": shared.reserve}


@login_required
@require_safe
def surplus_detail(request, ksm_id: int, sharing_id: int):
    access = ksm_or_404(request.user, ksm_id)
    sharing = sharing_or_404(access.ksm, sharing_id)
    context = sharing_context(access.ksm, sharing) | {"access": access, "crumbs": surplus_crumbs(access.ksm)}
    table = partial(share_table, access.ksm, sharing, context["rows"])
    return page_or_file(request, "savings/surplus_detail.html", context, table, place=access.ksm)


def late_members(ksm, members) -> dict[Member, int]:
    """What members are late with today, in rupiah; those who are not are left out."""
    by_id = {member.pk: member for member in members}
    late = overdue_of(ksm, by_id, ksm.today())
    return {by_id[pk]: sum(amount for _, amount in loans) for pk, loans in late.items()}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def surplus_pay(request, ksm_id: int, sharing_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    sharing = sharing_or_404(ksm, sharing_id)
    unpaid = Member.objects.filter(surplus_shares__sharing=sharing, surplus_shares__paid_entry=None)
    today, late = ksm.today(), late_members(ksm, unpaid)
    form = PayoutForm(posted(request), members=unpaid, late=bool(late), today=today, initial={"date": today})
    if form.is_valid() and attempt(form, pay_shares, sharing=sharing, **form.facts(request.user)):
        messages.success(request, "SHU dicatat sudah sampai kepada anggota.")
        return redirect("savings:surplus_detail", ksm_id, sharing_id)
    back = reverse("savings:surplus_detail", args=[ksm_id, sharing_id])
    return form_page(
        request,
        form,
        heading=f"Bayarkan {sharing}",
        crumbs=surplus_crumbs(ksm),
        back=back,
        facts=[(f"Tunggakan {who.name} hari ini", format_rupiah(amount)) for who, amount in late.items()],
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def surplus_undo(request, ksm_id: int, sharing_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    sharing = sharing_or_404(ksm, sharing_id)
    form = UndoForm(posted(request))
    if form.is_valid():
        facts = {"sharing": sharing, "date": ksm.today(), "reason": form.cleaned_data["reason"]}
        if attempt(form, undo_sharing, by=request.user, **facts):
            messages.success(request, f"Pembagian {sharing} dibatalkan dengan jurnal pembatalan.")
            return redirect("savings:surplus_list", ksm_id)
    back = reverse("savings:surplus_detail", args=[ksm_id, sharing_id])
    lead = "Pembagian yang lama tetap dapat dibaca; tahun itu dapat dibagi lagi."
    page: dict[str, Any] = {
        "heading": f"Batalkan pembagian {sharing}",
        "lead": lead,
        "submit": "Batalkan",
        "is_final": True,
    }
    return form_page(request, form, crumbs=surplus_crumbs(ksm), back=back, **page)


@login_required
@require_safe
def surplus_pdf(request, ksm_id: int, sharing_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    sharing = sharing_or_404(ksm, sharing_id)
    template = "savings/print_surplus.html"
    return print_paper(request, ksm, sharing_act(sharing), template, lambda: sharing_paper(ksm, sharing))


@login_required
@require_safe
def share_pdf(request, ksm_id: int, sharing_id: int, member_id: int):
    """One member's statement."""
    ksm = ksm_or_404(request.user, ksm_id).ksm
    sharing = sharing_or_404(ksm, sharing_id)
    share = sharing.shares.select_related("member", "paid_entry").filter(member_id=member_id).first()
    if share is None:
        raise Http404
    number = share.member.number
    return print_paper(
        request,
        ksm,
        replace(sharing_act(sharing), title=f"Bagian SHU {sharing.year} anggota {number}"),
        "savings/print_share.html",
        lambda: share_paper(ksm, sharing, share),
        edition=f"anggota {number}{' dibayar' if share.paid_entry_id else ''}",
        about=[share],
    )
