"""A member goes to another group: settled here, enrolled there, both books linked; the register tells it."""

import datetime

import pytest

from groups.models import Member
from groups.refusals import GroupError
from ksm.keys import Unreadable
from ksm.office.mutations import mutations
from ledger import chart
from ledger.journal.balances import balances, member_savings
from ledger.journal.posting import Line
from ledger.journal.verification import differences_of
from ledger.undoing.loan_acts import Retraction
from savings.leaving.moving import move_member
from savings.models import MemberMove
from savings.saving import Movement, store_movements
from savings.undoing import undo_exit
from tests.support import factories
from tests.support.lending import enter, lend

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


def moved(member, to, by, carries=True, on=ON):
    facts = {"on": on, "minutes": "Rapat", "today": ON, "by": by}
    return move_member(member=member, to=to, carries=carries, **facts)


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


def test_half_a_move_is_not_taken_back_but_the_way_back_is_open(siti, mawar, melati, sari):
    move = moved(siti, melati, sari)
    with pytest.raises(GroupError, match="pindah ke KSM Melati"):
        undo_exit(member=siti, retraction=Retraction(reason="Salah", on=ON, today=ON, by=sari))
    back = moved(move.after, mawar, sari, on=ON)
    assert (back.after.ksm, back.after.number) == (mawar, 2)


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
