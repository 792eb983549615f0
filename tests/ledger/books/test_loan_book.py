"""The loan book of a period: what was owed before it, lent and paid in it, and owed at its end."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from ksm.pdf import render_pdf
from ledger.acts.writing_off import answer_write_off, propose_write_off, recover
from ledger.books.loan_book import LoanBookTotals, first_lent, loan_book
from ledger.books.papers import loan_book_context
from ledger.journal.posting import reverse
from ledger.loans.owed import outstanding_principal
from ledger.models import Loan
from ledger.undoing.loan_acts import Retraction, undo_act
from tests.support.lending import LENT, WEEK, decide, lend, make_group, pay
from tests.support.prints import text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
SECOND, THIRD = LENT + 2 * WEEK, LENT + 3 * WEEK


@pytest.fixture
def ksm(bkm):
    return make_group(bkm)


@pytest.fixture
def loan(ksm):
    """400.000 in four weeks at 1%: 100.000 + 4.000 each. The first is paid in time, 50.000 of the second."""
    loan = lend(ksm, principal=400_000, periods=4, rate_percent=1)
    pay(loan, 104_000, LENT + WEEK)
    pay(loan, 50_000, SECOND)
    loan.refresh_from_db()
    return loan


def rows_of(ksm, first, last):
    """The book's figures; each row sums up, and both ends are those of the journal."""
    rows = loan_book(ksm, first, last)
    for row in rows:
        assert row.before + row.lent - row.paid_principal - row.written_off == row.outstanding
    for day, name in ((first - DAY, "before"), (last, "outstanding")):
        told = {row.loan.pk: getattr(row, name) for row in rows if getattr(row, name)}
        assert told == outstanding_principal(ksm, day)
    names = ("before", "lent", "paid_principal", "paid_jasa", "written_off", "outstanding")
    return [tuple(getattr(row, name) for name in names) for row in rows]


@pytest.mark.parametrize(
    ("first", "last", "figures"),
    [
        (LENT - WEEK, LENT, (0, 400_000, 0, 0, 0, 400_000)),
        (LENT, LENT + WEEK - DAY, (0, 400_000, 0, 0, 0, 400_000)),
        (LENT + DAY, LENT + WEEK - DAY, (400_000, 0, 0, 0, 0, 400_000)),
        (LENT + DAY, LENT + WEEK, (400_000, 0, 100_000, 4_000, 0, 300_000)),
        (LENT + WEEK, SECOND - DAY, (400_000, 0, 100_000, 4_000, 0, 300_000)),
        (LENT + WEEK + DAY, SECOND, (300_000, 0, 46_000, 4_000, 0, 254_000)),
        (LENT, SECOND, (0, 400_000, 146_000, 8_000, 0, 254_000)),
        (SECOND + DAY, THIRD, (254_000, 0, 0, 0, 0, 254_000)),
    ],
)
def test_what_happened_on_the_first_and_last_day_is_in_the_period(ksm, loan, first, last, figures):
    assert rows_of(ksm, first, last) == [figures]


def test_a_loan_handed_out_after_the_period_is_left_out(ksm, loan):
    assert rows_of(ksm, LENT - WEEK, LENT - DAY) == []
    assert first_lent(ksm) == LENT


def test_arrears_and_class_are_those_of_the_last_day(ksm, loan):
    # On the day the second instalment is due it is not late; the day after, 104.000 - 50.000 are.
    [on_time], [late] = loan_book(ksm, LENT, SECOND), loan_book(ksm, LENT, SECOND + DAY)
    assert (on_time.arrears, on_time.number, on_time.code) == (0, 1, "DISBURSED")
    assert (late.arrears, late.number, late.code) == (54_000, 2, "ARREARS")


def test_a_settled_loan_is_in_the_period_of_its_last_payment_and_in_none_after(ksm, loan):
    pay(loan, 262_000, THIRD)
    assert rows_of(ksm, THIRD, THIRD) == [(254_000, 0, 254_000, 8_000, 0, 0)]
    [row] = loan_book(ksm, THIRD, THIRD)
    assert (row.code, row.number, row.arrears) == ("SETTLED", None, 0)
    assert rows_of(ksm, THIRD + DAY, THIRD + WEEK) == []


