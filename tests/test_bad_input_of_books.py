"""What nobody may do to the books, sent through the real pages: a sentence and nothing changed."""

import datetime
from dataclasses import replace

import pytest
from django.urls import reverse

from groups.models import Member
from ksm.bench.payload import full_payload
from ledger import chart
from ledger.journal.balances import balances
from ledger.journal.posting import Line
from ledger.models import Book, JournalEntry, JournalLine, Loan, LoanEvent, Repayment, SurplusSharing
from meetings.models import Meeting
from savings.models import Saving
from tests.support.factories import START, make_ksm, make_member, make_members, make_officer
from tests.support.lending import enter, lend
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
WEEK = 7 * DAY
NEXT = START + WEEK
FOUNDED = START - 14 * DAY
BEFORE = FOUNDED - DAY


@pytest.fixture
def ksm(mawar, sari):
    """Saved: the first member 5.000 wajib and 5.000 sukarela. Lent: 20.000 of 100.000 in the box, 2x."""
    members = make_members(mawar, 5)
    sheet = change_row(make_sheet(mawar, START), 0, sukarela=5_000)
    close(mawar, replace(sheet, counted_cash=sheet.counted_cash + 5_000), sari)
    enter(mawar, [Line(chart.KAS, chart.SUMBANGAN, 70_000)], START + DAY)
    facts = {"principal": 20_000, "periods": 2, "rate_percent": 0, "number": "P-01"}
    lend(mawar, START + DAY, member=members[0], **facts)
    return mawar


def state(ksm):
    """Everything of the books that a refusal must leave alone."""
    models = (JournalEntry, JournalLine, Saving, Repayment, LoanEvent, SurplusSharing, Meeting)
    return (
        [list(model.objects.order_by("pk").values_list()) for model in models],
        list(Loan.objects.order_by("pk").values_list()),
        list(Book.objects.values_list("closed_through", "months_closed_through")),
        list(Member.objects.order_by("pk").values_list("left_on")),
        balances(ksm, datetime.date.max),
    )


@pytest.fixture
def refused(ksm, sari, as_user):
    """Send fields to an address: the answer, after it was seen that nothing changed."""

    def send(path, fields, group=ksm):
        before = state(group)
        answer = as_user(sari).post(path, fields)
        assert answer.status_code in (200, 409)
        assert state(group) == before
        return answer

    return send


@pytest.fixture
def sheet_of(ksm, refused):
    """Send next week's sheet with one thing wrong; the forms as they come back."""

    def send(fields, day=NEXT):
        path = f"/ksm/{ksm.pk}/pertemuan/catat/?tanggal={day.isoformat()}"
        return refused(path, full_payload(ksm, day) | fields).context["form"]

    return send


def act(ksm, refused, as_user, sari, name, fields):
    """Send an act on the loan as its page was opened."""
    path = reverse(f"ledger:{name}", args=[ksm.pk, Loan.objects.get().pk])
    opened = as_user(sari).get(path).context["form"]
    facts = {"on": (START + 2 * DAY).isoformat(), "minutes": "Notulen minggu 1", "reason": "Panen"}
    return refused(path, {"seen": opened["seen"].value()} | facts | fields).context["form"]


def test_repaying_more_than_is_owed_in_a_sheet(ksm, sheet_of):
    loan, member = Loan.objects.get(), ksm.members.first()
    form = sheet_of({f"m{member.pk}-loan_{loan.pk}": "20.001"})
    row = next(row for row in form.rows if row.member == member)
    assert row.errors[f"loan_{loan.pk}"] == ["Melebihi seluruh sisa kewajiban Rp20.000."]
    assert row[f"loan_{loan.pk}"].value() == "20.001"


