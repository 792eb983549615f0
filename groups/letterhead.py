"""What papers begin and end with: the letterhead (kop surat) of who issues them, and who signs.

Both are settled here alone: a group's papers bear the group's name, a BKM's the BKM's; names are those of the
paper's own day; and nobody signs on both sides.
"""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from groups.models import Bkm, Ksm, Logo, Member, OfficerTerm, Posting
from groups.models.traced import MOMENT
from ksm.dates import date_in_words
from ksm.pdf import picture_address

Office = OfficerTerm.Role
COORDINATOR = "Koordinator BKM"
ACKNOWLEDGED = "Mengetahui,"  # said upwards only: by the BKM of a group's paper, by the village of a BKM's
A_LINE = 3  # so many signatures stand beside each other
# Who signs for the group where the officer asked for is the other party.
STANDS_IN = {
    Office.KETUA: (Office.SEKRETARIS, Office.BENDAHARA),
    Office.SEKRETARIS: (Office.KETUA, Office.BENDAHARA),
    Office.BENDAHARA: (Office.SEKRETARIS, Office.KETUA),
}
# A region's full name begins so (groups.places.regions): what the place is called, and who is at its head.
VILLAGES = {
    "Kel. ": ("Kelurahan", "Lurah"),
    "Desa Adat ": ("Desa Adat", "Kepala Desa Adat"),
    "Desa ": ("Desa", "Kepala Desa"),
}


@dataclass(frozen=True, slots=True)
class Kop:
    """What stands at the head of a printed page. `mark` is the address of a logo, "" for our own mark.

    Papers of a practice group say so on every page.
    """

    name: str
    place: str
    address: str
    note: str = ""
    mark: str = ""
    is_practice: bool = False


def _mark_of(issuer: Bkm | Ksm) -> str:
    content = Logo.objects.of(issuer, MOMENT.get()).values_list("content", flat=True).first()
    return picture_address(bytes(content)) if content else ""


