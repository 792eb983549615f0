"""The day by which an LPJ is due: agreed in days, told as a date, and pointed at when it has passed."""

import datetime

import pytest

from ledger.blm.reading import next_act, stages_of, with_stages
from ledger.models import BlmGrant
from tests.support import blm
from tests.support.factories import make_members

DUE = blm.DAY + datetime.timedelta(days=30)


@pytest.fixture
def grant(mawar):
    make_members(mawar, 3)
    return blm.make_paid(mawar)


def stage_of(grant):
    return stages_of(with_stages(BlmGrant.objects.all()).get(pk=grant.pk))[0]


def test_the_next_act_names_the_day(mawar, grant, sari, as_user):
    act = next_act(with_stages(BlmGrant.objects.all()).get(pk=grant.pk))
    assert act.words == "Kirim LPJ tahap 1, paling lambat 1 Oktober 2025"
    for page in (f"/ksm/{mawar.pk}/blm/{grant.pk}/", f"/ksm/{mawar.pk}/blm/", f"/ksm/{mawar.pk}/"):
        assert act.words in as_user(sari).get(page).content.decode(), page
    assert (
        "paling lambat 01-10-2025" in as_user(sari).get(f"/ksm/{mawar.pk}/blm/{grant.pk}/").content.decode()
    )


def test_it_is_late_from_the_day_after(grant, sari):
    assert not stage_of(grant).is_late(DUE)
    assert stage_of(grant).is_late(DUE + datetime.timedelta(days=1))
    blm.report(grant, 1, sari, today=DUE)
    assert not stage_of(grant).is_late(DUE + datetime.timedelta(days=1))


def test_the_page_says_that_the_day_has_passed(mawar, grant, sari, as_user):
    page = as_user(sari).get(f"/ksm/{mawar.pk}/blm/{grant.pk}/")  # read long after 2025
    assert "LPJ tahap 1 lewat batas 1 Oktober 2025" in page.content.decode()


def test_an_agreement_from_before_has_none(mawar, grant, sari, as_user):
    BlmGrant.objects.update(report_days=None)
    assert stage_of(grant).report_due is None
    page = as_user(sari).get(f"/ksm/{mawar.pk}/blm/{grant.pk}/").content.decode()
    assert "Kirim LPJ tahap 1" in page
    assert "paling lambat" not in page


def test_the_programme_proposes_thirty_days_and_the_agreement_fixes_its_own(
    mawar, sari, joko, ratna, as_user
):
    make_members(mawar, 3)
    grant = blm.decide(blm.verify(blm.sent(mawar, sari), joko), ratna)
    address = f"/ksm/{mawar.pk}/blm/{grant.pk}/perjanjian/"
    assert as_user(sari).get(address).context["form"]["report_days"].value() == 30
    typed = {
        "agreed_on": f"{blm.DAY:%Y-%m-%d}",
        "signers": "Siti",
        "percents": "100",
        "principal_returns": "STAYS",
    }
    refused = as_user(sari).post(address, typed | {"report_days": "0"})
    assert list(refused.context["form"].errors) == ["report_days"]
    as_user(sari).post(address, typed | {"report_days": "45"})
    grant.refresh_from_db()
    assert grant.report_days == 45
