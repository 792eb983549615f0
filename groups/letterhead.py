"""What papers begin and end with: the letterhead (kop surat) of a BKM, a group's officers who sign."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from groups.models import Bkm, Ksm, OfficerTerm
from ksm.dates import date_in_words


@dataclass(frozen=True, slots=True)
class Kop:
    """Name, place and address as they stand at the head of a printed page."""

    name: str
    place: str
    address: str


def kop_of(bkm: Bkm, day: datetime.date) -> Kop:
    """The letterhead of a BKM on a paper of a day: the place bears its name of that day.

    Its kelurahan is at hand (select_related).
    """
    address = " · ".join(part for part in (bkm.address, bkm.phone and f"Telepon {bkm.phone}") if part)
    return Kop(bkm.name, bkm.place_on(day)[1], address)


def officer_names(ksm: Ksm, day: datetime.date) -> dict[str, str]:
    """Who held each office on a day; "" where nobody did."""
    terms = ksm.officers.filter(start__lte=day).exclude(end__lte=day).select_related("member")
    return dict.fromkeys(OfficerTerm.Role.values, "") | {term.role: term.member.name for term in terms}


def place_date(bkm: Bkm, day: datetime.date) -> str:
    """Where and when a paper is signed: "Sembungharjo, 28 Juli 2025", as the place was called that day."""
    return f"{bkm.place_on(day)[0]}, {date_in_words(day)}"


class Signer(NamedTuple):
    """One who signs: what stands above ("Mengetahui,"), in which office, who, and a word below."""

    lead: str
    role: str
    name: str = ""
    note: str = ""


def furniture(bkm: Bkm, day: datetime.date, signers: Sequence[Signer], kop: Kop | None = None) -> dict:
    """What every paper begins and ends with: size, letterhead, place and date, who signs.

    The day is the paper's own; `kop` stands for the BKM's letterhead where it was frozen with a decision.
    """
    return {
        "kop": kop or kop_of(bkm, day),
        "place_date": place_date(bkm, day),
        "signers": signers,
        "paper_size": bkm.sheet,
    }