def _dotted(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _address_of(bkm: Bkm) -> str:
    return _dotted(bkm.address, bkm.phone and f"Telepon {bkm.phone}")


def home_of(whose: Ksm | Member) -> str:
    """Where a group or a member is, as letters write it: "Jl. Melati 3, RT 003/RW 005"."""
    rt_rw = f"RT {whose.rt or '–'}/RW {whose.rw or '–'}" if whose.rt or whose.rw else ""
    return ", ".join(filter(None, (whose.address, rt_rw)))


def kop_of(issuer: Bkm | Ksm, day: datetime.date) -> Kop:
    """The letterhead of who issues a paper of a day: the place bears its name of that day.

    The BKM's kelurahan is at hand (select_related).
    """
    mark = _mark_of(issuer)
    if isinstance(issuer, Bkm):
        return Kop(
            issuer.name,
            issuer.place_on(day)[1],
            _address_of(issuer),
            mark=mark,
            is_practice=issuer.is_practice,
        )
    bkm = issuer.bkm
    note = _dotted(f"Kelompok swadaya masyarakat binaan {bkm.name}", f"Kode {issuer.code}")
    place = ", ".join(filter(None, (home_of(issuer), bkm.place_on(day)[1])))
    return Kop(issuer.name, place, "", note=note, mark=mark, is_practice=bkm.is_practice)


def frozen_kop(bkm: Bkm, name: str, place: str) -> Kop:
    """The letterhead of a BKM whose name and place were frozen with a decision."""
    return Kop(name, place, _address_of(bkm), mark=_mark_of(bkm), is_practice=bkm.is_practice)


class Village(NamedTuple):
    """A kelurahan or desa on paper: "Kelurahan Sembungharjo", and its head: "Lurah Sembungharjo"."""

    title: str
    head: str


def village_named(full_name: str) -> Village:
    """Of the full name of a kelurahan or desa, which begins with what its code says it is."""
    own = full_name.partition(",")[0]
    for prefix, (kind, head) in VILLAGES.items():
        if own.startswith(prefix):
            name = own.removeprefix(prefix)
            return Village(f"{kind} {name}", f"{head} {name}")
    return Village(own, f"Lurah/Kepala Desa {own}")


def village_of(bkm: Bkm, day: datetime.date) -> Village:
    """The kelurahan or desa of a BKM as of a day."""
    return village_named(bkm.place_on(day)[1])


def officers_on(ksm: Ksm, day: datetime.date) -> dict[str, Member | None]:
    """Who held each office on a day; None where nobody did. One query."""
    terms = ksm.officers.filter(start__lte=day).exclude(end__lte=day).select_related("member")
    nobody: dict[str, Member | None] = dict.fromkeys(Office.values)
    return nobody | {term.role: term.member for term in terms}


def officer_names(ksm: Ksm, day: datetime.date) -> dict[str, str]:
    """Who held each office on a day; "" where nobody did."""
    return {role: member.name if member else "" for role, member in officers_on(ksm, day).items()}


def _only(names: Collection[str]) -> str:
    """The name where there is but one; of several nobody knows who will sign."""
    return next(iter(names)) if len(names) == 1 else ""


def coordinator_name(bkm: Bkm, day: datetime.date) -> str:
    """Who was the BKM's coordinator on a day; "" for nobody or several. One query."""
    postings = Posting.objects.on(day).filter(role=Posting.Role.BKM_COORDINATOR, bkm=bkm)
    return _only(set(postings.values_list("user__full_name", flat=True)))


def facilitator_name(bkm: Bkm, day: datetime.date) -> str:
    """Who was the facilitator of the BKM's kelurahan on a day; the nearest region counts. One query."""
    parts = bkm.kelurahan_id.split(".")
    above = [".".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
    postings = Posting.objects.on(day).filter(role=Posting.Role.FACILITATOR, region__in=above)
    found = set(postings.values_list("region_id", "user__full_name"))
    nearest = max((len(region) for region, _ in found), default=0)
    return _only({name for region, name in found if len(region) == nearest})


def meeting_place(ksm: Ksm, day: datetime.date) -> str:
    """Where a group's acts of a day take place: its own meeting place, and the kelurahan or desa."""
    return ", ".join(filter(None, (ksm.rhythm_on(day).place, village_of(ksm.bkm, day).title)))


def place_date(bkm: Bkm, day: datetime.date) -> str:
    """Where and when a paper is signed: "Sembungharjo, 28 Juli 2025", as the place was called that day."""
    return f"{bkm.place_on(day)[0]}, {date_in_words(day)}"


class Signer(NamedTuple):
    """One who signs: what stands above ("Mengetahui,"), in which office, who, and a word below.

    `meterai` leaves room for one beside the signature.
    """

    lead: str
    role: str
    name: str = ""
    note: str = ""
    meterai: bool = False


def coordinator(bkm: Bkm, day: datetime.date, lead: str = ACKNOWLEDGED) -> Signer:
    return Signer(lead, COORDINATOR, coordinator_name(bkm, day))


def facilitator(bkm: Bkm, day: datetime.date, lead: str = ACKNOWLEDGED) -> Signer:
    return Signer(lead, "Fasilitator", facilitator_name(bkm, day))


def unit_officer(bkm: Bkm, day: datetime.date, unit: str, lead: str) -> Signer:
    """Who was posted to a unit of the BKM (ServiceUnit.Kind) on a day. One query."""
    postings = Posting.objects.on(day).filter(role=Posting.Role.UNIT_STAFF, bkm=bkm, unit=unit)
    return Signer(lead, f"Petugas {unit}", _only(set(postings.values_list("user__full_name", flat=True))))


def village_head(bkm: Bkm, day: datetime.date) -> Signer:
    """The lurah or kepala desa, whose name the product does not know."""
    return Signer(ACKNOWLEDGED, village_of(bkm, day).head)


def representatives(
    ksm: Ksm, day: datetime.date, *offices: str, opposite: Collection[int] = ()
) -> list[tuple[str, Member | None]]:
    """(office, member) of those who act for the group, in the order of `offices`.

    `opposite` are the members (ids) who stand on the other side: another officer acts in their place, or
    nobody where none is left. An office that nobody holds keeps its line, without anybody.
    """
    holders = officers_on(ksm, day)
    free = {role for role in Office.values if (one := holders[role]) and one.pk not in opposite}
    chosen: list[str] = []
    for office in offices:
        if holders[office] is None or office in free:
            chosen.append(office)
            continue
        spare = (one for one in STANDS_IN[Office(office)] if one in free and one not in (*offices, *chosen))
        chosen += [next(spare, "")]
    return [(str(Office(one).label), holders[one]) for one in chosen if one] or [("Wakil anggota", None)]


def group_signers(
    ksm: Ksm, day: datetime.date, *offices: str, opposite: Collection[int] = (), lead: str = ""
) -> list[Signer]:
    """Those who sign for the group; `lead` stands above the first of them."""
    acting = representatives(ksm, day, *offices, opposite=opposite)
    return [
        Signer("" if place else lead, f"{office} KSM", member.name if member else "")
        for place, (office, member) in enumerate(acting)
    ]


def _arranged(signers: Sequence[Signer]) -> list[Signer]:
    """Who acknowledges stands on the left, as offices do it; below the others where they fill a line."""
    last = len(signers) > A_LINE
    return sorted(signers, key=lambda one: (one.lead == ACKNOWLEDGED) == last)


def furniture(
    issuer: Bkm | Ksm, day: datetime.date, signers: Sequence[Signer], kop: Kop | None = None
) -> dict:
    """What every paper begins and ends with: size, letterhead of who issues it, place and date, who signs.

    The day is the paper's own; `kop` stands for the letterhead where it was frozen with a decision.
    """
    bkm = issuer if isinstance(issuer, Bkm) else issuer.bkm
    return {
        "kop": kop or kop_of(issuer, day),
        "place_date": place_date(bkm, day),
        "village": village_of(bkm, day).title,
        "signers": _arranged(signers),
        "has_meterai": any(one.meterai for one in signers),
        "paper_size": bkm.sheet,
    }
