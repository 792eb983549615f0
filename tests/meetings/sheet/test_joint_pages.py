"""Tanggung renteng on its pages: who was present pays, payers are named, money goes back."""

import datetime
from dataclasses import replace

import pytest

from ledger.acts.rescheduling import move_dates
from ledger.joint.covering import cases_of, cover_shortfall
from ledger.journal.verification import differences_of
from ledger.models import LoanEvent, TanggungRentengCase
from meetings.corrections.correcting import attendance_change
from meetings.corrections.reopening import reopen_sheet
from meetings.refusals import MeetingError
from meetings.sheet.values import Disbursement, LoanPayment
from tests.support.corrections import ask
from tests.support.factories import START, make_members
from tests.support.lending import decide, lend
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
INSTEAD = r"Catat dulu pertemuan berikutnya, lalu ajukan koreksi untuk lembar ini\."


@pytest.fixture
def ksm(mawar):
    make_members(mawar, 5)
    return mawar


@pytest.fixture
def loan(ksm, sari):
    """20.000 in four weeks without jasa, handed out on the first Monday."""
    loan = ksm.loans.create(
        member=ksm.members.first(), number="P-01", principal=20_000, periods=4, state="APPROVED"
    )
    sheet = replace(
        make_sheet(ksm, START), disbursements=(Disbursement(0, loan.pk, None),), counted_cash=5_000
    )
    close(ksm, sheet, sari)
    loan.refresh_from_db()
    return loan


def form_of(client, url, **fields):
    hidden = client.get(url).context["form"]["seen"].value()
    return {"seen": hidden, "minutes": "Notulen minggu 2", "reason": "Dagangan sepi"} | fields


def test_those_who_were_present_at_the_last_meeting_pay(ksm, loan, sari, as_user):
    sheet = change_row(make_sheet(ksm, START + WEEK), 4, attendance="A")
    close(ksm, sheet, sari)
    client, url = as_user(sari), f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/tanggung-renteng/"
    sent = form_of(client, url, amount="5.000", method="PRESENT", on=ksm.today().isoformat())
    assert client.post(url, sent).url == f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/"
    [standing] = cases_of(ksm)
    assert [(one.share.payer.number, one.share.amount) for one in standing.shares] == [
        (2, 1_666),
        (3, 1_667),
        (4, 1_667),
    ]
    assert client.post(url, sent).context["form"].non_field_errors() == [
        "Pinjaman ini berubah sesudah halaman dibuka. Muat ulang, lalu periksa angkanya."
    ]
    assert TanggungRentengCase.objects.count() == 1


def test_a_refusal_keeps_what_was_typed_beside_its_field(ksm, loan, sari, as_user):
    client, url = as_user(sari), f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/tanggung-renteng/"
    sent = form_of(client, url, amount="25.000", method="ALL", on=ksm.today().isoformat())
    form = client.post(url, sent).context["form"]
    assert form.errors == {"amount": ["Yang sudah jatuh tempo dan belum dibayar Rp20.000."]}
    assert form["amount"].value() == "25.000"
    assert not TanggungRentengCase.objects.exists()


def test_a_sheet_that_took_it_is_not_reopened_once_its_payers_are_named(ksm, loan, sari, as_user):
    paid = LoanPayment(loan.pk, 5_000, tanggung_renteng=True)
    sheet = change_row(make_sheet(ksm, START + WEEK), 0, payments=(paid,))
    meeting = close(ksm, replace(sheet, counted_cash=sheet.counted_cash + 5_000), sari)
    [repayment] = loan.repayments.all()
    client = as_user(sari)
    page = client.get(f"/ksm/{ksm.pk}/tanggung-renteng/")
    assert (page.context["unnamed"], page.context["owed"]) == ([repayment], 5_000)
    url = f"/ksm/{ksm.pk}/tanggung-renteng/pembayaran/{repayment.pk}/"
    payers = [member.pk for member in ksm.members.filter(number__in=[2, 5])]
    client.post(url, {"payers": payers, "minutes": "Notulen minggu 2"})
    [standing] = cases_of(ksm)
    assert [(one.share.payer.number, one.owed) for one in standing.shares] == [(2, 2_500), (5, 2_500)]
    with pytest.raises(
        MeetingError, match=f"Penanggung angsuran P-01 di lembar ini sudah dicatat.*{INSTEAD}"
    ):
        reopen_sheet(meeting=meeting, reason="Salah", by=sari)
    back = f"/ksm/{ksm.pk}/tanggung-renteng/{standing.case.pk}/kembalikan/"
    client.post(back, {"amount": "5.000", "on": ksm.today().isoformat(), "seen": "5000"})
    assert cases_of(ksm)[0].code == "RETURNED"
    assert differences_of(ksm) == []


