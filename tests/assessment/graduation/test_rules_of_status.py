"""Just on each side of the line: five rules (E1), who declares (F1), never losing it (F4), stages (I1)."""

import datetime
from dataclasses import replace

import pytest

from assessment.graduation.criteria import judge
from assessment.graduation.decisions import declare_passed
from assessment.graduation.windows import judge_one
from assessment.models import Standing
from assessment.standings import refresh_standings
from groups.access import access_for
from groups.models import GrowthStage, Ksm
from ksm.group.growth import Evidence, proposed_stage
from ksm.group.overview import overview_of
from tests.assessment.graduation.test_criteria import KINDS, RULES, facts, held
from tests.support.eligible import sign_rules
from tests.support.factories import (
    START,
    make_administrator,
    make_city_coordinator,
    make_coordinator,
    make_ksm,
    make_members,
    make_unit_staff,
    make_volunteer,
)
from tests.support.sheets import change_row, close, make_sheet

WEEK = datetime.timedelta(weeks=1)
Stage = GrowthStage.Stage


@pytest.mark.parametrize(("rules", "met"), [(KINDS - {"INSTALLMENT"}, False), (KINDS, True)])
def test_four_rules_are_not_enough_and_five_are_though_nothing_was_lent(rules, met):
    meetings = [held(week, 10) for week in (1, 2, 3, 4)]
    finding = judge(facts(10, meetings, rules_agreed=rules), RULES).finding("five_rules")
    assert (finding.numerator, finding.met) == (len(rules), met)


@pytest.mark.django_db
def test_facilitator_and_own_volunteer_declare_and_nobody_else(mawar, bkm, sari, tini):
    others = [
        make_volunteer("wati", make_ksm(bkm)),
        *(make_unit_staff(f"petugas-{unit.lower()}", bkm, unit) for unit in ("UPK", "UPL", "UPS")),
        make_coordinator("ratna", bkm),
        make_city_coordinator("hasan"),
        make_administrator(),
    ]
    assert [access_for(user, mawar).can_decide for user in (sari, tini)] == [True, True]
    assert not any(access_for(user, mawar).can_decide for user in others)
    Ksm.objects.filter(pk=mawar.pk).update(phase="CLOSED", closed_on=START, closed_reason="Bubar")
    mawar.refresh_from_db()
    assert not any(access_for(user, mawar).can_decide for user in (sari, tini))


def passed_group(ksm, by, absent_in_week_8):
    """Passed after four full weeks; then four more, the last of them with as many absent as given."""
    make_members(ksm, 5)
    sign_rules(ksm)
    for week in range(4):
        close(ksm, make_sheet(ksm, START + week * WEEK), by)
    declare_passed(ksm=ksm, by=by, role="Fasilitator", as_of=START + 4 * WEEK)
    for week in range(4, 8):
        sheet = make_sheet(ksm, START + week * WEEK)
        if week == 7:
            for index in range(absent_in_week_8):
                sheet = change_row(sheet, index, attendance="A")
        close(ksm, sheet, by)
    ksm.refresh_from_db()
    return ksm


@pytest.mark.django_db
@pytest.mark.parametrize(("absent", "falls"), [(3, False), (4, True)])
def test_a_model_group_below_the_line_is_warned_about_and_keeps_its_status(mawar, sari, absent, falls):
    """Four weeks of five: with 3 absences 17/20 = 85% holds, with 4 absences 16/20 = 80% does not."""
    ksm, day = passed_group(mawar, sari, absent), START + 8 * WEEK
    _, judgement, _ = judge_one(ksm, day)
    assert judgement.finding("attendance").met is not falls
    warnings = overview_of(ksm, day).warnings
    assert [text for text in warnings if "tidak dicabut" in text] == (
        ["Empat pertemuan terakhir di bawah syarat. Status tidak dicabut dengan sendirinya."] if falls else []
    )
    refresh_standings(Ksm.objects.all(), now=datetime.datetime.combine(day, datetime.time(5), datetime.UTC))
    standing = Standing.objects.get(ksm=ksm)
    assert (standing.status, standing.missing_count) == ("MODEL", int(falls))
    ksm.refresh_from_db()
    assert ksm.phase == Ksm.Phase.MODEL


def evidence(**unmet):
    """Two things for each stage, all of them there except one of each stage named."""
    found = [Evidence(stage, f"{stage} {number}", True, "") for stage in Stage for number in (1, 2)]
    return [replace(one, met=False) if one.label in unmet.values() else one for one in found]


def test_a_stage_is_proposed_when_all_of_it_and_of_those_below_is_there():
    assert proposed_stage(evidence()) == Stage.FLOURISHING
    assert proposed_stage(evidence(lacking="FLOURISHING 2")) == Stage.GROWING
    assert proposed_stage(evidence(lacking="GROWING 1")) == Stage.SEEDLING
    assert proposed_stage(evidence(lacking="SEEDLING 2")) is None
