"""What every act on a running loan has in common: the decision it rests on, what is checked before, and how
open instalments are replaced by others.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from groups.days import require_day
from groups.locking import lock_ksm
from groups.models import Ksm, User
from groups.papers.register import Act, issue
from ksm.dates import date_in_words
from ledger.journal.posting import LedgerError, book_of, require_open
from ledger.loans.owed import outside_principal, outstanding_principal, unpaid_installments
from ledger.models import Installment, Loan, LoanEvent, Repayment
from ledger.policy import schedule
from ledger.policy.allocation import Due

MINUTES = "BA-PINJ"


@dataclass(frozen=True, slots=True)
class Decision:
    """The act's day, the minutes it rests on, why, and who writes it down. `seen` is `mark_of` the loan
    when the page was opened; None where nobody looked.
    """

    on: datetime.date
    today: datetime.date
    minutes: str
    reason: str = ""
    by: User | None = None
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class OpenLoan:
    """A loan under the group's lock: its instalments as they stand on the day, and the principal owed.

    The same for both levels: what a member owes to the group, or the group to a lender outside.
    """

    ksm: Ksm
    loan: Loan
    dues: Sequence[Due]
    outstanding: int

    @property
    def open_rows(self) -> list[Due]:
        return [due for due in self.dues if due.principal or due.jasa]

    @property
    def jasa_due(self) -> int:
        return sum(due.jasa for due in self.dues)

    def jasa_until(self, day: datetime.date) -> int:
        """Unpaid jasa of the instalments due until that day, in rupiah."""
        return sum(due.jasa for due in self.dues if due.due <= day)


def mark_of(loan: Loan) -> str:
    """Changes with every payment and act: two people do not act over each other, nor one twice."""
    acts = loan.events.aggregate(all=Count("pk"), undone=Count("undoing"))
    undone = {"undone": Count("entry__reversed_by"), "corrected": Count("undone_by")}
    paid = loan.repayments.aggregate(all=Count("pk"), **undone)
    return ".".join(str(part) for part in (loan.schedule_version, *acts.values(), *paid.values()))


def look_at(loan: Loan, on: datetime.date) -> OpenLoan:
    """The loan as it stands on a day, to show before anybody decides."""
    dues = unpaid_installments([loan], on)[loan.pk]
    principal = outside_principal if loan.is_outside else outstanding_principal
    return OpenLoan(loan.ksm, loan, dues, principal(loan.ksm, on).get(loan.pk, 0))


def open_loan(*, loan: Loan, decision: Decision) -> OpenLoan:
    """Lock the group and read a member's loan for an act that changes what is owed. Raises LedgerError.

    Refused: a loan from outside, one that is not running or has changed since it was looked at, and a day
    that `check_day` refuses.
    """
    loan = locked_loan(loan, decision.seen)
    if loan.is_outside:
        raise LedgerError(f"Pinjaman {loan.number} adalah utang kelompok, bukan pinjaman anggota.")
    if loan.state != Loan.State.DISBURSED:
        raise LedgerError(f"Pinjaman {loan.number} belum dicairkan.")
    check_day(ksm=loan.ksm, loan=loan, on=decision.on, today=decision.today)
    return look_at(loan, decision.on)


def locked_loan(loan: Loan, seen: str | None) -> Loan:
    """The loan anew, its group locked. Raises LedgerError where it is not as it was when looked at."""
    ksm = lock_ksm(loan.ksm_id)
    loan = ksm.loans.select_related("member").get(pk=loan.pk)
    if seen is not None and seen != mark_of(loan):
        raise LedgerError("Pinjaman ini berubah sesudah halaman dibuka. Muat ulang, lalu periksa angkanya.")
    loan.ksm = ksm
    return loan


def require_running(found: OpenLoan) -> None:
    """Refuse a loan on which nothing is owed, or that was written off. Raises LedgerError."""
    if found.loan.written_off_on:
        raise LedgerError(f"Pinjaman {found.loan.number} sudah dihapusbukukan.")
    if not found.outstanding and not found.jasa_due:
        raise LedgerError(f"Pinjaman {found.loan.number} sudah lunas.")


def check_day(*, ksm: Ksm, loan: Loan, on: datetime.date, today: datetime.date) -> None:
    """An act is dated after the last closed sheet (J6), after all that the loan went through, not ahead."""
    require_day(on, today=today, ksm=ksm)
    if loan.disbursed_on and on < loan.disbursed_on:
        raise LedgerError(f"Pinjaman baru dicairkan pada {date_in_words(loan.disbursed_on)}.", "on")
    if loan.changed_on and on < loan.changed_on:
        raise LedgerError(f"Ketentuan sudah berubah pada {date_in_words(loan.changed_on)}.", "on")
    last = Repayment.objects.filter(loan=loan).effective(datetime.date.max).order_by("-date").first()
    if last and on < last.date:
        raise LedgerError(f"Sudah ada angsuran pada {date_in_words(last.date)}.", "on")
    require_open(book_of(ksm), on)


def replace_rows(
    *, loan: Loan, on: datetime.date, ended: Iterable[Due], rows: Iterable[schedule.Installment]
) -> tuple[int, int]:
    """From `on` the ended instalments count no more and `rows` do, under a new version.

    What was paid of an ended row stays with it. Gives the old and the new version.
    """
    old, rows = loan.schedule_version, list(rows)
    Installment.objects.filter(pk__in=[due.id for due in ended]).update(
        in_force_until=on, replaced_by_version=old + 1
    )
    Installment.objects.bulk_create(
        Installment(
            ksm_id=loan.ksm_id,
            loan=loan,
            version=old + 1,
            sequence=row.sequence,
            due_on=row.due,
            principal=row.principal,
            jasa=row.jasa,
            in_force_from=on,
        )
        for row in rows
        if row.amount
    )
    loan.schedule_version, loan.changed_on = old + 1, on
    loan.is_free = loan.is_free and not rows
    loan.save(update_fields=["schedule_version", "changed_on", "is_free"])
    return old, old + 1


def record_event(*, found: OpenLoan, kind: str, decision: Decision, **fields) -> LoanEvent:
    """Write the act down beside the loan; `fields` are those of LoanEvent. In force, it is a paper too."""
    event = LoanEvent.objects.create(
        ksm=found.ksm,
        loan=found.loan,
        kind=kind,
        date=decision.on,
        minutes=decision.minutes,
        reason=decision.reason,
        recorded_by=decision.by,
        **fields,
    )
    if event.state == LoanEvent.State.DONE:
        issue(found.ksm, [event_act(event)])
    return event


def event_act(event: LoanEvent) -> Act:
    """The berita acara of an act on a loan."""
    title = f"Berita acara {event.get_kind_display().lower()} {event.loan.number}"
    return Act(MINUTES, str(event.pk), event.date, title)
