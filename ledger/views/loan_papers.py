"""Papers of loans as PDF: the application, the agreement and the receipts."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404
from groups.members.identity import EDITION, asks_whole_nik, log_disclosure
from groups.papers.pages import print_paper
from groups.papers.register import paper_of
from ksm.certain import certain
from ksm.pdf import file_name, pdf_response, render_pdf
from ledger.journal.receipts import Receipt, receipt_act, receipt_context, receipt_of
from ledger.loans import papers as loan_papers
from ledger.loans.records import agreement_act, application_act
from ledger.models import JournalLine
from ledger.pages import event_or_404, loan_or_404


def _receipt(request, ksm, receipt: Receipt | None):
    """A receipt: from the BKM's amount on an official paper of its own, below it a slip of the journal."""
    if receipt is None:
        raise Http404
    act, template = receipt_act(receipt), "ledger/journal/print_receipt.html"
    if receipt.amount < ksm.bkm.receipts_from and paper_of(ksm, act) is None:
        name = file_name(f"{act.title} {ksm.name}", act.day)
        return pdf_response(name, render_pdf(template, receipt_context(ksm, receipt)))
    # Above the kept content it is told that the money was taken back, so not once more in it.
    kept = replace(receipt, mark="") if receipt.undone_on else receipt
    return print_paper(request, ksm, act, template, lambda: receipt_context(ksm, kept))


@login_required
@require_safe
def loan_application_pdf(request, ksm_id: int, loan_id: int):
    """The application of a loan, asked for or further; no one asked the group for an opening loan (J19)."""
    ksm = ksm_or_404(request.user, ksm_id).ksm
    loan = loan_or_404(ksm, loan_id)
    if loan.is_opening:
        raise Http404
    today = ksm.today()
    return print_paper(
        request,
        ksm,
        application_act(loan, today),
        "ledger/loans/print_application.html",
        lambda: loan_papers.application_context(loan, ksm, today),
        about=[loan],
    )


@login_required
@require_safe
def loan_agreement_pdf(request, ksm_id: int, loan_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    loan = loan_or_404(ksm, loan_id)
    if not loan.has_agreement:
        raise Http404
    today, is_whole = ksm.today(), asks_whole_nik(request, access)
    if is_whole:
        acting, borrower = loan_papers.parties_of(loan, ksm, loan.disbursed_on or today)
        parties, paper = [*(member for _, member in acting), borrower], f"Surat perjanjian {loan.number}"
        log_disclosure(ksm=ksm, members=parties, paper=paper, by=request.user)
    return print_paper(
        request,
        ksm,
        agreement_act(loan, today),
        "ledger/loans/print_agreement.html",
        lambda: loan_papers.agreement_context(loan, ksm, today, is_whole=is_whole),
        edition=EDITION if is_whole else "",
        is_restricted=is_whole,
        is_draft=loan.disbursed_on is None,
        about=[loan],
    )


@login_required
@require_safe
def loan_card_pdf(request, ksm_id: int, loan_id: int):
    """The card of a loan that was handed out with a schedule, in force now or before."""
    ksm = ksm_or_404(request.user, ksm_id).ksm
    loan = loan_or_404(ksm, loan_id)
    if not loan.has_card:
        raise Http404
    pdf = render_pdf("ledger/books/print_book.html", loan_papers.card_context(loan, ksm, ksm.today()))
    return pdf_response(file_name(f"Kartu angsuran {loan.number} {ksm.name}", ksm.today()), pdf)


@login_required
@require_safe
def loan_receipt_pdf(request, ksm_id: int, loan_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    loan = loan_or_404(ksm, loan_id)
    if not loan.has_receipt:
        raise Http404
    return _receipt(request, ksm, receipt_of(ksm, certain(loan.entry, "has_receipt"), loan_id=loan.pk))


@login_required
@require_safe
def event_receipt_pdf(request, ksm_id: int, paid_event_id: int):
    """The receipt of an act that brought money in; 404 for one that did not."""
    ksm = ksm_or_404(request.user, ksm_id).ksm
    event = event_or_404(ksm, paid_event_id)
    if not event.has_receipt:
        raise Http404
    return _receipt(request, ksm, receipt_of(ksm, certain(event.entry, "has_receipt"), loan_id=event.loan_id))


@login_required
@require_safe
def repayment_receipt_pdf(request, ksm_id: int, paid_id: int):
    """The receipt of a payment on a loan; 404 for one that moved no money of box or bank."""
    ksm = ksm_or_404(request.user, ksm_id).ksm
    repayment = ksm.repayments.select_related("entry").filter(pk=paid_id).first()
    if repayment is None:
        raise Http404
    return _receipt(request, ksm, receipt_of(ksm, repayment.entry, loan_id=repayment.loan_id))


@login_required
@require_safe
def cash_receipt_pdf(request, ksm_id: int, cash_line_id: int):
    """The receipt of a line of the cash book; 404 where nobody gave or took the money."""
    ksm = ksm_or_404(request.user, ksm_id).ksm
    line = JournalLine.objects.select_related("entry").filter(ksm=ksm, pk=cash_line_id).first()
    if line is None:
        raise Http404
    return _receipt(request, ksm, receipt_of(ksm, line.entry, line_id=line.pk))
