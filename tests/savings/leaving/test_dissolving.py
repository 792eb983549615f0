"""A group that ends: everybody gets their own, the funds are handed over, and the book is empty."""

import datetime
import io

import pytest
from pypdf import PdfReader

from groups.models import Ksm
from groups.refusals import GroupError
from ledger import chart
from ledger.journal.balances import balances
from ledger.journal.posting import LedgerError, Line, post, reverse
from ledger.journal.verification import differences_of
from ledger.models import JournalEntry, Loan
from ledger.undoing.loan_acts import Retraction
from savings.leaving.dissolving import dissolve, winding_up
from savings.models import Dissolution, Saving
from savings.saving import Movement, store_movements
from savings.undoing import undo_dissolution
from savings.verification import savings_differences
from tests.support.factories import START, make_members

pytestmark = pytest.mark.django_db
DAY = START + datetime.timedelta(days=30)
KIND = JournalEntry.Kind.OTHER


def enter(ksm, *lines):
    return post(ksm=ksm, date=START, kind=KIND, memo="Uji", lines=lines, by=None)


def save(ksm, member, amount):
    movement = Movement(member.pk, Saving.Kind.WAJIB, amount)
    store_movements(ksm=ksm, entry_of={0: enter(ksm, movement.line())}, movements=[movement])


@pytest.fixture
def ksm(mawar):
    """Savings 100.000 and 200.000; 10.000 own money at the start, 500 earned; 30.000 social, 70.000 BLM."""
    first, second = make_members(mawar, 2)
    save(mawar, first, 100_000)
    save(mawar, second, 200_000)
    enter(mawar, Line(chart.KAS, chart.MODAL_AWAL, 10_000), Line(chart.KAS, chart.SUMBANGAN, 500))
    enter(mawar, Line(chart.KAS, chart.DANA_SOSIAL, 30_000), Line(chart.KAS, chart.DANA_BLM, 70_000))
    return mawar


def end(ksm, by, **facts):
    given = {
        "closed_on": DAY,
        "reason": "Anggota pindah",
        "minutes": "Berita acara 2-7-2025",
        "recipient": "BKM",
        "today": DAY,
    }
    return dissolve(ksm=ksm, by=by, **(given | facts))


def test_everybody_gets_savings_and_a_share_and_the_funds_are_handed_over(ksm, sari):
    # By hand, own money 10.500 by 1:2 -> 3.500 and 7.000; funds 30.000 and 70.000.
    ending = end(ksm, sari)
    assert [row[2:] for row in ending.members] == [[100_000, 0, 3_500], [200_000, 0, 7_000]]
    assert ending.funds == {"Dana sosial": 30_000, "Dana BLM Sosial": 70_000}
    assert set(balances(ksm, DAY).values()) == {0}
    ksm.refresh_from_db()
    assert (ksm.phase, ksm.closed_on) == (Ksm.Phase.CLOSED, DAY)
    assert [*differences_of(ksm), *savings_differences(ksm)] == []


def test_shares_are_cut_to_a_hundred_and_the_rest_is_handed_over(ksm, sari):
    enter(ksm, Line(chart.KAS, chart.SUMBANGAN, 250))
    # 10.750 by 1:2 is 3.583 and 7.166: 3.500 and 7.100, and 150 are left.
    retraction = winding_up(ksm, DAY)
    assert (sorted(retraction.shares.values()), retraction.remainder) == ([3_500, 7_100], 150)
    assert end(ksm, sari).funds["Sisa pembulatan"] == 150
    assert set(balances(ksm, DAY).values()) == {0}


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([Line(chart.BANK, chart.KAS, 1_000)], "Masih ada uang di bank Rp1.000"),
        ([Line(chart.KAS, chart.UTANG_LUAR, 2_000)], "utang kepada pihak luar Rp2.000"),
        ([Line(chart.BIAYA_LAIN, chart.KAS, 10_501)], "Kelompok rugi Rp1"),
    ],
)
def test_it_says_what_stands_in_the_way_and_changes_nothing(ksm, sari, lines, sentence):
    enter(ksm, *lines)
    before = JournalEntry.objects.count()
    with pytest.raises(GroupError) as refused:
        end(ksm, sari)
    assert sentence in str(refused.value)
    ksm.refresh_from_db()
    assert (ksm.phase, JournalEntry.objects.count()) == (Ksm.Phase.CANDIDATE, before)


def test_loans_are_called_in_first(ksm, sari):
    member = ksm.members.first()
    facts = {"ksm": ksm, "member": member, "number": "P-01", "principal": 5_000, "is_opening": True}
    loan = Loan.objects.create(state="APPROVED", **facts)
    entry = enter(ksm, Line(chart.PIUTANG_ANGGOTA, chart.KAS, 5_000, member_id=member.pk, loan_id=loan.pk))
    loan.state, loan.entry, loan.disbursed_on = "DISBURSED", entry, START
    loan.save()
    with pytest.raises(GroupError, match=r"Pinjaman P-01 masih Rp5\.000: tagih, lunasi, atau hapusbukukan"):
        end(ksm, sari)


