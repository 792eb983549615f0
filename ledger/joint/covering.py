"""Tanggung renteng: a borrower's shortfall is covered by the others, who are owed it (domain.md J18)."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum

from groups.days import require_day
from groups.locking import lock_ksm
from groups.models import Ksm, Member, User
from groups.papers.register import Act, issue
from ksm.money import format_rupiah, split_evenly
from ledger import chart
from ledger.acts.act import Decision, OpenLoan, open_loan, require_running
from ledger.journal.funds import least_cash
from ledger.journal.posting import LedgerError, Line, book_of, post, require_open
from ledger.loans.lending import PlannedRepayment, plan_free_repayment, plan_repayments, store_repayments
from ledger.models import (
    Fund,
    JournalEntry,
    Loan,
    Repayment,
    TanggungRentengCase,
    TanggungRentengReturn,
    TanggungRentengShare,
)

Method = TanggungRentengCase.Method
TR = Repayment.PaidFrom.TANGGUNG_RENTENG
MINUTES, STATEMENT = "BA-TR", "SP-TR"


@dataclass(frozen=True, slots=True)
class ShareStanding:
    """One share of a case: who put it in (None = the fund), and what came back of it, in rupiah."""

    share: TanggungRentengShare
    returned: int

    @property
    def owed(self) -> int:
        return self.share.amount - self.returned


@dataclass(frozen=True, slots=True)
class CaseStanding:
    """A case as it stands; `code` is a state of ksm/statuses.py."""

    case: TanggungRentengCase
    shares: Sequence[ShareStanding]

    @property
    def is_open(self) -> bool:
        """Is anything owed to anybody by this case at all?"""
        return not (self.case.owes_nobody or self.case.undoing_id)

    @property
    def owed(self) -> int:
        return sum(share.owed for share in self.shares) if self.is_open else 0

    @property
    def returned(self) -> int:
        return sum(share.returned for share in self.shares)

    @property
    def code(self) -> str:
        if self.case.undoing_id:
            return "UNDONE"
        return "RUNNING" if self.owed else "RETURNED"


def standings_of(cases: Iterable[TanggungRentengCase]) -> list[CaseStanding]:
    """Each case with its shares and what came back of them. Two queries."""
    cases = list(cases)
    shares = TanggungRentengShare.objects.filter(case__in=cases).select_related("payer")
    by_case: dict[int, list[ShareStanding]] = {case.pk: [] for case in cases}
    standing = Q(returns__entry__reversed_by__isnull=True)
    returned = Sum("returns__amount", filter=standing, default=0)
    for share in shares.annotate(back=returned).order_by("pk"):
        by_case[share.case_id].append(ShareStanding(share, share.back))
    return [CaseStanding(case, by_case[case.pk]) for case in cases]


def cases_of(ksm: Ksm) -> list[CaseStanding]:
    """All cases of a group, newest first. Three queries."""
    return standings_of(ksm.joint_cases.select_related("loan__member", "repayment__entry"))


def without_payers(ksm: Ksm) -> list[Repayment]:
    """Instalments paid through tanggung renteng in a meeting, of which nobody wrote down yet who paid."""
    named = ksm.joint_cases.filter(undoing=None)
    rows = ksm.repayments.filter(paid_from=TR).exclude(joint_cases__in=named).effective(datetime.date.max)
    return list(rows.select_related("loan__member", "entry").order_by("-date", "-pk"))


def due_by(found: OpenLoan, on: datetime.date) -> int:
    """The shortfall by a day in rupiah: unpaid instalments due by then; without schedule all principal."""
    if found.loan.is_free:
        return found.outstanding
    return sum(due.principal + due.jasa for due in found.dues if due.due <= on)


@transaction.atomic
def cover_shortfall(
    *, loan: Loan, amount: int, method: str, payers: Sequence[Member], decision: Decision
) -> TanggungRentengCase:
    """Cover what a borrower did not pay, by an equal levy on `payers` or out of the fund (no payers).

    The debtor then owes them. Raises LedgerError for more than is due, more than the fund holds, or nobody to
    pay.
    """
    found = open_loan(loan=loan, decision=decision)
    require_running(found)
    _check_amount(found, amount, decision.on)
    planned = _planned(found, amount, decision.on)
    shares = _shares(found, amount, method, payers, decision.on)
    entry = post(
        ksm=found.ksm,
        date=decision.on,
        kind=JournalEntry.Kind.OTHER,
        memo=f"Tanggung renteng {found.loan.number}",
        lines=_lines(planned, shares),
        by=decision.by,
    )
    [repayment] = store_repayments(entry_of={0: entry}, planned=[planned])
    return open_case(found=found, repayment=repayment, method=method, shares=shares, decision=decision)


def _check_amount(found: OpenLoan, amount: int, on: datetime.date) -> None:
    due = due_by(found, on)
    if amount > due:
        raise LedgerError(f"Yang sudah jatuh tempo dan belum dibayar {format_rupiah(due)}.", "amount")


def _planned(found: OpenLoan, amount: int, on: datetime.date) -> PlannedRepayment:
    if found.loan.is_free:
        return plan_free_repayment(
            loan=found.loan, principal=amount, jasa=0, outstanding=found.outstanding, paid_from=TR
        )
    return plan_repayments(payments=[(found.loan, amount, TR)], on=on)[0]


def _shares(
    found: OpenLoan, amount: int, method: str, payers: Sequence[Member], on: datetime.date
) -> Mapping[Member, int] | Mapping[None, int]:
    if method == Method.FUND:
        held = least_cash(found.ksm, on, fund=Fund.TANGGUNG_RENTENG)
        if amount > held:
            sentence = f"Dana tanggung renteng hanya {format_rupiah(max(held, 0))}."
            raise LedgerError(sentence, "amount")
        return {None: amount}
    return split_among(amount, [payer for payer in payers if payer.pk != found.loan.member_id])


def split_among(amount: int, payers: Sequence[Member]) -> dict[Member, int]:
    """Equal parts in the order of member numbers; the last ones carry the rest. Raises LedgerError."""
    if not payers:
        raise LedgerError("Tidak ada anggota lain yang menanggung.", "payers")
    if amount < len(payers):
        raise LedgerError(f"Jumlah ini tidak dapat dibagi untuk {len(payers)} orang.", "amount")
    ordered = sorted(payers, key=lambda member: (member.number, member.pk))
    return dict(zip(ordered, split_evenly(amount, len(ordered)), strict=True))


def _lines(planned: PlannedRepayment, shares: Mapping[Member, int] | Mapping[None, int]) -> list[Line]:
    """Cash in and instalment settled as in a meeting; who is owed, named one by one.

    The fund lends its own cash to the debtor: it goes out of the fund and comes in as the instalment.
    """
    paid = [line for line in planned.lines() if line.debit != chart.PIUTANG_TANGGUNG_RENTENG]
    about: dict[str, Any] = {"member_id": planned.loan.member_id, "loan_id": planned.loan.pk}
    for payer, amount in shares.items():
        if payer is None:
            memo = "Ditanggung dana tanggung renteng"
            owed = Line(chart.PIUTANG_TANGGUNG_RENTENG, chart.KAS, amount, memo=memo, **about)
            paid.append(replace(owed, fund=Fund.TANGGUNG_RENTENG))
        else:
            memo = f"Ditanggung {payer.name}"[:200]
            sides = (chart.PIUTANG_TANGGUNG_RENTENG, chart.TITIPAN_PENANGGUNG)
            paid.append(Line(*sides, amount, payer_id=payer.pk, memo=memo, **about))
    return paid


def open_case(
    *,
    found: OpenLoan,
    repayment: Repayment,
    method: str,
    shares: Mapping[Member, int] | Mapping[None, int],
    decision: Decision,
) -> TanggungRentengCase:
    """Write the case and its shares beside the payment, which is not undone while the case stands."""
    part = repayment.parts.order_by("installment__due_on").first()
    case = TanggungRentengCase.objects.create(
        ksm=found.ksm,
        loan=found.loan,
        installment_id=part.installment_id if part else None,
        repayment=repayment,
        date=decision.on,
        method=method,
        amount=sum(shares.values()),
        minutes=decision.minutes,
        reason=decision.reason,
        recorded_by=decision.by,
    )
    TanggungRentengShare.objects.bulk_create(
        TanggungRentengShare(ksm=found.ksm, case=case, payer=payer, amount=amount)
        for payer, amount in shares.items()
    )
    if method != Method.NAMED:
        found.loan.changed_on = max(found.loan.changed_on or repayment.date, repayment.date)
        found.loan.save(update_fields=["changed_on"])
    issue(found.ksm, [case_act(case)])
    return case


def case_act(case: TanggungRentengCase) -> Act:
    """The berita acara of a case."""
    return Act(MINUTES, str(case.pk), case.date, f"Berita acara tanggung renteng {case.loan.number}")


def statement_act(day: datetime.date) -> Act:
    """The statement of all members: no act makes it, so it is one of the day on which it is first printed."""
    return Act(STATEMENT, day.isoformat(), day, "Pernyataan tanggung renteng")


@transaction.atomic
def name_payers(*, repayment: Repayment, payers: Sequence[Member], decision: Decision) -> TanggungRentengCase:
    """Say who paid an instalment that a meeting took through tanggung renteng, in equal parts.

    The books hold what is owed already, so nothing is posted. Raises LedgerError.
    """
    ksm = lock_ksm(repayment.ksm_id)
    repayment = ksm.repayments.select_related("loan__member", "entry").get(pk=repayment.pk)
    if repayment.paid_from != TR or repayment.is_undone:
        raise LedgerError("Pembayaran ini tidak lewat tanggung renteng, atau sudah dibatalkan.")
    if TanggungRentengCase.objects.filter(repayment=repayment, undoing=None).exists():
        raise LedgerError("Penanggung pembayaran ini sudah dicatat.")
    others = [payer for payer in payers if payer.pk != repayment.loan.member_id]
    shares = split_among(repayment.principal + repayment.jasa, others)
    found = OpenLoan(ksm, repayment.loan, (), 0)
    dated = replace(decision, on=repayment.date)
    return open_case(found=found, repayment=repayment, method=Method.NAMED, shares=shares, decision=dated)


@transaction.atomic
def give_back(
    *,
    case: TanggungRentengCase,
    amount: int,
    on: datetime.date,
    today: datetime.date,
    seen_owed: int,
    by: User | None,
) -> JournalEntry:
    """The debtor pays back: cash comes in and goes out again to those who paid, in proportion to what each is
    still owed; the fund keeps it. Raises LedgerError for more than is owed.
    """
    ksm = lock_ksm(case.ksm_id)
    case = ksm.joint_cases.select_related("loan__member", "repayment").get(pk=case.pk)
    [standing] = standings_of([case])
    _check_return(standing, amount, on, today, seen_owed)
    require_open(book_of(ksm), on)
    parts = in_proportion(amount, [share.owed for share in standing.shares])
    back = [(share.share, part) for share, part in zip(standing.shares, parts, strict=True) if part]
    about: dict[str, Any] = {"member_id": case.loan.member_id, "loan_id": case.loan_id}
    fund = Fund.TANGGUNG_RENTENG if case.method == Method.FUND else Fund.KAS
    memo = "Pengembalian tanggung renteng"
    lines = [Line(chart.KAS, chart.PIUTANG_TANGGUNG_RENTENG, amount, fund=fund, memo=memo, **about)]
    lines += [
        Line(
            chart.TITIPAN_PENANGGUNG,
            chart.KAS,
            part,
            payer_id=share.payer.pk,
            memo=f"Dikembalikan kepada {share.payer.name}"[:200],
            **about,
        )
        for share, part in back
        if share.payer
    ]
    kind = JournalEntry.Kind.OTHER
    memo = f"{memo} {case.loan.number}"
    heir = case.loan.heir
    entry = post(ksm=ksm, date=on, kind=kind, memo=memo, lines=lines, by=by, counterparty=heir)
    TanggungRentengReturn.objects.bulk_create(
        TanggungRentengReturn(ksm=ksm, share=share, date=on, amount=part, entry=entry) for share, part in back
    )
    return entry


def _check_return(standing: CaseStanding, amount: int, on, today, seen_owed: int) -> None:
    if standing.case.undoing_id:
        raise LedgerError("Kejadian ini sudah dibatalkan.")
    if seen_owed != standing.owed:
        raise LedgerError("Kejadian ini berubah sesudah halaman dibuka. Muat ulang, lalu periksa angkanya.")
    if amount > standing.owed:
        raise LedgerError(f"Yang belum dikembalikan {format_rupiah(standing.owed)}.", "amount")
    require_day(on, today=today)
    if on < standing.case.date:
        raise LedgerError("Tanggal ini sebelum kekurangannya ditanggung.", "on")


def in_proportion(amount: int, owed: Sequence[int]) -> list[int]:
    """Parts of `amount` in proportion to what each is owed, whole rupiah that sum to it exactly.

    What rounding leaves goes one rupiah each, in order, to those who are owed more than their part.
    """
    total = sum(owed)
    parts = [amount * one // total for one in owed]
    left = amount - sum(parts)
    for place, one in enumerate(owed):
        if left and parts[place] < one:
            parts[place] += 1
            left -= 1
    return parts
