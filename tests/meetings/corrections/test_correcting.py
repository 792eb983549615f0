"""Correcting an older closed sheet: a record with a reason, and a second person who applies it."""

import datetime
from functools import partial

import pytest
from django.utils import timezone

from assessment.graduation.decisions import declare_passed, was_corrected
from assessment.graduation.windows import judge_one
from assessment.standings import compute_standings, refresh_standings
from groups.models import GroupRule, Ksm
from meetings.corrections.correcting import (
    MeetingError,
    agenda_change,
    attendance_change,
    book_change,
    standing_values,
)
from meetings.corrections.reopening import reopen_sheet
from meetings.models import Correction
from tests.support import corrections
from tests.support.corrections import refused
from tests.support.factories import START, make_facilitator, make_members
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
TODAY = START + 4 * WEEK


@pytest.fixture
def ksm(mawar):
    make_members(mawar, 5)
    return mawar


@pytest.fixture
def sheets(ksm, sari):
    """Four closed weeks; the first is the one to correct."""
    return [close(ksm, make_sheet(ksm, START + week * WEEK), sari) for week in range(4)]


ask = partial(corrections.ask, today=TODAY, reason="Salah baca daftar hadir")
answer = partial(corrections.answer, today=TODAY)


def test_it_changes_marks_agenda_and_books_only_when_the_second_person_approves(ksm, sheets, sari, ratna):
    member = ksm.members.first()
    changes = [
        attendance_change(member.pk, "A"),
        agenda_change("savings", "NOT_DONE"),
        agenda_change("problems", "NA", "tidak ada masalah"),
        book_change("cash", START + WEEK),
        book_change("loans", START),
    ]
    before = standing_values(sheets[0])
    asked = ask(sheets[0], changes, sari)
    assert standing_values(sheets[0]) == before
    assert (asked.state, asked.requested_by, asked.decided_by) == ("WAITING", sari, None)
    answered = answer(asked, ratna)
    assert (answered.state, answered.decided_by, answered.answer_note) == ("APPLIED", ratna, "Cocok")
    after = standing_values(sheets[0])
    assert {key: value for key, value in after.items() if before[key] != value} == {
        ("attendance", member.pk): "A",
        ("agenda", "savings"): {"state": "NOT_DONE", "reason": ""},
        ("agenda", "problems"): {"state": "NA", "reason": "tidak ada masalah"},
        ("books", "cash"): {"finished_on": (START + WEEK).isoformat(), "not_applicable": False},
        ("books", "loans"): {"finished_on": START.isoformat(), "not_applicable": False},
    }


def test_the_record_keeps_the_old_value_and_the_meeting_says_who_and_why(ksm, sheets, sari, ratna):
    # BUG-101: one row of history for one change.
    member = ksm.members.first()
    rows = sheets[0].history.count()
    asked = ask(sheets[0], [attendance_change(member.pk, "I")], sari)
    answer(asked, ratna)
    stored = Correction.objects.get()
    assert stored.changes == [{"part": "attendance", "id": member.pk, "old": "H", "new": "I"}]
    assert sheets[0].history.count() == rows + 1
    newest = sheets[0].history.first()
    assert (newest.history_user, newest.history_change_reason) == (
        ratna,
        "Koreksi: Salah baca daftar hadir",
    )


def test_it_stores_the_moment_of_asking_and_of_answering(ksm, sheets, sari, ratna):
    # BUG-103
    asked = ask(sheets[0], [attendance_change(ksm.members.first().pk, "I")], sari)
    answered = answer(asked, ratna)
    assert asked.requested_at is not None
    assert answered.decided_at >= asked.requested_at


def test_a_refused_correction_changes_nothing_and_stays_readable(ksm, sheets, sari, ratna):
    before = standing_values(sheets[0])
    asked = ask(sheets[0], [attendance_change(ksm.members.first().pk, "A")], sari)
    assert answer(asked, ratna, approve=False).state == "REFUSED"
    assert standing_values(sheets[0]) == before
    ask(sheets[0], [attendance_change(ksm.members.first().pk, "A")], sari)
    assert Correction.objects.count() == 2