def write_off(loan, sari, ratna):
    event = propose_write_off(loan=loan, decision=decide(THIRD, sari))
    facts = {"approve": True, "answer": "Ya", "by": ratna, "now": timezone.now()}
    return answer_write_off(event=event, today=THIRD, **facts)


def test_a_loan_written_off_is_in_its_period_and_in_none_after(ksm, loan, sari, ratna):
    write_off(loan, sari, ratna)
    assert rows_of(ksm, THIRD, THIRD) == [(254_000, 0, 0, 0, 254_000, 0)]
    [row] = loan_book(ksm, THIRD, THIRD)
    assert (row.code, row.number, row.arrears) == ("WRITTEN_OFF", None, 0)
    # What still comes in is income of the group, no instalment.
    recover(loan=loan, amount=10_000, decision=decide(THIRD + DAY, sari))
    assert rows_of(ksm, THIRD + DAY, THIRD + WEEK) == []


def test_a_write_off_counts_until_the_day_on_which_it_was_taken_back(ksm, loan, sari, ratna):
    event, back = write_off(loan, sari, ratna), THIRD + 3 * DAY
    before = loan_book(ksm, LENT, back - DAY)
    undo_act(event=event, retraction=Retraction(on=back, today=back, reason="Salah catat", by=ratna))
    assert loan_book(ksm, LENT, back - DAY) == before
    assert rows_of(ksm, THIRD, THIRD) == [(254_000, 0, 0, 0, 254_000, 0)]
    assert rows_of(ksm, back, back) == [(0, 0, 0, 0, -254_000, 254_000)]
    assert rows_of(ksm, THIRD, back) == [(254_000, 0, 0, 0, 0, 254_000)]


def test_a_payment_counts_until_the_day_on_which_it_was_taken_back(ksm, loan):
    paid = loan.repayments.get(date=SECOND)
    reverse(entry=paid.entry, date=THIRD, reason="Salah", by=None)
    assert rows_of(ksm, SECOND, THIRD - DAY) == [(300_000, 0, 46_000, 4_000, 0, 254_000)]
    assert rows_of(ksm, THIRD, THIRD) == [(254_000, 0, -46_000, -4_000, 0, 300_000)]


def test_a_loan_of_which_only_jasa_is_owed_is_not_settled(ksm, loan):
    loan.installments.filter(sequence=4).update(principal=0)
    loan.installments.filter(sequence=3).update(principal=200_000)
    pay(loan, 258_000, THIRD)  # 54.000 and 4.000 + 200.000
    [row] = loan_book(ksm, THIRD + DAY, LENT + 4 * WEEK + DAY)
    assert (row.before, row.outstanding, row.arrears, row.code) == (0, 0, 4_000, "ARREARS")


def test_a_book_longer_than_a_page_carries_its_totals(ksm):
    for number in range(1, 15):
        lend(ksm, principal=10_000, periods=1, number=f"P-{number:02d}")
    book = loan_book(ksm, LENT, THIRD)
    first, second = loan_book_context(ksm, book, (LENT, THIRD), THIRD)["pages"]
    paper = render_pdf("ledger/books/print_book.html", loan_book_context(ksm, book, (LENT, THIRD), THIRD))
    assert len(PdfReader(io.BytesIO(paper)).pages) == 2
    totals = [[cell for cell, _ in line.cells] for line in (first.carried, second.brought, second.carried)]
    assert [(line[2], line[3], line[5], line[9]) for line in totals] == [
        ("Dipindahkan", "100.000", "100.000", "100.000"),
        ("Pindahan", "100.000", "100.000", "100.000"),
        ("Jumlah", "140.000", "140.000", "140.000"),
    ]


