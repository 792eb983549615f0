"""All that is kept about one person, over all memberships that a reader may see. Reads only."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from groups.access import Access
from groups.consents.standing import ConsentStanding, standing_for
from groups.models import Export, Ksm, Member, NikDisclosure, Training, Welfare
from groups.trail.reading import Change, Reader
from ksm.group.person import Membership, memberships_of
from ksm.office.trails import SOURCES
from ledger.models import Loan
from meetings.models import Attendance

# How the rows of a source name a member.
TO_MEMBER = {
    "anggota": "id__in",
    "pengurus": "member__in",
    "persetujuan": "member__in",
    "penghapusan": "withdrawal__member__in",
    "perbaikan": "member__in",
}


@dataclass(frozen=True, slots=True)
class FileOfMembership:
    """What is kept of one membership; what `membership` tells of money is as of the day that was asked."""

    membership: Membership
    standing: ConsentStanding
    attendance: Sequence[tuple[str, int]]
    trainings: Sequence[Training]
    loans: Sequence[Loan]
    welfare: Sequence[Welfare]

    @property
    def member(self) -> Member:
        return self.membership.member


def member_file(member: Member, seen: QuerySet[Ksm], access: Access, as_of: datetime.date) -> dict:
    """The whole file as the context of its page and its print; PS-2 and welfare for who may see them."""
    found = memberships_of(member, seen, as_of)
    members = [one.member for one in found]
    return {
        "member": member,
        "access": access,
        "files": [_file_of(one, access) for one in found],
        "saved": sum(one.saved for one in found),
        "owed": sum(one.owed for one in found),
        "wishes": [wish for one in members for wish in one.data_requests.select_related("answered_by")],
        "changes": _changes(members, access),
        "looks": _looks(members),
        "day": as_of,
    }


def _file_of(one: Membership, access: Access) -> FileOfMembership:
    member = one.member
    counts = Counter(Attendance.objects.filter(member=member).values_list("status", flat=True))
    welfare = Welfare.objects.filter(member=member) if access.sees_ps2 else Welfare.objects.none()
    return FileOfMembership(
        membership=one,
        standing=standing_for(member),
        attendance=[(status.label, counts[status]) for status in Attendance.Status if counts[status]],
        trainings=list(member.trainings.order_by("held_on")),
        loans=list(member.loans.order_by("pk")),
        welfare=list(welfare.order_by("period_first", "pk")),
    )


def _changes(members: Sequence[Member], access: Access) -> list[Change]:
    """Who wrote down or changed what of the person, newest first."""
    reader = Reader(None, with_ps2=access.sees_ps2)
    found: list[Change] = []
    for source in SOURCES:
        if way := TO_MEMBER.get(source.code):
            keys = [one.pk for one in members]
            found += source.tell(source.rows().filter(**{way: keys}), reader).values()
    return sorted(found, key=lambda change: change.at, reverse=True)


def _looks(members: Sequence[Member]) -> list[Change]:
    """Who saw, printed or took out what tells of the person: whole NIK, and lists of members as files."""
    numbers = {(one.ksm_id, one.number): one for one in members}
    groups = {one.ksm_id for one in members}
    found = []
    for look in NikDisclosure.objects.filter(ksm__in=groups).select_related("by", "ksm"):
        if any((look.ksm_id, number) in numbers for number in look.members):
            what = Change(look.at, str(look.by), "NIK lengkap", look.get_way_display(), look.paper)
            found.append(replace(what, client=look.client, where=look.ksm.name))
    pages = Q()
    for one in members:
        pages |= Q(address=f"/ksm/{one.ksm_id}/anggota/") | Q(address__startswith=_page_of(one))
    for export in Export.objects.filter(pages, ksm__in=groups).select_related("by", "ksm"):
        what = Change(export.at, str(export.by), f"Daftar {export.title}", "diunduh")
        found.append(replace(what, client=export.client, where=str(export.ksm or "")))
    return sorted(found, key=lambda change: change.at, reverse=True)


def _page_of(member: Member) -> str:
    return f"/ksm/{member.ksm_id}/anggota/{member.pk}/"
