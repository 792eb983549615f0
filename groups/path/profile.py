"""How complete a group's profile is (domain.md 5.1): what is there, what is still missing."""

import datetime
from dataclasses import dataclass

from groups.models import GroupRule, Ksm, OfficerTerm

FACTS = (
    ("alamat", lambda ksm: ksm.address),
    ("RT/RW", lambda ksm: ksm.rt and ksm.rw),
    ("bidang", lambda ksm: ksm.bidang),
    ("tanggal berdiri", lambda ksm: ksm.founded_on),
    ("hari pertemuan", lambda ksm: ksm.meeting_weekday is not None),
    ("jam pertemuan", lambda ksm: ksm.meeting_time),
    ("tempat pertemuan", lambda ksm: ksm.meeting_place),
    ("tujuan", lambda ksm: ksm.purpose),
    ("visi", lambda ksm: ksm.vision),
    ("misi", lambda ksm: ksm.mission),
)


@dataclass(frozen=True)
class Profile:
    """`missing` holds the labels of what is not filled in, out of `total` things that a profile has."""

    total: int
    missing: tuple[str, ...]

    @property
    def done(self) -> int:
        return self.total - len(self.missing)

    @property
    def is_complete(self) -> bool:
        return not self.missing


def profile_of(ksm: Ksm, on: datetime.date) -> Profile:
    """The state of the profile on the day `on`; three queries, whatever the group's size."""
    offices = set(ksm.officers.filter(end__isnull=True).values_list("role", flat=True))
    rules = set(ksm.rules.in_force_on(on).values_list("kind", flat=True))
    checks = [(label, bool(present(ksm))) for label, present in FACTS]
    checks += [(role.label.lower(), role.value in offices) for role in OfficerTerm.Role]
    checks += [(f"aturan {kind.label.lower()}", kind.value in rules) for kind in GroupRule.Kind]
    checks.append(("anggota", ksm.members.active_on(on).exists()))
    missing = tuple(label for label, present in checks if not present)
    return Profile(total=len(checks), missing=missing)
