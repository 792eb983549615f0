"""A member goes to another group: settled here, enrolled there, both books linked; the register tells it."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from groups.consents.consenting import Word, record_consents, withdraw_consent
from groups.consents.standing import Scope, standing_for
from groups.models import Ksm, Member
from groups.refusals import GroupError
from ksm.keys import Unreadable
from ksm.office.mutations import mutations
from ledger import chart
from ledger.journal.balances import balances, member_savings
from ledger.journal.posting import Line
from ledger.journal.verification import differences_of
from ledger.loans.owed import outstanding_principal
from ledger.undoing.loan_acts import Retraction
from meetings.models import Attendance, Meeting
from savings.leaving.moving import move_member
from savings.models import MemberMove
from savings.saving import Movement, store_movements
from savings.undoing import undo_exit, undo_move
from savings.verification import savings_differences
from tests.support import factories
from tests.support.lending import WEEK, enter, lend, pay

START = factories.START
ON = datetime.date(2025, 7, 1)
NIK = "3374054506800001"


@pytest.fixture
def melati(bkm, mawar):
    return factories.make_ksm(bkm, name="KSM Melati")


@pytest.fixture
def siti(mawar, melati):
    """A member of KSM Mawar with 20.000 pokok and 50.000 wajib; the group's box holds more."""
    member = factories.make_member(mawar, nik=NIK, ps2=Member.Ps2.YES)
    enter(mawar, [Line(chart.KAS, chart.MODAL_AWAL, 500_000)], START)
    brought = [Movement(member.pk, "POKOK", 20_000), Movement(member.pk, "WAJIB", 50_000)]
    entry = enter(mawar, [one.line() for one in brought], START)
    store_movements(ksm=mawar, entry_of=dict.fromkeys(range(2), entry), movements=brought)
    return member


def moved(member, to, by, *, on=ON, **more):
    facts = {"on": on, "minutes": "Rapat", "today": ON, "by": by, "carries": True} | more
    return move_member(member=member, to=to, **facts)


def test_savings_are_carried_and_both_books_name_each_other(siti, mawar, melati, sari):
    move = moved(siti, melati, sari)
    siti.refresh_from_db()
    assert (siti.left_on, siti.leave_reason) == (ON, "Pindah ke KSM Melati")
    after = move.after
    assert (after.ksm, after.joined_on, after.nik, after.ps2) == (melati, ON, NIK, "YA")
    assert member_savings(mawar, ON).get(siti.pk, {}).get(chart.TABUNGAN_WAJIB, 0) == 0
    saved = {chart.TABUNGAN_POKOK: 20_000, chart.TABUNGAN_WAJIB: 50_000}
    assert member_savings(melati, ON)[after.pk] == saved
    assert balances(mawar, ON)[chart.KAS] == 500_000
    assert balances(melati, ON)[chart.KAS] == 70_000
    assert (move.exit.entry.ksm_id, move.entry.ksm_id) == (mawar.pk, melati.pk)
    assert [differences_of(ksm) for ksm in (mawar, melati)] == [[], []]


def test_debts_are_settled_first_and_pokok_is_carried_before_wajib(siti, mawar, melati, sari):
    lend(mawar, START, member=siti, principal=40_000, periods=4)
    move = moved(siti, melati, sari)
    assert move.exit.paid == 30_000
    assert move.carried == {"POKOK": 20_000, "WAJIB": 10_000}
    assert [differences_of(ksm) for ksm in (mawar, melati)] == [[], []]


