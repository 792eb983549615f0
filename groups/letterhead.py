"""What papers begin and end with: the letterhead (kop surat) of a BKM, a group's officers who sign."""

import datetime
from dataclasses import dataclass

from groups.models import Bkm, Ksm, OfficerTerm
from ksm.dates import date_in_words


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


def officer_names(ksm: Ksm, day: datetime.date) -> dict[str, str]:
    """Who held each office on a day; "" where nobody did."""
    terms = ksm.officers.filter(start__lte=day).exclude(end__lte=day).select_related("member")
    return dict.fromkeys(OfficerTerm.Role.values, "") | {term.role: term.member.name for term in terms}


def place_date(bkm: Bkm, day: datetime.date) -> str:
    """Where and when a paper is signed: "Sembungharjo, 28 Juli 2025"; the kelurahan is at hand."""
    return f"{bkm.kelurahan.name}, {date_in_words(day)}"
