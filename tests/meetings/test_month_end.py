"""Closing a month: only when all of it is settled; afterwards nothing enters it, until it is opened again."""

import datetime
from dataclasses import replace
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from ksm.refusals import RefusalError
from ledger import chart
from ledger.journal.months import Month, closed_months
from ledger.journal.posting import LedgerError, Line, post
from ledger.models import Book, JournalEntry, MonthAct
from meetings.corrections.reopening import record_not_held, reopen_sheet
from meetings.models import Meeting
from meetings.month_end import MonthError, blockers, close_month, close_months, free_words, reopen_month
from meetings.sheet.values import SheetError
from tests.support.factories import START, make_bkm, make_facilitator, make_ksm, make_members
from tests.support.sheets import close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
JUNE = Month(datetime.date(2025, 6, 1))
JULY_FIRST = datetime.date(2025, 7, 1)
# 2, 9, 16, 23 and 30 June 2025 are Mondays: five meetings of 3 x 5.000.
MONDAYS = [START + WEEK * number for number in range(5)]
LATER = datetime.date(2025, 7, 8)


@pytest.fixture
def ksm(mawar):
    make_members(mawar, 3)
    return mawar


def hold(ksm, sari, days=MONDAYS):
    return [close(ksm, make_sheet(ksm, day), sari) for day in days]


def reasons(ksm, today=LATER, month=JUNE):
    return blockers([ksm], month, today)[ksm.pk]


