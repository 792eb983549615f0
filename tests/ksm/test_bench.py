"""A measurement that is worse than its limit fails; what is only told does not."""

import io

import pytest
from django.db import IntegrityError, connection, transaction

from assessment.models import Standing
from assessment.standings import compute_standings
from groups.models import Ksm
from ksm.bench import batch, beside, importing, sheets, wide
from ksm.bench.data import make_area, make_city
from ksm.bench.payload import require_closed
from ksm.bench.timing import START, held, is_missed, missed_of
from ledger.journal.verification import differences_of
from meetings.models import Attendance


@pytest.mark.parametrize(
    ("figure", "limit", "missed"),
    [
        ("1.51 x", "1,5 x", True),
        ("1.50 x", "1,5 x", False),
        ("31", "30", True),
        ("30", "30", False),
        ("15", "sama: 14", True),
        ("14", "sama: 14", False),
        ("25", "100 KSM: 13", False),
        ("24.4 x", "", False),
        ("24.4 x", held("25 x", "5 x"), False),
        ("25.1 x", held("25 x", "5 x"), True),
    ],
)
def test_a_figure_over_its_limit_is_missed(figure, limit, missed):
    assert is_missed(("apa", figure, limit)) is missed


def test_the_made_up_city_has_whole_sheets_and_books(db):
    """As if each sheet had been closed: everybody is marked and saves, agenda and books are done."""
    bkm, _ = make_area()
    make_city([bkm], 2, 3, 9, START)
    ksms = list(Ksm.objects.filter(code__startswith="K"))
    assert [differences_of(ksm) for ksm in ksms] == [[], []]
    assert Attendance.objects.filter(status="A").count() == 2 * 3  # one of nine at every meeting
    for standing in compute_standings(ksms, START):
        assert standing.status == Standing.Status.CANDIDATE
        assert [row["met"] or row["on_track"] for row in standing.figures] == [True] * 5


class Fake:
    """A build that takes the same time for everything."""

    def __init__(self, seconds):
        self.taken, self.ended = seconds, False

    def answer(self):
        return "siap"

    def seconds(self, name):
        return self.taken

    def end(self):
        self.ended = True


def test_a_build_that_became_slower_misses_all_that_it_is_held_to():
    new, old = Fake(6.4), Fake(4.0)
    rows = beside.compare(new, old)
    assert {figure for _, figure, _ in rows} == {"1.60 x"}
    assert missed_of(rows).count(";") == sum(bool(limit) for _, _, limit in rows) - 1
    assert new.ended
    assert old.ended
    assert missed_of(beside.compare(Fake(1.0), Fake(9.0))) == ""


def test_a_build_does_on_its_own_data_what_it_is_asked_for(db, monkeypatch):
    monkeypatch.setattr(beside, "GROUPS", 2)
    said = io.StringIO()
    asked = [name for name, _ in beside.WANTED]
    beside.serve(io.StringIO("\n".join(asked)), said)
    ready, *seconds = said.getvalue().split()
    assert ready == "siap"
    assert len(seconds) == len(asked)
    assert all(float(one) > 0 for one in seconds)


def test_a_year_of_a_group_is_taken_in_as_a_workbook(db, monkeypatch):
    for name, few in (("WEEKS", 3), ("FEW", 2), ("MANY", 3)):
        monkeypatch.setattr(importing, name, few)
    (statements, times) = importing.importing()
    assert int(statements[1]) > 0
    assert not is_missed(statements)
    assert times[2] == held("25 x", "15 x")
    assert Ksm.objects.get(code="BK40").members.count() == 3
    assert Ksm.objects.get(code="BK40").meetings.count() == 3


@pytest.mark.once  # papers are laid out, which takes long and is no matter of the database
@pytest.mark.django_db(transaction=True)
def test_profiles_are_printed_by_one_process_and_by_two(monkeypatch):
    monkeypatch.setattr(batch, "FEW", 1)
    monkeypatch.setattr(batch, "MANY", 2)
    bkm, _ = make_area()
    make_city([bkm], 2, 1, 3, START)
    times, memory, ratio = batch.batch()
    assert (times[2], ratio[2]) == (held("0,75 x", "0,56 x"), held("1,8 x", "1,5 x"))
    assert int(memory[1]) > 20


def test_a_wide_area_is_told_page_by_page_with_its_limits(db, monkeypatch):
    monkeypatch.setattr(wide, "FEW", 2)
    monkeypatch.setattr(wide, "MANY", 3)
    monkeypatch.setattr("ksm.bench.sheets.SHEETS", 1)
    rows = wide.wide_area()
    assert sum(limit.endswith(wide.QUICK) for _, _, limit in rows) == len(wide.PAGES)
    assert [limit for _, _, limit in rows[:2]] == [held("40 x", "5 x"), "1,2 x"]
    same = [row for row in rows if row[2].startswith("sama: ")]
    assert len(same) == len(wide.PAGES)
    assert missed_of(same) == ""


def test_a_sheet_that_leads_to_another_page_is_not_measured():
    require_closed(302, "/ksm/7/pertemuan/12/?kunci=kunci-1")
    for status, leads_to in (
        (200, ""),
        (302, "/masuk/?next=/ksm/7/pertemuan/catat/"),
        (302, "/akun/kode/"),
        (302, "/ksm/7/pertemuan/catat/?kunci=kunci-1"),
    ):
        with pytest.raises(RuntimeError, match="tidak tertutup"):
            require_closed(status, leads_to)


def test_a_tester_who_is_sent_for_a_second_factor_is_not_measured(db, settings):
    settings.SECOND_FACTOR = True
    bkm, user = make_area()
    with pytest.raises(RuntimeError, match="tidak tertutup"):
        sheets.median_seconds_of_sheets(bkm, user, "S", 9)


def point_nowhere():
    Attendance.objects.filter(member__number=1).update(member_id=0)  # one row: nothing else is broken by it
    connection.check_constraints()


def test_after_a_city_was_filled_every_key_is_checked_again(db):
    bkm, _ = make_area()
    make_city([bkm], 1, 1, 9, START)
    with pytest.raises(IntegrityError), transaction.atomic():
        point_nowhere()