@pytest.mark.parametrize(
    ("borrower", "lender", "sentence"),
    [
        ("MEMBER", "GROUP", "Permohonan pinjaman X-01 belum selesai: tolak dulu"),
        ("GROUP", "UPK", "Uang pinjaman luar X-01 belum diterima: batalkan dulu perjanjiannya"),
    ],
)
def test_what_was_agreed_but_not_handed_out_is_taken_back_first(ksm, sari, borrower, lender, sentence):
    member = ksm.members.first() if borrower == "MEMBER" else None
    facts = {"borrower": borrower, "lender": lender, "member": member, "number": "X-01", "principal": 1_000}
    Loan.objects.create(ksm=ksm, state="APPROVED", **facts)
    with pytest.raises(GroupError, match=sentence):
        end(ksm, sari)


def test_funds_are_handed_to_somebody(ksm, sari):
    with pytest.raises(GroupError, match="siapa yang menerima dana"):
        end(ksm, sari, recipient=" ")
    assert not Dissolution.objects.exists()


def test_it_ends_no_day_before_the_last_entry_of_its_book(ksm, sari):
    later = DAY + datetime.timedelta(days=1)
    line = Line(chart.KAS, chart.SUMBANGAN, 100)
    post(ksm=ksm, date=later, kind=KIND, memo="Sumbangan", lines=[line], by=None)
    with pytest.raises(GroupError, match=r"sudah berisi catatan 3 Juli 2025") as refused:
        end(ksm, sari, today=later)
    assert refused.value.field == "closed_on"
    assert end(ksm, sari, today=later, closed_on=later)
    assert not any(balances(ksm, datetime.date.max).values())


def test_a_group_without_money_just_ends(mawar, sari):
    assert end(mawar, sari, minutes="", recipient="") is None
    mawar.refresh_from_db()
    assert mawar.phase == Ksm.Phase.CLOSED


def test_the_page_shows_what_is_shared_and_prints_the_final_report(ksm, sari, as_user):
    client, page = as_user(sari), f"/ksm/{ksm.pk}/"
    assert "7.000" in client.get(f"{page}tutup/").content.decode()
    facts = {"closed_on": ksm.today().isoformat(), "reason": "Bubar", "minutes": "BA", "recipient": "BKM"}
    assert client.post(f"{page}tutup/", facts).url == f"{page}laporan-akhir/"
    assert "Rp310.500" in client.get(f"{page}laporan-akhir/").content.decode()
    # An empty book is not called one that nothing was written in yet.
    assert "bukunya sudah kosong" in client.get(f"{page}neraca/").content.decode()
    paper = PdfReader(io.BytesIO(client.get(f"{page}laporan-akhir.pdf").content)).pages[0].extract_text()
    assert "seratus ribu rupiah" in " ".join(paper.split())


def undo(ksm, by, on=DAY):
    retraction = Retraction(on=on, today=on, reason="Keliru KSM", by=by)
    return undo_dissolution(ksm=ksm, retraction=retraction)


def test_an_end_is_taken_back_by_somebody_else_and_everything_is_there_again(ksm, sari, ratna):
    before = balances(ksm, DAY)
    done = end(ksm, sari)
    with pytest.raises(LedgerError, match="tidak boleh membatalkan sendiri"):
        undo(ksm, sari)
    undoing = undo(ksm, ratna)
    ksm.refresh_from_db()
    done.refresh_from_db()
    assert (ksm.phase, ksm.closed_on, ksm.closed_reason) == (Ksm.Phase.CANDIDATE, None, "")
    assert {code: total for code, total in balances(ksm, DAY).items() if total} == before
    assert (done.undoing, done.undoing.entry.reverses) == (undoing, done.paid_entry)
    assert done.entry.reversed_by.undoing.subject == f"Pembubaran {ksm.name}"
    assert [*differences_of(ksm), *savings_differences(ksm)] == []
    again = end(ksm, sari)
    assert list(Dissolution.objects.standing()) == [again]
    assert again.members == done.members


def test_a_group_closed_without_money_is_opened_again(ksm, sari, ratna):
    end(ksm, sari)
    undo(ksm, ratna)
    for entry in JournalEntry.objects.filter(ksm=ksm, kind="OTHER", reversed_by=None):
        reverse(entry=entry, date=DAY, reason="Uji", by=None)
    assert end(ksm, sari, recipient="") is None
    assert undo(ksm, sari).entry is None
    with pytest.raises(GroupError, match="tidak ditutup"):
        undo(ksm, ratna)


def test_only_the_coordinator_is_offered_it_on_the_page_of_a_closed_group(ksm, sari, ratna, as_user):
    end(ksm, sari)
    path, page = f"/ksm/{ksm.pk}/tutup/batalkan/", f"/ksm/{ksm.pk}/"
    assert path not in as_user(sari).get(page).content.decode()
    assert as_user(sari).post(path).status_code == 403
    assert path in as_user(ratna).get(page).content.decode()
    answer = as_user(ratna).post(path, {"on": DAY.isoformat(), "reason": "Keliru KSM"})
    assert (answer.status_code, answer.url) == (302, page)
    assert as_user(ratna).get(f"/ksm/{ksm.pk}/laporan-akhir/").status_code == 404
