"""The chart's accounts, the funds kept apart, and the journal that only grows.

A line names a debit and a credit account and one positive amount, so an unbalanced entry cannot be
written down. Balances are never stored: every report is a sum over `AccountPosting`, a database view
that turns each line into its two signed sides.
"""

import datetime
from collections import defaultdict
from itertools import accumulate
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest

from groups.models import Ksm, Member
from ledger import chart


class Account(models.Model):
    """An account of the chart (ledger/chart.py); filled by the first migration and by later ones only."""

    class Kind(models.TextChoices):
        ASSET = chart.ASSET, "Aset"
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
    """One group's journal: the last numbers given, and until when its sheets and months are closed."""

    ksm = models.OneToOneField(Ksm, models.PROTECT, primary_key=True, related_name="book")
    last_entry_number = models.PositiveIntegerField(default=0)
    last_loan_number = models.PositiveIntegerField(default=0)
    closed_through = models.DateField("ditutup sampai", null=True, blank=True)
    months_closed_through = models.DateField("bulan ditutup sampai", null=True, blank=True)

    class Meta:
        verbose_name = "buku kelompok"


class EntryQuerySet(models.QuerySet):
    def effective(self, as_of):
        """Entries dated on or before `as_of` that no reversal dated on or before it has undone."""
        undone = Q(reversed_by__isnull=False, reversed_by__date__lte=as_of)
        return self.filter(date__lte=as_of, reverses__isnull=True).exclude(undone)


class JournalEntry(models.Model):
    """One event in the books. `date` is when it happened, `recorded_at` when it was written down (J6).

    `counterparty` names who gave or took the money where that is neither a member nor a lender: an heir.
    """

    class Kind(models.TextChoices):
        OPENING = "OPENING", "Saldo awal"
        MEETING = "MEETING", "Pertemuan"
        OTHER = "OTHER", "Lain-lain"
        CLOSING = "CLOSING", "Tutup buku"
        REVERSAL = "REVERSAL", "Pembatalan"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="entries", db_index=False)
    number = models.PositiveIntegerField("nomor")
    date = models.DateField("tanggal")
    recorded_at = models.DateTimeField("dicatat", auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField("jenis", max_length=8, choices=Kind.choices)
    memo = models.CharField("uraian", max_length=300)
    counterparty = models.CharField("pihak lain", max_length=120, blank=True)
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

    @property
    def is_undone(self) -> bool:
        """Was it reversed? The caller selects reversed_by."""
        return hasattr(self, "reversed_by")


class JournalLine(models.Model):
    """`amount` rupiah from the credit account to the debit account. Rows are added, never changed.

    `member` is whom the line concerns; in tanggung renteng the debtor, and `payer` the one who paid (J18).
    """

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="+", db_index=False)
    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="lines")
    date = models.DateField("tanggal")
    debit = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="debet", db_index=False)
    credit = models.ForeignKey(
        Account, models.PROTECT, related_name="+", verbose_name="kredit", db_index=False
    )
    amount = models.PositiveBigIntegerField("jumlah")
    fund = models.CharField("dana", max_length=6, choices=Fund.choices, default=Fund.KAS)
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    payer = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    loan = models.ForeignKey("ledger.Loan", models.PROTECT, null=True, blank=True, related_name="lines")
    memo = models.CharField("uraian", max_length=200, blank=True)

    class Meta:
        ordering = ["ksm", "date", "entry", "pk"]
        verbose_name = "baris jurnal"
        indexes = [
            # Walks a book in its order and sums it without touching the rows themselves.
            models.Index(fields=["ksm", "date", "entry", "debit", "credit", "amount"], name="line_ksm_book"),
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

    def least(self, on, *, by=(), sign=1):
        """The least that the sums come to at the end of `on` or of any later day. One query.

        {values of `by`: rupiah}; `sign` is -1 for accounts whose balance is a credit.
        """
        day = Greatest("date", models.Value(on), output_field=models.DateField())
        rows = self.order_by().annotate(day=day).values_list(*by, "day")
        moved: dict[tuple[Any, ...], dict[datetime.date, int]] = defaultdict(lambda: {on: 0})
        for *key, on_day, total in rows.annotate(total=models.Sum("amount")):
            moved[tuple(key)][on_day] = sign * total
        return {key: min(accumulate(days[one] for one in sorted(days))) for key, days in moved.items()}


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
    loan = models.ForeignKey("ledger.Loan", models.DO_NOTHING, null=True, related_name="+")

    objects = AccountPostingQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "ledger_accountposting"
        ordering = ["date", "entry", "line"]


def line_text(line: JournalLine) -> str:
    """What a line was for, with loan and member, and what it takes back.

    The caller selects entry and what it reverses, loan and member.
    """
    text = line.memo or line.entry.memo
    if line.entry.reverses and line.memo:  # the memo of a reversal names it already
        text = f"Pembatalan bukti {line.entry.reverses.number}: {text}"
    loan = f" {line.loan.number}" if line.loan and line.loan.number not in text else ""
    who = f", {line.member.name}" if line.member else ""
    return f"{text}{loan}{who}"
