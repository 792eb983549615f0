"""The five criteria on the test vectors of domain.md 2a: exact fractions, just on each side of the line."""

import datetime
from dataclasses import replace
from fractions import Fraction

import pytest

from assessment.graduation.criteria import judge
from assessment.graduation.evidence import AgendaFact, BookFact, KsmFacts, MeetingFact, MemberFact, Thresholds
from assessment.graduation.figures import State

START = datetime.date(2025, 6, 2)
KINDS = frozenset({"MEETING", "SAVING", "RECORDING", "LOAN", "INSTALLMENT"})
RULES = Thresholds(
    attendance_above=Fraction(80, 100),
    savers_min=Fraction(75, 100),
    grace_days=0,
    window_size=4,
    max_holidays=1,
)
BOOKS = ("Daftar hadir", "Notulen", "Buku kas", "Buku tabungan", "Buku pinjaman/angsuran")
ITEMS = ("Pembukaan", "Notulen lalu", "Tabungan", "Angsuran", "Pinjaman", "Laporan", "Masalah", "Berikutnya")


def members(count):
    return tuple(
        MemberFact(n, n, f"Anggota {chr(64 + n)}", START - datetime.timedelta(7), None)
        for n in range(1, count + 1)
    )


def held(week, count, *, present=None, savers=None, books=BOOKS, late=0, undone=0):
    day = START + datetime.timedelta(weeks=week - 1)
    everyone = frozenset(range(1, count + 1))
    finished = [day + datetime.timedelta(days=1)] * late + [day] * (len(books) - late)
    return MeetingFact(
        week=week,
        scheduled_on=day,
        state="HELD",
        known=True,
        held_on=day,
        in_week=True,
        active=everyone,
        present=frozenset(range(1, (count if present is None else present) + 1)),
        savers=everyone if savers is None else frozenset(savers),
        collected=5000 * len(everyone if savers is None else savers),
        due=5000 * count,
        books=tuple(BookFact(label, when) for label, when in zip(books, finished, strict=True)),
        agenda=tuple(AgendaFact(label, index >= undone) for index, label in enumerate(ITEMS)),
    )


def unheld(week, state="NOT_HELD", known=True):
    day = START + datetime.timedelta(weeks=week - 1)
    return MeetingFact(week=week, scheduled_on=day, state=state, known=known)


def facts(count, meetings, **fields):
    base = {
        "ksm_id": 1,
        "as_of": START + datetime.timedelta(days=27),
        "first": START,
        "last": START + datetime.timedelta(days=27),
        "meetings": tuple(meetings),
        "members": members(count),
        "rules_agreed": KINDS,
        "rules_unsigned": frozenset(),
        "complete": all(meeting.known for meeting in meetings),
    }
    return KsmFacts(**(base | fields))


def window(count, presences):
    return facts(count, [held(week, count, present=n) for week, n in enumerate(presences, start=1)])


@pytest.mark.parametrize(
    ("count", "presences", "figure", "met"),
    [
        (10, (8, 8, 8, 8), Fraction(4, 5), False),
        (10, (9, 8, 8, 8), Fraction(33, 40), True),
        (5, (4, 4, 4, 4), Fraction(16, 20), False),
        (5, (5, 4, 4, 4), Fraction(17, 20), True),
        (7, (6, 6, 5, 5), Fraction(22, 28), False),
        (7, (6, 6, 6, 5), Fraction(23, 28), True),
        (15, (12, 12, 12, 12), Fraction(48, 60), False),
        (15, (13, 12, 12, 12), Fraction(49, 60), True),
        (20, (16, 16, 16, 16), Fraction(64, 80), False),  # BUG-038
        (20, (17, 16, 16, 16), Fraction(65, 80), True),  # BUG-038
    ],
)
def test_attendance_must_be_strictly_above_eighty_percent(count, presences, figure, met):
    finding = judge(window(count, presences), RULES).finding("attendance")
    assert (finding.actual, finding.met) == (figure, met)


@pytest.mark.parametrize(
    ("count", "savers", "met"),
    [
        (12, 9, True),
        (12, 8, False),
        (10, 8, True),
        (10, 7, False),
        (5, 4, True),
        (5, 3, False),
        (7, 6, True),
        (7, 5, False),
        (20, 15, True),  # BUG-038
        (20, 14, False),  # BUG-038
    ],
)
def test_three_quarters_of_the_members_must_save_every_time(count, savers, met):
    meetings = [held(week, count, savers=range(1, savers + 1)) for week in (1, 2, 3, 4)]
    finding = judge(facts(count, meetings), RULES).finding("routine_savings")
    assert (finding.actual, finding.met) == (Fraction(savers, count), met)


def test_a_different_one_missing_each_week_fails_though_the_mean_is_ninety_percent():
    meetings = [held(week, 10, savers=set(range(1, 11)) - {week}) for week in (1, 2, 3, 4)]
    finding = judge(facts(10, meetings), RULES).finding("routine_savings")
    assert (finding.actual, finding.met) == (Fraction(6, 10), False)
    assert dict(finding.diagnostics) == {
        "Rata-rata penabung per pertemuan": "90%",
        "Paling rendah dalam satu pertemuan": "90%",
        "Terkumpul dibanding seharusnya": "90%",
    }
    assert finding.missing == (
        "Kurang 2 penabung rutin: Anggota A melewatkan minggu 1; Anggota B melewatkan minggu 2; "
        "Anggota C melewatkan minggu 3; Anggota D melewatkan minggu 4."
    )
    assert "anggota no. 1 melewatkan minggu 1" in finding.missing_on_paper


