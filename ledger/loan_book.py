"""The loan book (buku pinjaman): every loan handed out until a day, with what was repaid. Reads only."""

import datetime
from dataclasses import dataclass

from django.db.models import Sum

from groups.models import Ksm
from ledger.models import Loan, Repayment
from ledger.reports import outstanding_principal


@dataclass(frozen=True, slots=True)
class LoanBookRow:
    """One loan as of a day; amounts in rupiah."""

    loan: Loan
    paid_principal: int
    paid_jasa: int
    outstanding: int
    debtor: str  # who was asked to pay on that day

    @property
    def jasa_words(self) -> str:
        if self.loan.is_opening:
            return "–"
        return f"{self.loan.rate_percent.normalize():f}%".replace(".", ",")

    @property
    def term_words(self) -> str:
        if self.loan.is_opening:
            return "tanpa jadwal"
        return f"{self.loan.periods} {self.loan.get_unit_display().lower()}"


def loan_book(ksm: Ksm, as_of: datetime.date) -> list[LoanBookRow]:
    """Loans to members handed out until a day, oldest first. Three queries."""
    loans = ksm.loans.filter(
        borrower=Loan.Borrower.MEMBER, state=Loan.State.DISBURSED, disbursed_on__lte=as_of
    ).select_related("member")
    paid = Repayment.objects.filter(ksm=ksm).effective(as_of).order_by().values_list("loan_id")
    sums = {pk: (p, j) for pk, p, j in paid.annotate(p=Sum("principal"), j=Sum("jasa"))}
    owed = outstanding_principal(ksm, as_of)
    return [
        LoanBookRow(loan, *sums.get(loan.pk, (0, 0)), owed.get(loan.pk, 0), loan.debtor_on(as_of))
        for loan in loans.order_by("disbursed_on", "pk")
    ]
