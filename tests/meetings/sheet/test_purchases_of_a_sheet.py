"""At a meeting BLM money buys on a line of the RAB, within line and fund, with a receipt (J27)."""

import datetime
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from groups.refusals import GroupError
from ledger import chart
from ledger.blm.spending import rest_of, undo_spending
from ledger.journal.balances import balances, cash_by_fund
from ledger.journal.receipts import receipt_of
from ledger.journal.verification import differences_of
from ledger.models import BudgetLine, Fund, GrantSpending
from meetings.corrections.reopening import reopen_sheet
from meetings.refusals import MeetingError
from meetings.sheet.basis import prepare_sheet
from meetings.sheet.form import SheetForm, typed
from meetings.sheet.payloads import payload_of
from meetings.sheet.values import CashItem, SheetError
from tests.support.blm import agreed, pay, report, spend
from tests.support.factories import START, make_members
from tests.support.sheets import close, make_sheet

pytestmark = pytest.mark.django_db
NEXT = START + datetime.timedelta(weeks=1)


@pytest.fixture
def grant(mawar, sari, joko, ratna):
    """Week 1 comes after Rp600.000 of BLM; line 2 (tools) may take 200.000 of it."""
    make_members(mawar, 5)
    grant = agreed(mawar, sari, joko, ratna, day=START)
    pay(grant, 1, ratna, on=START)
    return grant


@pytest.fixture
def tools(grant):
    return grant.lines.get(sequence=2)


def bought(line, *amounts, what="Baskom", paid_to="Toko Jaya"):
    return tuple(
        CashItem(index, what, chart.DANA_BLM, -amount, line.pk, paid_to)
        for index, amount in enumerate(amounts)
    )


def sheet_with(ksm, items, day=START):
    sheet = make_sheet(ksm, day)
    spent = sum(item.amount for item in items)
    return replace(sheet, cash_items=items, counted_cash=sheet.counted_cash + spent)


def faults_of(ksm, sheet, by):
    with pytest.raises(SheetError) as refused:
        close(ksm, sheet, by)
    return [(one.part, one.key, one.name, one.sentence) for one in refused.value.faults]


def test_what_is_bought_leaves_the_fund_and_its_line_and_no_surplus(mawar, tools, sari):
    meeting = close(mawar, sheet_with(mawar, bought(tools, 150_000)), sari)
    assert balances(mawar, START) == {
        chart.KAS: 475_000,
        chart.DANA_BLM: -450_000,
        chart.TABUNGAN_WAJIB: -25_000,
    }
    assert cash_by_fund(mawar, START) == {Fund.BLM: 450_000, Fund.KAS: 25_000}
    assert rest_of(tools) == 50_000
    spending = GrantSpending.objects.get()
    assert (spending.entry, spending.place, spending.by) == (meeting.entry, "CASH", sari)
    assert differences_of(mawar) == []


def test_it_stays_within_the_rest_of_its_line_with_what_the_same_sheet_buys_before(mawar, tools, sari):
    assert faults_of(mawar, sheet_with(mawar, bought(tools, 150_000, 50_001)), sari) == [
        (
            "cash",
            1,
            "amount",
            "Sisa BLM baris 2 Rp50.000. Melebihi baris RAB hanya dengan perubahan RAB yang diputuskan.",
        )
    ]
    close(mawar, sheet_with(mawar, bought(tools, 150_000, 50_000)), sari)
    assert rest_of(tools) == 0


def test_it_stays_within_the_funds_cash_also_of_later_days(mawar, grant, tools, sari):
    BudgetLine.objects.filter(pk=tools.pk).update(blm=600_000)
    spend(grant, 1, sari, amount=500_000, on=NEXT)
    assert faults_of(mawar, sheet_with(mawar, bought(tools, 100_001)), sari) == [
        ("cash", 0, "amount", "Dana BLM tinggal Rp100.000, tidak cukup untuk belanja ini.")
    ]
    close(mawar, sheet_with(mawar, bought(tools, 100_000)), sari, today=NEXT)
    assert cash_by_fund(mawar, NEXT)[Fund.BLM] == 0


def test_nothing_is_bought_on_a_lent_line_or_on_a_day_that_an_lpj_told(mawar, grant, tools, sari):
    report(grant, 1, sari, today=NEXT)
    [(part, _, field, sentence)] = faults_of(mawar, sheet_with(mawar, bought(tools, 1000)), sari)
    assert (part, field) == ("cash", "account")
    assert "sudah memuat belanja sampai hari itu" in sentence
    lent = grant.lines.get(sequence=1)
    BudgetLine.objects.filter(pk=lent.pk).update(is_lent=True)
    [(*_, sentence)] = faults_of(mawar, sheet_with(mawar, bought(lent, 1000)), sari)
    assert sentence == "Baris RAB ini tidak dapat dibelanjakan."


def test_each_purchase_has_the_receipt_of_its_shop(mawar, tools, sari):
    other = CashItem(1, "Baskom", chart.DANA_BLM, -50_000, tools.pk, "Toko Maju")
    items = (*bought(tools, 50_000), other)
    meeting = close(mawar, sheet_with(mawar, items), sari)
    lines = meeting.entry.lines.filter(debit_id=chart.DANA_BLM).order_by("pk")
    receipts = [receipt_of(mawar, meeting.entry, line_id=line.pk) for line in lines]
    assert [(one.giver, one.taker, one.amount) for one in receipts] == [
        ("KSM Mawar", "Toko Jaya", 50_000),
        ("KSM Mawar", "Toko Maju", 50_000),
    ]


