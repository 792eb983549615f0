"""What was entered by mistake is withdrawn with a reason: it counts nowhere, and stays readable."""

import datetime

import pytest
from django.utils import timezone

from assessment.models import Standing
from groups.models import (
    Beneficiary,
    CommunityGroup,
    Concern,
    InventoryItem,
    Ksm,
    Partnership,
    StepRecord,
    Training,
    VisitLog,
    VolunteerRecord,
    WorkPlanItem,
)
from groups.path.aims import Period
from groups.path.training import attendance_of, training_coverage
from groups.path.travelling import path_for, record_step, record_training
from groups.refusals import GroupError
from groups.registers.visiting import due_visits, told
from groups.registers.withdrawing import withdraw
from ksm.group.growth import evidence_of
from ksm.group.monthly import monthly_report
from ksm.group.scorecard import computed_answers
from ksm.office.step_pipeline import step_rows
from ksm.office.tridaya import tridaya
from ledger.journal.months import Month
from tests.support.factories import START, make_members

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
STEP = {"place": "Balai", "women": 9, "led_by": "Tini", "result": "Baik"}


def take_back(row, by, today=START):
    return withdraw(row=row, reason="Salah kelompok", today=today, by=by)


def test_a_training_counts_no_more_in_coverage_and_the_standing_is_out_of_date(mawar, sari):
    members = make_members(mawar, 2)
    facts = {"topic": "BOOKS", "trainer": "Sari", "held_on": START, "today": START, "by": sari}
    training = record_training(bkm=mawar.bkm, ksm=mawar, members=members, **facts)
    mawar.refresh_from_db()
    before = mawar.data_version
    assert [one.trained for one in training_coverage(mawar, START) if one.topic == "BOOKS"] == [2]
    take_back(training, sari)
    assert [one.trained for one in training_coverage(mawar, START)] == [0, 0, 0, 0]
    assert [days for _, days in attendance_of(mawar, START)] == [[None] * 4] * 2
    mawar.refresh_from_db()
    assert mawar.data_version == before + 1
    assert list(members[0].trainings.all()) == []


def test_a_step_is_open_again_for_the_group_and_in_the_pipeline(mawar, sari):
    facts = STEP | {"done_on": START, "today": START, "by": sari}
    own = record_step(bkm=mawar.bkm, ksm=mawar, code="group_fgd", **facts)
    shared = record_step(bkm=mawar.bkm, ksm=None, code="brief", **facts)
    for row in (own, shared):
        take_back(row, sari)
    states = {item.step.code: item.state for item in path_for(mawar)}
    assert (states["group_fgd"], states["brief"]) == ("BEHIND", "BEHIND")
    assert [row.done for row in step_rows([mawar])] == [0] * len(step_rows([mawar]))


def test_a_visit_is_due_again(mawar, sari):
    today = START + 40 * DAY
    visit = mawar.visits.create(visited_on=today, visitor="Joko", office="UPK", purpose="Pembinaan")
    assert not due_visits(Ksm.objects.all(), today).exists()
    take_back(visit, sari, today)
    assert [told(ksm, today).days_without for ksm in due_visits(Ksm.objects.all(), today)] == [40]


def test_lines_of_lists_leave_the_scorecard_growth_tridaya_and_the_report(mawar, sari):
    plan = {"starts_on": START, "ends_on": START, "target": "Anggota", "volume": "1", "responsible": "Ketua"}
    rows = [
        WorkPlanItem.objects.create(ksm=mawar, activity="Warung", own_funds=10_000, **plan),
        Beneficiary.objects.create(ksm=mawar, name="Keluarga Siti"),
        Partnership.objects.create(ksm=mawar, kind="MARKET", partner="Pasar", since=START, support="Lapak"),
        Concern.objects.create(ksm=mawar, kind="PROBLEM", raised_on=START, text="Anak sakit"),
        CommunityGroup.objects.create(bkm=mawar.bkm, name="Arisan", kind="ARISAN"),
    ]
    for row in rows:
        take_back(row, sari)
    answers = computed_answers(mawar, Period.of(START), START)
    assert [answers[code][1] for code in ("plan_and_activity", "beneficiaries", "market_access")] == [
        "0 kegiatan",
        "0 keluarga",
        "0 pasar",
    ]
    assert (answers["existing_groups"][1], answers["problems_solved"][0]) == ("0 kelompok", None)
    evidence = {one.label: one.figure for one in evidence_of(mawar, START)}
    assert evidence["Punya rencana kerja sendiri"] == "0 kegiatan"
    assert list(monthly_report(mawar, Month.of(START), START).concerns) == []
    assert [row.cost for row in tridaya(Standing.objects.filter(ksm=mawar))][-1] == 0


