"""A member as the law wants a party told; the whole NIK only where it was asked for, and then logged."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from groups.access import Access
from groups.consents.requests import require_no_number
from groups.letterhead import home_of
from groups.models import Ksm, Member, NikDisclosure, User

# What stands behind the address of a paper that is to bear whole NIK, and the edition kept apart for it.
ASKED = {"nik": "lengkap"}
EDITION = "NIK lengkap"


@dataclass(frozen=True, slots=True)
class Identity:
    """One person on a paper; "" is a line to fill in by hand."""

    name: str
    office: str
    nik: str
    address: str
    work: str


def identity_of(member: Member | None, office: str = "", *, is_whole: bool = False) -> Identity:
    """Who a member is; the NIK masked unless it `is_whole`. Nobody is known of None but the office."""
    if member is None:
        return Identity("", office, "", "", "")
    nik = member.nik if is_whole and member.nik else member.masked_nik
    return Identity(member.name, office, nik, home_of(member), member.occupation)


def asks_whole_nik(request, access: Access) -> bool:
    """Is the paper asked for with whole NIK, by somebody who may? Raises PermissionDenied for others."""
    asked = all(request.GET.get(name) == value for name, value in ASKED.items())
    if asked and not access.sees_whole_nik:
        raise PermissionDenied
    return asked


def log_disclosure(
    *,
    ksm: Ksm,
    members: Iterable[Member | None],
    paper: str,
    by: User,
    way: NikDisclosure.Way = NikDisclosure.Way.PRINT,
) -> NikDisclosure:
    """Write down that whole NIK were shown: whose, how, what for, to whom, from where, when."""
    seen = sorted({member.pk for member in members if member})
    return NikDisclosure.objects.create(ksm=ksm, way=way, paper=paper[:200], members=seen, by=by)


def look_at_numbers(*, member: Member, purpose: str, by: User) -> list[tuple[str, str]]:
    """NIK, KK and telephone of a member, whole, once the look and its purpose are written down.

    Raises GroupError: a number in the purpose, which others read.
    """
    require_no_number(purpose, "detail")
    log_disclosure(ksm=member.ksm, members=[member], paper=purpose, by=by, way=NikDisclosure.Way.VIEW)
    numbers = (("NIK", member.nik), ("Nomor KK", member.family_card), ("Telepon", member.phone))
    return [(label, number or "belum ada") for label, number in numbers]
