"""Photographs of a meeting's papers: attached, and withdrawn with a reason. Nothing is thrown away."""

import datetime

from django.db import transaction

from groups.locking import lock_ksm
from groups.models import User
from ksm.pictures import photo_jpeg
from meetings.models import Meeting, MeetingPhoto
from meetings.refusals import MeetingError

# Of one meeting; withdrawn ones do not count.
MOST_PHOTOS = 6


@transaction.atomic
def add_photo(*, meeting: Meeting, kind: str, content: bytes, by: User) -> MeetingPhoto:
    """Attach a photograph, made small and without its place. Raises PictureError and MeetingError."""
    small = photo_jpeg(content)
    lock_ksm(meeting.ksm_id)
    if meeting.photos.filter(withdrawn_at__isnull=True).count() >= MOST_PHOTOS:
        sentence = f"Satu pertemuan memuat paling banyak {MOST_PHOTOS} foto. Tarik dulu salah satunya."
        raise MeetingError(sentence, "file")
    return MeetingPhoto.objects.create(meeting=meeting, kind=kind, content=small, added_by=by)


@transaction.atomic
def withdraw_photo(*, photo: MeetingPhoto, reason: str, by: User, now: datetime.datetime) -> MeetingPhoto:
    """Take a wrong photograph off the page; it stays with who withdrew it and why. Raises MeetingError."""
    lock_ksm(photo.meeting.ksm_id)
    photo.refresh_from_db()
    if photo.withdrawn_at:
        raise MeetingError("Foto ini sudah ditarik.")
    if not reason.strip():
        raise MeetingError("Tulis alasannya.", "reason")
    photo.withdrawn_by, photo.withdrawn_at, photo.withdrawn_reason = by, now, reason.strip()[:300]
    photo.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    return photo
