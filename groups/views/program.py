"""The programme's thresholds: read by everybody, set anew by an administrator."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Field, Model, PositiveBigIntegerField
from django.forms import model_to_dict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Role, require_administrator, roles_of
from groups.forms.program import ProgramRuleForm, values_of
from groups.models import ProgramRule
from groups.pages import attempt, form_page, posted
from groups.program_rules import set_program_rule
from ksm.money import format_rupiah


def _shown(column: Field, value) -> str:
    if isinstance(column, PositiveBigIntegerField):  # amounts; all else counts
        return format_rupiah(value)
    return ("ya" if value else "tidak") if isinstance(value, bool) else str(value)


def rule_context(request, model: type[Model]) -> dict:
    """Every set of dated thresholds side by side, the newest first; which one is in force today."""
    rules = list(model.objects.select_related("recorded_by"))
    columns = [model._meta.get_field(name) for name in values_of(model)]
    return {
        "rules": rules,
        "current": model.objects.in_force_on(timezone.localdate()),
        "lines": [
            (column.verbose_name, [_shown(column, getattr(rule, column.name)) for rule in rules])
            for column in columns
        ],
        "can_edit": Role.ADMINISTRATOR in roles_of(request.user),
    }


@login_required
@require_safe
def rule_table(request):
    return render(request, "groups/program_rules.html", rule_context(request, ProgramRule))


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
