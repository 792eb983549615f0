"""Money of BLM Sosial in a group's books: paid in tranches, returned to the BKM, undone by two (H2, H3)."""

import datetime

from django.db import transaction
from django.db.models import Sum

from groups.days import require_day
from groups.models import Ksm, User
from groups.papers.register import issue, withdraw
from groups.refusals import GroupError
from ksm.certain import certain
from ksm.money import format_rupiah
from ledger import chart
from ledger.blm.proposing import lock_grant, note_event
from ledger.blm.records import movement_act
from ledger.journal.balances import cash_by_fund
from ledger.journal.funds import least_cash
from ledger.journal.posting import Line, book_of, post, require_open, reverse
from ledger.models import AccountabilityReport, BlmGrant, Fund, GrantMovement, JournalEntry, Tranche

ReportState = AccountabilityReport.State
ACCOUNT_OF_PLACE = {GrantMovement.Place.CASH: chart.KAS, GrantMovement.Place.BANK: chart.BANK}


def require_fund_day(ksm: Ksm, on: datetime.date, today: datetime.date) -> None:
    """Refuse a day that has not come or is closed (J6). Raises GroupError at the field."""
    require_day(on, today=today, field="on")
    require_open(book_of(ksm), on)


def paid_tranche_ids(grant: BlmGrant) -> set[int]:
    """Tranches of a grant that were paid and not undone."""
    return set(grant.movements.standing().exclude(tranche=None).values_list("tranche_id", flat=True))


def accepted_tranche_ids(grant: BlmGrant) -> set[int]:
    """Tranches of a grant whose LPJ was accepted."""
    rows = AccountabilityReport.objects.filter(tranche__grant=grant, state=ReportState.ACCEPTED)
    return set(rows.values_list("tranche_id", flat=True))


def _post(
    grant: BlmGrant, *, line: Line, on: datetime.date, memo: str, tranche: Tranche | None, note: str, by: User
) -> GrantMovement:
    kind = JournalEntry.Kind.OTHER
    entry = post(ksm=grant.ksm, date=on, kind=kind, memo=memo, lines=[line], by=by)
    in_bank = chart.BANK in (line.debit, line.credit)
    movement = GrantMovement.objects.create(
        ksm=grant.ksm,
        grant=grant,
        tranche=tranche,
        amount=line.amount,
        place=GrantMovement.Place.BANK if in_bank else GrantMovement.Place.CASH,
        note=note,
        entry=entry,
        by=by,
    )
    issue(grant.ksm, [movement_act(grant, movement)])
    return movement


@transaction.atomic
def pay_tranche(
    *, tranche: Tranche, on: datetime.date, place: str, note: str, by: User, today: datetime.date
) -> GrantMovement:
    """Pay a tranche into the group's BLM fund, in cash or at the bank.

    Raises GroupError: paid already, an earlier one not paid or its LPJ not accepted, a day out of order.
    Whether the group is still layak is asked by assessment/blm/access.py, which calls this.
    """
    grant = lock_grant(tranche.grant, BlmGrant.State.AGREED)
    require_fund_day(grant.ksm, on, today)
    if on < certain(grant.agreed_on, "AGREED"):
        raise GroupError("Pencairan ini sebelum tanggal perjanjian.", "on")
    paid, accepted = paid_tranche_ids(grant), accepted_tranche_ids(grant)
    if tranche.pk in paid:
        raise GroupError(f"Tahap {tranche.sequence} sudah dicairkan.")
    before = grant.tranches.filter(sequence__lt=tranche.sequence).last()
    if before and before.pk not in paid:
        raise GroupError(f"Tahap {before.sequence} belum dicairkan.")
    if before and before.pk not in accepted:
        raise GroupError(f"LPJ tahap {before.sequence} belum diterima.")
    movement = _post(
        grant,
        line=Line(ACCOUNT_OF_PLACE[GrantMovement.Place(place)], chart.DANA_BLM, tranche.amount),
        on=on,
        memo=f"Pencairan {grant.number} tahap {tranche.sequence}",
        tranche=tranche,
        note=note,
        by=by,
    )
    note_event(grant, f"Tahap {tranche.sequence} dicairkan {format_rupiah(tranche.amount)}", by, note)
    return movement


def require_fund_cash(grant: BlmGrant, amount: int, on: datetime.date, place: str, field: str | None) -> None:
    """Refuse to take more out of the fund than it holds, or than lies in the place, on that day or later."""
    left = least_cash(grant.ksm, on, fund=Fund.BLM)
    if amount > left:
        raise GroupError(f"Uang dana BLM di kas dan bank tinggal {format_rupiah(max(left, 0))}.", field)
    left = least_cash(grant.ksm, on, places=(ACCOUNT_OF_PLACE[GrantMovement.Place(place)],))
    if amount > left:
        where = "di bank" if place == GrantMovement.Place.BANK else "di kotak"
        raise GroupError(f"Uang {where} tinggal {format_rupiah(max(left, 0))}.", field)


