"""The proposed order of the loans that members asked for, with its reasons (H1)."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404
from groups.exporting import page_or_file
from ledger.pages import loan_crumbs
from meetings.borrowing_order import proposed_order
from meetings.tables import order_table


@login_required
@require_safe
def loan_order(request, ksm_id: int):
    """Only for those who may know who is on the list of the poor (J15): the order would tell it."""
    access = ksm_or_404(request.user, ksm_id)
    if not access.sees_ps2:
        raise PermissionDenied
    ksm = access.ksm
    context = {
        "ksm": ksm,
        "access": access,
        "crumbs": loan_crumbs(ksm),
        "candidates": proposed_order(ksm, ksm.today()),
    }
    table = partial(order_table, ksm, context["candidates"])
    return page_or_file(request, "meetings/loan_order.html", context, table, place=ksm)
