"""All that is kept about one person, over all memberships that a reader may see. Reads only."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet
from django.urls import reverse

from groups.access import Access, access_among
from groups.consents.standing import ConsentStanding, standing_for
from groups.models import Export, ExportPlace, Ksm, Member, NikDisclosure, Training, Welfare
from groups.registers.welfare import not_to_be_named
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
    "jawaban": "member__in",
}


# Files of a group, of a BKM and of everything that tell who a member is, what is held by consent, or what was
# changed of it; books and papers of money name members too, and are in the trail.
OF_GROUP = (
    *("groups:member_list", "groups:consent_list", "groups:welfare", "groups:welfare_pdf"),
    *("ksm_profile_pdf", "assessment:group_workbook", "ksm_trail"),
)
OF_BKM = ("bkm_trail", "mutation_list", "mutation_pdf", "meetings:area_list_template")
OF_ALL = ("whole_trail",)


@dataclass(frozen=True, slots=True)
class FileOfMembership:
    """What is kept of one membership; what `membership` tells of money is as of the day that was asked."""

    membership: Membership
    access: Access
    standing: ConsentStanding
    attendance: Sequence[tuple[str, int]]
    trainings: Sequence[Training]
    loans: Sequence[Loan]
    welfare: Sequence[Welfare]

    @property
    def member(self) -> Member:
        return self.membership.member


def member_file(member: Member, seen: QuerySet[Ksm], access: Access, as_of: datetime.date) -> dict:
    """The whole file as the context of its page and its print.

    Of each membership what the reader's rights in its own group show: none of a group whose files are not
    for the reader, PS-2 and welfare for who may see them there (J15).
    """
    found = memberships_of(member, seen, as_of)
    rights = access_among(access.user, {one.member.ksm for one in found}, as_of) | {access.ksm.pk: access}
    files = [_file_of(one, rights[one.member.ksm_id]) for one in found]
    files = [one for one in files if one.access.opens_member_files]
    members = [one.member for one in files]
    return {
        "member": member,
        "access": access,
        "files": files,
        "saved": sum(one.membership.saved for one in files),
        "owed": sum(one.membership.owed for one in files),
        "wishes": [wish for one in members for wish in one.data_requests.select_related("answered_by")],
        "changes": _changes(files),
        "looks": _looks(members),
        "day": as_of,
    }


def _file_of(one: Membership, access: Access) -> FileOfMembership:
    member = one.member
    counts = Counter(Attendance.objects.filter(member=member).values_list("status", flat=True))
    is_told = access.sees_ps2 and member.pk not in not_to_be_named(access.ksm)
    welfare = Welfare.objects.filter(member=member) if is_told else Welfare.objects.none()
    return FileOfMembership(
        membership=one,
        access=access,
        standing=standing_for(member),
        attendance=[(status.label, counts[status]) for status in Attendance.Status if counts[status]],
        trainings=list(member.trainings.order_by("held_on")),
        loans=list(member.loans.order_by("pk")),
        welfare=list(welfare.order_by("period_first", "pk")),
    )


def _changes(files: Sequence[FileOfMembership]) -> list[Change]:
    """Who wrote down or changed what of the person, newest first."""
    found: list[Change] = []
    for with_ps2 in (True, False):
        keys = [one.member.pk for one in files if one.access.sees_ps2 == with_ps2]
        reader = Reader(None, with_ps2=with_ps2)
        for source in SOURCES:
            if keys and (way := TO_MEMBER.get(source.code)):
                found += source.tell(source.rows().filter(**{way: keys}), reader).values()
    return sorted(found, key=lambda change: change.at, reverse=True)


def _looks(members: Sequence[Member]) -> list[Change]:
    """Who saw, printed or took out what tells of the person: whole NIK, and lists of members as files."""
    keys = {one.pk for one in members}
    groups = {one.ksm_id for one in members}
    found = []
    for look in NikDisclosure.objects.filter(ksm__in=groups).select_related("by", "ksm"):
        if not keys.isdisjoint(look.members):
            what = Change(look.at, str(look.by), "NIK lengkap", look.get_way_display(), look.paper)
            found.append(replace(what, client=look.client, where=look.ksm.name))
    for export in files_about(members).select_related("by", "ksm"):
        what = Change(export.at, str(export.by), f"Berkas {export.title}", "diunduh")
        found.append(replace(what, client=export.client, where=str(export.ksm or "")))
    return sorted(found, key=lambda change: change.at, reverse=True)


def files_about(members: Iterable[Member]) -> QuerySet[Export]:
    """Files that told of these members, also those of the queue about their groups."""
    asked = Q(address__in=[reverse(name) for name in OF_ALL])
    for one in members:
        group = f"/ksm/{one.ksm_id}/"
        asked |= Q(address__in=[reverse(name, args=[one.ksm_id]) for name in OF_GROUP])
        asked |= Q(address__in=[reverse(name, args=[one.ksm.bkm_id]) for name in OF_BKM])
        for place in (_page_of(one), f"{group}daftar/", f"{group}langkah/"):
            asked |= Q(address__startswith=place)
        asked |= Q(address__startswith=f"{group}pertemuan/", address__contains="daftar-hadir")
        told = ExportPlace.objects.filter(ksm=one.ksm_id).values("export")
        asked |= Q(address__startswith="/antrean/", pk__in=told)
    return Export.objects.filter(asked)


def _page_of(member: Member) -> str:
    return f"/ksm/{member.ksm_id}/anggota/{member.pk}/"
