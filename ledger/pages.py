"""What the pages of the books share: the way to them, their period, the page of an act or of its undoing."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from groups.models import Ksm
from groups.pages import Crumb, attempt, form_page, ksm_crumbs, posted
from ksm.money import format_rupiah
from ledger.acts.act import OpenLoan, look_at
from ledger.books.cash_book import default_period
from ledger.books.forms import DayForm, PeriodForm
from ledger.models import Loan, LoanEvent, TanggungRentengCase
from ledger.outside.borrowing import outside_loans
from ledger.undoing.form import UndoingForm

PAGE_ROWS = 100
READS_AND_POSTS = ["GET", "HEAD", "POST"]
KEPT = "Catatan semula tetap terbaca dan ditandai dibatalkan."


def book_crumbs(ksm: Ksm) -> list[Crumb]:
    """The way to a book: over the page of all books."""
    return [*ksm_crumbs(ksm), ("Buku", reverse("ledger:index", args=[ksm.pk]))]


def asked_period(request, ksm: Ksm, given: Mapping | None = None):
    """The form of a page's period and its two days: the asked ones where they can be read.

    `given` stands for what the address asks.
    """
    first, last = default_period(ksm, ksm.today())
    form = PeriodForm(given or request.GET or None, initial={"dari": first, "sampai": last})
    if form.is_bound and form.is_valid():
        first, last = form.cleaned_data["dari"] or first, form.cleaned_data["sampai"] or last
    return form, first, max(first, last)


def asked_day(request, ksm: Ksm):
    """The form of a page's day, and the day: the asked one where it can be read, else today."""
    form = DayForm(request.GET or None, initial={"per": ksm.today()})
    day = form.cleaned_data["per"] if form.is_bound and form.is_valid() else None
    return form, day or ksm.today()


def loan_crumbs(ksm):
    return [*book_crumbs(ksm), ("Pinjaman", reverse("ledger:loan_list", args=[ksm.pk]))]


def loan_or_404(ksm, loan_id: int) -> Loan:
    """A loan to a member of this group."""
    loan = ksm.loans.select_related("member").filter(pk=loan_id, borrower=Loan.Borrower.MEMBER).first()
    if loan is None:
        raise Http404
    return loan


def running_loan_or_404(ksm, loan_id: int) -> Loan:
    """A loan that was handed out: only such a one can be acted on."""
    loan = loan_or_404(ksm, loan_id)
    if loan.state != Loan.State.DISBURSED:
        raise Http404
    loan.ksm = ksm
    return loan


def act_page(request, access, loan_id: int, form_class, verb, *, heading: str, lead: str = "", **page):
    """The screen of one act: its form; sent in order, the act is done and its paper offered."""
    loan = running_loan_or_404(access.ksm, loan_id)
    card, crumbs = reverse("ledger:loan_card", args=[access.ksm.pk, loan.pk]), loan_crumbs(access.ksm)
    page |= {"heading": heading, "lead": lead, "who": loan.debtor, "card": card, "crumbs": crumbs}
    return loan_act_page(request, loan, form_class, verb, **page)


def loan_act_page(
    request, loan: Loan, form_class, verb, *, heading: str, lead: str, who: str, card: str, crumbs, **page
):
    """The screen of an act on a loan of either level; `who` stands opposite the group, `card` is its page."""
    today = loan.ksm.today()
    found = look_at(loan, today)
    form = form_class(posted(request), found=found, today=today)
    if form.is_valid():
        event = attempt(form, verb, loan=loan, decision=form.decision(request.user), **form.facts())
        if event:
            messages.success(request, f"{heading} {loan.number} dicatat.")
            return redirect(card)
    return form_page(
        request,
        form,
        heading=f"{heading} {loan.number}",
        crumbs=[*crumbs, (loan.number, card)],
        back=card,
        lead=f"{who}: {_owed_words(found)} {lead}".strip(),
        **page,
    )


def _owed_words(found: OpenLoan) -> str:
    if found.loan.state != Loan.State.DISBURSED:
        return f"pokok {format_rupiah(found.loan.principal)}, belum diterima."
    principal = f"sisa pokok {format_rupiah(found.outstanding)}"
    if found.loan.is_free:
        return f"{principal}."
    return f"{principal}, jasa belum dibayar {format_rupiah(found.jasa_due)}."


def event_or_404(ksm, event_id: int) -> LoanEvent:
    found = ksm.loan_events.select_related("loan__member", "recorded_by", "answered_by", "entry", "undoing")
    event = found.filter(pk=event_id).first()
    if event is None:
        raise Http404
    return event


def outside_crumbs(ksm):
    return [*book_crumbs(ksm), ("Pinjaman luar", reverse("ledger:outside_list", args=[ksm.pk]))]


def outside_or_404(ksm, outside_id: int) -> Loan:
    """A loan from outside to this group."""
    loan = outside_loans(ksm).filter(pk=outside_id).first()
    if loan is None:
        raise Http404
    loan.ksm = ksm
    return loan


def joint_crumbs(ksm):
    return [*book_crumbs(ksm), ("Tanggung renteng", reverse("ledger:joint_list", args=[ksm.pk]))]


def case_or_404(ksm, case_id: int) -> TanggungRentengCase:
    found = ksm.joint_cases.select_related(
        "loan__member", "repayment__entry", "installment", "recorded_by", "undoing"
    )
    case = found.filter(pk=case_id).first()
    if case is None:
        raise Http404
    return case


def undo_page(
    request,
    ksm,
    verb,
    *,
    heading: str,
    lead: str,
    crumbs,
    back: str,
    facts,
    on=None,
    seen="",
    refused: str = "",
):
    """The page of one undoing: when and why; `facts` are what the verb takes beside that.

    Where it is `refused` on any day and for any reason, nothing is asked.
    """
    today = ksm.today()
    form = UndoingForm(posted(request), initial={"on": on or today, "seen": seen})
    if (
        not refused
        and form.is_valid()
        and attempt(form, verb, retraction=form.retraction(today, request.user), **facts)
    ):
        messages.success(request, f"{heading} dicatat.")
        return redirect(back)
    return form_page(
        request,
        form,
        heading=heading,
        crumbs=crumbs,
        back=back,
        lead=f"{lead} {KEPT}",
        submit="Catat pembatalan",
        is_final=True,
        refused=refused,
    )


def already_gone(request, back: str):
    """Nothing is left to take back: who sent it twice is led back; to look at there is no page."""
    if request.method != "POST":
        raise Http404
    messages.info(request, "Sudah dibatalkan; tidak ada yang berubah lagi.")
    return redirect(back)
