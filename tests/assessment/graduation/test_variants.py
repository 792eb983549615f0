"""Mawar's workbook with one thing changed at a time, and the figures worked out by hand beside each."""

import datetime
import json
from io import StringIO

import pytest
from django.core.management import call_command

from tests.meetings.importing.test_storing import bring_in
from tests.support.factories import make_region
from tests.support.workbooks import changed

pytestmark = pytest.mark.django_db
D = datetime.date
WIDE = ("Kehadiran", "Tabungan", "Agenda", "Buku")


def assess(data, **options):
    make_region()
    bring_in(data)
    out = StringIO()
    call_command("assess", ksm="KSM-MAWAR", json=True, stdout=out, **options)
    result = json.loads(out.getvalue())
    figures = {code: finding["actual"] for code, finding in result["findings"].items()}
    return figures, result


def without_week(week):
    """Empty every column of one meeting in the wide sheets."""

    def edit(book):
        day = book["Pertemuan"].cell(week + 1, 3).value
        for name in WIDE:
            sheet = book[name]
            [column] = [cell.column for cell in sheet[1] if cell.value == day]
            for row in range(2, sheet.max_row + 1):
                sheet.cell(row, column).value = None

    return edit


def test_a_week_not_held_is_zero_attendance_and_an_unmet_agenda():
    figures, result = assess(changed({"Pertemuan!D4": None}, edit=without_week(3)))
    assert figures == {
        "five_rules": "5/5",
        "attendance": "11/16",  # (10/12 + 11/12 + 0 + 12/12) / 4
        "routine_savings": "11/12",  # only number 5 missed a held meeting
        "timely_books": "1",  # 4 + 4 + 5 books, all on their day
        "agenda": "3/4",  # 24 of 32
    }
    assert result["state"] == "not_met"


def test_held_in_another_week_counts_for_savings_and_books_only():
    books = {f"Buku!C{row}": D(2025, 6, 17) for row in range(2, 6)}
    figures, _ = assess(changed({"Pertemuan!D3": D(2025, 6, 17)} | books))
    assert figures == {
        "five_rules": "5/5",
        "attendance": "31/48",  # (10/12 + 0 + 9/12 + 12/12) / 4
        "routine_savings": "5/6",
        "timely_books": "1",
        "agenda": "3/4",
    }


def test_held_on_another_day_of_the_same_week_counts_in_full():
    books = {f"Buku!C{row}": D(2025, 6, 12) for row in range(2, 6)}
    figures, result = assess(changed({"Pertemuan!D3": D(2025, 6, 12)} | books))
    assert figures["attendance"] == "7/8"
    assert figures["agenda"] == "1"
    assert result["all_met"] is True


def test_a_libur_week_makes_the_window_a_week_longer():
    edits = {"Pertemuan!B4": "Libur", "Pertemuan!D4": None}
    figures, result = assess(changed(edits, edit=without_week(3)))
    assert result["window"] == {"first": "2025-06-02", "last": "2025-07-06"}
    assert figures == {
        "five_rules": "5/5",
        "attendance": "15/16",  # (10 + 11 + 12 + 12) / 48
        "routine_savings": "11/12",
        "timely_books": "1",
        "agenda": "1",
    }


def test_an_extra_meeting_counts_nowhere():
    def extra(book):
        meeting = book["Pertemuan"]
        meeting.append(["", "Insidental", D(2025, 6, 20), D(2025, 6, 20), "Balai", "Siti", "Wati", None, ""])
        for name in WIDE:
            sheet = book[name]
            column = sheet.max_column + 1
            sheet.cell(1, column).value = D(2025, 6, 20)
            for row in range(2, sheet.max_row + 1):
                if name == "Kehadiran":
                    sheet.cell(row, column).value = "A"
                elif name == "Agenda":
                    sheet.cell(row, column).value = "x"

    figures, result = assess(changed({}, edit=extra))
    assert figures == {
        "five_rules": "5/5",
        "attendance": "7/8",
        "routine_savings": "5/6",
        "timely_books": "1",
        "agenda": "1",
    }
    assert result["window"]["last"] == "2025-06-29"


def test_who_left_is_not_in_the_denominators_after_that_day():
    def gone(book):
        for name, rows in (("Kehadiran", [13]), ("Tabungan", [25])):
            for row in rows:
                for column in range(6 if name == "Kehadiran" else 7, 16):
                    book[name].cell(row, column).value = None

    figures, _ = assess(changed({"Anggota!O13": D(2025, 6, 20)}, edit=gone))
    assert figures["attendance"] == "7/8"  # (10/12 + 11/12 + 9/12 + 11/11) / 4
    assert figures["routine_savings"] == "9/11"


def test_a_rule_that_is_missing_or_too_late_does_not_count():
    late = changed({"Aturan!D6": D(2025, 6, 30)})
    figures, result = assess(late)
    assert figures["five_rules"] == "4/5"
    assert result["findings"]["five_rules"]["met"] is False
    assert result["state"] == "not_met"


def test_a_rule_of_the_last_day_of_the_window_counts():
    figures, _ = assess(changed({"Aturan!D6": D(2025, 6, 29)}))
    assert figures["five_rules"] == "5/5"


def test_the_agreed_minimum_decides_what_counts_as_saved():
    figures, _ = assess(changed({"Aturan!C3": 5001, "KSM!B17": 5001}))
    assert figures["routine_savings"] == "0"


def test_a_book_of_the_next_day_is_late():
    figures, result = assess(changed({"Buku!B4": D(2025, 6, 3)}))
    assert figures["timely_books"] == "16/17"
    assert result["findings"]["timely_books"]["met"] is False
    assert "minggu 1, buku kas baru selesai 3 Juni 2025" in result["findings"]["timely_books"]["missing"]
