"""Checklists, stages, the community's status, scorecards and what people saw are withdrawn like all else."""

from unittest import mock

import pytest

from assessment.graduation.decisions import was_corrected
from assessment.models import Assessment, EligibilityCheck, Kind
from groups.models import ChecklistRecord, CommunityStatus, GrowthStage, Scorecard, Welfare
from groups.path.aims import JUDGED, Period
from groups.path.growing import set_community_status, set_stage
from groups.path.steps import CHECKLISTS
from groups.path.travelling import fill_checklist, record_training
from groups.registers.welfare import record_welfare
from groups.registers.withdrawing import withdraw
from ksm.group.scorecard import fill_scorecard
from ksm.office.bkm_scorecard import bkm_scorecard
from tests.support.eligible import WEEK, WEEK_13, make_layak, record_check
from tests.support.factories import START, make_members

pytestmark = pytest.mark.django_db
DOCUMENT = ("sk.pdf", "application/pdf", b"%PDF-1.7 uji")


def a_checklist(ksm, by):
    listed = CHECKLISTS[0]
    answers = {item: ("YA", "Sudah dibaca") for item, _ in listed.items}
    facts = {"filled_on": START, "answers": answers, "today": START, "by": by}
    row = fill_checklist(ksm=ksm, code=listed.code, **facts)
    page = f"/ksm/{ksm.pk}/periksa/{listed.code}/"
    return ChecklistRecord, page, f"{page}{row.pk}/tarik/", "Sudah dibaca"


def a_stage(ksm, by):
    row = set_stage(
        ksm=ksm, stage="GROWING", decided_on=START, reason="Sudah lulus", today=START, by=by, file=DOCUMENT
    )
    page = f"/ksm/{ksm.pk}/pertumbuhan/"
    return GrowthStage, page, f"{page}{row.pk}/tarik/", "Tumbuh 02-06-2025: Sudah lulus"


def a_status(ksm, by):
    facts = {"assessor": "Tim kota", "source": "SK 1", "reason": "Hasil penilaian", "today": START}
    row = set_community_status(bkm=ksm.bkm, status="MANDIRI", assessed_on=START, by=by, **facts)
    page = f"/bkm/{ksm.bkm_id}/perjalanan/"
    return CommunityStatus, page, f"/bkm/{ksm.bkm_id}/status/{row.pk}/tarik/", "Mandiri 02-06-2025: Tim kota"


def a_scorecard(ksm, by):
    judged = {one.code: (True, "") for one in JUDGED}
    row = fill_scorecard(ksm=ksm, period=Period.of(START), judged=judged, today=START, by=by)
    page = f"/ksm/{ksm.pk}/rapor/"
    return Scorecard, page, f"{page}{row.pk}/tarik/", f"{Period.of(START).label}, diisi Sari"


def a_look(ksm, by):
    facts = {"met": False, "seen_on": START, "note": "Suami belum setuju", "by": by, "today": START}
    row = record_check(ksm=ksm, code="homes_visited", **facts)
    page = f"/ksm/{ksm.pk}/kelayakan/"
    return EligibilityCheck, page, f"{page}dilihat/homes_visited/{row.pk}/tarik/", "Suami belum setuju"


@pytest.mark.parametrize("make", [a_checklist, a_stage, a_status, a_scorecard, a_look])
def test_it_counts_no_more_and_its_words_stay_with_the_reason(make, mawar, sari, as_user):
    make_members(mawar, 2)
    model, page, address, words = make(mawar, sari)
    client = as_user(sari)
    assert address in client.get(page).content.decode()
    refused = client.post(address, {"reason": " "})
    assert refused.context["form"].errors == {"reason": ["Tulis alasannya."]}
    assert model.objects.count() == 1
    assert client.post(address, {"reason": "Salah kelompok"}).url == page
    assert (model.objects.count(), model.everything.count()) == (0, 1)
    told = " ".join(client.get(page).content.decode().split())
    assert "Yang ditarik (1)" in told
    assert words in told
    assert "Salah kelompok" in told
    assert address not in told
    assert client.get(address).status_code == 404


