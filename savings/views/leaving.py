"""Pages for the end of a membership and of a whole group, and their papers."""

import datetime
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.exporting import page_or_file
from groups.forms.ksms import CloseForm
from groups.forms.members import LeavingForm
from groups.models import Member
from groups.pages import Evidence, attempt, form_page, ksm_crumbs, posted
from groups.papers.pages import print_paper
from ksm.dates import date_in_words
from ksm.money import format_rupiah
from ledger.acts.heirs import deaths_of
from savings.leaving.dissolving import dissolve, winding_up
from savings.leaving.estate import Estate, estate_of, first_day_without, settle_estate
from savings.leaving.papers import ending_context, ending_paper, exit_context, exit_paper
from savings.leaving.settling import settle_and_leave
from savings.models import MemberExit, Saving
from savings.records import ending_act, exit_act
from savings.tables import ending_table

LEAVING_LEAD = (
    "Tabungan dan SHU diperhitungkan dengan pinjaman, selebihnya dibayarkan. Catatannya tetap ada. "
    "Angka di bawah ini per {}."
)


def _member_crumbs(member: Member):
    ksm = member.ksm
    return [
        *ksm_crumbs(ksm),
        ("Anggota", reverse("groups:member_list", args=[ksm.pk])),
        (member.name, reverse("groups:member_detail", args=[ksm.pk, member.pk])),
    ]


