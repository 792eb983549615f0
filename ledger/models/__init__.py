from ledger.models.budget_changes import BudgetChange
from ledger.models.grants import (
    AccountabilityReport,
    BlmGrant,
    BudgetLine,
    GrantEvent,
    GrantMember,
    GrantMovement,
    GrantSpending,
    Tranche,
    UsedAmount,
    standing_spending,
)
from ledger.models.joint import TanggungRentengCase, TanggungRentengReturn, TanggungRentengShare
from ledger.models.journal import Account, AccountPosting, Book, Fund, JournalEntry, JournalLine
from ledger.models.life import LoanEvent
from ledger.models.loans import Installment, Loan, Repayment, RepaymentPart, in_force_on, undone_repayment
from ledger.models.periods import MonthAct
from ledger.models.rules import CollectabilityRule
from ledger.models.surplus import SurplusShare, SurplusSharing
from ledger.models.undoing import Undoing
from ledger.models.upk import UpkReceipt

__all__ = [
    "Account",
    "AccountPosting",
    "AccountabilityReport",
    "BlmGrant",
    "Book",
    "BudgetChange",
    "BudgetLine",
    "CollectabilityRule",
    "Fund",
    "GrantEvent",
    "GrantMember",
    "GrantMovement",
    "GrantSpending",
    "Installment",
    "JournalEntry",
    "JournalLine",
    "Loan",
    "LoanEvent",
    "MonthAct",
    "Repayment",
    "RepaymentPart",
    "SurplusShare",
    "SurplusSharing",
    "TanggungRentengCase",
    "TanggungRentengReturn",
    "TanggungRentengShare",
    "Tranche",
    "Undoing",
    "UpkReceipt",
    "UsedAmount",
    "in_force_on",
    "standing_spending",
    "undone_repayment",
]
