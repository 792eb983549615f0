"""What members agree to about their data, what they ask to be put right, and looks at whole numbers."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.access import Access, ksm_or_404
from groups.consents.consenting import carry_out, record_consents, withdraw_consent
from groups.consents.paper import consent_context
from groups.consents.requests import answer_request, ask_to_put_right
from groups.consents.standing import not_asked, standing_for, standings_for, waiting_withdrawals
from groups.exporting import page_or_file
from groups.forms.consents import (
    AnswerRequestForm,
    ConsentForm,
    DataRequestForm,
    WholeNumbersForm,
    WithdrawConsentForm,
)
from groups.members.identity import look_at_numbers
from groups.models import Consent, DataRequest, Ksm
from groups.pages import attempt, form_page, ksm_crumbs, posted, press
from groups.tables import consent_table
from ksm.pdf import file_name, pdf_response, render_pdf


def _crumbs(ksm, member=None):
    found = [*ksm_crumbs(ksm), ("Anggota", reverse("groups:member_list", args=[ksm.pk]))]
    if member:
        found.append((member.name, reverse("groups:member_detail", args=[ksm.pk, member.pk])))
    return found


def _member_or_404(ksm, member_id: int):
    member = get_object_or_404(ksm.members, pk=member_id)
    member.ksm = ksm
    return member


def _asked_member(request, ksm: Ksm):
    """Whom the address names (`?anggota=`), as rows; None where it names nobody. 404 for a stranger."""
    asked = request.GET.get("anggota", "")
    if not asked:
        return None
    found = ksm.members.filter(pk=int(asked)) if asked.isdecimal() and len(asked) < 19 else None
    if not found:
        raise Http404
    return found


@login_required
@require_safe
def consent_list(request, ksm_id: int):
    """Who of the members agreed to what; withdrawals that did not take effect yet stand on top."""
    access = ksm_or_404(request.user, ksm_id)
    ksm, today = access.ksm, access.ksm.today()
    members = list(ksm.members.active_on(today).order_by("number"))
    standings = standings_for(members)
    rows = [(member, standings[member.pk]) for member in members]
    context = {
        "access": access,
        "ksm": ksm,
        "rows": rows,
        "not_asked": sum(not standing.is_asked for _, standing in rows),
        "waiting": waiting_withdrawals(Ksm.objects.filter(pk=ksm.pk)),
        "now": timezone.now(),
        "crumbs": _crumbs(ksm),
    }
    table = partial(consent_table, ksm, rows)
    return page_or_file(request, "groups/consents/list.html", context, table, place=ksm)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consent_record(request, ksm_id: int):
    """Several members who agreed on one day; those who were not asked yet are marked already."""
    ksm = ksm_or_404(request.user, ksm_id, Access.can_record_say).ksm
    today = ksm.today()
    chosen = _asked_member(request, ksm)
    initial = {"on": today, "members": not_asked(ksm.members.all(), today) if chosen is None else chosen}
    members = ksm.members.active_on(today) if chosen is None else chosen
    form = ConsentForm(posted(request), members=members.order_by("number"), initial=initial)
    facts = {"ksm": ksm, "today": today, "by": request.user}
    if form.is_valid() and (made := attempt(form, record_consents, **facts, **form.word())):
        messages.success(request, f"Persetujuan {len(made)} anggota tercatat.")
        return redirect("groups:consent_list", ksm.pk)
    return form_page(
        request,
        form,
        heading="Catat persetujuan data pribadi",
        crumbs=_crumbs(ksm),
        back=reverse("groups:consent_list", args=[ksm.pk]),
        lead="Bacakan naskahnya dulu. Cetak formulirnya bila anggota akan menandatangani.",
        links=[("Cetak formulir", reverse("groups:consent_pdf", args=[ksm.pk]))],
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consent_withdraw(request, ksm_id: int, member_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_record_say).ksm
    member = _member_or_404(ksm, member_id)
    standing, today = standing_for(member), ksm.today()
    form = WithdrawConsentForm(posted(request), scopes=standing.scopes, initial={"on": today})
    facts = {"member": member, "today": today, "by": request.user}
    refused = "" if standing.scopes else "Tidak ada persetujuan yang dapat ditarik."
    if not refused and form.is_valid() and attempt(form, withdraw_consent, **facts, **form.word()):
        messages.success(request, "Penarikan tercatat. Datanya dihapus paling lambat 3 x 24 jam.")
        return redirect("groups:member_detail", ksm.pk, member.pk)
    return form_page(
        request,
        form,
        heading=f"{member.name} menarik persetujuan",
        crumbs=_crumbs(ksm, member),
        back=reverse("groups:member_detail", args=[ksm.pk, member.pk]),
        submit="Catat penarikan",
        lead="Datanya dihapus paling lambat 3 x 24 jam sejak tanggal itu. Nama, NIK, dan uangnya tetap.",
        refused=refused,
    )


@login_required
@require_POST
def consent_carry_out(request, ksm_id: int, withdrawal_id: int):
    """Empty what a member withdrew, without waiting for the night."""
    ksm = ksm_or_404(request.user, ksm_id, Access.can_record_say).ksm
    words = Consent.objects.filter(act=Consent.Act.WITHDRAWN, member__ksm=ksm).select_related("member")
    withdrawal = get_object_or_404(words, pk=withdrawal_id)
    if press(request, carry_out, withdrawal=withdrawal, by=request.user):
        messages.success(request, f"Data {withdrawal.member.name} yang ditarik sudah dihapus.")
    return redirect("groups:member_detail", ksm.pk, withdrawal.member_id)


@login_required
@require_safe
def consent_pdf(request, ksm_id: int):
    """Forms to be signed: of one member (`?anggota=`), else of all who were not asked, or of everybody."""
    ksm = ksm_or_404(request.user, ksm_id).ksm
    today, chosen = ksm.today(), _asked_member(request, ksm)
    if chosen is None:
        chosen = not_asked(ksm.members.all(), today) or ksm.members.active_on(today)
    members = list(chosen)
    context = consent_context(ksm, sorted(members, key=lambda one: one.number), today)
    name = file_name(f"Persetujuan data pribadi {ksm.name}", today)
    return pdf_response(name, render_pdf("groups/consents/print_consent.html", context))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def data_request_create(request, ksm_id: int, member_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_record_say).ksm
    member, today = _member_or_404(ksm, member_id), ksm.today()
    form = DataRequestForm(posted(request), initial={"asked_on": today})
    facts = {"member": member, "today": today, "by": request.user}
    back = reverse("member_file", args=[ksm.pk, member.pk])
    if form.is_valid() and attempt(form, ask_to_put_right, **facts, **form.cleaned_data):
        messages.success(request, "Permintaan tercatat dan menunggu jawaban fasilitator.")
        return redirect(back)
    heading = f"{member.name} meminta perbaikan data"
    return form_page(request, form, heading=heading, crumbs=_crumbs(ksm, member), back=back)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def data_request_answer(request, ksm_id: int, wish_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_answer_members).ksm
    wish = get_object_or_404(DataRequest.objects.select_related("member"), pk=wish_id, member__ksm=ksm)
    form = AnswerRequestForm(posted(request))
    back = reverse("member_file", args=[ksm.pk, wish.member_id])
    is_answered = wish.state != DataRequest.State.WAITING
    facts = {"request": wish, "now": timezone.now(), "by": request.user}
    if not is_answered and form.is_valid() and attempt(form, answer_request, **facts, **form.cleaned_data):
        messages.success(request, "Jawaban tercatat.")
        return redirect(back)
    return form_page(
        request,
        form,
        heading=f"Jawab permintaan {wish.member.name}",
        crumbs=_crumbs(ksm, wish.member),
        back=back,
        facts=[("Yang diminta", wish.wish), ("Diminta tanggal", f"{wish.asked_on:%d-%m-%Y}")],
        links=[("Ubah data anggota", reverse("groups:member_update", args=[ksm.pk, wish.member_id]))],
        refused="Permintaan ini sudah dijawab." if is_answered else "",
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def whole_numbers(request, ksm_id: int, member_id: int):
    """NIK, KK and telephone of one member, whole, for a purpose that is written into the trail."""
    ksm = ksm_or_404(request.user, ksm_id, Access.sees_whole_nik).ksm
    member = _member_or_404(ksm, member_id)
    form = WholeNumbersForm(posted(request))
    facts: list[tuple[str, str]] = []
    if form.is_valid():
        looked = {"member": member, "purpose": form.words(), "by": request.user}
        facts = attempt(form, look_at_numbers, **looked) or []
    return form_page(
        request,
        form,
        heading=f"Nomor lengkap {member.name}",
        crumbs=_crumbs(ksm, member),
        back=reverse("groups:member_detail", args=[ksm.pk, member.pk]),
        submit="Perlihatkan",
        lead="Siapa membukanya, kapan, dari mana, dan untuk apa, tercatat di riwayat KSM.",
        facts=facts,
    )
