"""The demo's path: what the BKM and its groups did before week 1, and the trainings since."""

import datetime
from collections import Counter

from groups.models import (
    Beneficiary,
    Bkm,
    CommunityGroup,
    CommunityStatus,
    Concern,
    GrowthStage,
    InventoryItem,
    Ksm,
    Partnership,
    Training,
    User,
    VisitLog,
    VolunteerRecord,
    WorkPlanItem,
)
from groups.path.aims import JUDGED, Period
from groups.path.growing import set_community_status, set_stage
from groups.path.steps import CHECKLISTS, Level, steps_for
from groups.path.travelling import fill_checklist, record_step, record_training
from groups.registers.welfare import record_welfare, was_member_in
from ksm.demo.clock import evening_of
from ksm.group.scorecard import fill_scorecard

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
VISITS = (
    ("Joko Prasetyo", "Petugas UPK", "Buku kas ditulis pada hari pertemuan"),
    ("Lestari Ningsih", "Petugas UPS", "Dampingi anggota yang usahanya baru mulai"),
    ("Ratna Dewi", "Koordinator BKM", "Siapkan rencana kerja berikut"),
)
FARES = ("STILL_POOR", "STILL_POOR", "IMPROVING", "IMPROVING", "OUT_OF_PS2")

# Name, quantity, unit, where from, rupiah for the whole line.
THINGS = (
    ("Kotak uang dengan tiga kunci", 1, "buah", InventoryItem.Origin.SWADAYA, 75_000),
    ("Buku kas dan buku anggota", 14, "buku", InventoryItem.Origin.SWADAYA, 84_000),
    ("Papan tulis", 1, "buah", InventoryItem.Origin.HIBAH, 150_000),
)


def walk_bkm(bkm: Bkm, today: datetime.date, by: User) -> None:
    """The four steps of the BKM, two volunteers and two groups that were there before."""
    day = today - datetime.timedelta(days=150)
    for number, code in enumerate(("brief", "socialise", "recruit", "train")):
        done_on = day + datetime.timedelta(days=7 * number)
        with evening_of(done_on):
            record_step(
                bkm=bkm,
                ksm=None,
                code=code,
                done_on=done_on,
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
    set_community_status(
        bkm=bkm,
        status=CommunityStatus.Status.BERDAYA,
        assessed_on=day,
        source="Berita acara penilaian BKM",
        assessor="Tim koordinator kota",
        reason="BKM berfungsi, unit-unitnya bekerja",
        today=today,
        by=by,
    )


def walk_group(ksm: Ksm, start: datetime.date, today: datetime.date, by: User) -> None:
    """The group's own steps before week 1, in order, and one line of its work plan."""
    sexes = Counter(ksm.members.values_list("sex", flat=True))
    own = [step.code for step in steps_for(ksm.origin) if step.level == Level.KSM and step.before_week_1]
    for number, code in enumerate(own):
        done_on = start - datetime.timedelta(days=len(own) - number)
        with evening_of(done_on):
            record_step(
                bkm=ksm.bkm,
                ksm=ksm,
                code=code,
                done_on=done_on,
                today=today,
                by=by,
                place=ksm.meeting_place,
                men=sexes["L"],
                women=sexes["P"] + 1,  # the volunteer, who leads
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
    for name, quantity, unit, origin, price in THINGS:
        InventoryItem.objects.create(
            ksm=ksm,
            name=name,
            quantity=quantity,
            unit=unit,
            acquired_on=start,
            origin=origin,
            price=price,
            place="Rumah bendahara",
        )


def mentor(ksm: Ksm, start: datetime.date, today: datetime.date, by: User) -> None:
    """Visits of the last months, how members fared in two quarters, and the group's condition."""
    for number, (visitor, office, advice) in enumerate(VISITS):
        day = start + datetime.timedelta(days=18 * number + 5)
        if day <= today:
            VisitLog.objects.create(
                ksm=ksm,
                visited_on=day,
                visitor=visitor,
                office=office,
                purpose="Pembinaan kelompok",
                advice=advice,
                next_visit_on=day + datetime.timedelta(days=14),
            )
    period = Period.of(today)
    for number, quarter in enumerate((period.previous, period)):
        judged = {
            member: (FARES[(index + number) % len(FARES)], "")
            for index, member in enumerate(ksm.members.all())
            if was_member_in(member, ksm, quarter)
        }
        if judged:
            record_welfare(ksm=ksm, period=quarter, judged=judged, today=today, by=by)
    condition = CHECKLISTS[0]
    answers = {
        item: ("SEBAGIAN" if index % 4 == 3 else "YA", "") for index, (item, _) in enumerate(condition.items)
    }
    fill_checklist(ksm=ksm, code=condition.code, filled_on=today, answers=answers, today=today, by=by)


def grow(ksm: Ksm, start: datetime.date, today: datetime.date, by: User) -> None:
    """A stage, a partner, a problem solved, poor families, and the scorecards of two quarters."""
    set_stage(
        ksm=ksm,
        stage=GrowthStage.Stage.SEEDLING,
        decided_on=start,
        reason="Terbentuk dan menyepakati lima aturan",
        today=today,
        by=by,
    )
    Partnership.objects.create(
        ksm=ksm,
        kind=Partnership.Kind.MARKET,
        partner="Pasar Sembungharjo",
        since=start,
        support="Dua lapak tiap Minggu pagi",
    )
    Concern.objects.create(
        ksm=ksm,
        kind=Concern.Kind.PROBLEM,
        raised_on=start,
        text="Anak anggota putus sekolah karena biaya",
        solution="Dibantu dari dana sosial kelompok",
        solved_on=min(start + datetime.timedelta(days=14), today),
    )
    for member in ksm.members.all()[:4]:
        Beneficiary.objects.create(
            ksm=ksm, name=f"Keluarga {member.name}", member=member, people=4, in_ps2=True, need="Modal usaha"
        )
    period = Period.of(today)
    for number, quarter in enumerate((period.previous, period)):
        judged = {one.code: ((index + number) % 3 > 0, "") for index, one in enumerate(JUDGED)}
        fill_scorecard(ksm=ksm, period=quarter, judged=judged, today=today, by=by)


def train(ksm: Ksm, start: datetime.date, today: datetime.date, by: User) -> None:
    """The four required trainings of a model group, one each week from week 5, as far as today allows."""
    for number, topic in enumerate(Training.REQUIRED):
        day = start + datetime.timedelta(weeks=4 + number, days=2)
        if day > today:
            continue
        with evening_of(day):
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
