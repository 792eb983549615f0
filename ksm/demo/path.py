"""The demo's path: what the BKM and its groups did before week 1, and the trainings since."""

import datetime

from groups.journey import Level, steps_for
from groups.models import Bkm, CommunityGroup, Ksm, Training, User, VolunteerRecord, WorkPlanItem
from groups.travelling import record_step, record_training

RESULTS = {
    "brief": "Fasilitator memahami langkah pendampingan",
    "socialise": "Warga memahami KSM; dinamika kelompok dibahas dari hasil RPK",
    "recruit": "Empat relawan bersedia mendampingi",
    "train": "BKM, UP-UP, dan relawan mengenal Panca Sutra",
    "group_fgd": "Warga sepakat berkelompok",
    "form": "Pengurus dipilih, tujuan dirumuskan",
    "develop": "Kelompok lama bersedia dikembangkan",
    "review_purpose": "Tujuan disesuaikan agar berpihak pada warga miskin",
    "review_rules": "Lima aturan ditinjau satu per satu",
    "agreement": "Tujuan dan lima aturan disepakati",
    "work_plan": "Rencana kerja enam bulan disusun",
}


def walk_bkm(bkm: Bkm, today: datetime.date, by: User) -> None:
    """The four steps of the BKM, two volunteers and two groups that were there before."""
    day = today - datetime.timedelta(days=150)
    for number, code in enumerate(("brief", "socialise", "recruit", "train")):
        record_step(
            bkm=bkm,
            ksm=None,
            code=code,
            done_on=day + datetime.timedelta(days=7 * number),
            today=today,
            by=by,
            place="Balai Kelurahan Sembungharjo",
            men=9,
            women=16,
            led_by="Sari Wulandari",
            result=RESULTS[code],
        )
    for name, sex, how in (
        ("Tini Handayani", "P", "Diusulkan rembug warga RW 05"),
        ("Suparman", "L", "Mendaftar sendiri sesudah sosialisasi"),
    ):
        VolunteerRecord.objects.create(
            bkm=bkm,
            name=name,
            sex=sex,
            found_how=how,
            since=day,
            trained_on=day + datetime.timedelta(days=21),
            training="Pendampingan KSM dan Panca Sutra",
        )
    CommunityGroup.objects.create(
        bkm=bkm, name="Arisan Melati", kind="ARISAN", people=18, contact="Ibu Sumiyati"
    )
    CommunityGroup.objects.create(bkm=bkm, name="Posyandu Mekar", kind="POSYANDU", people=25)


def walk_group(ksm: Ksm, start: datetime.date, today: datetime.date, by: User) -> None:
    """The group's own steps before week 1, in order, and one line of its work plan."""
    own = [step.code for step in steps_for(ksm.origin) if step.level == Level.KSM and step.before_week_1]
    for number, code in enumerate(own):
        record_step(
            bkm=ksm.bkm,
            ksm=ksm,
            code=code,
            done_on=start - datetime.timedelta(days=len(own) - number),
            today=today,
            by=by,
            place=ksm.meeting_place,
            men=2,
            women=10,
            led_by="Tini Handayani",
            result=RESULTS[code],
        )
    WorkPlanItem.objects.create(
        ksm=ksm,
        activity="Warung sembako bersama",
        target="Semua anggota",
        volume="1 warung",
        starts_on=start,
        ends_on=start + datetime.timedelta(days=180),
        own_funds=500_000,
        responsible="Ketua",
        progress=WorkPlanItem.Progress.RUNNING,
    )


def train(ksm: Ksm, start: datetime.date, today: datetime.date, by: User) -> None:
    """The four required trainings of a model group, one each week from week 5, as far as today allows."""
    for number, topic in enumerate(Training.REQUIRED):
        day = start + datetime.timedelta(weeks=4 + number, days=2)
        if day <= today:
            record_training(
                bkm=ksm.bkm,
                ksm=ksm,
                topic=topic,
                held_on=day,
                place=ksm.meeting_place,
                trainer="Fasilitator kelurahan",
                members=ksm.members.active_on(day),
                today=today,
                by=by,
            )
