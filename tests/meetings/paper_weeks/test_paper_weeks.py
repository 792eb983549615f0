"""Many past weeks in one table: saved whole or not at all, and exactly as their sheets would be."""

import datetime
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups.models import GroupRule
from ledger.models import JournalEntry
from meetings.models import Meeting, SheetDraft
from meetings.paper_weeks.cells import UNREAD, Cell, read_cell
from meetings.paper_weeks.form import BOTH, EMPTY, NO_CASH, NOTHING
from meetings.paper_weeks.recording import NO_MINIMUM
from meetings.refusals import MeetingError
from tests.support.factories import START, make_ksm, make_member, make_members
from tests.support.sheets import close, make_sheet
from tests.support.trials import LONG

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
DAYS = [START + number * WEEK for number in range(6)]


@pytest.fixture
def ksm(mawar):
    make_members(mawar, 3)
    GroupRule.objects.create(
        ksm=mawar, kind="SAVING", text="Menabung", agreed_on=START, signed=True, minimum_saving=5000
    )
    return mawar


@pytest.fixture
def address(ksm):
    return f"/ksm/{ksm.pk}/pertemuan/banyak-minggu/"


@pytest.fixture(autouse=True)
def week_seven():
    moment = datetime.datetime.combine(DAYS[-1] + datetime.timedelta(days=4), datetime.time(5), datetime.UTC)
    with mock.patch.object(timezone, "now", return_value=moment):
        yield


def column(ksm, day, *cells, **head):
    prefix = f"w{day:%Y%m%d}"
    facts = {"held_on": day.isoformat(), "agenda": "on", "books": "on"} | head
    sent = {f"{prefix}-{name}": value for name, value in facts.items()}
    ids = ksm.members.order_by("number").values_list("pk", flat=True)
    return sent | {f"{prefix}-{pk}": cell for pk, cell in zip(ids, cells, strict=False)}


def table(*columns, days=DAYS, **more):
    sent = {"days": ",".join(day.isoformat() for day in days), "checked_by": "Ibu Ratna", "cash_agrees": "on"}
    for one in columns:
        sent |= one
    return sent | more


def shown(answer):
    return answer.context["table"]


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("", None),
        ("h", Cell("H")),
        ("V", Cell("H")),
        ("5.000", Cell("H", 5000)),
        ("Rp 5.000", Cell("H", 5000)),
        ("T 2000", Cell("T", 2000)),
        ("s", Cell("S")),
        ("I+", Cell("I", None)),
        ("+", Cell("H", None)),
        ("0", Cell("H")),
    ],
)
def test_a_cell_holds_a_mark_and_an_amount(typed, cell):
    assert read_cell(typed) == cell


@pytest.mark.parametrize("typed", ["X", "hadir", "H 12,50", "-", "++", "H 1.2500", "5000 H"])
def test_a_cell_that_cannot_be_read_is_refused(typed):
    with pytest.raises(MeetingError):
        read_cell(typed)


def test_it_offers_the_past_weeks_that_nobody_recorded(as_user, sari, ksm, address):
    close(ksm, make_sheet(ksm, DAYS[0]), sari)
    answer = as_user(sari).get(address)
    assert [one.day for one in shown(answer).columns] == DAYS[1:]
    assert len(shown(as_user(sari).get(f"{address}?minggu=2")).columns) == 2


def test_it_stops_before_a_week_that_has_a_draft(as_user, sari, ksm, address):
    SheetDraft.objects.create(ksm=ksm, kind="ROUTINE", scheduled_on=DAYS[2], payload={}, saved_by=sari)
    assert [one.day for one in shown(as_user(sari).get(address)).columns] == DAYS[:2]


def test_it_records_held_weeks_and_one_that_was_not(as_user, sari, ksm, address):
    sent = table(
        column(ksm, DAYS[0], "+", "+", "S"),
        column(ksm, DAYS[1], off="on"),
        column(ksm, DAYS[2], "7.000", "T+", "A", agenda="", books="", cash="22.000"),
        reason="Panen",
    )
    answer = as_user(sari).post(address, sent)
    assert answer.url == address
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert told == ["3 minggu tersimpan, minggu 1 sampai 3. Tersisa 3."]
    first, second, third = ksm.meetings.order_by("scheduled_on")
    assert (first.state, first.held_on, first.counted_cash, first.cash_difference) == (
        "CLOSED",
        DAYS[0],
        10_000,
        0,
    )
    assert (second.state, second.reason) == ("NOT_HELD", "Panen")
    assert list(third.attendance.order_by("member__number").values_list("status", flat=True)) == list("HTA")
    assert third.entry.lines.count() == 2
    assert {item.state for item in first.agenda.all()} == {"DONE", "NA"}
    assert {item.state for item in third.agenda.all()} == {"NOT_DONE", "NA"}
    assert {book.finished_on for book in first.books.filter(required=True)} == {DAYS[0]}
    assert {book.finished_on for book in third.books.all()} == {None}
    assert first.closed_by == sari


