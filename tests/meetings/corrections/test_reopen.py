"""Reopening the last sheet: its money is undone, its figures stay readable, closing again posts anew."""

import datetime
from dataclasses import replace

import pytest

from ledger import chart
from ledger.journal.balances import balances
from ledger.journal.posting import Line
from ledger.loans.cards import loan_card, loan_rows
from ledger.models import JournalEntry, Loan
from ledger.undoing.loan_acts import Retraction, undo_act
from meetings.corrections.reopening import last_closed, reopen_sheet
from meetings.models import Meeting, SheetDraft
from meetings.refusals import MeetingError
from meetings.sheet.basis import prepare_sheet
from meetings.sheet.form import SheetForm, typed
from meetings.sheet.values import LoanPayment
from savings.setting_off import set_off
from savings.verification import savings_differences
from tests.support.factories import START, make_members
from tests.support.lending import decide, enter, lend
from tests.support.sheets import change_row, close, make_sheet, rich_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


@pytest.fixture
def ksm(mawar):
    make_members(mawar, 5)
    return mawar


def test_it_undoes_the_money_and_keeps_the_old_figures(ksm, sari):
    meeting = close(ksm, rich_sheet(ksm, START), sari)
    before = meeting.entry
    reopen_sheet(meeting=meeting, reason="Salah tulis sukarela", by=sari)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.entry) == (Meeting.State.REOPENED, None)
    assert set(balances(ksm, START).values()) == {0}
    revision = meeting.revisions.get()
    assert (revision.entry, revision.reason, revision.reopened_by) == (before, "Salah tulis sukarela", sari)
    assert revision.payload[f"m{ksm.members.first().pk}-sukarela"] == ["7.000"]
    loan = Loan.objects.get()
    assert (loan.state, loan.disbursed_on) == (Loan.State.APPROVED, None)
    assert list(savings_differences(ksm)) == []


def test_the_draft_holds_the_sheet_as_it_was_and_closes_to_the_same_balances(ksm, sari):
    # BUG-054: reopening replays each derived entry once.
    meeting = close(ksm, rich_sheet(ksm, START), sari)
    before = balances(ksm, START)
    draft = reopen_sheet(meeting=meeting, reason="Periksa ulang", by=sari)
    basis = prepare_sheet(ksm=ksm, kind="ROUTINE", scheduled_on=START, held_on=START)
    form = SheetForm(basis, typed(draft.payload))
    assert form.is_valid(), [part.errors for part in form.parts() if part.errors]
    again = close(ksm, form.to_sheet(), sari)
    assert (again.pk, again.revision) == (meeting.pk, 2)
    after = {code: amount for code, amount in balances(ksm, START).items() if amount}
    assert after == before
    assert [entry.kind for entry in JournalEntry.objects.order_by("number")] == [
        "MEETING",
        "REVERSAL",
        "MEETING",
    ]
    assert again.attendance.count() == 5
    loan = Loan.objects.get()
    assert loan.installments.filter(version=loan.schedule_version).count() == 4
    assert not SheetDraft.objects.exists()


def test_only_the_last_closed_sheet_is_reopened(ksm, sari):
    # BUG-035
    first = close(ksm, make_sheet(ksm, START), sari)
    second = close(ksm, make_sheet(ksm, START + WEEK), sari)
    with pytest.raises(MeetingError, match="Hanya lembar terakhir"):
        reopen_sheet(meeting=first, reason="Salah", by=sari)
    assert last_closed(ksm) == second
    reopen_sheet(meeting=second, reason="Salah", by=sari)
    with pytest.raises(MeetingError, match="tidak sedang tertutup"):
        reopen_sheet(meeting=second, reason="Lagi", by=sari)


