"""Several people become members at once: all of them, or none with every fault named."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from groups.closed_sheets import closed_day_faults
from groups.days import day_fault
from groups.locking import lock_ksm
from groups.members.enrolment import JOINED_BEFORE, MAX_NUMBER, next_number
from groups.members.nik import doubts
from groups.models import Ksm, Member, User
from groups.refusals import GroupError
from ksm.keys import keyed_hash, keyed_hashes
from ksm.text import sought


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One row of the table. `nik` is clean (groups.members.nik); `ps2` is a value of Member.Ps2."""

    name: str
    sex: str
    joined_on: datetime.date
    nik: str = ""
    ps2: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell: the row (0 first), the field of Newcomer, the sentence."""

    row: int
    field: str
    sentence: str


class RosterError(GroupError):
    """Nobody was enrolled; `faults` say why, cell by cell."""

    def __init__(self, faults: Sequence[Fault]):
        super().__init__("Belum ada yang disimpan. Perbaiki baris yang ditandai.")
        self.faults = faults

    @property
    def sentences(self) -> list[str]:
        return [fault.sentence for fault in self.faults]


@transaction.atomic
def enrol_roster(
    *, ksm: Ksm, newcomers: Sequence[Newcomer], today: datetime.date, by: User | None
) -> list[Member]:
    """New memberships numbered on from the last one, in the order of the rows. Raises RosterError.

    The number of statements does not grow with the rows.
    """
    ksm = lock_ksm(ksm.pk)
    first = next_number(ksm)
    faults = [*_fault_of_niks(ksm, newcomers), *_faults_of_days(ksm, newcomers, today)]
    faults += [
        Fault(row, "name", f"Nomor anggota paling tinggi {MAX_NUMBER}.")
        for row in range(len(newcomers))
        if first + row > MAX_NUMBER
    ]
    if faults:
        raise RosterError(faults)
    members = [
        Member(
            ksm=ksm,
            number=number,
            name=one.name,
            sex=one.sex,
            joined_on=one.joined_on,
            ps2=one.ps2,
            nik=one.nik,
            nik_hash=keyed_hash(one.nik),
        )
        for number, one in enumerate(newcomers, first)
    ]
    return bulk_create_with_history(members, Member, default_user=by)


def _fault_of_niks(ksm: Ksm, newcomers: Sequence[Newcomer]) -> Iterable[Fault]:
    """A NIK that an active member has, or that stands twice in the table."""
    active = ksm.members.filter(left_on__isnull=True).exclude(nik_hash="")
    holders = {hashed: f"anggota nomor {number}, {name}" for hashed, number, name in _named(active)}
    for row, one in enumerate(newcomers):
        hashes = keyed_hashes(one.nik)
        if holder := _first_of(holders, hashes):
            yield Fault(row, "nik", f"NIK ini sudah dipakai {holder}.")
        elif hashes:
            holders[hashes[0]] = f"{one.name} dalam tabel ini"


def _first_of(found: dict[str, str], hashes: Sequence[str]) -> str:
    return next((found[one] for one in hashes if one in found), "")


def _named(members) -> Iterable[tuple[str, int, str]]:
    return members.values_list("nik_hash", "number", "name")


def _faults_of_days(ksm: Ksm, newcomers: Sequence[Newcomer], today: datetime.date) -> Iterable[Fault]:
    closed = closed_day_faults(ksm, {one.joined_on for one in newcomers}, JOINED_BEFORE)
    for row, one in enumerate(newcomers):
        fault = day_fault(one.joined_on, today=today, what="Tanggal masuk tidak boleh")
        if sentence := fault or closed.get(one.joined_on):
            yield Fault(row, "joined_on", sentence)


def roster_likenesses(ksm: Ksm, newcomers: Sequence[Newcomer]) -> list[str]:
    """What to look at before these are written down: who may stand in the book, or in the table, already.

    The same NIK in a row that ended is somebody who comes back; the same name may be one person twice.
    """
    named: dict[str, str] = {}
    left: dict[str, str] = {}
    for hashed, number, name, left_on in ksm.members.order_by("number").values_list(
        "nik_hash", "number", "name", "left_on"
    ):
        who = f"anggota nomor {number}, {name}"
        if left_on is None:
            named[sought(name).casefold()] = who
        elif hashed:
            left[hashed] = f"{who}, keluar {left_on:%d-%m-%Y}"
    sentences = []
    for one in newcomers:
        called = sought(one.name).casefold()
        if before := _first_of(left, keyed_hashes(one.nik)):
            sentences.append(f"NIK {one.name} sama dengan {before}. Keduanya dikaitkan sebagai satu orang.")
        if same := named.get(called):
            sentences.append(f"Nama {one.name} sama dengan {same}.")
        named[called] = "baris lain dalam tabel ini"
    return sentences


def roster_warnings(ksm: Ksm, members: Sequence[Member]) -> list[str]:
    """What deserves a second look after they were enrolled and forbids nothing (J14)."""
    without = [member.name for member in members if not member.nik]
    found = [f"NIK belum diisi, boleh menyusul: {', '.join(without)}."] if without else []
    for member in members:
        told = doubts(member.nik, sex=member.sex, region_code=ksm.bkm.kelurahan_id)
        found += [f"{member.name}: {sentence}" for sentence in told]
    return found
