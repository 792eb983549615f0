"""How good a loan is (kolektibilitas 1-5), and UPK's indicators LAR, PAR, RR (domain.md 3.4, 3.5). Pure."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from ksm.money import round_half_up
from ledger.policy.allocation import Due
from ledger.policy.schedule import MONTH, due_date

CLASSES = {1: "Lancar", 2: "Dalam perhatian khusus", 3: "Kurang lancar", 4: "Diragukan", 5: "Macet"}


@dataclass(frozen=True, slots=True)
class Limits:
    """Class limits in months or instalments of arrears, and reserves as fractions of one per class."""

    upto: tuple[int, int, int]  # classes 2, 3 and 4 reach up to this many; class 5 lies beyond
    past_maturity_is_bad: bool
    reserves: tuple[Fraction, Fraction, Fraction, Fraction, Fraction]
    at_risk_from: int  # months or instalments from which LAR and PAR count a loan


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late a loan is on a day: days since its oldest unpaid instalment was due, how many are unpaid."""

    days: int
    unpaid: int
    overdue: int  # rupiah of principal and jasa that were due before the day
    overdue_principal: int
    oldest: datetime.date | None
    matured: bool  # its last instalment was due before the day, and something is owed


def lateness(dues: Sequence[Due], on: datetime.date) -> Lateness:
    """From what is unpaid of each instalment; one due that very day is not late yet."""
    open_rows = [due for due in dues if due.principal or due.jasa]
    late = [due for due in open_rows if due.due < on]
    oldest = min((due.due for due in late), default=None)
    return Lateness(
        days=(on - oldest).days if oldest else 0,
        unpaid=len(late),
        overdue=sum(due.principal + due.jasa for due in late),
        overdue_principal=sum(due.principal for due in late),
        oldest=oldest,
        matured=bool(open_rows) and max(due.due for due in dues) < on,
    )


def months_late(late: Lateness, on: datetime.date) -> int:
    """Calendar months begun since the oldest unpaid instalment was due: 1 from the day after it, then 2."""
    if late.oldest is None:
        return 0
    months = 1
    while due_date(late.oldest, MONTH, months) < on:
        months += 1
    return months


def arrears_of(late: Lateness, on: datetime.date) -> int:
    """Months or instalments of arrears, whichever is more (domain.md 3.5: the worse of the two)."""
    return max(months_late(late, on), late.unpaid)


def class_of(late: Lateness, on: datetime.date, limits: Limits) -> int:
    """1 (lancar) to 5 (macet)."""
    if late.unpaid == 0:
        return 1
    if late.matured and limits.past_maturity_is_bad:
        return 5
    arrears = arrears_of(late, on)
    return next((number for number, upto in enumerate(limits.upto, start=2) if arrears <= upto), 5)


def is_at_risk(late: Lateness, on: datetime.date, limits: Limits) -> bool:
    """Arrears of so many months or instalments that LAR and PAR count the loan; whole ones, so from 3 on."""
    if late.oldest is None:
        return False
    return late.unpaid >= limits.at_risk_from or due_date(late.oldest, MONTH, limits.at_risk_from) <= on


def reserve(balance: int, number: int, limits: Limits) -> int:
    """Rupiah to set aside for a balance of a class, halves rounded up."""
    return round_half_up(balance * limits.reserves[number - 1])


class Band(StrEnum):
    SATISFACTORY = "SATISFACTORY"
    MINIMUM = "MINIMUM"
    SUSPENDED = "SUSPENDED"
    UNKNOWN = "UNKNOWN"  # a zero denominator: cannot be computed, and is never 0 %


@dataclass(frozen=True, slots=True)
class Portfolio:
    """One loan to a group as the indicators need it: whose, its balance, and whether it is at risk."""

    ksm_id: int
    balance: int
    at_risk: bool
    overdue_principal: int


@dataclass(frozen=True, slots=True)
class Indicators:
    """LAR, PAR and RR as exact fractions of one; None where the denominator is zero."""

    groups: int
    groups_at_risk: int
    balance: int
    balance_at_risk: int
    overdue: int  # principal in arrears of the loans at risk
    lar: Fraction | None
    par: Fraction | None
    rr: Fraction | None

    @property
    def overall(self) -> Band:
        """The worse band of LAR and PAR; CCr and ROI need UPK's own books."""
        order = (Band.UNKNOWN, Band.SATISFACTORY, Band.MINIMUM, Band.SUSPENDED)
        return max(risk_band(self.lar), risk_band(self.par), key=order.index)


def indicators(loans: Iterable[Portfolio]) -> Indicators:
    """Over loans with a balance; a group counts once however many loans it has."""
    loans = [loan for loan in loans if loan.balance > 0]
    groups = {loan.ksm_id for loan in loans}
    risky = [loan for loan in loans if loan.at_risk]
    risky_groups = {loan.ksm_id for loan in risky}
    balance, at_risk = sum(loan.balance for loan in loans), sum(loan.balance for loan in risky)
    overdue = sum(loan.overdue_principal for loan in risky)
    return Indicators(
        len(groups),
        len(risky_groups),
        balance,
        at_risk,
        overdue,
        Fraction(len(risky_groups), len(groups)) if groups else None,
        Fraction(at_risk, balance) if balance else None,
        Fraction(balance - overdue, balance) if balance else None,
    )


# Where a band of LAR and PAR ends, and where one of RR begins: memuaskan first (domain.md 3.4).
RISK_LIMITS = (Fraction(10, 100), Fraction(20, 100))
REPAYMENT_LIMITS = (Fraction(90, 100), Fraction(80, 100))


def risk_band(share: Fraction | None) -> Band:
    """Of LAR and PAR: up to 10 % memuaskan, up to 20 % minimum, above it penundaan."""
    if share is None:
        return Band.UNKNOWN
    if share <= RISK_LIMITS[0]:
        return Band.SATISFACTORY
    return Band.MINIMUM if share <= RISK_LIMITS[1] else Band.SUSPENDED


def repayment_band(share: Fraction | None) -> Band:
    """Of RR: from 90 % memuaskan, from 80 % minimum, below it penundaan."""
    if share is None:
        return Band.UNKNOWN
    if share >= REPAYMENT_LIMITS[0]:
        return Band.SATISFACTORY
    return Band.MINIMUM if share >= REPAYMENT_LIMITS[1] else Band.SUSPENDED
