"""The books of a group and the lists of its loans as tables: what their pages show, column by column."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from groups.models import Bkm, Ksm
from ksm.statuses import find
from ksm.tables import Column, Kind, Table
from ledger.books.cash_book import CashBook
from ledger.books.loan_book import LoanBookRow, LoanBookTotals
from ledger.books.statements import BalanceSheet, IncomeStatement
from ledger.books.trial_balance import TrialRow
from ledger.joint.covering import CaseStanding
from ledger.journal.funds import FundMove
from ledger.loans.cards import CardRow, LoanRow
from ledger.loans.quality import GroupPart, QualityRow
from ledger.models import Loan, Repayment
from ledger.outside.borrowing import OutsideStanding
from ledger.upk.month import UpkMonth

LOAN = Column("Pinjaman", lambda row: row.loan.number)
MEMBER_NUMBER = Column("Nomor anggota", lambda row: row.loan.member.number, Kind.NUMBER)


def rupiah(heading: str, field: str) -> Column:
    """A column of money that a row has under a name."""
    return Column(heading, lambda row: getattr(row, field), Kind.RUPIAH)


def _period(title: str, ksm: Ksm, first: datetime.date, last: datetime.date) -> str:
    return f"{title} {ksm.name} {first.isoformat()} {last.isoformat()}"


def cash_book_table(ksm: Ksm, book: CashBook) -> Table:
    """All lines of a period after its opening balance; its sums below."""
    totals = book.totals
    columns = (
        Column("Tanggal", lambda row: row.date, Kind.DATE),
        Column("Bukti", lambda row: row.entry_number, Kind.NUMBER),
        Column("Uraian", lambda row: row.text),
        Column("Jenis", lambda row: row.label),
        Column("Masuk", lambda row: row.incoming or None, Kind.RUPIAH),
        Column("Keluar", lambda row: row.outgoing or None, Kind.RUPIAH),
        rupiah("Saldo", "balance"),
    )
    opening = {"Tanggal": totals.first, "Uraian": "Saldo awal", "Saldo": totals.opening}
    sums = {"Masuk": totals.incoming, "Keluar": totals.outgoing, "Saldo": totals.closing}
    return Table(_period("Buku kas", ksm, totals.first, totals.last), columns, book.rows, opening, sums)


def trial_balance_table(ksm: Ksm, as_of: datetime.date, rows: Sequence[TrialRow]) -> Table:
    columns = (
        Column("Akun", lambda row: row.account.name),
        Column("Kode", lambda row: row.account.code),
        Column("Debet", lambda row: row.debit or None, Kind.RUPIAH),
        Column("Kredit", lambda row: row.credit or None, Kind.RUPIAH),
    )
    sums = {"Debet": sum(row.debit for row in rows), "Kredit": sum(row.credit for row in rows)}
    return Table(f"Neraca saldo {ksm.name} {as_of.isoformat()}", columns, rows, totals=sums)


def loan_book_table(
    ksm: Ksm, first: datetime.date, last: datetime.date, rows: Sequence[LoanBookRow]
) -> Table:
    fields = {
        "Sisa awal": "before",
        "Pinjaman baru": "lent",
        "Angsuran pokok": "paid_principal",
        "Angsuran jasa": "paid_jasa",
        "Hapus buku": "written_off",
        "Sisa akhir": "outstanding",
        "Tunggakan": "arrears",
    }
    columns = (
        LOAN,
        MEMBER_NUMBER,
        Column("Anggota", lambda row: row.debtor),
        Column("Cair", lambda row: row.loan.disbursed_on, Kind.DATE),
        Column("Jasa", lambda row: None if row.loan.is_opening else row.loan.rate, Kind.PERCENT),
        Column("Jangka", lambda row: row.term_words),
        Column("Pokok", lambda row: row.loan.principal, Kind.RUPIAH),
        *(rupiah(heading, field) for heading, field in fields.items()),
        Column("Status", lambda row: find("loan", row.code).word),
        Column("Kelas", lambda row: row.number, Kind.NUMBER),
    )
    found = asdict(LoanBookTotals.of(rows))
    sums = {heading: found[field] for heading, field in (fields | {"Pokok": "principal"}).items()}
    return Table(_period("Buku pinjaman", ksm, first, last), columns, rows, totals=sums)


FIGURES = (
    Column("Bagian", lambda row: row[0]),
    Column("Pos", lambda row: row[1]),
    Column("Rupiah", lambda row: row[2], Kind.RUPIAH),
)


def balance_sheet_table(ksm: Ksm, sheet: BalanceSheet) -> Table:
    """Each figure under its part, each part closed by its sum."""
    claims = "Kewajiban dan modal"
    rows = [
        *(("Aset", figure.name, figure.amount) for figure in sheet.assets),
        ("Aset", "Jumlah aset", sheet.total_assets),
        *((claims, figure.name, figure.amount) for figure in (*sheet.debts, *sheet.capital)),
        (claims, "Jumlah kewajiban dan modal", sheet.total_claims),
    ]
    return Table(f"Neraca {ksm.name} {sheet.as_of.isoformat()}", FIGURES, rows)


def income_table(ksm: Ksm, income: IncomeStatement) -> Table:
    """Each figure under its part; a loss is a negative result."""
    result = "Sisa hasil usaha" if income.result >= 0 else "Rugi"
    rows = [
        *(("Pendapatan", figure.name, figure.amount) for figure in income.income),
        ("Pendapatan", "Jumlah pendapatan", income.total_income),
        *(("Biaya", figure.name, figure.amount) for figure in income.costs),
        ("Biaya", "Jumlah biaya", income.total_costs),
        ("Hasil", result, income.result),
    ]
    return Table(_period("Perhitungan hasil usaha", ksm, income.first, income.last), FIGURES, rows)


def loan_table(ksm: Ksm, rows: Sequence[LoanRow]) -> Table:
    columns = (
        LOAN,
        MEMBER_NUMBER,
        Column("Anggota", lambda row: row.loan.debtor),
        Column("Tujuan", lambda row: row.loan.purpose),
        Column("Prioritas", lambda row: row.loan.priority, Kind.NUMBER),
        Column("Pokok", lambda row: row.loan.principal, Kind.RUPIAH),
        Column("Sisa pokok", lambda row: row.still_owed or row.outstanding, Kind.RUPIAH),
        Column("Tunggakan", lambda row: None if row.loan.is_free else row.arrears, Kind.RUPIAH),
        Column("Status", lambda row: find("loan", row.code).word),
    )
    return Table(f"Pinjaman {ksm.name}", columns, rows)


LATENESS = (
    Column("Kelas", lambda row: row.label),
    Column("Hari tunggakan", lambda row: row.late.days, Kind.NUMBER),
    Column("Angsuran belum dibayar", lambda row: row.late.unpaid, Kind.NUMBER),
    Column("Tunggakan", lambda row: row.late.overdue, Kind.RUPIAH),
)


def quality_table(ksm: Ksm, as_of: datetime.date, rows: Sequence[QualityRow]) -> Table:
    whose = (LOAN, MEMBER_NUMBER, Column("Anggota", lambda row: row.debtor))
    columns = (*whose, *LATENESS, rupiah("Sisa pokok", "balance"), rupiah("Cadangan", "reserve"))
    return Table(f"Kolektibilitas {ksm.name} {as_of.isoformat()}", columns, rows)


WHOSE = (Column("KSM", lambda row: row.loan.ksm.name), LOAN)


def upk_table(
    bkm: Bkm, parts: Sequence[GroupPart], moved: UpkMonth, trends: Mapping[str, Sequence[tuple[str, Any]]]
) -> Table:
    """UPK's month: its loans as they stand; its money, payments and indicators on sheets of their own.

    `trends` are the shares of each indicator by month, oldest first.
    """
    columns = (*WHOSE, *LATENESS, rupiah("Saldo", "balance"), rupiah("Cadangan", "reserve"))
    more = (_upk_money(moved), _upk_payments(moved), _upk_trends(trends))
    return Table(f"Pinjaman UPK {bkm.name} {moved.as_of.isoformat()}", columns, parts, more=more)


def _upk_money(moved: UpkMonth) -> Table:
    names = {
        "Dicairkan": "lent",
        "Jatuh tempo": "due",
        "Dibayar menurut KSM": "paid",
        "Diterima menurut UPK": "received",
        "Selisih": "difference",
    }
    totals = {heading: moved.totals[name] for heading, name in names.items()}
    columns = (*WHOSE, *(rupiah(heading, name) for heading, name in names.items()))
    return Table(f"Bulan {moved.month}", columns, moved.rows, totals=totals)


def _upk_payments(moved: UpkMonth) -> Table:
    """Each payment of the month by both sides; row is (loan, pair)."""
    columns = (
        Column("KSM", lambda row: row[0].ksm.name),
        Column("Pinjaman", lambda row: row[0].number),
        Column("Tanggal menurut KSM", lambda row: row[1].paid and row[1].paid.on, Kind.DATE),
        Column("Jumlah menurut KSM", lambda row: row[1].paid and row[1].paid.amount, Kind.RUPIAH),
        Column("Tanggal menurut UPK", lambda row: row[1].taken and row[1].taken.on, Kind.DATE),
        Column("Jumlah menurut UPK", lambda row: row[1].taken and row[1].taken.amount, Kind.RUPIAH),
        Column("Bukti UPK", lambda row: row[1].taken and row[1].taken.row.number),
        Column("Keterangan", lambda row: find("matching", row[1].verdict).word),
    )
    return Table("Pembayaran", columns, moved.payments)


def _upk_trends(trends: Mapping[str, Sequence[tuple[str, Any]]]) -> Table:
    """Row is a month with the share of each indicator."""
    names = list(trends)
    rows = [
        (shares[0][0], {name: share for name, (_, share) in zip(names, shares, strict=True)})
        for shares in zip(*trends.values(), strict=True)
    ]
    by_name = (Column(name, _share_of(name), Kind.PERCENT) for name in names)
    return Table("LAR, PAR, RR", (Column("Bulan", lambda row: row[0]), *by_name), rows)


def _share_of(name: str) -> Callable[[tuple[str, dict]], Any]:
    return lambda row: row[1][name]


def outside_table(ksm: Ksm, rows: Sequence[OutsideStanding]) -> Table:
    columns = (
        LOAN,
        Column("Dari", lambda row: row.loan.lender_name),
        Column("Perjanjian", lambda row: row.loan.contract),
        Column("Tanggal perjanjian", lambda row: row.loan.decided_on, Kind.DATE),
        Column("Pokok", lambda row: row.loan.principal, Kind.RUPIAH),
        rupiah("Sisa pokok", "outstanding"),
        rupiah("Tunggakan", "arrears"),
        Column("Status", lambda row: find("outside", row.code).word),
    )
    return Table(f"Pinjaman luar {ksm.name}", columns, rows)


def joint_table(ksm: Ksm, unnamed: Sequence[Repayment], cases: Sequence[CaseStanding]) -> Table:
    """Instalments of which nobody wrote down yet who paid, then the cases."""
    rows = [
        *((row.date, row.loan, "", row.total, row.principal + row.jasa, "UNNAMED") for row in unnamed),
        *(
            (row.case.date, row.case.loan, row.case.get_method_display(), row.case.amount, row.owed, row.code)
            for row in cases
        ),
    ]
    columns = (
        Column("Tanggal", lambda row: row[0], Kind.DATE),
        Column("Nomor anggota", lambda row: row[1].member.number, Kind.NUMBER),
        Column("Peminjam", lambda row: row[1].debtor),
        Column("Pinjaman", lambda row: row[1].number),
        Column("Ditanggung dari", lambda row: row[2]),
        Column("Kekurangan", lambda row: row[3], Kind.RUPIAH),
        Column("Belum kembali", lambda row: row[4], Kind.RUPIAH),
        Column("Status", lambda row: find("joint", row[5]).word),
    )
    return Table(f"Tanggung renteng {ksm.name}", columns, rows)


def fund_table(ksm: Ksm, label: str, moves: Sequence[FundMove]) -> Table:
    columns = (
        Column("Tanggal", lambda row: row.line.date, Kind.DATE),
        Column("Bukti", lambda row: row.line.entry.number, Kind.NUMBER),
        Column("Uraian", lambda row: row.text),
        Column("Masuk", lambda row: row.incoming or None, Kind.RUPIAH),
        Column("Keluar", lambda row: row.outgoing or None, Kind.RUPIAH),
        rupiah("Saldo", "balance"),
    )
    return Table(f"Gerak {label.lower()} {ksm.name}", columns, moves)


def undoing_table(ksm: Ksm, rows) -> Table:
    """What was taken back outside a meeting; rows of `ksm.undoings`."""
    columns = (
        Column("Dibatalkan", lambda row: row.date, Kind.DATE),
        Column("Catatan", lambda row: row.subject),
        Column("Tanggal semula", lambda row: row.acted_on, Kind.DATE),
        Column("Alasan", lambda row: row.reason),
        Column("Oleh", lambda row: str(row.by)),
        Column("Bukti", lambda row: row.entry and row.entry.reverses.number, Kind.NUMBER),
        Column("Dibatalkan oleh bukti", lambda row: row.entry and row.entry.number, Kind.NUMBER),
    )
    return Table(f"Pembatalan {ksm.name}", columns, rows)


def card_table(loan: Loan, rows: Sequence[CardRow]) -> Table:
    """The instalments of a loan of either level."""
    columns = (
        Column("Ke", lambda row: row.sequence, Kind.NUMBER),
        Column("Jatuh tempo", lambda row: row.due_on, Kind.DATE),
        rupiah("Pokok", "principal"),
        rupiah("Jasa", "jasa"),
        rupiah("Bayar pokok", "paid_principal"),
        rupiah("Bayar jasa", "paid_jasa"),
        rupiah("Sisa", "unpaid"),
        Column("Status", lambda row: find("installment", row.code).word),
    )
    return Table(f"Kartu pinjaman {loan.number} {loan.ksm.name}", columns, rows)
