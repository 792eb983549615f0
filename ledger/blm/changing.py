"""An approved RAB changed by two people: the rest of one line goes to another (domain.md J27).

The BLM in all stays what was approved; what was spent or lent of a line already does not move.
"""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from groups.models import User
from groups.papers.register import issue
from groups.refusals import GroupError
from ksm.money import format_rupiah
from ledger.blm.fund_use import fund_use
from ledger.blm.proposing import lock_grant, note_event
from ledger.blm.records import change_act
from ledger.models import BlmGrant, BudgetChange, BudgetLine

State = BudgetChange.State


def movable(grant: BlmGrant, today: datetime.date) -> dict[int, int]:
    """Rupiah of the BLM that each line has neither spent nor lent by today, by its id, where there is any."""
    used = fund_use(grant, today).by_line
    rests = {line.pk: line.blm - used[line.pk] for line in grant.lines.all()}
    return {pk: rest for pk, rest in rests.items() if rest > 0}


@transaction.atomic
def ask_change(
    *,
    grant: BlmGrant,
    source: BudgetLine,
    target: BudgetLine,
    amount: int,
    reason: str,
    by: User,
    today: datetime.date,
) -> BudgetChange:
    """Ask to move money of the BLM between two lines of a signed grant; nothing changes before the answer.

    Raises GroupError beside the field: one waits already, the same line, more than the line's rest.
    """
    grant = lock_grant(grant, BlmGrant.State.AGREED)
    if grant.budget_changes.filter(state=State.WAITING).exists():
        raise GroupError("Masih ada perubahan RAB yang menunggu jawaban.")
    if source.pk == target.pk:
        raise GroupError("Pilih baris lain sebagai tujuan.", "target")
    _require_rest(grant, source, amount, today)
    change = BudgetChange.objects.create(
        grant=grant,
        source=source,
        target=target,
        amount=amount,
        reason=reason.strip(),
        asked_on=today,
        asked_by=by,
    )
    note_event(grant, f"Perubahan RAB diajukan, {change}", by, f"{format_rupiah(amount)}: {reason.strip()}")
    return change


def _require_rest(grant: BlmGrant, source: BudgetLine, amount: int, today: datetime.date) -> None:
    rest = movable(grant, today).get(source.pk, 0)
    if amount > rest:
        raise GroupError(f"Sisa baris {source.sequence} yang belum dipakai {format_rupiah(rest)}.", "amount")


@transaction.atomic
def answer_change(
    *, change: BudgetChange, accept: bool, note: str, by: User, today: datetime.date
) -> BudgetChange:
    """Another person decides: the lines' BLM changes at once, or the RAB stays with the reason.

    Raises GroupError: answered already, the same person, no reason for a refusal, a rest that was used since.
    """
    grant = lock_grant(change.grant, BlmGrant.State.AGREED)
    change = BudgetChange.objects.select_related("source", "target").get(pk=change.pk)
    if change.state != State.WAITING:
        raise GroupError("Perubahan RAB ini sudah dijawab.")
    if change.asked_by_id == by.pk:
        raise GroupError("Yang mengajukan tidak boleh menyetujui sendiri.")
    if not accept and not note.strip():
        raise GroupError("Tulis alasan penolakan.", "note")
    if accept:
        _require_rest(grant, change.source, change.amount, today)
        _move(change)
    change.state = State.DONE if accept else State.REFUSED
    change.answered_on, change.answered_by, change.answer_note = today, by, note.strip()
    change.save()
    if accept:
        issue(grant.ksm, [change_act(grant, change)])
    words = "disetujui" if accept else "ditolak"
    note_event(grant, f"Perubahan RAB {words}, {change}", by, note.strip())
    return change


def _move(change: BudgetChange) -> None:
    for line, amount in ((change.source, -change.amount), (change.target, change.amount)):
        BudgetLine.objects.filter(pk=line.pk).update(blm=F("blm") + amount, moved=F("moved") + amount)


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """Rupiah of the BLM of one line of the RAB before a change, and what that brought (below zero: took)."""

    line: BudgetLine
    before: int
    moved: int

    @property
    def after(self) -> int:
        return self.before + self.moved


def lines_around(change: BudgetChange) -> list[ChangedLine]:
    """The lines of a grant as they stood when a change was agreed to. Two queries.

    One waits at a time, so the changes were decided in the order of their keys.
    """
    since: Counter[int] = Counter()
    later = BudgetChange.objects.filter(grant=change.grant_id, state=State.DONE, pk__gte=change.pk)
    for source, target, amount in later.values_list("source", "target", "amount"):
        since[target] += amount
        since[source] -= amount
    own = {change.source_id: -change.amount, change.target_id: change.amount}
    lines = BudgetLine.objects.filter(grant=change.grant_id)
    return [ChangedLine(line, line.blm - since[line.pk], own.get(line.pk, 0)) for line in lines]


def moved_after(grant_id: int, day: datetime.date) -> Counter[int]:
    """What decided changes brought to each line after a day, by its id, in rupiah (below zero: took)."""
    moved: Counter[int] = Counter()
    done = BudgetChange.objects.filter(grant=grant_id, state=State.DONE, answered_on__gt=day)
    for source, target, amount in done.values_list("source", "target", "amount"):
        moved[target] += amount
        moved[source] -= amount
    return moved
