"""Does everything in the books agree? Each check sums its own rows and names what differs."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Q, Sum

from groups.models import Ksm
from ksm.certain import certain
from ksm.money import format_rupiah
from ledger import chart
from ledger.journal.balances import not_closing
from ledger.journal.months import Month
from ledger.models import (
    AccountPosting,
    BudgetChange,
    BudgetLine,
    GrantMovement,
    GrantSpending,
    Installment,
    JournalEntry,
    JournalLine,
    Loan,
    LoanEvent,
    MonthAct,
    Repayment,
    SurplusShare,
    TanggungRentengCase,
    TanggungRentengReturn,
    TanggungRentengShare,
    standing_spending,
)

_OTHER = JournalEntry.Kind.OTHER
_OUTSIDE_MEETINGS = Q(entry__kind=_OTHER) | Q(entry__reverses__kind=_OTHER)


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that should equal another: the group, the account or document, and both sides in rupiah."""

    ksm: str
    subject: str
    recorded: int
    expected: int

    def __str__(self):
        gap = self.recorded - self.expected
        return (
            f"{self.ksm}: {self.subject}: tercatat {format_rupiah(self.recorded)}, "
            f"seharusnya {format_rupiah(self.expected)}, selisih {format_rupiah(gap)}"
        )


def differences_of(ksm: Ksm, as_of: datetime.date = datetime.date.max) -> list[Difference]:
    """Everything in the ledger that disagrees as of a day; [] when all is well."""
    return [
        *_balance(ksm, as_of),
        *_entries(ksm),
        *_loans(ksm, as_of),
        *_schedules(ksm),
        *_written_off(ksm),
        *_acts(ksm),
        *_repayments(ksm),
        *_loan_funds(ksm),
        *_joint(ksm),
        *_outside(ksm, as_of),
        *_blm(ksm, as_of),
        *_surplus(ksm),
        *_months(ksm),
    ]


def _sum(rows, field) -> int:
    return rows.aggregate(total=Sum(field))["total"] or 0


def _balance(ksm: Ksm, as_of: datetime.date) -> Iterator[Difference]:
    total = _sum(AccountPosting.objects.filter(ksm=ksm, date__lte=as_of), "amount")
    if total:
        yield Difference(str(ksm), "Neraca percobaan", total, 0)


def _entries(ksm: Ksm) -> Iterator[Difference]:
    """Lines carry the group and date of their entry; an entry has lines; a reversal mirrors its entry."""
    lines = JournalLine.objects.filter(entry__ksm=ksm)
    strays = lines.exclude(ksm=F("entry__ksm"), date=F("entry__date"))
    for line in strays.select_related("entry"):
        yield Difference(str(ksm), f"Baris jurnal {line.entry.number} salah KSM atau tanggal", line.amount, 0)
    for entry in JournalEntry.objects.filter(ksm=ksm, lines__isnull=True):
        yield Difference(str(ksm), f"Jurnal {entry.number} tanpa baris", 0, 1)
    yield from _reversals(ksm)


def _reversals(ksm: Ksm) -> Iterator[Difference]:
    """Each is the mirror of its entry: the same accounts, members and loans, the other way round."""
    pairs = Q(entry__reverses__isnull=False) | Q(entry__reversed_by__isnull=False)
    rows = AccountPosting.objects.filter(pairs, ksm=ksm).order_by()
    sums: dict[int, dict[tuple, int]] = defaultdict(lambda: defaultdict(int))
    for entry, *key in rows.values_list("entry_id", "account_id", "fund", "member_id", "loan_id", "amount"):
        sums[entry][tuple(key[:-1])] += key[-1]
    for entry in JournalEntry.objects.filter(ksm=ksm, reverses__isnull=False).select_related("reverses"):
        mirrored, undone = sums[entry.pk], sums[entry.reverses_id]
        for key in sorted({*mirrored, *undone}, key=str):
            if mirrored[key] != -undone[key]:
                subject = f"Pembatalan jurnal {entry.reverses.number}, {chart.BY_CODE[key[0]].name}"
                yield Difference(str(ksm), subject, mirrored[key], -undone[key])


