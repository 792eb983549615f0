"""A group's meetings: what was scheduled, what happened, and the sheet as it was typed."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from groups.models import Ksm, Member
from groups.models.traced import Traced, Trail
from ksm.certain import certain
from ledger.models import JournalEntry


class Meeting(Traced, models.Model):
    """A meeting that was closed, reopened, not held, or declared libur. Planned weeks have no row.

    Scheduled and actual date are two fields. An unclosed sheet is a `SheetDraft` and counts nowhere (J8).
    """

    class Kind(models.TextChoices):
        ROUTINE = "ROUTINE", "Rutin"
        EXTRA = "EXTRA", "Insidental"

    class State(models.TextChoices):
        CLOSED = "CLOSED", "Ditutup"
        REOPENED = "REOPENED", "Dibuka kembali"
        NOT_HELD = "NOT_HELD", "Tidak dilaksanakan"
        HOLIDAY = "HOLIDAY", "Libur"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="meetings", db_index=False)
    kind = models.CharField("jenis", max_length=7, choices=Kind.choices, default=Kind.ROUTINE)
    state = models.CharField("status", max_length=8, choices=State.choices)
    scheduled_on = models.DateField("jadwal")
    held_on = models.DateField("dilaksanakan", null=True, blank=True)
    reason = models.CharField("alasan", max_length=300, blank=True)
    declared_at = models.DateTimeField("dinyatakan", auto_now_add=True)
    start_time = models.TimeField("mulai", null=True, blank=True)
    end_time = models.TimeField("selesai", null=True, blank=True)
    place = models.CharField("tempat", max_length=120, blank=True)
    chair = models.CharField("pemimpin", max_length=120, blank=True)
    minute_taker = models.CharField("notulis", max_length=120, blank=True)
    minutes = models.TextField("notulen", max_length=5000, blank=True)
    decisions = models.TextField("keputusan", max_length=5000, blank=True)
    follow_up = models.TextField("tindak lanjut", max_length=5000, blank=True)
    next_date = models.DateField("pertemuan berikut", null=True, blank=True)
    next_time = models.TimeField("jam pertemuan berikut", null=True, blank=True)
    next_place = models.CharField("tempat berikut", max_length=120, blank=True)
    next_chair = models.CharField("pemimpin berikut", max_length=120, blank=True)
    counted_cash = models.BigIntegerField("kas dihitung", null=True, blank=True)
    # How many of each note and coin, by its rupiah as text; empty where only the sum was counted.
    cash_pieces = models.JSONField("lembar dan koin", default=dict, blank=True)
    cash_difference = models.BigIntegerField("selisih kas", default=0)
    difference_reason = models.CharField("alasan selisih", max_length=300, blank=True)
    imported = models.BooleanField("diimpor", default=False)
    entry = models.OneToOneField(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="meeting", verbose_name="jurnal"
    )
    revision = models.PositiveSmallIntegerField("revisi", default=1)
    closed_at = models.DateTimeField("ditutup", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = Trail(excluded_fields=["minutes", "decisions", "follow_up"])

    class Meta:
        ordering = ["ksm", "scheduled_on", "pk"]
        verbose_name = "pertemuan"
        indexes = [
            models.Index(fields=["ksm", "held_on"], name="meeting_ksm_held"),
            # Few are open again at any time; an office asks for those of its whole area.
            models.Index(fields=["ksm"], condition=Q(state="REOPENED"), name="meeting_reopened"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ksm", "scheduled_on"],
                condition=Q(kind="ROUTINE"),
                name="meeting_one_routine_per_scheduled_day",
            ),
            models.CheckConstraint(
                name="meeting_held_has_date",
                condition=Q(state__in=["CLOSED", "REOPENED"], held_on__isnull=False)
                | Q(state__in=["NOT_HELD", "HOLIDAY"], held_on__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.scheduled_on:%d-%m-%Y}"

    @property
    def day(self) -> datetime.date:
        """The day it was held; only asked of a meeting that was."""
        return certain(self.held_on, "constraint meeting_held_has_date")

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED


class Attendance(models.Model):
    class Status(models.TextChoices):
        HADIR = "H", "Hadir"
        TERLAMBAT = "T", "Terlambat"
        IZIN = "I", "Izin"
        SAKIT = "S", "Sakit"
        ALPA = "A", "Alpa"
        DIWAKILI = "W", "Diwakili"

    # Late counts as present, a proxy does not (A6, A7).
    PRESENT = (Status.HADIR, Status.TERLAMBAT)
    AWAY = (Status.IZIN, Status.SAKIT, Status.ALPA)

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance", db_index=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="attendance")
    status = models.CharField("kehadiran", max_length=1, choices=Status.choices)

    class Meta:
        ordering = ["meeting", "member__number"]
        verbose_name = "kehadiran"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once_per_member")
        ]

    @property
    def signs(self) -> bool:
        """Whether somebody came who signs the list: the member, or a proxy."""
        return self.status not in self.AWAY


class AgendaItem(models.Model):
    """One of the eight items; "tidak berlaku" needs a reason (D1)."""

    class State(models.TextChoices):
        DONE = "DONE", "Terlaksana"
        NOT_DONE = "NOT_DONE", "Tidak terlaksana"
        NOT_APPLICABLE = "NA", "Tidak berlaku"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda", db_index=False)
    sequence = models.PositiveSmallIntegerField("urutan")
    code = models.CharField("kode", max_length=20)
    label = models.CharField("agenda", max_length=120)
    state = models.CharField("hasil", max_length=8, choices=State.choices)
    reason = models.CharField("alasan", max_length=300, blank=True)

    class Meta:
        ordering = ["meeting", "sequence"]
        verbose_name = "agenda"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "code"], name="agenda_once_per_meeting"),
            models.CheckConstraint(
                name="agenda_not_applicable_has_reason", condition=~Q(state="NA") | ~Q(reason="")
            ),
        ]


class BookCheck(models.Model):
    """Was one required book finished, and on which declared day (C2)? Not required = "TB"."""

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="books", db_index=False)
    sequence = models.PositiveSmallIntegerField("urutan")
    code = models.CharField("kode", max_length=20)
    label = models.CharField("buku", max_length=60)
    required = models.BooleanField("wajib", default=True)
    finished_on = models.DateField("selesai tanggal", null=True, blank=True)
    reason = models.CharField("alasan tidak berlaku", max_length=300, blank=True)
    checked_by = models.CharField("diperiksa oleh", max_length=120, blank=True)

    class Meta:
        ordering = ["meeting", "sequence"]
        verbose_name = "buku"
        constraints = [models.UniqueConstraint(fields=["meeting", "code"], name="bookcheck_once_per_meeting")]


class MeetingPhoto(models.Model):
    """A photograph of the signed minutes or of a page of a book, as a small JPEG (ksm.pictures).

    It is never changed: a wrong one is withdrawn with a reason, and stays.
    """

    class Kind(models.TextChoices):
        MINUTES = "MINUTES", "Notulen yang ditandatangani"
        BOOK = "BOOK", "Halaman buku"
        ATTENDANCE = "ATTENDANCE", "Daftar hadir"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="photos")
    kind = models.CharField("isi foto", max_length=10, choices=Kind.choices)
    content = models.BinaryField("gambar")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("dilampirkan", auto_now_add=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField("ditarik", null=True)
    withdrawn_reason = models.CharField("alasan ditarik", max_length=300, blank=True)

    class Meta:
        verbose_name = "foto pertemuan"
        ordering = ["meeting", "pk"]


class SheetDraft(models.Model):
    """A sheet exactly as typed, kept on the server until it is closed; posts nothing (J8)."""

    ksm = models.ForeignKey(Ksm, models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=7, choices=Meeting.Kind.choices)
    scheduled_on = models.DateField()
    revision = models.PositiveIntegerField(default=1)
    payload = models.JSONField()
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "draf lembar"
        constraints = [
            models.UniqueConstraint(fields=["ksm", "kind", "scheduled_on"], name="draft_one_per_meeting")
        ]


class DiscardedDraft(models.Model):
    """A draft that was taken off the list: nothing typed is lost, and it says who discarded it and why."""

    ksm = models.ForeignKey(Ksm, models.CASCADE, related_name="discarded_drafts")
    kind = models.CharField(max_length=7, choices=Meeting.Kind.choices)
    scheduled_on = models.DateField()
    payload = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    discarded_at = models.DateTimeField(auto_now_add=True)
    discarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)

    class Meta:
        verbose_name = "draf yang dibuang"
        ordering = ["-pk"]


class SheetSubmission(models.Model):
    """Proof that one sending of a sheet was saved: the same key and payload is answered from it."""

    ksm = models.ForeignKey(Ksm, models.CASCADE, related_name="submissions")
    key = models.CharField(max_length=64)
    action = models.CharField(max_length=8)
    payload_hash = models.CharField(max_length=64)
    payload = models.JSONField()
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, related_name="submissions")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "lembar yang dikirim"
        constraints = [models.UniqueConstraint(fields=["ksm", "key"], name="submission_key_once")]


class SheetRevision(models.Model):
    """The figures of a closed sheet as they stood when it was reopened (J1); `entry` was undone."""

    ksm = models.ForeignKey(Ksm, models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="revisions")
    revision = models.PositiveSmallIntegerField()
    payload = models.JSONField()
    entry = models.ForeignKey(JournalEntry, models.PROTECT, null=True, related_name="+")
    reason = models.CharField("alasan", max_length=300)
    reopened_at = models.DateTimeField(auto_now_add=True)
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "lembar sebelum dibuka kembali"
        ordering = ["meeting", "-revision"]
        constraints = [models.UniqueConstraint(fields=["meeting", "revision"], name="revision_once")]


class Correction(models.Model):
    """A correction of an older closed sheet (J1): asked for with a reason, applied by a second person.

    `changes` lists what changes, each {"part", "id", "old", "new"} as meetings/corrections/correcting.py
    writes it: attendance by member, agenda and books by code, money by journal line and then with the
    "line" that replaced it, repayments by payment. Money is put right in `entry`, dated the day of the
    answer; the sheet's own entry stays.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", "Menunggu persetujuan"
        APPLIED = "APPLIED", "Disetujui"
        REFUSED = "REFUSED", "Ditolak"

    ksm = models.ForeignKey(Ksm, models.CASCADE, related_name="corrections")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="corrections")
    changes = models.JSONField()
    reason = models.CharField("alasan", max_length=300)
    state = models.CharField("status", max_length=8, choices=State.choices, default=State.WAITING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer_note = models.CharField("catatan jawaban", max_length=300, blank=True)
    entry = models.OneToOneField(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="correction", verbose_name="jurnal"
    )

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = "koreksi"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(state="WAITING"), name="correction_one_waiting_per_meeting"
            )
        ]