@pytest.mark.parametrize("hashed", [True, False])
def test_what_was_agreed_to_goes_along_and_what_was_withdrawn_does_not(siti, melati, sari, hashed):
    Member.objects.filter(pk=siti.pk).update(phone="081234567890", heir="Ani", birth_place="Demak")
    if not hashed:
        Member.objects.filter(pk=siti.pk).update(nik="", nik_hash="")
    siti.refresh_from_db()
    said = {"today": ON, "by": sari}
    word = Word(START, "SIGNED", list(Scope))
    record_consents(ksm=siti.ksm, members=[siti], word=word, **said)
    withdraw_consent(member=siti, word=Word(ON, "SIGNED", [Scope.CONTACT]), **said)
    after = moved(siti, melati, sari).after
    siti.refresh_from_db()
    standing = standing_for(after)
    assert (siti.phone, after.phone, after.heir) == ("", "", "Ani")
    assert (standing.scopes, standing.words[0].how) == ({"ORIGIN", "FAMILY", "POVERTY"}, "MOVED")
    withdraw_consent(member=after, word=Word(ON, "SIGNED", [Scope.FAMILY]), **said)
    call_command("carry_out_withdrawals")
    assert set(Member.objects.values_list("heir", "birth_place")) == {("", "Demak")}
    assert set(Member.history.values_list("heir", flat=True)) == {""}


def test_a_nik_that_no_key_opens_is_not_carried_on(siti, melati, sari):
    siti.nik = Unreadable("gAAAA")
    with pytest.raises(GroupError, match="tidak terbaca"):
        moved(siti, melati, sari)


def test_who_takes_the_money_begins_with_nothing(siti, melati, sari):
    move = moved(siti, melati, sari, carries=False)
    assert (move.carried, move.entry, move.exit.paid) == ({}, None, 70_000)
    assert balances(melati, ON) == {}


def test_nothing_is_done_where_one_side_refuses(siti, mawar, melati, sari):
    lend(mawar, START, member=siti, principal=90_000, periods=4)
    with pytest.raises(GroupError, match="Masih berutang"):
        moved(siti, melati, sari)
    with pytest.raises(GroupError, match="Pilih KSM lain"):
        moved(siti, mawar, sari)
    siti.refresh_from_db()
    assert (siti.left_on, MemberMove.objects.count(), melati.members.count()) == (None, 0, 0)


def sums(ksm):
    return {code: amount for code, amount in balances(ksm, ON).items() if amount}


def taken_back(move, by, on=ON):
    return undo_move(move=move, retraction=Retraction(reason="Salah orang", on=on, today=on, by=by))


def test_half_a_move_is_not_taken_back_but_the_way_back_is_open(siti, mawar, melati, sari):
    move = moved(siti, melati, sari)
    with pytest.raises(GroupError, match="pindah ke KSM Melati"):
        undo_exit(member=siti, retraction=Retraction(reason="Salah", on=ON, today=ON, by=sari))
    back = moved(move.after, mawar, sari, on=ON)
    assert (back.after.ksm, back.after.number) == (mawar, 2)
    with pytest.raises(GroupError, match="sudah keluar dari KSM Melati"):
        taken_back(move, sari)


def in_the_middle(ksm, member):
    """A loan of 4 instalments of 25.000 and 500 jasa; on ON the fourth alone is not due, its period begun."""
    return lend(ksm, ON - 3 * WEEK, member=member, principal=100_000, periods=4, rate_percent="0.5")


def test_a_running_loan_goes_on_in_the_second_group_and_both_books_name_it(siti, mawar, melati, sari):
    enter(melati, [Line(chart.KAS, chart.MODAL_AWAL, 100_000)], START)
    loan = in_the_middle(mawar, siti)
    for week in (1, 2):
        pay(loan, 25_500, ON - 3 * WEEK + week * WEEK)
    move = moved(siti, melati, sari, debts=True)
    again = melati.loans.get()
    # The third was due on the day and is paid here, with the jasa of the fourth, whose period has not begun.
    assert (move.exit.debts, move.exit.carried) == ([["P-01", 50_000, 500]], [["P-01", 25_000]])
    assert move.exit.paid == 20_000 + 50_000 - 25_500
    entry = move.exit.entry.number - 1
    assert move.loans == [["P-01", again.number, 25_000, entry]]
    assert mawar.entries.get(number=entry).lines.filter(loan=loan).count() == 2
    assert (again.of_member, again.principal, again.entry) == (move.after, 25_000, move.entry)
    assert again.decision_note == "Dibawa dari KSM Mawar, P-01"
    [row] = again.installments.all()
    assert (row.due_on, row.principal, row.jasa) == (ON + WEEK, 25_000, 500)
    assert outstanding_principal(mawar, ON) == {}
    assert outstanding_principal(melati, ON) == {again.pk: 25_000}
    assert balances(melati, ON)[chart.KAS] == 100_000 + move.exit.paid - 25_000
    pay(again, 25_500, ON + WEEK)
    assert [[*differences_of(ksm), *savings_differences(ksm)] for ksm in (mawar, melati)] == [[], []]


