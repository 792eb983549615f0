"""The logo at the head of the papers of a BKM or of a group."""

from django.db import transaction

from groups.models import Bkm, Ksm, Logo, User
from ksm.pictures import PictureError, small_png


@transaction.atomic
def set_logo(*, owner: Bkm | Ksm, content: bytes, by: User) -> Logo:
    """Keep a picture as the owner's logo in the place of the one before; papers already kept stay as printed.

    Raises PictureError beside `file`.
    """
    try:
        small = small_png(content)
    except PictureError as error:
        raise PictureError(str(error), "file") from error
    logo = Logo.objects.of(owner).first() or Logo(**{"bkm" if isinstance(owner, Bkm) else "ksm": owner})
    logo.content, logo.changed_by = small, by
    logo.save()
    return logo


def remove_logo(*, owner: Bkm | Ksm) -> None:
    """Papers bear the product's mark again."""
    Logo.objects.of(owner).delete()