class MembershipCorrection(models.Model):
    """Other days of a membership under closed sheets: asked for with marks, answered by two (J22).

    `marks` holds {meeting id: mark} for sheets in which the member now counts, `removed` what the others
    said; `figures` the five criteria as [label, before, after], worked out when it was asked for.
    """

    State = Correction.State

    ksm = models.ForeignKey(Ksm, models.CASCADE, related_name="membership_corrections")
    member = models.ForeignKey(Member, models.PROTECT, related_name="membership_corrections")
    old_joined_on = models.DateField("masuk semula")
    old_left_on = models.DateField("keluar semula", null=True, blank=True)
    joined_on = models.DateField("masuk")
    left_on = models.DateField("keluar", null=True, blank=True)
    marks = models.JSONField(default=dict)
    removed = models.JSONField(default=dict)
    figures = models.JSONField(default=list)
    reason = models.CharField("alasan", max_length=300)
    state = models.CharField("status", max_length=8, choices=State.choices, default=State.WAITING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer_note = models.CharField("catatan jawaban", max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "koreksi keanggotaan"
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(state="WAITING"), name="membership_one_waiting_per_member"
            )
        ]


class WorkbookImport(models.Model):
    """One imported workbook: who brought it, and the fingerprint of its content as parsed. Not the file."""

    ksm = models.ForeignKey(Ksm, models.CASCADE, related_name="imports")
    fingerprint = models.CharField(max_length=64)
    warnings = models.JSONField(default=list)
    actor = models.CharField("oleh", max_length=160)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "impor buku kerja"
        ordering = ["-imported_at"]