@pytest.mark.parametrize(
    ("columns", "more", "sentence"),
    [
        ([("H", "Q", "H")], {}, UNREAD),
        ([("H", "", "H")], {}, "Kehadiran belum diisi."),
        ([(), ("H", "H", "H")], {}, EMPTY),
        ([("H", "H", "H")], {"cash_agrees": ""}, NO_CASH),
        ([("H", "H", "H")], {"checked_by": ""}, "Tulis siapa yang memeriksa buku."),
    ],
)
def test_one_fault_saves_nothing_and_stands_at_its_place(
    as_user, sari, ksm, address, columns, more, sentence
):
    good = column(ksm, DAYS[4], "H", "H", "H")
    bad = [column(ksm, day, *cells) for day, cells in zip(DAYS, columns, strict=False)]
    days = [*DAYS[: len(bad)], DAYS[4]]
    answer = as_user(sari).post(address, table(*bad, good, days=days, **more))
    assert (answer.status_code, ksm.meetings.count(), JournalEntry.objects.count()) == (200, 0, 0)
    assert sentence in answer.content.decode()
    kept = shown(answer).columns[-1]
    assert [cell.value for cell in kept.cells.values()] == ["H", "H", "H"]


def test_faults_of_several_weeks_come_in_one_round(as_user, sari, ksm, address):
    late = (DAYS[5] + WEEK).isoformat()
    sent = table(
        column(ksm, DAYS[0], "H", "H", "H", held_on=(DAYS[0] - 20 * WEEK).isoformat()),
        column(ksm, DAYS[1], "H", "H", "H"),
        column(ksm, DAYS[2], "H", "H", "H", cash="99.000", held_on=late),
        days=DAYS[:3],
    )
    one, two, three = shown(as_user(sari).post(address, sent)).columns
    assert one.form.errors["held_on"] == ["Tanggal ini sebelum KSM berdiri."]
    assert not two.is_faulty
    assert three.form.errors["held_on"] == ["Pertemuan belum berlangsung: tanggalnya sesudah hari ini."]
    assert not ksm.meetings.exists()


def test_a_cash_difference_is_told_as_on_a_sheet(as_user, sari, ksm, address):
    sent = table(column(ksm, DAYS[0], "+", "+", "+", cash="14.000"))
    [first, *_] = shown(as_user(sari).post(address, sent)).columns
    assert first.form.errors["cash"][0].startswith("Kas seharusnya Rp15.000, selisih -Rp1.000.")


def test_marks_that_contradict_and_a_missing_reason_are_refused(as_user, sari, ksm, address):
    both = as_user(sari).post(address, table(column(ksm, DAYS[0], "H", off="on"), reason="Panen"))
    assert shown(both).columns[0].errors == [BOTH]
    silent = as_user(sari).post(address, table(column(ksm, DAYS[0], off="on")))
    assert shown(silent).form.errors["reason"] == ["Tulis alasannya."]
    nothing = as_user(sari).post(address, table())
    assert shown(nothing).form.non_field_errors() == [NOTHING]
    assert not ksm.meetings.exists()


def test_the_agreed_saving_needs_an_agreement(as_user, sari, ksm, address):
    ksm.rules.all().delete()
    answer = as_user(sari).post(address, table(column(ksm, DAYS[0], "+", "H", "H")))
    cells = list(shown(answer).columns[0].cells.values())
    assert [cell.error for cell in cells] == [NO_MINIMUM, "", ""]


def test_who_joined_later_has_no_cell_before(as_user, sari, ksm, address):
    wati = make_member(ksm, name="Wati", joined_on=DAYS[1])
    columns = shown(as_user(sari).get(address)).columns
    assert [one.cells[wati.pk].is_member for one in columns] == [False, *[True] * 5]
    sent = table(column(ksm, DAYS[0], "H", "H", "H"), column(ksm, DAYS[1], "H", "H", "H", "H"))
    as_user(sari).post(address, sent)
    assert [meeting.attendance.count() for meeting in ksm.meetings.order_by("scheduled_on")] == [3, 4]


def test_it_is_for_those_who_record(client, as_user, budi, ratna, tini, ksm, address):
    assert client.get(address).status_code == 302
    assert as_user(budi).get(address).status_code == 404
    assert as_user(ratna).post(address, table()).status_code == 403
    as_user(tini).post(address, table(column(ksm, DAYS[0], "H", "H", "H")))
    assert ksm.meetings.get().closed_by == tini


def test_sixty_weeks_of_forty_members_fit_the_page_and_take_the_same_statements_each(as_user, sari, bkm):
    ksm = make_ksm(bkm, name="KSM Lama", started=START - 60 * WEEK)
    make_members(ksm, 40)
    days = [START - number * WEEK for number in range(60, 0, -1)]
    client, address = as_user(sari), f"/ksm/{ksm.pk}/pertemuan/banyak-minggu/"
    assert len(shown(client.get(f"{address}?minggu=60")).columns) == 60
    whole = table(*(column(ksm, day, *["H 5.000"] * 40, agenda="", books="") for day in days), days=days)
    assert len(whole) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    if LONG:  # sixty at once; below, the last forty-four go at once in every run
        with transaction.atomic():
            assert client.post(address, whole).url == f"/ksm/{ksm.pk}/pertemuan/banyak-minggu/"
            transaction.set_rollback(True)
    counts = []
    for some in (days[:4], days[4:8], days[8:16], days[16:]):  # the very first sheet opens the book
        sent = table(*(column(ksm, day, *["H 5.000"] * 40) for day in some), days=some)
        with CaptureQueriesContext(connection) as captured:
            assert client.post(address, sent).status_code == 302
        counts.append(len(captured))
    assert ksm.meetings.filter(state=Meeting.State.CLOSED).count() == 60
    each = (counts[2] - counts[1]) / 4
    assert each == (counts[3] - counts[2]) / 36
    assert each <= 40
