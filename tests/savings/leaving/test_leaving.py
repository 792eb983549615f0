"""A member who leaves: savings against debts, the rest in hand, a receipt; never with a debt left behind."""

import datetime
import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from groups.refusals import GroupError
from ledger import chart
from ledger.journal.balances import balances
from ledger.journal.posting import Line, post
from ledger.journal.verification import differences_of
from ledger.loans.lending import LoanTerms
from ledger.models import JournalEntry, Loan
from meetings.sheet.values import Disbursement
from savings.leaving.settling import settle_and_leave, settlements
from savings.models import MemberExit, Saving
from savings.saving import Movement, store_movements
from savings.verification import savings_differences
from tests.support.factories import START, make_members
from tests.support.lending import cash_on_hand
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
LEFT = START + datetime.timedelta(days=10)


@pytest.fixture
def ksm(mawar, sari):
    """Five members save 100.000 wajib each; member 2 adds 7.000 sukarela and borrows 80.000, 4 x 1 % flat."""
    _, second, *_ = make_members(mawar, 5)
    sheet = change_row(make_sheet(mawar, START, wajib=100_000), 1, sukarela=7_000)
    terms = LoanTerms(second.pk, 80_000, 1, "FLAT", 4, "WEEK", purpose="Warung")
    lent = (Disbursement(0, None, terms),)
    close(mawar, replace(sheet, disbursements=lent, counted_cash=427_000), sari)
    return mawar


def leave(member, by, on=LEFT, **facts):
    given = {"reason": "Pindah", "minutes": "Notulen 12-06-2025", "today": on} | facts
    return settle_and_leave(member=member, left_on=on, by=by, **given)


def all_agrees(ksm):
    return [*differences_of(ksm), *savings_differences(ksm)] == []


def test_savings_are_paid_out_and_the_member_is_gone(ksm, sari):
    first = ksm.members.first()
    done = leave(first, sari)
    assert (done.savings, done.debts, done.paid) == ({"WAJIB": 100_000}, [], 100_000)
    first.refresh_from_db()
    assert (first.left_on, first.leave_reason) == (LEFT, "Pindah")
    assert cash_on_hand(ksm, LEFT) == 327_000
    assert settlements(ksm, [first], LEFT)[first].is_empty
    assert all_agrees(ksm)


def test_a_loan_is_paid_off_from_savings_first(ksm, sari):
    # By hand, ten days after: two periods have begun, 800 jasa each. 107.000 - 80.000 - 1.600 = 25.400.
    second = ksm.members.all()[1]
    done = leave(second, sari)
    assert (done.savings, done.debts, done.paid) == (
        {"WAJIB": 100_000, "SUKARELA": 7_000},
        [["P-01", 80_000, 1_600]],
        25_400,
    )
    assert cash_on_hand(ksm, LEFT) == 427_000 - 25_400
    account = balances(ksm, LEFT)
    assert (account[chart.PIUTANG_ANGGOTA], -account[chart.JASA]) == (0, 1_600)
    assert all_agrees(ksm)


def owing(ksm, member, amount):
    """Raise the member's debt to `amount` above what was saved, by a second loan without schedule."""
    line = Line(chart.PIUTANG_ANGGOTA, chart.KAS, 25_400 + amount, member_id=member.pk)
    loan = Loan.objects.create(
        ksm=ksm,
        member=member,
        number="P-09",
        principal=25_400 + amount,
        is_opening=True,
        is_free=True,
        state="APPROVED",
    )
    line = replace(line, loan_id=loan.pk)
    kind = JournalEntry.Kind.OTHER
    entry = post(ksm=ksm, date=LEFT, kind=kind, memo="Pinjaman", lines=[line], by=None)
    loan.state, loan.entry, loan.disbursed_on = Loan.State.DISBURSED, entry, LEFT
    loan.save()


@pytest.mark.parametrize(("more", "fits"), [(0, True), (1, False)])
def test_nobody_leaves_with_a_debt_of_one_rupiah(ksm, sari, more, fits):
    # BUG-068: refused, the amount shown, nothing changed.
    second = ksm.members.all()[1]
    owing(ksm, second, more)
    if fits:
        assert leave(second, sari).paid == 0
        return
    before = JournalEntry.objects.count()
    with pytest.raises(GroupError, match=r"Masih berutang Rp107\.001, tabungannya Rp107\.000\. .*Rp1 lewat"):
        leave(second, sari)
    second.refresh_from_db()
    assert (second.left_on, JournalEntry.objects.count()) == (None, before)
    assert not MemberExit.objects.exists()


