"""One person in several rows: who left and came back, who seems to be entered twice (domain.md J14, J34)."""

import datetime
from collections.abc import Iterable

from groups.models import Ksm, Member
from groups.models.members import person_key
from ksm.keys import keyed_hashes
from ksm.text import sought


def rows_of_persons(ksm: Ksm, members: Iterable[int]) -> dict[int, frozenset[int]]:
    """Of each of these members every row in the group that is the same person, its own too. One query."""
    keys = {pk: person_key(pk, hashed) for pk, hashed in ksm.members.values_list("pk", "nik_hash")}
    rows: dict[int | str | None, set[int]] = {}
    for pk, key in keys.items():
        rows.setdefault(key, set()).add(pk)
    return {pk: frozenset(rows[keys[pk]]) for pk in members}


def other_memberships(member: Member) -> list[Member]:
    """The other rows of this person in the group, by NIK; none without one."""
    if not member.nik_hash:
        return []
    same = member.ksm.members.filter(nik_hash=member.nik_hash)
    return list(same.exclude(pk=member.pk).order_by("joined_on", "pk"))


def returned_on(ksm: Ksm, day: datetime.date) -> list[str]:
    """Who joined on a day and was a member before, as sentences that name the earlier row."""
    return [
        f"{member.name} pernah menjadi anggota nomor {other.number}, {other.name}. "
        "Keduanya dikaitkan sebagai satu orang."
        for member in ksm.members.filter(joined_on=day).exclude(nik_hash="")
        for other in other_memberships(member)
        if other.joined_on <= day
    ]


def look_alikes(
    ksm: Ksm, *, name: str, birth_date: datetime.date | None, nik: str = "", member: Member | None = None
) -> list[str]:
    """What to look at before a member is written down so: a sentence for each row that may be the same.

    The same NIK in a row that ended is somebody who comes back; the same name and birth date may be one
    person entered twice. `nik` is clean. Who is changed is not compared with himself.
    """
    others = ksm.members.exclude(pk=member.pk) if member else ksm.members.all()
    hashes, called = keyed_hashes(nik), sought(name).casefold()
    sentences = []
    for other in others.order_by("number"):
        same = birth_date and other.birth_date == birth_date and sought(other.name).casefold() == called
        until = f", keluar {other.left_on:%d-%m-%Y}" if other.left_on else ""
        who = f"anggota nomor {other.number}, {other.name}{until}"
        if other.nik_hash in hashes:
            if other.left_on:
                sentences.append(f"NIK ini sama dengan {who}. Keduanya dikaitkan sebagai satu orang.")
        elif same:
            sentences.append(f"Nama dan tanggal lahir ini sama dengan {who}.")
    return sentences
