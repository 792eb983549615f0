"""How healthy a group is: the ratios of savings groups (domain.md section 8), each with its formula."""

import datetime
from dataclasses import dataclass
from fractions import Fraction

from assessment.graduation.criteria import attendance
from assessment.graduation.windows import judge_latest
from groups.models import Ksm
from ksm.money import format_rupiah, round_half_up
from ledger import chart
from ledger.books.statements import income_statement
from ledger.journal.balances import balances, cash_by_fund
from ledger.loans.quality import loan_quality
from ledger.models import Fund, JournalEntry

YEAR = 365
RISK_DAYS = 30


@dataclass(frozen=True, slots=True)
class Ratio:
    """One figure: a share as an exact fraction, or rupiah; None where there is nothing to compute from."""

    label: str
    formula: str
    working: str
    share: Fraction | None = None
    rupiah: int | None = None

    @property
    def is_known(self) -> bool:
        return self.share is not None or self.rupiah is not None


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _division(part: int, whole: int) -> str:
    return f"{format_rupiah(part)} : {format_rupiah(whole)}"


def ratios_of(ksm: Ksm, as_of: datetime.date) -> list[Ratio]:
    """The group's ratios on a day; a fixed number of queries."""
    members = set(ksm.members.active_on(as_of).values_list("pk", flat=True))
    account = balances(ksm, as_of)
    saved = -sum(account.get(code, 0) for code in chart.SAVINGS_ACCOUNTS)
    loans = loan_quality(ksm, as_of)
    lent = sum(row.balance for row in loans)
    risky = sum(row.balance for row in loans if row.late.days > RISK_DAYS)
    borrowers = {row.loan.member_id for row in loans} & members
    return [
        _attendance(ksm, as_of),
        Ratio(
            "Tabungan per anggota",
            "saldo tabungan : anggota aktif",
            f"{format_rupiah(saved)} : {len(members)}",
            rupiah=round_half_up(Fraction(saved, len(members))) if members else None,
        ),
        _utilisation(ksm, as_of, lent),
        Ratio(
            "Anggota yang meminjam",
            "anggota dengan pinjaman berjalan : anggota aktif",
            f"{len(borrowers)} : {len(members)}",
            _share(len(borrowers), len(members)),
        ),
        Ratio(
            f"Pinjaman berisiko (PAR {RISK_DAYS} hari)",
            f"sisa pinjaman dengan angsuran lewat lebih dari {RISK_DAYS} hari : sisa seluruh pinjaman",
            _division(risky, lent),
            _share(risky, lent),
        ),
        _return_on_savings(ksm, as_of, saved),
    ]


def _attendance(ksm: Ksm, as_of: datetime.date) -> Ratio:
    facts, _, thresholds = judge_latest(ksm, as_of)
    finding = attendance(facts, thresholds)
    formula = "rata-rata bagian anggota yang hadir dalam empat pertemuan terakhir"
    return Ratio("Kehadiran", formula, finding.arithmetic, finding.actual)


def _utilisation(ksm: Ksm, as_of: datetime.date, lent: int) -> Ratio:
    cash = cash_by_fund(ksm, as_of)
    at_hand = cash.get(Fund.KAS, 0) + cash.get(Fund.BLM, 0)
    return Ratio(
        "Pemanfaatan dana",
        "pinjaman beredar : (pinjaman beredar + kas dan bank yang dapat dipinjamkan)",
        f"{format_rupiah(lent)} : ({format_rupiah(lent)} + {format_rupiah(at_hand)})",
        _share(lent, lent + at_hand),
    )


def _return_on_savings(ksm: Ksm, as_of: datetime.date, saved: int) -> Ratio:
    """Result of the last year, or since the first entry, to the mean of savings at both ends, per year."""
    begun = JournalEntry.objects.filter(ksm=ksm).order_by("date").values_list("date", flat=True).first()
    first = max(as_of - datetime.timedelta(days=YEAR - 1), begun or as_of)
    days = (as_of - first).days + 1
    result = income_statement(ksm, first, as_of).result
    account = balances(ksm, first)
    opening = -sum(account.get(code, 0) for code in chart.SAVINGS_ACCOUNTS)
    average = Fraction(saved + opening, 2)
    return Ratio(
        "Hasil atas tabungan, setahun",
        "hasil usaha : rata-rata tabungan awal dan akhir x 365 : hari",
        f"{format_rupiah(result)} : {format_rupiah(round_half_up(average))} x {YEAR} : {days}",
        Fraction(result) / average * YEAR / days if average else None,
    )