def test_a_repayment_of_a_reopened_sheet_is_owed_again(ksm, sari):
    # BUG-052: the loan runs again, nothing of the undone payment stays.
    close(ksm, rich_sheet(ksm, START), sari)
    loan = Loan.objects.get()
    sheet = make_sheet(ksm, START + WEEK, wajib=0)
    sheet = change_row(sheet, 4, payments=(LoanPayment(loan.pk, 20_800),))
    meeting = close(ksm, replace(sheet, counted_cash=sheet.counted_cash + 20_800), sari)
    assert balances(ksm, START + WEEK)[chart.PIUTANG_ANGGOTA] == 0
    [paid_off] = loan_rows([loan], ksm, START + WEEK)
    assert (paid_off.outstanding, paid_off.code) == (0, "SETTLED")
    reopen_sheet(meeting=meeting, reason="Ternyata belum bayar", by=sari)
    assert balances(ksm, START + WEEK)[chart.PIUTANG_ANGGOTA] == 20_000
    basis = prepare_sheet(ksm=ksm, kind="ROUTINE", scheduled_on=START + WEEK, held_on=START + WEEK)
    [due] = basis.dues[loan.member_id]
    assert (due.debt, due.suggested, due.label) == (20_800, 5200, "ke-1 dari 4")
    [running] = loan_rows([loan], ksm, START + WEEK)
    assert (running.outstanding, running.code) == (20_000, "DISBURSED")
    assert {row.code for row in loan_card(loan, START + WEEK)} == {"TO_COME"}


@pytest.mark.parametrize("who", ["tini", "ratna", "joko"])
def test_only_the_facilitator_reopens(ksm, sari, as_user, request, who):
    meeting = close(ksm, make_sheet(ksm, START), sari)
    client = as_user(request.getfixturevalue(who))
    url = f"/ksm/{ksm.pk}/pertemuan/{meeting.pk}/buka-kembali/"
    assert client.post(url, {"reason": "Coba"}).status_code == 403
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CLOSED


def test_the_page_wants_a_reason_and_leads_to_the_sheet(ksm, sari, as_user):
    meeting = close(ksm, make_sheet(ksm, START), sari)
    client = as_user(sari)
    url = f"/ksm/{ksm.pk}/pertemuan/{meeting.pk}/buka-kembali/"
    empty = client.post(url, {"reason": " "})
    assert empty.context["form"].errors == {"reason": ["Tulis alasannya."]}
    answer = client.post(url, {"reason": "Salah tulis"})
    assert answer.url == f"/ksm/{ksm.pk}/pertemuan/catat/?jenis=routine&tanggal={START}"
    assert client.get(answer.url).context["form"].rows[0]["wajib"].value() == "5.000"


def test_the_old_figures_stay_readable_on_a_page_of_their_own(ksm, sari, ratna, as_user):
    meeting = close(ksm, rich_sheet(ksm, START), sari)
    reopen_sheet(meeting=meeting, reason="Salah tulis sukarela", by=sari)
    page = as_user(ratna).get(f"/ksm/{ksm.pk}/pertemuan/{meeting.pk}/revisi/1/")
    first, *_, last = page.context["sheet"].rows
    assert (first.attendance, first.amounts) == (
        "Terlambat",
        [("Pokok", "10.000"), ("Wajib", "5.000"), ("Sukarela", "7.000"), ("Denda", "500")],
    )
    assert (last.attendance, last.amounts) == ("Hadir", [("Wajib", "5.000")])
    assert ("Kas dihitung", "19.500") in page.context["sheet"].details
    assert "Salah tulis sukarela" in page.content.decode()
    detail = as_user(ratna).get(f"/ksm/{ksm.pk}/pertemuan/{meeting.pk}/").content.decode()
    assert f"/ksm/{ksm.pk}/pertemuan/{meeting.pk}/revisi/1/" in detail
    assert as_user(ratna).get(f"/ksm/{ksm.pk}/pertemuan/{meeting.pk}/revisi/2/").status_code == 404


def test_it_stays_closed_once_its_savings_paid_a_loan_until_that_is_taken_back(ksm, sari):
    enter(ksm, [Line(chart.KAS, chart.MODAL_AWAL, 50_000)], START - WEEK)
    loan = lend(ksm, START - WEEK, member=ksm.members.first(), principal=50_000, periods=10)
    close(ksm, make_sheet(ksm, START), sari)
    last = close(ksm, make_sheet(ksm, START + WEEK), sari)
    day = START + WEEK + datetime.timedelta(days=1)
    act = set_off(loan=loan, amounts={"WAJIB": 10_000}, decision=decide(day, sari))
    with pytest.raises(MeetingError, match=r"Tabungan .* sudah dipakai .* Batalkan dulu pelunasan itu"):
        reopen_sheet(meeting=last, reason="Salah tulis", by=sari)
    assert list(savings_differences(ksm)) == []
    undo_act(event=act, retraction=Retraction(on=day, today=day, reason="Salah", by=sari))
    reopen_sheet(meeting=last, reason="Salah tulis", by=sari)
    assert list(savings_differences(ksm)) == []
