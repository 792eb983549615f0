"""Agreement, receipts and capacity: what is printed for the borrower, and what the form warns of."""

import datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from ksm.money import format_number
from ksm.pdf import render_pdf
from ledger.acts.rescheduling import move_dates
from ledger.acts.settling import settle_early
from ledger.journal.receipts import Receipt, receipt_context, receipt_of
from ledger.loans.lending import capacity_warning
from ledger.loans.papers import agreement_context, card_context
from ledger.models import Loan
from tests.support.factories import make_members
from tests.support.lending import LENT, WEEK, decide, lend, make_group, pay
from tests.support.prints import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ksm(bkm):
    return make_group(bkm, cash=20_000_000)


def test_the_agreement_keeps_the_first_schedule_whatever_came_later(ksm):
    loan = lend(ksm, principal=400_000, periods=4, rate_percent=1)
    move_dates(loan=loan, first_due=LENT + WEEK + datetime.timedelta(days=2), decision=decide(LENT))
    context = agreement_context(loan, ksm, LENT + WEEK)
    assert [row.due_on for row in context["rows"]] == [LENT + number * WEEK for number in range(1, 5)]
    assert (context["total"], context["is_foreseen"]) == (416_000, False)


def test_the_card_names_the_step_to_which_instalments_were_rounded(ksm, sari, as_user):  # BUG-001
    loan = lend(ksm, principal=1_000_000, periods=7, rounding_step=500)
    page = as_user(sari).get(f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/").content.decode()
    assert "<dt>Pembulatan</dt><dd>Rp500</dd>" in page


def test_before_the_money_is_handed_out_the_agreement_shows_todays_schedule(ksm):
    loan = Loan.objects.create(
        ksm=ksm, member=ksm.members.first(), number="P-07", principal=60_000, periods=3, state="APPROVED"
    )
    context = agreement_context(loan, ksm, LENT)
    assert (context["rows"][0].due_on, context["is_foreseen"]) == (LENT + WEEK, True)


def test_a_receipt_has_the_number_of_its_entry_and_a_stamp_above_five_million_only(ksm):
    loan = lend(ksm, principal=5_000_000, periods=4)
    receipt = receipt_of(ksm, loan.entry, loan_id=loan.pk)
    assert receipt.number == f"002/KW/{ksm.code}/I/2027"
    assert (receipt.amount, receipt.needs_stamp) == (5_000_000, False)
    assert Receipt("1", LENT, "A", "B", 5_000_001, "").needs_stamp
    event = settle_early(loan=loan, paid=5_000_000, full_jasa=False, decision=decide(LENT + WEEK))
    paid = receipt_of(ksm, event.entry, loan_id=loan.pk)
    assert (paid.giver, paid.taker, paid.amount) == (loan.member.name, ksm.name, 5_000_000)
    assert receipt_context(ksm, paid)["receipt"] == paid


def test_the_printed_papers_say_amounts_in_words_and_the_joint_liability(ksm, sari, as_user):
    loan = lend(ksm, principal=1_250_000, periods=4, purpose="Modal warung")
    client = as_user(sari)
    agreement = text_of(client.get(f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/perjanjian.pdf"))
    assert "satu juta dua ratus lima puluh ribu rupiah" in agreement
    assert "tanggung renteng" in agreement
    assert "Meterai" in agreement
    receipt = text_of(client.get(f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/kuitansi.pdf"))
    assert "Pencairan pinjaman P-01: Modal warung" in receipt
    assert "Meterai" not in receipt


def test_the_card_prints_the_columns_of_the_form_and_its_totals(ksm, sari, as_user):
    loan = lend(ksm, principal=300_000, periods=3, rate_percent=1, purpose="Modal warung")
    pay(loan, 60_000, LENT + WEEK)  # 3.000 jasa first, then 57.000 of 100.000
    pages = card_context(loan, ksm, LENT + WEEK)["pages"]
    [rows, total] = [pages[0].rows, pages[0].carried]
    assert [cell for cell, _ in rows[0].cells] == [
        "1", "13-01-2027", "100.000", "3.000", "57.000", "3.000", "43.000", "0", "Sebagian 13-01-2027",
    ]  # fmt: skip
    assert [cell for cell, _ in total.cells][1:] == [
        "Jumlah", "300.000", "9.000", "57.000", "3.000", "243.000", "6.000", "",
    ]  # fmt: skip
    text = text_of(as_user(sari).get(f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/kartu.pdf"))
    for words in ("Jatuh tempo", "Bayar pokok", "Sisa jasa", "Modal warung", "1% per minggu", "Bendahara"):
        assert words in text


def test_the_words_of_a_status_stay_whole(ksm):
    loan = lend(ksm, principal=1_000_000, periods=10, rate_percent=1)
    pdf = render_pdf("ledger/books/print_book.html", card_context(loan, ksm, LENT + 9 * WEEK))
    text = PdfReader(BytesIO(pdf)).pages[0].extract_text()
    assert (text.count("Menunggak"), text.count("Belum jatuh tempo")) == (8, 2)


def test_a_card_longer_than_a_page_carries_its_totals(ksm):
    loan = lend(ksm, principal=3_000_000, periods=30)
    first, second = card_context(loan, ksm, LENT)["pages"]
    assert first.carried.cells[1][0] == "Dipindahkan"
    assert second.brought.cells[2][0] == format_number(100_000 * len(first.rows))
    assert second.carried.cells[2][0] == "3.000.000"


def test_every_member_signs_the_statement_and_it_is_stamped(mawar, sari, as_user):
    members = make_members(mawar, 5)
    statement = text_of(as_user(sari).get(f"/ksm/{mawar.pk}/tanggung-renteng/pernyataan.pdf"))
    assert "Meterai" in statement
    assert [member.name for member in members if member.name not in statement] == []


ASKED = {"principal": 60_000, "periods": 3, "rate_percent": 1, "purpose": "Modal warung", "applied_on": LENT}


@pytest.mark.parametrize("state", ["APPLIED", "APPROVED", "REJECTED"])
def test_the_application_says_who_asks_for_what_and_what_they_can_pay(ksm, sari, as_user, state):
    member = ksm.members.first()
    member.address, member.rt, member.rw = "Jalan Melati 7", "02", "05"
    member.save()
    # 60.000 in three weeks at 1% flat: 20.000 + 600 each.
    told = {"income": 150_000, "expenses": 120_000, "number": "P-07", "state": state}
    loan = Loan.objects.create(ksm=ksm, member=member, **ASKED, **told)
    client, address = as_user(sari), f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/"
    assert f"{address}permohonan.pdf" in client.get(address).content.decode()
    text = text_of(client.get(f"{address}permohonan.pdf"))
    for words in (
        f"001/PP/{ksm.code}/I/2027",
        f"Nama : {member.name}",
        "Nomor anggota : 1",
        "Jalan Melati 7, RT 02/RW 05",
        "Jumlah : Rp60.000 Terbilang : enam puluh ribu rupiah",
        "Tujuan : Modal warung",
        "Jangka : 3 kali, setiap minggu",
        "Jasa : 1% per minggu, flat",
        "Kemampuan bayar : Rp150.000 − Rp120.000 = Rp30.000",
        "Angsuran terbesar : Rp20.600",
        "6 Januari 2027",
        f"Pemohon {member.name} Diterima oleh, Ketua KSM Bendahara KSM",
    ):
        assert words in text


def test_the_application_leaves_room_for_what_was_not_told_and_never_names_ps2(ksm, sari, as_user):
    member = ksm.members.first()
    member.ps2, member.ps2_priority = "YA", 1
    member.save()
    loan = Loan.objects.create(ksm=ksm, member=member, number="P-07", **ASKED)
    text = text_of(as_user(sari).get(f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/permohonan.pdf"))
    assert "Kemampuan bayar : Rp ...................." in text
    assert "PS-2" not in text


def test_nobody_asked_for_a_loan_of_the_opening_balances(ksm, sari, as_user):
    loan = lend(ksm, principal=90_000, number="SA-1", is_opening=True, is_free=True)
    client, address = as_user(sari), f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/"
    assert client.get(f"{address}permohonan.pdf").status_code == 404
    assert "permohonan.pdf" not in client.get(address).content.decode()


def test_papers_of_a_loan_that_was_only_asked_for_do_not_exist(ksm, sari, as_user):
    loan = Loan.objects.create(ksm=ksm, member=ksm.members.first(), number="P-07", principal=60_000)
    client = as_user(sari)
    for paper in ("perjanjian", "kuitansi"):
        assert client.get(f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/{paper}.pdf").status_code == 404


def test_an_instalment_beyond_the_capacity_is_warned_of_and_not_refused(mawar, sari, as_user):
    make_members(mawar, 5)
    sent = {
        "member": mawar.members.first().pk,
        "principal": "40.000",
        "purpose": "Warung",
        "rate_percent": "1",
    }
    sent |= {"method": "FLAT", "periods": "4", "unit": "WEEK", "rounding_step": "1"}
    sent |= {"income": "50.000", "expenses": "39.601"}
    client = as_user(sari)
    answer = client.post(f"/ksm/{mawar.pk}/pinjaman/ajukan/", sent, follow=True)
    loan = Loan.objects.get()
    warning = "Angsuran Rp10.400 melebihi kemampuan bayar Rp10.399 setiap minggu."
    assert (loan.capacity, capacity_warning(loan, mawar.today())) == (10_399, warning)
    assert warning in answer.content.decode()
    loan.expenses = 39_600
    assert capacity_warning(loan, mawar.today()) == ""


def test_income_without_expenses_is_asked_for(mawar, sari, as_user):
    make_members(mawar, 5)
    sent = {
        "member": mawar.members.first().pk,
        "principal": "40.000",
        "purpose": "Warung",
        "rate_percent": "1",
    }
    sent |= {"method": "FLAT", "periods": "4", "unit": "WEEK", "rounding_step": "1", "income": "50.000"}
    form = as_user(sari).post(f"/ksm/{mawar.pk}/pinjaman/ajukan/", sent).context["form"]
    assert form.errors == {"expenses": ["Isi penghasilan dan biaya, atau kosongkan keduanya."]}
    assert not Loan.objects.exists()
