"""The letterhead (kop surat) of a BKM."""

from dataclasses import dataclass

from groups.models import Bkm


@dataclass(frozen=True, slots=True)
class Kop:
    """Name, place and address as they stand at the head of a printed page."""

    name: str
    place: str
    address: str


def kop_of(bkm: Bkm) -> Kop:
    """The letterhead of a BKM; its kelurahan is at hand (select_related)."""
    address = " · ".join(part for part in (bkm.address, bkm.phone and f"Telepon {bkm.phone}") if part)
    return Kop(bkm.name, bkm.kelurahan.full_name, address)
