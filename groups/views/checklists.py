"""The checklists of a group: what was answered, over time, and filling one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.forms.journey import ChecklistForm
from groups.letterhead import Office, Signer, furniture, group_signers
from groups.models import ChecklistRecord
from groups.pages import attempt, path_crumbs, posted
from groups.path.steps import CHECKLIST_BY_CODE, Checklist
from groups.path.travelling import fill_checklist
from groups.registers.withdraw_page import withdraw_page
from groups.registers.withdrawing import withdrawn_rows
from ksm.dates import date_in_words
from ksm.pdf import file_name, pdf_response, render_pdf

SHOWN = 4  # fillings side by side


def _listed(slug: str) -> Checklist:
    if slug not in CHECKLIST_BY_CODE:
        raise Http404
    return CHECKLIST_BY_CODE[slug]


def _words(listed: Checklist, record: ChecklistRecord) -> str:
    """A filling in one line: its day, who filled it, and each answer."""
    given = [
        f"{label}: {' '.join(part for part in record.answers.get(item, []) if part)}"
        for item, label in listed.items
    ]
    return f"{date_in_words(record.filled_on)}, {record.filled_by}. {'; '.join(given)}"


@login_required
@require_safe
def checklist_read(request, ksm_id: int, slug: str):
    """The newest fillings of one checklist side by side, newest first."""
    access = ksm_or_404(request.user, ksm_id)
    listed = _listed(slug)
    records = list(access.ksm.checklists.filter(code=slug).select_related("filled_by")[:SHOWN])
    gone = withdrawn_rows(ChecklistRecord, ksm=access.ksm, code=slug)
    context = {
        "ksm": access.ksm,
        "access": access,
        "checklist": listed,
        "withdrawn": [(_words(listed, row), row) for row in gone.select_related("filled_by", "withdrawn_by")],
        "crumbs": path_crumbs(access.ksm),
        "records": records,
        "items": [
            (label, [record.answers.get(item, ("", "")) for record in records])
            for item, label in listed.items
        ],
    }
    return render(request, "groups/path/checklist_read.html", context)


@login_required
@require_safe
def checklist_pdf(request, ksm_id: int, slug: str):
    """The newest filling on paper; `?kosong` or no filling yet: the empty list, to fill in by hand."""
    ksm = ksm_or_404(request.user, ksm_id).ksm
    listed, today = _listed(slug), ksm.today()
    record = ksm.checklists.filter(code=slug).select_related("filled_by").first()
    if "kosong" in request.GET:
        record = None
    day = record.filled_on if record else today
    filler = Signer("Diisi oleh,", "", record.filled_by.full_name if record else "")
    answers = record.answers if record else {}
    context = {
        "ksm": ksm,
        "checklist": listed,
        "record": record,
        "items": [(label, *answers.get(item, ("", ""))) for item, label in listed.items],
        **furniture(ksm, day, [*group_signers(ksm, day, Office.KETUA), filler]),
    }
    name = file_name(f"{listed.label} {ksm.name}", day)
    return pdf_response(name, render_pdf("groups/path/print_checklist.html", context))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checklist(request, ksm_id: int, slug: str):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    listed = _listed(slug)
    form = ChecklistForm(posted(request), checklist=listed, initial={"filled_on": ksm.today()})
    if form.is_valid():
        facts = {"ksm": ksm, "code": slug, "today": ksm.today(), "by": request.user}
        filled_on, answers = form.cleaned_data["filled_on"], form.answers()
        if attempt(form, fill_checklist, filled_on=filled_on, answers=answers, **facts):
            messages.success(request, f"{listed.label} tersimpan.")
            return redirect("path", ksm.pk)
    context = {"ksm": ksm, "form": form, "checklist": listed, "crumbs": path_crumbs(ksm)}
    context["questions"] = [(form[f"{item}_answer"], form[f"{item}_note"]) for item, _ in listed.items]
    return render(request, "groups/path/checklist.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checklist_withdraw(request, ksm_id: int, slug: str, filling_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    listed = _listed(slug)
    row = get_object_or_404(ksm.checklists, code=slug, pk=filling_id)
    back = reverse("groups:checklist_read", args=[ksm.pk, slug])
    crumbs = [*path_crumbs(ksm), (listed.label, back)]
    what = f"isian {listed.label.lower()}, {date_in_words(row.filled_on)}"
    return withdraw_page(request, row, what=what, today=ksm.today(), crumbs=crumbs, back=back)
