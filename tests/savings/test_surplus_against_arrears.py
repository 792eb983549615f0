"""SHU is paid and a member's arrears are set off by one decision: one entry, undone as one (issue of SHU)."""

import datetime

import pytest
from django.urls import reverse

from ledger import chart
from ledger.acts.papers import event_context
from ledger.journal.balances import balances, member_savings
from ledger.journal.posting import LedgerError, Line
from ledger.loans.owed import money_by_ksm
from ledger.models import Fund, LoanEvent, Repayment
from ledger.sharing import share_surplus
from ledger.undoing.loan_acts import Retraction, undo_act, undoable_act
from savings.surplus_paper import share_paper, sharing_context
from savings.surplus_paying import overdue_of, pay_shares
from savings.undoing import undo_payout
from tests.support.lending import decide, enter, lend, pay
from tests.support.surplus import DECIDED, FACTS, all_agrees, make_year

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
LENT = DECIDED
PAID = LENT + 3 * WEEK  # two instalments are due before that day, the third on it
BACK = PAID + datetime.timedelta(days=2)


@pytest.fixture
def ksm(mawar):
    """SHU of 216.600 for the first member, 583.300 for the second."""
    return make_year(mawar)


@pytest.fixture
def sharing(ksm, sari):
    return share_surplus(ksm=ksm, by=sari, **FACTS)


@pytest.fixture
def loan(ksm):
    """Rp100.000 in ten weeks to the first member, nothing paid: 20.000 late on the day of paying."""
    return lend(ksm, day=LENT, principal=100_000)


def paid(sharing, by, *, member=None, to_savings=False, on=PAID):
    decision = decide(on, by=by)
    member_id = member.pk if member else None
    facts = {"sharing": sharing, "on": on, "by": by, "to_savings": to_savings, "member_id": member_id}
    return pay_shares(against_arrears=decision, **facts)


def late(ksm, day=PAID):
    return money_by_ksm([ksm.pk], day)[ksm.pk].arrears


def test_arrears_are_paid_first_and_the_rest_is_handed_over_in_one_entry(ksm, sharing, loan, sari):
    assert overdue_of(ksm, [loan.member_id], PAID) == {loan.member_id: [(loan, 20_000)]}
    before = balances(ksm, PAID)[chart.KAS]
    entry = paid(sharing, sari, member=loan.member)
    assert late(ksm) == 0
    assert before - balances(ksm, PAID)[chart.KAS] == 216_600 - 20_000
    owed = entry.lines.filter(debit_id=chart.UTANG_SHU).values_list("credit_id", "amount", "member_id")
    assert sorted(owed) == [
        (chart.KAS, 196_600, loan.member_id),
        (chart.PIUTANG_ANGGOTA, 20_000, loan.member_id),
    ]
    repayment = Repayment.objects.get(entry=entry)
    assert (repayment.paid_from, repayment.total, repayment.has_receipt) == ("SHU", 20_000, False)
    assert all_agrees(ksm)


def test_the_act_stands_on_the_loan_with_its_decision_and_paper(ksm, sharing, loan, sari):
    paid(sharing, sari, member=loan.member)
    event = LoanEvent.objects.get(loan=loan)
    event.loan.ksm = ksm
    assert (event.kind, event.principal, event.minutes) == ("FROM_SURPLUS", 20_000, "Notulen minggu 6")
    paper = event_context(event, ksm)
    assert paper["act"] == "memotong tunggakan pinjaman dari bagian SHU anggota"
    assert ("Dipotong dari", "SHU 2025") in paper["facts"]


def test_the_rest_may_become_savings(ksm, sharing, loan, sari):
    paid(sharing, sari, to_savings=True)
    saved = {pk: kinds.get(chart.TABUNGAN_SUKARELA, 0) for pk, kinds in member_savings(ksm, PAID).items()}
    assert saved == {loan.member_id: 196_600, ksm.members.last().pk: 583_300}
    assert all_agrees(ksm)


def test_a_part_that_does_not_reach_pays_what_it_can_and_hands_over_nothing(ksm, sharing, sari):
    loan = lend(ksm, day=LENT, principal=500_000, periods=2)
    enter(ksm, [Line(chart.KAS, chart.SUMBANGAN, 1)], PAID)
    entry = paid(sharing, sari, member=loan.member)
    assert late(ksm) == 500_000 - 216_600
    assert not entry.lines.filter(credit_id=chart.KAS).exists()
    assert all_agrees(ksm)


