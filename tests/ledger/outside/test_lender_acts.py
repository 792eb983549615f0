"""What the lender of a loan from outside decides: a new schedule, jasa let off, an early end; no contract."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from ksm.refusals import RefusalError
from ledger import chart
from ledger.acts.act import mark_of
from ledger.acts.papers import event_context
from ledger.acts.rescheduling import NewTerms, reschedule
from ledger.acts.settling import waive_jasa
from ledger.journal.balances import balances
from ledger.journal.posting import LedgerError, Line
from ledger.journal.receipts import receipt_of
from ledger.journal.verification import differences_of
from ledger.loans.cards import loan_card
from ledger.models import Book, LoanEvent
from ledger.outside.borrowing import OutsideTerms, outside_standings, pay_outside, receive, record_contract
from ledger.outside.lender_acts import (
    LenderPaper,
    cancel_contract,
    reschedule_outside,
    settle_outside,
    waive_outside_jasa,
)
from ledger.undoing.loan_acts import Retraction, undo_act
from savings.verification import savings_differences
from tests.support.factories import make_member
from tests.support.lending import LENT, WEEK, decide, enter, lend, make_group

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
# Five members x Rp1.000.000. Ten months of 500.000 + 75.000, due on the sixth, from 6 February on.
TERMS = OutsideTerms(
    "UPK", "UPK Sejahtera", "012/UPK/2027", LENT, 5_000_000, Decimal("1.5"), "FLAT", 10, "MONTH"
)
MARCH = datetime.date(2027, 3, 10)
PAPER = LenderPaper("3/ADD/2027", MARCH - DAY)


@pytest.fixture
def ksm(bkm):
    ksm = make_group(bkm, cash=700_000)
    make_member(ksm)
    make_member(ksm)
    return ksm


@pytest.fixture
def contract(ksm):
    return record_contract(ksm=ksm, terms=TERMS, today=LENT)


@pytest.fixture
def loan(contract):
    receive(loan=contract, account=chart.KAS, on=LENT, today=LENT, seen=mark_of(contract), by=None)
    contract.refresh_from_db()
    return contract


def repay(loan, amount, on, account=chart.KAS):
    loan.refresh_from_db()
    return pay_outside(
        loan=loan, amount=amount, account=account, on=on, today=on, seen=mark_of(loan), by=None
    )


def rows_of(loan, day):
    return [(row.sequence, row.due_on, row.principal, row.jasa) for row in loan_card(loan, day)]


def respread(loan, on=MARCH, *, waive_jasa=False, first_due=datetime.date(2027, 4, 6), **fields):
    terms = NewTerms(Fraction(1, 100), "FLAT", 12, "MONTH")
    facts = {"terms": terms, "first_due": first_due, "waive_jasa": waive_jasa, "paper": PAPER} | fields
    return reschedule_outside(loan=loan, decision=decide(on, reason="Panen gagal"), **facts)


def settle(loan, paid, on=MARCH, *, full_jasa=False, account=chart.KAS, **fields):
    decision = decide(on, reason="Kas cukup", **fields)
    return settle_outside(
        loan=loan, paid=paid, full_jasa=full_jasa, account=account, paper=PAPER, decision=decision
    )


def in_order(ksm):
    return [*differences_of(ksm), *savings_differences(ksm)]


@pytest.mark.parametrize(
    ("received", "on", "days"),
    [
        ("2027-01-31", "2027-02-10", ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]),
        ("2027-01-30", "2027-02-10", ["2027-02-28", "2027-03-30", "2027-04-30", "2027-05-30"]),
        ("2027-01-15", "2027-01-30", ["2027-02-28", "2027-03-30", "2027-04-30", "2027-05-30"]),
        ("2028-01-31", "2028-02-10", ["2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31"]),
    ],
)
def test_spread_anew_from_the_end_of_february_it_keeps_its_day_or_that_of_the_amendment(  # BUG-012
    contract, received, on, days
):
    received, on, first_due = (datetime.date.fromisoformat(day) for day in (received, on, days[0]))
    receive(loan=contract, account=chart.KAS, on=received, today=on, seen=mark_of(contract), by=None)
    contract.refresh_from_db()
    terms = NewTerms(Fraction(0), "FLAT", 4, "MONTH")
    respread(contract, on, first_due=first_due, terms=terms, paper=LenderPaper("3/ADD", on))
    rows = [(row[1].isoformat(), row[2]) for row in rows_of(contract, on)]
    assert rows == [(day, 1_250_000) for day in days]


def test_the_lender_spreads_the_rest_anew_and_the_old_schedule_stays_readable(ksm, loan):
    repay(loan, 575_000, datetime.date(2027, 2, 6))
    event = respread(loan)
    # Owed 4.500.000; the 75.000 of 6 March are late and move into the first of twelve times 375.000 + 45.000.
    rows = rows_of(loan, MARCH)
    assert rows[0] == (1, datetime.date(2027, 2, 6), 500_000, 75_000)
    assert rows[1] == (2, datetime.date(2027, 4, 6), 375_000, 120_000)
    assert rows[2:] == [
        (3 + month, datetime.date(2027 + (4 + month) // 12, (4 + month) % 12 + 1, 6), 375_000, 45_000)
        for month in range(11)
    ]
    assert (event.kind, event.principal, event.jasa, event.waived) == ("RESCHEDULED", 4_500_000, 615_000, 0)
    assert event.minutes == "Perubahan perjanjian nomor 3/ADD/2027 tanggal 9 Maret 2027"
    assert [row.in_force_until for row in loan.installments.filter(version=1)] == [None, *[MARCH] * 9]
    assert balances(ksm, MARCH)[chart.UTANG_LUAR] == -4_500_000
    assert in_order(ksm) == []
    repay(loan, 495_000, datetime.date(2027, 4, 6))
    [standing] = outside_standings(ksm, [loan], datetime.date(2027, 4, 7))
    assert (standing.outstanding, standing.unpaid_jasa, standing.arrears) == (4_125_000, 495_000, 0)
    assert in_order(ksm) == []


def test_late_jasa_may_be_let_off_by_the_same_amendment(ksm, loan):
    event = respread(loan, waive_jasa=True)  # February and March: 2 x 75.000
    assert event.waived == 150_000
    assert rows_of(loan, MARCH)[0] == (1, datetime.date(2027, 4, 6), 416_667, 50_000)
    assert in_order(ksm) == []


def test_no_instalment_is_paid_before_the_day_of_the_amendment(loan):
    respread(loan)
    with pytest.raises(LedgerError, match="berubah pada 10 Maret 2027"):
        repay(loan, 1, MARCH - DAY)
    assert repay(loan, 1, MARCH).jasa == 1


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"paper": LenderPaper("3", MARCH + DAY)}, "paper_on", "sesudah tanggal berlakunya"),
        ({"paper": LenderPaper("3", LENT - DAY)}, "paper_on", "sebelum perjanjian"),
        ({"first_due": MARCH}, "first_due", "sesudah tanggal keputusan"),
    ],
)
def test_an_amendment_of_an_impossible_day_is_refused(loan, fields, field, sentence):
    with pytest.raises(LedgerError, match=sentence) as refused:
        respread(loan, **fields)
    assert refused.value.field == field
    assert not LoanEvent.objects.exists()


@pytest.mark.parametrize("day", [LENT, MARCH])
def test_a_paper_of_the_contracts_own_day_or_of_the_acts_day_will_do(loan, day):
    assert respread(loan, paper=LenderPaper("3", day)).pk


def test_the_lender_forgoes_jasa_the_oldest_first_and_nothing_is_posted(ksm, loan):
    entries = ksm.entries.count()
    event = waive_outside_jasa(
        loan=loan, amount=100_000, paper=PAPER, decision=decide(MARCH, reason="Banjir")
    )
    assert [row[3] for row in rows_of(loan, MARCH)] == [0, 50_000, *[75_000] * 8]
    assert (event.waived, ksm.entries.count()) == (100_000, entries)
    assert event.minutes == "Surat pemberi pinjaman nomor 3/ADD/2027 tanggal 9 Maret 2027"
    with pytest.raises(LedgerError, match=r"hanya Rp650\.000"):
        waive_outside_jasa(loan=loan, amount=650_001, paper=PAPER, decision=decide(MARCH))
    waive_outside_jasa(loan=loan, amount=650_000, paper=PAPER, decision=decide(MARCH))
    [standing] = outside_standings(ksm, [loan], MARCH)
    assert (standing.outstanding, standing.unpaid_jasa) == (5_000_000, 0)
    assert in_order(ksm) == []


def test_paid_off_early_the_jasa_of_later_periods_lapses(ksm, loan):
    # On 10 March the periods of February, March and April have begun: 5.000.000 + 3 x 75.000.
    with pytest.raises(LedgerError, match=r"tepat Rp5\.225\.000"):
        settle(loan, 5_224_999)
    event = settle(loan, 5_225_000)
    assert (event.principal, event.jasa, event.waived) == (5_000_000, 225_000, 525_000)
    account = balances(ksm, MARCH)
    assert (account[chart.UTANG_LUAR], account[chart.JASA_PINJAMAN_LUAR]) == (0, 225_000)
    assert account[chart.KAS] == 700_000 + 5_000_000 - 5_225_000
    loan.refresh_from_db()
    [standing] = outside_standings(ksm, [loan], MARCH)
    assert (standing.code, standing.outstanding, standing.unpaid_jasa) == ("SETTLED", 0, 0)
    receipt = receipt_of(ksm, event.entry, loan_id=loan.pk)
    assert (receipt.giver, receipt.taker, receipt.amount) == (ksm.name, "UPK Sejahtera", 5_225_000)
    assert in_order(ksm) == []


def test_a_lender_may_ask_all_the_jasa_to_the_end(ksm, loan):
    with pytest.raises(LedgerError, match=r"di kotak hanya Rp5\.700\.000") as refused:
        settle(loan, 5_750_000, full_jasa=True)
    assert refused.value.field == "paid"
    enter(ksm, [Line(chart.KAS, chart.MODAL_AWAL, 50_000)], MARCH)
    event = settle(loan, 5_750_000, full_jasa=True)
    assert (event.jasa, event.waived, event.old_version) == (750_000, 0, None)
    assert balances(ksm, MARCH)[chart.KAS] == 0
    assert in_order(ksm) == []


def test_only_the_groups_own_cash_in_the_named_place_pays_the_lender_off(ksm, loan):
    enter(ksm, [Line(chart.BANK, chart.DANA_SOSIAL, 9_000_000)], MARCH)
    with pytest.raises(LedgerError, match="di bank hanya Rp0"):
        settle(loan, 5_225_000, account=chart.BANK)
    enter(ksm, [Line(chart.BANK, chart.KAS, 5_225_000)], MARCH)
    assert settle(loan, 5_225_000, account=chart.BANK).principal == 5_000_000
    assert in_order(ksm) == []


def test_what_was_paid_off_is_not_acted_on_again_nor_is_an_act_sent_twice(ksm, loan):
    seen = mark_of(loan)
    settle(loan, 5_225_000, seen=seen)
    with pytest.raises(LedgerError, match="berubah sesudah halaman dibuka"):
        settle(loan, 5_225_000, seen=seen)
    for act in (lambda: respread(loan), lambda: settle(loan, 1)):
        with pytest.raises(LedgerError, match="sudah lunas"):
            act()


def test_a_contract_whose_money_never_came_is_taken_back_and_counts_in_no_limit(ksm, contract):
    event = cancel_contract(loan=contract, decision=decide(LENT + DAY, reason="Salah tulis"))
    contract.refresh_from_db()
    assert (contract.state, contract.decision_note, event.kind) == ("REJECTED", "Salah tulis", "CANCELLED")
    [standing] = outside_standings(ksm, [contract], LENT + DAY)
    assert (standing.code, standing.outstanding) == ("REJECTED", 0)
    # The next one is the first again: five times Rp1.000.000 and not five times Rp3.000.000.
    with pytest.raises(LedgerError, match="Pinjaman pertama"):
        record_contract(ksm=ksm, terms=_more(5_000_001), today=LENT)
    assert record_contract(ksm=ksm, terms=_more(5_000_000), today=LENT).number == "L-02"
    with pytest.raises(LedgerError, match="sudah dibatalkan"):
        receive(loan=contract, account=chart.KAS, on=LENT, today=LENT, seen=mark_of(contract), by=None)
    with pytest.raises(LedgerError, match="sudah dibatalkan"):
        cancel_contract(loan=contract, decision=decide(LENT + DAY))
    assert in_order(ksm) == []


def test_a_contract_taken_back_is_written_down_anew_and_not_revived(contract, sari):
    event = cancel_contract(loan=contract, decision=decide(LENT + DAY, reason="Salah tulis"))
    retraction = Retraction(on=LENT + DAY, today=LENT + DAY, reason="Keliru", by=sari)
    with pytest.raises(LedgerError, match="dicatat lagi sebagai perjanjian baru"):
        undo_act(event=event, retraction=retraction)


def test_what_the_lender_decided_can_be_taken_back(ksm, loan, sari):
    before = rows_of(loan, MARCH)
    event = respread(loan)
    undo_act(event=event, retraction=Retraction(on=MARCH + DAY, today=MARCH + DAY, reason="Keliru", by=sari))
    assert rows_of(loan, MARCH + DAY) == before
    event = settle(loan, 5_225_000, MARCH + DAY)
    undo_act(event=event, retraction=Retraction(on=MARCH + DAY, today=MARCH + DAY, reason="Keliru", by=sari))
    assert rows_of(loan, MARCH + DAY) == before
    assert balances(ksm, MARCH + DAY)[chart.UTANG_LUAR] == -5_000_000
    assert in_order(ksm) == []


def _more(principal):
    return OutsideTerms("UPK", "UPK", "13", LENT, principal, Decimal("1.5"), "FLAT", 10, "MONTH")


@pytest.mark.parametrize(
    ("on", "today", "sentence"),
    [(LENT - DAY, LENT, "sebelum perjanjian"), (LENT + DAY, LENT, "sesudah hari")],
)
def test_a_contract_is_taken_back_neither_before_it_nor_ahead(contract, on, today, sentence):
    with pytest.raises(RefusalError, match=sentence) as refused:
        cancel_contract(loan=contract, decision=decide(on, today=today))
    assert refused.value.field == "on"


@pytest.mark.parametrize(("last", "fits"), [(LENT, True), (LENT + DAY, False)])
def test_the_minutes_of_a_closed_month_tell_of_no_contract_taken_back_later(ksm, contract, last, fits):
    Book.objects.filter(ksm=ksm).update(months_closed_through=last)
    if fits:
        assert cancel_contract(loan=contract, decision=decide(LENT + DAY)).date == LENT + DAY
        return
    with pytest.raises(LedgerError, match="sudah ditutup") as refused:
        cancel_contract(loan=contract, decision=decide(LENT + DAY))
    assert refused.value.field == "on"
    contract.refresh_from_db()
    assert (contract.state, contract.events.count()) == ("APPROVED", 0)


def test_a_contract_whose_money_came_stays(loan):
    with pytest.raises(LedgerError, match="sudah diterima"):
        cancel_contract(loan=loan, decision=decide(LENT + DAY))


def test_the_acts_of_one_level_refuse_the_loans_of_the_other(ksm, loan):
    own = lend(ksm)
    for act in (
        respread,
        lambda it: settle(it, 1),
        lambda it: cancel_contract(loan=it, decision=decide(MARCH)),
    ):
        with pytest.raises(LedgerError, match="pinjaman anggota, bukan utang kelompok"):
            act(own)
    with pytest.raises(LedgerError, match="pinjaman anggota, bukan utang kelompok"):
        waive_outside_jasa(loan=own, amount=1, paper=PAPER, decision=decide(MARCH))
    with pytest.raises(LedgerError, match="utang kelompok, bukan pinjaman anggota"):
        waive_jasa(loan=loan, amount=1, decision=decide(MARCH))
    terms = NewTerms(Fraction(0), "FLAT", 5, "WEEK")
    with pytest.raises(LedgerError, match="utang kelompok, bukan pinjaman anggota"):
        reschedule(loan=loan, terms=terms, first_due=MARCH + WEEK, waive_jasa=False, decision=decide(MARCH))


def test_the_paper_names_the_lender_its_letter_and_the_new_schedule(ksm, loan):
    context = event_context(respread(loan), ksm)
    assert context["act"] == "mencatat jadwal baru untuk sisa pinjaman kelompok"
    assert context["signers"][0][:4] == ("", "Pemberi pinjaman", "", "UPK Sejahtera")
    assert len(context["rows"]) == 12


@pytest.fixture
def today_is_march(monkeypatch):
    monkeypatch.setattr("groups.models.Ksm.today", lambda ksm: MARCH)


def send(client, ksm, loan, act, **fields):
    """Open the screen of an act and send its form with the fields given."""
    path = f"/ksm/{ksm.pk}/pinjaman-luar/{loan.pk}/{act}/"
    form = client.get(path).context["form"]
    sent = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    sent |= {"on": MARCH, "paper": "3/ADD/2027", "paper_on": MARCH, "reason": "Panen gagal"}
    return client.post(path, sent | fields, follow=True)


@pytest.mark.usefixtures("today_is_march")
def test_each_act_has_its_screen_and_the_card_tells_it(ksm, loan, sari, as_user):
    client = as_user(sari)
    answer = send(client, ksm, loan, "bebaskan-jasa", amount="25.000")
    assert "Pembebasan jasa L-01 dicatat." in answer.content.decode()
    send(client, ksm, loan, "jadwal-ulang", periods="12", first_due="2027-04-06")
    page = client.get(f"/ksm/{ksm.pk}/pinjaman-luar/{loan.pk}/")
    assert [event.kind for event in page.context["events"]] == ["JASA_WAIVED", "RESCHEDULED"]
    assert len(page.context["replaced"]) == 1 + 10  # the first row with its cut jasa, then the ten of March
    assert "Jadwal yang sudah diganti" in page.content.decode()
    refused = send(client, ksm, loan, "lunasi", paid="1", account=chart.KAS)
    [sentence] = refused.context["form"].errors["paid"]
    assert sentence == "Pelunasan pada tanggal itu tepat Rp5.200.000."  # 125.000 late and 75.000 begun
    send(client, ksm, loan, "lunasi", paid="5.200.000", account=chart.KAS)
    assert client.get(f"/ksm/{ksm.pk}/pinjaman-luar/{loan.pk}/").context["summary"].code == "SETTLED"
    assert client.get(f"/ksm/{ksm.pk}/pinjaman-luar/{loan.pk}.pdf").status_code == 200


@pytest.mark.usefixtures("today_is_march")
def test_a_contract_is_taken_back_on_its_screen_and_shown_as_such(ksm, contract, sari, as_user):
    client = as_user(sari)
    answer = send(client, ksm, contract, "batalkan", minutes="Notulen minggu 9", reason="Salah tulis")
    assert "Perjanjian ini dibatalkan: Salah tulis" in answer.content.decode()
    assert "Terima uangnya" not in answer.content.decode()
    assert [row.code for row in client.get(f"/ksm/{ksm.pk}/pinjaman-luar/").context["rows"]] == ["REJECTED"]
