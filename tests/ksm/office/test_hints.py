"""Who is new reads three sentences for the own role where the day begins, for two weeks."""

import datetime

import pytest
from django.utils import timezone

from groups.models import User
from ksm.guide import parts
from ksm.office.hints import HINTS
from tests.support.factories import make_city_coordinator

pytestmark = pytest.mark.django_db
NEW = "Baru di sini?"


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("sari", "kelompok percobaan yang tidak dihitung"),
        ("tini", "membuka lembar pertemuan KSM Anda"),
        ("joko", "usulan dan LPJ yang diperiksa"),
        ("ratna", "keputusan yang memerlukan orang kedua"),
    ],
)
def test_each_role_reads_its_own(who, said, request, as_user):
    page = as_user(request.getfixturevalue(who)).get("/minggu-ini/").content.decode()
    assert NEW in page
    assert said in page


def test_who_only_reads_begins_at_the_dashboard_with_hints_and_others_see_none_there(as_user, sari):
    assert NEW in as_user(make_city_coordinator("hasan")).get("/dasbor/").content.decode()
    assert NEW not in as_user(sari).get("/dasbor/").content.decode()


@pytest.mark.parametrize(("days", "shown"), [(13, True), (14, False)])
def test_they_go_after_two_weeks(sari, as_user, days, shown):
    joined = timezone.now() - datetime.timedelta(days=days)
    User.objects.filter(pk=sari.pk).update(date_joined=joined)
    assert (NEW in as_user(sari).get("/minggu-ini/").content.decode()) is shown


def test_each_leads_to_a_heading_of_the_guide():
    slugs = {part.slug for part in parts()}
    assert {hints.slug for hints in HINTS.values()} <= slugs
