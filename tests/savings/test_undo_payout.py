"""SHU paid out and taken back: the parts wait again, cash or savings go back."""

import datetime

import pytest
from django.urls import reverse

from ledger import chart
from ledger.journal.balances import balances
from ledger.journal.posting import LedgerError, Line
from ledger.models import SurplusShare
from ledger.sharing import share_surplus, undo_sharing
from ledger.undoing.loan_acts import Retraction
from savings.models import Saving
from savings.saving import Movement, store_movements
from savings.surplus_paying import pay_shares
from savings.undoing import payouts_of, undo_payout
from tests.support.lending import cash_on_hand
from tests.support.surplus import DECIDED, FACTS, all_agrees, enter, make_year

pytestmark = pytest.mark.django_db
BACK = DECIDED + datetime.timedelta(days=2)


@pytest.fixture
def ksm(mawar):
    return make_year(mawar)


@pytest.fixture
def sharing(ksm, sari):
    """SHU 1.000.000: 216.600 for the first member, 583.300 for the second."""
    return share_surplus(ksm=ksm, by=sari, **FACTS)


def back(by, on=BACK):
    return Retraction(on=on, today=on, reason="Uangnya belum diserahkan", by=by)


def paid(sharing, by, member_id=None, *, to_savings=False):
    return pay_shares(sharing=sharing, member_id=member_id, on=DECIDED, to_savings=to_savings, by=by)


def unpaid(sharing):
    return sum(share.total for share in sharing.shares.filter(paid_entry=None))


def test_cash_paid_out_comes_back_and_is_owed_again(ksm, sharing, sari):
    before = cash_on_hand(ksm, DECIDED)
    entry = paid(sharing, sari)
    assert [(row[0], row[1]) for row in payouts_of(sharing)] == [(entry, 799_900)]
    undoing = undo_payout(sharing=sharing, entry=entry, retraction=back(sari))
    assert (undoing.subject, undoing.entry.reverses) == ("Pembayaran SHU 2025", entry)
    assert cash_on_hand(ksm, BACK) == before
    assert -balances(ksm, BACK)[chart.UTANG_SHU] == 799_900 == unpaid(sharing)
    assert payouts_of(sharing) == []
    assert all_agrees(ksm)


def test_it_is_paid_anew_or_the_whole_sharing_taken_back(ksm, sharing, sari):
    undo_payout(sharing=sharing, entry=paid(sharing, sari), retraction=back(sari))
    first = sharing.shares.first().member_id
    again = pay_shares(sharing=sharing, member_id=first, on=BACK, to_savings=True, by=sari)
    with pytest.raises(LedgerError, match="Sebagian SHU sudah dibayarkan"):
        undo_sharing(sharing=sharing, date=BACK, reason="Salah", by=sari)
    undo_payout(sharing=sharing, entry=again, retraction=back(sari))
    undo_sharing(sharing=sharing, date=BACK, reason="Salah", by=sari)
    assert balances(ksm, BACK)[chart.UTANG_SHU] == 0
    assert all_agrees(ksm)


def test_only_the_parts_of_that_payment_wait_again(ksm, sharing, sari):
    first, second = sharing.shares.all()
    one = paid(sharing, sari, first.member_id)
    paid(sharing, sari, second.member_id)
    undo_payout(sharing=sharing, entry=one, retraction=back(sari))
    assert list(SurplusShare.objects.filter(paid_entry=None)) == [first]
    assert unpaid(sharing) == 216_600
    assert all_agrees(ksm)


@pytest.mark.parametrize(("drawn", "fits"), [(0, True), (1, False)])
def test_savings_that_were_drawn_since_cannot_go_back(ksm, sharing, sari, drawn, fits):
    first = sharing.shares.first()
    entry = paid(sharing, sari, first.member_id, to_savings=True)
    if drawn:
        taken = Movement(first.member_id, Saving.Kind.SUKARELA, drawn, Saving.Direction.WITHDRAWAL)
        drawing = enter(ksm, [taken.line()], DECIDED)
        store_movements(ksm=ksm, entry_of={0: drawing}, movements=[taken])
    if fits:
        undo_payout(sharing=sharing, entry=entry, retraction=back(sari))
        assert all_agrees(ksm)
        return
    with pytest.raises(LedgerError, match=r"Tabungan sukarela tinggal Rp216\.599: sudah ditarik"):
        undo_payout(sharing=sharing, entry=entry, retraction=back(sari))
    assert unpaid(sharing) == 583_300


def test_it_refuses_an_entry_that_paid_nothing_of_it(ksm, sharing, sari):
    other = enter(ksm, [Line(chart.KAS, chart.SUMBANGAN, 1_000)], DECIDED)
    with pytest.raises(LedgerError, match="bukan dari pembagian SHU itu"):
        undo_payout(sharing=sharing, entry=other, retraction=back(sari))


def test_the_page_of_a_sharing_offers_it_per_payment(ksm, sharing, sari, as_user):
    entry = paid(sharing, sari)
    path = reverse("savings:payout_undo", args=[ksm.pk, sharing.pk, entry.pk])
    seen = reverse("savings:surplus_detail", args=[ksm.pk, sharing.pk])
    assert path in as_user(sari).get(seen).content.decode()
    answer = as_user(sari).post(path, {"on": BACK.isoformat(), "reason": "Belum diserahkan"})
    assert (answer.status_code, answer.url) == (302, seen)
    assert path not in as_user(sari).get(seen).content.decode()
    assert as_user(sari).get(path).status_code == 404
    again = as_user(sari).post(path, {"on": BACK.isoformat(), "reason": "Belum diserahkan"}, follow=True)
    assert "Sudah dibatalkan; tidak ada yang berubah lagi." in again.content.decode()
    assert unpaid(sharing) == 799_900
