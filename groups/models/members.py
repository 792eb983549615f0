"""Members of a group and the officers they elect."""

from django.db import models
from django.db.models import F, Q

from groups.models.groups import Ksm
from groups.models.traced import Traced, Trail
from ksm.fields import EncryptedTextField
from ksm.keys import Unreadable


def person_key(pk: int, nik_hash: str) -> int | str:
    """The same for all rows of one person: the hash of the NIK; a row without a NIK is a person by itself."""
    return nik_hash or pk


def masked(number: str) -> str:
    """First and last four signs; of a short one the last two. What no key opens says so."""
    if isinstance(number, Unreadable):
        return str(number)
    if len(number) < 12:
        return f"********{number[-2:]}" if number else ""
    return f"{number[:4]}********{number[-4:]}"


class MemberQuerySet(models.QuerySet):
    def active_on(self, day):
        """Members on `day`: joined on or before it, and not yet left (J3)."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gt=day), joined_on__lte=day)

    def women(self):
        return self.filter(sex=Member.Sex.FEMALE)


class Member(Traced, models.Model):
    """One membership: somebody who comes back gets a new row (J14)."""

    class Sex(models.TextChoices):
        FEMALE = "P", "Perempuan"
        MALE = "L", "Laki-laki"

    class Ps2(models.TextChoices):
        UNKNOWN = "", "Belum diketahui"
        YES = "YA", "Ya, tercantum"
        NO = "TIDAK", "Tidak tercantum"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="members")
    number = models.PositiveSmallIntegerField("nomor anggota")
    name = models.CharField("nama", max_length=120)
    nik = EncryptedTextField("NIK", blank=True, default="")
    nik_hash = models.CharField(max_length=64, blank=True, default="", editable=False, db_index=True)
    family_card = EncryptedTextField("nomor KK", blank=True, default="")
    family_card_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    sex = models.CharField("jenis kelamin", max_length=1, choices=Sex.choices)
    birth_place = models.CharField("tempat lahir", max_length=80, blank=True)
    birth_date = models.DateField("tanggal lahir", null=True, blank=True)
    address = models.CharField("alamat", max_length=200, blank=True)
    rt = models.CharField("RT", max_length=3, blank=True)
    rw = models.CharField("RW", max_length=3, blank=True)
    phone = EncryptedTextField("telepon", blank=True, default="")
    occupation = models.CharField("pekerjaan/usaha", max_length=120, blank=True)
    heir = models.CharField("ahli waris", max_length=120, blank=True)
    ps2 = models.CharField("PS-2", max_length=5, choices=Ps2.choices, blank=True, default=Ps2.UNKNOWN)
    ps2_priority = models.PositiveSmallIntegerField("prioritas PS-2", null=True, blank=True)
    joined_on = models.DateField("tanggal masuk")
    statement_on = models.DateField("tanggal surat pernyataan", null=True, blank=True)
    left_on = models.DateField(
        "tanggal keluar", null=True, blank=True, help_text="Hari pertama bukan anggota lagi."
    )
    leave_reason = models.CharField("alasan keluar", max_length=300, blank=True)
    # Since when the row tells nobody who it was (ksm/retention).
    anonymised_on = models.DateField("data pribadi dihapus", null=True, blank=True, editable=False)
    history = Trail(
        excluded_fields=["nik", "nik_hash", "family_card", "family_card_hash", "phone", "birth_date"]
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = "anggota"
        constraints = [
            models.UniqueConstraint(
                fields=["ksm", "number"],
                name="member_number_unique_in_ksm",
                violation_error_message="Nomor anggota ini sudah dipakai.",
            ),
            models.UniqueConstraint(
                fields=["ksm", "nik_hash"],
                condition=Q(left_on__isnull=True) & ~Q(nik_hash=""),
                name="member_nik_unique_while_active",
                violation_error_message="NIK ini sudah terdaftar sebagai anggota aktif KSM ini.",
            ),
            models.CheckConstraint(
                name="member_leaves_after_joining",
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                violation_error_message="Tanggal keluar tidak boleh sebelum tanggal masuk.",
            ),
            models.CheckConstraint(
                name="member_priority_1_to_3",
                condition=Q(ps2_priority__isnull=True) | Q(ps2_priority__in=[1, 2, 3]),
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.name}"

    def is_active_on(self, day) -> bool:
        return self.joined_on <= day and (self.left_on is None or day < self.left_on)

    @property
    def masked_family_card(self) -> str:
        """As the NIK; "" without one."""
        return masked(self.family_card)

    @property
    def masked_phone(self) -> str:
        """As the NIK; "" without one."""
        return masked(self.phone)

    @property
    def masked_nik(self) -> str:
        """First and last four digits at most (domain.md 10, consequence 1); words without one, or its key."""
        if isinstance(self.nik, Unreadable):
            return f"NIK {self.nik}"
        return masked(self.nik) or "tanpa NIK"


class OfficerTerm(Traced, models.Model):
    """A term in office. One Ketua, one Sekretaris and one Bendahara at a time."""

    class Role(models.TextChoices):
        KETUA = "KETUA", "Ketua"
        SEKRETARIS = "SEKRETARIS", "Sekretaris"
        BENDAHARA = "BENDAHARA", "Bendahara"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="officers")
    member = models.ForeignKey(Member, models.PROTECT, related_name="offices", verbose_name="anggota")
    role = models.CharField("jabatan", max_length=10, choices=Role.choices)
    start = models.DateField("mulai menjabat")
    end = models.DateField("selesai menjabat", null=True, blank=True)
    history = Trail()

    class Meta:
        ordering = ["role", "-start"]
        verbose_name = "pengurus"
        constraints = [
            models.UniqueConstraint(
                fields=["ksm", "role"], condition=Q(end__isnull=True), name="officer_one_in_office_per_role"
            ),
            models.CheckConstraint(
                name="officer_ends_after_start", condition=Q(end__isnull=True) | Q(end__gte=F("start"))
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}: {self.member.name}"
