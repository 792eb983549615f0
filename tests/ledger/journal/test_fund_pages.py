"""The funds of the group: what each holds, and cash moved between them by decision."""

import pytest

from ksm.refusals import RefusalError
from ledger import chart
from ledger.journal.balances import balances
from ledger.journal.funds import fund_moves, fund_rows, move_between_funds
from ledger.journal.posting import Line, book_of
from ledger.journal.verification import differences_of
from ledger.models import Fund
from savings.verification import savings_differences
from tests.support.lending import LENT, WEEK, enter, lend, make_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def ksm(bkm):
    ksm = make_group(bkm, cash=500_000)
    enter(ksm, [Line(chart.KAS, chart.DANA_TANGGUNG_RENTENG, 60_000)], LENT)
    return ksm


def held(ksm):
    return {row.fund: (row.box, row.bank, row.lent) for row in fund_rows(ksm, LENT + WEEK)}


def move(ksm, **fields):
    facts = {"source": "KAS", "target": "TR", "amount": 40_000, "on": LENT + WEEK, "today": LENT + WEEK}
    facts |= {"minutes": "Notulen minggu 5", "reason": "Iuran awal", "by": None}
    facts["seen"] = book_of(ksm).last_entry_number
    return move_between_funds(ksm=ksm, **facts | fields)


def test_each_fund_shows_what_is_in_the_box_in_the_bank_and_lent_out(ksm):
    lend(ksm, principal=200_000)
    enter(ksm, [Line(chart.BANK, chart.KAS, 50_000)], LENT)
    assert held(ksm) == {
        "KAS": (250_000, 50_000, 200_000),
        "TR": (60_000, 0, 0),
        "SOSIAL": (0, 0, 0),
        "BLM": (0, 0, 0),
    }


def test_cash_moves_between_funds_and_all_cash_stays(ksm):
    move(ksm)
    assert (held(ksm)["KAS"][0], held(ksm)["TR"][0]) == (460_000, 100_000)
    assert balances(ksm, LENT + WEEK)[chart.KAS] == 560_000
    assert [
        (one.incoming, one.outgoing, one.balance)
        for one in fund_moves(ksm, Fund.TANGGUNG_RENTENG, LENT + WEEK)
    ] == [
        (60_000, 0, 60_000),
        (40_000, 0, 100_000),
    ]
    move(ksm, source="TR", target="SOSIAL", amount=100_000)
    assert (held(ksm)["TR"][0], held(ksm)["SOSIAL"][0]) == (0, 100_000)
    assert [*differences_of(ksm), *savings_differences(ksm)] == []


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"amount": 500_001}, "amount", r"Kas kelompok di kotak hanya Rp500\.000"),
        ({"source": "BLM"}, "source", "Dana BLM tidak dipindahkan"),
        ({"target": "BLM"}, "source", "Dana BLM tidak dipindahkan"),
        ({"target": "KAS"}, "target", "dua dana yang berbeda"),
        ({"on": LENT + 2 * WEEK}, "on", "sesudah hari ini"),
        ({"on": LENT - 9 * WEEK}, "on", "sebelum KSM berdiri"),
        ({"seen": 0}, None, "Buku berubah"),
    ],
)
def test_it_refuses_what_cannot_be_moved(ksm, fields, field, sentence):
    with pytest.raises(RefusalError, match=sentence) as refused:
        move(ksm, **fields)
    assert refused.value.field == field
    assert held(ksm)["TR"][0] == 60_000


def test_it_takes_all_that_a_fund_holds(ksm):
    move(ksm, amount=500_000)
    assert held(ksm)["KAS"][0] == 0