def test_a_loan_of_the_opening_balances_has_no_class(ksm):
    lend(ksm, principal=90_000, number="SA-1", is_opening=True, is_free=True)
    [row] = loan_book(ksm, LENT, THIRD)
    assert (row.jasa_words, row.term_words) == ("–", "tanpa jadwal")
    assert (row.lent, row.outstanding, row.arrears, row.number, row.code) == (
        90_000, 90_000, 0, None, "DISBURSED",
    )  # fmt: skip


def test_the_totals_are_the_sums_of_the_rows(ksm, loan):
    lend(ksm, day=THIRD, principal=60_000, periods=3, number="P-02", member=ksm.members.last())
    totals = LoanBookTotals.of(loan_book(ksm, SECOND, THIRD))
    assert (totals.principal, totals.before, totals.lent) == (460_000, 300_000, 60_000)
    assert (totals.paid_principal, totals.paid_jasa, totals.written_off) == (46_000, 4_000, 0)
    assert (totals.outstanding, totals.arrears) == (314_000, 54_000)


def test_the_page_and_the_paper_show_the_period(ksm, loan, ratna, as_user):
    asked = f"?dari={LENT + WEEK + DAY}&sampai={SECOND + DAY}"
    client = as_user(ratna)
    page = client.get(f"/ksm/{ksm.pk}/buku-pinjaman/{asked}").content.decode()
    paper = text_of(client.get(f"/ksm/{ksm.pk}/buku-pinjaman/cetak.pdf{asked}"))
    for shown in (page, paper):
        for words in ("14 Januari 2027 sampai 21 Januari 2027", "300.000", "46.000", "254.000", "54.000"):
            assert words in shown
        for column in ("Sisa awal", "Pinjaman baru", "Angsuran pokok", "Angsuran jasa", "Sisa akhir"):
            assert column in shown
    assert "Menunggak" in page
    for words in ("Anggota nomor 1", "1%, 4 minggu", "Kelas 2", "Bendahara"):
        assert words in paper
    assert "dua ratus lima puluh empat ribu rupiah" in paper
    assert loan.member.name not in paper


def test_a_period_without_loans_says_what_it_leaves_out(ksm, loan, ratna, as_user):
    pay(loan, 262_000, THIRD)
    asked = f"?dari={THIRD + DAY}&sampai={THIRD + WEEK}"
    page = as_user(ratna).get(f"/ksm/{ksm.pk}/buku-pinjaman/{asked}").content.decode()
    assert "yang lunas atau dihapusbukukan sebelum masa ini tidak ditampilkan" in page


def test_an_address_of_one_day_asks_for_everything_until_it(ksm, loan, ratna, as_user):
    client, address = as_user(ratna), f"/ksm/{ksm.pk}/buku-pinjaman/"
    asked = client.get(f"{address}?per={SECOND}")
    assert (asked.context["first"], asked.context["last"]) == (LENT, SECOND)
    assert [row.paid_principal for row in asked.context["page"]] == [146_000]
    before = client.get(f"{address}?per={LENT - DAY}").context
    assert (before["first"], before["last"]) == (LENT - DAY, LENT - DAY)
    assert "Tulis tanggal" in client.get(f"{address}?per=x").content.decode()


def test_a_loan_book_too_long_for_paper_gets_a_sentence(ksm, loan, ratna, as_user, monkeypatch):
    monkeypatch.setattr("ledger.views.books.MOST_ROWS", 0)
    address = f"/ksm/{ksm.pk}/buku-pinjaman/cetak.pdf?dari={LENT}&sampai={SECOND}"
    answer = as_user(ratna).get(address, follow=True)
    assert "Pilih masa yang lebih pendek." in answer.content.decode()


def test_three_loans_take_the_queries_of_one(ksm, loan):
    def queries():
        with CaptureQueriesContext(connection) as found:
            rows = loan_book(ksm, LENT, THIRD)
        return len(rows), len(found)

    assert queries() == (1, 9)
    for number, member in enumerate(ksm.members.all()[1:], start=2):
        lend(ksm, principal=60_000, periods=3, number=f"P-0{number}", member=member)
    assert queries() == (3, 9)
    assert Loan.objects.count() == 3
