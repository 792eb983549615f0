"""The path of one group: its own steps, and what was decided about it elsewhere in the product."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404
from groups.models import StepRecord
from groups.pages import ksm_crumbs
from groups.path.steps import CHECKLISTS
from groups.path.training import training_coverage
from groups.path.travelling import path_for, step_words
from groups.registers.lists import BY_OWNER
from groups.registers.withdrawing import withdrawn_rows
from ksm.office.step_pipeline import later_steps_done


@login_required
@require_safe
def path(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm, today = access.ksm, access.ksm.today()
    registers = [one for one in BY_OWNER["ksm"].values() if access.sees_ps2 or not one.ps2_only]
    context = {
        "ksm": ksm,
        "access": access,
        "crumbs": ksm_crumbs(ksm),
        "path": path_for(ksm, later_steps_done([ksm.pk]).get(ksm.pk, ())),
        "withdrawn": [(step_words(row), row) for row in withdrawn_rows(StepRecord, ksm=ksm)],
        "registers": registers,
        "checklists": [
            (one, ksm.checklists.filter(code=one.code).select_related("filled_by").first())
            for one in CHECKLISTS
        ],
        "coverage": training_coverage(ksm, today),
        "trainings": ksm.trainings.all()[:10],
    }
    return render(request, "ksm/group/path.html", context)
