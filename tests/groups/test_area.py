"""The rule of area is said once, as a filter and as a question about one group: both agree."""

import datetime

import pytest

from groups.areas import visible_bkms
from groups.models import Bkm, Ksm, Posting, Region
from tests.support import factories

TODAY = datetime.date(2025, 6, 30)
KELURAHAN = ("33.74.06.1005", "33.74.06.1006", "33.74.16.1001", "12.71.01.1001")
REGIONS = ("33", "33.74", "33.74.06", *KELURAHAN)


def make_region(code):
    """A region with all that lies above it, which the small map of the factories does not hold."""
    above = code.rpartition(".")[0]
    parent = make_region(above) if above else None
    facts = {"name": code, "level": code.count(".") + 1, "parent": parent, "full_name": code}
    return Region.objects.get_or_create(code=code, defaults=facts)[0]


@pytest.fixture
def groups(db):
    """Two groups in each of four kelurahan."""
    for code in KELURAHAN:
        bkm = Bkm.objects.create(name=f"BKM {code}", kelurahan=make_region(code))
        for letter in "AB":
            factories.make_ksm(bkm, code=letter, name=f"KSM {letter} {code}")
    return list(Ksm.objects.select_related("bkm").order_by("pk"))


def every_posting(groups):
    """One posting for each kind of scope there is, one user each."""
    ksm = groups[3]
    scopes = [{"role": "FACILITATOR", "region_id": code} for code in REGIONS]
    scopes += [{"role": "CITY_COORDINATOR", "region_id": code} for code in REGIONS]
    scopes += [
        {"role": "BKM_COORDINATOR", "bkm": ksm.bkm},
        {"role": "UNIT_STAFF", "bkm": ksm.bkm, "unit": "UPK"},
    ]
    scopes += [{"role": "VOLUNTEER", "ksm": ksm}, {"role": "ADMINISTRATOR"}]
    for number, scope in enumerate(scopes):
        user = factories.make_user(f"orang{number}")
        yield Posting.objects.create(user=user, start=TODAY, **scope)


def test_the_filter_and_the_question_give_the_same_groups(groups):
    answers = []
    for posting in every_posting(groups):
        asked = {ksm.pk for ksm in groups if posting.covers(ksm)}
        seen = set(Ksm.objects.visible_to(posting.user, TODAY).values_list("pk", flat=True))
        boards = set(visible_bkms(posting.user, TODAY).values_list("pk", flat=True))
        assert seen == asked, posting.role
        assert boards == {ksm.bkm_id for ksm in groups if ksm.pk in asked}, posting.role
        answers.append(len(asked))
    # Province, city, district, then four kelurahan, twice; then a BKM twice, one group, everything.
    assert answers == [6, 6, 4, 2, 2, 2, 2] * 2 + [2, 2, 1, 8]


def test_who_has_no_posting_sees_nothing(groups):
    nobody = factories.make_user("siapa")
    assert list(Ksm.objects.visible_to(nobody, TODAY)) == []
    assert list(visible_bkms(nobody, TODAY)) == []
