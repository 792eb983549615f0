"""Who uses the system: users, and their dated postings to a place and a role."""

from functools import reduce
from operator import or_
from typing import cast

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import F, Q

from groups.models.places import PRACTICE_PLACE, ServiceUnit, zone_of
from groups.models.traced import Traced, Trail
from ksm.dates import local_day


class UserManager(DjangoUserManager):
    """A superuser made by Django's own command is an administrator too: else he would see nothing."""

    def create_superuser(self, username, email=None, password=None, **facts):
        user = cast("User", super().create_superuser(username, email, password, **facts))
        start = local_day(user.date_joined, zone_of(""))
        Posting.objects.create(user=user, role=Posting.Role.ADMINISTRATOR, start=start)
        return user


class User(Traced, AbstractUser):
    """A person who logs in by user name; many have no e-mail, so an administrator sets the first password."""

    first_name = None  # type: ignore[assignment]  # Django's own way to leave a field of a base class out.
    last_name = None  # type: ignore[assignment]  # The same.
    full_name = models.CharField("nama lengkap", max_length=120)
    phone = models.CharField("telepon", max_length=30, blank=True)
    must_change_password = models.BooleanField("harus mengganti sandi", default=False)
    has_second_factor = models.BooleanField("pengaman kedua", default=False, editable=False)
    # Raised, it ends every session of the user for good.
    session_round = models.PositiveIntegerField(default=0, editable=False)
    history = Trail(
        excluded_fields=["password", "last_login", "phone", "email", "session_round"],
        unnoticed=("last_login",),
    )

    objects = UserManager()  # type: ignore[misc]  # The stubs want the manager of the base class.

    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["full_name", "pk"]
        verbose_name = "pengguna"

    def __str__(self):
        return self.full_name or self.username

    def get_full_name(self):
        return self.full_name

    def get_session_auth_hash(self):
        """What a session holds of its user: another one ends it. As Django has it until the first round."""
        return self._of_round(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self):
        return (self._of_round(one) for one in super().get_session_auth_fallback_hash())

    def _of_round(self, hashed: str) -> str:
        return f"{hashed}.{self.session_round}" if self.session_round else hashed


class PostingQuerySet(models.QuerySet):
    def on(self, day):
        """Postings in force on `day`: the end date is the first day without it."""
        return self.filter(Q(end__isnull=True) | Q(end__gt=day), start__lte=day)

    def area(self, to_bkm: str = "", to_ksm: str = "pk") -> Q:
        """The union of what these postings cover, as a filter; see `Posting.area`. One query."""
        nothing = Q(pk__in=[])
        return reduce(or_, (posting.area(to_bkm, to_ksm) for posting in self), nothing)


