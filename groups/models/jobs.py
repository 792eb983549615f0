"""Work that takes longer than a page may: a job, its pieces, the file that came of it, and who works.

The queue itself is django-tasks-db's; what people read of a job stands here, and so does what is needed to
go on where a worker was stopped.
"""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q


class JobQuerySet(models.QuerySet):
    def open(self):
        """Neither done nor failed nor stopped."""
        return self.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])


class Job(models.Model):
    """One job that somebody asked for. `options` is what its task needs to know, `queue_id` its row in the
    queue; `bindings` counts how often the file was begun to be made of the pieces.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", "Menunggu"
        RUNNING = "RUNNING", "Berjalan"
        DONE = "DONE", "Selesai"
        FAILED = "FAILED", "Gagal"
        STOPPED = "STOPPED", "Dihentikan"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs")
    title = models.CharField("pekerjaan", max_length=200)
    state = models.CharField("status", max_length=10, choices=State.choices, default=State.WAITING)
    options = models.JSONField(default=dict)
    # The postings in force when it was asked for, by id: what gave the right to its file.
    asked_with = models.JSONField(null=True)  # None: asked for before this was kept
    task = models.CharField(max_length=200)
    queue_id = models.UUIDField(null=True)
    bindings = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField("diminta")
    begun_at = models.DateTimeField("mulai", null=True)
    moved_at = models.DateTimeField("bergerak", null=True)  # when its newest piece, or its file, was begun
    ended_at = models.DateTimeField("berakhir", null=True)
    cancel_asked_at = models.DateTimeField("minta dihentikan", null=True)
    problem = models.CharField("sebab", max_length=500, blank=True)
    file_name = models.CharField("berkas", max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    file_size = models.PositiveBigIntegerField("ukuran", default=0)
    kept_until = models.DateTimeField("disimpan sampai", null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "pekerjaan"
        indexes = [models.Index(fields=["owner", "-asked_at", "-id"], name="job_owner_asked")]
        constraints = [
            models.CheckConstraint(
                name="job_ended_when_over",
                condition=Q(state__in=["WAITING", "RUNNING"], ended_at__isnull=True)
                | Q(state__in=["DONE", "FAILED", "STOPPED"], ended_at__isnull=False),
            ),
            models.CheckConstraint(name="job_done_has_file", condition=~Q(state="DONE") | ~Q(file_name="")),
        ]

    def __str__(self):
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    def has_file(self, now: datetime.datetime) -> bool:
        """May the file still be fetched?"""
        return self.state == self.State.DONE and self.kept_until is not None and now < self.kept_until


class JobPiece(models.Model):
    """One part of a job, for one group mostly. `content` is what was made of it, encrypted, until the file
    of the whole is made; `attempts` counts how often it was begun.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", "Menunggu"
        DONE = "DONE", "Selesai"
        FAILED = "FAILED", "Gagal"

    job = models.ForeignKey(Job, models.CASCADE, related_name="pieces")
    place = models.PositiveIntegerField()
    label = models.CharField("bagian", max_length=200)
    arguments = models.JSONField(default=dict)
    state = models.CharField("status", max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField("sebab", max_length=500, blank=True)
    content = models.BinaryField(null=True)

    class Meta:
        ordering = ["job", "place"]
        verbose_name = "bagian pekerjaan"
        constraints = [models.UniqueConstraint(fields=["job", "place"], name="job_piece_once")]

    def __str__(self):
        return self.label


class JobChunk(models.Model):
    """A part of the file of a job, encrypted: so that no process ever holds the whole of it."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="chunks")
    place = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["job", "place"]
        verbose_name = "potongan berkas"
        constraints = [models.UniqueConstraint(fields=["job", "place"], name="job_chunk_once")]

    def __str__(self):
        return f"{self.job_id}/{self.place}"


class Worker(models.Model):
    """A process that works, and when it last said so."""

    name = models.CharField(max_length=64, unique=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = "pekerja"

    def __str__(self):
        return self.name
