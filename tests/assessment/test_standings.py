"""A standing always equals a recomputation as of its day: after any history, and after midnight."""

import datetime
from dataclasses import replace

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.eligibility.criteria import Verdict, letters_of, short_labels_with
from assessment.eligibility.facts import assess_eligibility
from assessment.graduation.decisions import DecisionError, declare_passed, extend
from assessment.models import Standing
from assessment.stale import stale
from assessment.standings import MENTORED, compute_standings, refresh_standings
from groups.agreements.five_rules import agree_rule
from groups.members.enrolment import enrol_member, record_leaving
from groups.models import GroupRule, Ksm, ProgramRule
from meetings.corrections.reopening import declare_holiday, last_closed, record_not_held, reopen_sheet
from meetings.refusals import MeetingError
from meetings.sheet.values import SheetError
from tests.support.eligible import WEEK_13, make_eligible
from tests.support.factories import START, make_bkm, make_facilitator, make_ksm, make_member, make_members
from tests.support.lending import LENT, lend, make_group
from tests.support.sheets import close, make_sheet
from tests.support.trials import trials

pytestmark = pytest.mark.django_db
DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(weeks=1)
DATES = {"as_of", "due_on"}
MARKS = st.lists(st.sampled_from("HHHHTISAW"), min_size=5, max_size=5)
STEP = st.one_of(
    st.tuples(st.just("close"), MARKS, st.integers(0, 2)),
    st.tuples(st.sampled_from(["skip", "not_held", "holiday", "reopen", "pass", "extend", "join", "leave"])),
    st.tuples(st.just("rule"), st.sampled_from(GroupRule.Kind.values), st.booleans()),
)


def noon(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


class History:
    """Plays random steps on one group, a week at a time, refusals included."""

    def __init__(self):
        self.sari = make_facilitator("sari")
        self.ksm = make_ksm()
        make_members(self.ksm, 5)
        self.week = 0

    @property
    def day(self):
        return START + self.week * WEEK

    def play(self, step):
        name, *facts = step
        try:
            with transaction.atomic():
                getattr(self, name)(*facts)
        except (SheetError, MeetingError, DecisionError):
            pass
        self.ksm.refresh_from_db()

    def close(self, marks, short):
        sheet = make_sheet(self.ksm, self.day, gaps_reason="Tidak tercatat")
        rows = [replace(row, attendance=mark) for row, mark in zip(sheet.rows, marks, strict=False)]
        rows = [replace(row, wajib=0) if n < short else row for n, row in enumerate(rows)]
        rows += sheet.rows[len(rows) :]
        missing = sum(row.wajib for row in sheet.rows) - sum(row.wajib for row in rows)
        close(
            self.ksm,
            replace(sheet, rows=tuple(rows), counted_cash=sheet.counted_cash - missing),
            self.sari,
        )
        self.week += 1

    def skip(self):
        self.week += 1

    def not_held(self):
        record_not_held(ksm=self.ksm, day=self.day, reason="Hujan", today=self.day, by=self.sari)
        self.week += 1

    def holiday(self):
        declare_holiday(ksm=self.ksm, day=self.day + WEEK, reason="Lebaran", today=self.day, by=self.sari)

    def reopen(self):
        meeting = last_closed(self.ksm)
        if meeting:
            reopen_sheet(meeting=meeting, reason="Salah", by=self.sari)

    def rule(self, kind, signed):
        if not self.ksm.rules.filter(kind=kind, agreed_on=self.day).exists():
            agree_rule(
                ksm=self.ksm,
                kind=kind,
                text="Sepakat",
                agreed_on=self.day,
                signed=signed,
                today=self.day,
                by=self.sari,
            )

    def join(self):
        enrol_member(ksm=self.ksm, name="Baru", sex="P", joined_on=self.day, today=self.day, by=self.sari)

    def leave(self):
        member = self.ksm.members.active_on(self.day).last()
        if member.number > 4:
            record_leaving(member=member, left_on=self.day, reason="Pindah", today=self.day, by=self.sari)

    def extend(self):
        extend(ksm=self.ksm, by=self.sari, role="Fasilitator", as_of=self.day, reason="Perlu waktu")

    def __getattr__(self, name):
        if name == "pass":
            return lambda: declare_passed(ksm=self.ksm, by=self.sari, role="Fasilitator", as_of=self.day)
        raise AttributeError(name)


def values(standing):
    """All that a standing says; when it was computed is not said."""
    names = {field.name: field.attname for field in Standing._meta.concrete_fields}
    return {name: getattr(standing, attname) for name, attname in names.items() if name not in DATES}


def assert_equal_to_recomputation(day):
    refresh_standings(Ksm.objects.all(), now=noon(day))
    ksms = list(Ksm.objects.all())
    fresh = {standing.ksm_id: values(standing) for standing in compute_standings(ksms, day)}
    assert {row.ksm_id: values(row) for row in Standing.objects.all()} == fresh
    for ksm in ksms:
        assert fresh[ksm.pk]["verdicts"] == verdicts_on_its_page(ksm, day)


def verdicts_on_its_page(ksm, day):
    """What the page of a group's eligibility says, as the letters that a standing keeps of a mentored one."""
    return letters_of(assess_eligibility(ksm, day)[1]) if ksm.phase in MENTORED else ""


@pytest.mark.long
@settings(
    max_examples=trials(3, 100),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STEP, max_size=8))