def test_the_debtor_is_not_offered_as_payer(ksm, loan, sari, as_user):
    paid = LoanPayment(loan.pk, 5_000, tanggung_renteng=True)
    sheet = change_row(make_sheet(ksm, START + WEEK), 0, payments=(paid,))
    close(ksm, replace(sheet, counted_cash=sheet.counted_cash + 5_000), sari)
    url = f"/ksm/{ksm.pk}/tanggung-renteng/pembayaran/{loan.repayments.get().pk}/"
    answer = as_user(sari).post(url, {"payers": [loan.member_id], "minutes": "Notulen"})
    assert "payers" in answer.context["form"].errors
    assert not TanggungRentengCase.objects.exists()


@pytest.mark.parametrize("cases", [1, 3])
def test_the_list_takes_the_same_queries_for_one_case_and_three(
    ksm, ratna, as_user, cases, django_assert_num_queries
):
    for number in range(cases):
        loan = lend(ksm, START, principal=1_000, periods=1, number=f"P-{number}")
        facts = {"amount": 1_000, "method": "ALL", "payers": list(ksm.members.all())}
        cover_shortfall(loan=loan, decision=decide(ksm.today()), **facts)
    client = as_user(ratna)
    with django_assert_num_queries(8):
        client.get(f"/ksm/{ksm.pk}/tanggung-renteng/")


def act(ksm, loan, slug):
    return f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/{slug}/"


def test_early_settlement_waiver_and_rescheduling_go_through_their_pages(ksm, loan, sari, as_user):
    client, today = as_user(sari), ksm.today()
    url = act(ksm, loan, "jadwal-ulang")
    terms = {"periods": "2", "unit": "MONTH", "rate_percent": "1,5", "method": "FLAT", "rounding_step": "1"}
    first = (today + WEEK).isoformat()
    sent = form_of(client, url, first_due=first, late_jasa="pindah", on=today.isoformat(), **terms)
    assert client.post(url, sent).status_code == 302
    url = act(ksm, loan, "bebaskan-jasa")
    client.post(url, form_of(client, url, amount="300", on=today.isoformat()))
    url = act(ksm, loan, "lunasi")
    page = client.get(url).context["form"]
    assert page["paid"].value() == "20.000"  # 20.000 of principal; jasa of the first month was waived
    client.post(url, form_of(client, url, paid="20.000", jasa="berjalan", on=today.isoformat()))
    assert [event.kind for event in LoanEvent.objects.all()] == [
        "RESCHEDULED",
        "JASA_WAIVED",
        "EARLY_SETTLED",
    ]
    card = client.get(f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/").context
    assert card["summary"].code == "SETTLED"
    assert [row.version for row in card["replaced"]] == [1, 1, 1, 1, 2, 2]
    assert differences_of(ksm) == []


def test_the_coordinator_answers_a_write_off_and_the_facilitator_may_not(ksm, loan, sari, ratna, as_user):
    client, url = as_user(sari), act(ksm, loan, "hapus-buku")
    client.post(url, form_of(client, url, on=ksm.today().isoformat()))
    event = LoanEvent.objects.get()
    answer = f"/ksm/{ksm.pk}/pinjaman/keputusan/{event.pk}/jawab/"
    said = {"choice": "setuju", "answer": "Tetap ditagih"}
    assert client.post(answer, said).status_code == 403
    assert as_user(ratna).post(answer, said).url == f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/"
    loan.refresh_from_db()
    assert loan.written_off_on == ksm.today()
    client, url = as_user(sari), act(ksm, loan, "terima-kembali")
    assert "Rp20.000" in client.get(url).context["lead"]
    client.post(url, form_of(client, url, amount="7.000", on=ksm.today().isoformat()))
    gone = client.get(f"/ksm/{ksm.pk}/pinjaman/").context["gone"]
    assert [(row.still_owed, row.code) for row in gone] == [(13_000, "WRITTEN_OFF")]
    assert differences_of(ksm) == []


def test_a_sheet_before_a_later_act_on_its_loan_is_not_reopened_and_one_of_the_same_day_is(ksm, loan, sari):
    day = START + WEEK
    move_dates(loan=loan, first_due=day + WEEK, decision=decide(day))
    paid = LoanPayment(loan.pk, 5_000)
    sheet = change_row(make_sheet(ksm, day), 0, payments=(paid,))
    sheet = replace(sheet, counted_cash=sheet.counted_cash + 5_000)
    meeting = close(ksm, sheet, sari)
    reopen_sheet(meeting=meeting, reason="Salah", by=sari)
    meeting = close(ksm, sheet, sari)
    loan.refresh_from_db()
    move_dates(loan=loan, first_due=day + 3 * WEEK, decision=decide(day + WEEK))
    with pytest.raises(MeetingError, match=f"Ketentuan pinjaman P-01 berubah pada 16 Juni 2025.*{INSTEAD}"):
        reopen_sheet(meeting=meeting, reason="Salah", by=sari)
    close(ksm, make_sheet(ksm, day + WEEK), sari)
    absent = attendance_change(loan.member_id, "A")
    assert ask(meeting, [absent], sari, today=day + WEEK).meeting == meeting
    assert differences_of(ksm) == []
