"""Which BKM a user may see or found groups in, from the postings in force on a day."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from groups.models import Bkm, Posting, User

Role = Posting.Role


def visible_bkms(user: User, on: datetime.date) -> QuerySet[Bkm]:
    """The BKM of the user's area on that day; all of them for an administrator."""
    return Bkm.objects.filter(user.postings.on(on).area(to_ksm="ksms")).distinct()


def mentored_bkms(user: User, on: datetime.date) -> QuerySet[Bkm]:
    """The BKM in whose kelurahan the user is a facilitator that day: where new groups are registered."""
    return Bkm.objects.filter(user.postings.on(on).filter(role=Role.FACILITATOR).area())


def bkm_or_404(user: User, bkm_id: int) -> Bkm:
    """The BKM for somebody whose area holds it on the BKM's own day (J32); 404 for strangers."""
    bkm = Bkm.objects.select_related("kelurahan").filter(pk=bkm_id).first()
    if bkm is None or not visible_bkms(user, bkm.today()).filter(pk=bkm_id).exists():
        raise Http404
    return bkm


def mentored_bkm_or_404(user: User, bkm_id: int) -> Bkm:
    """The BKM for a facilitator of its kelurahan; 403 for readers, 404 for strangers."""
    bkm = bkm_or_404(user, bkm_id)
    if not mentored_bkms(user, bkm.today()).filter(pk=bkm_id).exists():
        raise PermissionDenied
    return bkm


def unit_bkm_or_404(user: User, bkm_id: int, unit: str) -> Bkm:
    """The BKM for staff of one of its units (ServiceUnit.Kind); 403 for readers, 404 for strangers."""
    bkm = bkm_or_404(user, bkm_id)
    if not user.postings.on(bkm.today()).filter(role=Role.UNIT_STAFF, bkm=bkm, unit=unit).exists():
        raise PermissionDenied
    return bkm
