"""The path from the first briefing to a working group: steps, checklists, trainings, registers."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from groups.models import ChecklistRecord, Concern, StepRecord, Training, VolunteerRecord, WorkPlanItem
from groups.path.steps import CHECKLISTS, StepState, path_of, steps_for
from groups.path.training import training_coverage
from groups.path.travelling import keep_attachment, path_for, record_step, record_training
from groups.refusals import GroupError
from tests.support.factories import START, make_ksm, make_member, make_members

pytestmark = pytest.mark.django_db
FACTS = {"place": "Balai RW 05", "women": 9, "men": 3, "led_by": "Tini", "result": "Sepakat berkelompok"}
STEP = FACTS | {"done_on": START.isoformat(), "women": "9", "men": "3"}


def states(path):
    return {item.step.code: item.state for item in path}


def step(ksm, code, by, **fields):
    facts = FACTS | {"done_on": START, "today": START} | fields
    return record_step(bkm=ksm.bkm, ksm=ksm, code=code, by=by, **facts)


def test_new_and_old_groups_have_their_own_path():
    new, old = ({one.code for one in steps_for(origin)} for origin in ("NEW", "OLD"))
    assert new - old == {"form"}
    assert old - new == {"develop", "review_purpose", "review_rules"}
    assert {"social_activity", "activity_mentoring", "agreement", "work_plan"} <= new & old


def test_the_overlap_with_the_regular_activities_is_data():
    regular = {one.code for one in steps_for("NEW") if one.regular}
    assert regular == {"group_fgd", "form", "agreement", "social_activity", "activity_mentoring"}


def test_a_step_left_out_before_a_later_one_is_behind():
    path = path_of("NEW", {"brief": ["x"], "recruit": ["y"]}, mentoring_began=False)
    found = states(path)
    assert (found["brief"], found["socialise"], found["recruit"]) == ("DONE", "BEHIND", "DONE")
    assert (found["train"], found["group_fgd"]) == (StepState.NEXT, StepState.TO_COME)


def test_once_weeks_are_counted_every_step_before_week_1_is_due():
    found = states(path_of("OLD", {}, mentoring_began=True))
    assert found["review_rules"] == StepState.BEHIND
    assert found["eligibility"] == StepState.NEXT
    assert found["social_activity"] == StepState.TO_COME


EVERY_STEP = {one.code: ["x"] for one in steps_for("NEW") if one.before_week_1}
ACTIVITIES = ["social_activity", "activity_mentoring"]


def test_activities_stand_after_the_blm_that_pays_for_them():
    assert [one.code for one in steps_for("NEW")][-4:] == ["eligibility", "blm", *ACTIVITIES]


@pytest.mark.parametrize(
    ("recorded", "later", "expected"),
    [
        ([], {"eligibility", "blm"}, ["DONE", "DONE", "NEXT", "TO_COME"]),
        (["activity_mentoring"], {"eligibility", "blm"}, ["DONE", "DONE", "NEXT", "DONE"]),
        (["social_activity"], set(), ["NEXT", "TO_COME", "DONE", "TO_COME"]),  # from the group's own money
        (ACTIVITIES, {"eligibility"}, ["DONE", "NEXT", "DONE", "DONE"]),
    ],
)
def test_activities_are_never_behind_and_leave_nothing_behind(recorded, later, expected):
    records = EVERY_STEP | {code: ["x"] for code in recorded}
    path = path_of("NEW", records, mentoring_began=True, later_done=later)
    assert [item.state for item in path][-4:] == expected
    assert StepState.BEHIND not in [item.state for item in path]


def test_a_step_of_the_bkm_counts_for_all_its_groups(bkm, mawar, sari):
    other = make_ksm(bkm, name="KSM Melati")
    record_step(bkm=bkm, ksm=None, code="brief", done_on=START, today=START, by=sari, **FACTS)
    step(mawar, "group_fgd", sari)
    assert states(path_for(mawar))["brief"] == states(path_for(other))["brief"] == StepState.DONE
    assert states(path_for(mawar))["group_fgd"] == StepState.DONE
    assert states(path_for(other))["group_fgd"] == StepState.BEHIND


def test_a_step_is_recorded_with_its_paper_on_the_page(mawar, sari, ratna, as_user):
    client = as_user(sari)
    paper = SimpleUploadedFile("ba.pdf", b"%PDF-1.7 isi", "application/pdf")
    answer = client.post(f"/ksm/{mawar.pk}/langkah/group_fgd/", STEP | {"file": paper})
    assert answer.url == f"/ksm/{mawar.pk}/perjalanan/"
    record = StepRecord.objects.get()
    assert (record.men + record.women, record.led_by, record.recorded_by) == (12, "Tini", sari)
    page = as_user(ratna).get(f"/ksm/{mawar.pk}/perjalanan/")
    assert "Peserta L 3, P 9" in page.content.decode()
    kept = as_user(ratna).get(f"/ksm/{mawar.pk}/lampiran/{record.pk}/")
    assert (kept.content, kept["Content-Type"]) == (b"%PDF-1.7 isi", "application/pdf")
    assert kept["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"done_on": "2099-01-01"}, "done_on"),
        ({"done_on": "06/21/2025"}, "done_on"),
        ({"women": "0", "men": "0"}, "women"),
        ({"women": "banyak"}, "women"),
        ({"place": ""}, "place"),
        ({"result": "x" * 10_000}, "result"),
    ],
)
def test_bad_input_gets_a_sentence_beside_the_field(mawar, sari, as_user, fields, field):
    answer = as_user(sari).post(f"/ksm/{mawar.pk}/langkah/group_fgd/", STEP | fields)
    assert list(answer.context["form"].errors) == [field]
    assert not StepRecord.objects.exists()


def test_a_paper_must_be_small_and_what_it_says_it_is():
    with pytest.raises(GroupError, match="PDF, PNG, atau JPEG"):
        keep_attachment("x.pdf", "application/pdf", b"<script>")
    with pytest.raises(GroupError, match="PDF, PNG, atau JPEG"):
        keep_attachment("x.html", "text/html", b"<html>")
    with pytest.raises(GroupError, match="paling besar 1 MB"):
        keep_attachment("x.pdf", "application/pdf", b"%PDF" + b"0" * 1024 * 1024)


def test_a_step_is_recorded_only_where_it_belongs(bkm, mawar, sari):
    for ksm, code in ((mawar, "brief"), (None, "group_fgd"), (mawar, "eligibility"), (mawar, "develop")):
        with pytest.raises(GroupError):
            record_step(bkm=bkm, ksm=ksm, code=code, done_on=START, today=START, by=sari, **FACTS)


def test_every_item_of_a_checklist_is_answered(mawar, sari, as_user):
    client = as_user(sari)
    listed = CHECKLISTS[0]
    typed = {"filled_on": START.isoformat()}
    typed |= {f"{code}_answer": "YA" for code, _ in listed.items}
    missing = dict(typed)
    del missing["inklusif_answer"]
    refused = client.post(f"/ksm/{mawar.pk}/periksa/kondisi/isi/", missing)
    assert refused.context["form"].errors == {"inklusif_answer": ["Jawab dulu butir ini."]}
    client.post(f"/ksm/{mawar.pk}/periksa/kondisi/isi/", typed | {"mandiri_note": "Sejak bulan lalu"})
    record = ChecklistRecord.objects.get()
    assert record.answers["mandiri"] == ["YA", "Sejak bulan lalu"]
    assert len(record.answers) == 12  # seven principles and five roles
    assert client.get(f"/ksm/{mawar.pk}/periksa/tidak-ada/isi/").status_code == 404


def test_coverage_counts_members_trained_at_least_once_per_topic(mawar, sari):
    first, second, third = make_members(mawar, 3)
    facts = {"bkm": mawar.bkm, "ksm": mawar, "today": START, "by": sari, "trainer": "Faskel"}
    record_training(held_on=START, members=[first, second], topic="BOOKS", **facts)
    record_training(held_on=START, members=[second], topic="BOOKS", **facts)
    coverage = {one.label: one for one in training_coverage(mawar, START)}
    books = coverage["Pembukuan"]
    assert (books.trained, books.members, books.needed, books.missing) == (2, 3, 3, (third.name,))
    assert not books.met
    assert coverage["Pinjaman"].trained == 0


def test_only_members_of_that_day_are_trained(mawar, sari):
    late = make_member(mawar, joined_on=START + datetime.timedelta(days=1))
    with pytest.raises(GroupError, match="Bukan anggota pada tanggal itu"):
        record_training(
            bkm=mawar.bkm,
            ksm=mawar,
            held_on=START,
            members=[late],
            today=START,
            by=sari,
            topic="BOOKS",
            trainer="Faskel",
        )
    assert not Training.objects.exists()


def plan(**fields):
    return {
        "activity": "Warung bersama",
        "target": "12 anggota",
        "volume": "1 unit",
        "starts_on": "2025-07-01",
        "ends_on": "2025-09-30",
        "own_funds": "500.000",
        "blm_funds": "",
        "responsible": "Siti",
        "progress": "PLANNED",
    } | fields


def test_a_work_plan_line_is_written_changed_and_remembered(mawar, sari, ratna, as_user):
    client = as_user(sari)
    client.post(f"/ksm/{mawar.pk}/catatan/rencana-kerja/baru/", plan())
    item = WorkPlanItem.objects.get()
    assert (item.own_funds, item.blm_funds, item.cost) == (500_000, 0, 500_000)
    url = f"/ksm/{mawar.pk}/catatan/rencana-kerja/{item.pk}/"
    client.post(url, plan(progress="DONE"))
    item.refresh_from_db()
    assert item.progress == "DONE"
    assert [row.history_user for row in item.history.all()] == [sari, sari]
    assert as_user(ratna).post(url, plan()).status_code == 403
    assert "Rp500.000" in as_user(ratna).get(f"/ksm/{mawar.pk}/catatan/rencana-kerja/").content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"own_funds": "12,50"}, "own_funds"),
        ({"ends_on": "2025-06-01"}, "__all__"),
        ({"activity": "x" * 10_000}, "activity"),
        ({"progress": "X"}, "progress"),
    ],
)
def test_a_bad_line_is_kept_as_typed_and_not_stored(mawar, sari, as_user, fields, field):
    answer = as_user(sari).post(f"/ksm/{mawar.pk}/catatan/rencana-kerja/baru/", plan(**fields))
    assert list(answer.context["form"].errors) == [field]
    assert not WorkPlanItem.objects.exists()


def test_poor_families_are_seen_by_those_who_may_see_ps2(mawar, sari, joko, ratna, as_user):
    url = f"/ksm/{mawar.pk}/catatan/penerima-manfaat/"
    assert as_user(sari).get(url).status_code == 200
    assert as_user(joko).get(url).status_code == 200  # UPK of that BKM
    assert as_user(ratna).get(url).status_code == 403
    assert url not in as_user(ratna).get(f"/ksm/{mawar.pk}/perjalanan/").content.decode()


@pytest.mark.parametrize(("solved_on", "stored"), [("2025-06-02", True), ("2025-06-01", False)])
def test_a_problem_is_solved_no_sooner_than_it_was_raised(mawar, sari, as_user, solved_on, stored):
    typed = {"kind": "PROBLEM", "raised_on": "2025-06-02", "text": "Anak sakit", "solved_on": solved_on}
    answer = as_user(sari).post(f"/ksm/{mawar.pk}/catatan/masalah-aspirasi/baru/", typed)
    assert Concern.objects.exists() == stored
    if not stored:
        refused = answer.context["form"].errors["solved_on"]
        assert refused == ["Tanggal ini sebelum tanggal disampaikan."]


def test_a_member_of_another_group_cannot_be_named(mawar, bkm, sari, as_user):
    foreign = make_member(make_ksm(bkm))
    typed = {"kind": "PROBLEM", "raised_on": "2025-06-02", "text": "Anak sakit", "member": foreign.pk}
    answer = as_user(sari).post(f"/ksm/{mawar.pk}/catatan/masalah-aspirasi/baru/", typed)
    assert list(answer.context["form"].errors) == ["member"]
    assert not Concern.objects.exists()


def test_the_bkm_keeps_volunteers_and_groups_that_exist(bkm, sari, ratna, as_user):
    typed = {"name": "Tini", "sex": "P", "found_how": "Rembug warga", "since": "2025-05-01"}
    as_user(sari).post(f"/bkm/{bkm.pk}/catatan/relawan/baru/", typed)
    assert VolunteerRecord.objects.get().found_how == "Rembug warga"
    assert as_user(ratna).post(f"/bkm/{bkm.pk}/catatan/relawan/baru/", typed).status_code == 403
    assert "Rembug warga" in as_user(ratna).get(f"/bkm/{bkm.pk}/catatan/relawan/").content.decode()
    as_user(sari).post(f"/bkm/{bkm.pk}/langkah/brief/", STEP)
    page = as_user(ratna).get(f"/bkm/{bkm.pk}/perjalanan/").content.decode()
    assert "Sepakat berkelompok" in page


def test_the_agreement_is_printed_for_every_members_signature(mawar, ratna, as_user):
    make_members(mawar, 5)
    mawar.purpose = "Menambah penghasilan"
    mawar.save()
    answer = as_user(ratna).get(f"/ksm/{mawar.pk}/kesepakatan.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Menambah penghasilan" in text
    assert all(member.name in text for member in mawar.members.all())


@pytest.mark.parametrize("lines", [1, 3])
def test_a_register_takes_the_same_queries_for_one_line_and_three(
    mawar, ratna, as_user, lines, django_assert_num_queries
):
    for _ in range(lines):
        WorkPlanItem.objects.create(
            ksm=mawar, activity="A", target="B", volume="1", starts_on=START, ends_on=START, responsible="C"
        )
    client = as_user(ratna)
    with django_assert_num_queries(8):
        client.get(f"/ksm/{mawar.pk}/catatan/rencana-kerja/")
