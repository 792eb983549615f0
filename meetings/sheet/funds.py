"""Does a sheet, or a correction of one, spend the money of another fund?

Box and bank count together: a fund may lie in both (H2).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ksm.money import format_rupiah
from ledger import chart
from ledger.journal.posting import Line
from ledger.models import Fund
from meetings.sheet.values import Fault


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Money that leaves one fund: a loan ("loan") or a purchase ("cash"), with its place in the sheet."""

    part: str
    index: int
    amount: int
    fund: str

    @property
    def field(self) -> str:
        return "principal" if self.part == "loan" else "amount"

    @property
    def words(self) -> str:
        return "pinjaman ini" if self.part == "loan" else "belanja ini"


def spendable(funds: Mapping[str, int], fund: str) -> int:
    """Rupiah that a fund may spend. The kas also bears what another fund spent beyond its own."""
    if fund != Fund.KAS:
        return funds.get(fund, 0)
    return sum(funds.values()) - sum(max(held, 0) for name, held in funds.items() if name != Fund.KAS)


def moved_by_fund(lines: Iterable[Line]) -> dict[str, int]:
    """Rupiah that lines bring into box and bank of each fund, or take out of it (below zero)."""
    moved: dict[str, int] = {}
    for line in lines:
        amount = line.amount * ((line.debit in chart.CASH) - (line.credit in chart.CASH))
        moved[line.own_fund] = moved.get(line.own_fund, 0) + amount
    return moved


def overdrawn_by(days: Iterable[Mapping[str, int]], lines: Iterable[Line]) -> str:
    """The sentence that names the fund which a correction would take below zero; "" where none.

    `days` are what the funds hold on the day of its lines and later (rupiah per fund). A fund that was
    overspent before may be left so; nothing more is taken from it, nor from the kas that bears it.
    """
    moved = moved_by_fund(lines)
    for before in days:
        after = {fund: before.get(fund, 0) + moved.get(fund, 0) for fund in Fund.values}
        for fund in moved:
            held, left = spendable(before, fund), spendable(after, fund)
            if left < 0 and left < held:
                return (
                    f"{Fund(fund).label} tinggal {format_rupiah(max(held, 0))}, "
                    f"koreksi ini menguranginya {format_rupiah(held - left)}."
                )
    return ""


def check_funds(
    opening: Mapping[str, int], lines: Iterable[Line], outgoing: Iterable[Outgoing]
) -> list[Fault]:
    """Faults where a fund spends more than its own: other cash first, then what is outgoing in its order.

    `opening` is rupiah per fund before the sheet.
    """
    funds, before = dict(opening), spendable(opening, Fund.KAS)
    for fund, moved in moved_by_fund(lines).items():
        funds[fund] = funds.get(fund, 0) + moved
    faults = []
    left = spendable(funds, Fund.KAS)
    if left < 0 and left < before:
        sentence = (
            f"Uang keluar melebihi kas kelompok: kurang {format_rupiah(-left)}. "
            "Sisanya milik dana BLM, dana sosial, atau tanggung renteng."
        )
        faults.append(Fault("sheet", "", sentence))
    for one in outgoing:
        left = spendable(funds, one.fund)
        if one.amount > left:
            sentence = (
                f"{Fund(one.fund).label} tinggal {format_rupiah(max(left, 0))}, "
                f"tidak cukup untuk {one.words}."
            )
            faults.append(Fault(one.part, one.field, sentence, one.index))
        funds[one.fund] = funds.get(one.fund, 0) - one.amount
    return faults
