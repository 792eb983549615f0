"""The schedule of a loan, fixed at disbursement. Pure arithmetic: whole rupiah and exact fractions."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from ksm.money import format_rupiah, round_half_up
from ksm.refusals import RefusalError

WEEK, MONTH = "WEEK", "MONTH"
FLAT, DECLINING = "FLAT", "DECLINING"

MOST_PERIODS = 520


class ScheduleError(RefusalError):
    """Terms from which no schedule can be made.

    `field` names the term at fault: principal, rate_percent, periods, unit, method or rounding_step.
    """


@dataclass(frozen=True, slots=True)
class Installment:
    sequence: int
    due: date
    principal: int
    jasa: int

    @property
    def amount(self) -> int:
        return self.principal + self.jasa


def build_schedule(
    *,
    principal: int,
    rate: Fraction,
    periods: int,
    unit: str,
    method: str,
    rounding_step: int,
    disbursed_on: date,
    first_due: date | None = None,
    usual_day: int = 0,
) -> tuple[Installment, ...]:
    """All instalments of a loan; `rate` is jasa per period as a fraction of one ("data/README.md").

    The first falls due a period after the disbursement, or on `first_due`, from which the others then count,
    by months on the day that `kept_day` finds from `usual_day` (0 where there is none) and the disbursement.

    Flat: the instalment is rounded up to the step. Declining: the principal part is. The last part takes what
    remains, so the principal sums to the loan. A step that uses up the principal early is refused.
    """
    _check_terms(
        principal=principal, rate=rate, periods=periods, unit=unit, method=method, step=rounding_step
    )
    jasa = round_half_up(principal * rate)
    if method == FLAT:
        part = round_up(Fraction(principal, periods) + jasa, rounding_step) - jasa
    else:
        part = round_up(Fraction(principal, periods), rounding_step)
    if part * (periods - 1) >= principal:
        raise ScheduleError(_used_up_early(rounding_step), "rounding_step")
    parts = (part,) * (periods - 1) + (principal - part * (periods - 1),)
    start, before, day = disbursed_on, 0, disbursed_on.day
    if first_due:
        start, before, day = first_due, 1, kept_day(first_due, usual_day, disbursed_on.day)
    return tuple(
        Installment(
            sequence=sequence,
            due=due_date(start, unit, sequence - before, day),
            principal=paid,
            jasa=jasa if method == FLAT else round_half_up((principal - part * (sequence - 1)) * rate),
        )
        for sequence, paid in enumerate(parts, start=1)
    )


def due_date(start: date, unit: str, sequence: int, day: int = 0) -> date:
    """The day `sequence` periods after the start: months count from it, so 31 Jan gives 28 Feb, 31 Mar.

    `day` is the day of the month to keep where the start itself fell in a month too short for it.
    """
    if unit == WEEK:
        return start + timedelta(weeks=sequence)
    year, month = divmod(start.year * 12 + start.month - 1 + sequence, 12)
    return date(year, month + 1, min(day or start.day, monthrange(year, month + 1)[1]))


def kept_day(first_due: date, *days: int) -> int:
    """The day of the month (1 to 31) that months counted from `first_due` keep (cases.md no. 12).

    The last day of a short month may stand for the 29th, 30th or 31st. `days` tell, the strongest first: the
    day the loan had before, then that of the disbursement or the decision; the first that is not before
    `first_due` in the month wins.

    28 Feb 2027: a loan of the 31st goes on with 31 Mar, 30 Apr, 31 May; one of the 30th, or one of the 15th
    moved by a decision of 30 January, with 30 Mar, 30 Apr, 30 May; one of the 28th, or where no day tells
    more, with 28 Mar. 29 Feb 2028: a loan of the 30th goes on with 30 Mar. A day that is not the last of its
    month is kept as it is: 28 Feb 2028 goes on with 28 Mar.
    """
    if first_due.day < monthrange(first_due.year, first_due.month)[1]:
        return first_due.day
    return next((day for day in days if day >= first_due.day), first_due.day)


def round_up(value: Fraction, step: int) -> int:
    """The smallest multiple of the step that is not below the value."""
    return -(-value // step) * step


def _used_up_early(step: int) -> str:
    if step == 1:
        return "Pokok terlalu kecil untuk jangka ini: pokok habis sebelum angsuran terakhir."
    return f"Pembulatan {format_rupiah(step)} terlalu besar: pokok habis sebelum angsuran terakhir."


def _check_terms(*, principal: int, rate: Fraction, periods: int, unit: str, method: str, step: int) -> None:
    if principal <= 0:
        raise ScheduleError("Pokok pinjaman harus lebih dari nol.", "principal")
    if not 0 <= rate <= 1:
        raise ScheduleError("Jasa harus antara 0 dan 100 persen per periode.", "rate_percent")
    if not 1 <= periods <= MOST_PERIODS:
        raise ScheduleError(f"Jangka harus antara 1 dan {MOST_PERIODS} kali angsuran.", "periods")
    if unit not in (WEEK, MONTH):
        raise ScheduleError("Satuan jangka harus Minggu atau Bulan.", "unit")
    if method not in (FLAT, DECLINING):
        raise ScheduleError("Metode jasa harus Flat atau Menurun.", "method")
    if step < 1:
        raise ScheduleError("Pembulatan paling kecil Rp1.", "rounding_step")
