"""The standing agenda of a routine meeting: always eight items, worded by the programme week (D1)."""

from dataclasses import dataclass

OPENING = "opening"
PREVIOUS_MINUTES = "previous_minutes"
SAVINGS = "savings"
REPAYMENTS = "repayments"
LOANS = "loans"
BOOKS_REPORT = "books_report"
PROBLEMS = "problems"
NEXT_MEETING = "next_meeting"
CODES = (OPENING, PREVIOUS_MINUTES, SAVINGS, REPAYMENTS, LOANS, BOOKS_REPORT, PROBLEMS, NEXT_MEETING)

# Short names, as group workbooks head their rows.
SHORT_LABELS = {
    OPENING: "Pembukaan dan daftar hadir",
    PREVIOUS_MINUTES: "Pembacaan notulen lalu",
    SAVINGS: "Tabungan",
    REPAYMENTS: "Angsuran",
    LOANS: "Pinjaman",
    BOOKS_REPORT: "Laporan pembukuan",
    PROBLEMS: "Masalah anggota",
    NEXT_MEETING: "Penetapan pertemuan berikutnya",
}
EARLY_LABELS = {
    OPENING: "Pembukaan, daftar hadir, dan susunan pengurus",
    SAVINGS: "Tabungan dan kesepakatan aturan bersama",
    NEXT_MEETING: "Tempat dan pemimpin pertemuan berikutnya",
}
LOAN_RULES_LABELS = {LOANS: "Aturan pinjaman: jasa, jangka, dan mulai meminjam"}

FIRST_MEETING = "pertemuan pertama"
NO_LOAN_YET = "belum ada pinjaman"


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """An item of the sheet, and the reason when the product itself proposes "tidak berlaku" (J11)."""

    code: str
    label: str
    proposed_reason: str = ""


def label_for(code: str, week: int | None) -> str:
    """The wording of an item in a programme week: weeks 1-2, 3-4, and later ones differ."""
    if week is not None and week <= 2:
        return EARLY_LABELS.get(code, SHORT_LABELS[code])
    if week is not None and week <= 4:
        return LOAN_RULES_LABELS.get(code, SHORT_LABELS[code])
    return SHORT_LABELS[code]


def planned_agenda(
    *, week: int | None, first_meeting: bool, loans_began: bool, loans_decided: bool = False
) -> tuple[PlannedItem, ...]:
    """The eight items for a sheet; before the first meeting or loan some are proposed as "tidak berlaku".

    Where a loan was decided on and waits for its money, the item about loans is not.
    """
    reasons = {}
    if first_meeting:
        reasons[PREVIOUS_MINUTES] = FIRST_MEETING
    if not loans_began:
        reasons[REPAYMENTS] = NO_LOAN_YET
        if not loans_decided:
            reasons[LOANS] = NO_LOAN_YET
    return tuple(PlannedItem(code, label_for(code, week), reasons.get(code, "")) for code in CODES)
