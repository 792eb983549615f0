"""Months of a group's book that were closed, and opened again: a log that only grows."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.lookups import Exact

from groups.models import Ksm


class DayOfMonth(models.Func):
    """The day of a date, 1 to 31, in SQL that every client of the database knows.

    Django's own `__day` calls a function of Django's connections on SQLite: in a constraint it keeps the
    `sqlite3` tool from copying, checking and compacting the file.
    """

    arity = 1
    output_field = models.IntegerField()
    template = "EXTRACT(DAY FROM %(expressions)s)"

    def as_sqlite(self, compiler, connection, **context):
        template = "CAST(SUBSTR(%(expressions)s, 9, 2) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **context)


class MonthAct(models.Model):
    """A month closed or opened again by somebody. The book's `months_closed_through` says what holds now."""

    class Act(models.TextChoices):
        CLOSED = "CLOSED", "Ditutup"
        REOPENED = "REOPENED", "Dibuka kembali"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="month_acts")
    month = models.DateField("bulan")  # its first day
    act = models.CharField("tindakan", max_length=8, choices=Act.choices)
    cash = models.BigIntegerField("kas menurut buku", null=True, blank=True)  # rupiah at the month's end
    reason = models.CharField("alasan", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField("dicatat", auto_now_add=True)

    class Meta:
        ordering = ["ksm", "-month", "-pk"]
        verbose_name = "tutup bulan"
        indexes = [models.Index(fields=["ksm", "month"], name="monthact_ksm_month")]
        constraints = [
            models.CheckConstraint(name="monthact_first_day", condition=Exact(DayOfMonth("month"), 1)),
            models.CheckConstraint(
                name="monthact_reopened_for_a_reason", condition=Q(act="CLOSED") | ~Q(reason="")
            ),
        ]
