"""Does a sheet spend the money of another fund? Box and bank count together: a fund may lie in both (H2)."""

from collections.abc import Iterable, Mapping

from ksm.money import format_rupiah
from ledger import chart
from ledger.models import Fund
from ledger.posting import Line
from meetings.sheet import Fault

MONEY = (chart.KAS, chart.BANK)


def spendable(funds: Mapping[str, int], fund: str) -> int:
    """Rupiah that a fund may spend. The kas also bears what another fund spent beyond its own."""
    if fund != Fund.KAS:
        return funds.get(fund, 0)
    return sum(funds.values()) - sum(max(held, 0) for name, held in funds.items() if name != Fund.KAS)


def check_funds(
    opening: Mapping[str, int], lines: Iterable[Line], lent: Iterable[tuple[int, int, str]]
) -> list[Fault]:
    """Faults where the kas or the BLM fund spends more than its own: spending first, then each loan in order.

    `opening` is rupiah per fund before the sheet, `lent` (place in the sheet, rupiah, fund).
    """
    funds, before = dict(opening), spendable(opening, Fund.KAS)
    for line in lines:
        moved = line.amount * ((line.debit in MONEY) - (line.credit in MONEY))
        funds[line.own_fund] = funds.get(line.own_fund, 0) + moved
    faults = []
    left = spendable(funds, Fund.KAS)
    if left < 0 and left < before:
        sentence = (
            f"Uang keluar melebihi kas kelompok: kurang {format_rupiah(-left)}. "
            "Sisanya milik dana BLM, dana sosial, atau tanggung renteng."
        )
        faults.append(Fault("sheet", "", sentence))
    for index, principal, fund in lent:
        left = spendable(funds, fund)
        if principal > left:
            sentence = (
                f"{Fund(fund).label} tinggal {format_rupiah(max(left, 0))}, tidak cukup untuk pinjaman ini."
            )
            faults.append(Fault("loan", "principal", sentence, index))
        funds[fund] = funds.get(fund, 0) - principal
    return faults