def at(day):
    moment = datetime.datetime.combine(day, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    return mock.patch("django.utils.timezone.now", return_value=moment)


def enter(ksm, day, amount=1000):
    line = Line(chart.KAS, chart.SUMBANGAN, amount, memo="Sumbangan")
    return post(ksm=ksm, date=day, kind=JournalEntry.Kind.OTHER, memo="Sumbangan", lines=[line], by=None)


def test_it_closes_a_month_whose_meetings_are_all_closed_and_keeps_its_cash(ksm, sari):
    hold(ksm, sari)
    close_month(ksm=ksm, month=JUNE, by=sari, today=LATER)
    act = ksm.month_acts.get()
    assert (act.month, act.act, act.cash, act.by) == (JUNE.first, MonthAct.Act.CLOSED, 75_000, sari)
    assert Book.objects.get(ksm=ksm).months_closed_through == datetime.date(2025, 6, 30)


def test_it_lists_every_meeting_that_is_still_open_and_closes_nothing(ksm, sari):
    # BUG-061: what blocks is named, and nothing is half closed.
    hold(ksm, sari, MONDAYS[:3])
    with pytest.raises(MonthError) as refused:
        close_month(ksm=ksm, month=JUNE, by=sari, today=LATER)
    assert refused.value.reasons == [
        "Pertemuan 23 Juni 2025 belum ditutup.",
        "Pertemuan 30 Juni 2025 belum ditutup.",
    ]
    assert not ksm.month_acts.exists()
    assert Book.objects.get(ksm=ksm).months_closed_through is None


def test_a_meeting_recorded_as_not_held_does_not_stand_in_the_way(ksm, sari):
    hold(ksm, sari, MONDAYS[:4])
    assert reasons(ksm) == ["Pertemuan 30 Juni 2025 belum ditutup."]
    record_not_held(ksm=ksm, day=MONDAYS[4], reason="Banjir", today=LATER, by=sari)
    assert reasons(ksm) == []


def test_a_reopened_sheet_stands_in_the_way_routine_or_extra(ksm, sari):
    meeting = hold(ksm, sari)[-1]
    reopen_sheet(meeting=meeting, reason="Salah tulis", by=sari)
    assert reasons(ksm) == ["Pertemuan 30 Juni 2025 belum ditutup."]
    facts = {"ksm": ksm, "kind": Meeting.Kind.EXTRA, "state": Meeting.State.REOPENED}
    extra = datetime.date(2025, 6, 12)
    Meeting.objects.create(scheduled_on=extra, held_on=extra, **facts)
    assert reasons(ksm) == [
        "Pertemuan 12 Juni 2025 belum ditutup.",
        "Pertemuan 30 Juni 2025 belum ditutup.",
    ]


@pytest.mark.parametrize(("today", "refused"), [(datetime.date(2025, 6, 30), True), (JULY_FIRST, False)])
def test_a_month_is_closed_only_after_its_last_day(ksm, sari, today, refused):
    hold(ksm, sari)
    assert ("Bulan Juni 2025 belum berakhir." in reasons(ksm, today)) is refused


def test_months_are_closed_in_order_and_once(ksm, sari):
    hold(ksm, sari, [START + WEEK * number for number in range(9)])
    july, august = JUNE.next, datetime.date(2025, 8, 5)
    assert reasons(ksm, august, july) == ["Tutup dulu bulan Juni 2025."]
    close_month(ksm=ksm, month=JUNE, by=sari, today=august)
    assert reasons(ksm, august, JUNE) == ["Bulan Juni 2025 sudah ditutup atau sebelum buku dimulai."]
    close_month(ksm=ksm, month=july, by=sari, today=august)
    assert closed_months(ksm) == [july, JUNE]


def test_counted_cash_that_differs_from_the_book_stands_in_the_way_until_it_was_explained(ksm, sari):
    meeting = hold(ksm, sari)[-1]
    Meeting.objects.filter(pk=meeting.pk).update(counted_cash=74_000)  # as an import may store it (J10)
    assert reasons(ksm) == [
        (
            "Kas pada pertemuan 30 Juni 2025 dihitung Rp74.000, menurut buku Rp75.000. "
            "Jelaskan selisihnya dengan menutup lembar pertemuan berikutnya."
        )
    ]
    sheet = make_sheet(ksm, MONDAYS[-1] + WEEK)
    close(ksm, replace(sheet, counted_cash=89_000, difference_reason="Uang hilang"), sari)
    assert reasons(ksm) == []


def test_nothing_enters_a_closed_month(ksm, sari):
    # BUG-057, BUG-059: not by another date, and the sentence says what to do.
    hold(ksm, sari)
    close_month(ksm=ksm, month=JUNE, by=sari, today=LATER)
    Book.objects.filter(ksm=ksm).update(closed_through=None)  # the sheets alone would let it in
    for day in (MONDAYS[0], datetime.date(2025, 6, 30)):
        with pytest.raises(LedgerError, match="sampai akhir Juni 2025 sudah ditutup"):
            enter(ksm, day)
    assert enter(ksm, JULY_FIRST).date == JULY_FIRST


def test_a_sheet_of_a_closed_month_is_neither_reopened_nor_added(ksm, sari):
    last = hold(ksm, sari)[-1]
    close_month(ksm=ksm, month=JUNE, by=sari, today=LATER)
    before = JournalEntry.objects.count()
    with pytest.raises(RefusalError, match="buka kembali bulan itu"):
        reopen_sheet(meeting=last, reason="Salah tulis", by=sari)
    extra = make_sheet(ksm, datetime.date(2025, 6, 30), kind="EXTRA")
    with pytest.raises(SheetError) as refused:
        close(ksm, extra, sari)
    assert [fault.sentence for fault in refused.value.faults] == [
        (
            "Buku sampai akhir Juni 2025 sudah ditutup. Catat dengan tanggal sesudah 30 Juni 2025, "
            "atau buka kembali bulan itu dengan alasan."
        )
    ]
    assert JournalEntry.objects.count() == before


def test_reopening_is_logged_and_lets_the_sheet_be_mended(ksm, sari):
    last = hold(ksm, sari)[-1]
    close_month(ksm=ksm, month=JUNE, by=sari, today=LATER)
    with pytest.raises(RefusalError, match="Tulis mengapa"):
        reopen_month(ksm=ksm, month=JUNE, reason=" ", by=sari)
    reopen_month(ksm=ksm, month=JUNE, reason="Setoran Bu Sumarni salah", by=sari)
    assert list(ksm.month_acts.order_by("pk").values_list("act", "reason")) == [
        ("CLOSED", ""),
        ("REOPENED", "Setoran Bu Sumarni salah"),
    ]
    reopen_sheet(meeting=last, reason="Salah tulis", by=sari)
    assert closed_months(ksm) == []


def test_only_the_last_closed_month_is_reopened_and_the_one_before_stays_closed(ksm, sari):
    hold(ksm, sari, [START + WEEK * number for number in range(9)])
    august = datetime.date(2025, 8, 5)
    for month in (JUNE, JUNE.next):
        close_month(ksm=ksm, month=month, by=sari, today=august)
    with pytest.raises(RefusalError, match="Hanya bulan terakhir"):
        reopen_month(ksm=ksm, month=JUNE, reason="Salah", by=sari)
    reopen_month(ksm=ksm, month=JUNE.next, reason="Salah", by=sari)
    assert Book.objects.get(ksm=ksm).months_closed_through == JUNE.last


def test_many_groups_close_in_a_fixed_number_of_statements(sari, mawar, django_assert_num_queries):
    groups = [mawar, *(make_ksm(bkm=mawar.bkm) for _ in range(3))]
    for ksm in groups:
        make_members(ksm, 3)
        hold(ksm, sari)
    with django_assert_num_queries(13):
        assert close_months(ksms=groups[:1], month=JUNE, by=sari, today=LATER) == {}
    with django_assert_num_queries(13):
        assert close_months(ksms=groups[1:], month=JUNE, by=sari, today=LATER) == {}
    assert MonthAct.objects.count() == 4


def test_of_many_groups_those_with_a_fault_stay_open(sari, mawar):
    groups = [mawar, make_ksm(bkm=mawar.bkm)]
    for ksm in groups:
        make_members(ksm, 3)
        hold(ksm, sari)
    Meeting.objects.filter(ksm=mawar, held_on=MONDAYS[-1]).update(counted_cash=1)
    assert list(close_months(ksms=groups, month=JUNE, by=sari, today=LATER)) == [mawar.pk]
    assert [closed_months(ksm) for ksm in groups] == [[], [JUNE]]


def test_the_command_closes_what_can_be_closed_and_says_what_cannot(ksm, sari, capsys):
    hold(ksm, sari)
    other = make_ksm(bkm=ksm.bkm)
    call_command("close_months", "--bulan", "2025-06")
    out = capsys.readouterr().out
    assert f"{other}: Belum ada catatan keuangan." in out
    assert "Bulan Juni 2025 ditutup untuk 1 dari 2 KSM." in out


def test_a_month_without_a_count_is_not_said_to_agree(client, ksm, sari):
    """June's meetings are recorded as not held; a gift of 1.000 stands in the book, and nobody counted."""
    enter(ksm, START)
    for day in MONDAYS:
        record_not_held(ksm=ksm, day=day, reason="Banjir", today=LATER, by=sari)
    client.force_login(sari)
    with at(LATER):
        page = client.get(f"/ksm/{ksm.pk}/bulan/").content.decode()
    assert reasons(ksm) == []
    assert "kasnya cocok" not in page
    assert "Tidak ada pertemuan yang dilaksanakan dalam bulan ini, jadi kasnya tidak dihitung." in page


def test_meetings_at_which_nobody_counted_are_named_so(ksm, sari):
    hold(ksm, sari)
    assert free_words(ksm, JUNE) == "Semua pertemuan bulan ini sudah ditutup dan kasnya cocok."
    ksm.meetings.update(counted_cash=None)
    assert free_words(ksm, JUNE) == "Semua pertemuan bulan ini sudah ditutup; kasnya tidak dihitung."


def test_the_pages_close_and_reopen(client, ksm, sari):
    hold(ksm, sari)
    client.force_login(sari)
    page = f"/ksm/{ksm.pk}/bulan/"
    assert "kasnya cocok" in client.get(page).content.decode()
    client.post(f"{page}tutup/", {"bulan": "2025-06-01"})
    assert "Rp75.000" in client.get(page).content.decode()
    answer = client.post(f"{page}buka/", {"reason": ""})
    assert "Tulis alasannya." in answer.content.decode()
    client.post(f"{page}buka/", {"reason": "Salah tulis"})
    assert closed_months(ksm) == []


@pytest.mark.parametrize("month", ["", "2025-13-01", "abc", "2025-05-01"])
def test_a_month_that_a_button_does_not_offer_is_refused_with_a_sentence(client, ksm, sari, month):
    hold(ksm, sari)
    client.force_login(sari)
    answer = client.post(f"/ksm/{ksm.pk}/bulan/tutup/", {"bulan": month}, follow=True).content.decode()
    assert "Pilih bulan yang ditutup." in answer or "sebelum buku dimulai" in answer
    assert not ksm.month_acts.exists()


def test_a_facilitator_closes_the_month_of_all_groups_that_are_ready(client, ksm, sari):
    hold(ksm, sari)
    elsewhere = make_ksm(make_bkm("BKM Pusat Pasar", "12.71.01.1001"))
    make_members(elsewhere, 2)
    hold(elsewhere, make_facilitator("budi", "12.71.01.1001"))
    client.force_login(sari)
    assert "siap ditutup" in client.get("/tutup-bulan/").content.decode()
    client.post("/tutup-bulan/semua/", {"bulan": "2025-06-01"})
    assert closed_months(ksm) == [JUNE]
    assert closed_months(elsewhere) == []
