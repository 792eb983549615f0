"""A group without any scheduled meeting has missed nothing (J29): no data yet, nothing lost, no extension."""

import pytest

from assessment.graduation.windows import judge_latest, judge_one
from tests.support.factories import START, make_ksm, make_members


@pytest.fixture
def forming(bkm):
    ksm = make_ksm(bkm, code="BARU", started=None)
    make_members(ksm, 5)
    return ksm


def test_nothing_about_it_is_beyond_reach_and_nothing_is_to_be_extended(forming):
    for judged in (judge_one(forming, START), judge_latest(forming, START)):
        assert [finding.reachable for finding in judged.judgement.findings[1:]] == [None] * 4
        assert judged.judgement.state == "insufficient_data"
        assert judged.judgement.may_extend is False


def test_its_page_says_that_there_are_no_data_yet(forming, as_user, sari):
    page = as_user(sari).get(f"/ksm/{forming.pk}/penilaian/").content.decode()
    assert "Tidak bisa tercapai lagi" not in page
    assert "perpanjangan" not in page.split("<main", 1)[1].lower()
