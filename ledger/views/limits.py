"""Class limits and reserves: read by everybody, set anew by an administrator."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import model_to_dict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import require_administrator
from groups.exporting import page_or_file
from groups.forms.program import values_of
from groups.pages import attempt, form_page, posted
from groups.program_rules import rule_context
from groups.tables import rule_table_of
from ledger.loans.limits import set_collectability_rule
from ledger.loans.limits_form import CollectabilityRuleForm
from ledger.models import CollectabilityRule


def _crumbs():
    return [("Ketentuan program", reverse("groups:program_rules"))]


@login_required
@require_safe
def collectability_rules(request):
    context = rule_context(CollectabilityRule, today=timezone.localdate(), user=request.user)
    table = partial(rule_table_of, "Ketentuan kolektibilitas", context)
    context |= {"crumbs": _crumbs()}
    return page_or_file(request, "ledger/loans/collectability_rules.html", context, table)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def collectability_rule_create(request):
    require_administrator(request.user)
    today = timezone.localdate()
    initial = model_to_dict(CollectabilityRule.objects.in_force_on(today), values_of(CollectabilityRule))
    form = CollectabilityRuleForm(posted(request), initial=initial)
    facts = {"today": today, "by": request.user}
    if form.is_valid() and attempt(form, set_collectability_rule, **facts, **form.cleaned_data):
        messages.success(request, "Ketentuan kolektibilitas ditetapkan.")
        return redirect("ledger:collectability_rules")
    back = reverse("ledger:collectability_rules")
    return form_page(
        request,
        form,
        heading="Ketentuan kolektibilitas baru",
        crumbs=[*_crumbs(), ("Kolektibilitas", back)],
        back=back,
        lead="Laporan hari yang lalu tetap dibaca dengan ketentuannya sendiri.",
    )
