"""A checked workbook becomes a group's records: all of it in one transaction, or nothing."""

import datetime
from dataclasses import dataclass
from itertools import chain

from django.db import IntegrityError, transaction
from simple_history.utils import bulk_create_with_history

from groups.agreements.five_rules import number_signed
from groups.locking import lock_ksm
from groups.models import Bkm, GroupRule, Ksm, Member, OfficerTerm, Region, User
from groups.path.mentoring import register_ksm, start_mentoring
from groups.places.bkm import create_bkm
from ksm.certain import certain
from ksm.keys import keyed_hash, keyed_hashes
from ksm.text import sought
from ledger.journal.verification import differences_of
from meetings.carried import put_back
from meetings.importing.gatherings import store_meetings
from meetings.importing.money import store_money
from meetings.models import WorkbookImport
from meetings.refusals import MeetingError
from meetings.workbook.checking import CheckedWorkbook
from meetings.workbook.content import GroupFacts, MemberFacts, WorkbookContent, known
from meetings.workbook.people import Surroundings
from savings.verification import savings_differences

NOT_IMPORTED = ""  # stands for the fingerprint of a group that was never imported: no file equals it


class ImportRefusedError(MeetingError):
    """A workbook that cannot be stored now."""


@dataclass(frozen=True, slots=True)
class Importer:
    """Who brings a workbook in. `name` is kept with it; `user` is None for the system itself (BUG-105)."""

    name: str
    user: User | None = None


def find_bkm(kelurahan: str, name: str) -> Bkm | None:
    """The BKM of that name in the kelurahan, or that moved from it; letter case and apostrophes ignored."""
    named = Bkm.objects.counted().known_at(kelurahan).filter(name__plain__iexact=sought(name))
    return named.filter(kelurahan=kelurahan).first() or named.first()


def code_today(kelurahan: str, name: str) -> str:
    """The code of the kelurahan where that BKM is now: another than was written where it moved since."""
    bkm = find_bkm(kelurahan, name)
    return bkm.kelurahan_id if bkm else kelurahan


def find_ksm(group: GroupFacts) -> Ksm | None:
    """The stored group that a workbook is about: its code within its BKM (J16)."""
    if not (group.kelurahan and group.bkm and group.code):
        return None  # a cell that could not be read says nothing of where or who
    bkm = find_bkm(group.kelurahan, group.bkm)
    if bkm is None:
        return None
    return bkm.ksms.filter(code__plain__iexact=sought(group.code)).select_related("bkm").first()


def surroundings(*, today: datetime.date, may_create_bkm: bool) -> Surroundings:
    """What the checks of a workbook look up in the database."""
    return Surroundings(
        today=today,
        region_exists=lambda code: (
            Region.objects.in_use().filter(code=code, level=Region.Level.KELURAHAN).exists()
        ),
        bkm_exists=lambda code, name: may_create_bkm or find_bkm(code, name) is not None,
        code_today=code_today,
        niks_elsewhere=_niks_elsewhere,
        stored_fingerprint=_stored_fingerprint,
    )


def _niks_elsewhere(group: GroupFacts, niks: frozenset[str]) -> frozenset[str]:
    by_hash = {hashed: nik for nik in niks for hashed in keyed_hashes(nik)}
    found = Member.objects.filter(ksm__in=Ksm.objects.counted(), nik_hash__in=by_hash, left_on__isnull=True)
    same = find_ksm(group)
    if same:
        found = found.exclude(ksm=same)
    return frozenset(by_hash[hashed] for hashed in found.values_list("nik_hash", flat=True))


def _stored_fingerprint(group: GroupFacts) -> str | None:
    ksm = find_ksm(group)
    if ksm is None:
        return None
    last = ksm.imports.order_by("-imported_at", "-pk").first()
    return last.fingerprint if last else NOT_IMPORTED


def store_workbook(
    *, checked: CheckedWorkbook, importer: Importer, today: datetime.date, now: datetime.datetime
) -> Ksm:
    """Store an accepted workbook whole, making its BKM where the check allowed that.

    The same file again changes nothing. Raises GroupError when the database moved on since the check.
    """
    content = checked.content
    if content is None or not checked.accepted:
        raise ImportRefusedError("Buku kerja ini masih berisi kesalahan.")
    if checked.already_stored:
        return certain(find_ksm(content.group), "already stored")
    warnings = [str(fault) for fault in checked.warnings]
    try:
        with transaction.atomic():
            return _store(content, warnings, importer, today=today, now=now)
    except IntegrityError as error:
        raise ImportRefusedError("Data berubah selagi diimpor; periksa lalu impor ulang.") from error


