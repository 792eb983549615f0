"""What a group and its BKM did on the path to a working KSM: steps, plans, people and places they found."""

import mimetypes

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from groups.models.groups import Ksm
from groups.models.members import Member
from groups.models.places import Bkm
from groups.models.traced import Trail
from groups.models.withdrawn import Withdrawable


class Attachment(models.Model):
    """A paper or picture kept with a record; read only through the record's own access check."""

    name = models.CharField("nama berkas", max_length=120)
    content_type = models.CharField(max_length=80)
    content = models.BinaryField()

    def __str__(self):
        return self.name

    @property
    def ending(self) -> str:
        """How the name of a file of this kind ends: ".pdf", ".png", ".jpg"."""
        return mimetypes.guess_extension(self.content_type) or ""


class StepRecord(Withdrawable):
    """A step as it happened: of one group, or of its BKM for all groups (`ksm` empty)."""

    bkm = models.ForeignKey(Bkm, models.PROTECT, related_name="steps")
    ksm = models.ForeignKey(Ksm, models.PROTECT, null=True, blank=True, related_name="steps")
    code = models.CharField("langkah", max_length=20)
    done_on = models.DateField("tanggal")
    place = models.CharField("tempat", max_length=120)
    men = models.PositiveSmallIntegerField("peserta laki-laki", default=0)
    women = models.PositiveSmallIntegerField("peserta perempuan", default=0)
    led_by = models.CharField("dipimpin oleh", max_length=120)
    result = models.TextField("hasil", max_length=5000)
    attachment = models.OneToOneField(
        Attachment, models.SET_NULL, null=True, blank=True, verbose_name="lampiran"
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    history = Trail()

    class Meta:
        ordering = ["-done_on", "-pk"]
        verbose_name = "langkah"
        indexes = [models.Index(fields=["bkm", "ksm", "code"], name="steprecord_bkm_ksm_code")]

    def __str__(self):
        return f"{self.code} {self.done_on:%d-%m-%Y}"


class WorkPlanItem(Withdrawable):
    """One line of a group's work plan (domain.md 5.11); costs in rupiah by source of funds."""

    class Progress(models.TextChoices):
        PLANNED = "PLANNED", "Direncanakan"
        RUNNING = "RUNNING", "Berjalan"
        DONE = "DONE", "Selesai"
        DROPPED = "DROPPED", "Tidak jadi"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="work_plan")
    activity = models.CharField("kegiatan", max_length=200)
    purpose = models.CharField("tujuan", max_length=200, blank=True)
    target = models.CharField("sasaran", max_length=200)
    volume = models.CharField("volume", max_length=60)
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("selesai")
    own_funds = models.PositiveBigIntegerField("biaya swadaya", default=0)
    blm_funds = models.PositiveBigIntegerField("biaya BLM", default=0)
    other_funds = models.PositiveBigIntegerField("biaya sumber lain", default=0)
    responsible = models.CharField("penanggung jawab", max_length=120)
    progress = models.CharField("kemajuan", max_length=8, choices=Progress.choices, default=Progress.PLANNED)
    progress_note = models.CharField("catatan kemajuan", max_length=300, blank=True)
    history = Trail()

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = "rencana kerja"
        constraints = [
            models.CheckConstraint(
                name="workplan_ends_after_start",
                condition=Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="Tanggal selesai tidak boleh sebelum tanggal mulai.",
            )
        ]

    def __str__(self):
        return self.activity

    @property
    def cost(self) -> int:
        return self.own_funds + self.blm_funds + self.other_funds


class Beneficiary(Withdrawable):
    """A poor household the group works for (TA3); seen by those of J15 only."""

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="beneficiaries")
    name = models.CharField("nama kepala keluarga", max_length=120)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="anggota KSM"
    )
    address = models.CharField("alamat", max_length=200, blank=True)
    people = models.PositiveSmallIntegerField("jumlah jiwa", default=1, validators=[MaxValueValidator(50)])
    in_ps2 = models.BooleanField("tercantum PS-2", default=False)
    need = models.CharField("kebutuhan", max_length=200, blank=True)
    history = Trail()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "penerima manfaat"

    def __str__(self):
        return self.name


class Partnership(Withdrawable):
    """Somebody outside who works with the group, or a market that opened (TA5)."""

    class Kind(models.TextChoices):
        PARTNER = "PARTNER", "Kemitraan"
        MARKET = "MARKET", "Akses pasar"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="partnerships")
    kind = models.CharField("jenis", max_length=7, choices=Kind.choices)
    partner = models.CharField("mitra", max_length=120)
    since = models.DateField("sejak")
    support = models.CharField("bentuk kerja sama", max_length=300)
    history = Trail()

    class Meta:
        ordering = ["-since", "-pk"]
        verbose_name = "kemitraan"

    def __str__(self):
        return self.partner


