"""The savings book of a group and of one member, on screen and on paper."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404
from groups.exporting import page_or_file
from groups.models import Ksm, Member
from groups.pages import ksm_crumbs, page_of
from ksm.pdf import file_name, pdf_response, render_pdf
from ledger.pages import PAGE_ROWS, asked_period, book_crumbs
from savings.group_book import TITLE, group_book
from savings.group_book_paper import group_book_context
from savings.tables import savings_book_table


def _page(request, ksm: Ksm, member: Member | None, *, title: str, crumbs, pdf_url: str):
    form, first, last = asked_period(request, ksm)
    book = group_book(ksm, first, last, member=member)
    context = {
        "ksm": ksm,
        "title": title,
        "crumbs": crumbs,
        "form": form,
        "first": first,
        "last": last,
        "book": book,
        "page": page_of(request, book.rows, PAGE_ROWS),
        "pdf_url": pdf_url,
    }
    table = partial(savings_book_table, ksm, member, book, first, last)
    return page_or_file(request, "savings/group_book.html", context, table, place=ksm)


def _pdf(request, ksm: Ksm, member: Member | None, *, title: str):
    _, first, last = asked_period(request, ksm)
    context = group_book_context(ksm, first, last, ksm.today(), title=title, member=member)
    whose = f"{member.number} " if member else ""
    called = file_name(f"{title} {whose}{ksm.name}", first, last)
    return pdf_response(called, render_pdf("ledger/books/print_book.html", context))


@login_required
@require_safe
def group_book_page(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    pdf_url = reverse("savings:group_book_pdf", args=[ksm.pk])
    return _page(request, ksm, None, title=TITLE, crumbs=book_crumbs(ksm), pdf_url=pdf_url)


@login_required
@require_safe
def group_book_pdf(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    return _pdf(request, ksm, None, title=TITLE)


def _member_or_404(ksm: Ksm, member_id: int) -> Member:
    member = ksm.members.filter(pk=member_id).first()
    if member is None:
        raise Http404
    return member


@login_required
@require_safe
def member_book_page(request, ksm_id: int, member_id: int):
    """A member's savings book by its form (domain.md 5.6), a period at a time."""
    ksm = ksm_or_404(request.user, ksm_id).ksm
    member = _member_or_404(ksm, member_id)
    ids = [ksm.pk, member.pk]
    crumbs = [
        *ksm_crumbs(ksm),
        ("Anggota", reverse("groups:member_list", args=[ksm.pk])),
        (member.name, reverse("groups:member_detail", args=ids)),
        ("Buku anggota", reverse("savings:passbook", args=ids)),
    ]
    title, pdf_url = f"Buku tabungan {member.name}", reverse("savings:member_book_pdf", args=ids)
    return _page(request, ksm, member, title=title, crumbs=crumbs, pdf_url=pdf_url)


@login_required
@require_safe
def member_book_pdf(request, ksm_id: int, member_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    member = _member_or_404(ksm, member_id)
    return _pdf(request, ksm, member, title="Buku tabungan anggota")
