"""A meeting sheet as domain values: what the form hands over and the use case records."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from ledger.blm.spending import Purchase
from ledger.loans.lending import LoanTerms
from meetings.refusals import MeetingError

# What a meeting without a decision writes down where decisions stand.
NO_DECISION = "Tidak ada keputusan."


@dataclass(frozen=True, slots=True)
class LoanPayment:
    """Rupiah paid on one loan. On an opening loan `principal` is typed and `jasa` beside it (J19)."""

    loan_id: int
    amount: int
    jasa: int = 0
    tanggung_renteng: bool = False


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member's line: the attendance mark ("" = not marked) and what they paid, in rupiah."""

    member_id: int
    attendance: str
    pokok: int = 0
    wajib: int = 0
    sukarela: int = 0
    withdrawal: int = 0
    fine: int = 0
    payments: tuple[LoanPayment, ...] = ()


@dataclass(frozen=True, slots=True)
class NewMemberRow:
    """Somebody who joins in this meeting."""

    index: int
    name: str
    sex: str
    nik: str
    row: MemberRow


@dataclass(frozen=True, slots=True)
class Disbursement:
    """Money lent in this meeting: an approved loan, or one applied for and decided here (`terms`)."""

    index: int
    loan_id: int | None
    terms: LoanTerms | None


@dataclass(frozen=True, slots=True)
class CashItem:
    """Other cash: rupiah in (+) or out (-) against an account of the chart.

    What is bought with BLM money names its line of the RAB and who was paid.
    """

    index: int
    description: str
    account: str
    amount: int
    rab_line: int | None = None
    paid_to: str = ""

    @property
    def purchase(self) -> Purchase | None:
        """What was bought of the BLM fund, None where the cash is not of it."""
        if self.rab_line is None:
            return None
        return Purchase(self.rab_line, -self.amount, self.description, self.paid_to)


@dataclass(frozen=True, slots=True)
class AgendaMark:
    code: str
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BookMark:
    """The declared day a book was finished, or "tidak berlaku" with its reason."""

    code: str
    finished_on: datetime.date | None
    not_applicable: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything one POST of the meeting sheet says."""

    kind: str
    scheduled_on: datetime.date
    held_on: datetime.date
    rows: tuple[MemberRow, ...]
    agenda: tuple[AgendaMark, ...]
    books: tuple[BookMark, ...]
    counted_cash: int | None
    new_members: tuple[NewMemberRow, ...] = ()
    disbursements: tuple[Disbursement, ...] = ()
    cash_items: tuple[CashItem, ...] = ()
    to_bank: int = 0
    from_bank: int = 0
    cash_pieces: dict[int, int] = field(default_factory=dict)  # rupiah of a note or coin: how many
    difference_reason: str = ""
    gaps_reason: str = ""
    checked_by: str = ""
    details: dict[str, Any] = field(default_factory=dict)  # times, place, people, minutes, next meeting
    unread: tuple[str, ...] = ()  # parts in which something could not be read: checked, never recorded

    @property
    def purchases(self) -> list[tuple[int, Purchase]]:
        """(place in the sheet, what was bought) of the BLM fund."""
        return [(item.index, bought) for item in self.cash_items if (bought := item.purchase)]


@dataclass(frozen=True, slots=True)
class Place:
    """Which sheet is meant: its kind (Meeting.Kind) and scheduled day."""

    kind: str
    scheduled_on: datetime.date


@dataclass(frozen=True, slots=True)
class WhichSheet:
    """The sheet that is meant: its kind (Meeting.Kind), the day it is planned for and the day it was held."""

    kind: str
    scheduled_on: datetime.date
    held_on: datetime.date


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a sheet: `part` and `key` say which form, `name` which field of it."""

    part: str
    name: str
    sentence: str
    key: int | str | None = None


class SheetError(MeetingError):
    """A sheet that cannot be closed; every fault is named, nothing was stored."""

    def __init__(self, faults: list[Fault]):
        super().__init__(" ".join(fault.sentence for fault in faults))
        self.faults = faults


class SheetConflictError(MeetingError):
    """Somebody else saved this sheet meanwhile, or the same sending carries other figures."""