class Concern(Withdrawable):
    """A problem or wish of a member, and how the group solved it (TA1)."""

    class Kind(models.TextChoices):
        PROBLEM = "PROBLEM", "Masalah"
        WISH = "WISH", "Aspirasi"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="concerns")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="anggota"
    )
    kind = models.CharField("jenis", max_length=7, choices=Kind.choices)
    raised_on = models.DateField("disampaikan")
    text = models.CharField("isi", max_length=500)
    solution = models.CharField("penyelesaian oleh kelompok", max_length=500, blank=True)
    solved_on = models.DateField("selesai", null=True, blank=True)
    history = Trail()

    class Meta:
        ordering = ["-raised_on", "-pk"]
        verbose_name = "masalah dan aspirasi"

    def __str__(self):
        return self.text[:60]


class ChecklistRecord(Withdrawable):
    """A filled checklist (groups/path/steps.py): {item code: [answer, note]} by somebody on a day."""

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="checklists")
    code = models.CharField("daftar periksa", max_length=20)
    filled_on = models.DateField("tanggal")
    answers = models.JSONField()
    filled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    history = Trail()

    class Meta:
        ordering = ["-filled_on", "-pk"]
        verbose_name = "daftar periksa"

    def __str__(self):
        return f"{self.code} {self.filled_on:%d-%m-%Y}"


class CommunityGroup(Withdrawable):
    """A group that exists in the community already, from which a KSM may grow."""

    class Kind(models.TextChoices):
        ARISAN = "ARISAN", "Arisan"
        PENGAJIAN = "PENGAJIAN", "Pengajian"
        POSYANDU = "POSYANDU", "Posyandu"
        KSM = "KSM", "KSM lama"
        OTHER = "OTHER", "Lainnya"

    bkm = models.ForeignKey(Bkm, models.PROTECT, related_name="community_groups")
    name = models.CharField("nama kelompok", max_length=120)
    kind = models.CharField("jenis", max_length=9, choices=Kind.choices)
    address = models.CharField("alamat", max_length=200, blank=True)
    people = models.PositiveSmallIntegerField("jumlah anggota", null=True, blank=True)
    contact = models.CharField("narahubung", max_length=120, blank=True)
    potential = models.CharField("potensi dan catatan", max_length=300, blank=True)
    grown_into = models.ForeignKey(
        Ksm, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="menjadi KSM"
    )
    history = Trail()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "kelompok masyarakat"

    def __str__(self):
        return self.name


class VolunteerRecord(Withdrawable):
    """A volunteer (relawan) of the kelurahan: how they were found and trained."""

    bkm = models.ForeignKey(Bkm, models.PROTECT, related_name="volunteers")
    name = models.CharField("nama", max_length=120)
    sex = models.CharField("jenis kelamin", max_length=1, choices=Member.Sex.choices)
    found_how = models.CharField("cara ditemukan", max_length=200)
    since = models.DateField("sejak")
    trained_on = models.DateField("dilatih tanggal", null=True, blank=True)
    training = models.CharField("pelatihan", max_length=200, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = Trail()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "relawan"

    def __str__(self):
        return self.name


class Training(Withdrawable):
    """A training: of a group's members, or of BKM, UP-UP and volunteers (`ksm` empty)."""

    class Audience(models.TextChoices):
        MEMBERS = "MEMBERS", "Anggota KSM"
        BKM = "BKM", "BKM"
        UNITS = "UNITS", "UP-UP"
        VOLUNTEERS = "VOLUNTEERS", "Relawan"

    class Topic(models.TextChoices):
        DYNAMICS = "DYNAMICS", "Dinamika kelompok"
        HOUSEHOLD = "HOUSEHOLD", "Ekonomi rumah tangga (ERT/PERT)"
        BOOKS = "BOOKS", "Pembukuan"
        LENDING = "LENDING", "Pinjaman"
        BUSINESS = "BUSINESS", "Kewirausahaan"
        FIVE_RULES = "FIVE_RULES", "Panca Sutra"
        OTHER = "OTHER", "Lainnya"

    # What every member has been trained on at least once before a group is eligible (G3).
    REQUIRED = (Topic.DYNAMICS, Topic.HOUSEHOLD, Topic.BOOKS, Topic.LENDING)

    bkm = models.ForeignKey(Bkm, models.PROTECT, related_name="trainings")
    ksm = models.ForeignKey(Ksm, models.PROTECT, null=True, blank=True, related_name="trainings")
    audience = models.CharField("peserta", max_length=10, choices=Audience.choices)
    topic = models.CharField("topik", max_length=10, choices=Topic.choices)
    held_on = models.DateField("tanggal")
    place = models.CharField("tempat", max_length=120, blank=True)
    trainer = models.CharField("pelatih", max_length=120)
    men = models.PositiveSmallIntegerField("peserta laki-laki", default=0)
    women = models.PositiveSmallIntegerField("peserta perempuan", default=0)
    note = models.CharField("catatan", max_length=300, blank=True)
    members = models.ManyToManyField(Member, blank=True, related_name="trainings", verbose_name="anggota")
    history = Trail()

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = "pelatihan"
        indexes = [models.Index(fields=["ksm", "topic"], name="training_ksm_topic")]

    def __str__(self):
        return f"{self.get_topic_display()} {self.held_on:%d-%m-%Y}"
