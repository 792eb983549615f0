"""Eligibility: every criterion just on each side of its line (domain.md 3.1, G1-G3)."""

import datetime
from dataclasses import replace
from fractions import Fraction

import pytest

from assessment.eligibility.criteria import (
    PEOPLE_ITEMS,
    EligibilityFacts,
    Judged,
    LendingFacts,
    Limits,
    Verdict,
    judge_eligibility,
    recommends,
)

DAY = datetime.date(2025, 8, 25)
TOPICS = ("Dinamika kelompok", "Pembukuan")
SEEN = Judged(True, DAY, "Joko")
GOOD = EligibilityFacts(
    as_of=DAY,
    week=13,
    members=10,
    women=3,
    in_ps2=10,
    saving_weeks=12,
    rules_perform=True,
    books_timely=True,
    trained=dict.fromkeys(TOPICS, 10),
    agreement_signed=True,
    judged=dict.fromkeys(PEOPLE_ITEMS, SEEN),
    lending=LendingFacts(due=5, due_on_time=4, oldest_arrears=30, lent=2),
)
LIMITS = Limits(min_members=5, min_women=Fraction(30, 100), from_week=13)


def finding(code, **changes):
    return next(one for one in judge_eligibility(replace(GOOD, **changes), LIMITS) if one.code == code)


def test_it_recommends_when_everything_stands_exactly_on_the_line():
    findings = judge_eligibility(GOOD, LIMITS)
    assert [one.code for one in findings if one.verdict != Verdict.MET] == []
    assert len(findings) == 16
    assert recommends(findings)


@pytest.mark.parametrize(
    ("code", "changes", "missing"),
    [
        ("week", {"week": 12}, "Belum waktunya: baru minggu 12."),
        ("week", {"week": None}, "Belum waktunya: baru minggu 0."),
        ("size", {"members": 4, "women": 4}, "Kurang 1 anggota."),
        ("women", {"women": 2}, "Perempuan baru 2 dari 10 anggota."),
        ("ps2", {"in_ps2": 9}, "1 anggota belum tercantum PS-2."),
        ("savings", {"saving_weeks": 11}, "Kurang 1 minggu menabung tanpa putus."),
        (
            "rules",
            {"rules_perform": False},
            "Ada syarat yang belum terpenuhi dalam empat pertemuan terakhir.",
        ),
        ("books", {"books_timely": False}, "Ada buku yang terlambat dalam empat pertemuan terakhir."),
        (
            "training",
            {"trained": {"Dinamika kelompok": 10, "Pembukuan": 9}},
            "Belum cukup: Pembukuan (9 dari 10).",
        ),
        (
            "agreement",
            {"agreement_signed": False},
            "Masih ada aturan yang belum disepakati atau ditandatangani.",
        ),
    ],
)
def test_it_says_what_is_missing_just_below_the_line(code, changes, missing):
    found = finding(code, **changes)
    assert (found.verdict, found.missing) == (Verdict.NOT_MET, missing)
    assert not recommends(judge_eligibility(replace(GOOD, **changes), LIMITS))


@pytest.mark.parametrize(
    ("code", "changes"),
    [("size", {"members": 5}), ("women", {"members": 13, "women": 4}), ("savings", {"saving_weeks": 13})],
)
def test_it_is_content_on_the_other_side_of_the_line(code, changes):
    assert finding(code, **changes).verdict == Verdict.MET


@pytest.mark.parametrize(
    ("code", "share", "changes"),
    [
        ("training", {"trained_share": Fraction(9, 10)}, lambda count: {"trained": {"Pembukuan": count}}),
        ("ps2", {"ps2_share": Fraction(9, 10)}, lambda count: {"in_ps2": count}),
    ],
)
def test_the_shares_of_training_and_ps2_are_settings(code, share, changes):
    limits = replace(LIMITS, **share)
    verdicts = [
        next(one for one in judge_eligibility(replace(GOOD, **changes(count)), limits) if one.code == code)
        for count in (8, 9)
    ]
    assert [one.verdict for one in verdicts] == [Verdict.NOT_MET, Verdict.MET]


@pytest.mark.parametrize(("code", "field"), [("rules", "rules_perform"), ("books", "books_timely")])
def test_it_does_not_blame_a_group_for_meetings_that_are_not_recorded_yet(code, field):
    found = finding(code, **{field: None})
    assert found.verdict == Verdict.UNKNOWN
    assert found.missing == "Belum ada empat pertemuan rutin yang selesai dicatat."


@pytest.mark.parametrize("code", PEOPLE_ITEMS)
def test_what_people_see_is_unknown_until_somebody_saw_it_and_then_as_they_saw_it(code):
    others = {key: SEEN for key in PEOPLE_ITEMS if key != code}
    assert finding(code, judged=others).verdict == Verdict.UNKNOWN
    seen = Judged(False, DAY, "Joko", "Belum semua")
    found = finding(code, judged=others | {code: seen})
    assert (found.verdict, found.missing) == (Verdict.NOT_MET, "Belum semua")
    assert found.figure == "tidak, 25 Agustus 2025, Joko"
    assert not recommends(judge_eligibility(replace(GOOD, judged=others), LIMITS))


def lending(**changes):
    return {"lending": replace(GOOD.lending, **changes)}


@pytest.mark.parametrize(
    ("code", "changes", "missing"),
    [
        ("repaying", {"due_on_time": 3}, "Angsuran yang dibayar penuh pada waktunya baru 60%."),
        ("repaying", {"oldest_arrears": 31}, "Ada tunggakan anggota 31 hari."),
        ("repaying", {"upk_overdue": 1}, "Ada tunggakan kepada UPK 1 hari."),
        ("lending", {"passed_over": ("P-02", "P-04")}, "Mendahului urutan tanpa alasan: P-02, P-04."),
    ],
)
def test_rules_four_and_five_fail_just_below_their_line_and_the_five_rules_with_them(code, changes, missing):
    found = finding(code, **lending(**changes))
    assert (found.verdict, found.missing) == (Verdict.NOT_MET, missing)
    rules = finding("rules", **lending(**changes))
    assert (rules.verdict, rules.missing) == (Verdict.NOT_MET, missing)
    assert not recommends(judge_eligibility(replace(GOOD, **lending(**changes)), LIMITS))


def test_where_nothing_was_due_or_lent_rules_four_and_five_neither_pass_nor_fail():
    quiet = replace(GOOD, lending=LendingFacts())
    found = {one.code: one.verdict for one in judge_eligibility(quiet, LIMITS)}
    assert (found["lending"], found["repaying"]) == (Verdict.NOTHING, Verdict.NOTHING)
    assert found["rules"] == Verdict.MET
    assert recommends(judge_eligibility(quiet, LIMITS))


def test_the_lines_of_rules_four_and_five_are_settings():
    loose = replace(LIMITS, arrears_days=60, loans_in_order=False, repaid_share=Fraction(1, 2))
    facts = replace(GOOD, **lending(oldest_arrears=60, passed_over=("P-02",), due_on_time=3))
    assert recommends(judge_eligibility(facts, loose))
