"""Members and officers of one group."""

from copy import copy
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.consents.standing import standing_for
from groups.exporting import page_or_file
from groups.forms.members import EndTermForm, MemberFilter, MemberForm, OfficersForm
from groups.forms.roster import Roster
from groups.members.enrolment import enrol_member, member_warnings, next_number, update_member
from groups.members.identity import asks_whole_nik, log_disclosure
from groups.members.offices import elect_officers, end_term
from groups.members.papers import card_context, statement_context
from groups.members.persons import look_alikes, other_memberships
from groups.members.roster import roster_likenesses, roster_warnings
from groups.models import Ksm
from groups.pages import attempt, form_page, ksm_crumbs, led_on, page_of, posted, refusal, warn
from groups.registers.withdraw_page import reason_page
from groups.registers.withdrawing import require_member_empty, take_out_member
from groups.tables import list_of_members, officer_table
from ksm.pdf import file_name, pdf_response, render_pdf


def _crumbs(ksm):
    return [*ksm_crumbs(ksm), ("Anggota", reverse("groups:member_list", args=[ksm.pk]))]


@login_required
@require_safe
def member_list(request, ksm_id):
    access = ksm_or_404(request.user, ksm_id)
    today = access.ksm.today()
    listing = MemberFilter(request.GET, access.ksm.members.order_by("number"), today=today)
    page = page_of(request, listing.qs, size=50)
    offices = dict(access.ksm.officers.filter(end=None).values_list("member_id", "role"))
    for member in page:
        member.is_active_today = member.is_active_on(today)
        member.office = dict(access.ksm.officers.model.Role.choices).get(offices.get(member.pk, ""), "")
    context: dict = {
        "access": access,
        "ksm": access.ksm,
        "filter": listing,
        "page": page,
        "is_filtered": bool(request.GET.get("cari") or request.GET.get("status")),
        "crumbs": ksm_crumbs(access.ksm),
    }
    table = partial(list_of_members, access, listing.qs, today)
    return page_or_file(request, "groups/members/list.html", context, table, place=access.ksm)


@login_required
@require_safe
def member_detail(request, ksm_id, member_id):
    access = ksm_or_404(request.user, ksm_id)
    member = get_object_or_404(access.ksm.members, pk=member_id)
    member.ksm = access.ksm
    today = access.ksm.today()
    context = {
        "access": access,
        "ksm": access.ksm,
        "member": member,
        "is_active": member.is_active_on(today),
        "other_memberships": other_memberships(member),
        "offices": member.offices.order_by("-start"),
        "standing": standing_for(member),
        "now": timezone.now(),
        "doubts": member_warnings(member, request.user, today) if access.can_record else [],
        "crumbs": _crumbs(access.ksm),
    }
    return render(request, "groups/members/detail.html", context)


@login_required
@require_safe
def statement_pdf(request, ksm_id: int, member_id: int):
    """A member's surat pernyataan, to be signed."""
    access = ksm_or_404(request.user, ksm_id)
    ksm, is_whole = access.ksm, asks_whole_nik(request, access)
    member = get_object_or_404(ksm.members, pk=member_id)
    if is_whole:
        paper = f"Surat pernyataan anggota nomor {member.number}"
        log_disclosure(ksm=ksm, members=[member], paper=paper, by=request.user)
    context = statement_context(member, ksm, ksm.today(), is_whole=is_whole)
    name = file_name(f"Surat pernyataan {member.name} {ksm.name}", ksm.today())
    return pdf_response(name, render_pdf("groups/members/print_statement.html", context))