def _figures(estate: Estate, *, died: bool) -> list[Evidence]:
    """What lies between member and group, to be seen before anybody confirms."""
    if estate.is_empty:
        return []
    settlement = estate.settlement
    rows = [
        Evidence(
            f"Tabungan {label.lower()}", format_rupiah(settlement.savings[kind]), "settlement", "PAID_OUT"
        )
        for kind, label in Saving.Kind.choices
        if kind in settlement.savings
    ]
    if settlement.surplus_due:
        rows.append(
            Evidence("SHU belum dibayar", format_rupiah(settlement.surplus_due), "settlement", "PAID_OUT")
        )
    debts = estate.heirs_debts if died else [(loan, owed.total, True) for loan, owed in settlement.debts]
    rows += [
        Evidence(
            f"{'Pelunasan' if ends else 'Seluruh sisa'} {loan.number}",
            format_rupiah(amount),
            "settlement",
            "SET_OFF",
        )
        for loan, amount, ends in debts
    ]
    rows += [
        Evidence(
            f"Tanggung renteng {case.case.loan.number}", format_rupiah(case.owed), "settlement", "SET_OFF"
        )
        for case in estate.joint
    ]
    who = "ahli waris" if died else "anggota"
    paid = estate.paid if died else settlement.saved + settlement.surplus_due - estate.owed
    total = f"Diterima {who}" if paid >= 0 else f"Masih harus dibayar {who}"
    state = "RECEIVED" if paid >= 0 else "OWED"
    return [*rows, Evidence(total, format_rupiah(abs(paid)), "settlement", state)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_leave(request, ksm_id: int, member_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    member = get_object_or_404(ksm.members, pk=member_id)
    if member.left_on:  # sent twice: the second answer shows what the first did
        return _left(request, member)
    member.ksm, today = ksm, ksm.today()
    estate = estate_of(ksm, member, today)
    deaths = deaths_of(loan for loan, _ in estate.settlement.debts)
    initial = _of_the_dead(ksm, member, deaths) if deaths else {"left_on": today}
    if initial["left_on"] != today:
        estate = estate_of(ksm, member, initial["left_on"])
    form = LeavingForm(posted(request), initial=initial, needs_minutes=not estate.is_empty)
    if form.is_valid():
        attempt(form, member=member, today=today, by=request.user, **_leaving(form.cleaned_data))
        if not form.errors:
            return _left(request, member)
    return form_page(
        request,
        form,
        heading=f"{member.name} keluar",
        crumbs=_member_crumbs(member),
        back=reverse("groups:member_detail", args=[ksm_id, member_id]),
        lead=LEAVING_LEAD.format(date_in_words(initial["left_on"])),
        evidence=_figures(estate, died=bool(deaths)),
        submit="Catat keluar",
    )


def _leaving(data: dict) -> dict:
    """The verb that the form asks for and its facts: who died has an heir, everybody else leaves without."""
    if data["heir"]:
        return data | {"verb": settle_estate}
    return {name: data[name] for name in ("left_on", "reason", "minutes")} | {"verb": settle_and_leave}


def _left(request, member: Member):
    messages.success(request, f"{member.name} tercatat keluar.")
    if member.exits.standing().exists():
        return redirect("savings:exit", member.ksm_id, member.pk)
    return redirect("groups:member_list", member.ksm_id)


def _of_the_dead(ksm, member: Member, deaths) -> dict:
    """What the form proposes for somebody whose death stands on the cards of the loans."""
    newest = list(deaths.values())[-1].details
    died_on = datetime.date.fromisoformat(newest["died_on"])
    day = min(ksm.today(), first_day_without(ksm, died_on))
    return {"left_on": day, "reason": "Meninggal dunia", "heir": newest["heir"] or member.heir}


def _exit_or_404(ksm, member_id: int) -> tuple[Member, MemberExit]:
    member = get_object_or_404(ksm.members, pk=member_id)
    member.ksm = ksm
    done = member.exits.standing().select_related("by").first()
    if done is None:
        raise Http404
    return member, done


@login_required
@require_safe
def exit_detail(request, ksm_id: int, member_id: int):
    """How a member who left was settled; a page that says so where there was nothing to settle."""
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    member = get_object_or_404(ksm.members, pk=member_id)
    member.ksm = ksm
    context = {"ksm": ksm, "access": access, "member": member, "exit": None, "crumbs": _member_crumbs(member)}
    context["move"] = member.moves_away.standing().select_related("after__ksm").first()
    done = member.exits.standing().select_related("by").first()
    if done:
        context |= exit_context(ksm, member, done)
    return render(request, "savings/leaving/exit.html", context)


@login_required
@require_safe
def exit_pdf(request, ksm_id: int, member_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    member, done = _exit_or_404(ksm, member_id)
    return print_paper(
        request,
        ksm,
        exit_act(done),
        "savings/leaving/print_exit.html",
        lambda: exit_paper(ksm, member, done),
        about=[member, done],
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def group_dissolve(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    today = ksm.today()
    winding = winding_up(ksm, today)
    has_money = bool(winding.members or winding.funds)
    form = CloseForm(posted(request), initial={"closed_on": today}, needs_minutes=has_money)
    facts = form.cleaned_data if form.is_valid() else None
    if facts:
        attempt(form, dissolve, ksm=ksm, today=today, by=request.user, **facts)
    if facts and not form.errors:
        messages.success(request, f"{ksm.name} sudah ditutup.")
        return redirect("savings:ending", ksm_id) if has_money else redirect("ksm_detail", ksm_id)
    context = {"ksm": ksm, "form": form, "winding": winding, "crumbs": ksm_crumbs(ksm)}
    context["rows"] = [
        (member.number, member.name, paid.saved, paid.surplus_due, winding.shares.get(member.pk, 0))
        for member, paid in winding.members.items()
    ]
    return render(request, "savings/leaving/dissolve.html", context)


def _ending_or_404(ksm):
    ending = ksm.dissolutions.standing().select_related("by").first()
    if ending is None:
        raise Http404
    return ending


@login_required
@require_safe
def ending(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    context = ending_context(access.ksm, _ending_or_404(access.ksm))
    context |= {"access": access, "crumbs": ksm_crumbs(access.ksm)}
    table = partial(ending_table, access.ksm, context["ending"])
    return page_or_file(request, "savings/leaving/ending.html", context, table, place=access.ksm)


@login_required
@require_safe
def ending_pdf(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    ending = _ending_or_404(ksm)
    template = "savings/leaving/print_ending.html"
    return print_paper(request, ksm, ending_act(ending), template, lambda: ending_paper(ksm, ending))
