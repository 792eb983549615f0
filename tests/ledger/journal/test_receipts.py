"""A receipt for every line of the cash book: who, how much, for what, and its number for ever."""

import io

import pytest
from pypdf import PdfReader

from ledger import chart
from ledger.books.cash_book import cash_book, cash_totals
from ledger.journal.posting import Line, post, reverse
from ledger.journal.receipts import UNKNOWN, receipt_of
from ledger.models import JournalEntry
from tests.support.factories import START, make_members
from tests.support.lending import LENT, WEEK, enter, lend, make_group, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def ksm(bkm):
    return make_group(bkm, cash=20_000_000)


def only(ksm, entry):
    return receipt_of(ksm, entry, line_id=entry.lines.first().pk)


def text_of(client, ksm, line):
    answer = client.get(f"/ksm/{ksm.pk}/buku-kas/kuitansi/{line.pk}.pdf")
    return " ".join(PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().split())


def test_what_one_member_brought_in_one_entry_is_one_receipt(ksm):
    ani, budi, _ = ksm.members.all()
    lines = [
        Line(chart.KAS, chart.TABUNGAN_WAJIB, 5_000, member_id=ani.pk),
        Line(chart.KAS, chart.TABUNGAN_WAJIB, 5_000, member_id=budi.pk),
        Line(chart.KAS, chart.TABUNGAN_SUKARELA, 7_000, member_id=ani.pk),
        Line(chart.TABUNGAN_SUKARELA, chart.KAS, 1_000, member_id=ani.pk),
    ]
    entry = enter(ksm, lines, LENT)
    first, second, again, taken = [
        receipt_of(ksm, entry, line_id=row.pk) for row in entry.lines.order_by("pk")
    ]
    assert first == again
    assert (first.giver, first.taker, first.amount) == (ani.name, ksm.name, 12_000)
    assert first.purpose == "Tabungan wajib Rp5.000, Tabungan sukarela Rp7.000 · Uji"
    assert (second.giver, second.amount) == (budi.name, 5_000)
    assert (taken.giver, taken.taker, taken.amount) == (ksm.name, ani.name, 1_000)
    numbers = [one.number.split("/")[1] for one in (first, second, taken)]
    assert numbers == ["KW-1", "KW-2", "KW-3"]


def test_an_instalment_is_one_receipt_from_cash_book_and_loan_card_alike(ksm, sari, as_user):
    loan = lend(ksm, rate_percent=1)
    paid = pay(loan, 110_000, LENT + WEEK)
    receipts = {receipt_of(ksm, paid.entry, line_id=line.pk) for line in paid.entry.lines.all()}
    assert receipts == {receipt_of(ksm, paid.entry, loan_id=loan.pk)}
    [receipt] = receipts
    assert (receipt.amount, receipt.giver) == (110_000, loan.member.name)
    assert receipt.purpose.startswith("Angsuran pokok Rp100.000, Jasa pinjaman Rp10.000")
    client = as_user(sari)
    card = client.get(f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/").content.decode()
    assert f"/ksm/{ksm.pk}/pinjaman/angsuran/{paid.pk}.pdf" in card
    assert client.get(f"/ksm/{ksm.pk}/pinjaman/angsuran/{paid.pk}.pdf").status_code == 200


@pytest.mark.parametrize(("amount", "stamped"), [(5_000_000, False), (5_000_001, True)])
def test_the_meterai_box_begins_above_five_million(ksm, sari, as_user, amount, stamped):
    entry = enter(ksm, [Line(chart.KAS, chart.SUMBANGAN, amount)], LENT)
    assert ("Meterai" in text_of(as_user(sari), ksm, entry.lines.get())) is stamped


def test_the_paper_says_the_amount_in_words_the_place_and_the_day(ksm, sari, as_user):
    entry = enter(ksm, [Line(chart.BIAYA_ATK, chart.KAS, 12_500, memo="Buku tulis")], LENT)
    text = text_of(as_user(sari), ksm, entry.lines.get())
    for words in (
        "dua belas ribu lima ratus rupiah",
        "Rp12.500",
        "Buku tulis",
        "Sembungharjo, 6 Januari 2027",
    ):
        assert words in text
    assert f"Nomor: {entry.number:03d}/KW/{ksm.code}/I/2027" in text
    assert only(ksm, entry).taker == UNKNOWN


def test_what_was_undone_is_printed_as_cancelled_and_keeps_its_number(ksm, sari, as_user):
    entry = enter(ksm, [Line(chart.KAS, chart.SUMBANGAN, 50_000)], LENT)
    before = only(ksm, entry)
    undoing = reverse(entry=entry, date=LENT + WEEK, reason="Salah catat", by=None)
    after = only(ksm, JournalEntry.objects.get(pk=entry.pk))
    assert (before.mark, after.number) == ("", before.number)
    assert "DIBATALKAN 13 Januari 2027" in text_of(as_user(sari), ksm, entry.lines.get())
    assert only(ksm, undoing).mark == f"PEMBATALAN bukti nomor {entry.number}"


def test_what_nobody_gave_has_no_receipt(ksm, sari, as_user):
    opening = post(
        ksm=ksm,
        date=LENT,
        kind=JournalEntry.Kind.OPENING,
        memo="Saldo awal",
        lines=[Line(chart.KAS, chart.MODAL_AWAL, 1_000)],
        by=None,
    )
    missing = enter(ksm, [Line(chart.SELISIH_KAS, chart.KAS, 500)], LENT)
    moved = enter(ksm, [Line(chart.BANK, chart.KAS, 500)], LENT)
    client = as_user(sari)
    for entry in (opening, missing, moved):
        assert only(ksm, entry) is None
        address = f"/ksm/{ksm.pk}/buku-kas/kuitansi/{entry.lines.get().pk}.pdf"
        assert client.get(address).status_code == 404


def test_the_cash_book_links_every_line_to_its_receipt(mawar, sari, as_user):
    make_members(mawar, 2)
    entry = enter(mawar, [Line(chart.KAS, chart.SUMBANGAN, 9_000)], START)
    enter(mawar, [Line(chart.SELISIH_KAS, chart.KAS, 500)], START)
    rows = cash_book(mawar, cash_totals(mawar, START, START)).rows
    assert [row.has_receipt for row in rows] == [True, False]
    page = as_user(sari).get(f"/ksm/{mawar.pk}/buku-kas/?dari={START}&sampai={START}").content.decode()
    assert page.count("/buku-kas/kuitansi/") == 1
    assert f"/buku-kas/kuitansi/{entry.lines.get().pk}.pdf" in page


def test_a_line_of_another_group_is_not_found(ksm, bkm, sari, as_user):
    other = make_group(bkm)
    line = enter(other, [Line(chart.KAS, chart.SUMBANGAN, 9_000)], LENT).lines.get()
    assert as_user(sari).get(f"/ksm/{ksm.pk}/buku-kas/kuitansi/{line.pk}.pdf").status_code == 404
