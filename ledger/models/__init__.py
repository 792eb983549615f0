from ledger.models.journal import Account, AccountPosting, Book, Fund, JournalEntry, JournalLine
from ledger.models.loans import Installment, Loan, Repayment, RepaymentPart, undone_repayment

__all__ = [
    "Account",
    "AccountPosting",
    "Book",
    "Fund",
    "Installment",
    "JournalEntry",
    "JournalLine",
    "Loan",
    "Repayment",
    "RepaymentPart",
    "undone_repayment",
]
