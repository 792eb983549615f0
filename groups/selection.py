"""How commands name a group: by its code, and by its BKM where the code alone is not enough (J16)."""

from django.core.management.base import CommandError

from groups.models import Ksm


def ksm_by_code(code: str, bkm_name: str | None = None) -> Ksm:
    """The one group with this code, within the BKM of that name if given. Raises CommandError."""
    found = Ksm.objects.counted().select_related("bkm").filter(code=code)
    if bkm_name:
        found = found.filter(bkm__name=bkm_name)
    first = list(found[:2])
    if not first:
        raise CommandError(f"KSM {code} tidak ditemukan.")
    if len(first) > 1:
        raise CommandError(f"Kode {code} dipakai lebih dari satu BKM. Sebutkan --bkm NAMA.")
    return first[0]
