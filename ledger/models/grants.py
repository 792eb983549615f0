"""BLM Sosial (domain.md H2, H3, 3.6): what a group proposes, what is decided, and the money in its fund.

A grant goes through its states by the verbs of ledger/blm/granting.py and its neighbours. What was paid out
or returned is never stored as a state: it is a movement beside its journal entry, undone with that entry.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from groups.models import Ksm, Member
from ksm.money import decimal_words
from ledger.models.journal import JournalEntry
from ledger.models.loans import Loan


class BlmGrant(models.Model):
    """One proposal of a group and everything that became of it; amounts in rupiah."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "Draf"
        PROPOSED = "PROPOSED", "Diajukan"
        VERIFIED = "VERIFIED", "Diverifikasi"
        APPROVED = "APPROVED", "Disetujui"
        REJECTED = "REJECTED", "Ditolak"
        AGREED = "AGREED", "Perjanjian ditandatangani"

    class Returns(models.TextChoices):
        STAYS = "STAYS", "Tetap bergulir di KSM"
        RETURNS = "RETURNS", "Dikembalikan kepada BKM"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="grants")
    number = models.CharField("nomor", max_length=10)
    state = models.CharField("status", max_length=8, choices=State.choices, default=State.DRAFT)
    background = models.TextField("latar belakang", max_length=3000)
    plan = models.TextField("rencana penggunaan", max_length=3000)
    proposed_on = models.DateField("tanggal diajukan", null=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    visited_on = models.DateField("tanggal kunjungan", null=True)
    feasible = models.BooleanField("layak dibiayai", null=True)
    recommended_amount = models.PositiveBigIntegerField("jumlah yang direkomendasikan", null=True)
    verification_note = models.TextField("catatan verifikasi", max_length=1000, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField("tanggal diputuskan", null=True)
    approved_amount = models.PositiveBigIntegerField("jumlah yang disetujui", null=True)
    decision_reason = models.TextField("alasan keputusan", max_length=1000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    agreed_on = models.DateField("tanggal perjanjian", null=True)
    signers = models.CharField("penanda tangan", max_length=300, blank=True)
    principal_returns = models.CharField("pokok pinjaman", max_length=7, choices=Returns.choices, blank=True)
    return_installments = models.PositiveSmallIntegerField("dikembalikan dalam (kali)", null=True)
    return_note = models.CharField("cara pengembalian", max_length=300, blank=True)
    # So many days after a tranche was handed out its LPJ is due; none in agreements from before.
    report_days = models.PositiveSmallIntegerField("batas LPJ (hari sesudah pencairan)", null=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["ksm", "-pk"]
        verbose_name = "BLM Sosial"
        constraints = [
            models.UniqueConstraint(fields=["ksm", "number"], name="grant_number_unique_in_ksm"),
            models.CheckConstraint(
                name="grant_decided_by_another",
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("verified_by")) & ~Q(decided_by=F("proposed_by"))),
            ),
            models.CheckConstraint(
                name="grant_rejection_has_reason", condition=~Q(state="REJECTED") | ~Q(decision_reason="")
            ),
            models.CheckConstraint(
                name="grant_agreed_says_what_returns",
                condition=~Q(state="AGREED") | (Q(agreed_on__isnull=False) & ~Q(principal_returns="")),
            ),
        ]

    def __str__(self):
        return self.number


class GrantEvent(models.Model):
    """What somebody did with a grant, when, and what they said. Rows are added, never changed."""

    grant = models.ForeignKey(BlmGrant, models.PROTECT, related_name="events")
    act = models.CharField("perbuatan", max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    note = models.CharField("catatan", max_length=1000, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "riwayat BLM"


class BudgetLine(models.Model):
    """A line of the RAB (domain.md 5.12): volume x unit price, borne by the group (swadaya) and the BLM.

    `moved` is what decided changes brought to its BLM since the approval, below zero what they took.
    """

    grant = models.ForeignKey(BlmGrant, models.CASCADE, related_name="lines")
    sequence = models.PositiveSmallIntegerField("no")
    description = models.CharField("uraian", max_length=200)
    volume = models.DecimalField("volume", max_digits=10, decimal_places=2)
    unit = models.CharField("satuan", max_length=20)
    unit_price = models.PositiveBigIntegerField("harga satuan")
    swadaya = models.PositiveBigIntegerField("swadaya", default=0)
    blm = models.PositiveBigIntegerField("BLM", default=0)
    moved = models.BigIntegerField("BLM dipindahkan", default=0, editable=False)
    # What is lent is told by the loans' own cards, so nothing is bought on such a line.
    is_lent = models.BooleanField("dipinjamkan kepada anggota", default=False)

    class Meta:
        ordering = ["grant", "sequence"]
        verbose_name = "baris RAB"
        constraints = [models.UniqueConstraint(fields=["grant", "sequence"], name="budgetline_once")]

    def __str__(self):
        return self.description

    @property
    def total(self) -> int:
        """Rupiah of the whole line; swadaya and BLM sum to it."""
        return self.swadaya + self.blm

    @property
    def approved_blm(self) -> int:
        """Rupiah of the BLM as it was approved, before any change."""
        return self.blm - self.moved

    @property
    def approved_total(self) -> int:
        return self.swadaya + self.approved_blm

    @property
    def volume_words(self) -> str:
        """2.50 as "2,5"."""
        return decimal_words(self.volume)


class GrantMember(models.Model):
    """A member proposed to borrow from the fund (domain.md 5.17); income and cost in rupiah a month."""

    grant = models.ForeignKey(BlmGrant, models.CASCADE, related_name="members")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    priority = models.PositiveSmallIntegerField("urutan prioritas")
    purpose = models.CharField("tujuan", max_length=200)
    requested = models.PositiveBigIntegerField("diusulkan")
    income = models.PositiveBigIntegerField("penghasilan sebulan")
    cost = models.PositiveBigIntegerField("biaya sebulan")
    recommended = models.PositiveBigIntegerField("rekomendasi", null=True)
    note = models.CharField("catatan kunjungan", max_length=300, blank=True)
    decided = models.PositiveBigIntegerField("diputuskan", null=True)
    loan = models.OneToOneField(Loan, models.PROTECT, null=True, related_name="grant_member")

    class Meta:
        ordering = ["grant", "priority"]
        verbose_name = "anggota yang diusulkan"
        constraints = [
            models.UniqueConstraint(fields=["grant", "member"], name="grantmember_once"),
            models.UniqueConstraint(fields=["grant", "priority"], name="grantmember_priority_once"),
            models.CheckConstraint(name="grantmember_requests", condition=Q(requested__gt=0)),
        ]

    @property
    def capacity(self) -> int:
        """What is left a month to repay from: income less cost, below zero when there is none (3.3)."""
        return self.income - self.cost


class Tranche(models.Model):
    """A stage of disbursement (domain.md H3); the percents of a grant sum to exactly 100."""

    grant = models.ForeignKey(BlmGrant, models.PROTECT, related_name="tranches")
    sequence = models.PositiveSmallIntegerField("tahap")
    percent = models.DecimalField("persen", max_digits=5, decimal_places=2)
    amount = models.PositiveBigIntegerField("jumlah")

    class Meta:
        ordering = ["grant", "sequence"]
        verbose_name = "tahap pencairan"
        constraints = [
            models.UniqueConstraint(fields=["grant", "sequence"], name="tranche_once"),
            models.CheckConstraint(
                name="tranche_percent_in_range", condition=Q(percent__gt=0, percent__lte=Decimal(100))
            ),
            models.CheckConstraint(name="tranche_amount_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self):
        return f"tahap {self.sequence}"

    @property
    def percent_words(self) -> str:
        """33.50 as "33,5"."""
        return decimal_words(self.percent)


class MovementQuerySet(models.QuerySet):
    def effective(self, as_of):
        """Dated on or before `as_of` and not undone by a reversal dated on or before it."""
        return self.filter(entry__date__lte=as_of).exclude(entry__reversed_by__date__lte=as_of)

    def standing(self):
        """Those that nothing has undone."""
        return self.filter(entry__reversed_by__isnull=True)


class GrantMovement(models.Model):
    """Money that came into the fund by a tranche, or went back from it to the BKM (no tranche named)."""

    class Place(models.TextChoices):
        CASH = "CASH", "Tunai"
        BANK = "BANK", "Bank"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="grant_movements")
    grant = models.ForeignKey(BlmGrant, models.PROTECT, related_name="movements")
    tranche = models.ForeignKey(Tranche, models.PROTECT, null=True, related_name="movements")
    amount = models.PositiveBigIntegerField("jumlah")
    place = models.CharField("tempat uang", max_length=4, choices=Place.choices)
    note = models.CharField("catatan", max_length=200, blank=True)
    entry = models.OneToOneField(JournalEntry, models.PROTECT, related_name="grant_movement")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = MovementQuerySet.as_manager()

    class Meta:
        ordering = ["ksm", "pk"]
        verbose_name = "uang BLM"
        indexes = [models.Index(fields=["ksm", "tranche"], name="grantmovement_ksm_tranche")]
        constraints = [models.CheckConstraint(name="grantmovement_positive", condition=Q(amount__gt=0))]

    @property
    def is_undone(self) -> bool:
        """Was its entry reversed? The caller selects entry__reversed_by."""
        return hasattr(self.entry, "reversed_by")

    def may_be_undone_by(self, user) -> bool:
        """A wrong payment is undone by another person than who entered it (J12)."""
        return not self.is_undone and self.by_id != user.pk


class SpendingQuerySet(models.QuerySet):
    def effective(self, as_of):
        """Dated on or before `as_of` and not undone by anything dated on or before it."""
        undone = Q(entry__reversed_by__date__lte=as_of) | Q(undone_by__date__lte=as_of)
        return self.filter(entry__date__lte=as_of).exclude(undone)

    def standing(self):
        """Those that nothing has undone."""
        return self.filter(standing_spending())


def standing_spending(prefix: str = "") -> Q:
    """Of what is spent: neither its entry nor it alone was undone; `prefix` leads to it ("spendings__")."""
    return Q(**{f"{prefix}entry__reversed_by__isnull": True, f"{prefix}undone_by__isnull": True})


class GrantSpending(models.Model):
    """Money of the fund spent on a line of the RAB (domain.md J27), at a meeting or outside one.

    Undone with its entry, or alone: `undone_by` is the entry that took one purchase out of a meeting's.
    """

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="grant_spendings")
    grant = models.ForeignKey(BlmGrant, models.PROTECT, related_name="spendings")
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="spendings")
    amount = models.PositiveBigIntegerField("jumlah")
    place = models.CharField("tempat uang", max_length=4, choices=GrantMovement.Place.choices)
    what = models.CharField("yang dibeli atau dibayar", max_length=200)
    paid_to = models.CharField("dibayar kepada", max_length=100)
    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="grant_spendings")
    undone_by = models.ForeignKey(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="undone_spendings"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = SpendingQuerySet.as_manager()

    class Meta:
        ordering = ["ksm", "pk"]
        verbose_name = "belanja BLM"
        constraints = [models.CheckConstraint(name="grantspending_positive", condition=Q(amount__gt=0))]

    def __str__(self):
        return self.what

    @property
    def is_undone(self) -> bool:
        """Was it undone, alone or with its entry? The caller selects entry__reversed_by."""
        return self.undone_by_id is not None or hasattr(self.entry, "reversed_by")

    def may_be_undone_by(self, user) -> bool:
        """As what was paid or returned: by another person than who entered it (J12)."""
        return not self.is_undone and self.by_id != user.pk


class AccountabilityReport(models.Model):
    """The LPJ of one tranche: what of the plan was paid from swadaya and BLM. Returned and sent again,
    never edited; the next tranche is locked until it is accepted.

    The figures of the fund are those of the books on the day it was sent, in rupiah, beside what was counted
    (J28); an LPJ from before the books were asked has none.
    """

    class State(models.TextChoices):
        SUBMITTED = "SUBMITTED", "Menunggu pemeriksaan"
        ACCEPTED = "ACCEPTED", "Diterima"
        RETURNED = "RETURNED", "Dikembalikan"

    tranche = models.ForeignKey(Tranche, models.PROTECT, related_name="reports")
    state = models.CharField("status", max_length=9, choices=State.choices, default=State.SUBMITTED)
    note = models.TextField("keterangan", max_length=2000)
    submitted_on = models.DateField("tanggal dikirim")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_on = models.DateField("tanggal dijawab", null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answer_note = models.CharField("alasan", max_length=500, blank=True)
    received = models.PositiveBigIntegerField("BLM diterima", null=True)
    lent = models.PositiveBigIntegerField("dipinjamkan kepada anggota", null=True)
    came_back = models.BigIntegerField("kembali dari angsuran pokok", null=True)
    spent = models.PositiveBigIntegerField("dibelanjakan", null=True)
    returned = models.PositiveBigIntegerField("dikembalikan kepada BKM", null=True)
    box = models.BigIntegerField("di kotak menurut buku", null=True)
    bank = models.BigIntegerField("di bank menurut buku", null=True)
    counted_box = models.PositiveBigIntegerField("di kotak menurut hitungan", null=True)
    counted_bank = models.PositiveBigIntegerField("di bank menurut buku tabungan bank", null=True)
    difference_reason = models.CharField("alasan selisih", max_length=500, blank=True)
    difference_seen = models.BooleanField("selisih diperiksa", default=False)

    class Meta:
        ordering = ["tranche", "-pk"]
        verbose_name = "LPJ"
        constraints = [
            models.UniqueConstraint(
                fields=["tranche"], condition=~Q(state="RETURNED"), name="report_one_standing_per_tranche"
            ),
            models.CheckConstraint(
                name="report_answered_by_another",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("submitted_by")),
            ),
            models.CheckConstraint(
                name="report_return_has_reason", condition=~Q(state="RETURNED") | ~Q(answer_note="")
            ),
        ]


class UsedAmount(models.Model):
    """What one LPJ says was used of one line of the RAB by its receipts, in rupiah.

    `booked` is what the books say of the BLM of that line, from the beginning to the day of the LPJ.
    """

    report = models.ForeignKey(AccountabilityReport, models.PROTECT, related_name="used")
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="used")
    swadaya = models.PositiveBigIntegerField("swadaya dipakai", default=0)
    blm = models.PositiveBigIntegerField("BLM dipakai", default=0)
    booked = models.PositiveBigIntegerField("BLM menurut buku", null=True)

    class Meta:
        ordering = ["line__sequence"]
        constraints = [models.UniqueConstraint(fields=["report", "line"], name="usedamount_once")]
