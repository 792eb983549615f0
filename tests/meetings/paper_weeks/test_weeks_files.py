"""Many weeks out of a spreadsheet: the template, the table that is shown, what is wrong and mended."""

import datetime
import io
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from groups.models import GroupRule
from savings.models import Saving
from tests.support.factories import START, make_members
from tests.support.sheets import close, make_sheet

WEEK = datetime.timedelta(weeks=1)
DAYS = [START + number * WEEK for number in range(4)]


@pytest.fixture
def ksm(mawar):
    make_members(mawar, 2)
    facts = {"text": "Menabung", "agreed_on": START, "signed": True, "minimum_saving": 5000}
    GroupRule.objects.create(ksm=mawar, kind="SAVING", **facts)
    return mawar


@pytest.fixture
def address(ksm):
    return f"/ksm/{ksm.pk}/pertemuan/banyak-minggu/"


@pytest.fixture(autouse=True)
def week_four():
    moment = datetime.datetime.combine(DAYS[-1] + datetime.timedelta(days=4), datetime.time(5), datetime.UTC)
    with mock.patch.object(timezone, "now", return_value=moment):
        yield


def rows_of(content):
    return [list(row) for row in load_workbook(io.BytesIO(content))["Minggu"].iter_rows(values_only=True)]


def filled(content, columns: dict[int, list]):
    """The file with cells under headings: {column: values from row 2 on}."""
    book, file = load_workbook(io.BytesIO(content)), io.BytesIO()
    for place, values in columns.items():
        for row, value in enumerate(values, start=2):
            book["Minggu"].cell(row, place).value = value
    book.save(file)
    return file.getvalue()


def send(client, address, data):
    return client.post(f"{address}berkas/", {"file": SimpleUploadedFile("minggu.xlsx", data)})


def as_sent(table, **more):
    """What the browser sends of the table on the screen."""
    sent = {"days": ",".join(one.day.isoformat() for one in table.columns), "checked_by": "Ibu Ratna"}
    for column in table.columns:
        sent |= {cell.name: cell.value for cell in column.cells.values()}
        sent |= {one.html_name: one.value() or "" for one in column.form}
    return {name: value for name, value in (sent | more).items() if value}


def test_the_template_holds_the_weeks_that_wait_and_the_members(as_user, sari, ksm, address):
    heads, *rows = rows_of(as_user(sari).get(f"{address}tabel.xlsx").content)
    assert heads[:2] == ["No", "Nama"]
    assert [day.date() for day in heads[2:]] == DAYS
    assert [row[1] for row in rows[:5]] == [
        "Tidak dilaksanakan",
        "Dilaksanakan",
        "Semua agenda",
        "Buku hari itu",
        "Kas",
    ]
    assert [row[:2] for row in rows[5:]] == [[1, "Siti Aminah"], [2, "Ni Wayan Sari"]]


def test_a_filled_file_is_shown_first_and_stored_from_the_screen(as_user, sari, ksm, address):
    client = as_user(sari)
    data = filled(
        client.get(f"{address}tabel.xlsx").content,
        {3: [None, DAYS[0], "v", "v", None, "H 5.000", 6000], 4: [None, None, "v", "v", 16000, "H+", "S"]},
    )
    preview = send(client, address, data)
    assert Saving.objects.count() == 0
    table = preview.context["table"]
    typed = [[cell.value for cell in column.cells.values()] for column in table.columns[:3]]
    assert typed == [["H 5.000", "6000"], ["H+", "S"], ["", ""]]
    assert not any(column.is_faulty for column in table.filled)
    client.post(address, as_sent(table, cash_agrees="on"))
    assert list(Saving.objects.order_by("date", "member").values_list("date", "amount")) == [
        (DAYS[0], 5000),
        (DAYS[0], 6000),
        (DAYS[1], 5000),
    ]


