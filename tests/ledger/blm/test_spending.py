"""BLM money is spent on lines of the RAB, within line and fund, and undone by a second person (J27)."""

import datetime

import pytest

from groups.refusals import GroupError
from ledger import chart
from ledger.blm.fund_use import fund_use
from ledger.blm.spending import rest_of, rest_of_lines, undo_spending
from ledger.blm.tranches import return_to_bkm, returnable
from ledger.journal.balances import balances, cash_by_fund
from ledger.journal.posting import Line, post
from ledger.journal.receipts import receipt_of
from ledger.journal.verification import differences_of
from ledger.models import BudgetLine, Fund, GrantSpending
from tests.support.blm import DAY, accept, agreed, pay, report, spend
from tests.support.factories import make_members

pytestmark = pytest.mark.django_db
DAY_BEFORE, TOMORROW = DAY - datetime.timedelta(days=1), DAY + datetime.timedelta(days=1)


@pytest.fixture
def grant(mawar, sari, joko, ratna):
    """Rp600.000 of Rp1.000.000 paid; line 1 plans 800.000 of BLM, line 2 (tools) 200.000."""
    make_members(mawar, 5)
    grant = agreed(mawar, sari, joko, ratna)
    pay(grant, 1, ratna)
    return grant


def refused(sentence, field=None):
    return pytest.raises(GroupError, match=sentence, check=lambda error: error.field == field)


def undo(spending, by, reason="Salah toko", on=DAY):
    return undo_spending(spending=spending, on=on, reason=reason, by=by, today=on)


def test_a_purchase_leaves_the_fund_and_its_line_and_no_surplus(grant, mawar, sari):
    spending = spend(grant, 2, sari, amount=150_000)
    assert balances(mawar, DAY) == {chart.KAS: 450_000, chart.DANA_BLM: -450_000}
    assert cash_by_fund(mawar, DAY) == {Fund.BLM: 450_000}
    assert rest_of(spending.line) == 50_000
    assert rest_of_lines(grant) == {grant.lines.first().pk: 800_000, spending.line_id: 50_000}
    assert differences_of(mawar) == []


def test_a_purchase_has_a_receipt_of_the_shop(grant, mawar, sari):
    spending = spend(grant, 2, sari, amount=150_000)
    line = spending.entry.lines.get()
    receipt = receipt_of(mawar, spending.entry, line_id=line.pk)
    assert (receipt.giver, receipt.taker, receipt.amount) == ("KSM Mawar", "Toko Jaya", 150_000)
    assert receipt.purpose == "BLM Sosial · Belanja BLM-01 baris 2: Baskom"


def test_a_purchase_stays_within_the_rest_of_its_line(grant, sari):
    spend(grant, 2, sari, amount=150_000)
    with refused(r"Sisa BLM baris 2 Rp50\.000", "amount"):
        spend(grant, 2, sari, amount=50_001)
    spend(grant, 2, sari, amount=50_000)


def test_a_purchase_stays_within_the_funds_cash_of_every_day_since(grant, mawar, sari):
    lent = Line(chart.PIUTANG_ANGGOTA, chart.KAS, 500_000, fund=Fund.BLM)
    post(ksm=mawar, date=TOMORROW, kind="OTHER", memo="Pinjaman", lines=[lent], by=sari)
    with refused(r"dana BLM di kas dan bank tinggal Rp100\.000", "amount"):
        spend(grant, 2, sari, amount=100_001, today=TOMORROW)
    with refused(r"Uang di bank tinggal Rp0", "amount"):
        spend(grant, 2, sari, amount=1, place="BANK")
    spend(grant, 2, sari, amount=100_000, today=TOMORROW)


def test_nothing_is_spent_before_the_money_or_the_agreement_or_on_a_day_to_come(mawar, sari, joko, ratna):
    make_members(mawar, 5)
    grant = agreed(mawar, sari, joko, ratna)
    with refused("Belum ada tahap yang dicairkan"):
        spend(grant, 2, sari)
    pay(grant, 1, ratna)
    with refused("sebelum tanggal perjanjian", "on"):
        spend(grant, 2, sari, on=DAY_BEFORE, today=DAY)
    with refused("sesudah hari ini", "on"):
        spend(grant, 2, sari, on=TOMORROW, today=DAY)
    assert not GrantSpending.objects.exists()


