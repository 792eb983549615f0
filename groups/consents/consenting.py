"""Members agree, think again, and what they no longer agree to is held no longer."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from groups.consents.standing import FIELDS, SCOPE_OF, Act, Scope, standing_for, standings_for
from groups.consents.texts import CURRENT
from groups.days import require_day
from groups.locking import lock_ksm
from groups.models import Consent, ConsentEffect, Ksm, Member, User, Welfare
from groups.refusals import GroupError

DEADLINE = datetime.timedelta(hours=3 * 24)  # domain.md 10: processing stops within 3 x 24 hours
REASON = "Persetujuan ditarik"
NOT_AGREED = "Anggota tidak menyetujui isian ini. Catat dulu persetujuannya yang baru."


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said about their data: when, how, for which purposes, before whom."""

    on: datetime.date
    how: str
    scope: Collection[str]
    witnesses: str = ""


def _require_witnesses(how: str, witnesses: str) -> None:
    if how == Consent.How.SPOKEN and not witnesses:
        raise GroupError("Tulis nama saksinya: persetujuan lisan perlu saksi.", "witnesses")


def _require_nothing_newer(members: Sequence[Member], on: datetime.date) -> None:
    """A paper of an earlier day, typed late, takes nothing back that a member said since."""
    standings = standings_for(members)
    for member in members:
        if on < member.joined_on:
            raise GroupError(f"Tanggal ini sebelum {member.name} masuk, {member.joined_on:%d-%m-%Y}.", "on")
        words = standings[member.pk].words
        if words and on < words[0].on:
            raise GroupError(
                f"Tanggal ini sebelum pernyataan terakhir {member.name}, {words[0].on:%d-%m-%Y}.", "on"
            )


@transaction.atomic
def record_consents(
    *,
    ksm: Ksm,
    members: Sequence[Member],
    word: Word,
    today: datetime.date,
    by: User | None,
) -> list[Consent]:
    """Write down what several members agreed to on one day in one way; the text is the one of now.

    What is held of them beyond that is emptied at once. Raises GroupError: a day ahead, before a member
    joined or before the newest word of one; spoken without witnesses, nobody chosen.
    """
    ksm = lock_ksm(ksm.pk)
    if not members:
        raise GroupError("Pilih paling sedikit satu anggota.", "members")
    require_day(word.on, today=today)
    _require_nothing_newer(members, word.on)
    _require_witnesses(word.how, word.witnesses)
    kept = [one.value for one in Scope if one in word.scope]
    facts = asdict(word) | {"scope": kept, "by": by, "text_version": CURRENT.version}
    rows = [Consent(member=one, act=Act.GIVEN, **facts) for one in members]
    made = Consent.objects.bulk_create(rows)
    for member in members:
        empty(ksm.members.get(pk=member.pk), left_out(kept), by)
    return made


@transaction.atomic
def withdraw_consent(
    *,
    member: Member,
    word: Word,
    today: datetime.date,
    by: User,
) -> Consent:
    """Write down that a member no longer agrees; it takes effect by the end of 3 x 24 hours from its day.

    The hours run from the beginning of that day, so that they are never counted too late. Raises GroupError:
    nothing chosen, or not agreed to; a day ahead; spoken without witnesses.
    """
    ksm = lock_ksm(member.ksm_id)
    standing = standing_for(member)
    scopes = [one.value for one in Scope if one in word.scope]
    if not scopes:
        raise GroupError("Pilih apa yang ditarik.", "scope")
    if not standing.scopes.issuperset(scopes):
        raise GroupError("Ada yang dipilih tetapi memang tidak disetujui.", "scope")
    require_day(word.on, today=today)
    if word.on < standing.words[0].on:
        raise GroupError(f"Tanggal ini sebelum persetujuannya, {standing.words[0].on:%d-%m-%Y}.", "on")
    _require_witnesses(word.how, word.witnesses)
    begins = datetime.datetime.combine(word.on, datetime.time(), ZoneInfo(ksm.timezone))
    return Consent.objects.create(
        member=member,
        act=Act.WITHDRAWN,
        **asdict(word) | {"scope": scopes},
        text_version=standing.words[0].text_version,
        by=by,
        due_at=begins + DEADLINE,
    )