def test_it_refuses_an_undecided_request_a_closed_day_and_an_empty_box(ksm, sari):
    first = ksm.members.first()
    request = Loan.objects.create(ksm=ksm, member=first, number="P-02", principal=1, state="APPLIED")
    with pytest.raises(GroupError, match="P-02 belum selesai"):
        leave(first, sari)
    request.delete()
    with pytest.raises(GroupError, match="sudah ditutup"):
        leave(first, sari, on=START)
    post(
        ksm=ksm,
        date=LEFT,
        kind=JournalEntry.Kind.OTHER,
        memo="Ke bank",
        lines=[Line(chart.BANK, chart.KAS, 327_001)],
        by=None,
    )
    with pytest.raises(GroupError, match=r"tinggal Rp99\.999, tidak cukup Rp100\.000"):
        leave(first, sari)
    first.refresh_from_db()
    assert first.left_on is None
    assert all_agrees(ksm)


@pytest.mark.parametrize(("spent", "fits"), [(327_000, True), (327_001, False)])
def test_money_that_was_spent_on_a_later_day_is_not_paid_out_before_it(ksm, sari, spent, fits):
    # 427.000 in the box, of which 100.000 are the member's; two days later some of it is spent.
    line = Line(chart.BIAYA_ATK, chart.KAS, spent)
    later, kind = LEFT + datetime.timedelta(days=2), JournalEntry.Kind.OTHER
    post(ksm=ksm, date=later, kind=kind, memo="Mesin jahit", lines=[line], by=None)
    first = ksm.members.first()
    if fits:
        assert leave(first, sari, today=later).paid == 100_000
        assert cash_on_hand(ksm, later) == 0
        return
    with pytest.raises(GroupError, match=r"tinggal Rp99\.999, tidak cukup Rp100\.000"):
        leave(first, sari, today=later)
    first.refresh_from_db()
    assert first.left_on is None


def test_nobody_leaves_before_the_last_day_on_which_they_saved(ksm, sari):
    first, day = ksm.members.first(), LEFT + datetime.timedelta(days=1)
    movement = Movement(first.pk, Saving.Kind.SUKARELA, 5_000)
    kind = JournalEntry.Kind.OTHER
    entry = post(ksm=ksm, date=day, kind=kind, memo="Koreksi", lines=[movement.line()], by=None)
    store_movements(ksm=ksm, entry_of={0: entry}, movements=[movement])
    with pytest.raises(GroupError, match="13 Juni 2025") as refused:
        leave(first, sari, today=day)
    assert refused.value.field == "left_on"
    assert leave(first, sari, on=day).paid == 105_000
    assert all_agrees(ksm)


def test_a_member_without_money_leaves_without_a_settlement(mawar, sari):
    [member] = make_members(mawar, 1)
    assert leave(member, sari, minutes="") is None
    member.refresh_from_db()
    assert member.left_on == LEFT


def test_settlements_take_the_same_queries_for_any_number_of_members(ksm, django_assert_num_queries):
    members = list(ksm.members.all())
    for some in (members[:2], members):
        with django_assert_num_queries(5):
            settlements(ksm, some, LEFT)


def test_the_page_shows_the_figures_first_and_leads_to_the_receipt(ksm, sari, as_user):
    second, today = ksm.members.all()[1], ksm.today().isoformat()
    client, page = as_user(sari), f"/ksm/{ksm.pk}/anggota/{second.pk}/"
    shown = client.get(f"{page}keluar/").content.decode()
    # A year later every period has begun: 80.000 + 3.200.
    for figure in ("Rp100.000", "Rp7.000", "Rp83.200", "Rp23.800"):
        assert figure in shown
    for word in ("Milik anggota", "Dipotong", "Dibayarkan"):
        assert word in shown
    short = client.post(f"{page}keluar/", {"left_on": today, "reason": "Pindah", "minutes": ""})
    assert "Wajib diisi." in short.content.decode()
    facts = {"left_on": today, "reason": "Pindah", "minutes": "Notulen"}
    assert client.post(f"{page}keluar/", facts).url == f"{page}penyelesaian/"
    settled = client.get(f"{page}penyelesaian/").content.decode()
    assert "23.800" in settled
    assert settled.count("/buku-kas/kuitansi/") == 1
    paper = PdfReader(io.BytesIO(client.get(f"{page}penyelesaian.pdf").content)).pages[0].extract_text()
    assert "dua puluh tiga ribu delapan ratus rupiah" in " ".join(paper.split())
    assert "Meterai" not in paper