def test_an_older_sheet_is_corrected_where_reopening_is_refused(ksm, sheets, sari, ratna):
    # BUG-035: week 2 is not reopened after week 3 was closed; the correction does it.
    with pytest.raises(MeetingError, match="ajukan koreksi"):
        reopen_sheet(meeting=sheets[1], reason="Salah", by=sari)
    answer(ask(sheets[1], [attendance_change(ksm.members.first().pk, "S")], sari), ratna)
    assert standing_values(sheets[1])["attendance", ksm.members.first().pk] == "S"


def test_the_last_closed_sheet_is_reopened_and_not_corrected(ksm, sheets, sari):
    # BUG-035
    change = attendance_change(ksm.members.first().pk, "A")
    refused("buka kembali lembarnya", ask, sheets[3], [change], sari)


def test_a_sheet_that_is_not_closed_is_not_corrected(ksm, sheets, sari):
    reopen_sheet(meeting=sheets[3], reason="Salah", by=sari)
    change = attendance_change(ksm.members.first().pk, "A")
    refused("tidak sedang tertutup", ask, sheets[3], [change], sari)


def test_a_correction_is_not_applied_once_its_sheet_became_the_last(ksm, sheets, sari, ratna):
    asked = ask(sheets[2], [attendance_change(ksm.members.first().pk, "A")], sari)
    reopen_sheet(meeting=sheets[3], reason="Salah", by=sari)
    refused("buka kembali lembarnya", answer, asked, ratna)
    assert answer(asked, ratna, approve=False).state == "REFUSED"


@pytest.mark.parametrize("who", ["sari", "other"])
def test_the_asker_never_answers(ksm, sheets, sari, who):
    # BUG-107: maker and checker are two people, whoever holds which posting.
    asker = sari if who == "sari" else make_facilitator("dewi")
    asked = ask(sheets[0], [attendance_change(ksm.members.first().pk, "A")], asker)
    for approve in (True, False):
        refused("tidak boleh menjawab sendiri", answer, asked, asker, approve=approve)
    asked.refresh_from_db()
    assert asked.state == "WAITING"


def test_a_correction_is_answered_once(ksm, sheets, sari, ratna):
    asked = ask(sheets[0], [attendance_change(ksm.members.first().pk, "A")], sari)
    answer(asked, ratna)
    refused("sudah dijawab", answer, asked, ratna, approve=False)


def test_one_request_waits_per_sheet(ksm, sheets, sari):
    first, second = ksm.members.all()[:2]
    ask(sheets[0], [attendance_change(first.pk, "A")], sari)
    refused("masih menunggu", ask, sheets[0], [attendance_change(second.pk, "A")], sari)
    ask(sheets[1], [attendance_change(second.pk, "A")], sari)
    assert ksm.corrections.count() == 2


def test_it_wants_a_change_and_a_reason(ksm, sheets, sari):
    member = ksm.members.first()
    refused("Belum ada yang diubah", ask, sheets[0], [attendance_change(member.pk, "H")], sari)
    refused("Belum ada yang diubah", ask, sheets[0], [], sari)
    refused("Tulis alasannya", ask, sheets[0], [attendance_change(member.pk, "A")], sari, reason="  ")
    twice = [attendance_change(member.pk, "A"), attendance_change(member.pk, "I")]
    refused("satu kali", ask, sheets[0], twice, sari)


def test_it_refuses_what_no_sheet_could_say(ksm, sheets, sari):
    member = ksm.members.first()
    newcomer = make_members(ksm, 1, joined_on=START + WEEK)[0]
    cases = [
        ("tidak ada di lembar ini", attendance_change(newcomer.pk, "H")),
        ("Pilih kehadiran", attendance_change(member.pk, "X")),
        ("Pilih terlaksana", agenda_change("savings", "MAYBE")),
        ("mengapa agenda itu tidak berlaku", agenda_change("savings", "NA", " ")),
        ("paling panjang 300", agenda_change("savings", "NA", "x" * 301)),
        ("Hanya buku pinjaman", book_change("cash", None, not_applicable=True)),
        ("Pilih salah satu untuk buku", book_change("loans", START, not_applicable=True)),
        ("sebelum pertemuan", book_change("cash", START - datetime.timedelta(1))),
        ("sesudah hari ini", book_change("cash", TODAY + datetime.timedelta(1))),
    ]
    for sentence, change in cases:
        refused(sentence, ask, sheets[0], [change], sari)
    assert not Correction.objects.exists()