def test_a_standing_equals_a_recomputation_over_any_history_and_after_midnight(steps):
    with transaction.atomic():
        history = History()
        assert_equal_to_recomputation(history.day)
        for step in steps:
            history.play(step)
            assert_equal_to_recomputation(history.day)
        for later in trials((1, 2, 7, 8, 15, 30), (*range(1, 10), 14, 15, 16, 22, 30)):  # nothing is saved
            assert_equal_to_recomputation(history.day + later * DAY)
        transaction.set_rollback(True)


def test_only_what_changed_is_recomputed():
    bkm = make_bkm()
    first, second = make_ksm(bkm), make_ksm(bkm)
    make_members(first, 5)
    now = noon(START)
    assert refresh_standings(Ksm.objects.all(), now=now) == 2
    assert refresh_standings(Ksm.objects.all(), now=now) == 0
    close(first, make_sheet(first, START), make_facilitator("sari"))
    assert list(stale(Ksm.objects.all(), now)) == [first]
    assert refresh_standings(Ksm.objects.all(), now=now) == 1
    assert refresh_standings(Ksm.objects.all(), now=now + DAY) == 0  # no midnight changed anything
    assert refresh_standings(Ksm.objects.all(), now=now + WEEK) == 2  # week 2 begins
    assert Standing.objects.get(ksm=second).as_of == START + WEEK
    assert list(stale(Ksm.objects.all(), now)) == [first, second]  # the clock was set back


def test_the_number_of_queries_does_not_grow_with_the_groups(django_assert_num_queries):
    bkm, sari = make_bkm(), make_facilitator("sari")
    groups = [make_ksm(bkm) for _ in range(3)]
    for ksm in groups:
        make_members(ksm, 5)
        close(ksm, make_sheet(ksm, START), sari)
    for some in (groups[:1], groups):
        with django_assert_num_queries(32):
            compute_standings(some, START + WEEK)


def test_a_week_that_passes_unrecorded_shows_as_lagging_without_any_save():
    ksm = make_ksm()
    make_members(ksm, 5)
    refresh_standings(Ksm.objects.all(), now=noon(START + datetime.timedelta(days=6)))
    assert Standing.objects.get(ksm=ksm).status == Standing.Status.MISSING  # no rule is agreed yet
    refresh_standings(Ksm.objects.all(), now=noon(START + WEEK))  # seven days, not more (J30)
    assert Standing.objects.get(ksm=ksm).status == Standing.Status.MISSING
    refresh_standings(Ksm.objects.all(), now=noon(START + WEEK + datetime.timedelta(days=1)))
    standing = Standing.objects.get(ksm=ksm)
    assert (standing.status, standing.week) == (Standing.Status.LAGGING, 2)
    assert standing.next_step == "Catat pertemuan minggu 1"


