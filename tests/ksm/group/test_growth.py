"""Stages of growth: evidence from the records, decided by people with date, reason and document."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from groups.models import CommunityStatus, GroupRule, GrowthStage, Ksm, Partnership
from groups.path.growing import set_community_status, set_stage
from groups.refusals import GroupError
from ksm.group.growth import evidence_of, proposed_stage
from tests.support.factories import START

pytestmark = pytest.mark.django_db


def agree_all(ksm):
    GroupRule.objects.bulk_create(
        GroupRule(ksm=ksm, kind=kind, text="Sepakat", agreed_on=START, signed=True) for kind in GroupRule.Kind
    )


def met(ksm, on=START):
    return {one.label for one in evidence_of(ksm, on) if one.met}


def test_evidence_grows_with_the_records(mawar):
    assert met(mawar) == {"KSM terbentuk"}
    assert proposed_stage(evidence_of(mawar, START)) is None
    agree_all(mawar)
    assert proposed_stage(evidence_of(mawar, START)) == GrowthStage.Stage.SEEDLING
    Ksm.objects.filter(pk=mawar.pk).update(phase="MODEL", model_since=START)
    mawar.refresh_from_db()
    Partnership.objects.create(ksm=mawar, kind="MARKET", partner="Pasar", since=START, support="Lapak")
    later = datetime.date(2026, 6, 2)  # a year of calendar months, not 360 days
    partner = "Punya mitra atau akses pasar, atau pinjaman kedua anggota sudah lunas"
    assert {"Lulus sebagai KSM Percontohan", partner} <= met(mawar)
    assert "Didampingi 12 bulan atau lebih" in met(mawar, later)
    assert "Didampingi 12 bulan atau lebih" not in met(mawar, later - datetime.timedelta(days=1))
    # Growing is not borne out (no outside fund), so flourishing cannot be either.
    assert proposed_stage(evidence_of(mawar, later)) == GrowthStage.Stage.SEEDLING


def test_months_of_mentoring_are_calendar_months(mawar):
    day = datetime.date(2026, 11, 25)  # 541 days after 2 June 2025: 18 times 30, and 17 months
    [months] = [one for one in evidence_of(mawar, day) if one.label.startswith("Didampingi")]
    assert months.figure == "17 bulan"


def test_a_person_sets_the_stage_whatever_is_proposed(mawar, sari, ratna, as_user):
    paper = SimpleUploadedFile("ba.pdf", b"%PDF-1.7", "application/pdf")
    typed = {"stage": "GROWING", "decided_on": START.isoformat(), "reason": "Usaha tumbuh", "file": paper}
    assert as_user(sari).post(f"/ksm/{mawar.pk}/pertumbuhan/tahap/", typed).status_code == 302
    row = GrowthStage.objects.get()
    page = as_user(ratna).get(f"/ksm/{mawar.pk}/pertumbuhan/").content.decode()
    assert "Tahap Tumbuh sejak 2 Juni 2025" in page
    assert as_user(ratna).get(f"/ksm/{mawar.pk}/pertumbuhan/{row.pk}/dokumen/").content == b"%PDF-1.7"
    assert as_user(ratna).post(f"/ksm/{mawar.pk}/pertumbuhan/tahap/", typed).status_code == 403


def test_a_stage_is_refused_when_it_makes_no_sense(mawar, sari):
    facts = {"ksm": mawar, "reason": "Tumbuh", "today": START, "by": sari}
    set_stage(stage="GROWING", decided_on=START, **facts)
    day = datetime.timedelta(days=1)
    for stage, when, sentence in (
        ("GROWING", START, "sudah pada tahap Tumbuh"),
        ("SEEDLING", START - day, "lebih baru"),
        ("FLOURISHING", START + day, "sesudah hari ini"),
    ):
        with pytest.raises(GroupError, match=sentence):
            set_stage(stage=stage, decided_on=when, **facts)
    assert GrowthStage.objects.count() == 1


def test_the_status_of_the_community_stands_beside_its_groups(bkm, mawar, sari, ratna, as_user):
    typed = {
        "status": "MANDIRI",
        "assessed_on": START.isoformat(),
        "source": "Berita acara BKM",
        "assessor": "Tim kota",
        "reason": "Kinerja baik",
    }
    as_user(sari).post(f"/bkm/{bkm.pk}/status/", typed)
    assert CommunityStatus.objects.get().assessor == "Tim kota"
    assert "masyarakat mandiri" in as_user(ratna).get(f"/ksm/{mawar.pk}/pertumbuhan/").content.decode()
    assert "Tim kota" in as_user(ratna).get(f"/bkm/{bkm.pk}/perjalanan/").content.decode()
    with pytest.raises(GroupError, match="sesudah hari ini"):
        set_community_status(
            bkm=bkm, today=START, by=sari, **typed | {"assessed_on": START + datetime.timedelta(days=1)}
        )
