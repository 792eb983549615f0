"""Where a repayment goes, and what is late. Pure arithmetic over what is still unpaid of a schedule."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ksm.money import format_rupiah
from ksm.refusals import RefusalError

JASA, PRINCIPAL = "jasa", "principal"


class OverpaymentError(RefusalError):
    """A payment larger than the whole debt."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is still unpaid of one instalment, in rupiah."""

    sequence: int
    due: date
    principal: int
    jasa: int
    id: int | None = None  # the stored row, where there is one


@dataclass(frozen=True, slots=True)
class Part:
    """What one payment settles of one instalment, in rupiah."""

    sequence: int
    jasa: int
    principal: int


def allocate(dues: Iterable[Due], amount: int, paid_on: date) -> tuple[Part, ...]:
    """Spread a payment: jasa due by then, principal due by then, then the next instalments in order.

    More than the whole debt, all scheduled jasa included, is refused ("data/README.md").
    """
    ordered = sorted(dues, key=lambda due: due.sequence)
    owed = sum(due.principal + due.jasa for due in ordered)
    if amount <= 0:
        raise RefusalError("Jumlah pembayaran harus lebih dari nol.", "amount")
    if amount > owed:
        raise OverpaymentError(
            f"Pembayaran {format_rupiah(amount)} melebihi seluruh sisa kewajiban {format_rupiah(owed)}.",
            "amount",
        )
    settled: dict[int, dict[str, int]] = {}
    for sequence, kind, unpaid in _settling_order(ordered, paid_on):
        paid = min(amount, unpaid)
        if paid:
            settled.setdefault(sequence, {JASA: 0, PRINCIPAL: 0})[kind] += paid
        amount -= paid
    return tuple(Part(sequence, parts[JASA], parts[PRINCIPAL]) for sequence, parts in sorted(settled.items()))


def _settling_order(ordered: list[Due], paid_on: date) -> Iterator[tuple[int, str, int]]:
    reached = [due for due in ordered if due.due <= paid_on]
    yield from ((due.sequence, JASA, due.jasa) for due in reached)
    yield from ((due.sequence, PRINCIPAL, due.principal) for due in reached)
    for due in ordered:
        if due.due > paid_on:
            yield due.sequence, JASA, due.jasa
            yield due.sequence, PRINCIPAL, due.principal


def reduce_dues(dues: Iterable[Due], parts: Iterable[Part]) -> tuple[Due, ...]:
    """What is still unpaid once these parts are settled."""
    paid = {part.sequence: part for part in parts}
    nothing = Part(0, 0, 0)
    return tuple(
        Due(
            due.sequence,
            due.due,
            due.principal - paid.get(due.sequence, nothing).principal,
            due.jasa - paid.get(due.sequence, nothing).jasa,
            due.id,
        )
        for due in dues
    )


def arrears(dues: Iterable[Due], as_of: date) -> int:
    """Unpaid principal and jasa of the instalments due before a day, in rupiah."""
    return sum(due.principal + due.jasa for due in dues if due.due < as_of)