def test_principal_of_another_fund_goes_back_to_it_out_of_the_kas(ksm, sharing, sari):
    enter(ksm, [Line(chart.KAS, chart.DANA_SOSIAL, 100_000)], LENT)
    loan = lend(ksm, day=LENT, principal=100_000, fund=Fund.SOSIAL)
    entry = paid(sharing, sari, member=loan.member)
    back = entry.lines.filter(fund=Fund.SOSIAL)
    assert list(back.values_list("debit_id", "credit_id", "amount")) == [
        (chart.KAS, chart.PIUTANG_ANGGOTA, 20_000)
    ]
    assert all_agrees(ksm)


def test_nobody_late_is_a_refusal_that_pays_nothing(ksm, sharing, sari):
    with pytest.raises(LedgerError, match="Tidak ada tunggakan"):
        paid(sharing, sari)
    assert sharing.shares.filter(paid_entry=None).count() == 2


def test_undoing_the_payment_owes_share_and_arrears_again(ksm, sharing, loan, sari):
    entry = paid(sharing, sari)
    retraction = Retraction(on=BACK, today=BACK, reason="Salah orang", by=sari)
    undo_payout(sharing=sharing, entry=entry, retraction=retraction)
    assert late(ksm, BACK) == 30_000  # the third instalment fell due meanwhile
    assert late(ksm) == 0  # the day of the payment keeps what was reported
    assert -balances(ksm, BACK)[chart.UTANG_SHU] == 799_900
    assert LoanEvent.objects.get(loan=loan).state == "UNDONE"
    assert sharing.shares.filter(paid_entry=None).count() == 2
    assert all_agrees(ksm)


def test_the_act_alone_is_not_undone_nor_the_payment_once_something_rests_on_it(ksm, sharing, loan, sari):
    entry = paid(sharing, sari)
    event = LoanEvent.objects.get(loan=loan)
    retraction = Retraction(on=BACK, today=BACK, reason="Salah orang", by=sari)
    assert undoable_act(loan) is None
    with pytest.raises(LedgerError, match="bagian dari pembayaran SHU"):
        undo_act(event=event, retraction=retraction)
    pay(loan, 10_000, BACK)
    with pytest.raises(LedgerError, match="Sesudahnya sudah ada angsuran"):
        undo_payout(sharing=sharing, entry=entry, retraction=retraction)
    assert all_agrees(ksm)


def test_pages_and_papers_tell_what_was_set_off(ksm, sharing, loan, sari, as_user):
    paid(sharing, sari)
    share = sharing.shares.select_related("member", "paid_entry").get(member=loan.member)
    assert share_paper(ksm, sharing, share)["share"].handed_over == 196_600
    rows = {member.pk: one.set_off for member, one in sharing_context(ksm, sharing)["rows"]}
    assert rows[loan.member_id] == 20_000
    page = as_user(sari).get(reverse("savings:surplus_detail", args=[ksm.pk, sharing.pk])).content.decode()
    assert "tunggakan dipotong Rp20.000" in page
    assert "SHU 2025 dibayarkan, tunggakan dipotong" in page


def test_the_form_names_who_is_late_and_asks_for_the_decision(ksm, sharing, loan, sari, as_user, monkeypatch):
    monkeypatch.setattr("groups.models.Ksm.today", lambda self: PAID)
    path = reverse("savings:surplus_pay", args=[ksm.pk, sharing.pk])
    page = as_user(sari).get(path).content.decode()
    assert f"<dt>Tunggakan {loan.member.name} hari ini</dt><dd>Rp20.000</dd>" in page
    sent = {"way": "tunai", "date": PAID.isoformat(), "against_arrears": "on"}
    refused = as_user(sari).post(path, sent)
    assert refused.context["form"].errors == {"minutes": ["Tulis keputusan yang menjadi dasarnya."]}
    answer = as_user(sari).post(path, sent | {"minutes": "Notulen rapat akhir tahun"})
    assert answer.status_code == 302
    assert LoanEvent.objects.get(loan=loan).minutes == "Notulen rapat akhir tahun"
    assert all_agrees(ksm)


def test_a_group_without_arrears_is_not_asked(ksm, sharing, sari, as_user):
    page = as_user(sari).get(reverse("savings:surplus_pay", args=[ksm.pk, sharing.pk]))
    assert "against_arrears" not in page.context["form"].fields
