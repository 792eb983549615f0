"""The group's books: a double-entry journal that only grows, and the loans kept beside it.

A line names a debit and a credit account and one positive amount, so an unbalanced entry cannot be
written down. Balances are never stored: every report is a sum over `AccountPosting`, a database view
that turns each line into its two signed sides.
"""

from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from groups.models import Ksm, Member
from ledger import chart


class Account(models.Model):
    """An account of the chart (ledger/chart.py); filled by the first migration and by later ones only."""

    class Kind(models.TextChoices):
        ASSET = chart.ASSET, "Harta"
        DEBT = chart.DEBT, "Utang"
        CAPITAL = chart.CAPITAL, "Modal"
        INCOME = chart.INCOME, "Pendapatan"
        COST = chart.COST, "Biaya"

    code = models.CharField("kode", max_length=4, primary_key=True)
    name = models.CharField("nama", max_length=60)
    kind = models.CharField("jenis", max_length=8, choices=Kind.choices)

    class Meta:
        ordering = ["code"]
        verbose_name = "akun"

    def __str__(self):
        return f"{self.code} {self.name}"


class Fund(models.TextChoices):
    KAS = "KAS", "Kas kelompok"
    TANGGUNG_RENTENG = "TR", "Dana tanggung renteng"
    SOSIAL = "SOSIAL", "Dana sosial"
    BLM = "BLM", "Dana BLM"


class Book(models.Model):
    """One group's journal: the last numbers given, and the day through which its sheets are closed."""

    ksm = models.OneToOneField(Ksm, models.PROTECT, primary_key=True, related_name="book")
    last_entry_number = models.PositiveIntegerField(default=0)
    last_loan_number = models.PositiveIntegerField(default=0)
    closed_through = models.DateField("ditutup sampai", null=True, blank=True)


class EntryQuerySet(models.QuerySet):
    def effective(self, as_of):
        """Entries dated on or before `as_of` that no reversal dated on or before it has undone."""
        undone = Q(reversed_by__isnull=False, reversed_by__date__lte=as_of)
        return self.filter(date__lte=as_of, reverses__isnull=True).exclude(undone)


class JournalEntry(models.Model):
    """One event in the books. `date` is when it happened, `recorded_at` when it was written down (J6)."""

    class Kind(models.TextChoices):
        OPENING = "OPENING", "Saldo awal"
        MEETING = "MEETING", "Pertemuan"
        OTHER = "OTHER", "Lain-lain"
        REVERSAL = "REVERSAL", "Pembatalan"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField("nomor")
    date = models.DateField("tanggal")
    recorded_at = models.DateTimeField("dicatat", auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField("jenis", max_length=8, choices=Kind.choices)
    memo = models.CharField("uraian", max_length=300)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name="membatalkan"
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["ksm", "date", "number"]
        verbose_name = "jurnal"
        indexes = [models.Index(fields=["ksm", "date"], name="entry_ksm_date")]
        constraints = [
            models.UniqueConstraint(fields=["ksm", "number"], name="entry_number_unique_in_ksm"),
            models.CheckConstraint(
                name="entry_reversal_names_its_entry",
                condition=Q(kind="REVERSAL", reverses__isnull=False)
                | (~Q(kind="REVERSAL") & Q(reverses__isnull=True)),
            ),
        ]

    def __str__(self):
        return f"#{self.number} {self.date:%d-%m-%Y} {self.memo}"


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
        FLAT = "FLAT", "Flat"
        DECLINING = "DECLINING", "Menurun"

    class Unit(models.TextChoices):
        WEEK = "WEEK", "Minggu"
        MONTH = "MONTH", "Bulan"

    class State(models.TextChoices):
        APPLIED = "APPLIED", "Diajukan"
        APPROVED = "APPROVED", "Disetujui"
        REJECTED = "REJECTED", "Ditolak"
        DISBURSED = "DISBURSED", "Dicairkan"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="loans")
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="loans")
    lender = models.CharField(max_length=5, choices=Lender.choices, default=Lender.GROUP)
    borrower = models.CharField(max_length=6, choices=Borrower.choices, default=Borrower.MEMBER)
    number = models.CharField("nomor pinjaman", max_length=20)
    purpose = models.CharField("tujuan", max_length=200, blank=True)
    priority = models.PositiveSmallIntegerField("urutan prioritas", null=True, blank=True)
    applied_on = models.DateField("tanggal diajukan", null=True, blank=True)
    decided_on = models.DateField("tanggal diputuskan", null=True, blank=True)
    decision_note = models.CharField("catatan keputusan", max_length=300, blank=True)
    principal = models.PositiveBigIntegerField("pokok")
    rate_percent = models.DecimalField("jasa % per periode", max_digits=9, decimal_places=6, default=0)
    method = models.CharField("metode", max_length=9, choices=Method.choices, default=Method.FLAT)
    periods = models.PositiveSmallIntegerField("jangka (kali)", default=1)
    unit = models.CharField("satuan", max_length=5, choices=Unit.choices, default=Unit.WEEK)
    rounding_step = models.PositiveIntegerField("pembulatan", default=1)
    is_opening = models.BooleanField("saldo awal", default=False)
    state = models.CharField("status", max_length=9, choices=State.choices, default=State.APPLIED)
    disbursed_on = models.DateField("tanggal cair", null=True, blank=True)
    entry = models.ForeignKey(JournalEntry, models.PROTECT, null=True, blank=True, related_name="loans")
    schedule_version = models.PositiveSmallIntegerField(default=1)

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