@pytest.mark.parametrize("paid", ["20.001", "19.999"])
def test_settling_with_more_or_less_than_is_owed(ksm, refused, as_user, sari, paid):
    form = act(ksm, refused, as_user, sari, "loan_settle", {"paid": paid, "jasa": "berjalan"})
    assert form.errors == {"paid": ["Pelunasan pada tanggal itu tepat Rp20.000."]}
    assert form["paid"].value() == paid
    assert form["minutes"].value() == "Notulen minggu 1"


def test_withdrawing_more_than_was_saved(ksm, sheet_of):  # BUG-050
    member = ksm.members.first()
    form = sheet_of({f"m{member.pk}-withdraw_sukarela": "5.001"})
    row = next(row for row in form.rows if row.member == member)
    [sentence] = row.errors["withdraw_sukarela"]
    assert "Rp5.000" in sentence
    assert row["withdraw_sukarela"].value() == "5.001"


def new_loan(ksm, principal, **fields):
    terms = {"principal": principal, "rate_percent": "1", "method": "FLAT", "periods": "4", "unit": "WEEK"}
    terms |= {"member": str(ksm.members.last().pk), "purpose": "Warung", "rounding_step": "1"} | fields
    return {f"loan0-{name}": value for name, value in terms.items()}


def test_handing_out_more_than_the_box_holds(ksm, sheet_of):
    # 30.000 saved before, 70.000 given, 20.000 lent, and 25.000 saved on that day
    form = sheet_of(new_loan(ksm, "105.001") | {"closing-counted_cash": "0"})
    [part] = [part for part in form.disbursements if part["principal"].value()]
    assert part.errors == {"principal": ["Kas hari ini tinggal Rp105.000, tidak cukup untuk pinjaman ini."]}
    assert part["principal"].value() == "105.001"


def test_a_rounding_step_too_big_for_the_loan(ksm, sheet_of, refused):
    form = sheet_of(new_loan(ksm, "40.000", rounding_step="100.000"))
    [part] = [part for part in form.disbursements if part["principal"].value()]
    assert list(part.errors) == ["rounding_step"]
    fields = {name.removeprefix("loan0-"): value for name, value in new_loan(ksm, "40.000").items()}
    form = refused(f"/ksm/{ksm.pk}/pinjaman/ajukan/", fields | {"rounding_step": "100.000"}).context["form"]
    assert list(form.errors) == ["rounding_step"]
    assert form["rounding_step"].value() == "100.000"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("loan_settle", {"paid": "20.000", "jasa": "berjalan"}),
        ("loan_waive", {"amount": "1"}),
        ("loan_move", {"first_due": "2025-07-01"}),
        ("loan_write_off", {}),
        ("loan_death", {"died_on": "2025-06-03", "way": "HEIR", "heir": "Anak"}),
    ],
)
@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (BEFORE, "Tanggal ini sebelum KSM berdiri."),
        (START, "Pinjaman baru dicairkan pada 3 Juni 2025."),
        (datetime.date(2099, 1, 1), "Tanggal ini sesudah hari ini."),
    ],
)
def test_an_act_on_a_loan_on_an_impossible_day(ksm, refused, as_user, sari, name, fields, on, sentence):
    form = act(ksm, refused, as_user, sari, name, fields | {"on": on.isoformat()})
    assert form.errors["on"] == [sentence]
    assert form["on"].value() == on.isoformat()


def test_a_sheet_before_the_founding(ksm, refused):
    fields = full_payload(ksm, NEXT) | {"head-held_on": BEFORE.isoformat()}
    header = {name: value for name, value in fields.items() if not name.startswith("m")}
    path = f"/ksm/{ksm.pk}/pertemuan/catat/?tanggal={NEXT.isoformat()}"
    form = refused(path, header).context["form"]
    assert "Tanggal ini sebelum KSM berdiri." in form.header.errors["held_on"]
    assert form.header["held_on"].value() == BEFORE.isoformat()


def close_june(ksm):
    book = Book.objects.get(ksm=ksm)
    book.months_closed_through = datetime.date(2025, 6, 30)
    book.save()


