"""A new schedule in place of the old one, by decision of the members. The old one stays readable."""

import datetime
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction

from ksm.certain import certain
from ksm.money import format_rate
from ledger.acts.act import Decision, OpenLoan, open_loan, record_event, replace_rows, require_running
from ledger.journal.posting import LedgerError
from ledger.models import Loan, LoanEvent
from ledger.policy.schedule import MONTH, Installment, build_schedule, due_date, kept_day

FURTHEST = datetime.timedelta(days=366)


@dataclass(frozen=True, slots=True)
class NewTerms:
    """Terms of what is left: `rate` is jasa per period as a fraction of one."""

    rate: Fraction
    method: str
    periods: int
    unit: str
    rounding_step: int = 1


def unit_now(loan: Loan) -> str:
    """The period between instalments today: as agreed, or as last rescheduled."""
    moved = _last_schedule(loan)
    return moved.details["unit"] if moved else loan.unit


def _day_now(loan: Loan) -> int:
    """The day of the month the instalments keep, as handed out or as last moved; 0 where none is known.

    Weeks keep none, an opening loan was handed out on another day than its entry, and acts written down
    before the day was kept do not say it.
    """
    moved = _last_schedule(loan)
    if moved:
        return moved.details.get("day", 0)
    if loan.unit != MONTH or loan.is_opening:
        return 0
    return certain(loan.disbursed_on, "a running loan was handed out").day


def _last_schedule(loan: Loan) -> LoanEvent | None:
    return loan.events.filter(kind=LoanEvent.Kind.RESCHEDULED, undoing=None).order_by("-pk").first()


@transaction.atomic
def move_dates(*, loan: Loan, first_due: datetime.date, decision: Decision) -> LoanEvent:
    """Move the instalments still to come to other days, the next one to `first_due`; amounts stay.

    What is due already or paid stays as it is. By months, the last day of a short month keeps a later day
    (`kept_day`). Raises LedgerError.
    """
    found = open_loan(loan=loan, decision=decision)
    _check_first_due(found, first_due, decision)
    later = [due for due in found.open_rows if due.due > decision.on]
    if not later:
        raise LedgerError("Tidak ada angsuran yang belum jatuh tempo. Susun jadwal baru untuk sisanya.")
    unit = unit_now(found.loan)
    day = kept_day(first_due, _day_now(found.loan), decision.on.day)
    rows = [
        Installment(due.sequence, due_date(first_due, unit, place, day), due.principal, due.jasa)
        for place, due in enumerate(sorted(later, key=lambda due: due.sequence))
    ]
    details = {"way": "MOVE", "unit": unit} | _kept(unit, day)
    return _record(found, decision, ended=later, rows=rows, details=details)


@transaction.atomic
def reschedule(
    *, loan: Loan, terms: NewTerms, first_due: datetime.date, waive_jasa: bool, decision: Decision
) -> LoanEvent:
    """Spread the principal still owed over exactly `terms.periods` new instalments from `first_due` on.

    Unpaid jasa that is due already goes into the first of them as it is, or is waived by the same decision;
    it is never added to the principal. Jasa of later periods lapses with their rows: the new schedule has its
    own. Raises LedgerError.
    """
    found = open_loan(loan=loan, decision=decision)
    return spread_anew(found, terms=terms, first_due=first_due, waive_jasa=waive_jasa, decision=decision)


def spread_anew(
    found: OpenLoan, *, terms: NewTerms, first_due: datetime.date, waive_jasa: bool, decision: Decision
) -> LoanEvent:
    """What `reschedule` says, on a loan of either level that is open already. Raises LedgerError."""
    _check_first_due(found, first_due, decision)
    if not found.outstanding:
        raise LedgerError("Pokok sudah lunas; jasa yang belum dibayar dapat dibebaskan.")
    late = found.jasa_until(decision.on)
    carried = 0 if waive_jasa else late
    kept = max((due.sequence for due in found.dues if not due.principal + due.jasa), default=0)
    day = kept_day(first_due, _day_now(found.loan), decision.on.day)
    details = {
        "way": "NEW",
        "unit": terms.unit,
        "periods": terms.periods,
        "rate": format_rate(terms.rate),
        "method": Loan.Method(terms.method).label,
        "carried": carried,
    } | _kept(terms.unit, day)
    rows = _rows(found, terms, first_due, decision.on, day=day, kept=kept, carried=carried)
    waived = late if waive_jasa else 0
    return _record(found, decision, ended=found.open_rows, rows=rows, details=details, waived=waived)


def _kept(unit: str, day: int) -> dict[str, int]:
    return {"day": day} if unit == MONTH else {}


def _rows(
    found: OpenLoan, terms: NewTerms, first_due, on, *, day: int, kept: int, carried: int
) -> list[Installment]:
    built = build_schedule(
        principal=found.outstanding,
        rate=terms.rate,
        periods=terms.periods,
        unit=terms.unit,
        method=terms.method,
        rounding_step=terms.rounding_step,
        disbursed_on=on,
        first_due=first_due,
        usual_day=day,
    )
    return [
        Installment(
            kept + row.sequence, row.due, row.principal, row.jasa + (carried if row.sequence == 1 else 0)
        )
        for row in built
    ]


def _check_first_due(found: OpenLoan, first_due: datetime.date, decision: Decision) -> None:
    require_running(found)
    if first_due <= decision.on:
        raise LedgerError("Jatuh tempo yang baru harus sesudah tanggal keputusan.", "first_due")
    if first_due > decision.on + FURTHEST:
        raise LedgerError("Jatuh tempo yang baru paling lambat satu tahun sesudah keputusan.", "first_due")


def _record(found: OpenLoan, decision: Decision, *, ended, rows, details, waived: int = 0) -> LoanEvent:
    old, new = replace_rows(loan=found.loan, on=decision.on, ended=ended, rows=rows)
    return record_event(
        found=found,
        kind=LoanEvent.Kind.RESCHEDULED,
        decision=decision,
        principal=sum(row.principal for row in rows),
        jasa=sum(row.jasa for row in rows),
        waived=waived,
        old_version=old,
        new_version=new,
        details=details,
    )