def test_one_book_finished_next_day_fails_without_grace_and_passes_with_one_day():
    meetings = [held(1, 10, late=1), *(held(week, 10) for week in (2, 3, 4))]
    finding = judge(facts(10, meetings), RULES).finding("timely_books")
    assert (finding.actual, finding.met) == (Fraction(19, 20), False)
    assert finding.missing == "Terlambat 1 catatan: minggu 1, daftar hadir baru selesai 3 Juni 2025."
    graceful = judge(facts(10, meetings), replace(RULES, grace_days=1)).finding("timely_books")
    assert (graceful.actual, graceful.met) == (Fraction(1), True)


def test_a_meeting_not_held_counts_as_zero_attendance_and_an_unmet_agenda():
    judgement = judge(facts(10, [held(1, 10), held(2, 10), unheld(3), held(4, 10)]), RULES)
    assert judgement.finding("attendance").actual == Fraction(3, 4)
    assert judgement.finding("attendance").met is False
    assert (judgement.finding("agenda").actual, judgement.finding("agenda").met) == (Fraction(24, 32), False)
    assert judgement.finding("routine_savings").met is True
    assert judgement.finding("timely_books").actual == 1
    assert judgement.state == State.NOT_MET


def test_held_in_another_week_its_savings_and_books_are_judged_but_not_its_attendance():
    late = replace(held(3, 10, savers=range(1, 8)), state="HELD_LATE", in_week=False)
    judgement = judge(facts(10, [held(1, 10), held(2, 10), late, held(4, 10)]), RULES)
    assert judgement.finding("attendance").actual == Fraction(3, 4)
    assert judgement.finding("agenda").actual == Fraction(24, 32)
    assert judgement.finding("routine_savings").actual == Fraction(7, 10)
    assert judgement.finding("timely_books").denominator == 20


def test_too_few_data_is_its_own_state_and_never_a_failure():
    open_window = facts(10, [held(1, 10), held(2, 10), unheld(3, "TO_COME", known=False)], complete=False)
    judgement = judge(open_window, RULES)
    assert judgement.state == State.INSUFFICIENT
    assert [finding.met for finding in judgement.findings] == [True, None, None, None, None]
    assert judgement.unmet == ()


def test_it_says_whether_attendance_can_still_be_reached_in_this_window():
    remaining = [unheld(week, "TO_COME", known=False) for week in (3, 4)]
    possible = judge(facts(10, [held(1, 10, present=7), held(2, 10, present=6), *remaining]), RULES)
    assert possible.finding("attendance").reachable is True  # (0.7 + 0.6 + 1 + 1) / 4 = 82.5 %
    lost = judge(facts(10, [held(1, 10, present=6), held(2, 10, present=6), *remaining]), RULES)
    assert lost.finding("attendance").reachable is False  # (0.6 + 0.6 + 1 + 1) / 4 = 80 %
    assert lost.finding("attendance").missing.startswith("Kurang 5 kehadiran. Minggu 1: Anggota G,")


def test_a_missed_saving_cannot_be_caught_up_in_the_window():
    remaining = [unheld(week, "TO_COME", known=False) for week in (3, 4)]
    judgement = judge(facts(10, [held(1, 10), held(2, 10, savers=range(1, 8)), *remaining]), RULES)
    finding = judgement.finding("routine_savings")
    assert (finding.met, finding.on_track, finding.reachable) == (None, False, False)
    assert finding.missing.startswith("Kurang 1 penabung rutin: Anggota H, Anggota I, dan Anggota J")


def test_a_newcomer_needs_only_the_meetings_since_joining():
    newcomer = MemberFact(11, 11, "Anggota Baru", START + datetime.timedelta(weeks=3), None)
    fourth = held(4, 10)
    fourth = replace(fourth, active=fourth.active | {11}, savers=fourth.savers | {11})
    meetings = [held(1, 10), held(2, 10), held(3, 10), fourth]
    finding = judge(facts(10, meetings, members=(*members(10), newcomer)), RULES).finding("routine_savings")
    assert (finding.numerator, finding.denominator) == (11, 11)
    # J4: who was not yet active on any held meeting is neither saver nor non-saver.
    later = replace(newcomer, id=12)
    finding = judge(facts(10, meetings, members=(*members(10), later)), RULES).finding("routine_savings")
    assert finding.denominator == 10


def test_rules_without_signature_do_not_count_and_are_named():
    unsigned = facts(
        10,
        [held(week, 10) for week in (1, 2, 3, 4)],
        rules_agreed=KINDS - {"LOAN", "SAVING"},
        rules_unsigned=frozenset({"LOAN"}),
    )
    finding = judge(unsigned, RULES).finding("five_rules")
    assert (finding.actual, finding.met) == (Fraction(3, 5), False)
    assert finding.missing == "Belum disepakati: tabungan. Belum ditandatangani: pinjaman."