def test_it_is_not_applied_to_a_row_that_changed_meanwhile(ksm, sheets, sari, ratna):
    member = ksm.members.first()
    asked = ask(sheets[0], [attendance_change(member.pk, "A"), agenda_change("savings", "NOT_DONE")], sari)
    sheets[0].attendance.filter(member=member).update(status="S")
    before = standing_values(sheets[0])
    refused("sudah berubah sejak", answer, asked, ratna)
    assert standing_values(sheets[0]) == before
    asked.refresh_from_db()
    assert asked.state == "WAITING"


def test_a_corrected_book_date_names_a_checker_where_nobody_had_checked(ksm, sari, ratna):
    sheet = make_sheet(ksm, START, books=(), checked_by="")
    first = close(ksm, sheet, sari)
    first.books.create(ksm=ksm, sequence=1, code="cash", label="Buku kas")
    close(ksm, make_sheet(ksm, START + WEEK), sari)
    answer(ask(first, [book_change("cash", START)], sari), ratna)
    assert first.books.get(code="cash").checked_by == sari.full_name


def test_the_standing_equals_a_recomputation_afterwards(ksm, sheets, sari, ratna):
    now = timezone.make_aware(datetime.datetime.combine(TODAY, datetime.time(12)))
    refresh_standings(Ksm.objects.all(), now=now)
    before = ksm.standing.figures
    members = list(ksm.members.all())
    answer(ask(sheets[0], [attendance_change(member.pk, "A") for member in members], sari), ratna)
    assert refresh_standings(Ksm.objects.all(), now=now) == 1
    stored = type(ksm.standing).objects.get(ksm=ksm)
    [computed] = compute_standings([Ksm.objects.get(pk=ksm.pk)], TODAY)
    fields = [field.name for field in stored._meta.concrete_fields]
    assert {name: getattr(stored, name) for name in fields} == {
        name: getattr(computed, name) for name in fields
    }
    assert stored.figures != before
    assert stored.attendance_met is False


def test_a_frozen_decision_stays_as_it_is_and_is_marked(ksm, sheets, sari, ratna):
    for kind in GroupRule.Kind.values:
        GroupRule.objects.create(ksm=ksm, kind=kind, text="Disepakati", agreed_on=START, signed=True)
    decided = declare_passed(ksm=ksm, by=sari, role="Fasilitator", as_of=TODAY)
    frozen = (decided.facts, decided.findings, decided.thresholds, decided.all_met)
    assert not was_corrected(decided)
    everybody = [attendance_change(member.pk, "A") for member in ksm.members.all()]
    asked = ask(sheets[0], everybody, sari)
    assert not was_corrected(decided)
    answer(asked, ratna)
    decided.refresh_from_db()
    assert was_corrected(decided)
    assert (decided.facts, decided.findings, decided.thresholds, decided.all_met) == frozen
    assert not judge_one(Ksm.objects.get(pk=ksm.pk), TODAY)[1].all_met


def test_a_correction_of_another_group_or_window_marks_nothing(ksm, sheets, sari, ratna):
    for kind in GroupRule.Kind.values:
        GroupRule.objects.create(ksm=ksm, kind=kind, text="Disepakati", agreed_on=START, signed=True)
    decided = declare_passed(ksm=ksm, by=sari, role="Fasilitator", as_of=TODAY)
    later = close(ksm, make_sheet(ksm, TODAY), sari)
    close(ksm, make_sheet(ksm, TODAY + WEEK), sari)
    day = TODAY + 2 * WEEK
    answer(ask(later, [attendance_change(ksm.members.first().pk, "A")], sari, today=day), ratna, today=day)
    assert not was_corrected(decided)


def test_an_extra_meeting_is_corrected_too(ksm, sari, ratna):
    close(ksm, make_sheet(ksm, START), sari)
    extra = close(ksm, make_sheet(ksm, START + datetime.timedelta(2), kind="EXTRA"), sari)
    close(ksm, change_row(make_sheet(ksm, START + WEEK), 0, attendance="T"), sari)
    answer(ask(extra, [attendance_change(ksm.members.first().pk, "A")], sari), ratna)
    assert standing_values(extra)["attendance", ksm.members.first().pk] == "A"
