"""Savings that cash and loans do not cover are named on the neraca, whatever took the money."""

import datetime

import pytest

from ledger import chart
from ledger.books.statements import balance_sheet, remarks, uncovered
from ledger.journal.posting import Line, post
from ledger.models import JournalEntry
from tests.support.factories import START, make_members

pytestmark = pytest.mark.django_db
LATER = START + datetime.timedelta(weeks=1)


@pytest.fixture
def ksm(mawar):
    """Rp100.000 saved, all of it in the box."""
    member, *_ = make_members(mawar, 2)
    enter(mawar, Line(chart.KAS, chart.TABUNGAN_WAJIB, 100_000, member_id=member.pk))
    return mawar


def enter(ksm, line, kind=JournalEntry.Kind.OTHER, day=START):
    post(ksm=ksm, date=day, kind=kind, memo="Uji", lines=[line], by=None)


def told(ksm, day=LATER):
    return remarks(ksm, balance_sheet(ksm, day), knows_all=True)


def test_a_running_loss_that_eats_savings_is_named(ksm):
    assert told(ksm) == []
    enter(ksm, Line(chart.BIAYA_ATK, chart.KAS, 12_000), day=LATER)
    assert told(ksm) == ["Hasil usaha berjalan -Rp12.000: simpanan anggota belum tertutup kas dan pinjaman."]
    assert told(ksm, START) == []
    enter(ksm, Line(chart.KAS, chart.JASA, 12_000), day=LATER)
    assert told(ksm) == []


def test_a_loss_beside_a_short_beginning_is_named_with_their_sum(ksm):
    enter(ksm, Line(chart.MODAL_AWAL, chart.KAS, 5_000))
    enter(ksm, Line(chart.BIAYA_ATK, chart.KAS, 12_000))
    names = "Modal awal kelompok -Rp5.000 dan Hasil usaha berjalan -Rp12.000"
    assert told(ksm) == [f"{names}: simpanan anggota belum tertutup kas dan pinjaman, kurang Rp17.000."]


def test_three_figures_below_zero_are_told_as_a_list(ksm):
    enter(ksm, Line(chart.MODAL_AWAL, chart.KAS, 5_000))
    enter(ksm, Line(chart.SHU, chart.UTANG_SHU, 2_000, member_id=ksm.members.first().pk))
    enter(ksm, Line(chart.BIAYA_ATK, chart.KAS, 12_000))
    names = "Modal awal kelompok -Rp5.000, SHU belum dibagi -Rp2.000, dan Hasil usaha berjalan -Rp12.000"
    assert told(ksm) == [f"{names}: simpanan anggota belum tertutup kas dan pinjaman, kurang Rp19.000."]


def test_money_kept_for_a_purpose_covers_no_savings(ksm):
    """Rp50.000 of BLM lie in the same box; the savings lack Rp12.000 all the same."""
    enter(ksm, Line(chart.KAS, chart.DANA_BLM, 50_000))
    enter(ksm, Line(chart.BIAYA_ATK, chart.KAS, 12_000))
    assert uncovered(balance_sheet(ksm, LATER)) == 12_000


def test_a_short_beginning_that_was_earned_since_is_told_as_covered(ksm):
    enter(ksm, Line(chart.MODAL_AWAL, chart.KAS, 5_000))
    enter(ksm, Line(chart.KAS, chart.JASA, 5_000))
    assert told(ksm) == ["Modal awal kelompok -Rp5.000: sudah tertutup hasil usaha dan cadangan."]


def test_saldo_awal_and_the_paper_of_the_neraca_name_it_too(ksm, sari, as_user):
    enter(ksm, Line(chart.BIAYA_ATK, chart.KAS, 12_000))
    sentence = "Hasil usaha berjalan -Rp12.000: simpanan anggota belum tertutup kas dan pinjaman."
    page = as_user(sari).get(f"/ksm/{ksm.pk}/saldo-awal/")
    assert page.context["uncovered"] == [f"Hari ini: {sentence}"]
    assert as_user(sari).get(f"/ksm/{ksm.pk}/neraca/").context["remarks"] == [sentence]
