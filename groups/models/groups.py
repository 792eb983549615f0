"""The self-help group (KSM) and who may see it."""

from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils import timezone

from groups.models.people import Posting
from groups.models.places import Bkm
from groups.models.rhythm import AgreedRhythm, read_rhythm
from groups.models.traced import Traced, Trail
from ksm.dates import ZONES, program_week

TIMEZONES = list(ZONES.items())
BOOKKEEPING = ("data_version", "standing_outdated")  # changes of a row that are nobody's act
READ_ALL = {Posting.Role.ADMINISTRATOR}
# The books a group keeps (C3), in the order of the forms; a group may be asked for fewer.
BOOKS = {
    "attendance": "Daftar hadir",
    "minutes": "Notulen",
    "cash": "Buku kas",
    "savings": "Buku tabungan",
    "loans": "Buku pinjaman/angsuran",
}


def default_books() -> list[str]:
    return list(BOOKS)


class KsmQuerySet(models.QuerySet):
    def visible_to(self, user, on):
        """Groups inside the area of the postings that `user` holds on the day `on`; none for anybody else."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(user.postings.on(on).area(to_bkm="bkm__"))

    def ps2_visible_to(self, user, on):
        """Groups whose poor households `user` may know on a day (J15, Access.sees_ps2): one query."""
        roles = Q(role__in=[Posting.Role.FACILITATOR, Posting.Role.VOLUNTEER]) | Q(unit__in=["UPK", "UPS"])
        return self.filter(user.postings.on(on).filter(roles).area(to_bkm="bkm__"))

    def counted(self):
        """Groups of the programme: practice groups count in no list and no sum."""
        return self.filter(bkm__practice_of__isnull=True)

    def open(self):
        return self.exclude(phase=Ksm.Phase.CLOSED)


class Ksm(Traced, models.Model):
    """A group of poor families mentored along the programme's path.

    `phase` stores decisions only (start of mentoring, graduation, closing); weeks and figures are computed.
    """

    class Origin(models.TextChoices):
        NEW = "NEW", "Baru (pembangunan)"
        OLD = "OLD", "Lama (pengembangan)"

    class Phase(models.TextChoices):
        FORMING = "FORMING", "Pembentukan"
        CANDIDATE = "CANDIDATE", "Calon percontohan"
        MODEL = "MODEL", "KSM Percontohan"
        CLOSED = "CLOSED", "Ditutup"

    class Frequency(models.TextChoices):
        WEEKLY = "WEEKLY", "Mingguan"
        BIWEEKLY = "BIWEEKLY", "Dua mingguan"
        FOUR_WEEKLY = "FOUR_WEEKLY", "Bulanan (tiap empat minggu)"

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "Senin"
        TUESDAY = 1, "Selasa"
        WEDNESDAY = 2, "Rabu"
        THURSDAY = 3, "Kamis"
        FRIDAY = 4, "Jumat"
        SATURDAY = 5, "Sabtu"
        SUNDAY = 6, "Minggu"

    bkm = models.ForeignKey(Bkm, models.PROTECT, related_name="ksms", verbose_name="BKM")
    code = models.CharField("kode KSM", max_length=30)
    name = models.CharField("nama KSM", max_length=120)
    address = models.CharField("alamat", max_length=200, blank=True)
    rt = models.CharField("RT", max_length=3, blank=True)
    rw = models.CharField("RW", max_length=3, blank=True)
    bidang_infrastruktur = models.BooleanField("infrastruktur", default=False)
    bidang_ekonomi = models.BooleanField("ekonomi", default=False)
    bidang_sosial = models.BooleanField("sosial", default=False)
    origin = models.CharField("asal", max_length=3, choices=Origin.choices, default=Origin.NEW)
    founded_on = models.DateField("tanggal berdiri", null=True, blank=True)
    mentoring_started_on = models.DateField("mulai pendampingan", null=True, blank=True)
    meeting_weekday = models.PositiveSmallIntegerField(
        "hari pertemuan", choices=Weekday.choices, null=True, blank=True
    )
    meeting_frequency = models.CharField(
        "frekuensi", max_length=12, choices=Frequency.choices, default=Frequency.WEEKLY
    )
    meeting_time = models.TimeField("jam", null=True, blank=True)
    meeting_place = models.CharField("tempat pertemuan", max_length=120, blank=True)
    # The four above are what was agreed last; `rhythms` tells all agreements with their days. They stand in
    # the group's own row because every list of groups reads its weeks by them.
    rhythm_since = models.DateField("kesepakatan pertemuan berlaku mulai", null=True, blank=True)
    earlier_rhythms = models.JSONField(default=list, blank=True, editable=False)
    purpose = models.TextField("tujuan", max_length=2000, blank=True)
    vision = models.TextField("visi", max_length=2000, blank=True)
    mission = models.TextField("misi", max_length=2000, blank=True)
    bank_account = models.CharField("rekening", max_length=120, blank=True)
    # The day on which the members agreed that a summary may name who borrows; None: nobody is named.
    borrowers_named_since = models.DateField("nama peminjam boleh disebut sejak", null=True, blank=True)
    required_books = models.JSONField("buku wajib", default=default_books)
    timezone = models.CharField("zona waktu", max_length=20, choices=TIMEZONES, default="Asia/Jakarta")
    phase = models.CharField("status", max_length=10, choices=Phase.choices, default=Phase.FORMING)
    model_since = models.DateField("percontohan sejak", null=True, blank=True)
    closed_on = models.DateField("ditutup tanggal", null=True, blank=True)
    closed_reason = models.CharField("alasan ditutup", max_length=300, blank=True)
    # Counts every change to anything a standing is computed from; raised by groups.locking.lock_ksm alone.
    data_version = models.PositiveIntegerField(default=0, editable=False)
    # Raised with it, lowered by the standing that was computed of that version: the few groups among very
    # many whose standing may be out of date are found by their index.
    standing_outdated = models.BooleanField(default=True, editable=False)
    history = Trail(excluded_fields=[*BOOKKEEPING], unnoticed=BOOKKEEPING)

    objects = KsmQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "KSM"
        indexes = [
            models.Index(fields=["bkm", "phase", "name"], name="ksm_bkm_phase_name"),
            models.Index(fields=["name", "id"], name="ksm_name"),
            models.Index(fields=["id"], name="ksm_standing_outdated", condition=Q(standing_outdated=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["bkm", "code"],
                name="ksm_code_unique_in_bkm",
                violation_error_message="Kode KSM ini sudah dipakai di BKM yang sama.",
            ),
            models.CheckConstraint(
                name="ksm_closed_has_date",
                condition=Q(phase="CLOSED", closed_on__isnull=False)
                | (~Q(phase="CLOSED") & Q(closed_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="ksm_started_unless_forming",
                condition=Q(phase__in=["FORMING", "CLOSED"]) | Q(mentoring_started_on__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name

    def today(self):
        """Today's date where the group lives."""
        return timezone.localdate(timezone=ZoneInfo(self.timezone))

    def week_on(self, day):
        """Programme week of `day` (1 = the first seven days of mentoring), None before it starts (A1)."""
        if self.mentoring_started_on is None or day < self.mentoring_started_on:
            return None
        return program_week(self.mentoring_started_on, day)

    @property
    def rhythms(self) -> tuple[AgreedRhythm, ...]:
        """Every agreement about the meetings, the oldest first (J21)."""
        newest = AgreedRhythm(
            since=self.rhythm_since,
            weekday=self.meeting_weekday,
            frequency=self.meeting_frequency,
            time=self.meeting_time,
            place=self.meeting_place,
        )
        return (*map(read_rhythm, self.earlier_rhythms), newest)

    def rhythm_on(self, day) -> AgreedRhythm:
        """What was agreed about the meetings on a day; before the first agreement, that one."""
        rhythms = self.rhythms
        return next((one for one in reversed(rhythms) if not one.since or one.since <= day), rhythms[0])

    @property
    def bidang(self) -> list[str]:
        """The pillars of tridaya the group works in (J17)."""
        pillars = [
            (self.bidang_infrastruktur, "infrastruktur"),
            (self.bidang_ekonomi, "ekonomi"),
            (self.bidang_sosial, "sosial"),
        ]
        return [label for chosen, label in pillars if chosen]
