"""Members' savings: a subledger of the group's journal. Every row is money that moved in one entry."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from groups.models import Ksm, Member
from ledger import chart
from ledger.models import JournalEntry, Undoing


class SavingQuerySet(models.QuerySet):
    def effective(self, as_of):
        """Movements dated on or before `as_of` that no reversal dated on or before it has undone."""
        undone = Q(entry__reversed_by__isnull=False, entry__reversed_by__date__lte=as_of)
        return self.filter(date__lte=as_of).exclude(undone)


class Saving(models.Model):
    """A deposit or a withdrawal of one member, in rupiah."""

    class Kind(models.TextChoices):
        POKOK = "POKOK", "Pokok"
        WAJIB = "WAJIB", "Wajib"
        SUKARELA = "SUKARELA", "Sukarela"

    class Direction(models.TextChoices):
        DEPOSIT = "IN", "Setoran"
        WITHDRAWAL = "OUT", "Penarikan"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="savings", db_index=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="savings")
    kind = models.CharField("jenis", max_length=8, choices=Kind.choices)
    direction = models.CharField("arah", max_length=3, choices=Direction.choices, default=Direction.DEPOSIT)
    amount = models.PositiveBigIntegerField("jumlah")
    date = models.DateField("tanggal")
    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="savings")

    objects = SavingQuerySet.as_manager()

    class Meta:
        ordering = ["ksm", "date", "pk"]
        verbose_name = "tabungan"
        indexes = [
            models.Index(fields=["ksm", "entry", "kind"], name="saving_ksm_entry_kind"),
            models.Index(fields=["ksm", "member", "date"], name="saving_ksm_member_date"),
        ]
        constraints = [models.CheckConstraint(name="saving_amount_positive", condition=Q(amount__gt=0))]


ACCOUNT_OF_KIND: dict[str, str] = {
    Saving.Kind.POKOK: chart.TABUNGAN_POKOK,
    Saving.Kind.WAJIB: chart.TABUNGAN_WAJIB,
    Saving.Kind.SUKARELA: chart.TABUNGAN_SUKARELA,
}


class ExitQuerySet(models.QuerySet):
    def standing(self):
        """Exits that were not taken back; at most one of a member."""
        return self.filter(undoing__isnull=True)


class MemberExit(models.Model):
    """How a member who left was settled: savings, SHU and debts as they were that day, in rupiah.

    Of one who died, `heir` took the rest and goes on with what is still `owed`; `returned` went back to those
    who had paid for the member (J18).
    """

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="exits")
    member = models.ForeignKey(Member, models.PROTECT, related_name="exits")
    date = models.DateField("tanggal")
    minutes = models.CharField("dasar keputusan", max_length=300)
    savings = models.JSONField()  # {kind of saving: rupiah}
    surplus = models.PositiveBigIntegerField("SHU", default=0)
    debts = models.JSONField()  # [[loan number, principal, jasa]]
    # [[loan number, principal]]: what the group that the member moved to pays of the debts
    carried = models.JSONField(default=list, blank=True)
    heir = models.CharField("ahli waris", max_length=120, blank=True)
    returned = models.JSONField(default=list, blank=True)  # [[loan number, rupiah]]
    owed = models.JSONField(default=list, blank=True)  # [[loan number, principal, jasa]], TR as principal
    paid = models.PositiveBigIntegerField("dibayarkan")
    entry = models.ForeignKey(JournalEntry, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    undoing = models.ForeignKey(Undoing, models.PROTECT, null=True, blank=True, related_name="exits")

    objects = ExitQuerySet.as_manager()

    class Meta:
        ordering = ["ksm", "-date", "-pk"]
        verbose_name = "penyelesaian keluar"
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(undoing__isnull=True), name="exit_once_per_membership"
            )
        ]


class DissolutionQuerySet(models.QuerySet):
    def standing(self):
        """Dissolutions that were not taken back; at most one of a group."""
        return self.filter(undoing__isnull=True)


class Dissolution(models.Model):
    """How a group that ended (bubar) was wound up: what members got and what was handed over, in rupiah.

    `paid_entry` paid members out, `entry` closed the accounts and handed the funds over.
    """

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="dissolutions")
    date = models.DateField("tanggal")
    minutes = models.CharField("dasar keputusan", max_length=300)
    recipient = models.CharField("penerima dana", max_length=120, blank=True)
    members = models.JSONField()  # [[number, name, savings, SHU, share of the group's own money]]
    funds = models.JSONField()  # {name of a fund: rupiah handed over}
    written_off = models.PositiveBigIntegerField("pinjaman dihapusbukukan", default=0)
    paid_entry = models.ForeignKey(JournalEntry, models.PROTECT, null=True, blank=True, related_name="+")
    entry = models.ForeignKey(JournalEntry, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    undoing = models.ForeignKey(Undoing, models.PROTECT, null=True, blank=True, related_name="dissolutions")

    objects = DissolutionQuerySet.as_manager()

    class Meta:
        ordering = ["ksm", "-pk"]
        verbose_name = "pembubaran"
        constraints = [
            models.UniqueConstraint(
                fields=["ksm"], condition=Q(undoing__isnull=True), name="dissolution_once_standing"
            )
        ]


class MoveQuerySet(models.QuerySet):
    def standing(self):
        """Moves that were not taken back; at most one out of a membership."""
        return self.filter(undoing__isnull=True)


class MemberMove(models.Model):
    """A person who left one group for another: both memberships, and the entries of both books.

    What was paid out of the first group (`exit`, whose entry it names) was taken to the second one as far as
    it is `carried`: {kind of saving: rupiah}, posted there by `entry`, together with the `loans` that go on
    there: [[number in the first, number in the second, principal, number of the first's entry]]. Taken back,
    it names what says so in either book: `undoing` in the first, `undoing_after` in the second.
    """

    before = models.ForeignKey(Member, models.PROTECT, related_name="moves_away")
    after = models.OneToOneField(Member, models.PROTECT, related_name="move_here")
    date = models.DateField("tanggal")
    minutes = models.CharField("dasar keputusan", max_length=300)
    exit = models.OneToOneField(MemberExit, models.PROTECT, null=True, related_name="move")
    carried = models.JSONField(default=dict)
    loans = models.JSONField(default=list, blank=True)
    entry = models.OneToOneField(JournalEntry, models.PROTECT, null=True, related_name="member_move")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    undoing = models.OneToOneField(Undoing, models.PROTECT, null=True, blank=True, related_name="move_from")
    undoing_after = models.OneToOneField(
        Undoing, models.PROTECT, null=True, blank=True, related_name="move_to"
    )

    objects = MoveQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        verbose_name = "pindah KSM"
        constraints = [
            models.UniqueConstraint(
                fields=["before"], condition=Q(undoing__isnull=True), name="move_once_per_membership"
            ),
            models.CheckConstraint(
                name="move_undone_on_both_sides",
                condition=Q(undoing__isnull=True, undoing_after__isnull=True)
                | Q(undoing__isnull=False, undoing_after__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.before.name}, {self.date:%d-%m-%Y}"
