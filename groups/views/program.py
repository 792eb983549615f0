"""The programme's thresholds: read by everybody, set anew by an administrator."""

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
from groups.forms.program import ProgramRuleForm, values_of
from groups.models import ProgramRule
from groups.pages import attempt, form_page, posted
from groups.program_rules import rule_context, set_program_rule
from groups.tables import rule_table_of


@login_required
@require_safe
def rule_table(request):
    context = rule_context(ProgramRule, today=timezone.localdate(), user=request.user)
    table = partial(rule_table_of, "Ketentuan program", context)
    return page_or_file(request, "groups/program_rules.html", context, table)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule_create(request):
    require_administrator(request.user)
    today = timezone.localdate()
    initial = model_to_dict(ProgramRule.objects.in_force_on(today), values_of(ProgramRule))
    form = ProgramRuleForm(posted(request), initial=initial)
    facts = {"today": today, "by": request.user}
    if form.is_valid() and attempt(form, set_program_rule, **facts, **form.cleaned_data):
        messages.success(request, "Ketentuan program ditetapkan.")
        return redirect("groups:program_rules")
    back = reverse("groups:program_rules")
    return form_page(
        request,
        form,
        heading="Ketentuan baru",
        crumbs=[("Ketentuan program", back)],
        back=back,
        lead="Keputusan lama tetap dibaca dengan ketentuannya sendiri. Program dapat memakai angka lain.",
    )
