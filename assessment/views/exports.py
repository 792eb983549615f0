"""A whole group as the workbook that import takes."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from assessment.exporting import whole_workbook
from groups.access import Access, ksm_or_404
from groups.exporting import log_export, xlsx_response
from groups.members.identity import log_disclosure
from groups.models import NikDisclosure
from groups.pages import refuse
from ksm.refusals import RefusalError


@login_required
@require_safe
def group_workbook(request, ksm_id: int):
    """The file holds whole NIK: only for who may print them, and each is logged."""
    ksm = ksm_or_404(request.user, ksm_id, Access.sees_whole_nik).ksm
    title = f"Buku kerja {ksm.name}"
    try:
        content = whole_workbook(ksm, ksm.today())
    except RefusalError as refusal:
        refuse(request, str(refusal))
        return redirect("ledger:index", ksm.pk)
    members = ksm.members.all()
    log_disclosure(ksm=ksm, members=members, paper=title, by=request.user, way=NikDisclosure.Way.FILE)
    log_export(
        title=title,
        address=request.path,
        asked="",
        form="xlsx",
        rows=len(members),
        place=ksm,
        by=request.user,
    )
    return xlsx_response(title, ksm.today(), content)
