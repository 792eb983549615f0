"""What a forming group still needs before its first meeting, each item where it is done."""

import datetime

from django.urls import reverse

from groups.access import Access
from groups.first_steps import FirstSteps, Step
from groups.models import GroupRule, Ksm, OfficerTerm, ProgramRule
from groups.path.profile import FACTS, Profile

START = "Mulai pendampingan"


def first_steps(access: Access, profile: Profile, members: int, as_of: datetime.date) -> FirstSteps | None:
    """The list of a group in the forming phase; None for any other. Two queries.

    The start stands last, for nothing before it is asked about the weeks that it begins to count.
    """
    ksm = access.ksm
    if ksm.phase != Ksm.Phase.FORMING:
        return None
    least = ProgramRule.objects.in_force_on(as_of).min_members
    missing = set(profile.missing)
    own = [label for label, _ in FACTS if label in missing]
    rules = sum(f"aturan {kind.label.lower()}" not in missing for kind in GroupRule.Kind)
    officers = sum(role.label.lower() not in missing for role in OfficerTerm.Role)
    planned = not missing & {"hari pertemuan", "jam pertemuan", "tempat pertemuan"}
    facts = f"{profile.done} dari {profile.total} terisi"
    steps = (
        _step(
            access, "Profil", f"{facts}, kurang: {', '.join(own)}" if own else facts, not own, "ksm_update"
        ),
        _step(
            access, "Anggota", f"{members} orang, paling sedikit {least}", members >= least, "member_table"
        ),
        _step(access, "Pengurus", f"{officers} dari 3", officers == 3, "officer_create"),
        _step(access, "Lima aturan", f"{rules} dari 5 disepakati", rules == 5, "rules_together"),
        _step(access, "Jadwal pertemuan", _plan(ksm) or "hari, jam, dan tempat", planned, "ksm_update"),
        _opening(access),
        _step(access, START, "sesudah itu minggu 1 dihitung", False, "mentoring_start"),
    )
    return FirstSteps(steps)


def _step(access: Access, label: str, words: str, is_done: bool, name: str) -> Step:
    may = access.can_record if name == "member_table" else access.can_edit
    url = reverse(f"groups:{name}", args=[access.ksm.pk]) if may else ""
    if label == "Jadwal pertemuan" and url:
        url += "#id_meeting_weekday"
    return Step(label, words, is_done, url)


def _plan(ksm: Ksm) -> str:
    day = "" if ksm.meeting_weekday is None else ksm.get_meeting_weekday_display()
    time = f"pukul {ksm.meeting_time:%H.%M}" if ksm.meeting_time else ""
    return ", ".join(part for part in (day, time, ksm.meeting_place) if part)


def _opening(access: Access) -> Step:
    """A new group begins with an empty box; an old one brings what its old book says."""
    ksm = access.ksm
    url = reverse("savings:opening", args=[ksm.pk]) if access.can_edit else ""
    if ksm.origin == Ksm.Origin.NEW:
        return Step("Saldo awal", "kelompok baru: tidak perlu bila belum ada uang", True, url)
    begun = ksm.entries.exists()
    return Step("Saldo awal", "sudah dicatat" if begun else "salin dari buku lama", begun, url)
