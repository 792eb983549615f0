"""Decisions about a group, frozen with the facts they were made on; and the derived row dashboards read."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from groups.models import DecisionKind, DecisionOutcome, Ksm
from groups.models.withdrawn import Withdrawable

Kind = DecisionKind


class Assessment(models.Model):
    """A decision with everything it rested on. Never updated: a later decision supersedes it (J13)."""

    Outcome = DecisionOutcome

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="assessments")
    kind = models.CharField("jenis", max_length=11, choices=Kind.choices, default=Kind.GRADUATION)
    outcome = models.CharField("keputusan", max_length=12, choices=Outcome.choices)
    number = models.PositiveIntegerField("nomor")
    window_first = models.DateField("masa penilaian mulai")
    window_last = models.DateField("masa penilaian selesai")
    as_of = models.DateField("menurut data per")
    policy_version = models.PositiveSmallIntegerField()
    schema_version = models.PositiveSmallIntegerField()
    thresholds = models.JSONField()
    facts = models.JSONField()
    findings = models.JSONField()
    all_met = models.BooleanField()
    overruled = models.BooleanField("dengan pengecualian", default=False)
    same_person = models.BooleanField("yang menetapkan juga mencatat", default=False)
    reason = models.TextField("alasan", max_length=1000, blank=True)
    ksm_name = models.CharField(max_length=120)
    ksm_code = models.CharField(max_length=30)
    bkm_name = models.CharField(max_length=120)
    region_code = models.CharField(max_length=13)
    region_name = models.CharField(max_length=300)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_by_name = models.CharField(max_length=120)
    decided_by_role = models.CharField(max_length=40)
    decided_at = models.DateTimeField(auto_now_add=True)
    second = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    second_name = models.CharField(max_length=120, blank=True)
    revokes = models.OneToOneField("self", models.PROTECT, null=True, related_name="revoked_by")

    class Meta:
        ordering = ["ksm", "-number"]
        verbose_name = "penilaian"
        constraints = [
            models.UniqueConstraint(fields=["ksm", "number"], name="assessment_number_once"),
            models.CheckConstraint(
                name="assessment_overruled_has_second",
                condition=Q(overruled=False) | (Q(second__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="assessment_revocation_complete",
                condition=~Q(outcome="REVOKED")
                | (Q(revokes__isnull=False, second__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self):
        return f"{self.get_outcome_display()} {self.ksm_name}"


class DecisionRequest(models.Model):
    """What needs a second person (J12): asked for by one, approved or refused by the BKM's coordinator."""

    class Action(models.TextChoices):
        OVERRULE = "OVERRULE", "Lulus dengan pengecualian"
        REVOKE = "REVOKE", "Pembatalan keputusan"

    class State(models.TextChoices):
        WAITING = "WAITING", "Menunggu persetujuan"
        APPROVED = "APPROVED", "Disetujui"
        REFUSED = "REFUSED", "Ditolak"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="decision_requests")
    action = models.CharField("permintaan", max_length=8, choices=Action.choices)
    target = models.ForeignKey(Assessment, models.PROTECT, null=True, related_name="+")
    reason = models.TextField("alasan", max_length=1000)
    state = models.CharField("status", max_length=8, choices=State.choices, default=State.WAITING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer_note = models.CharField("catatan", max_length=300, blank=True)
    result = models.OneToOneField(Assessment, models.PROTECT, null=True, related_name="request")

    class Meta:
        verbose_name = "permintaan keputusan"
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["ksm", "action"], condition=Q(state="WAITING"), name="request_one_waiting_per_action"
            )
        ]


# What UP-UP may recommend and the BKM's coordinator decide about eligibility.
ELIGIBILITY_OUTCOMES = (
    Assessment.Outcome.ELIGIBLE,
    Assessment.Outcome.NOT_ELIGIBLE,
    Assessment.Outcome.SUSPENDED,
)


