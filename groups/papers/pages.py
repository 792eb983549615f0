"""How every official paper is printed: numbered, and word for word as it was printed the first time."""

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string

from groups.locking import lock_ksm
from groups.models import Ksm, PaperPrint
from groups.papers.known import as_known
from groups.papers.marks import marked
from groups.papers.register import Act, issue, paper_of
from ksm.keys import MARK, Unreadable, seal_of
from ksm.pdf import document_response, file_name

Context = Callable[[], dict[str, Any]]


def print_paper(
    request,
    ksm: Ksm,
    act: Act,
    template: str,
    context: Context,
    *,
    edition: str = "",
    is_restricted: bool = False,
    is_draft: bool = False,
    about: Sequence[Model] = (),
) -> HttpResponse:
    """The answer of a page that prints an official paper of a group.

    `context` is asked for the first print only; what is printed then is kept and printed ever after. It tells
    what was known when the act was recorded (groups.papers.known); `about` are the rows that the page has
    read for it already. Each `edition` of a paper (a stage of its subject, or what only some may read:
    `is_restricted`) is kept apart. A draft has no number yet, says so, and is not kept. The number is given
    in `number`.
    """
    name = file_name(f"{act.title} {ksm.name}", act.day)
    if is_draft:
        html = render_to_string(template, context() | {"number": "", "is_draft": True}, request)
        return document_response(name, marked(html, request, first=None))
    first, is_first = first_print(
        request, ksm, act, template, context, edition=edition, is_restricted=is_restricted, about=about
    )
    reprinted = None if is_first else ksm.today()
    return document_response(name, marked(_content(first), request, first=first, on=reprinted))


def asked_paper_day(request, name: str) -> datetime.date | None:
    """The day by which an older paper is asked for; None where none is. Raises Http404 for what is no day."""
    typed = request.GET.get(name)
    if typed is None:
        return None
    try:
        return datetime.date.fromisoformat(typed)
    except ValueError:
        raise Http404 from None


def reprint(request, ksm: Ksm, first: PaperPrint) -> HttpResponse:
    """A paper as it was printed first, by whoever may read its kind of print."""
    paper = first.paper
    name = file_name(f"{paper.title} {paper.ksm_name}", paper.day)
    return document_response(name, marked(_content(first), request, first=first, on=ksm.today()))


def _content(first: PaperPrint) -> str:
    """What was printed first; a page that says so where no key opens it."""
    if isinstance(first.content, Unreadable):
        context = {"paper": first.paper, "paper_size": first.paper.bkm.sheet}
        return render_to_string("groups/papers/print_unreadable.html", context)
    return first.content


@transaction.atomic
def first_print(
    request,
    ksm: Ksm,
    act: Act,
    template: str,
    context: Context,
    *,
    edition: str,
    is_restricted: bool,
    about: Sequence[Model] = (),
) -> tuple[PaperPrint, bool]:
    """What was printed first of an edition, and whether that is now. Numbers an act from before the register.

    The group is locked where something is written.
    """
    paper = paper_of(ksm, act)
    kept = paper and paper.prints.filter(edition=edition).first()
    if not (paper and kept):
        lock_ksm(ksm.pk)
        paper = paper_of(ksm, act) or issue(ksm, [act])[0]
        kept = paper.prints.filter(edition=edition).first()
    if kept:
        kept.paper = paper
        return kept, False
    with as_known(ksm, paper.issued_at, about):
        html = render_to_string(template, context() | {"number": paper.number, "is_draft": False}, request)
    seal = seal_of(html)
    made = PaperPrint.objects.create(
        paper=paper,
        edition=edition,
        is_restricted=is_restricted,
        content=html,
        seal=seal,
        mark=seal[:MARK],
        printed_on=ksm.today(),
        by=request.user,
    )
    return made, True
