"""Loans from application to settlement: asked for, decided, disbursed in a meeting, repaid, in arrears."""

import datetime
from dataclasses import replace

import pytest

from ledger.loans.cards import loan_card, loan_rows
from ledger.models import Loan
from meetings.sheet.values import Disbursement, LoanPayment
from tests.support.factories import START, make_members
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


@pytest.fixture
def ksm(mawar):
    make_members(mawar, 5)
    return mawar


def application(ksm, **fields):
    return {
        "member": ksm.members.first().pk,
        "principal": "20.000",
        "purpose": "Modal warung",
        "rate_percent": "1,5",
        "method": "FLAT",
        "periods": "4",
        "unit": "WEEK",
        "rounding_step": "1",
        "priority": "1",
    } | fields


def test_an_application_waits_for_the_meetings_decision(ksm, sari, as_user):
    client = as_user(sari)
    answer = client.post(f"/ksm/{ksm.pk}/pinjaman/ajukan/", application(ksm))
    loan = Loan.objects.get()
    assert answer.url == f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/"
    assert (loan.number, loan.state, loan.principal, str(loan.rate)) == ("P-01", "APPLIED", 20_000, "3/200")
    today = ksm.today()
    decided = {"answer": "setuju", "decided_on": today.isoformat(), "priority": "2", "note": "Mufakat"}
    decided |= {"seen": "APPLIED"}
    client.post(f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/putuskan/", decided)
    loan.refresh_from_db()
    assert (loan.state, loan.priority, loan.decision_note) == ("APPROVED", 2, "Mufakat")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("principal", "12,50", "Tulis jumlah dalam rupiah utuh, misalnya 10000 atau 10.000, tanpa sen."),
        ("principal", "0", "Paling sedikit 1."),
        ("rate_percent", "banyak", "Tulis persentase seperti 0,5 atau 1,5."),
        ("periods", "0", "Paling sedikit 1."),
        (
            "rounding_step",
            "20.000",
            "Pembulatan Rp20.000 terlalu besar: pokok habis sebelum angsuran terakhir.",
        ),
        ("member", "999999", "Pilih salah satu dari daftar."),
        ("purpose", "", "Wajib diisi."),
    ],
)
def test_bad_terms_get_a_sentence_beside_the_field_and_store_nothing(
    ksm, sari, as_user, field, typed, sentence
):
    answer = as_user(sari).post(f"/ksm/{ksm.pk}/pinjaman/ajukan/", application(ksm, **{field: typed}))
    assert answer.context["form"].errors == {field: [sentence]}
    assert answer.context["form"][field].value() == typed
    assert not Loan.objects.exists()


def test_an_approved_loan_is_handed_out_in_the_sheet_and_only_once(ksm, sari):
    loan = Loan.objects.create(
        ksm=ksm, member=ksm.members.first(), number="P-09", principal=20_000, periods=4, state="APPROVED"
    )
    sheet = replace(
        make_sheet(ksm, START), disbursements=(Disbursement(0, loan.pk, None),), counted_cash=5_000
    )
    close(ksm, sheet, sari)
    loan.refresh_from_db()
    assert (loan.state, loan.disbursed_on) == (Loan.State.DISBURSED, START)
    again = replace(make_sheet(ksm, START + WEEK), disbursements=(Disbursement(0, loan.pk, None),))
    with pytest.raises(ValueError, match="belum disetujui atau sudah dicairkan"):
        close(ksm, again, sari)


def test_a_decided_loan_is_not_decided_again(ksm, sari, as_user):
    loan = Loan.objects.create(
        ksm=ksm, member=ksm.members.first(), number="P-09", principal=20_000, state="REJECTED"
    )
    answer = as_user(sari).post(
        f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/putuskan/",
        {"answer": "setuju", "decided_on": ksm.today().isoformat(), "seen": "REJECTED"},
    )
    assert answer.context["form"].non_field_errors() == ["Pinjaman P-09 sudah ditolak."]


def test_who_decides_on_a_page_opened_before_another_decision_is_told(ksm, sari, as_user):
    loan = Loan.objects.create(ksm=ksm, member=ksm.members.first(), number="P-09", principal=20_000)
    url, day = f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/putuskan/", ksm.today().isoformat()
    client = as_user(sari)
    page = client.get(url)
    seen = {"decided_on": day, "seen": page.context["form"]["seen"].value()}
    assert client.post(url, seen | {"answer": "setuju"}).status_code == 302
    late = client.post(url, seen | {"answer": "tolak"})
    assert late.context["form"].non_field_errors() == ["Pinjaman P-09 sudah disetujui."]
    changed_their_minds = {"seen": "APPROVED", "answer": "tolak", "decided_on": day}
    assert client.post(url, changed_their_minds).status_code == 302
    loan.refresh_from_db()
    assert loan.state == "REJECTED"