def _loans(ksm: Ksm, as_of: datetime.date) -> Iterator[Difference]:
    """Loans outstanding in the subledger (handed out - repaid) against the account, loan by loan."""
    account = AccountPosting.objects.filter(account_id=chart.PIUTANG_ANGGOTA)
    posted: dict[int | None, int] = defaultdict(int)
    for row in account.balances(ksm_ids=[ksm.pk], as_of=as_of, by=("loan_id",)):
        posted[row["loan_id"]] = row["balance"]
    paid = Repayment.objects.filter(ksm=ksm).effective(as_of)
    repaid = dict(paid.order_by().values_list("loan_id").annotate(total=Sum("principal")))
    gone = dict(write_offs(ksm, as_of).values_list("loan_id", "principal"))
    for loan in ksm.loans.filter(borrower=Loan.Borrower.MEMBER):
        handed_out = loan.state == Loan.State.DISBURSED and loan.paid_out_on <= as_of
        expected = (loan.principal if handed_out else 0) - repaid.get(loan.pk, 0) - gone.get(loan.pk, 0)
        recorded = posted.pop(loan.pk, 0)
        if recorded != expected:
            yield Difference(str(ksm), f"Pinjaman {loan.number}", recorded, expected)
        if recorded < 0:
            yield Difference(str(ksm), f"Sisa pinjaman {loan.number} kurang dari nol", recorded, 0)
    for amount in posted.values():
        if amount:
            yield Difference(str(ksm), "Akun pinjaman tanpa kartu pinjaman", amount, 0)


def _schedules(ksm: Ksm) -> Iterator[Difference]:
    """Rows in force, what was paid of others or freely, and what was written off sum to the loan."""
    in_force = Installment.objects.in_force(datetime.date.max).filter(ksm=ksm)
    scheduled = dict(in_force.order_by().values_list("loan_id").annotate(total=Sum("principal")))
    paid = Repayment.objects.filter(ksm=ksm).effective(datetime.date.max)
    elsewhere = dict(
        paid.filter(parts__installment__in_force_until__isnull=False)
        .order_by()
        .values_list("loan_id")
        .annotate(total=Sum("parts__principal"))
    )
    free = dict(
        paid.filter(parts__isnull=True).order_by().values_list("loan_id").annotate(total=Sum("principal"))
    )
    gone = dict(write_offs(ksm, datetime.date.max).values_list("loan_id", "principal"))
    for loan in ksm.loans.filter(state=Loan.State.DISBURSED).exclude(is_free=True):
        total = sum(part.get(loan.pk, 0) for part in (scheduled, elsewhere, free, gone))
        if total != loan.principal:
            yield Difference(str(ksm), f"Jadwal pinjaman {loan.number}", total, loan.principal)


def write_offs(ksm: Ksm, as_of: datetime.date):
    """The write-offs in force on a day."""
    return ksm.loan_events.effective(as_of).filter(kind=LoanEvent.Kind.WRITTEN_OFF)


def _written_off(ksm: Ksm) -> Iterator[Difference]:
    """Write-offs and recoveries in the journal are those of the loans, and none beyond the debt."""
    recovered = ksm.loan_events.effective(datetime.date.max).filter(kind=LoanEvent.Kind.RECOVERED)
    sums = {
        chart.PENGHAPUSAN: _sum(write_offs(ksm, datetime.date.max), "principal"),
        chart.PEMULIHAN: -_sum(recovered, F("principal") + F("jasa")),
    }
    posted = AccountPosting.objects.filter(not_closing(), account_id__in=sums).balances(
        ksm_ids=[ksm.pk], as_of=datetime.date.max, by=("account_id",)
    )
    found = {row["account_id"]: row["balance"] for row in posted}
    for code, expected in sums.items():
        if found.get(code, 0) != expected:
            yield Difference(str(ksm), chart.BY_CODE[code].name, found.get(code, 0), expected)
    back = dict(recovered.order_by().values_list("loan_id").annotate(total=Sum(F("principal") + F("jasa"))))
    for event in write_offs(ksm, datetime.date.max).select_related("loan"):
        owed = event.principal + event.jasa
        if back.get(event.loan_id, 0) > owed:
            subject = f"Pemulihan pinjaman {event.loan.number} melebihi sisanya"
            yield Difference(str(ksm), subject, back[event.loan_id], owed)