def test_after_the_quarter_the_scorecard_still_leaves_it_out(mawar, sari):
    family = Beneficiary.objects.create(ksm=mawar, name="Keluarga Siti")
    take_back(family, sari)
    future = Period.of(timezone.localdate()).last + DAY
    answers = computed_answers(mawar, Period.of(timezone.localdate()), future)
    assert answers["beneficiaries"] == (False, "0 keluarga")


def test_it_stays_readable_with_who_when_and_why(mawar, sari):
    item = InventoryItem.objects.create(
        ksm=mawar, name="Lemari", acquired_on=START, origin="HIBAH", price=50_000, place="Balai"
    )
    take_back(item, sari)
    kept = InventoryItem.everything.get()
    assert (kept.name, kept.withdrawn_on, kept.withdrawn_by) == ("Lemari", START, sari)
    newest, first = kept.history.all()
    assert (newest.history_user, newest.history_change_reason) == (sari, "Salah kelompok")
    assert (first.withdrawn_on, first.name) == (None, "Lemari")
    with pytest.raises(GroupError, match="sudah ditarik"):
        take_back(item, sari)


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("line", "catatan/buku-tamu/"),
        ("bkm_line", "catatan/relawan/"),
        ("step", "perjalanan/"),
        ("bkm_step", "perjalanan/"),
        ("training", "pelatihan/"),
        ("bkm_training", "perjalanan/"),
    ],
)
def test_the_page_asks_why_and_the_list_keeps_it_apart(mawar, sari, ratna, as_user, kind, shown):
    group, bkm = f"/ksm/{mawar.pk}/", f"/bkm/{mawar.bkm_id}/"
    facts = STEP | {"done_on": START, "today": START, "by": sari}
    trained = {"topic": "BOOKS", "trainer": "Pak Udin", "held_on": START, "today": START, "by": sari}
    if kind == "line":
        row = mawar.visits.create(visited_on=START, visitor="Joko", office="UPK", purpose="Bina")
        address, model = f"{group}{shown}{row.pk}/tarik/", VisitLog
    elif kind == "bkm_line":
        row = VolunteerRecord.objects.create(bkm=mawar.bkm, name="Joko", sex="L", found_how="-", since=START)
        address, model = f"{bkm}{shown}{row.pk}/tarik/", VolunteerRecord
    elif kind in ("step", "bkm_step"):
        own = kind == "step"
        code = "group_fgd" if own else "brief"
        row = record_step(bkm=mawar.bkm, ksm=mawar if own else None, code=code, **facts)
        address, model = f"{group if own else bkm}langkah/{row.pk}/tarik/", StepRecord
    else:
        own = kind == "training"
        who = {"members": make_members(mawar, 2)} if own else {"members": [], "audience": "BKM", "men": 3}
        row = record_training(bkm=mawar.bkm, ksm=mawar if own else None, **who, **trained)
        address, model = f"{group if own else bkm}pelatihan/{row.pk}/tarik/", Training
    page = (bkm if kind.startswith("bkm") else group) + shown
    client = as_user(sari)
    assert address in client.get(page).content.decode()
    refused = client.post(address, {"reason": " "})
    assert refused.context["form"].errors == {"reason": ["Tulis alasannya."]}
    assert model.objects.count() == 1
    assert client.post(address, {"reason": "Salah kelompok"}).url == page
    assert (model.objects.count(), model.everything.count()) == (0, 1)
    words = " ".join(as_user(ratna).get(page).content.decode().split())
    assert "Yang ditarik (1)" in words
    assert "oleh Sari" in words
    assert "Salah kelompok" in words
    assert address not in words
    assert as_user(sari).get(address).status_code == 404
