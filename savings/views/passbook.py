"""A member's passbook, on screen and printed; the opening balances of an old group."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.exporting import page_or_file
from groups.pages import attempt, ksm_crumbs, page_of, posted, warn
from ksm.pdf import file_name, pdf_response, render_pdf
from ledger.pages import PAGE_ROWS, act_page
from savings.forms import OpeningForm, SetOffForm, member_forms
from savings.member_card import card_context
from savings.opening import open_books, uncovered_sentences
from savings.passbook import passbook_of
from savings.setting_off import set_off
from savings.tables import passbook_table
from savings.undoing import opening_of


def _context(request, ksm_id: int, member_id: int) -> dict:
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    member = ksm.members.filter(pk=member_id).first()
    if member is None:
        raise Http404
    member.ksm = ksm
    crumbs = [
        *ksm_crumbs(ksm),
        ("Anggota", reverse("groups:member_list", args=[ksm.pk])),
        (member.name, reverse("groups:member_detail", args=[ksm.pk, member.pk])),
    ]
    return {
        "ksm": ksm,
        "access": access,
        "member": member,
        "today": ksm.today(),
        "crumbs": crumbs,
    }


@login_required
@require_safe
def passbook(request, ksm_id: int, member_id: int):
    context = _context(request, ksm_id, member_id)
    member, today = context["member"], context["today"]
    page = page_of(request, range(member.savings.filter(date__lte=today).count()), PAGE_ROWS)
    book = passbook_of(member, today, start=max(page.start_index() - 1, 0), size=PAGE_ROWS)
    context |= {"book": book, "page": page}
    return page_or_file(
        request,
        "savings/passbook.html",
        context,
        lambda: passbook_table(member, passbook_of(member, today)),
        place=context["ksm"],
    )


@login_required
@require_safe
def passbook_pdf(request, ksm_id: int, member_id: int):
    context = _context(request, ksm_id, member_id)
    pdf = render_pdf("savings/print_passbook.html", card_context(context["member"], context["today"]))
    name = file_name(f"Buku anggota {context['member'].number} {context['ksm'].name}", context["today"])
    return pdf_response(name, pdf)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request, ksm_id: int):
    """Opening balances of an old group, typed once before its first sheet."""
    access = ksm_or_404(request.user, ksm_id, Access.can_edit)
    ksm, today = access.ksm, access.ksm.today()
    form = OpeningForm(posted(request), today=today)
    rows = member_forms(posted(request), ksm.members.active_on(today))
    faulty = [part for part in (form, *rows) if not part.is_valid()]
    if not faulty:
        facts = {name: form.cleaned_data[name] or 0 for name in ("cash", "bank")}
        facts |= {"date": form.cleaned_data["date"], "members": {row.member: row.balance() for row in rows}}
        if attempt(form, open_books, ksm=ksm, by=request.user, **facts):
            messages.success(request, "Saldo awal tersimpan.")
            warn(request, uncovered_sentences(ksm, today))
            return redirect("ledger:trial_balance", ksm.pk)
    context = {"ksm": ksm, "access": access, "form": form, "rows": rows, "crumbs": ksm_crumbs(ksm)}
    context |= {"opened": opening_of(ksm), "uncovered": uncovered_sentences(ksm, today)}
    return render(request, "savings/opening.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def loan_set_off(request, ksm_id: int, loan_id: int):
    """A loan paid out of the borrower's own savings."""
    access = ksm_or_404(request.user, ksm_id, Access.can_change_loans)
    lead = "Tidak ada uang tunai yang berpindah; tabungan dan utangnya sama-sama berkurang."
    return act_page(
        request, access, loan_id, SetOffForm, set_off, heading="Pelunasan dari tabungan", lead=lead
    )