def _acts(ksm: Ksm) -> Iterator[Difference]:
    """An act on a loan and its entry are taken back together, never one without the other."""
    acts = ksm.loan_events.filter(entry__isnull=False).select_related("loan")
    for act in acts.filter(state=LoanEvent.State.DONE, entry__reversed_by__isnull=False):
        yield Difference(str(ksm), f"{act} berlaku, jurnalnya dibatalkan", act.principal + act.jasa, 0)
    for act in acts.filter(state=LoanEvent.State.UNDONE, entry__reversed_by__isnull=True):
        yield Difference(str(ksm), f"{act} dibatalkan, jurnalnya berlaku", 0, act.principal + act.jasa)


def _repayments(ksm: Ksm) -> Iterator[Difference]:
    """A repayment's parts sum to it; no instalment is paid beyond what it asks; both fit the journal."""
    rows = Repayment.objects.filter(ksm=ksm)
    # An opening loan was repaid freely, without parts, until it was given a schedule (J19).
    with_schedule = rows.filter(Q(loan__is_opening=False) | Q(pk__in=rows.filter(parts__isnull=False)))
    for row in with_schedule.annotate(
        parts_principal=Sum("parts__principal", default=0), parts_jasa=Sum("parts__jasa", default=0)
    ).select_related("loan"):
        if (row.parts_principal, row.parts_jasa) != (row.principal, row.jasa):
            subject = f"Angsuran {row.loan.number} tanggal {row.date:%d-%m-%Y}"
            yield Difference(
                str(ksm), subject, row.parts_principal + row.parts_jasa, row.principal + row.jasa
            )
    effective = Q(parts__repayment__entry__reversed_by__isnull=True, parts__repayment__undone_by__isnull=True)
    for row in (
        Installment.objects.filter(ksm=ksm)
        .annotate(paid=Sum(F("parts__principal") + F("parts__jasa"), filter=effective, default=0))
        .filter(paid__gt=F("principal") + F("jasa"))
        .select_related("loan")
    ):
        subject = f"Angsuran ke-{row.sequence} pinjaman {row.loan.number} dibayar lebih"
        yield Difference(str(ksm), subject, row.paid, row.principal + row.jasa)


def _loan_funds(ksm: Ksm) -> Iterator[Difference]:
    """Principal is lent from and paid back to the loan's own fund."""
    strays = AccountPosting.objects.filter(ksm=ksm, account_id=chart.PIUTANG_ANGGOTA, loan__isnull=False)
    for row in (
        strays.exclude(fund=F("loan__fund")).order_by().values("loan__number").annotate(of=Sum("amount"))
    ):
        yield Difference(str(ksm), f"Pinjaman {row['loan__number']} di dana lain", row["of"], 0)