class Posting(Traced, models.Model):
    """A role held by a user over one scope for a time. Rights follow from the postings in force today."""

    class Role(models.TextChoices):
        FACILITATOR = "FACILITATOR", "Fasilitator"
        VOLUNTEER = "VOLUNTEER", "Relawan pendamping"
        UNIT_STAFF = "UNIT_STAFF", "Petugas UP-UP"
        BKM_COORDINATOR = "BKM_COORDINATOR", "Koordinator BKM"
        CITY_COORDINATOR = "CITY_COORDINATOR", "Koordinator kota"
        ADMINISTRATOR = "ADMINISTRATOR", "Administrator"

    user = models.ForeignKey(User, models.PROTECT, related_name="postings", verbose_name="pengguna")
    role = models.CharField("peran", max_length=20, choices=Role.choices)
    region = models.ForeignKey(
        "groups.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="postings",
        verbose_name="wilayah",
    )
    bkm = models.ForeignKey("groups.Bkm", models.PROTECT, null=True, blank=True, related_name="postings")
    ksm = models.ForeignKey("groups.Ksm", models.PROTECT, null=True, blank=True, related_name="postings")
    unit = models.CharField("unit", max_length=3, choices=ServiceUnit.Kind.choices, blank=True)
    start = models.DateField("mulai")
    end = models.DateField("berakhir", null=True, blank=True, help_text="Hari pertama tanpa penugasan ini.")
    history = Trail()

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["-start", "pk"]
        verbose_name = "penugasan"
        constraints = [
            models.CheckConstraint(
                name="posting_scope_fits_role",
                condition=(
                    Q(
                        role__in=["FACILITATOR", "CITY_COORDINATOR"],
                        region__isnull=False,
                        bkm__isnull=True,
                        ksm__isnull=True,
                        unit="",
                    )
                    | Q(role="VOLUNTEER", region__isnull=True, bkm__isnull=True, ksm__isnull=False, unit="")
                    | (
                        Q(role="UNIT_STAFF", region__isnull=True, bkm__isnull=False, ksm__isnull=True)
                        & ~Q(unit="")
                    )
                    | Q(
                        role="BKM_COORDINATOR",
                        region__isnull=True,
                        bkm__isnull=False,
                        ksm__isnull=True,
                        unit="",
                    )
                    | Q(
                        role="ADMINISTRATOR", region__isnull=True, bkm__isnull=True, ksm__isnull=True, unit=""
                    )
                ),
            ),
            models.CheckConstraint(
                name="posting_ends_after_start", condition=Q(end__isnull=True) | Q(end__gte=F("start"))
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()} sejak {self.start:%d-%m-%Y}"

    @property
    def timezone(self) -> str:
        """The clock where it holds; that of the west for one that holds everywhere. Reads its place."""
        if self.ksm:
            return self.ksm.timezone
        if self.bkm:
            return self.bkm.timezone
        return zone_of(self.region_id or "")

    @property
    def title(self) -> str:
        """What the holder is called: "Petugas UPK" of a unit, else the role."""
        return f"Petugas {self.unit}" if self.unit else self.get_role_display()

    @property
    def place(self) -> str:
        """Where it holds, down to the kota or kabupaten, for several places bear one name; "" everywhere."""
        if self.ksm:
            return f"{self.ksm.name}, {self.ksm.bkm.name}, {self.ksm.bkm.kelurahan.full_name}"
        if self.bkm:
            return f"{self.bkm.name}, {self.bkm.kelurahan.full_name}"
        return self.region.full_name if self.region else ""

    def area(self, to_bkm: str = "", to_ksm: str = "pk") -> Q:
        """The rule of area as a filter: which rows this posting covers.

        `to_bkm` leads from a row to its BKM ("bkm__" from a group), `to_ksm` to its group. The same rule as
        a question about one group or kelurahan is `covers` and `covers_kelurahan`.
        """
        if self.region_id:
            below = {f"{to_bkm}kelurahan__code__startswith": f"{self.region_id}."}
            return Q(**{f"{to_bkm}kelurahan": self.region_id}) | Q(**below)
        if self.bkm_id:
            return Q(**{f"{to_bkm}pk": self.bkm_id})
        if self.ksm_id:
            return Q(**{to_ksm: self.ksm_id})
        everywhere = ~Q(**{f"{to_bkm}kelurahan": PRACTICE_PLACE})
        return everywhere if self.role == self.Role.ADMINISTRATOR else Q(pk__in=[])

    def covers(self, ksm) -> bool:
        """Is the group inside this posting's area? Its BKM is at hand (select_related)."""
        if self.region_id:
            return self.covers_kelurahan(ksm.bkm.kelurahan_id)
        if self.bkm_id:
            return self.bkm_id == ksm.bkm_id
        if self.ksm_id:
            return self.ksm_id == ksm.pk
        return self.role == self.Role.ADMINISTRATOR and ksm.bkm.kelurahan_id != PRACTICE_PLACE

    def covers_kelurahan(self, code: str) -> bool:
        """Is a kelurahan the region of this posting, or below it?"""
        return bool(self.region_id) and f"{code}.".startswith(f"{self.region_id}.")
