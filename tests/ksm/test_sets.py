"""Many ids as one value of a query find what a list of them finds, and are numbers alone."""

import pytest

from groups.models import Ksm, Member
from ksm.sets import Numbers, among
from tests.support.factories import make_bkm, make_ksm, make_members

pytestmark = pytest.mark.django_db


@pytest.fixture
def groups():
    bkm = make_bkm()
    groups = [make_ksm(bkm) for _ in range(3)]
    for ksm in groups:
        make_members(ksm, 2)
    return groups


def test_it_finds_what_a_list_finds(groups):
    ids = [groups[0].pk, groups[2].pk]
    for given in (ids, iter(ids), Ksm.objects.filter(pk__in=ids).values("pk")):
        assert set(Member.objects.filter(among(given)).values_list("ksm_id", flat=True)) == set(ids)
    assert list(Ksm.objects.filter(among(ids, "pk")).order_by("pk")) == [groups[0], groups[2]]
    assert Member.objects.exclude(among(ids)).count() == 2


def test_it_finds_nothing_of_no_id_and_asks_nobody(groups, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not Member.objects.filter(among([])).exists()
    assert Member.objects.exclude(among([])).count() == 6


def test_it_takes_whole_numbers_alone():
    with pytest.raises(ValueError, match="invalid literal"):
        Numbers(["1) OR (1=1"])


def test_very_many_go_into_one_statement(groups, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert Ksm.objects.filter(among(range(1_000_000, 1_100_000), "pk")).count() == 0
