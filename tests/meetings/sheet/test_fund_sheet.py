"""Funds and outside loans on their pages, and the levy for tanggung renteng that a sheet takes."""

import datetime
from dataclasses import replace

import pytest

from ledger import chart
from ledger.journal.funds import fund_rows
from ledger.journal.verification import differences_of
from ledger.loans.cards import loan_card
from ledger.models import Loan
from meetings.sheet.values import CashItem
from savings.verification import savings_differences
from tests.support.factories import START, make_members
from tests.support.sheets import close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


@pytest.fixture
def ksm(mawar, sari):
    """Five members who saved 25.000 and put 10.000 into the fund of tanggung renteng."""
    make_members(mawar, 5)
    sheet = make_sheet(mawar, START)
    levy = CashItem(0, "Iuran tanggung renteng", chart.DANA_TANGGUNG_RENTENG, 10_000)
    close(mawar, replace(sheet, cash_items=(levy,), counted_cash=35_000), sari)
    return mawar


def boxes(ksm):
    return {row.fund: row.box for row in fund_rows(ksm, ksm.today())}


def test_a_levy_taken_in_a_meeting_is_money_of_its_own_fund(ksm):
    assert boxes(ksm) == {"KAS": 25_000, "TR": 10_000, "SOSIAL": 0, "BLM": 0}
    assert [*differences_of(ksm), *savings_differences(ksm)] == []


def test_cash_is_moved_between_funds_through_the_page_once(ksm, sari, as_user):
    client, url = as_user(sari), f"/ksm/{ksm.pk}/dana/pindah/"
    seen = client.get(url).context["form"]["seen"].value()
    sent = {"source": "KAS", "target": "TR", "amount": "5.000", "on": ksm.today().isoformat()}
    sent |= {"minutes": "Notulen minggu 2", "reason": "Iuran awal", "seen": seen}
    assert client.post(url, sent).url == f"/ksm/{ksm.pk}/dana/"
    assert client.post(url, sent).context["form"].non_field_errors() == [
        "Buku berubah sesudah halaman dibuka. Muat ulang, lalu periksa angkanya."
    ]
    assert (boxes(ksm)["KAS"], boxes(ksm)["TR"]) == (20_000, 15_000)
    page = client.get(f"/ksm/{ksm.pk}/dana/?dana=TR").context
    assert [(move.incoming, move.balance) for move in page["page"]] == [(5_000, 15_000), (10_000, 10_000)]


def test_more_than_a_fund_holds_is_refused_beside_the_amount(ksm, sari, as_user):
    client, url = as_user(sari), f"/ksm/{ksm.pk}/dana/pindah/"
    seen = client.get(url).context["form"]["seen"].value()
    sent = {"source": "TR", "target": "KAS", "amount": "10.001", "on": ksm.today().isoformat()}
    sent |= {"minutes": "Notulen minggu 2", "reason": "Perlu kas", "seen": seen}
    form = client.post(url, sent).context["form"]
    assert form.errors == {"amount": ["Dana tanggung renteng di kotak hanya Rp10.000."]}
    assert form["amount"].value() == "10.001"
    assert boxes(ksm)["TR"] == 10_000


def test_a_loan_from_outside_goes_from_contract_to_an_instalment_through_its_pages(ksm, sari, as_user):
    client, today = as_user(sari), ksm.today().isoformat()
    contract = {
        "lender": "UPK",
        "lender_name": "UPK Sejahtera",
        "contract": "07/UPK/2026",
        "agreed_on": today,
    }
    contract |= {
        "principal": "3.000.000",
        "purpose": "Modal pinjaman",
        "rate_percent": "1,5",
        "method": "FLAT",
    }
    contract |= {"periods": "10", "unit": "MONTH", "rounding_step": "1.000"}
    refused = client.post(f"/ksm/{ksm.pk}/pinjaman-luar/baru/", contract | {"principal": "5.000.001"})
    assert list(refused.context["form"].errors) == ["principal"]
    client.post(f"/ksm/{ksm.pk}/pinjaman-luar/baru/", contract)
    loan = Loan.objects.get()
    base = f"/ksm/{ksm.pk}/pinjaman-luar/{loan.pk}/"
    seen = client.get(f"{base}terima/").context["form"]["seen"].value()
    client.post(f"{base}terima/", {"on": today, "account": chart.KAS, "seen": seen})
    seen = client.get(f"{base}bayar/").context["form"]["seen"].value()
    paid = {"amount": "345.000", "on": today, "account": chart.KAS, "seen": seen}
    assert client.post(f"{base}bayar/", paid).url == base
    loan.refresh_from_db()
    rows = loan_card(loan, ksm.today())
    assert (len(rows), rows[0].paid_principal, rows[0].paid_jasa) == (10, 300_000, 45_000)
    assert client.get(base).context["summary"].outstanding == 2_700_000
    assert [row.outstanding for row in client.get(f"/ksm/{ksm.pk}/pinjaman-luar/").context["rows"]] == [
        2_700_000
    ]
    assert client.get(f"/ksm/{ksm.pk}/pinjaman/").context["running"] == []
    assert client.get(f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/").status_code == 404
    assert [*differences_of(ksm), *savings_differences(ksm)] == []


@pytest.mark.parametrize("loans", [1, 3])
def test_the_list_of_outside_loans_takes_the_same_queries_for_one_and_three(
    ksm, ratna, as_user, loans, django_assert_num_queries
):
    for number in range(loans):
        Loan.objects.create(
            ksm=ksm, borrower="GROUP", lender="UPK", number=f"L-{number}", principal=1_000, state="APPROVED"
        )
    client = as_user(ratna)
    with django_assert_num_queries(8):
        client.get(f"/ksm/{ksm.pk}/pinjaman-luar/")
