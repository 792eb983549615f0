"""What UPK received beside what groups paid: matched payment by payment, differences listed."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from groups.refusals import GroupError
from ledger import chart
from ledger.acts.act import mark_of
from ledger.journal.months import Month
from ledger.journal.posting import LedgerError
from ledger.models import UpkReceipt
from ledger.outside.borrowing import OutsideTerms, pay_outside, receive, record_contract
from ledger.policy.matching import Told, matched
from ledger.upk.month import upk_month
from ledger.upk.receipts import record_receipt
from tests.support import factories

START = datetime.date(2025, 9, 1)
OCTOBER = Month(datetime.date(2025, 10, 1))
TODAY = datetime.date(2025, 11, 15)


def day(number):
    return datetime.date(2025, 10, number)


@pytest.fixture
def loan(mawar):
    """900.000 from UPK in ten months at 1 %, handed out on 1 September."""
    facts = {"lender": "UPK", "lender_name": "UPK", "contract": "1", "agreed_on": START, "principal": 900_000}
    facts |= {"rate_percent": 1, "method": "FLAT", "periods": 10, "unit": "MONTH", "limit_reason": "Dana ada"}
    factories.make_members(mawar, 3)
    made = record_contract(ksm=mawar, terms=OutsideTerms(**facts), today=START)
    receive(loan=made, seen=mark_of(made), account=chart.KAS, on=START, today=START, by=None)
    made.refresh_from_db()
    return made


def paid(loan, on, amount):
    loan.refresh_from_db()
    facts = {"account": chart.KAS, "on": on, "today": TODAY, "by": None}
    return pay_outside(loan=loan, amount=amount, seen=mark_of(loan), **facts)


def received(loan, by, on, amount, number):
    facts = {"number": number, "note": "", "today": TODAY, "by": by}
    return record_receipt(loan=loan, received_on=on, amount=amount, **facts)


def told(*pairs):
    return [Told(datetime.date(2025, 10, number), amount) for number, amount in pairs]


@pytest.mark.parametrize(
    ("one", "two", "verdicts"),
    [
        ([(1, 5)], [(1, 5)], "SAME"),
        ([(1, 5)], [(4, 5)], "OTHER_DAY"),
        ([(1, 5)], [(9, 5)], "ONLY_PAYER ONLY_TAKER"),
        ([(1, 5)], [(1, 7)], "OTHER_AMOUNT"),
        ([(1, 5), (1, 5)], [(1, 5)], "SAME ONLY_PAYER"),
        ([(1, 5), (8, 5)], [(8, 5), (7, 5)], "OTHER_DAY SAME"),
        ([], [(3, 9)], "ONLY_TAKER"),
    ],
)
def test_payments_are_paired_once_by_day_and_amount(one, two, verdicts):
    assert sorted(pair.verdict for pair in matched(told(*one), told(*two))) == sorted(verdicts.split())


def test_a_month_tells_what_was_due_paid_and_received_and_where_they_differ(loan, bkm, joko):
    paid(loan, day(1), 99_000)
    paid(loan, day(20), 50_000)
    received(loan, joko, day(3), 99_000, "B-1")
    received(loan, joko, day(20), 40_000, "B-2")
    received(loan, joko, day(28), 1_000, "B-3")
    found = upk_month(bkm, OCTOBER, TODAY)
    [row] = found.rows
    # 90.000 of principal and 9.000 of jasa each month; the first on 1 October.
    assert (row.lent, row.due, row.paid, row.received, row.difference) == (
        0,
        99_000,
        149_000,
        140_000,
        -9_000,
    )
    assert row.balance == 900_000 - 90_000 - 41_000
    verdicts = [(pair.verdict, pair.difference) for _, pair in found.payments]
    assert verdicts == [("OTHER_DAY", 0), ("OTHER_AMOUNT", -10_000), ("ONLY_TAKER", 1_000)]
    assert upk_month(bkm, OCTOBER.previous, TODAY).totals["lent"] == 900_000


def test_what_is_no_receipt_is_refused(loan, joko):
    received(loan, joko, day(1), 99_000, "B-1")
    with pytest.raises(LedgerError, match="sudah dicatat"):
        received(loan, joko, day(2), 99_000, "b-1")
    with pytest.raises(LedgerError, match="belum mencairkan"):
        received(loan, joko, datetime.date(2025, 8, 31), 99_000, "B-2")
    with pytest.raises(GroupError):
        received(loan, joko, TODAY + datetime.timedelta(days=1), 99_000, "B-3")
    assert UpkReceipt.objects.count() == 1


@pytest.mark.parametrize("groups", [1, 3])
def test_it_asks_the_same_whatever_the_number_of_payments(loan, bkm, joko, groups):
    for number in range(groups):
        received(loan, joko, day(number + 1), 1_000, f"B-{number}")
    with CaptureQueriesContext(connection) as asked:
        upk_month(bkm, OCTOBER, TODAY)
    assert len(asked) == 5


def test_staff_of_upk_record_and_withdraw_on_their_page(as_user, loan, bkm, joko):
    client, page = as_user(joko), f"/bkm/{bkm.pk}/pinjaman-upk/"
    typed = {"loan": loan.pk, "received_on": "2025-10-01", "amount": "99.000", "number": "B-1", "note": ""}
    assert client.post(f"{page}penerimaan/", typed).status_code == 302
    receipt = UpkReceipt.objects.get()
    shown = client.get(page, {"bulan": "2025-10"}).text
    assert "Tidak ada di buku KSM" in shown
    assert "1 pembayaran dicatat berbeda" in shown
    file = client.get(page, {"bulan": "2025-10", "unduh": "xlsx"}).getvalue()
    book = {sheet.title: list(sheet.values) for sheet in load_workbook(io.BytesIO(file))}
    [told] = book["Pembayaran"][1:]
    assert told[:2] == (loan.ksm.name, loan.number)
    assert (told[4].date(), *told[5:]) == (datetime.date(2025, 10, 1), 99_000, "B-1", "Tidak ada di buku KSM")
    [money] = [rows for title, rows in book.items() if title.startswith("Bulan")]
    heads, row, sums = (row[5:] for row in money)
    assert heads == ("Diterima menurut UPK", "Selisih")
    assert row == sums == (99_000, 99_000)
    assert len(book["LAR, PAR, RR"]) == 13
    assert "sudah dicatat" in client.post(f"{page}penerimaan/", typed).text
    assert client.post(f"{page}penerimaan/{receipt.pk}/tarik/", {"reason": "Salah KSM"}).status_code == 302
    assert "Tidak ada di buku KSM" not in client.get(page, {"bulan": "2025-10"}).text
    assert UpkReceipt.objects.get().withdrawn_reason == "Salah KSM"


def test_nobody_else_records_and_no_other_bkm_is_reached(as_user, loan, bkm, joko, ratna):
    lestari = factories.make_unit_staff("lestari", bkm, "UPS")
    for reader in (ratna, lestari):
        assert as_user(reader).get(f"/bkm/{bkm.pk}/pinjaman-upk/penerimaan/").status_code == 403
    elsewhere = factories.make_bkm("BKM Karangroto", "33.74.05.1002")
    eko = factories.make_unit_staff("eko", elsewhere)
    assert as_user(eko).get(f"/bkm/{bkm.pk}/pinjaman-upk/penerimaan/").status_code == 404
    typed = {"loan": loan.pk, "received_on": "2025-10-01", "amount": "1", "number": "B-9", "note": ""}
    answer = as_user(eko).post(f"/bkm/{elsewhere.pk}/pinjaman-upk/penerimaan/", typed)
    assert "Pilih salah satu dari daftar." in answer.text
    receipt = received(loan, joko, day(1), 99_000, "B-1")
    path = f"/bkm/{elsewhere.pk}/pinjaman-upk/penerimaan/{receipt.pk}/tarik/"
    assert as_user(eko).post(path, {"reason": "x"}).status_code == 404
