"""A measurement that is worse than its limit fails; what is only told does not."""

import io

import pytest

from assessment.models import Standing
from assessment.standings import compute_standings
from groups.models import Ksm
from ksm.bench import beside
from ksm.bench.data import make_area, make_city
from ksm.bench.timing import START, is_missed, missed_of
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
    ],
)
def test_a_figure_over_its_limit_is_missed(figure, limit, missed):
    assert is_missed(("apa", figure, limit)) is missed


def test_the_made_up_city_has_whole_sheets_and_books(db):
    """As if each sheet had been closed: everybody is marked and saves, agenda and books are done."""
    bkm, _ = make_area()
    make_city(bkm, 2, 3, 9, START)
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


def test_a_build_that_gained_nothing_misses_what_it_should_have_gained():
    new, old = Fake(3.0), Fake(4.0)
    rows = beside.compare(new, old)
    assert {figure for _, figure, _ in rows} == {"0.75 x"}
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