def test_an_entry_in_a_closed_month(ksm, sheet_of, refused, as_user, sari):  # BUG-057, BUG-059
    close_june(ksm)
    form = sheet_of({})
    [sentence] = form.header.errors["held_on"]
    assert sentence.startswith("Buku sampai akhir Juni 2025 sudah ditutup.")
    settled = act(ksm, refused, as_user, sari, "loan_settle", {"paid": "20.000", "jasa": "berjalan"})
    assert settled.errors["on"] == [sentence]
    assert settled["paid"].value() == "20.000"


def test_leaving_on_a_day_of_a_closed_month(ksm, refused):
    close_june(ksm)
    member = ksm.members.last()
    fields = {"left_on": "2025-06-20", "reason": "Pindah", "minutes": "Notulen"}
    form = refused(f"/ksm/{ksm.pk}/anggota/{member.pk}/keluar/", fields).context["form"]
    assert form.errors["left_on"][0].startswith("Buku sampai akhir Juni 2025 sudah ditutup.")
    assert form["reason"].value() == "Pindah"


def test_opening_balances_before_the_founding_and_a_second_time(ksm, bkm, refused):
    fresh = make_ksm(bkm, founded_on=START)
    make_member(fresh)
    fields = {"date": (START - DAY).isoformat(), "cash": "50.000", "bank": ""}
    form = refused(f"/ksm/{fresh.pk}/saldo-awal/", fields, fresh).context["form"]
    assert form.errors == {"date": ["Tanggal ini sebelum KSM berdiri."]}
    assert form["cash"].value() == "50.000"
    again = refused(f"/ksm/{ksm.pk}/saldo-awal/", fields | {"date": FOUNDED.isoformat()}).context["form"]
    assert "saldo awal hanya dicatat paling dulu" in again.non_field_errors()[0]


@pytest.mark.parametrize("social", ["9", "11", "-10", "100,1", "sepuluh"])
def test_percentages_that_do_not_make_a_hundred(ksm, refused, social):
    book = Book.objects.get(ksm=ksm)
    book.months_closed_through = datetime.date(2025, 12, 31)
    book.save()
    make_officer(ksm.members.first())
    given = {"savings": "50", "borrowing": "20", "officers": "10", "reserve": "10", "social": social}
    given |= {"decided_on": "2026-01-12", "minutes": "Rapat akhir tahun", "putuskan": "1"}
    form = refused(f"/ksm/{ksm.pk}/shu/2025/bagi/", given).context["form"]
    assert form.errors
    assert form["social"].value() == social
    assert form["minutes"].value() == "Rapat akhir tahun"


def test_history_cannot_be_edited_by_a_crafted_request(ksm, sari, as_user):
    """No address of the books takes a POST that changes what is written; a closed sheet answers 409."""
    client, loan = as_user(sari), Loan.objects.get()
    before, line = state(ksm), JournalLine.objects.first()
    paths = [
        "buku-kas/",
        "buku/",
        "buku-tabungan/",
        "neraca/",
        "laba-rugi/",
        "neraca-saldo/",
        "buku-pinjaman/",
    ]
    paths += [f"pinjaman/{loan.pk}/", f"buku-kas/kuitansi/{line.pk}.pdf"]
    crafted = {"amount": "1", "id": line.pk, "date": START.isoformat(), "_method": "DELETE"}
    for path in paths:
        for method in (client.post, client.put, client.patch, client.delete):
            assert method(f"/ksm/{ksm.pk}/{path}", crafted).status_code == 405
    sheet = client.post(
        f"/ksm/{ksm.pk}/pertemuan/catat/?tanggal={START.isoformat()}",
        full_payload(ksm, NEXT) | {"head-held_on": START.isoformat(), "key": "lain"},
    )
    assert sheet.status_code in (302, 409)
    seen = {"seen": "APPLIED", "answer": "tolak", "decided_on": START.isoformat()}
    assert client.post(f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/putuskan/", seen).status_code == 200
    assert state(ksm) == before
