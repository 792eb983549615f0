"""What a workbook says, once read: plain facts in the product's own values. `row` is where a fact stands.

A field that could not be read is None; its cell is then among the faults.
"""

import datetime
import hashlib
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from typing import Any, TypeVar

from ksm.certain import certain

ROUTINE, EXTRA, HOLIDAY = "ROUTINE", "EXTRA", "HOLIDAY"
POKOK, WAJIB, SUKARELA = "POKOK", "WAJIB", "SUKARELA"
DONE, NOT_DONE, NOT_APPLICABLE = "DONE", "NOT_DONE", "NA"
MEMBER, TANGGUNG_RENTENG = "MEMBER", "TR"
CASH, LOAN = "KAS", "PINJAMAN"
OPENING_LOAN = "SA-"  # number of an opening loan: SA-<member number> (domain.md J19)


Known = TypeVar("Known")


def known(value: Known | None) -> Known:
    """A fact of a workbook without galat: its cell was read, or the check would have refused the file."""
    return certain(value, "read without galat")


def _row() -> int:
    return field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """Sheet KSM; `minimum` is the agreed saving per meeting in rupiah as that sheet says it."""

    code: str | None = None
    name: str | None = None
    kelurahan: str | None = None
    bkm: str | None = None
    bidang: tuple[str, ...] | None = None
    origin: str | None = None
    founded: datetime.date | None = None
    started: datetime.date | None = None
    weekday: int | None = None
    frequency: str | None = None
    time: datetime.time | None = None
    place: str | None = None
    purpose: str | None = None
    vision: str | None = None
    mission: str | None = None
    minimum: int | None = None


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """`nik` is "" for a person without one; `left` is the first day of no longer being a member."""

    row: int = _row()
    number: int | None = None
    name: str | None = None
    nik: str | None = None
    sex: str | None = None
    birth: datetime.date | None = None
    address: str | None = None
    rt: str | None = None
    rw: str | None = None
    phone: str | None = None
    occupation: str | None = None
    ps2: str | None = None
    priority: int | None = None
    office: str | None = None
    joined: datetime.date | None = None
    left: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class RuleFacts:
    row: int = _row()
    kind: str | None = None
    text: str | None = None
    minimum: int | None = None
    agreed: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """`scheduled` only identifies the meeting; what happened is dated `held`. `counted` is cash in rupiah."""

    row: int = _row()
    order: int | None = None
    kind: str | None = None
    scheduled: datetime.date | None = None
    held: datetime.date | None = None
    place: str | None = None
    chair: str | None = None
    minute_taker: str | None = None
    counted: int | None = None
    minutes: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    scheduled: datetime.date
    member: int
    status: str


@dataclass(frozen=True, slots=True)
class Deposit:
    """Money beside an unreadable number or kind is money all the same: then these are None."""

    scheduled: datetime.date
    member: int | None
    kind: str | None
    amount: int


@dataclass(frozen=True, slots=True)
class AgendaResult:
    scheduled: datetime.date
    label: str
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BookResult:
    """One book of one meeting; `finished` None with `required` is a book that was not finished."""

    scheduled: datetime.date
    label: str
    required: bool
    finished: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class LoanFacts:
    """`rate` is jasa per instalment period as a fraction of one, `step` the rounding step in rupiah."""

    row: int = _row()
    number: str | None = None
    member: int | None = None
    disbursed: datetime.date | None = None
    principal: int | None = None
    rate: Fraction | None = None
    method: str | None = None
    periods: int | None = None
    unit: str | None = None
    step: int | None = None
    purpose: str | None = None
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class RepaymentFacts:
    """`amount` is jasa + pokok in rupiah; `fine` comes on top."""

    row: int = _row()
    date: datetime.date | None = None
    loan: str | None = None
    amount: int | None = None
    fine: int | None = None
    paid_from: str | None = None


@dataclass(frozen=True, slots=True)
class CashFacts:
    row: int = _row()
    date: datetime.date | None = None
    memo: str | None = None
    account: str | None = None
    money_in: int | None = None
    money_out: int | None = None


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """A balance as of the end of its date; `member` is None for cash."""

    row: int = _row()
    date: datetime.date | None = None
    kind: str | None = None
    member: int | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class WorkbookContent:
    """A whole workbook; only meant for storing when no galat was found."""

    group: GroupFacts
    members: tuple[MemberFacts, ...] = ()
    rules: tuple[RuleFacts, ...] = ()
    meetings: tuple[MeetingFacts, ...] = ()
    attendance: tuple[Mark, ...] = ()
    deposits: tuple[Deposit, ...] = ()
    agenda: tuple[AgendaResult, ...] = ()
    books: tuple[BookResult, ...] = ()
    loans: tuple[LoanFacts, ...] = ()
    repayments: tuple[RepaymentFacts, ...] = ()
    other_cash: tuple[CashFacts, ...] = ()
    openings: tuple[OpeningFacts, ...] = ()
    # Rows of the "Lanjutan" sheets by kind (meetings/carried.py). Not in repr: fingerprints of files without
    # them stay what they were.
    carried: dict[str, tuple[dict[str, Any], ...]] = field(default_factory=dict, repr=False)

    @property
    def fingerprint(self) -> str:
        """The same for two files that say the same, however rows and columns stand and cells are typed.

        Only what was paid on one loan in one day keeps its order, for it is spread in that order.
        """
        ordered: dict[str, Any] = {
            part.name: tuple(sorted(getattr(self, part.name), key=repr))
            for part in fields(self)
            if part.name not in ("group", "repayments", "carried")
        }
        paid = tuple(sorted(self.repayments, key=lambda one: (str(one.date), str(one.loan).casefold())))
        return hashlib.sha256(repr(replace(self, **ordered, repayments=paid)).encode()).hexdigest()

    @property
    def fingerprint_of_order(self) -> str:
        """How files were known again before their order ceased to matter; groups imported then have it."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    @property
    def opening_date(self) -> datetime.date | None:
        return max((opening.date for opening in self.openings if opening.date), default=None)