def test_a_line_that_is_lent_is_not_bought_on(grant, sari):
    BudgetLine.objects.filter(grant=grant, sequence=1).update(is_lent=True)
    with refused("untuk dipinjamkan kepada anggota"):
        spend(grant, 1, sari)


def test_a_purchase_is_undone_by_another_person_with_a_reason(grant, mawar, sari, joko):
    spending = spend(grant, 2, sari, amount=150_000)
    with refused("tidak boleh membatalkan sendiri"):
        undo(spending, sari)
    with refused("Tulis alasan", "reason"):
        undo(spending, joko, reason=" ")
    undo(spending, joko)
    assert (rest_of(spending.line), cash_by_fund(mawar, DAY)) == (200_000, {Fund.BLM: 600_000})
    assert differences_of(mawar) == []
    with refused("sudah dibatalkan"):
        undo(spending, joko)


def test_what_a_standing_lpj_tells_is_neither_undone_nor_added_to_before_its_day(grant, sari, joko):
    spending = spend(grant, 2, sari)
    accept(report(grant, 1, sari, blm=100_000, today=TOMORROW), joko, today=TOMORROW)
    with refused("termuat dalam LPJ"):
        undo(spending, joko, on=TOMORROW)
    with refused("sudah memuat belanja sampai hari itu", "on"):
        spend(grant, 2, sari, today=TOMORROW)
    assert spend(grant, 2, sari, on=TOMORROW).amount == 100_000


def test_what_was_spent_does_not_go_back_to_the_bkm(mawar, sari, joko, ratna):
    make_members(mawar, 5)
    grant = agreed(mawar, sari, joko, ratna, principal_returns="RETURNS", return_installments=10)
    pay(grant, 1, ratna)
    spend(grant, 2, sari, amount=150_000)
    assert returnable(grant) == 450_000
    with refused(r"masih harus dikembalikan Rp450\.000", "amount"):
        return_to_bkm(grant=grant, amount=450_001, on=DAY, place="CASH", note="", by=sari, today=DAY)


def test_the_books_tell_received_spent_by_line_and_left(grant, sari):
    spend(grant, 2, sari, amount=150_000)
    books = fund_use(grant, DAY)
    assert (books.received, books.lent, books.spent, books.returned) == (600_000, 0, 150_000, 0)
    assert (books.box, books.bank, books.other) == (450_000, 0, 0)
    assert books.by_line == {line.pk: {1: 0, 2: 150_000}[line.sequence] for line in grant.lines.all()}
    assert fund_use(grant, DAY_BEFORE).left == 0


def test_check_ledger_names_a_purchase_beyond_its_line_or_without_its_posting(grant, mawar, sari):
    spending = spend(grant, 2, sari, amount=150_000)
    GrantSpending.objects.filter(pk=spending.pk).update(amount=200_001)
    found = [(one.subject, one.recorded, one.expected) for one in differences_of(mawar)]
    assert found == [
        ("Dana BLM Sosial", 450_000, 399_999),
        ("Belanja baris RAB Peralatan", 200_001, 200_000),
        ("Belanja Baskom tanpa jurnal", 200_001, 0),
    ]


def test_the_page_of_undoing_says_beforehand_why_not_and_asks_nothing(grant, mawar, sari, ratna, as_user):
    """The coordinator wrote down the payment and one purchase herself; the other purchase is Sari's."""
    own, others = spend(grant, 2, ratna, amount=1000), spend(grant, 2, sari, amount=1000)
    base = f"/ksm/{mawar.pk}/blm/{grant.pk}"
    client = as_user(ratna)
    for spending, asked in ((own, False), (others, True)):
        page = client.get(f"{base}/belanja/{spending.pk}/batalkan/").content.decode()
        assert ("Yang mencatat tidak boleh membatalkan sendiri." in page) is not asked
        assert ('name="reason"' in page) is asked
