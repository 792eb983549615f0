"""Papan: the page of big figures for the wall of the hall."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404
from groups.pages import ksm_crumbs
from ksm.group.board import board_of
from ksm.group.poster import poster_context
from ksm.pdf import file_name, pdf_response, render_pdf


@login_required
@require_safe
def board(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    context = {"ksm": ksm, "board": board_of(ksm, ksm.today()), "crumbs": ksm_crumbs(ksm)}
    return render(request, "ksm/group/board.html", context)


@login_required
@require_safe
def poster_pdf(request, ksm_id: int):
    """The poster for the wall, A3."""
    ksm = ksm_or_404(request.user, ksm_id).ksm
    pdf = render_pdf("ksm/group/print_poster.html", poster_context(ksm, ksm.today()))
    return pdf_response(file_name(f"Poster {ksm.name}", ksm.today()), pdf)
