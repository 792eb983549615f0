"""Opening balances of an old group (J19): once, first, against the group's own capital."""

import datetime
from dataclasses import replace

import pytest

from ledger.journal.balances import balances
from ledger.journal.verification import differences_of
from ledger.models import JournalEntry, Loan
from meetings.sheet.basis import prepare_sheet
from meetings.sheet.values import LoanPayment
from savings.verification import savings_differences
from tests.support.factories import START, make_members
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db
BEFORE = START - datetime.timedelta(days=1)


@pytest.fixture
def ksm(mawar):
    make_members(mawar, 3)
    return mawar


def typed(ksm, **fields):
    first, second, _ = ksm.members.all()
    return {
        "date": BEFORE.isoformat(),
        "cash": "Rp 430.000",
        f"m{first.pk}-wajib": "100.000",
        f"m{first.pk}-pokok": "10.000",
        f"m{second.pk}-sukarela": "5.000",
        f"m{second.pk}-loan": "300.000",
    } | fields


def test_it_opens_the_books_once(ksm, sari, as_user):
    client = as_user(sari)
    url = f"/ksm/{ksm.pk}/saldo-awal/"
    assert client.post(url, typed(ksm)).url == f"/ksm/{ksm.pk}/neraca-saldo/"
    assert balances(ksm, BEFORE) == {
        "1101": 430_000,
        "1201": 300_000,
        "2101": -10_000,
        "2102": -100_000,
        "2103": -5_000,
        "3101": -615_000,
    }
    loan = Loan.objects.get()
    assert (loan.number, loan.is_opening, loan.installments.count()) == ("SA-2", True, 0)
    again = client.post(url, typed(ksm))
    assert again.context["form"].non_field_errors()[0].startswith("Buku kelompok ini sudah berisi catatan")
    assert JournalEntry.objects.count() == 1
    assert list(savings_differences(ksm)) == []


def test_an_opening_loan_is_repaid_freely_with_typed_pokok_and_jasa(ksm, sari, as_user):
    as_user(sari).post(f"/ksm/{ksm.pk}/saldo-awal/", typed(ksm))
    loan = Loan.objects.get()
    basis = prepare_sheet(ksm=ksm, kind="ROUTINE", scheduled_on=START, held_on=START)
    [due] = basis.dues[loan.member_id]
    assert (due.label, due.suggested, due.outstanding) == ("tanpa jadwal", 0, 300_000)
    sheet = make_sheet(ksm, START, wajib=0)
    sheet = change_row(sheet, 1, payments=(LoanPayment(loan.pk, 50_000, jasa=3_000),))
    close(ksm, replace(sheet, counted_cash=483_000), sari)
    assert balances(ksm, START)["1201"] == 250_000
    assert balances(ksm, START)["4101"] == -3_000
    week = START + datetime.timedelta(weeks=1)
    too_much = change_row(make_sheet(ksm, week), 1, payments=(LoanPayment(loan.pk, 250_001),))
    with pytest.raises(ValueError, match=r"Pokok melebihi sisa pinjaman Rp250\.000"):
        close(ksm, too_much, sari)


@pytest.mark.parametrize(
    ("field", "value"), [("cash", "12.50"), ("cash", "-1"), ("date", "2099-01-01"), ("date", "")]
)
def test_bad_input_keeps_what_was_typed_and_stores_nothing(ksm, sari, as_user, field, value):
    answer = as_user(sari).post(f"/ksm/{ksm.pk}/saldo-awal/", typed(ksm, **{field: value}))
    assert len(answer.context["form"].errors[field]) == 1
    assert answer.context["rows"][0]["wajib"].value() == "100.000"
    assert not JournalEntry.objects.exists()


def test_nothing_brought_is_said_so(ksm, sari, as_user):
    answer = as_user(sari).post(f"/ksm/{ksm.pk}/saldo-awal/", {"date": BEFORE.isoformat()})
    assert answer.context["form"].non_field_errors() == ["Isi paling sedikit satu saldo."]


def test_only_the_facilitator_opens_books(ksm, tini, ratna, as_user):
    for user in (tini, ratna):
        assert as_user(user).post(f"/ksm/{ksm.pk}/saldo-awal/", typed(ksm)).status_code == 403


def undo(client, ksm, **changes):
    return client.post(
        f"/ksm/{ksm.pk}/saldo-awal/batalkan/",
        {"on": BEFORE.isoformat(), "reason": "Salah salin"} | changes,
    )


def test_wrong_balances_are_taken_back_and_typed_anew(ksm, sari, as_user):
    client, url = as_user(sari), f"/ksm/{ksm.pk}/saldo-awal/"
    client.post(url, typed(ksm))
    assert "batalkan dulu" in client.get(url).content.decode()
    assert undo(client, ksm).url == url
    assert {account: total for account, total in balances(ksm, BEFORE).items() if total} == {}
    assert (Loan.objects.get().state, Loan.objects.get().decision_note) == (
        "REJECTED",
        "Saldo awal dibatalkan",
    )
    second = ksm.members.all()[1]
    assert client.post(url, typed(ksm, **{f"m{second.pk}-loan": "250.000"})).status_code == 302
    loan = Loan.objects.get()
    assert (loan.number, loan.state, loan.principal, loan.is_free) == ("SA-2", "DISBURSED", 250_000, True)
    assert balances(ksm, BEFORE)["1201"] == 250_000
    assert JournalEntry.objects.count() == 3
    assert [*savings_differences(ksm), *differences_of(ksm)] == []


def test_they_stay_once_a_sheet_was_closed_and_on_another_day(ksm, sari, as_user):
    client = as_user(sari)
    client.post(f"/ksm/{ksm.pk}/saldo-awal/", typed(ksm))
    form = undo(client, ksm, on=START.isoformat()).context["form"]
    assert form.errors == {"on": ["Saldo awal hanya dibatalkan dengan tanggalnya sendiri, 1 Juni 2025."]}
    close(ksm, make_sheet(ksm, START), sari)
    page = undo(client, ksm)
    assert "sesudah saldo awal, jadi saldo awal tidak dapat dibatalkan" in page.context["refused"]
    assert 'name="reason"' not in page.content.decode()
    assert JournalEntry.objects.count() == 2


def test_savings_beyond_cash_and_loans_are_named_at_saldo_awal_and_on_the_neraca(ksm, sari, as_user):
    """Rp115.000 of savings, Rp14.999 in the box, no loan: Rp100.001 are not covered."""
    client, url = as_user(sari), f"/ksm/{ksm.pk}/saldo-awal/"
    second = ksm.members.all()[1]
    said = client.post(url, typed(ksm, cash="14.999", **{f"m{second.pk}-loan": ""}), follow=True)
    sentence = "Modal awal -Rp100.001: simpanan anggota belum tertutup kas dan pinjaman."
    assert [str(one) for one in said.context["messages"]] == ["Saldo awal tersimpan.", sentence]
    assert client.get(url).context["uncovered"] == [sentence]
    sheet = client.get(f"/ksm/{ksm.pk}/neraca/").context
    assert sheet["remarks"] == [sentence.replace("Modal awal", "Modal awal kelompok")]


def test_savings_just_covered_are_not(ksm, sari, as_user):
    client, url = as_user(sari), f"/ksm/{ksm.pk}/saldo-awal/"
    second = ksm.members.all()[1]
    client.post(url, typed(ksm, cash="115.000", **{f"m{second.pk}-loan": ""}))
    assert client.get(url).context["uncovered"] == []
    assert client.get(f"/ksm/{ksm.pk}/neraca/").context["remarks"] == []