def _blm(ksm: Ksm, as_of: datetime.date) -> Iterator[Difference]:
    """The account of the BLM fund = tranches paid less what was spent and returned.

    A payment is its tranche's amount; a purchase is what its entry moved, and fits its line of the RAB.

    What came in with an imported meeting or with opening books belongs to no grant.
    """
    if not ksm.grants.exists():
        return
    bought = GrantSpending.objects.filter(ksm=ksm).values("entry")
    of_purchases = Q(entry__in=bought) | Q(entry__reverses__in=bought)
    postings = AccountPosting.objects.filter(_OUTSIDE_MEETINGS | of_purchases, account_id=chart.DANA_BLM)
    recorded = -_sum(postings.filter(ksm=ksm, date__lte=as_of), "amount")
    moved = GrantMovement.objects.filter(ksm=ksm).effective(as_of)
    expected = sum(one.amount if one.tranche_id else -one.amount for one in moved)
    expected -= _sum(GrantSpending.objects.filter(ksm=ksm).effective(as_of), "amount")
    if recorded != expected:
        yield Difference(str(ksm), "Dana BLM Sosial", recorded, expected)
    paid = GrantMovement.objects.filter(ksm=ksm, tranche__isnull=False).exclude(amount=F("tranche__amount"))
    for one in paid.select_related("tranche"):
        yield Difference(str(ksm), f"Pencairan {one.tranche}", one.amount, one.tranche.amount)
    yield from _blm_spent(ksm)


def _blm_spent(ksm: Ksm) -> Iterator[Difference]:
    standing = standing_spending("spendings__")
    lines = BudgetLine.objects.filter(grant__ksm=ksm)
    spent = Sum("spendings__amount", filter=standing, default=0)
    for line in lines.annotate(spent=spent).filter(spent__gt=F("blm")):
        yield Difference(str(ksm), f"Belanja baris RAB {line}", line.spent, line.blm)
    decided: dict[int, int] = defaultdict(int)
    done = BudgetChange.objects.filter(grant__ksm=ksm, state=BudgetChange.State.DONE)
    for source, target, amount in done.values_list("source", "target", "amount"):
        decided[source] -= amount
        decided[target] += amount
    for planned in BudgetLine.objects.filter(grant__ksm=ksm):
        if planned.moved != decided[planned.pk]:
            yield Difference(str(ksm), f"Perubahan baris RAB {planned}", planned.moved, decided[planned.pk])
    moved = Q(entry__lines__debit_id=chart.DANA_BLM, entry__lines__memo=F("what"))
    for one in GrantSpending.objects.filter(ksm=ksm).exclude(moved, entry__lines__amount=F("amount")):
        yield Difference(str(ksm), f"Belanja {one} tanpa jurnal", one.amount, 0)


def _joint(ksm: Ksm) -> Iterator[Difference]:
    """What debtors owe after tanggung renteng, and what is owed to members, by cases and by the journal."""
    methods = TanggungRentengCase.Method
    day = datetime.date.max
    tr = ksm.repayments.filter(paid_from=Repayment.PaidFrom.TANGGUNG_RENTENG).effective(day)
    cases = ksm.joint_cases.filter(undoing=None)
    named = TanggungRentengShare.objects.filter(case__in=cases).exclude(case__method=methods.SAVINGS)
    back = TanggungRentengReturn.objects.filter(ksm=ksm).standing()
    unnamed = _sum(tr.exclude(joint_cases__in=cases), F("principal") + F("jasa"))
    owed = unnamed + _sum(named, "amount") - _sum(back, "amount")
    to_members = (
        unnamed
        + _sum(named.filter(payer__isnull=False), "amount")
        - _sum(back.filter(share__payer__isnull=False), "amount")
    )
    expected = {chart.PIUTANG_TANGGUNG_RENTENG: owed, chart.TITIPAN_PENANGGUNG: -to_members}
    posted = AccountPosting.objects.filter(account_id__in=expected)
    rows = posted.balances(ksm_ids=[ksm.pk], as_of=day, by=("account_id",))
    found = {row["account_id"]: row["balance"] for row in rows}
    for code, amount in expected.items():
        if found.get(code, 0) != amount:
            yield Difference(str(ksm), chart.BY_CODE[code].name, found.get(code, 0), amount)
    standing = Q(returns__entry__reversed_by__isnull=True)
    returned = Sum("returns__amount", filter=standing, default=0)
    for share in named.annotate(back=returned).filter(back__gt=F("amount")):
        yield Difference(str(ksm), "Pengembalian melebihi bagian penanggung", share.back, share.amount)
    shares = Sum("shares__amount", default=0)
    for case in ksm.joint_cases.annotate(put_in=shares).exclude(put_in=F("amount")).select_related("loan"):
        yield Difference(str(ksm), str(case), case.put_in, case.amount)


