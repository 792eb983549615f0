"""The application for a loan, its agreement and its card. Reads only."""

import datetime

from groups.agreements.five_rules import rules_by_kind
from groups.letterhead import (
    Office,
    Signer,
    coordinator,
    furniture,
    group_signers,
    meeting_place,
    officer_names,
    representatives,
    unit_officer,
)
from groups.members.identity import identity_of
from groups.models import Bkm, GroupRule, Ksm, Member, ServiceUnit
from ksm.bookpaper import PORTRAIT, Column, Kind, Room
from ksm.dates import date_in_words
from ksm.money import decimal_words, format_rupiah
from ksm.statuses import STATUSES
from ledger.loans.cards import CardRow, loan_card
from ledger.loans.lending import largest_instalment, terms_of
from ledger.models import Installment, Loan
from ledger.models.loans import NEVER
from ledger.paper import book_context


def application_context(loan: Loan, ksm: Ksm, today: datetime.date) -> dict:
    """What the member asked for and can pay, on the day of asking; where that is untold, today."""
    day = loan.applied_on or today
    return {
        "ksm": ksm,
        "loan": loan,
        "day": day,
        "largest": largest_instalment(loan, day),
        **furniture(
            ksm,
            day,
            [
                Signer("", "Pemohon", loan.of_member.name),
                *_acting(loan, ksm, day, lead="Diterima oleh,"),
            ],
        ),
    }


def parties_of(loan: Loan, ksm: Ksm, day: datetime.date) -> tuple[list[tuple[str, Member | None]], Member]:
    """Who acts for the group in the agreement of a loan, each with the office, and the borrower."""
    borrower = loan.of_member
    return representatives(ksm, day, Office.KETUA, Office.BENDAHARA, opposite=[borrower.pk]), borrower


def agreement_context(loan: Loan, ksm: Ksm, today: datetime.date, *, is_whole: bool = False) -> dict:
    """The agreement with its first schedule; before the money is handed out, as it would be today.

    The parties' NIK are masked unless they are to be `is_whole`.
    """
    day = loan.disbursed_on or today
    acting, borrower = parties_of(loan, ksm, day)
    rules = {row["kind"]: row["current"] for row in rules_by_kind(ksm, day)}
    rows = first_schedule(loan) or _foreseen(loan, today)
    return {
        "ksm": ksm,
        "loan": loan,
        "day": day,
        "rows": rows,
        "total": sum(row.principal + row.jasa for row in rows),
        "is_foreseen": loan.disbursed_on is None,
        "place": meeting_place(ksm, day),
        "acting": [identity_of(member, office, is_whole=is_whole) for office, member in acting],
        "borrower": identity_of(borrower, is_whole=is_whole),
        "rule": rules[GroupRule.Kind.INSTALLMENT],
        **furniture(
            ksm,
            day,
            [
                *_acting(loan, ksm, day, lead="Pihak pertama,"),
                Signer("Pihak kedua,", "Peminjam", loan.of_member.name, meterai=True),
                Signer("Saksi-saksi,", "Saksi 1"),
                Signer("", "Saksi 2"),
            ],
        ),
    }


def _acting(loan: Loan, ksm: Ksm, day: datetime.date, *, lead: str) -> list[Signer]:
    """Who acts for the group towards the borrower: the chair and the treasurer, or who stands in for them."""
    opposite = [loan.of_member.pk]
    return group_signers(ksm, day, Office.KETUA, Office.BENDAHARA, opposite=opposite, lead=lead)


def first_schedule(loan: Loan) -> list[Installment]:
    """The instalments written when the money was handed out, whatever replaced them later."""
    rows = list(loan.installments.exclude(in_force_until=NEVER).order_by("version", "sequence"))
    return [row for row in rows if row.version == rows[0].version]


def _foreseen(loan: Loan, today: datetime.date) -> list[Installment]:
    return [
        Installment(sequence=row.sequence, due_on=row.due, principal=row.principal, jasa=row.jasa)
        for row in terms_of(loan).schedule(today)
    ]


CARD_COLUMNS = (
    Column("Ke", css="w-no"),
    Column("Jatuh tempo"),
    Column("Pokok", Kind.SUM, "w-sum"),
    Column("Jasa", Kind.SUM, "w-sum"),
    Column("Bayar pokok", Kind.SUM, "w-sum"),
    Column("Bayar jasa", Kind.SUM, "w-sum"),
    Column("Sisa pokok", Kind.SUM, "w-sum"),
    Column("Sisa jasa", Kind.SUM, "w-sum"),
    Column("Status", css="w-verdict"),
)
CARD_ROOM = Room(PORTRAIT.width, 145, 210)  # Under its heading of facts.


def card_context(loan: Loan, ksm: Ksm, as_of: datetime.date) -> dict:
    """Form 7 of domain.md: the card of a loan with a schedule, as of a day."""
    rows = [
        (
            str(row.sequence),
            f"{row.due_on:%d-%m-%Y}",
            row.principal,
            row.jasa,
            row.paid_principal,
            row.paid_jasa,
            row.principal - row.paid_principal,
            row.jasa - row.paid_jasa,
            _status(row),
        )
        for row in loan_card(loan, as_of)
    ]
    return book_context(
        ksm,
        title="Kartu angsuran",
        subtitle=f"{loan.number} · per {date_in_words(as_of)}",
        today=as_of,
        columns=CARD_COLUMNS,
        rows=rows,
        heading=_card_heading(loan, ksm, as_of),
        room=CARD_ROOM,
        landscape=False,
    )


def _status(row: CardRow) -> str:
    """ "Lunas 13-01-2027": with the day of the newest payment, but not where the word tells what is late."""
    word = STATUSES["installment"][row.code].word
    return f"{word} {row.paid_on:%d-%m-%Y}" if row.paid_on and row.code != "ARREARS" else word


def _card_heading(loan: Loan, ksm: Ksm, as_of: datetime.date) -> list[list[tuple[str, str]]]:
    percent = decimal_words(loan.rate_percent)
    unit, officers = loan.get_unit_display().lower(), officer_names(ksm, as_of)
    return [
        [
            ("Kelompok", f"{ksm.name} ({ksm.code})"),
            ("Nomor pinjaman", loan.number),
            ("Anggota", f"{loan.of_member.number}. {loan.debtor_on(as_of)}"),
            ("Tujuan", loan.purpose or "–"),
            ("Ketua", officers["KETUA"] or "–"),
        ],
        [
            ("Pokok", format_rupiah(loan.principal)),
            (
                "Jasa",
                f"{percent}% per {unit}, {loan.get_method_display().lower()}",
            ),
            ("Jangka", f"{loan.periods} kali angsuran"),
            ("Tanggal cair", date_in_words(loan.paid_out_on)),
            ("Bendahara", officers["BENDAHARA"] or "–"),
        ],
    ]


def upk_furniture(bkm: Bkm, day: datetime.date) -> dict:
    """What UPK's own report begins and ends with."""
    signers = (unit_officer(bkm, day, ServiceUnit.Kind.UPK, "Dibuat oleh,"), coordinator(bkm, day))
    return furniture(bkm, day, signers)