def test_the_stage_before_stands_again_and_the_paper_of_the_other_stays(mawar, sari, as_user):
    set_stage(ksm=mawar, stage="SEEDLING", decided_on=START, reason="Baru", today=START, by=sari)
    a_stage(mawar, sari)
    wrong = mawar.stages.first()
    withdraw(row=wrong, reason="Salah kelompok", today=START, by=sari)
    assert mawar.stages.get().stage == "SEEDLING"
    client = as_user(sari)
    assert "Tahap Tunas sejak" in client.get(f"/ksm/{mawar.pk}/pertumbuhan/").content.decode()
    paper = client.get(f"/ksm/{mawar.pk}/pertumbuhan/{wrong.pk}/dokumen/")
    assert paper.content == DOCUMENT[2]


def test_how_a_member_fared_before_counts_again_and_the_wrong_one_stays_in_the_list(mawar, sari, as_user):
    [member] = make_members(mawar, 1)
    for status in ("STILL_POOR", "OUT_OF_PS2"):
        judged = {member: (status, "")}
        record_welfare(ksm=mawar, period=Period.of(START), judged=judged, today=START, by=sari)
    wrong = mawar.welfare.order_by("pk").last()
    client, page = as_user(sari), f"/ksm/{mawar.pk}/kesejahteraan/"
    assert client.post(f"{page}{wrong.pk}/tarik/", {"reason": "Salah orang"}).url == page
    assert [row.status for row in mawar.welfare.counting()] == ["STILL_POOR"]
    told = " ".join(client.get(page).content.decode().split())
    assert "oleh Sari: Salah orang" in told
    assert f"{page}{wrong.pk}/tarik/" not in told
    assert Welfare.everything.count() == 2


def test_the_scorecard_of_a_bkm_leaves_a_withdrawn_one_out(mawar, sari, as_user):
    _, _, address, _ = a_scorecard(mawar, sari)
    assert len(bkm_scorecard(mawar.bkm).periods) == 1
    as_user(sari).post(address, {"reason": "Salah triwulan"})
    assert bkm_scorecard(mawar.bkm).periods == ()
    with mock.patch("ksm.pdf.html_to_pdf", return_value=b"%PDF") as drawn:
        as_user(sari).get(address.replace("/tarik/", ".pdf"))
    assert "Salah triwulan." in drawn.call_args.args[0]


@pytest.fixture
def decided(mawar, sari, joko, ratna):
    """Decided as layak in week 13, on trainings of week 6 and on what was seen that day."""
    make_layak(mawar, sari, joko, ratna)
    return Assessment.objects.get(kind=Kind.ELIGIBILITY)


def take_back_a_training(ksm, by):
    withdraw(row=ksm.trainings.first(), reason="Bukan kelompok ini", today=WEEK_13, by=by)


def train_on_an_earlier_day(ksm, by):
    facts = {"topic": "BOOKS", "trainer": "Bu Lestari", "held_on": START, "today": WEEK_13, "by": by}
    record_training(bkm=ksm.bkm, ksm=ksm, members=ksm.members.all(), **facts)


def take_back_a_look(ksm, by):
    withdraw(row=ksm.eligibility_checks.first(), reason="Rumah lain", today=WEEK_13, by=by)


def another_sex(ksm, by):
    member = ksm.members.first()
    member.sex = "L" if member.sex == "P" else "P"
    member.save()


@pytest.mark.parametrize(
    "change", [take_back_a_training, train_on_an_earlier_day, take_back_a_look, another_sex]
)
def test_a_decision_that_counted_it_is_marked(decided, sari, as_user, change):
    assert was_corrected(decided) is False
    client, page = as_user(sari), f"/ksm/{decided.ksm_id}/kelayakan/"
    assert "data dikoreksi sesudah penetapan" not in client.get(page).content.decode()
    change(decided.ksm, sari)
    assert was_corrected(decided) is True
    assert "data dikoreksi sesudah penetapan" in client.get(page).content.decode()


def test_what_is_of_a_later_day_marks_nothing(decided, sari):
    later = WEEK_13 + WEEK
    facts = {"topic": "BOOKS", "trainer": "Bu Lestari", "held_on": later, "today": later, "by": sari}
    training = record_training(
        bkm=decided.ksm.bkm, ksm=decided.ksm, members=decided.ksm.members.all(), **facts
    )
    withdraw(row=training, reason="Salah", today=later, by=sari)
    seen = {"code": "homes_visited", "met": True, "note": "", "seen_on": later, "today": later, "by": sari}
    record_check(ksm=decided.ksm, **seen)
    assert was_corrected(decided) is False


def test_a_decision_on_graduation_rests_on_no_training(decided, sari):
    passed = Assessment.objects.get(kind=Kind.GRADUATION)
    take_back_a_training(decided.ksm, sari)
    assert was_corrected(passed) is False
