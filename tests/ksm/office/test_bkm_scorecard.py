"""The scorecard of a BKM: how many of its groups meet each indicator, quarter by quarter, on paper too."""

import io
from fractions import Fraction

import pytest
from pypdf import PdfReader

from groups.models import Scorecard
from groups.path.aims import INDICATORS, Period
from ksm.office.bkm_scorecard import QUARTERS_SHOWN, bkm_scorecard
from tests.support.factories import make_bkm, make_ksm

pytestmark = pytest.mark.django_db
SPRING, SUMMER = Period(2025, 2), Period(2025, 3)


def card(ksm, by, period, *met, without=()):
    """A stored scorecard in which the named indicators are met."""
    answers = {one.code: [one.code in met, ""] for one in INDICATORS if one.code not in without}
    computed = {one.code for one in INDICATORS if one.computed}
    return Scorecard.objects.create(
        ksm=ksm,
        period_first=period.first,
        judged={code: answer for code, answer in answers.items() if code not in computed},
        computed={code: answer for code, answer in answers.items() if code in computed},
        filled_by=by,
    )


def counts(scorecard):
    return {row.indicator.code: row.counts for aim in scorecard.aims for row in aim.indicators}


def test_it_counts_groups_that_meet_each_indicator_of_those_that_filled_it(bkm, mawar, sari):
    melati = make_ksm(bkm, name="KSM Melati")
    card(mawar, sari, SPRING, "routine_meetings")
    card(mawar, sari, SUMMER, "routine_meetings", "pro_poor_goal")
    card(melati, sari, SUMMER, "pro_poor_goal", without=("joint_liability",))
    card(make_ksm(make_bkm("BKM Kesawan", "12.71.01.1001")), sari, SUMMER, "pro_poor_goal")
    found = bkm_scorecard(bkm)
    assert (found.periods, found.filled) == ((SPRING, SUMMER), (1, 2))
    assert counts(found)["routine_meetings"] == ((1, 1), (1, 2))
    assert counts(found)["pro_poor_goal"] == ((0, 1), (2, 2))
    assert counts(found)["joint_liability"] == ((0, 1), (0, 1))  # Melati never answered it
    first, _, third, *_ = found.aims
    assert (first.share(0), first.share(1)) == (Fraction(1, 4), Fraction(1, 8))
    assert third.share(1) == Fraction(2, 10)
    assert found.trend[0] == (first.aim.label, [("II 2025", Fraction(1, 4)), ("III 2025", Fraction(1, 8))])


def test_what_nothing_was_there_for_counts_in_no_share(bkm, mawar, sari):
    filled = card(mawar, sari, SUMMER, "pro_poor_goal")
    filled.computed["loans_returned"] = filled.computed["records_kept"] = [None, "0 dari 0"]
    filled.save()
    card(make_ksm(bkm), sari, SUMMER, "loans_returned")
    found = bkm_scorecard(bkm)
    assert counts(found)["loans_returned"] == ((1, 1),)
    assert found.aims[3].share(0) == Fraction(1, 4)  # one of six answers is met, two are left out


def test_the_newest_of_a_quarter_counts_and_six_quarters_are_shown(bkm, mawar, sari):
    card(mawar, sari, SPRING, "pro_poor_goal")
    card(mawar, sari, SPRING)
    period = SPRING
    for _ in range(QUARTERS_SHOWN - 1):
        period = period.previous
        card(mawar, sari, period)
    found = bkm_scorecard(bkm)
    assert len(found.periods) == QUARTERS_SHOWN
    assert counts(found)["pro_poor_goal"][-1] == (0, 1)
    card(mawar, sari, period.previous)
    assert bkm_scorecard(bkm).periods == found.periods


def test_it_is_shown_and_printed(bkm, mawar, sari, ratna, budi, as_user):
    assert "Belum ada rapor" in as_user(ratna).get(f"/bkm/{bkm.pk}/rapor/").content.decode()
    card(mawar, sari, SUMMER, "pro_poor_goal")
    shown = as_user(ratna).get(f"/bkm/{bkm.pk}/rapor/").content.decode()
    assert "1 dari 1" in shown
    assert "Triwulan III 2025: 1 KSM mengisi" in shown
    pdf = as_user(ratna).get(f"/bkm/{bkm.pk}/rapor.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    assert "Tujuan memihak warga miskin" in text
    assert as_user(budi).get(f"/bkm/{bkm.pk}/rapor/").status_code == 404


@pytest.mark.parametrize("groups", [1, 3])
def test_it_takes_one_query_for_one_group_and_three(bkm, sari, groups, django_assert_num_queries):
    for _ in range(groups):
        card(make_ksm(bkm), sari, SUMMER)
    with django_assert_num_queries(1):
        assert bkm_scorecard(bkm).filled == (groups,)
