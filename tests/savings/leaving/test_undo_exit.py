"""A member recorded as gone by mistake comes back: membership, office, savings and debts as they were."""

import datetime
from dataclasses import replace

import pytest
from django.urls import reverse

from groups.refusals import GroupError
from ledger import chart
from ledger.acts.act import Decision
from ledger.joint.covering import cover_shortfall, give_back
from ledger.journal.balances import balances, member_savings
from ledger.journal.posting import LedgerError, Line
from ledger.loans.lending import LoanTerms
from ledger.models import LoanEvent, Undoing
from ledger.undoing.joint import undo_case, undo_return
from ledger.undoing.loan_acts import Retraction, undo_act
from meetings.sheet.values import Disbursement
from savings.leaving.settling import settle_and_leave, settlements
from savings.models import MemberExit
from savings.setting_off import set_off
from savings.undoing import undo_exit
from tests.support.factories import START, make_member, make_members, make_officer
from tests.support.lending import cash_on_hand
from tests.support.sheets import change_row, close, make_sheet
from tests.support.surplus import all_agrees, enter

pytestmark = pytest.mark.django_db
LEFT = START + datetime.timedelta(days=10)
BACK = LEFT + datetime.timedelta(days=2)


@pytest.fixture
def ksm(mawar, sari):
    """Five members save 100.000 wajib each; member 2 adds 7.000 sukarela and borrows 80.000, 4 x 1 % flat."""
    _, second, *_ = make_members(mawar, 5)
    make_officer(second, role="BENDAHARA")
    sheet = change_row(make_sheet(mawar, START, wajib=100_000), 1, sukarela=7_000)
    terms = LoanTerms(second.pk, 80_000, 1, "FLAT", 4, "WEEK", purpose="Warung")
    lent = (Disbursement(0, None, terms),)
    close(mawar, replace(sheet, disbursements=lent, counted_cash=427_000), sari)
    return mawar


def leave(member, by, on=LEFT):
    facts = {"reason": "Pindah", "minutes": "Notulen 12-06-2025", "today": on}
    return settle_and_leave(member=member, left_on=on, by=by, **facts)


def back(by, on=BACK):
    return Retraction(on=on, today=on, reason="Orang lain yang keluar", by=by)


def test_everything_between_member_and_group_is_as_before(ksm, sari):
    second = ksm.members.all()[1]
    retraction = settlements(ksm, [second], LEFT)[second]
    leave(second, sari)
    undo_exit(member=second, retraction=back(sari))
    second.refresh_from_db()
    assert (second.left_on, second.leave_reason) == (None, "")
    assert second.offices.get().end is None
    again = settlements(ksm, [second], LEFT)[second]
    assert (
        settlements(ksm, [second], BACK)[second].savings
        == retraction.savings
        == {
            "WAJIB": 100_000,
            "SUKARELA": 7_000,
        }
    )
    assert again.savings == {}  # on the day of leaving everything was paid out, and stays so in the books
    [(loan, owed)] = settlements(ksm, [second], BACK)[second].debts
    assert (loan.number, owed.principal, owed.jasa) == ("P-01", 80_000, 1_600)
    assert cash_on_hand(ksm, BACK) == 427_000
    assert balances(ksm, BACK)[chart.JASA] == 0
    assert all_agrees(ksm)


def test_each_reversal_is_on_record_and_the_exit_stays_readable(ksm, sari):
    second = ksm.members.all()[1]
    done = leave(second, sari)
    undo_exit(member=second, retraction=back(sari))
    done.refresh_from_db()
    assert list(Undoing.objects.order_by("pk").values_list("subject", flat=True)) == [
        f"Keluarnya anggota {second.name}",
        "Pelunasan dipercepat P-01",
    ]
    assert done.undoing.entry.reverses == done.entry
    assert LoanEvent.objects.get().state == "UNDONE"


def test_the_member_may_leave_again(ksm, sari):
    second = ksm.members.all()[1]
    leave(second, sari)
    undo_exit(member=second, retraction=back(sari))
    done = leave(second, sari, on=BACK)
    assert done.paid == 25_400  # the same two periods have begun
    assert list(MemberExit.objects.standing()) == [done]
    assert all_agrees(ksm)


def test_a_settlement_of_the_exit_is_not_taken_back_by_itself(ksm, sari):
    leave(ksm.members.all()[1], sari)
    with pytest.raises(LedgerError, match=r"sudah keluar\. Batalkan dulu keluarnya"):
        undo_act(event=LoanEvent.objects.get(), retraction=back(sari))


def test_nothing_brings_a_debt_back_upon_who_has_left(ksm, sari, as_user):
    # Owed by the seventh day: 20.000 + 800. The others put it in, and get it back before the member leaves.
    second = ksm.members.all()[1]
    others, week = list(ksm.members.exclude(pk=second.pk)), START + datetime.timedelta(days=8)
    decision = Decision(week, week, "Notulen", by=sari)
    loan = second.loans.get()
    case = cover_shortfall(loan=loan, amount=20_800, method="ALL", payers=others, decision=decision)
    entry = give_back(case=case, amount=20_800, on=week, today=week, seen_owed=20_800, by=sari)
    address = reverse("ledger:joint_return_undo", args=[ksm.pk, case.pk, entry.pk])
    page = reverse("ledger:joint_detail", args=[ksm.pk, case.pk])
    assert address in as_user(sari).get(page).text
    leave(second, sari)
    assert address not in as_user(sari).get(page).text
    with pytest.raises(LedgerError, match="Batalkan dulu keluarnya"):
        undo_return(case=case, entry=entry, retraction=back(sari))
    with pytest.raises(LedgerError, match="Batalkan dulu keluarnya"):
        undo_case(case=case, retraction=back(sari))
    undo_exit(member=second, retraction=back(sari))
    undo_return(case=case, entry=entry, retraction=back(sari))
    assert balances(ksm, BACK)[chart.PIUTANG_TANGGUNG_RENTENG] == 20_800
    assert all_agrees(ksm)


