"""BKM and their units."""

from collections.abc import Iterable

from django.db import transaction

from groups.models import Bkm, Region, ServiceUnit, User
from groups.models.places import RECEIPTS_FROM
from groups.refusals import GroupError
from ksm.letters import DEFAULT_FORM, require_form
from ksm.text import sought


def refuse_same_name(name: str, kelurahan: Region, bkm: Bkm | None = None) -> None:
    """Raises GroupError when another BKM of the kelurahan has the name."""
    same = Bkm.objects.filter(name__plain__iexact=sought(name), kelurahan=kelurahan)
    if bkm:
        same = same.exclude(pk=bkm.pk)
    if same.exists():
        raise GroupError("BKM dengan nama ini sudah ada di kelurahan itu.", "name")


def refuse_ended(kelurahan: Region) -> None:
    """Raises GroupError for a kelurahan that the list has ended: nothing new begins there."""
    if kelurahan.ended_on:
        raise GroupError("Wilayah ini sudah berakhir. Pilih kodenya yang baru.", "kelurahan")


def _set_units(bkm: Bkm, units: Iterable[str]) -> None:
    wanted = set(units)
    bkm.units.exclude(kind__in=wanted).delete()
    present = set(bkm.units.values_list("kind", flat=True))
    ServiceUnit.objects.bulk_create(ServiceUnit(bkm=bkm, kind=kind) for kind in sorted(wanted - present))


@transaction.atomic
def create_bkm(
    *,
    name: str,
    kelurahan: Region,
    by: User | None,
    units: Iterable[str] = tuple(ServiceUnit.Kind.values),
    address: str = "",
    phone: str = "",
    sheet: str = Bkm.Sheet.A4,
    number_form: str = DEFAULT_FORM,
    receipts_from: int = RECEIPTS_FROM,
) -> Bkm:
    """A new BKM with its units (all three unless told otherwise). Raises RefusalError when it is there."""
    require_form(number_form, "number_form")
    Region.objects.select_for_update().get(pk=kelurahan.pk)
    refuse_ended(kelurahan)
    refuse_same_name(name, kelurahan)
    bkm = Bkm(name=name, kelurahan=kelurahan, address=address, phone=phone, sheet=sheet)
    bkm.number_form, bkm.receipts_from = number_form, receipts_from
    bkm._history_user = by
    bkm.save()
    _set_units(bkm, units)
    return bkm


@transaction.atomic
def update_bkm(
    *,
    bkm: Bkm,
    name: str,
    kelurahan: Region,
    units: Iterable[str],
    address: str,
    phone: str,
    sheet: str,
    number_form: str,
    receipts_from: int,
    by: User,
) -> Bkm:
    """Correct a BKM's facts; a unit whose staff are still posted stays. Raises RefusalError.

    `number_form` is that of papers to come, `receipts_from` the rupiah from which receipts are registered.
    """
    require_form(number_form, "number_form")
    Region.objects.select_for_update().get(pk=kelurahan.pk)
    refuse_same_name(name, kelurahan, bkm)
    units = set(units)
    staffed = bkm.postings.filter(end__isnull=True).exclude(unit="").values_list("unit", flat=True)
    if dropped := sorted(set(staffed) - units):
        raise GroupError(f"Masih ada petugas yang ditugaskan di {', '.join(dropped)}.", "units")
    if kelurahan != bkm.kelurahan and bkm.ksms.exists():
        raise GroupError("BKM yang sudah punya KSM pindah lewat Pindah wilayah.", "kelurahan")
    if kelurahan != bkm.kelurahan:
        refuse_ended(kelurahan)
    bkm.name, bkm.kelurahan, bkm.address, bkm.phone, bkm.sheet = name, kelurahan, address, phone, sheet
    bkm.number_form, bkm.receipts_from = number_form, receipts_from
    bkm._history_user = by
    bkm.save()
    _set_units(bkm, units)
    return bkm