def test_the_meeting_offers_receipt_and_inventory_of_what_was_bought(mawar, tools, sari, as_user):
    meeting = close(mawar, sheet_with(mawar, bought(tools, 150_000)), sari)
    page = as_user(sari).get(f"/ksm/{mawar.pk}/pertemuan/{meeting.pk}/")
    [one] = page.context["purchases"]
    offered = parse_qs(urlsplit(one.inventory).query)
    assert (offered["name"], offered["price"], offered["origin"]) == (["Baskom"], ["150000"], ["BLM"])
    receipt = reverse("ledger:cash_receipt_pdf", args=[mawar.pk, one.line_id])
    assert receipt in page.content.decode()
    assert one.inventory.replace("&", "&amp;") in page.content.decode()


def form_of(ksm, **fields):
    basis = prepare_sheet(ksm=ksm, kind="ROUTINE", scheduled_on=START, held_on=START)
    data = {f"cash0-{name}": [value] for name, value in fields.items()}
    return SheetForm(basis, typed(data | {"head-held_on": [START.isoformat()]}))


def test_the_form_offers_lines_with_their_rest_and_asks_whom_was_paid(mawar, tools):
    about = {"description": "Baskom", "direction": "OUT", "account": f"RAB-{tools.pk}", "amount": "150.000"}
    form = form_of(mawar, **about)
    assert not form.is_valid()
    first = form.cash_items[0]
    assert first.errors == {"paid_to": ["Tulis nama toko atau orang yang dibayar."]}
    assert f"RAB 2. {tools.description}, sisa Rp200.000" in str(first["account"])
    form = form_of(mawar, **about, paid_to="Toko Jaya")
    assert form.is_valid()
    assert form.to_sheet().cash_items == bought(tools, 150_000)
    form = form_of(mawar, **about | {"direction": "IN"}, paid_to="Toko Jaya")
    assert not form.is_valid()
    assert form.cash_items[0].errors == {"direction": ["Belanja dana BLM adalah uang keluar."]}


def test_a_group_without_blm_money_is_asked_nothing_of_it(mawar):
    form = form_of(mawar)
    assert "paid_to" not in form.cash_items[0].fields
    assert "dana BLM" not in str(form.cash_items[0]["account"])


def test_the_sheet_reopened_gives_line_and_fund_back_and_knows_what_was_bought(mawar, tools, sari):
    meeting = close(mawar, sheet_with(mawar, bought(tools, 150_000)), sari)
    payload = payload_of(meeting)
    draft = reopen_sheet(meeting=meeting, reason="Salah catat", by=sari)
    assert (rest_of(tools), cash_by_fund(mawar, START)[Fund.BLM]) == (200_000, 600_000)
    assert differences_of(mawar) == []
    assert draft.payload == payload
    basis = prepare_sheet(ksm=mawar, kind="ROUTINE", scheduled_on=START, held_on=START)
    form = SheetForm(basis, typed(payload))
    assert form.is_valid()
    close(mawar, form.to_sheet(), sari)
    assert (rest_of(tools), GrantSpending.objects.standing().count()) == (50_000, 1)


def test_a_sheet_whose_purchase_an_lpj_told_is_not_reopened(mawar, grant, tools, sari):
    meeting = close(mawar, sheet_with(mawar, bought(tools, 150_000)), sari)
    report(grant, 1, sari, today=NEXT)
    with pytest.raises(MeetingError, match="termuat dalam LPJ"):
        reopen_sheet(meeting=meeting, reason="Salah catat", by=sari)


def test_one_purchase_of_an_older_sheet_is_undone_alone_by_another_person(mawar, tools, sari, joko):
    meeting = close(mawar, sheet_with(mawar, bought(tools, 100_000, 50_000)), sari)
    first, second = GrantSpending.objects.order_by("pk")
    facts = {"on": NEXT, "reason": "Salah toko", "today": NEXT}
    with pytest.raises(GroupError, match="tidak boleh membatalkan sendiri"):
        undo_spending(spending=first, by=sari, **facts)
    undo_spending(spending=first, by=joko, **facts)
    assert (rest_of(tools), cash_by_fund(mawar, NEXT)[Fund.BLM]) == (150_000, 550_000)
    assert cash_by_fund(mawar, START)[Fund.BLM] == 450_000  # the closed day keeps its figures
    assert differences_of(mawar) == [] == differences_of(mawar, START)
    line = meeting.entry.lines.get(debit_id=chart.DANA_BLM, amount=100_000)
    assert receipt_of(mawar, meeting.entry, line_id=line.pk).mark.startswith("DIBATALKAN")
    with pytest.raises(GroupError, match="sudah dibatalkan"):
        undo_spending(spending=first, by=joko, **facts)
    with pytest.raises(MeetingError, match="sudah dibatalkan tersendiri"):
        reopen_sheet(meeting=meeting, reason="Salah catat", by=sari)
    undo_spending(spending=second, by=joko, **facts)
