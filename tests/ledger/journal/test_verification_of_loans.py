"""The check of the books covers loans of both levels, tanggung renteng and reversals; each fault is named."""

from decimal import Decimal

import pytest
from django.db.models import F
from django.utils import timezone

from ledger import chart
from ledger.acts.act import mark_of
from ledger.acts.writing_off import answer_write_off, propose_write_off, recover
from ledger.joint.covering import cover_shortfall, give_back
from ledger.journal.posting import Line, reverse
from ledger.journal.verification import differences_of
from ledger.models import JournalEntry, JournalLine, LoanEvent, Repayment, TanggungRentengReturn
from ledger.outside.borrowing import OutsideTerms, pay_outside, receive, record_contract
from tests.support.lending import LENT, WEEK, decide, enter, lend, make_group

pytestmark = pytest.mark.django_db
DAY = LENT + WEEK


@pytest.fixture
def ksm(bkm):
    return make_group(bkm)


def found(ksm):
    """(subject, recorded, expected) of everything that disagrees."""
    return [(one.subject, one.recorded, one.expected) for one in differences_of(ksm)]


@pytest.fixture
def lender(ksm):
    """500.000 from a bank, of which 50.000 and 5.000 jasa are paid."""
    terms = OutsideTerms("OTHER", "Bank Desa", "1", LENT, 500_000, Decimal(1), "FLAT", 10, "WEEK")
    loan = record_contract(ksm=ksm, terms=terms, today=LENT)
    days = {"account": chart.KAS, "by": None}
    receive(loan=loan, on=LENT, today=LENT, seen=mark_of(loan), **days)
    pay_outside(loan=loan, amount=55_000, on=DAY, today=DAY, seen=mark_of(loan), **days)
    return loan


def test_it_finds_what_a_lender_was_paid_beside_the_books(ksm, lender):
    assert found(ksm) == []
    Repayment.objects.filter(loan=lender).update(principal=50_001, jasa=4_999)
    said = found(ksm)
    assert ("Utang pinjaman luar L-01", 450_000, 449_999) in said
    assert ("Jasa pinjaman luar", 5_000, 4_999) in said


def test_it_finds_debts_and_claims_that_belong_to_no_loan(ksm):
    enter(ksm, [Line(chart.KAS, chart.UTANG_LUAR, 7_000)], DAY)
    enter(ksm, [Line(chart.PIUTANG_ANGGOTA, chart.KAS, 300)], DAY)
    assert found(ksm) == [
        ("Akun pinjaman tanpa kartu pinjaman", 300, 0),
        ("Utang luar tanpa kartu pinjaman", 7_000, 0),
    ]


@pytest.fixture
def written_off(ksm, sari, ratna):
    """100.000 written off, 30.000 of it came in later."""
    loan = lend(ksm, principal=100_000)
    event = propose_write_off(loan=loan, decision=decide(DAY, sari))
    facts = {"approve": True, "answer": "Ya", "by": ratna, "today": DAY, "now": timezone.now()}
    answer_write_off(event=event, **facts)
    recover(loan=loan, amount=30_000, decision=decide(DAY, sari))
    return loan


def test_it_finds_a_write_off_and_a_recovery_that_the_journal_does_not_know(ksm, written_off):
    assert found(ksm) == []
    LoanEvent.objects.filter(kind="WRITTEN_OFF").update(principal=99_999)
    assert ("Penghapusan pinjaman", 100_000, 99_999) in found(ksm)
    LoanEvent.objects.filter(kind="WRITTEN_OFF").update(principal=100_000)
    LoanEvent.objects.filter(kind="RECOVERED").update(principal=100_001)
    assert found(ksm) == [
        ("Pemulihan pinjaman dihapus", -30_000, -100_001),
        ("Pemulihan pinjaman P-01 melebihi sisanya", 100_001, 100_000),
    ]


def test_it_finds_more_given_back_than_was_put_in(ksm, sari):
    loan = lend(ksm, principal=100_000)
    payers = list(ksm.members.exclude(pk=loan.member_id))
    case = cover_shortfall(loan=loan, amount=10_000, method="ALL", payers=payers, decision=decide(DAY, sari))
    give_back(case=case, amount=10_000, on=DAY, today=DAY, seen_owed=10_000, by=sari)
    assert found(ksm) == []
    TanggungRentengReturn.objects.filter(share=case.shares.first()).update(amount=5_001)
    assert ("Pengembalian melebihi bagian penanggung", 5_001, 5_000) in found(ksm)


def test_it_finds_a_reversal_that_is_no_mirror_of_its_entry(ksm):
    entry = enter(ksm, [Line(chart.KAS, chart.SUMBANGAN, 4_000)], LENT)
    mirror = reverse(entry=entry, date=DAY, reason="Uji", by=None)
    assert found(ksm) == []
    JournalLine.objects.filter(entry=mirror).update(amount=F("amount") - 1)
    said = [("Pembatalan jurnal 2, Kas", -3_999, -4_000), ("Pembatalan jurnal 2, Sumbangan", 3_999, 4_000)]
    assert found(ksm) == said
    JournalLine.objects.filter(entry=mirror).update(amount=4_000, debit=chart.KAS, credit=chart.SUMBANGAN)
    said = [("Pembatalan jurnal 2, Kas", 4_000, -4_000), ("Pembatalan jurnal 2, Sumbangan", -4_000, 4_000)]
    assert found(ksm) == said
    assert JournalEntry.objects.get(pk=mirror.pk).reverses == entry