@pytest.mark.parametrize("kind", ["free", "box"])
def test_a_loan_is_not_carried_without_a_schedule_or_beyond_the_second_box(kind, siti, mawar, melati, sari):
    loan = in_the_middle(mawar, siti)
    pay(loan, 51_000, ON - WEEK)
    if kind == "free":
        mawar.loans.update(is_free=True, is_opening=True)
    said = {"free": "belum punya jadwal", "box": "tidak cukup mengambil alih pinjaman Rp25.000"}
    with pytest.raises(GroupError, match=said[kind]):
        moved(siti, melati, sari, debts=True, carries=False)
    assert MemberMove.objects.count() == 0


def test_a_move_is_taken_back_on_both_sides(siti, mawar, melati, sari):
    enter(melati, [Line(chart.KAS, chart.MODAL_AWAL, 100_000)], START)
    loan = in_the_middle(mawar, siti)
    pay(loan, 51_000, ON - WEEK)
    before = [sums(ksm) for ksm in (mawar, melati)]
    move = taken_back(moved(siti, melati, sari, debts=True), sari)
    assert [sums(ksm) for ksm in (mawar, melati)] == before
    assert (move.undoing.ksm, move.undoing_after.ksm) == (mawar, melati)
    assert move.undoing_after.entry.reverses == move.entry
    assert move.undoing.entry.reverses == move.exit.entry
    siti.refresh_from_db()
    move.after.refresh_from_db()
    assert (siti.left_on, move.after.left_on) == (None, ON)
    assert move.after.leave_reason == "Pindah dibatalkan: Salah orang"
    assert [loan.state for loan in melati.loans.all()] == ["REJECTED"]
    assert outstanding_principal(mawar, ON) == {loan.pk: 50_000}
    assert [[*differences_of(ksm), *savings_differences(ksm)] for ksm in (mawar, melati)] == [[], []]
    kinds = [(row.member.ksm.name, row.kind, row.note) for row in mutations([mawar, melati], ON, ON)]
    assert kinds == [
        ("KSM Melati", "Pindah masuk", "KSM Mawar"),
        ("KSM Melati", "Keluar", "Pindah dibatalkan: Salah orang"),
    ]
    with pytest.raises(GroupError, match="sudah dibatalkan"):
        taken_back(move, sari)
    assert moved(siti, melati, sari, debts=True).after.number == 2


@pytest.mark.parametrize("later", ["money", "loan", "sheet here", "sheet there"])
def test_a_move_that_life_went_on_from_stays(later, siti, mawar, melati, sari):
    move = moved(siti, melati, sari)
    if later == "money":
        enter(melati, [Line(chart.KAS, chart.DENDA, 1_000, member_id=move.after_id)], ON)
    elif later == "loan":
        melati.loans.create(member=move.after, number="P-01", principal=5_000)
    else:
        ksm = mawar if later == "sheet here" else melati
        facts = {"state": "CLOSED", "scheduled_on": ON, "held_on": ON, "closed_at": timezone.now()}
        meeting = Meeting.objects.create(ksm=ksm, kind="ROUTINE", **facts)
        if ksm == melati:
            Attendance.objects.create(ksm=ksm, meeting=meeting, member=move.after, status="H")
    said = {
        "money": "sudah bergerak sejak pindah. Pindahkan kembali",
        "loan": "sudah mengajukan pinjaman",
        "sheet here": "sudah ditutup tanpa",
        "sheet there": "sudah ditutup bersama",
    }
    with pytest.raises(GroupError, match=said[later]):
        taken_back(move, sari)
    assert not MemberMove.objects.exclude(undoing=None).exists()


