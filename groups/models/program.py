"""The programme's own thresholds, dated: the one visible place where they live (domain.md, its head)."""

from django.conf import settings
from django.db import models


class ProgramRuleQuerySet(models.QuerySet):
    def in_force_on(self, day):
        """The values that apply on `day`: the newest row that began on or before it."""
        return self.filter(effective_from__lte=day).order_by("-effective_from").first()


class ProgramRule(models.Model):
    """One dated set of thresholds. Percentages are whole; an assessment keeps the values it was made with."""

    effective_from = models.DateField("berlaku mulai", unique=True)
    attendance_above_percent = models.PositiveSmallIntegerField("kehadiran di atas (%)", default=80)
    savers_min_percent = models.PositiveSmallIntegerField("penabung rutin paling sedikit (%)", default=75)
    book_grace_days = models.PositiveSmallIntegerField("kelonggaran buku (hari)", default=0)
    window_meetings = models.PositiveSmallIntegerField("pertemuan yang dinilai", default=4)
    max_holidays_in_window = models.PositiveSmallIntegerField("libur paling banyak", default=1)
    min_members = models.PositiveSmallIntegerField("anggota paling sedikit", default=5)
    max_members_warning = models.PositiveSmallIntegerField("peringatan di atas (anggota)", default=20)
    min_women_percent = models.PositiveSmallIntegerField("perempuan paling sedikit (%)", default=30)
    eligibility_from_week = models.PositiveSmallIntegerField("kelayakan mulai minggu", default=13)
    # BLM Sosial (domain.md H2, H3): proposed for each agreement, which fixes its own.
    blm_returns = models.BooleanField("pokok BLM dikembalikan kepada BKM", default=False)
    blm_tranches = models.CharField("tahap pencairan BLM (%)", max_length=60, default="60, 40")
    blm_report_days = models.PositiveSmallIntegerField(
        "LPJ BLM sesudah pencairan paling lambat (hari)", default=30
    )
    trained_min_percent = models.PositiveSmallIntegerField("terlatih paling sedikit (%)", default=100)
    ps2_min_percent = models.PositiveSmallIntegerField("tercantum PS-2 paling sedikit (%)", default=100)
    training_due_week = models.PositiveSmallIntegerField("pelatihan diingatkan mulai minggu", default=9)
    visit_every_days = models.PositiveSmallIntegerField("kunjungan paling lama tiap (hari)", default=30)
    # Loans from UPK to the group (domain.md 3.2); other programmes and years differ, so they are dated here.
    first_loan_per_member = models.PositiveBigIntegerField("pinjaman pertama per anggota", default=1_000_000)
    loan_ceiling_per_member = models.PositiveBigIntegerField("pinjaman per anggota", default=3_000_000)
    max_loan_cycles = models.PositiveSmallIntegerField("pinjaman UPK paling banyak (kali)", default=4)
    loan_months_min = models.PositiveSmallIntegerField("jangka paling pendek (bulan)", default=3)
    loan_months_max = models.PositiveSmallIntegerField("jangka paling panjang (bulan)", default=12)
    # Rules four and five as eligibility reads them (domain.md J24): our reading, so dated like all others.
    repaid_min_percent = models.PositiveSmallIntegerField(
        "angsuran tepat waktu paling sedikit (%, tafsiran kami)", default=80
    )
    arrears_max_days = models.PositiveSmallIntegerField(
        "tunggakan anggota paling lama (hari, tafsiran kami)", default=30
    )
    upk_overdue_max_days = models.PositiveSmallIntegerField(
        "tunggakan kepada UPK paling lama (hari, tafsiran kami)", default=0
    )
    loans_in_order = models.BooleanField("pinjaman menurut urutan anggota (tafsiran kami)", default=True)
    source = models.CharField("sumber", max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="dicatat oleh"
    )

    objects = ProgramRuleQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_from"]
        verbose_name = "ketentuan program"

    def __str__(self):
        return f"Ketentuan sejak {self.effective_from:%d-%m-%Y}"