def after_four_good_weeks(phase):
    """A group that met in its first four weeks, all criteria met, and in no week since."""
    sari, ksm = make_facilitator("sari"), make_ksm()
    make_members(ksm, 5)
    GroupRule.objects.bulk_create(
        GroupRule(ksm=ksm, kind=kind, text="Sepakat", agreed_on=START, signed=True, minimum_saving=5000)
        for kind in GroupRule.Kind
    )
    for week in range(4):
        close(ksm, make_sheet(ksm, START + week * WEEK), sari)
    Ksm.objects.filter(pk=ksm.pk).update(phase=phase)
    return Ksm.objects.get(pk=ksm.pk)


# 7 September 2026 is day 462, in week 67. The meeting of week 66, 31 August, is seven days past and not yet
# late; weeks 5 to 65 are: 61 meetings, the oldest on 2 June 2025 + 28 days.
SILENT_SINCE, FIFTEEN_MONTHS = datetime.date(2025, 6, 30), datetime.date(2026, 9, 7)


@pytest.mark.parametrize("phase", ["CANDIDATE", "MODEL"])
def test_a_group_that_fell_silent_lags_by_every_past_week(phase):
    [standing] = compute_standings([after_four_good_weeks(phase)], FIFTEEN_MONTHS)
    assert (standing.unrecorded_since, standing.unrecorded_count) == (SILENT_SINCE, 61)
    assert (standing.is_lagging, standing.attention) == (True, 3)
    assert standing.next_step == "Catat 61 pertemuan yang tertinggal, mulai minggu 5"


def test_lagging_wins_over_ready_to_pass():
    ksm = after_four_good_weeks("CANDIDATE")
    end = START + 4 * WEEK
    for days, status in ((7, "READY"), (8, "LAGGING")):  # after the meeting of week 5
        [standing] = compute_standings([ksm], end + datetime.timedelta(days=days))
        assert (standing.state, standing.status) == ("met", status)


def test_what_an_older_version_stored_is_counted_anew():
    ksm = after_four_good_weeks("MODEL")
    refresh_standings(Ksm.objects.all(), now=noon(FIFTEEN_MONTHS))
    Standing.objects.update(unasked=None, due_on=None)  # as the migration leaves them that adds a figure
    assert list(stale(Ksm.objects.all(), noon(FIFTEEN_MONTHS))) == [ksm]


def test_a_standing_keeps_what_holds_of_eligibility_by_the_letter(mawar, sari):
    """Week 13 of a group that lent nothing: 14 of 14 hold, rules four and five have nothing to say; then a
    man joins who is not in PS-2 and was never trained, and a look is withdrawn: 11 of 14.
    """
    make_eligible(mawar, sari)
    [standing] = compute_standings([mawar], WEEK_13)
    assert standing.verdicts == "MMMMMM--MMMMMMMM"
    assert (standing.eligibility_met, standing.eligibility_asked) == (14, 14)
    make_member(mawar, sex="L", ps2="TIDAK")
    mawar.eligibility_checks.filter(code="family_consents").delete()
    [standing] = compute_standings([mawar], WEEK_13)
    assert short_labels_with(standing.verdicts, Verdict.NOT_MET) == ["PS-2", "pelatihan"]
    assert short_labels_with(standing.verdicts, Verdict.UNKNOWN) == ["persetujuan keluarga"]
    assert (standing.eligibility_met, standing.eligibility_asked) == (11, 14)


def test_arrears_that_grow_old_break_rule_five_though_nothing_is_saved():
    """Rp100.000 due on LENT + 7 days is 30 days late on day 37, and too old the day after; the share that is
    paid in time does not count here.
    """
    ProgramRule.objects.create(effective_from=LENT, repaid_min_percent=0)
    ksm = make_group()
    lend(ksm, principal=100_000, periods=1, rate_percent=0)
    [standing] = compute_standings([ksm], LENT + 36 * DAY)
    assert standing.due_on == LENT + 38 * DAY
    old = [compute_standings([ksm], LENT + days * DAY)[0].verdicts[7] for days in (37, 38)]
    assert old == ["M", "N"]
