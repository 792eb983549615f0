"""The five basic rules (Panca Sutra) as a group agreed them, each text superseding the one before."""

from django.db import models

from groups.models.groups import Ksm
from groups.models.traced import Traced, Trail


class GroupRuleQuerySet(models.QuerySet):
    def in_force_on(self, day):
        """Newest text first; the first of each kind is the one that counts on `day`."""
        return self.filter(agreed_on__lte=day).order_by("kind", "-agreed_on", "-pk")


class GroupRule(Traced, models.Model):
    """One agreed text with its parameters. Amounts in rupiah, jasa in percent per instalment period."""

    class Kind(models.TextChoices):
        MEETING = "MEETING", "Pertemuan rutin"
        SAVING = "SAVING", "Tabungan"
        RECORDING = "RECORDING", "Pencatatan"
        LOAN = "LOAN", "Pinjaman"
        INSTALLMENT = "INSTALLMENT", "Angsuran"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="rules")
    kind = models.CharField("aturan", max_length=12, choices=Kind.choices)
    text = models.TextField("kesepakatan", max_length=2000)
    agreed_on = models.DateField("tanggal disepakati", null=True, blank=True)
    signed = models.BooleanField("sudah ditandatangani dalam kesepakatan bersama", default=False)
    minimum_saving = models.PositiveBigIntegerField("tabungan wajib tiap pertemuan", null=True, blank=True)
    initial_saving = models.PositiveBigIntegerField("tabungan pokok", null=True, blank=True)
    jasa_percent = models.DecimalField(
        "jasa (% per periode angsuran)", max_digits=9, decimal_places=6, null=True, blank=True
    )
    max_periods = models.PositiveSmallIntegerField("jangka terlama (kali angsuran)", null=True, blank=True)
    max_loan = models.PositiveBigIntegerField("pinjaman tertinggi", null=True, blank=True)
    fine_late = models.PositiveBigIntegerField("denda terlambat", null=True, blank=True)
    fine_absent = models.PositiveBigIntegerField("denda alpa", null=True, blank=True)
    fine_installment = models.PositiveBigIntegerField("denda terlambat mengangsur", null=True, blank=True)
    recorded_at = models.DateTimeField("dicatat", auto_now_add=True)
    history = Trail()

    objects = GroupRuleQuerySet.as_manager()

    class Meta:
        ordering = ["ksm", "kind", "-agreed_on", "-pk"]
        verbose_name = "aturan dasar"
        constraints = [
            models.UniqueConstraint(
                fields=["ksm", "kind", "agreed_on"],
                name="grouprule_one_text_per_day",
                violation_error_message="Aturan ini sudah punya kesepakatan pada tanggal itu.",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.agreed_on:%d-%m-%Y})" if self.agreed_on else self.kind
