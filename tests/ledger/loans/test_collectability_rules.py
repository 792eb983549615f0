"""Class limits and reserves: seen by everybody, set anew by an administrator, never backwards."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from ledger.journal.posting import LedgerError
from ledger.loans.limits import set_collectability_rule
from ledger.loans.quality import limits_on, loan_quality
from ledger.models import CollectabilityRule
from tests.support.factories import START
from tests.support.lending import LENT, WEEK, lend, make_group

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
URL = "/ketentuan/kolektibilitas/"
# The first set, as the migration writes it.
VALUES = {
    "upto_2": 3,
    "upto_3": 6,
    "upto_4": 9,
    "past_maturity_is_bad": True,
    "at_risk_from": 3,
    "reserve_1": 1,
    "reserve_2": 5,
    "reserve_3": 15,
    "reserve_4": 50,
    "reserve_5": 100,
}


def typed(**fields):
    return {
        "effective_from": "2099-01-01",
        "source": "Rapat kota",
        **VALUES,
        "past_maturity_is_bad": "on",
    } | fields


def test_an_administrator_sets_them_anew_and_the_old_ones_stay(admin, sari, as_user):
    answer = as_user(admin).post(f"{URL}baru/", typed(upto_2=1, upto_3=2, upto_4=4, reserve_2=10))
    assert answer.url == URL
    assert limits_on(datetime.date(2098, 12, 31)).upto == (3, 6, 9)
    assert limits_on(datetime.date(2099, 1, 1)).upto == (1, 2, 4)
    rule = CollectabilityRule.objects.in_force_on(datetime.date(2099, 1, 1))
    assert (rule.reserve_2, rule.source, rule.recorded_by) == (10, "Rapat kota", admin)
    page = as_user(sari).get(URL).content.decode()
    assert "Rapat kota" in page
    assert "Ketentuan baru" not in page
    assert as_user(sari).post(f"{URL}baru/", typed()).status_code == 403


def test_the_form_begins_with_what_is_in_force_and_says_that_the_programme_may_differ(admin, as_user):
    page = as_user(admin).get(f"{URL}baru/")
    form = page.context["form"]
    assert {name: form[name].value() for name in VALUES} == VALUES
    numbers = [name for name, value in VALUES.items() if value is not True]
    assert all("Program dapat memakai angka lain." in form.fields[name].help_text for name in numbers)
    assert "belum dapat dipastikan" in as_user(admin).get(URL).content.decode()


def test_it_is_found_from_the_programmes_thresholds_and_from_a_groups_classes(mawar, sari, as_user):
    client = as_user(sari)
    assert URL in client.get("/ketentuan/").content.decode()
    assert URL in client.get(f"/ksm/{mawar.pk}/kolektibilitas/").content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"effective_from": "2025-06-01"}, "effective_from"),
        ({"effective_from": "besok"}, "effective_from"),
        ({"upto_2": "0"}, "upto_2"),
        ({"upto_3": "3"}, "upto_3"),
        ({"upto_4": "6"}, "upto_4"),
        ({"upto_4": "121"}, "upto_4"),
        ({"upto_2": "2,5"}, "upto_2"),
        ({"at_risk_from": "0"}, "at_risk_from"),
        ({"reserve_1": "-1"}, "reserve_1"),
        ({"reserve_5": "101"}, "reserve_5"),
        ({"reserve_3": ""}, "reserve_3"),
        ({"source": ""}, "source"),
    ],
)
def test_bad_values_get_a_sentence_and_change_nothing(admin, as_user, fields, field):
    answer = as_user(admin).post(f"{URL}baru/", typed(**fields))
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["upto_2"].value() == str(fields.get("upto_2", 3))
    assert CollectabilityRule.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [{"upto_2": 1, "upto_3": 2, "upto_4": 3}, {"upto_4": 120}, {"reserve_1": 0}, {"at_risk_from": 1}],
)
def test_the_last_values_that_are_allowed(admin, as_user, fields):
    assert as_user(admin).post(f"{URL}baru/", typed(**fields)).status_code == 302
    rule = CollectabilityRule.objects.first()
    assert {name: getattr(rule, name) for name in fields} == fields


def test_tomorrow_is_soon_enough_today_is_not_and_a_day_has_one_set(admin):
    facts = {"today": START, "by": admin, "source": "Rapat", **VALUES}
    with pytest.raises(LedgerError, match="paling awal besok"):
        set_collectability_rule(effective_from=START, **facts)
    set_collectability_rule(effective_from=START + DAY, **facts)
    with pytest.raises(LedgerError, match="Sudah ada ketentuan"):
        set_collectability_rule(effective_from=START + DAY, **facts)


def test_limits_and_reserves_are_checked_by_the_verb_and_by_the_database(admin):
    facts = {"effective_from": START + DAY, "today": START, "by": admin, "source": "Rapat"}
    with pytest.raises(LedgerError, match="lebih dari batas kelas sebelumnya, 6"):
        set_collectability_rule(**facts, **VALUES | {"upto_4": 6})
    with pytest.raises(LedgerError, match="antara 0 dan 100"):
        set_collectability_rule(**facts, **VALUES | {"reserve_2": 101})
    for wrong in ({"upto_4": 6}, {"reserve_2": 101}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CollectabilityRule.objects.create(effective_from=START + DAY, **VALUES | wrong)


def test_a_report_of_an_older_day_keeps_its_classes(bkm, admin):
    """Two unpaid weeks: class 2 with 5% by the first set; class 3 with 15% from the new one's day on."""
    ksm = make_group(bkm)
    lend(ksm, principal=100_000, periods=10)
    day = LENT + 2 * WEEK + DAY
    facts = {"today": day, "by": admin, "source": "Rapat", **VALUES | {"upto_2": 1, "upto_3": 2}}
    set_collectability_rule(effective_from=day + DAY, **facts)
    assert [(row.number, row.reserve) for row in loan_quality(ksm, day)] == [(2, 5_000)]
    assert [(row.number, row.reserve) for row in loan_quality(ksm, day + DAY)] == [(3, 15_000)]


@pytest.mark.parametrize("sets", [1, 3])
def test_the_page_takes_the_same_queries_for_one_set_and_three(
    admin, as_user, sets, django_assert_num_queries
):
    for number in range(1, sets):
        CollectabilityRule.objects.create(effective_from=START + number * DAY, recorded_by=admin)
    client = as_user(admin)
    with django_assert_num_queries(6):
        client.get(URL)
