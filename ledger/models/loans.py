"""Loans, a subsidiary ledger beside the journal: terms, schedules written once, and what was repaid."""

import datetime
from fractions import Fraction

from django.db import models
from django.db.models import Q

from groups.models import Ksm, Member
from ksm.certain import certain
from ledger.models.journal import Fund, JournalEntry
from ledger.policy import schedule


class Loan(models.Model):
    """A loan. Stored state is decisions only; outstanding and arrears are computed as of a date.

    `rate_percent` is jasa in percent per instalment period, kept unrounded. An opening loan (J19) has no
    schedule and is repaid freely.
    """

    class Lender(models.TextChoices):
        GROUP = "GROUP", "KSM"
        UPK = "UPK", "UPK"
        OTHER = "OTHER", "Pihak lain"

    class Borrower(models.TextChoices):
        MEMBER = "MEMBER", "Anggota"
        GROUP = "GROUP", "KSM"

    class Method(models.TextChoices):
        FLAT = schedule.FLAT, "Flat"
        DECLINING = schedule.DECLINING, "Menurun"

    class Unit(models.TextChoices):
        WEEK = schedule.WEEK, "Minggu"
        MONTH = schedule.MONTH, "Bulan"

    class State(models.TextChoices):
        APPLIED = "APPLIED", "Diajukan"
        APPROVED = "APPROVED", "Disetujui"
        REJECTED = "REJECTED", "Ditolak"
        DISBURSED = "DISBURSED", "Dicairkan"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="loans")
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="loans")
    lender = models.CharField(max_length=5, choices=Lender.choices, default=Lender.GROUP)
    borrower = models.CharField(max_length=6, choices=Borrower.choices, default=Borrower.MEMBER)
    # Of a loan from outside: who lends, and the number of the contract.
    lender_name = models.CharField("pemberi pinjaman", max_length=120, blank=True)
    contract = models.CharField("nomor perjanjian", max_length=60, blank=True)
    number = models.CharField("nomor pinjaman", max_length=20)
    purpose = models.CharField("tujuan", max_length=200, blank=True)
    priority = models.PositiveSmallIntegerField("urutan prioritas", null=True, blank=True)
    # What the borrower earns and spends in one instalment period, as told (domain.md 3.3).
    income = models.PositiveBigIntegerField("penghasilan per periode", null=True, blank=True)
    expenses = models.PositiveBigIntegerField("biaya per periode", null=True, blank=True)
    applied_on = models.DateField("tanggal diajukan", null=True, blank=True)
    decided_on = models.DateField("tanggal diputuskan", null=True, blank=True)
    decision_note = models.CharField("catatan keputusan", max_length=300, blank=True)
    principal = models.PositiveBigIntegerField("pokok")
    rate_percent = models.DecimalField("jasa % per periode", max_digits=9, decimal_places=6, default=0)
    method = models.CharField("metode", max_length=9, choices=Method.choices, default=Method.FLAT)
    periods = models.PositiveSmallIntegerField("jangka (kali)", default=1)
    unit = models.CharField("satuan", max_length=5, choices=Unit.choices, default=Unit.WEEK)
    rounding_step = models.PositiveIntegerField("pembulatan", default=1)
    # The group's fund the money is from and the principal goes back to; jasa always earns for the kas.
    fund = models.CharField("dana", max_length=6, choices=Fund.choices, default=Fund.KAS)
    is_opening = models.BooleanField("saldo awal", default=False)
    # Repaid freely, pokok and jasa as typed (J19): an opening loan until it is given a schedule.
    is_free = models.BooleanField("tanpa jadwal", default=False)
    state = models.CharField("status", max_length=9, choices=State.choices, default=State.APPLIED)
    disbursed_on = models.DateField("tanggal cair", null=True, blank=True)
    entry = models.ForeignKey(JournalEntry, models.PROTECT, null=True, blank=True, related_name="loans")
    schedule_version = models.PositiveSmallIntegerField(default=1)
    # The last day on which an act (LoanEvent) changed what is owed: no payment is entered or undone before.
    changed_on = models.DateField("ketentuan berubah", null=True, blank=True)
    written_off_on = models.DateField("dihapusbukukan", null=True, blank=True)
    # Who goes on paying for a borrower who died and is a member no more.
    heir = models.CharField("ahli waris", max_length=120, blank=True)
    # Why it goes beyond the group's own rule, or comes before the programme lets a group borrow (J25, J26).
    limit_reason = models.CharField("alasan melampaui aturan", max_length=300, blank=True)

    class Meta:
        ordering = ["ksm", "pk"]
        verbose_name = "pinjaman"
        indexes = [models.Index(fields=["ksm", "state"], name="loan_ksm_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["ksm", "number"],
                name="loan_number_unique_in_ksm",
                violation_error_message="Nomor pinjaman ini sudah dipakai.",
            ),
            models.CheckConstraint(name="loan_principal_positive", condition=Q(principal__gt=0)),
            models.CheckConstraint(
                name="loan_disbursed_has_date_and_entry",
                condition=(
                    Q(state="DISBURSED", disbursed_on__isnull=False, entry__isnull=False)
                    | (~Q(state="DISBURSED") & Q(disbursed_on__isnull=True, entry__isnull=True))
                ),
            ),
            models.CheckConstraint(
                name="loan_member_borrows_from_group",
                condition=Q(borrower="MEMBER", member__isnull=False, lender="GROUP")
                | (Q(borrower="GROUP", member__isnull=True) & ~Q(lender="GROUP")),
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def rate(self) -> Fraction:
        """Jasa per period as an exact fraction of one (1,5 % -> 3/200)."""
        return Fraction(self.rate_percent) / 100

    @property
    def capacity(self) -> int | None:
        """What is left for an instalment: income less expenses of a period, in rupiah; None where untold."""
        if self.income is None or self.expenses is None:
            return None
        return self.income - self.expenses

    @property
    def has_agreement(self) -> bool:
        """Is there an agreement to print? An opening loan was agreed before the product was there (J19)."""
        return self.state in (self.State.APPROVED, self.State.DISBURSED) and not self.is_opening

    @property
    def has_receipt(self) -> bool:
        """Was money handed out that somebody signed for?"""
        return self.state == self.State.DISBURSED and not self.is_opening

    @property
    def has_card(self) -> bool:
        """Was it handed out with a schedule, in force now or before?"""
        return self.state == self.State.DISBURSED and not self.is_free

    @property
    def is_outside(self) -> bool:
        """Borrowed by the group itself, from UPK, a bank or another body: never a loan to a member."""
        return self.borrower == self.Borrower.GROUP

    @property
    def of_member(self) -> Member:
        """The member who borrowed; not asked of a loan from outside."""
        return certain(self.member, "constraint loan_member_borrows_from_group")

    @property
    def paid_out_on(self) -> datetime.date:
        """The day on which the money came; only asked of a loan that is DISBURSED."""
        return certain(self.disbursed_on, "constraint loan_disbursed_has_date_and_entry")

    @property
    def debtor(self) -> str:
        """Who is asked to pay a member's loan now: the member, of one who died the heir. Reads the member."""
        return self.debtor_on(datetime.date.max)

    def debtor_on(self, day: datetime.date) -> str:
        """Who was asked to pay on a day: what is told of a day before an exit does not know of it."""
        heir = self.heir_on(day)
        name = self.of_member.name
        return f"{name} (ahli waris {heir})" if heir else name

    def heir_on(self, day: datetime.date) -> str:
        """The heir, from the day the membership of the dead ended; "" before and for everybody else."""
        left_on = self.of_member.left_on if self.heir else None
        return self.heir if left_on and left_on <= day else ""


# Instalments of a disbursement that was taken back were in force on no day: they "ended" before they began.
NEVER = datetime.date(2000, 1, 1)


def in_force_on(as_of: datetime.date, prefix: str = "") -> Q:
    """Does an instalment count on a day: not replaced by then, and not of a later schedule?

    `prefix` leads to the instalment from another model ("installment__").
    """
    not_replaced = Q(**{f"{prefix}in_force_until__isnull": True}) | Q(
        **{f"{prefix}in_force_until__gt": as_of}
    )
    return Q(**{f"{prefix}in_force_from__lte": as_of}) & not_replaced


class InstallmentQuerySet(models.QuerySet):
    def in_force(self, as_of: datetime.date):
        """The rows that count on a day; one of each sequence number per loan."""
        return self.filter(in_force_on(as_of))


class Installment(models.Model):
    """One row of a schedule, written once. What changes later is replaced by rows of a new version.

    A row counts from `in_force_from` until the day before `in_force_until`. What was paid of a replaced row
    stays with it; the rows in its place hold what was still unpaid.
    """

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="+", db_index=False)
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="installments", db_index=False)
    version = models.PositiveSmallIntegerField(default=1)
    sequence = models.PositiveSmallIntegerField("ke")
    due_on = models.DateField("jatuh tempo")
    principal = models.PositiveBigIntegerField("pokok")
    jasa = models.PositiveBigIntegerField("jasa")
    in_force_from = models.DateField("berlaku mulai", default=NEVER)
    in_force_until = models.DateField("diganti", null=True, blank=True)
    replaced_by_version = models.PositiveSmallIntegerField("diganti jadwal ke", null=True, blank=True)

    objects = InstallmentQuerySet.as_manager()

    class Meta:
        ordering = ["loan", "version", "sequence"]
        verbose_name = "angsuran"
        indexes = [models.Index(fields=["ksm", "due_on"], name="installment_ksm_due")]
        constraints = [
            models.UniqueConstraint(fields=["loan", "version", "sequence"], name="installment_once"),
            models.UniqueConstraint(
                fields=["loan", "sequence"],
                condition=Q(in_force_until__isnull=True),
                name="installment_once_in_force",
            ),
            models.CheckConstraint(
                name="installment_not_empty", condition=Q(principal__gt=0) | Q(jasa__gt=0)
            ),
        ]