class InstallmentQuerySet(models.QuerySet):
    def current(self):
        """The rows of schedules in force: the newest version of a loan that was handed out."""
        return self.filter(version=F("loan__schedule_version"), loan__state=Loan.State.DISBURSED)


class Installment(models.Model):
    """One row of a schedule, written once at disbursement; a later schedule is a new version."""

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="+")
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="installments")
    version = models.PositiveSmallIntegerField(default=1)
    sequence = models.PositiveSmallIntegerField("ke")
    due_on = models.DateField("jatuh tempo")
    principal = models.PositiveBigIntegerField("pokok")
    jasa = models.PositiveBigIntegerField("jasa")

    objects = InstallmentQuerySet.as_manager()

    class Meta:
        ordering = ["loan", "version", "sequence"]
        verbose_name = "angsuran"
        indexes = [models.Index(fields=["ksm", "due_on"], name="installment_ksm_due")]
        constraints = [
            models.UniqueConstraint(fields=["loan", "version", "sequence"], name="installment_once"),
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

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="repayments")
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
    def is_undone(self) -> bool:
        """Was it undone, alone or with its entry? The caller selects entry__reversed_by."""
        return self.undone_by_id is not None or hasattr(self.entry, "reversed_by")


class RepaymentPart(models.Model):
    """The part of a repayment that went to one instalment (data/README.md, allocation)."""

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="+")
    repayment = models.ForeignKey(Repayment, models.PROTECT, related_name="parts")
    installment = models.ForeignKey(Installment, models.PROTECT, related_name="parts")
    principal = models.PositiveBigIntegerField("pokok")
    jasa = models.PositiveBigIntegerField("jasa")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["repayment", "installment"], name="repaymentpart_once"),
        ]


class JournalLine(models.Model):
    """`amount` rupiah from the credit account to the debit account. Rows are added, never changed.

    `member` is whom the line concerns; in tanggung renteng the debtor, and `payer` the one who paid (J18).
    """

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="+")
    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="lines")
    date = models.DateField("tanggal")
    debit = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="debet")
    credit = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="kredit")
    amount = models.PositiveBigIntegerField("jumlah")
    fund = models.CharField("dana", max_length=6, choices=Fund.choices, default=Fund.KAS)
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    payer = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    loan = models.ForeignKey(Loan, models.PROTECT, null=True, blank=True, related_name="lines")
    memo = models.CharField("uraian", max_length=200, blank=True)

    class Meta:
        ordering = ["ksm", "date", "entry", "pk"]
        verbose_name = "baris jurnal"
        indexes = [
            models.Index(fields=["ksm", "date"], name="line_ksm_date"),
            models.Index(fields=["ksm", "member"], name="line_ksm_member"),
        ]
        constraints = [
            models.CheckConstraint(name="line_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="line_two_accounts", condition=~Q(debit=F("credit"))),
        ]


class AccountPostingQuerySet(models.QuerySet):
    def balances(self, *, ksm_ids, as_of, by=("ksm_id", "account_id")):
        """Signed sums (debit +, credit -) of postings dated until `as_of`, one row per group of `by`."""
        rows = self.filter(ksm_id__in=ksm_ids, date__lte=as_of)
        return rows.order_by().values(*by).annotate(balance=models.Sum("amount"))


class AccountPosting(models.Model):
    """One signed side of a line: debit +, credit -. A view of the database, read only."""

    id = models.CharField(max_length=30, primary_key=True)
    ksm = models.ForeignKey(Ksm, models.DO_NOTHING, related_name="+")
    entry = models.ForeignKey(JournalEntry, models.DO_NOTHING, related_name="+")
    line = models.ForeignKey(JournalLine, models.DO_NOTHING, related_name="+")
    date = models.DateField()
    account = models.ForeignKey(Account, models.DO_NOTHING, related_name="+")
    contra = models.ForeignKey(Account, models.DO_NOTHING, related_name="+")
    amount = models.BigIntegerField()
    fund = models.CharField(max_length=6)
    member = models.ForeignKey(Member, models.DO_NOTHING, null=True, related_name="+")
    loan = models.ForeignKey(Loan, models.DO_NOTHING, null=True, related_name="+")

    objects = AccountPostingQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "ledger_accountposting"
        ordering = ["date", "entry", "line"]