class EligibilityCheck(Withdrawable):
    """What somebody saw of what only people can see (domain.md 3.1); the newest not withdrawn counts."""

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="eligibility_checks")
    code = models.CharField("hasil peninjauan", max_length=30)
    met = models.BooleanField("terpenuhi")
    seen_on = models.DateField("dilihat tanggal")
    note = models.CharField("catatan", max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("dicatat", auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "pengamatan kelayakan"
        indexes = [models.Index(fields=["ksm", "code"], name="eligibility_check_ksm_code")]
        constraints = [
            models.CheckConstraint(name="eligibility_check_no_has_note", condition=Q(met=True) | ~Q(note=""))
        ]

    def __str__(self):
        return f"{self.code} {self.seen_on:%d-%m-%Y}"


class EligibilityProposal(models.Model):
    """UP-UP's recommendation about eligibility; the BKM's coordinator decides on it or hands it back."""

    class State(models.TextChoices):
        WAITING = "WAITING", "Menunggu keputusan"
        APPROVED = "APPROVED", "Diputuskan"
        REFUSED = "REFUSED", "Dikembalikan"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="eligibility_proposals")
    outcome = models.CharField(
        "rekomendasi", max_length=12, choices=[(one.value, one.label) for one in ELIGIBILITY_OUTCOMES]
    )
    reason = models.TextField("alasan", max_length=1000, blank=True)
    state = models.CharField("status", max_length=8, choices=State.choices, default=State.WAITING)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_role = models.CharField(max_length=40)
    proposed_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer_note = models.CharField("catatan", max_length=300, blank=True)
    result = models.OneToOneField(Assessment, models.PROTECT, null=True, related_name="proposal")

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = "rekomendasi kelayakan"
        constraints = [
            models.UniqueConstraint(
                fields=["ksm"], condition=Q(state="WAITING"), name="eligibility_one_proposal_waiting"
            ),
            models.CheckConstraint(
                name="eligibility_proposal_has_reason", condition=Q(outcome="ELIGIBLE") | ~Q(reason="")
            ),
        ]

    def __str__(self):
        return f"{self.get_outcome_display()} {self.ksm_id}"


class Standing(models.Model):
    """One derived row per group: what dashboards filter and sort by, as of `as_of`.

    It equals a recomputation as of any day from `as_of` until the day before `due_on`; rows that are due, or
    of an older data version, are refreshed before a dashboard reads them, the very many by night.
    """

    class Status(models.TextChoices):
        FORMING = "FORMING", "Pembentukan"
        CANDIDATE = "CANDIDATE", "Calon percontohan"
        READY = "READY", "Siap lulus"
        MISSING = "MISSING", "Syarat belum"
        LAGGING = "LAGGING", "Tertinggal"
        MODEL = "MODEL", "Percontohan"
        CLOSED = "CLOSED", "Ditutup"

    class Eligibility(models.TextChoices):
        NOT_YET = "NOT_YET", "Belum waktunya"
        WAITING = "WAITING", "Menunggu penilaian UP-UP"
        PROPOSED = "PROPOSED", "Dalam penilaian"
        ELIGIBLE = "ELIGIBLE", "Layak BLM"
        NOT_ELIGIBLE = "NOT_ELIGIBLE", "Belum layak"
        SUSPENDED = "SUSPENDED", "Ditangguhkan"
        ACCESSED = "ACCESSED", "Telah mengakses BLM"

    ksm = models.OneToOneField(Ksm, models.CASCADE, primary_key=True, related_name="standing")
    as_of = models.DateField()
    # When time alone may change it; None: at once. A migration that adds a figure empties it.
    due_on = models.DateField(null=True)
    data_version = models.PositiveIntegerField()
    status = models.CharField(max_length=9, choices=Status.choices)
    eligibility = models.CharField(max_length=12, choices=Eligibility.choices)
    eligibility_missing = models.CharField(max_length=600, blank=True)
    blm_since = models.DateField(null=True)  # the day of the first tranche paid
    attention = models.PositiveSmallIntegerField()
    week = models.PositiveSmallIntegerField(null=True)
    members = models.PositiveSmallIntegerField()
    women = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20)
    window_first = models.DateField(null=True)
    window_last = models.DateField(null=True)
    figures = models.JSONField(default=list)  # the five criteria: fractions as "7/8", words left out
    rules_met = models.BooleanField(null=True)
    attendance_met = models.BooleanField(null=True)
    savings_met = models.BooleanField(null=True)
    books_met = models.BooleanField(null=True)
    agenda_met = models.BooleanField(null=True)
    missing_count = models.PositiveSmallIntegerField()
    # How many of the missing criteria a candidate can still reach.
    reachable_count = models.PositiveSmallIntegerField(default=0)
    last_meeting_on = models.DateField(null=True)
    unrecorded_since = models.DateField(null=True)  # the oldest past meeting that nobody recorded (J30)
    meets_on = models.DateField(null=True)  # this programme week's meeting, as long as nobody recorded it
    trainings_short = models.PositiveSmallIntegerField(
        default=0
    )  # required topics still short, from the week on in which they are due
    visited_on = models.DateField(null=True)  # since when nobody came to a group in mentoring
    visit_due_on = models.DateField(null=True)
    # Active members whose word about their data nobody wrote down; None: not yet counted.
    unasked = models.PositiveSmallIntegerField(null=True)
    unrecorded_count = models.PositiveSmallIntegerField(null=True)  # None: from before it was counted
    cash = models.BigIntegerField()
    savings_total = models.BigIntegerField()
    loans_outstanding = models.BigIntegerField()
    arrears = models.BigIntegerField()
    # What the group owes lenders outside, and how much of it is late; None: from before it was counted.
    owed_outside = models.BigIntegerField(null=True)
    outside_arrears = models.BigIntegerField(null=True)
    next_step = models.CharField(max_length=300)
    next_act = models.CharField(max_length=10, blank=True)  # assessment.next_steps.Act
    # The criteria of eligibility of a mentored group: a letter for each verdict (eligibility/criteria.py),
    # how many are met, and how many there is anything to say of. None: from before they were counted.
    verdicts = models.CharField(max_length=40, blank=True)
    eligibility_met = models.PositiveSmallIntegerField(null=True)
    eligibility_asked = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_on"], name="standing_due_on"),
            models.Index(fields=["as_of"], name="standing_as_of"),
            # The first rows of a wide area in the order of its page, without sorting all the others.
            models.Index(
                fields=["-attention", "unrecorded_since", "-missing_count", "-arrears"],
                name="standing_urgent",
            ),
            models.Index(fields=["unrecorded_since"], name="standing_unrecorded_since"),
            models.Index(fields=["meets_on"], name="standing_meets_on"),
            models.Index(fields=["visited_on"], name="standing_visited_on"),
        ]

    @property
    def missing_word(self) -> str:
        return f"{self.missing_count} syarat belum"

    @property
    def is_lagging(self) -> bool:
        """Is a past meeting still to be recorded, whatever the group's phase (J30)?"""
        return self.unrecorded_since is not None

    @property
    def blm_falls(self) -> bool:
        """Does a group that was paid BLM miss a figure of its last four meetings? A warning only (F4)."""
        return self.blm_since is not None and self.missing_count > 0

    @property
    def eligibility_word(self) -> str:
        """ "Belum waktunya (minggu 9)", "Belum layak: ..." with what is missing, or the state's own words."""
        if self.eligibility == self.Eligibility.NOT_ELIGIBLE and self.eligibility_missing:
            return f"{self.eligibility_state}: {self.eligibility_missing}"
        return self.eligibility_state

    @property
    def eligibility_state(self) -> str:
        """The same without what was missing when it was decided."""
        if self.eligibility == self.Eligibility.NOT_YET and self.week:
            return f"{self.get_eligibility_display()} (minggu {self.week})"
        return self.get_eligibility_display()