class RepaymentQuerySet(models.QuerySet):
    def effective(self, as_of):
        """Payments dated on or before `as_of` that nothing dated on or before it has undone."""
        return self.filter(date__lte=as_of).exclude(undone_repayment(as_of))


def undone_repayment(as_of, prefix: str = "") -> Q:
    """Was a payment undone by then: by the reversal of its whole entry, or alone by a correction?

    `prefix` leads to the payment from another model ("repayment__").
    """
    return Q(**{f"{prefix}entry__reversed_by__date__lte": as_of}) | Q(
        **{f"{prefix}undone_by__date__lte": as_of}
    )


class Repayment(models.Model):
    """Money paid on a loan: `principal` + `jasa` of the loan itself; a fine is posted apart.

    `undone_by` is the entry of a later day that corrected this payment alone (J1).
    """

    class PaidFrom(models.TextChoices):
        MEMBER = "MEMBER", "Anggota"
        TANGGUNG_RENTENG = "TR", "Tanggung renteng"
        SAVINGS = "SAVING", "Tabungan anggota"
        SURPLUS = "SHU", "SHU anggota"
        GROUP = "GROUP", "Kas kelompok"
        HEIR = "HEIR", "Ahli waris"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="repayments", db_index=False)
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="repayments")
    date = models.DateField("tanggal")
    principal = models.PositiveBigIntegerField("pokok")
    jasa = models.PositiveBigIntegerField("jasa")
    paid_from = models.CharField(
        "dibayar dari", max_length=6, choices=PaidFrom.choices, default=PaidFrom.MEMBER
    )
    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="repayments")
    undone_by = models.ForeignKey(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="undone_repayments"
    )

    objects = RepaymentQuerySet.as_manager()

    class Meta:
        ordering = ["ksm", "date", "pk"]
        verbose_name = "pembayaran angsuran"
        indexes = [models.Index(fields=["ksm", "loan", "date"], name="repayment_ksm_loan_date")]
        constraints = [
            models.CheckConstraint(name="repayment_not_empty", condition=Q(principal__gt=0) | Q(jasa__gt=0)),
        ]

    @property
    def total(self) -> int:
        return self.principal + self.jasa

    @property
    def has_receipt(self) -> bool:
        """Did somebody bring or take the money? Savings, SHU and tanggung renteng only settle."""
        return self.paid_from in (self.PaidFrom.MEMBER, self.PaidFrom.GROUP, self.PaidFrom.HEIR)

    @property
    def is_undone(self) -> bool:
        """Was it undone, alone or with its entry? The caller selects entry__reversed_by."""
        return self.undone_by_id is not None or self.entry.is_undone


class RepaymentPart(models.Model):
    """The part of a repayment that went to one instalment (data/README.md, allocation)."""

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="+")
    repayment = models.ForeignKey(Repayment, models.PROTECT, related_name="parts", db_index=False)
    installment = models.ForeignKey(Installment, models.PROTECT, related_name="parts")
    principal = models.PositiveBigIntegerField("pokok")
    jasa = models.PositiveBigIntegerField("jasa")

    class Meta:
        verbose_name = "bagian angsuran"
        constraints = [
            models.UniqueConstraint(fields=["repayment", "installment"], name="repaymentpart_once"),
        ]
