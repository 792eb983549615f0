"""The one lock of the product: the group's own row."""

from django.db.models import F

from groups.models import Ksm


def lock_ksm(ksm_id: int) -> Ksm:
    """Lock the group until the transaction ends and count the change.

    Every verb begins here that changes what a standing is computed from; one that does not (a step of the
    path, a filled checklist) need not.

    The UPDATE takes the row lock on PostgreSQL and the write lock on SQLite, and the raised `data_version`
    tells standings that they are out of date. Raises Ksm.DoesNotExist.
    """
    take_lock(ksm_id)
    return Ksm.objects.select_related("bkm").get(pk=ksm_id)


def take_lock(ksm_id: int) -> None:
    """The lock of `lock_ksm` for a verb that then reads the group itself, with what else it needs of it."""
    rows = Ksm.objects.filter(pk=ksm_id)
    if not rows.update(data_version=F("data_version") + 1, standing_outdated=True):
        raise Ksm.DoesNotExist(f"KSM {ksm_id}")
