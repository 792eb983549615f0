"""BLM Sosial in a random life: granted by tranches, lent to members in meetings, back to the BKM (H2, H3)."""

from decimal import Decimal

from ledger.blm.lending import FundTerms, lend_from_fund, waiting_members
from ledger.blm.spending import undo_spending
from ledger.blm.tranches import pay_tranche, return_to_bkm, undo_movement
from ledger.models import BlmGrant, GrantMovement, GrantSpending
from tests.support import blm
from tests.support.histories.life import History, Operation

PLACES = (GrantMovement.Place.CASH, GrantMovement.Place.BANK)


def last_grant(life: History) -> BlmGrant | None:
    return life.ksm.grants.order_by("pk").last()


def grant(life: History, a: int, b: int) -> None:
    """Proposed, verified, decided and agreed on one day: Rp1.000.000 for three members, in two tranches."""
    returns = {"principal_returns": "RETURNS", "return_installments": 1 + b % 5} if a % 4 else {}
    blm.agreed(life.ksm, life.sari, life.joko, life.ratna, day=life.day, **returns)


def receive_tranche(life: History, a: int, b: int) -> None:
    """The next tranche, or, now and then, one that was paid already."""
    if found := last_grant(life):
        paid = set(found.movements.standing().values_list("tranche_id", flat=True))
        tranches = [one for one in found.tranches.all() if a % 5 == 0 or one.pk not in paid]
        if tranches:
            facts = {"on": life.day, "today": life.day, "place": PLACES[b % 2], "note": "", "by": life.ratna}
            pay_tranche(tranche=tranches[0], **facts)


def account_for(life: History, a: int, b: int) -> None:
    """The LPJ of a tranche, sent and accepted: what it says of the first line of the RAB."""
    if found := last_grant(life):
        sent = blm.report(found, 1 + a % 2, life.sari, blm=b % 400_000, swadaya=1, today=life.day)
        blm.accept(sent, life.joko, today=life.day)


def lend_fund(life: History, a: int, b: int) -> None:
    """Loans from the fund, approved; the next meeting hands them out."""
    if found := last_grant(life):
        waiting = waiting_members(found, life.day)
        method = "FLAT" if a % 2 else "DECLINING"
        terms = FundTerms(Decimal(1), method, periods=2 + b % 5, unit="WEEK", rounding_step=1)
        chosen = [one.pk for one in waiting[b % 2 :][:1]]
        note = "Paling membutuhkan" if a % 3 else ""
        lend_from_fund(grant=found, chosen=chosen, terms=terms, note=note, by=life.sari, today=life.day)


def spend_fund(life: History, a: int, b: int) -> None:
    """Something bought on a line of the RAB, now and then more than it or the fund has."""
    if found := last_grant(life):
        facts = {"amount": b % 250_000 + 1, "place": PLACES[a % 2], "on": life.day}
        blm.spend(found, 1 + a % 2, life.sari, **facts)


def undo_spent(life: History, a: int, b: int) -> None:
    """The last purchase is undone by another person than who wrote it, or wrongly by the same."""
    if spending := GrantSpending.objects.standing().filter(ksm=life.ksm).order_by("pk").last():
        by = life.joko if a % 5 else spending.by
        undo_spending(spending=spending, on=life.day, reason="Salah catat", by=by, today=life.day)


def give_to_bkm(life: History, a: int, b: int) -> None:
    if found := last_grant(life):
        facts = {"on": life.day, "today": life.day, "place": PLACES[a % 2], "note": "", "by": life.sari}
        return_to_bkm(grant=found, amount=b % 700_000 + 1, **facts)


def undo(life: History, tranche: bool, a: int, b: int) -> None:
    """The last payment or return is undone by another person than who wrote it, or wrongly by the same."""
    standing = GrantMovement.objects.standing().filter(ksm=life.ksm, tranche__isnull=not tranche)
    if movement := standing.order_by("pk").last():
        by = life.joko if a % 5 else movement.by
        undo_movement(movement=movement, on=life.day, reason="Salah catat", by=by, today=life.day)


def undo_tranche(life: History, a: int, b: int) -> None:
    undo(life, True, a, b)


def undo_return(life: History, a: int, b: int) -> None:
    undo(life, False, a, b)


OPERATIONS: dict[str, Operation] = {
    "grant": grant,
    "receive tranche": receive_tranche,
    "undo tranche": undo_tranche,
    "account for tranche": account_for,
    "lend from the fund": lend_fund,
    "spend of the fund": spend_fund,
    "undo spending": undo_spent,
    "return to BKM": give_to_bkm,
    "undo return": undo_return,
}