def test_what_is_wrong_stands_beside_its_week_and_is_mended(as_user, sari, ksm, address):
    client = as_user(sari)
    empty = client.get(f"{address}tabel.xlsx").content
    preview = send(client, address, filled(empty, {3: [None, None, "v", "v", None, "H 1,5", "007"]}))
    told = client.post(f"{address}tabel.xlsx", as_sent(preview.context["table"], cash_agrees="on"))
    heads, *rows = rows_of(told.content)
    assert heads[3] == "Sebab 02-06-2025"
    assert "rupiah utuh" in rows[5][3]
    assert rows[6][2:4] == ["007", None]
    mended = send(client, address, filled(told.content, {3: [None, None, "v", "v", None, "H 1.500", "H"]}))
    assert not any(column.is_faulty for column in mended.context["table"].filled)


def compared(client, address, data):
    return client_page(client, address, data).context["compared"]


def client_page(client, address, data):
    return send(client, address, data)


def test_weeks_that_are_recorded_are_compared_cell_by_cell(as_user, sari, ksm, address):
    client = as_user(sari)
    empty = client.get(f"{address}tabel.xlsx").content
    siti, wayan = ksm.members.order_by("number")
    sheet = make_sheet(ksm, DAYS[0])
    close(ksm, sheet, sari)
    held = ksm.meetings.get()
    cash = held.counted_cash
    right = filled(empty, {3: [None, DAYS[0], "v", "v", cash, "H 5.000", "5000"]})
    [week] = compared(client, address, right)
    assert (week.day, week.number, week.told, week.different) == (DAYS[0], 1, "", [])
    assert [cell.label for cell in week.cells[:2]] == ["Tidak dilaksanakan", "Dilaksanakan"]
    wrong = filled(
        empty,
        {
            3: [
                "v",
                None,
                "v",
                None,
                cash + 1,
                "S",
                None,
            ]
        },
    )
    page = client_page(client, address, wrong)
    [week] = page.context["compared"]
    assert [(cell.label, cell.typed, cell.stored) for cell in week.different] == [
        ("Tidak dilaksanakan", "v", ""),
        ("Buku hari itu", "", "v"),
        ("Kas", str(cash + 1), "10.000"),
        (f"1. {siti.name}", "S", "H 5.000"),
        (f"2. {wayan.name}", "", "H 5.000"),
    ]
    told = " ".join(page.text.split())
    assert f'href="/ksm/{ksm.pk}/pertemuan/{held.pk}/">{DAYS[0]:%d-%m-%Y}</a>: 5 berbeda' in told
    assert told.count('<td data-label="Tercatat">') == 5
    assert "1 isian sama" in told
    assert [column.day for column in page.context["table"].columns] == DAYS[1:]
    assert Saving.objects.count() == 2


def test_weeks_not_held_or_open_again_or_of_no_plan_are_told_so(as_user, sari, ksm, address):
    client = as_user(sari)
    empty = client.get(f"{address}tabel.xlsx").content
    facts = {"kind": "ROUTINE", "reason": "Hujan"}
    ksm.meetings.create(scheduled_on=DAYS[0], state="NOT_HELD", **facts)
    meeting = ksm.meetings.create(scheduled_on=DAYS[1], state="REOPENED", held_on=DAYS[1], **facts)
    data = filled(empty, {3: ["v"], 4: [None, None, "v"]})
    book, file = load_workbook(io.BytesIO(data)), io.BytesIO()
    book["Minggu"].cell(1, 6).value = DAYS[0] - datetime.timedelta(days=1)
    book["Minggu"].cell(4, 6).value = "v"
    book.save(file)
    by_day = {week.day: week for week in compared(client, address, file.getvalue())}
    assert (by_day[DAYS[0]].told, by_day[DAYS[0]].different) == ("", [])
    assert by_day[meeting.scheduled_on].told.startswith("Lembarnya belum ditutup")
    assert by_day[DAYS[0] - datetime.timedelta(days=1)].told == "Tidak terjadwal, jadi dilewati."


@pytest.mark.parametrize("data", [b"bukan berkas", None])
def test_a_file_without_weeks_is_told_so(as_user, sari, ksm, address, data):
    client = as_user(sari)
    data = data or client.get(f"/ksm/{ksm.pk}/daftar/anggota/templat.xlsx").content
    assert send(client, address, data).context["form"].errors["file"]
