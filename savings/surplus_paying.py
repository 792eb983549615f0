"""Members' parts of the surplus (SHU) reach them: in cash, or as voluntary savings."""

import datetime
from collections.abc import Sequence

from django.db import transaction

from groups.locking import lock_ksm
from groups.models import User
from ksm.dates import date_in_words
from ledger import chart
from ledger.journal.posting import LedgerError, post
from ledger.models import JournalEntry, SurplusShare, SurplusSharing
from ledger.sharing import plan_payout, require_unpaid
from savings.models import Saving
from savings.saving import Movement, store_movements


def _chosen(sharing: SurplusSharing, member_id: int | None) -> list[SurplusShare]:
    if sharing.undone_by_id:
        raise LedgerError(f"Pembagian SHU {sharing.year} sudah dibatalkan.")
    shares = sharing.shares.select_related("member").order_by("member__number")
    if member_id is not None:
        return list(shares.filter(member_id=member_id))
    return list(shares.filter(paid_entry__isnull=True))


@transaction.atomic
def pay_shares(
    *, sharing: SurplusSharing, member_id: int | None, on: datetime.date, to_savings: bool, by: User
) -> JournalEntry:
    """Pay one member's part, or all unpaid ones (None), in cash or into voluntary savings.

    Raises LedgerError: paid before, more than the kas holds, a closed day or one before the decision, into
    savings of who has left.
    """
    ksm = lock_ksm(sharing.ksm_id)
    sharing = ksm.sharings.get(pk=sharing.pk)
    if on < sharing.decided_on:
        decided = date_in_words(sharing.decided_on)
        raise LedgerError(f"SHU {sharing.year} baru diputuskan pada {decided}.", "on")
    shares = _chosen(sharing, member_id)
    if to_savings:
        require_unpaid(shares)
        _require_members(shares, on)
        movements = [Movement(share.member_id, Saving.Kind.SUKARELA, share.total) for share in shares]
        lines = [movement.line(against=chart.UTANG_SHU) for movement in movements]
    else:
        movements, lines = [], plan_payout(ksm, shares, on)
    memo = f"SHU {sharing.year} {'masuk tabungan' if to_savings else 'dibayarkan'}"
    entry = post(ksm=ksm, date=on, kind=JournalEntry.Kind.OTHER, memo=memo, lines=lines, by=by)
    store_movements(ksm=ksm, entry_of=_every(movements, entry), movements=movements)
    SurplusShare.objects.filter(pk__in=[share.pk for share in shares]).update(paid_entry=entry)
    return entry


def _require_members(shares: Sequence[SurplusShare], on: datetime.date) -> None:
    """Who left saves no more. On the day of leaving it may be settled so (savings/leaving/estate.py)."""
    for share in shares:
        if share.member.left_on and share.member.left_on < on:
            raise LedgerError(f"{share.member.name} sudah keluar: bayarkan SHU-nya tunai.")


def _every(movements: Sequence[Movement], entry: JournalEntry) -> dict[int, JournalEntry]:
    return dict.fromkeys(range(len(movements)), entry)
