"""The group's savings book, on screen and on paper."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404
from groups.views.pages import page_of
from ksm.bookpaper import Column, Kind
from ksm.pdf import pdf_response, render_pdf
from ledger.papers import BALANCE, DAY, NO, book_context, period_words
from ledger.views.books import PAGE_ROWS, asked_period, book_crumbs
from savings.group_book import group_book

COLUMNS = (
    NO,
    DAY,
    Column("Bukti", css="w-mark"),
    Column("Uraian"),
    Column("Pokok", Kind.SUM, "w-money"),
    Column("Wajib", Kind.SUM, "w-money"),
    Column("Sukarela", Kind.SUM, "w-money"),
    Column("Penarikan", Kind.SUM, "w-money"),
    BALANCE,
)


@login_required
@require_safe
def group_book_page(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    form, first, last = asked_period(request, ksm)
    book = group_book(ksm, first, last)
    page = page_of(request, book.rows, PAGE_ROWS)
    context = {
        "ksm": ksm,
        "crumbs": book_crumbs(ksm),
        "form": form,
        "first": first,
        "last": last,
        "book": book,
        "page": page,
    }
    return render(request, "savings/group_book.html", context)


@login_required
@require_safe
def group_book_pdf(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    _, first, last = asked_period(request, ksm)
    book = group_book(ksm, first, last)
    rows = [
        (
            str(number),
            f"{row.date:%d-%m-%Y}",
            str(row.entry_number),
            row.text,
            row.pokok or None,
            row.wajib or None,
            row.sukarela or None,
            row.withdrawn or None,
            row.balance,
        )
        for number, row in enumerate(book.rows, start=1)
    ]
    context = book_context(
        ksm,
        title="Buku tabungan kelompok",
        subtitle=period_words(first, last),
        today=ksm.today(),
        columns=COLUMNS,
        rows=rows,
        opening=book.opening,
    )
    return pdf_response(
        f"buku-tabungan-{ksm.pk}-{first}-{last}.pdf", render_pdf("ledger/print_book.html", context)
    )