@login_required
@require_safe
def card_pdf(request, ksm_id: int, member_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    member = get_object_or_404(ksm.members, pk=member_id)
    name = file_name(f"Kartu anggota {member.name} {ksm.name}", ksm.today())
    context = card_context(member, ksm, ksm.today())
    return pdf_response(name, render_pdf("groups/members/print_card.html", context))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_create(request, ksm_id):
    access = ksm_or_404(request.user, ksm_id, Access.can_record)
    ksm, today = access.ksm, access.ksm.today()
    initial = {
        "number": next_number(ksm),
        "joined_on": today,
        "rt": ksm.rt,
        "rw": ksm.rw,
        "consent_on": today,
    }
    form = MemberForm(posted(request), initial=initial, today=today, sees_ps2=access.sees_ps2)
    if form.is_valid() and not form.ask_whether_sure(look_alikes(ksm, **form.identity())):
        said = {"consent": form.consent(), "today": today, "by": request.user}
        member = attempt(form, enrol_member, ksm=ksm, **said, **form.facts())
        if member:
            messages.success(request, f"{member.name} tercatat sebagai anggota nomor {member.number}.")
            warn(request, member_warnings(member, request.user, today))
            return redirect("groups:member_list", ksm.pk)
    back = reverse("groups:member_list", args=[ksm.pk])
    return form_page(
        request,
        form,
        heading="Anggota baru",
        crumbs=_crumbs(ksm),
        back=back,
        notices=[str(doubt) for doubt in form.errors.get("sure", ())],
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_table(request, ksm_id):
    """Several members at once, saved whole or not at all."""
    ksm = ksm_or_404(request.user, ksm_id, Access.can_record).ksm
    today = ksm.today()
    roster = Roster(posted(request), today=today)
    is_ready = roster.is_valid() and not roster.needs_look(roster_likenesses(ksm, roster.newcomers()))
    if is_ready and (members := roster.enrol(ksm=ksm, today=today, by=request.user)):
        messages.success(request, f"{len(members)} anggota tercatat, mulai nomor {members[0].number}.")
        warn(request, roster_warnings(ksm, members))
        again = redirect("groups:member_table", ksm.pk)
        return again if roster.then == "again" else led_on(ksm, "groups:member_list")
    context = {
        "ksm": ksm,
        "roster": roster,
        "next_number": next_number(ksm),
        "members_count": ksm.members.active_on(today).count(),
        "crumbs": _crumbs(ksm),
        "back": reverse("groups:member_list", args=[ksm.pk]),
    }
    return render(request, "groups/members/roster.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_update(request, ksm_id, member_id):
    access = ksm_or_404(request.user, ksm_id, Access.can_correct_members)
    ksm, today = access.ksm, access.ksm.today()
    member = get_object_or_404(ksm.members, pk=member_id)
    is_closed = ksm.phase == Ksm.Phase.CLOSED
    facts = {"today": today, "sees_ps2": access.sees_ps2, "is_closed": is_closed}
    form = MemberForm(posted(request), instance=copy(member), **facts)
    if form.is_valid() and not form.ask_whether_sure(_new_likeness(member, form)):
        saved = attempt(form, update_member, member=member, today=today, by=request.user, **form.facts())
        if saved:
            messages.success(request, f"Data {saved.name} sudah disimpan.")
            warn(request, member_warnings(saved, request.user, today))
            return redirect("groups:member_detail", ksm.pk, saved.pk)
    lead = "KSM sudah ditutup: nomor, hari masuk, dan uang tetap." if is_closed else ""
    return _member_form(request, form, member, f"Ubah data {member.name}", lead=lead)


def _new_likeness(member, form) -> list[str]:
    """Asked once, when what makes a person is changed, not at every later change of a telephone."""
    before = {"name": member.name, "birth_date": member.birth_date, "nik": member.nik}
    now = form.identity()
    return [] if now == before else look_alikes(member.ksm, **now, member=member)


def _member_form(request, form, member, heading, **more):
    back = reverse("groups:member_detail", args=[member.ksm_id, member.pk])
    return form_page(
        request,
        form,
        heading=heading,
        crumbs=_crumbs(member.ksm),
        back=back,
        notices=[str(doubt) for doubt in form.errors.get("sure", ())],
        **more,
    )


@login_required
@require_safe
def officer_list(request, ksm_id):
    access = ksm_or_404(request.user, ksm_id)
    terms = list(access.ksm.officers.select_related("member").order_by("-start", "role"))
    context: dict = {
        "access": access,
        "ksm": access.ksm,
        "current": sorted((term for term in terms if term.end is None), key=lambda term: term.role),
        "past": [term for term in terms if term.end is not None],
        "crumbs": ksm_crumbs(access.ksm),
    }
    table = partial(officer_table, access.ksm, [*context["current"], *context["past"]])
    return page_or_file(request, "groups/members/officers.html", context, table, place=access.ksm)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def officer_create(request, ksm_id):
    """The three offices in one form."""
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    today = ksm.today()
    held = {term.role.lower(): term.member_id for term in ksm.officers.filter(end=None)}
    form = OfficersForm(
        posted(request), members=ksm.members.active_on(today), initial=held | {"start": today}
    )
    facts = {"ksm": ksm, "today": today, "by": request.user}
    if form.is_valid():
        elected, start = form.elected(), form.cleaned_data["start"]
        terms = attempt(form, elect_officers, elected=elected, start=start, **facts)
        if terms is not None:
            for term in terms:
                messages.success(request, f"{term.member.name} sekarang {term.get_role_display()}.")
            return led_on(ksm, "groups:officer_list")
    back = reverse("groups:officer_list", args=[ksm.pk])
    crumbs = [*ksm_crumbs(ksm), ("Pengurus", back)]
    lead = "Pilih ketiganya sekaligus. Pejabat lama berhenti pada tanggal yang sama."
    return form_page(request, form, heading="Pilih pengurus", crumbs=crumbs, back=back, lead=lead)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def officer_end(request, ksm_id, term_id):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    term = ksm.officers.filter(pk=term_id, end=None).select_related("member").first()
    if term is None:
        raise Http404
    form = EndTermForm(posted(request), initial={"end": ksm.today()})
    facts = form.cleaned_data if form.is_valid() else None
    if facts and attempt(form, end_term, term=term, today=ksm.today(), by=request.user, **facts):
        messages.success(request, f"{term.member.name} tidak lagi {term.get_role_display()}.")
        return redirect("groups:officer_list", ksm.pk)
    back = reverse("groups:officer_list", args=[ksm.pk])
    heading = f"{term.member.name} berhenti sebagai {term.get_role_display()}"
    crumbs = [*ksm_crumbs(ksm), ("Pengurus", back)]
    return form_page(request, form, heading=heading, crumbs=crumbs, back=back, submit="Catat berhenti")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_take_out(request, ksm_id, member_id):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    member = get_object_or_404(ksm.members, pk=member_id)
    member.ksm = ksm
    return reason_page(
        request,
        partial(take_out_member, member=member, by=request.user),
        heading=f"Tarik anggota {member.number}. {member.name}",
        lead="Hanya untuk yang salah dicatat dan belum punya catatan apa pun. Riwayat KSM menyimpannya.",
        done=f"{member.name} ditarik dari daftar anggota.",
        crumbs=_crumbs(ksm),
        back=reverse("groups:member_detail", args=[ksm.pk, member.pk]),
        leads_to=reverse("groups:member_list", args=[ksm.pk]),
        refused=refusal(require_member_empty, member=member),
    )