@transaction.atomic
def carry_out(*, withdrawal: Consent, by: User | None) -> ConsentEffect:
    """Empty what a withdrawal is about; the books stay. Raises GroupError: done already.

    What was agreed to again in between stays.
    """
    ksm = lock_ksm(withdrawal.member.ksm_id)
    if ConsentEffect.objects.filter(withdrawal=withdrawal).exists():
        raise GroupError("Penarikan ini sudah dilaksanakan.")
    member = ksm.members.get(pk=withdrawal.member_id)
    again = standing_for(member).scopes
    emptied = empty(member, [one for one in withdrawal.scope if one not in again], by)
    return ConsentEffect.objects.create(withdrawal=withdrawal, emptied=emptied, by=by)


def carry_on(*, before: Member, after: Member, by: User) -> None:
    """What a member agrees to goes along into another group, as a word that says so; both are locked.

    The day is that of the newest word: a paper signed since may still be typed. Nothing where nobody asked.
    """
    standing = standing_for(before)
    if not standing.is_asked:
        return
    newest = standing.words[0]
    Consent.objects.create(
        member=after,
        on=newest.on,
        how=Consent.How.MOVED,
        scope=[one.value for one in Scope if one in standing.scopes],
        text_version=newest.text_version,
        by=by,
    )


def ended_rows(member: Member) -> list[Member]:
    """Memberships of the same person that ended, in any group: by NIK, and by the moves that led here.

    One that goes on has a word of its own.
    """
    found: dict[int, Member] = {}
    row = member
    while hasattr(row, "move_here"):
        row = row.move_here.before
        found[row.pk] = row
    if member.nik_hash:
        same = Member.objects.filter(nik_hash=member.nik_hash, left_on__isnull=False).exclude(pk=member.pk)
        owner = member.ksm.bkm.practice_of_id  # who practises touches no real member
        found |= {row.pk: row for row in same.filter(ksm__bkm__practice_of=owner)}
    return [row for row in found.values() if row.left_on]


def empty(member: Member, scopes: Collection[str], by: User | None) -> list[str]:
    """Empty the facts of these purposes, also in ended rows of the person; the names of those that held
    anything. The group is locked.
    """
    rows = [member, *ended_rows(member)] if scopes else []
    names = [name for row in rows for name in _empty_row(row, scopes, by)]
    return list(dict.fromkeys(names))


def _empty_row(member: Member, scopes: Iterable[str], by: User | None) -> list[str]:
    names = [name for scope in scopes for name in FIELDS[scope] if getattr(member, name) not in ("", None)]
    nothing: dict[str, Any] = {field.name: field.get_default() for field in Member._meta.concrete_fields}
    for name in names:
        setattr(member, name, nothing[name])
    more = ["family_card_hash"] if "family_card" in names else []
    if more:
        member.family_card_hash = ""
    if names:
        member._history_user, member._change_reason = by, REASON
        member.save(update_fields=[*names, *more])
    if Scope.POVERTY in scopes and Welfare.everything.filter(member=member).exclude(note="").update(note=""):
        names.append("note")
    return names


def forget_past(rows: Iterable[Consent]) -> int:
    """Empty in the history of members too what these words emptied; how many rows held any of it.

    That is what a withdrawal is about once it took effect, and what a word given leaves out. Histories are
    changed by no page: on PostgreSQL the role of the web process may not (docs/deploy.md).
    """
    tracked = {field.name: field for field in Member.history.model.tracked_fields}
    changed = 0
    for one in rows:
        scopes, until = _emptied_by(one)
        names = {name for scope in scopes for name in FIELDS[scope]} & tracked.keys()
        if not names:
            continue
        nothing = {name: tracked[name].get_default() for name in names}
        person = [one.member_id, *(row.pk for row in ended_rows(one.member))]
        past = Member.history.filter(id__in=person, history_date__lte=until)
        changed += past.exclude(**nothing).update(**nothing)
    return changed


def _emptied_by(word: Consent) -> tuple[list[str], datetime.datetime]:
    """The purposes that a word that took effect emptied, and until when."""
    if word.act == Act.WITHDRAWN:
        return word.scope, word.effect.at
    return left_out(word.scope), word.at


def left_out(scope: Collection[str]) -> list[str]:
    """The purposes that a word given does not agree to."""
    return [one.value for one in Scope if one not in scope]


def require_agreed(member: Member, facts: dict) -> None:
    """Refuse to write down what a member does not agree to. Raises GroupError beside the first such field.

    Who was not asked yet may be written down whole: asking them is a task.
    """
    wanted = [name for name in facts if name in SCOPE_OF and facts[name] not in ("", None)]
    wanted = [name for name in wanted if facts[name] != getattr(member, name)]
    if not wanted:
        return
    standing = standing_for(member)
    for name in wanted:
        if standing.is_asked and SCOPE_OF[name] not in standing.scopes:
            raise GroupError(NOT_AGREED, name)