def fund_cash(ksm: Ksm, as_of: datetime.date) -> int:
    """Rupiah of the BLM fund in box and bank at the end of the day."""
    return cash_by_fund(ksm, as_of).get(Fund.BLM, 0)


def require_undoable(movement: GrantMovement, by: User) -> None:
    """Refuse to undo a payment or return on any day: one's own, undone already, or something rests on it.

    Raises GroupError; reads only.
    """
    if movement.by_id == by.pk:
        raise GroupError("Yang mencatat tidak boleh membatalkan sendiri.")
    if movement.is_undone:
        raise GroupError("Catatan uang ini sudah dibatalkan.")
    if movement.tranche:
        _require_nothing_rests_on(movement.grant, movement.tranche)


@transaction.atomic
def undo_movement(
    *, movement: GrantMovement, on: datetime.date, reason: str, by: User, today: datetime.date
) -> JournalEntry:
    """Reverse a wrong payment or return, by another person than who wrote it; a tranche may be paid again.

    Raises GroupError: undone already, the same person, no reason, a later tranche or an LPJ rests on it, or
    the money is no longer there.
    """
    grant = lock_grant(movement.grant)
    movement = GrantMovement.objects.select_related("entry__reversed_by", "tranche").get(pk=movement.pk)
    movement.grant = grant
    require_undoable(movement, by)
    if not reason.strip():
        raise GroupError("Tulis alasan pembatalan.", "reason")
    require_fund_day(grant.ksm, on, today)
    if on < movement.entry.date:
        raise GroupError("Pembatalan ini sebelum uangnya dicatat.", "on")
    if movement.tranche:
        require_fund_cash(grant, movement.amount, on, movement.place, None)
    entry = reverse(entry=movement.entry, date=on, reason=reason.strip(), by=by)
    act = movement_act(grant, movement)
    withdraw(grant.ksm, act.kind, [act.subject], on, reason.strip())
    what = f"Tahap {movement.tranche.sequence}" if movement.tranche else "Pengembalian"
    note_event(grant, f"{what} dibatalkan", by, reason.strip())
    return entry


def _require_nothing_rests_on(grant: BlmGrant, tranche: Tranche) -> None:
    later = grant.tranches.filter(sequence__gt=tranche.sequence).values_list("pk", flat=True)
    if paid_tranche_ids(grant) & set(later):
        raise GroupError("Tahap sesudahnya sudah dicairkan.")
    standing = tranche.reports.exclude(state=ReportState.RETURNED).first()
    if standing and standing.state == ReportState.ACCEPTED:
        raise GroupError("LPJ tahap ini sudah diterima.")
    if standing:
        raise GroupError("LPJ tahap ini menunggu pemeriksaan. Kembalikan dulu LPJ itu.")


def returnable(grant: BlmGrant) -> int:
    """Rupiah received by a grant less what was spent of it and what went back to the BKM already."""
    rows = grant.movements.standing().values_list("tranche_id", "amount")
    moved = sum(amount if tranche_id else -amount for tranche_id, amount in rows)
    return moved - grant.spendings.standing().aggregate(total=Sum("amount", default=0))["total"]


@transaction.atomic
def return_to_bkm(
    *,
    grant: BlmGrant,
    amount: int,
    on: datetime.date,
    place: str,
    note: str,
    by: User,
    today: datetime.date,
) -> GrantMovement:
    """Give principal back to the BKM (H2): never more than `returnable`, nor than the fund has.

    Raises GroupError: the agreement keeps principal in the group, too much, or a day out of order.
    """
    grant = lock_grant(grant, BlmGrant.State.AGREED)
    if grant.principal_returns != BlmGrant.Returns.RETURNS:
        raise GroupError("Menurut perjanjian, pokok tetap bergulir di KSM.")
    require_fund_day(grant.ksm, on, today)
    left = returnable(grant)
    if amount > left:
        raise GroupError(f"Yang masih harus dikembalikan {format_rupiah(left)}.", "amount")
    require_fund_cash(grant, amount, on, place, "amount")
    movement = _post(
        grant,
        line=Line(chart.DANA_BLM, ACCOUNT_OF_PLACE[GrantMovement.Place(place)], amount),
        on=on,
        memo=f"Pengembalian {grant.number} kepada BKM",
        tranche=None,
        note=note,
        by=by,
    )
    note_event(grant, f"Dikembalikan kepada BKM {format_rupiah(amount)}", by, note)
    return movement
