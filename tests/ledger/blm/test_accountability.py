"""An LPJ says what the books say; what differs has a reason, is printed and is ticked by UP-UP (J28)."""

from decimal import Decimal

import pytest

from groups.refusals import GroupError
from ledger.blm.accountability import (
    Counted,
    Used,
    answer_report,
    report_fund,
    submit_report,
)
from ledger.blm.fund_use import fund_use
from ledger.blm.lending import FundTerms, lend_from_fund
from ledger.journal.posting import post
from ledger.journal.verification import differences_of
from ledger.loans.lending import plan_disbursement, store_disbursements
from ledger.models import AccountabilityReport, BudgetLine, UsedAmount
from tests.support.blm import DAY, accept, agreed, pay, report, spend, tranche
from tests.support.factories import make_members

pytestmark = pytest.mark.django_db
TERMS = FundTerms(Decimal(1), "FLAT", 8, "WEEK", 500)


@pytest.fixture
def grant(mawar, sari, joko, ratna):
    """Rp600.000 in the box of the fund; Rp150.000 of it went for tools (line 2)."""
    make_members(mawar, 5)
    grant = agreed(mawar, sari, joko, ratna)
    pay(grant, 1, ratna)
    spend(grant, 2, sari, amount=150_000)
    return grant


def refused(sentence, field=None):
    return pytest.raises(GroupError, match=sentence, check=lambda error: error.field == field)


def send(grant, by, *, number=1, blm=(0, 150_000), box=450_000, bank=0, reason="", today=DAY):
    used = {line.pk: Used(blm=given) for line, given in zip(grant.lines.all(), blm, strict=True)}
    facts = {"used": used, "counted": Counted(box, bank), "reason": reason, "note": "Alat dibeli"}
    return submit_report(tranche=tranche(grant, number), by=by, today=today, **facts)


def test_an_lpj_of_what_the_books_do_not_show_is_refused_without_a_reason(grant, sari):
    with refused(
        r"^Berbeda dari buku: baris 1 Rp400\.000, menurut buku Rp0; uang di kotak Rp50\.000, "
        r"menurut buku Rp450\.000\. Tulis alasannya\.$",
        "reason",
    ):
        send(grant, sari, blm=(400_000, 150_000), box=50_000)
    assert not AccountabilityReport.objects.exists()


def test_an_lpj_that_agrees_with_the_books_needs_no_reason_and_keeps_their_figures(grant, sari, joko):
    sent = send(grant, sari)
    kept = (sent.received, sent.lent, sent.spent, sent.returned, sent.box, sent.bank)
    assert kept == (600_000, 0, 150_000, 0, 450_000, 0)
    assert list(sent.used.values_list("blm", "booked")) == [(0, 0), (150_000, 150_000)]
    assert accept(sent, joko, difference_seen=False).state == "ACCEPTED"
    assert sent.difference_reason == ""


def test_a_difference_is_ticked_by_upup_before_the_next_tranche_is_unlocked(grant, sari, joko, ratna):
    sent = send(grant, sari, blm=(0, 140_000), box=440_000, reason="Kuitansi Rp10.000 hilang")
    with refused("Tandai bahwa selisih", "difference_seen"):
        accept(sent, joko, difference_seen=False)
    with refused("LPJ tahap 1 belum diterima"):
        pay(grant, 2, ratna)
    assert accept(sent, joko).difference_seen
    assert pay(grant, 2, ratna).amount == 400_000


def test_the_page_and_paper_of_an_lpj_tell_the_difference_by_line_and_place(grant, sari):
    sent = send(grant, sari, blm=(0, 140_000), box=440_000, reason="Kuitansi Rp10.000 hilang")
    fund = report_fund(sent)
    assert [(one.told, one.booked, one.difference) for one in fund.compared] == [
        (0, 0, 0),
        (140_000, 150_000, -10_000),
        (440_000, 450_000, -10_000),
        (0, 0, 0),
    ]
    assert ("Dibelanjakan", "Rp150.000") in fund.words


def test_an_lpj_whose_books_changed_since_is_not_accepted(grant, sari, joko):
    sent = send(grant, sari)
    spend(grant, 2, sari, amount=50_000)
    with refused("Buku berubah sesudah LPJ ini dikirim"):
        accept(sent, joko)
    answer_report(report=sent, accept=False, reason="Buku berubah", by=joko, today=DAY)
    again = send(grant, sari, blm=(0, 200_000), box=400_000)
    assert accept(again, joko).state == "ACCEPTED"


def test_the_next_lpj_begins_where_the_accepted_one_ended(grant, sari, joko, ratna):
    accept(send(grant, sari), joko)
    pay(grant, 2, ratna)
    spend(grant, 2, sari, amount=50_000)
    with refused(r"baris 2 Rp350\.000, menurut buku Rp200\.000", "reason"):
        send(grant, sari, number=2, blm=(0, 200_000), box=800_000)
    second = send(grant, sari, number=2, blm=(0, 50_000), box=800_000)
    assert [(row.blm, row.booked) for row in second.used.all()] == [(0, 0), (50_000, 200_000)]


def test_an_lpj_from_before_the_books_were_asked_is_sent_anew(grant, sari, joko):
    sent = report(grant, 1, sari)
    AccountabilityReport.objects.update(received=None)
    UsedAmount.objects.update(booked=None)
    with refused("dibuat sebelum diisi dari buku"):
        accept(AccountabilityReport.objects.get(), joko)
    assert report_fund(AccountabilityReport.objects.get(pk=sent.pk)) is None


def test_a_line_that_is_lent_is_told_by_the_loans_and_not_typed(grant, mawar, sari, joko):
    BudgetLine.objects.filter(grant=grant, sequence=1).update(is_lent=True)
    first = grant.members.first()
    [loan] = lend_from_fund(grant=grant, chosen=[first.pk], terms=TERMS, note="", by=sari, today=DAY)
    assert fund_use(grant, DAY).lent == 0  # promised, not yet handed out
    entry = post(ksm=mawar, date=DAY, kind="OTHER", memo="Cair", lines=[plan_disbursement(loan)], by=sari)
    store_disbursements(loans=[loan], entry_of={loan.pk: entry})
    sent = send(grant, sari, blm=(1, 150_000), box=50_000)
    assert list(sent.used.values_list("blm", "booked")) == [(400_000, 400_000), (150_000, 150_000)]
    assert (sent.lent, sent.came_back, sent.spent, sent.box) == (400_000, 0, 150_000, 50_000)
    assert differences_of(mawar) == []
    assert accept(sent, joko, difference_seen=False).state == "ACCEPTED"
