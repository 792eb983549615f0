"""The five basic rules of one group."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.agreements.five_rules import agree_rule, agree_rules, correct_rule, rules_by_kind
from groups.agreements.proposals import USUAL
from groups.forms.rules import CorrectionForm, FiveRulesForm, RuleForm, facts_of
from groups.models import GroupRule
from groups.pages import attempt, form_page, ksm_crumbs, led_on, posted

# How the address names a rule.
SLUGS = {
    "pertemuan": GroupRule.Kind.MEETING,
    "tabungan": GroupRule.Kind.SAVING,
    "pencatatan": GroupRule.Kind.RECORDING,
    "pinjaman": GroupRule.Kind.LOAN,
    "angsuran": GroupRule.Kind.INSTALLMENT,
}


@login_required
@require_safe
def rule_list(request, ksm_id):
    access = ksm_or_404(request.user, ksm_id)
    rules = rules_by_kind(access.ksm, access.ksm.today())
    for slug, rule in zip(SLUGS, rules, strict=True):
        rule["slug"] = slug
    context = {
        "access": access,
        "ksm": access.ksm,
        "rules": rules,
        "agreed": sum(1 for rule in rules if rule["current"]),
        "crumbs": ksm_crumbs(access.ksm),
    }
    return render(request, "groups/agreements/list.html", context)


def _rule_form(request, form, ksm, heading, **more):
    back = reverse("groups:rule_list", args=[ksm.pk])
    crumbs = [*ksm_crumbs(ksm), ("Aturan", back)]
    return form_page(request, form, heading=heading, crumbs=crumbs, back=back, **more)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rules_together(request, ksm_id):
    """The rules that are missing, in one form with wording to begin with."""
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    today, data = ksm.today(), posted(request)
    kinds = [rule["kind"] for rule in rules_by_kind(ksm, today) if not rule["current"]]
    if not kinds:
        messages.info(request, "Kelima aturan sudah disepakati.")
        return redirect("groups:rule_list", ksm.pk)
    if data is not None and data.get("then") == "usual":
        typed = USUAL | {name: value for name, value in data.items() if value}
        form, data = FiveRulesForm(initial=typed, ksm=ksm, kinds=kinds), None
    else:
        form = FiveRulesForm(data, initial={"agreed_on": today}, ksm=ksm, kinds=kinds)
    facts = form.facts() if form.is_valid() else None
    rules = attempt(form, agree_rules, ksm=ksm, today=today, by=request.user, **facts) if facts else None
    if rules:
        messages.success(request, f"{len(rules)} aturan sudah dicatat.")
        return led_on(ksm, "groups:rule_list")
    back = reverse("groups:rule_list", args=[ksm.pk])
    context = {"form": form, "crumbs": [*ksm_crumbs(ksm), ("Aturan", back)], "back": back}
    return render(request, "groups/agreements/together.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule_create(request, ksm_id, slug):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    if slug not in SLUGS:
        raise Http404
    kind, today = SLUGS[slug], ksm.today()
    current = ksm.rules.in_force_on(today).filter(kind=kind).first()
    initial = {**(facts_of(current) if current else {}), "agreed_on": today, "signed": False}
    form = RuleForm(posted(request), kind=kind, initial=initial)
    facts = form.facts() if form.is_valid() else None
    if facts and attempt(form, agree_rule, ksm=ksm, kind=kind, today=today, by=request.user, **facts):
        messages.success(request, f"Aturan {kind.label.lower()} sudah dicatat.")
        return redirect("groups:rule_list", ksm.pk)
    lead = (
        "Kesepakatan baru menggantikan yang lama mulai tanggalnya; yang lama tetap dapat dibaca."
        if current
        else ""
    )
    return _rule_form(request, form, ksm, f"Aturan {kind.label.lower()}", lead=lead)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule_correct(request, ksm_id, rule_id):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    rule = get_object_or_404(ksm.rules, pk=rule_id)
    form = CorrectionForm(posted(request), kind=rule.kind, initial=facts_of(rule))
    facts = {**form.facts(), "reason": form.cleaned_data["reason"]} if form.is_valid() else None
    if facts and attempt(form, correct_rule, rule=rule, today=ksm.today(), by=request.user, **facts):
        messages.success(request, "Perbaikan disimpan; bunyi sebelumnya ada di riwayat.")
        return redirect("groups:rule_list", ksm.pk)
    lead = "Hanya untuk salah tulis. Bila kelompok mengubah kesepakatannya, buat kesepakatan baru."
    return _rule_form(request, form, ksm, f"Perbaiki aturan {rule.get_kind_display().lower()}", lead=lead)