def _store(
    content: WorkbookContent,
    warnings: list[str],
    importer: Importer,
    *,
    today: datetime.date,
    now: datetime.datetime,
) -> Ksm:
    by, reason = importer.user, f"Impor buku kerja oleh {importer.name}"[:100]
    ksm = _store_group(content.group, by, today)
    ksm = lock_ksm(ksm.pk)
    members = _store_members(ksm, content, by, reason)
    if content.carried:
        put_back(ksm=ksm, members=members, rows=content.carried, by=by, reason=reason)
        _require_sound(ksm)
    else:
        _store_terms(ksm, content, members, by, reason)
        _store_rules(ksm, content, by, reason)
        entries = store_money(ksm=ksm, content=content, members=members, by=by)
        store_meetings(
            ksm=ksm,
            content=content,
            members=members,
            entries=entries,
            by=by,
            reason=reason,
            today=today,
            now=now,
        )
    WorkbookImport.objects.create(
        ksm=ksm, fingerprint=content.fingerprint, warnings=warnings, actor=importer.name[:160], imported_by=by
    )
    return ksm


def _require_sound(ksm: Ksm) -> None:
    """Rows that were put back must prove each other, as those of every group do every night."""
    wrong = next(chain(differences_of(ksm), savings_differences(ksm)), None)
    if wrong is not None:
        raise ImportRefusedError(f"Buku dalam berkas ini tidak cocok satu sama lain: {wrong}")


def _store_group(group: GroupFacts, by: User | None, today: datetime.date) -> Ksm:
    region = Region.objects.get(pk=group.kelurahan)
    name, bidang = known(group.bkm), known(group.bidang)
    bkm = find_bkm(region.pk, name) or create_bkm(name=name, kelurahan=region, by=by)
    ksm = register_ksm(
        bkm=bkm,
        code=known(group.code),
        name=known(group.name),
        by=by,
        bidang_infrastruktur="infrastruktur" in bidang,
        bidang_ekonomi="ekonomi" in bidang,
        bidang_sosial="sosial" in bidang,
        origin=group.origin or Ksm.Origin.NEW,
        founded_on=group.founded,
        meeting_weekday=group.weekday,
        meeting_frequency=group.frequency,
        meeting_time=group.time,
        meeting_place=group.place,
        purpose=group.purpose,
        vision=group.vision,
        mission=group.mission,
    )
    return start_mentoring(ksm=ksm, start=known(group.started), today=today, by=by)


def _store_members(ksm: Ksm, content: WorkbookContent, by: User | None, reason: str) -> dict[int, Member]:
    """The members by number."""
    rows = [_member(ksm, facts) for facts in content.members]
    members = bulk_create_with_history(rows, Member, default_user=by, default_change_reason=reason)
    return {member.number: member for member in members}


def _store_terms(
    ksm: Ksm, content: WorkbookContent, by_number: dict[int, Member], by: User | None, reason: str
) -> None:
    """The terms of the officers, which end when they leave."""
    terms = [
        OfficerTerm(
            ksm=ksm,
            member=by_number[known(facts.number)],
            role=facts.office,
            start=known(facts.joined),
            end=facts.left,
        )
        for facts in content.members
        if facts.office
    ]
    bulk_create_with_history(terms, OfficerTerm, default_user=by, default_change_reason=reason)


def _member(ksm: Ksm, facts: MemberFacts) -> Member:
    return Member(
        ksm=ksm,
        number=known(facts.number),
        name=known(facts.name),
        nik=known(facts.nik),
        nik_hash=keyed_hash(known(facts.nik)),
        sex=known(facts.sex),
        birth_date=facts.birth,
        address=known(facts.address),
        rt=known(facts.rt),
        rw=known(facts.rw),
        phone=known(facts.phone),
        occupation=known(facts.occupation),
        ps2=known(facts.ps2),
        ps2_priority=facts.priority,
        joined_on=known(facts.joined),
        left_on=facts.left,
    )


def _store_rules(ksm: Ksm, content: WorkbookContent, by: User | None, reason: str) -> None:
    """A text with its date counts as signed: the workbook is the group's own record of what it agreed.

    Where the rule of saving names no minimum, the one of sheet KSM stands in.
    """
    rules = [
        GroupRule(
            ksm=ksm,
            kind=known(facts.kind),
            text=known(facts.text),
            agreed_on=facts.agreed,
            signed=bool(facts.text and facts.agreed),
            minimum_saving=_minimum(facts, content) if facts.kind == GroupRule.Kind.SAVING else None,
        )
        for facts in content.rules
    ]
    bulk_create_with_history(rules, GroupRule, default_user=by, default_change_reason=reason)
    number_signed(ksm, rules)


def _minimum(facts, content: WorkbookContent) -> int | None:
    return content.group.minimum if facts.minimum is None else facts.minimum