def lend(ksm, by, **fields):
    facts = {"principal": 20_000, "periods": 4, "rate_percent": 1, "state": "APPROVED"}
    loan = Loan.objects.create(ksm=ksm, member=ksm.members.first(), number="P-01", **facts | fields)
    sheet = replace(
        make_sheet(ksm, START),
        disbursements=(Disbursement(0, loan.pk, None),),
        counted_cash=25_000 - loan.principal,
    )
    close(ksm, sheet, by)
    loan.refresh_from_db()
    return loan


def pay(ksm, by, loan, amount, day, **fields):
    sheet = change_row(make_sheet(ksm, day), 0, payments=(LoanPayment(loan.pk, amount, **fields),))
    cash = sheet.counted_cash + amount + sum(payment.jasa for payment in sheet.rows[0].payments)
    close(ksm, replace(sheet, counted_cash=cash), by)


def test_the_card_shows_what_was_paid_of_each_instalment_and_what_is_late(ksm, sari):
    loan = lend(ksm, sari)  # 4 x (5.000 + 200)
    pay(ksm, sari, loan, 7_000, START + WEEK)
    rows = loan_card(loan, START + 2 * WEEK + datetime.timedelta(days=1))
    assert [(row.paid_principal, row.paid_jasa, row.code) for row in rows] == [
        (5_000, 200, "SETTLED"),
        (1_600, 200, "ARREARS"),
        (0, 0, "TO_COME"),
        (0, 0, "TO_COME"),
    ]
    [row] = loan_rows([loan], ksm, START + 2 * WEEK + datetime.timedelta(days=1))
    assert (row.outstanding, row.arrears, row.code) == (13_400, 3_400, "ARREARS")


def test_on_the_due_day_itself_nothing_is_late_yet(ksm, sari):
    loan = lend(ksm, sari)
    [row] = loan_rows([loan], ksm, START + WEEK)
    assert (row.arrears, row.code) == (0, "DISBURSED")
    [row] = loan_rows([loan], ksm, START + WEEK + datetime.timedelta(days=1))
    assert (row.arrears, row.code) == (5_200, "ARREARS")


def test_one_repayment_lowers_the_debt_and_is_in_the_journal(ksm, sari):
    # BUG-056: a payment that is stored moves the loan and the books at once.
    loan = lend(ksm, sari)
    pay(ksm, sari, loan, 5_200, START + WEEK)
    [row] = loan_rows([loan], ksm, START + WEEK)
    entry = loan.repayments.get().entry
    lines = entry.lines.filter(loan=loan).values_list("credit_id", "amount")
    assert (row.outstanding, sorted(lines)) == (15_000, [("1201", 5_000), ("4101", 200)])


def test_a_settled_loan_takes_nothing_more(ksm, sari):
    # BUG-062: an instalment on a loan that is paid off is refused.
    loan = lend(ksm, sari)
    pay(ksm, sari, loan, 20_800, START + WEEK)
    [row] = loan_rows([loan], ksm, START + WEEK)
    assert (row.outstanding, row.code) == (0, "SETTLED")
    with pytest.raises(ValueError, match="Melebihi seluruh sisa kewajiban Rp0"):
        pay(ksm, sari, loan, 1_000, START + 2 * WEEK)


def test_readers_see_loans_and_change_none(ksm, ratna, as_user, sari):
    loan = lend(ksm, sari)
    client = as_user(ratna)
    assert client.get(f"/ksm/{ksm.pk}/pinjaman/").context["outstanding"] == 20_000
    assert client.get(f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/").status_code == 200
    assert client.post(f"/ksm/{ksm.pk}/pinjaman/ajukan/", application(ksm)).status_code == 403
    assert client.post(f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/putuskan/", {}).status_code == 403


@pytest.mark.parametrize("loans", [1, 3])
def test_the_list_takes_the_same_queries_for_one_loan_and_three(
    ksm, ratna, as_user, loans, django_assert_num_queries
):
    for number in range(loans):
        Loan.objects.create(ksm=ksm, member=ksm.members.first(), number=f"P-{number}", principal=1000)
    client = as_user(ratna)
    with django_assert_num_queries(7):
        client.get(f"/ksm/{ksm.pk}/pinjaman/")
