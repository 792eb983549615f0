"""Papan: the page of big figures for the wall of the hall."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404
from groups.pages import ksm_crumbs
from ksm.group.board import board_of


@login_required
@require_safe
def board(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    context = {"ksm": ksm, "board": board_of(ksm, ksm.today()), "crumbs": ksm_crumbs(ksm)}
    return render(request, "ksm/group/board.html", context)