def _outside(ksm: Ksm, as_of: datetime.date) -> Iterator[Difference]:
    """What the group owes to lenders outside, loan by loan, and the jasa it paid them, by the journal."""
    account = AccountPosting.objects.filter(account_id=chart.UTANG_LUAR)
    rows = account.balances(ksm_ids=[ksm.pk], as_of=as_of, by=("loan_id",))
    posted = {row["loan_id"]: -row["balance"] for row in rows}
    paid = ksm.repayments.filter(loan__borrower=Loan.Borrower.GROUP).effective(as_of)
    repaid = dict(paid.order_by().values_list("loan_id").annotate(total=Sum("principal")))
    for loan in ksm.loans.filter(borrower=Loan.Borrower.GROUP):
        received = loan.state == Loan.State.DISBURSED and loan.paid_out_on <= as_of
        expected = (loan.principal if received else 0) - repaid.get(loan.pk, 0)
        recorded = posted.pop(loan.pk, 0)
        if recorded != expected:
            yield Difference(str(ksm), f"Utang pinjaman luar {loan.number}", recorded, expected)
    for amount in posted.values():
        if amount:
            yield Difference(str(ksm), "Utang luar tanpa kartu pinjaman", amount, 0)
    costs = AccountPosting.objects.filter(not_closing(), ksm=ksm, account_id=chart.JASA_PINJAMAN_LUAR)
    recorded, expected = _sum(costs.filter(date__lte=as_of), "amount"), _sum(paid, "jasa")
    if recorded != expected:
        yield Difference(str(ksm), chart.BY_CODE[chart.JASA_PINJAMAN_LUAR].name, recorded, expected)


def _surplus(ksm: Ksm) -> Iterator[Difference]:
    """What members still get of shared surpluses, by shares and journal; nobody was paid before."""
    shares = SurplusShare.objects.filter(sharing__ksm=ksm, sharing__undone_by__isnull=True, paid_entry=None)
    unpaid = _sum(shares, F("from_savings") + F("from_borrowing") + F("from_office"))
    posted = -_sum(AccountPosting.objects.filter(ksm=ksm, account_id=chart.UTANG_SHU), "amount")
    if posted != unpaid:
        yield Difference(str(ksm), chart.BY_CODE[chart.UTANG_SHU].name, posted, unpaid)
    moved = AccountPosting.objects.filter(ksm=ksm, account_id=chart.UTANG_SHU).order_by("date")
    owed: dict[int | None, int] = defaultdict(int)
    for member, day, total in moved.values_list("member_id", "date").annotate(total=Sum("amount")):
        owed[member] -= total
        if owed[member] < 0:
            subject = f"SHU bagian anggota dibayar sebelum dibagi, {day:%d-%m-%Y}"
            yield Difference(str(ksm), subject, owed[member], 0)


def _months(ksm: Ksm) -> Iterator[Difference]:
    """The box at the end of each closed month still holds what was written down when it was closed."""
    newest = {act.month: act for act in ksm.month_acts.order_by("pk")}
    for month, act in sorted(newest.items()):
        if act.act == MonthAct.Act.CLOSED:
            last = Month(month).last
            box = AccountPosting.objects.filter(ksm=ksm, account_id=chart.KAS, date__lte=last)
            recorded = _sum(box, "amount")
            cash = certain(act.cash, "written down when a month is closed")
            if recorded != cash:
                yield Difference(str(ksm), f"Kas akhir {Month(month)}", recorded, cash)