def test_what_was_paid_from_savings_earlier_that_day_stays_paid(ksm, sari):
    second = ksm.members.all()[1]
    decision = Decision(LEFT, LEFT, "Notulen 12-06-2025", by=sari)  # the minutes that the exit rests on too
    before = set_off(loan=second.loans.get(), amounts={"SUKARELA": 7_000}, decision=decision)
    leave(second, sari)
    undo_exit(member=second, retraction=back(sari))
    before.refresh_from_db()
    assert before.state == "DONE"
    # Of the 7.000 the jasa due took 800.
    assert balances(ksm, BACK)[chart.PIUTANG_ANGGOTA] == 80_000 - 6_200
    assert member_savings(ksm, BACK)[second.pk] == {chart.TABUNGAN_WAJIB: 100_000, chart.TABUNGAN_SUKARELA: 0}
    assert all_agrees(ksm)


def test_who_had_no_money_with_the_group_comes_back_too(ksm, sari):
    newcomer = make_member(ksm, joined_on=START + datetime.timedelta(days=8))
    assert leave(newcomer, sari) is None
    undoing = undo_exit(member=newcomer, retraction=back(sari))
    assert (undoing.entry, undoing.acted_on) == (None, LEFT)
    newcomer.refresh_from_db()
    assert newcomer.left_on is None


def test_it_refuses_once_a_sheet_was_closed_without_the_member(ksm, sari):
    second = ksm.members.all()[1]
    leave(second, sari, on=START + datetime.timedelta(days=6))
    sheet = make_sheet(ksm, START + datetime.timedelta(days=7), wajib=10_000)
    close(ksm, replace(sheet, counted_cash=427_000 - 26_200 + 40_000), sari)
    with pytest.raises(GroupError, match=r"Lembar 9 Juni 2025 sudah ditutup tanpa .* anggota baru"):
        undo_exit(member=second, retraction=back(sari))


def test_an_office_that_somebody_else_took_stays_theirs(ksm, sari):
    first, second, *_ = ksm.members.all()
    leave(second, sari)
    make_officer(first, role="BENDAHARA", start=LEFT)
    undo_exit(member=second, retraction=back(sari))
    assert second.offices.get().end == LEFT
    assert ksm.officers.get(end=None).member == first


def test_it_refuses_who_did_not_leave_and_a_nik_that_is_active_again(ksm, sari):
    second = ksm.members.all()[1]
    with pytest.raises(GroupError, match="Anggota ini tidak keluar"):
        undo_exit(member=second, retraction=back(sari))
    gone = make_member(ksm, nik="9999010101800001", joined_on=LEFT)
    leave(gone, sari, on=LEFT)
    make_member(ksm, nik="9999010101800001", joined_on=BACK)
    with pytest.raises(GroupError, match="NIK ini sudah dipakai"):
        undo_exit(member=gone, retraction=back(sari))
    gone.refresh_from_db()
    assert gone.left_on == LEFT


def test_money_that_the_debt_brought_must_still_be_there(ksm, sari):
    second = ksm.members.all()[1]
    leave(second, sari)
    # 427.000 - 25.400 in the box; the payment of 107.000 comes back first, then 81.600 go out again.
    enter(ksm, [Line(chart.BIAYA_ATK, chart.KAS, 401_600)], LEFT)
    undo_exit(member=second, retraction=back(sari))
    assert cash_on_hand(ksm, BACK) == 25_400
    assert member_savings(ksm, BACK)[second.pk][chart.TABUNGAN_WAJIB] == 100_000


def test_the_page_takes_it_back_and_only_the_facilitator_is_offered_it(ksm, sari, tini, as_user):
    second = ksm.members.all()[1]
    leave(second, sari)
    path = reverse("savings:exit_undo", args=[ksm.pk, second.pk])
    seen = reverse("savings:exit", args=[ksm.pk, second.pk])
    assert path not in as_user(tini).get(seen).content.decode()
    assert as_user(tini).post(path).status_code == 403
    assert path in as_user(sari).get(seen).content.decode()
    answer = as_user(sari).post(path, {"on": BACK.isoformat(), "reason": "Orang lain yang keluar"})
    assert answer.status_code == 302
    second.refresh_from_db()
    assert second.left_on is None
    assert as_user(sari).get(path).status_code == 404
    again = as_user(sari).post(path, {"on": BACK.isoformat(), "reason": "Dua kali ketuk"}, follow=True)
    assert "Sudah dibatalkan; tidak ada yang berubah lagi." in again.content.decode()
    assert "Tidak ada uang yang diselesaikan" in as_user(sari).get(seen).content.decode()
