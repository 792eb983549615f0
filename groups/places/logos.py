"""The logo at the head of the papers of a BKM or of a group."""

from django.db import transaction
from django.utils import timezone

from groups.models import Bkm, Ksm, Logo, User
from ksm.pictures import small_png


@transaction.atomic
def set_logo(*, owner: Bkm | Ksm, content: bytes, by: User) -> Logo:
    """Keep a picture as the owner's logo in the place of the one before; papers already kept stay as printed.

    Raises PictureError beside `file`.
    """
    small = small_png(content)
    remove_logo(owner=owner)
    whose = {"bkm" if isinstance(owner, Bkm) else "ksm": owner}
    return Logo.objects.create(content=small, changed_by=by, **whose)


def remove_logo(*, owner: Bkm | Ksm) -> None:
    """Papers of what is done from now on bear the product's mark again."""
    Logo.objects.of(owner).update(replaced_at=timezone.now())
