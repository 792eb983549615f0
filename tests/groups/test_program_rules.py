"""The programme's thresholds: seen by everybody, set anew by an administrator, never backwards."""

import datetime

import pytest

from groups.models import ProgramRule
from groups.program_rules import set_program_rule
from groups.refusals import GroupError
from tests.support.factories import START

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def typed(**fields):
    kept = ProgramRule.objects.in_force_on(START)
    names = [column.name for column in ProgramRule._meta.fields]
    base = {name: getattr(kept, name) for name in names if name not in {"id", "recorded_by", "blm_returns"}}
    return base | {"effective_from": "2099-01-01", "source": "Rapat kota"} | fields


def test_an_administrator_sets_them_anew_and_the_old_ones_stay(admin, sari, as_user):
    answer = as_user(admin).post("/ketentuan/baru/", typed(trained_min_percent=90, visit_every_days=14))
    assert answer.url == "/ketentuan/"
    assert ProgramRule.objects.in_force_on(datetime.date(2098, 12, 31)).trained_min_percent == 100
    rule = ProgramRule.objects.in_force_on(datetime.date(2099, 1, 1))
    assert (rule.trained_min_percent, rule.visit_every_days, rule.recorded_by) == (90, 14, admin)
    page = as_user(sari).get("/ketentuan/").content.decode()
    assert "Rapat kota" in page
    assert "Ketentuan baru" not in page
    assert as_user(sari).post("/ketentuan/baru/", typed()).status_code == 403


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"effective_from": "2025-06-01"}, "effective_from"),
        ({"attendance_above_percent": "101"}, "attendance_above_percent"),
        ({"attendance_above_percent": "-1"}, "attendance_above_percent"),
        ({"attendance_above_percent": "80,5"}, "attendance_above_percent"),
        ({"window_meetings": "0"}, "window_meetings"),
        ({"visit_every_days": "1001"}, "visit_every_days"),
        ({"blm_tranches": "60, 30"}, "blm_tranches"),
        ({"blm_tranches": "100, 0"}, "blm_tranches"),
        ({"blm_tranches": "enam puluh"}, "blm_tranches"),
        ({"source": ""}, "source"),
    ],
)
def test_bad_values_get_a_sentence_and_change_nothing(admin, as_user, fields, field):
    answer = as_user(admin).post("/ketentuan/baru/", typed(**fields))
    assert list(answer.context["form"].errors) == [field]
    assert ProgramRule.objects.count() == 1


def test_tomorrow_is_soon_enough_today_is_not_and_a_day_has_one_set(admin):
    values = {"today": START, "by": admin, "blm_tranches": "100", "source": "Rapat"}
    with pytest.raises(GroupError, match="paling awal besok"):
        set_program_rule(effective_from=START, **values)
    set_program_rule(effective_from=START + DAY, **values)
    with pytest.raises(GroupError, match="Sudah ada ketentuan"):
        set_program_rule(effective_from=START + DAY, **values)