def test_the_page_takes_a_move_back_for_who_may_in_both_groups(as_user, siti, melati, sari):
    pay(in_the_middle(siti.ksm, siti), 100_000, ON - WEEK)
    page = f"/ksm/{siti.ksm_id}/anggota/{siti.pk}/pindah/"
    assert "Pokok yang boleh dibawa" in as_user(sari).get(page).text
    move = moved(siti, melati, sari, on=timezone.localdate(), today=timezone.localdate())
    shown = as_user(sari).get(f"/ksm/{siti.ksm_id}/anggota/{siti.pk}/penyelesaian/").text
    assert f"{page}batalkan/" in shown
    elsewhere = factories.make_bkm("BKM Karangroto", "33.74.05.1002")
    Ksm.objects.filter(pk=melati.pk).update(bkm=elsewhere)
    assert "Hanya yang mendampingi KSM Melati juga" in as_user(sari).get(f"{page}batalkan/").text
    Ksm.objects.filter(pk=melati.pk).update(bkm=siti.ksm.bkm)
    typed = {"on": str(timezone.localdate()), "reason": "Salah orang"}
    assert as_user(sari).post(f"{page}batalkan/", typed).status_code == 302
    move.refresh_from_db()
    assert move.undoing.reason == "Salah orang"


def test_the_register_tells_who_came_left_and_moved(siti, mawar, melati, sari):
    move = moved(siti, melati, sari)
    factories.make_member(mawar, joined_on=ON, name="Upik")
    rows = [(row.member.ksm.name, row.kind, row.note, row.paid) for row in mutations([mawar, melati], ON, ON)]
    assert rows == [
        ("KSM Mawar", "Pindah keluar", "KSM Melati", 70_000),
        ("KSM Mawar", "Masuk", "", 0),
        ("KSM Melati", "Pindah masuk", "KSM Mawar", 70_000),
    ]
    assert move.before == siti


def test_the_page_moves_within_the_facilitators_groups_and_shows_one_person(
    as_user, siti, melati, sari, budi
):
    mawar = siti.ksm
    client, page = as_user(sari), f"/ksm/{mawar.pk}/anggota/{siti.pk}/"
    stranger = budi.postings.get().region.bkms.get().ksms.get()
    typed = {"to": stranger.pk, "on": "2025-07-01", "minutes": "Rapat", "carries": "1"}
    assert "Pilih salah satu dari daftar." in client.post(f"{page}pindah/", typed).text
    answer = client.post(f"{page}pindah/", {**typed, "to": melati.pk})
    after = MemberMove.objects.get().after
    assert answer["Location"] == f"/ksm/{melati.pk}/anggota/{after.pk}/"
    shown = client.get(f"{page}keanggotaan/").text
    for told in ("KSM Mawar, nomor 1", "KSM Melati, nomor 1", "Tabungan Rp70.000", "bukti"):
        assert told in " ".join(shown.split())
    tini = factories.make_volunteer("tini2", mawar)
    assert "KSM Melati, nomor" not in as_user(tini).get(f"{page}keanggotaan/").text
    assert as_user(budi).get(f"{page}keanggotaan/").status_code == 404
    register = as_user(sari).get(
        f"/bkm/{mawar.bkm_id}/mutasi/", {"dari": "2025-01-01", "sampai": "2025-12-31"}
    )
    assert "Pindah keluar" in register.text
