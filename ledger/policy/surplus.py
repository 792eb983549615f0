"""How a year's surplus (SHU) is shared out: by percentages that sum to 100, to the rupiah. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ksm.refusals import RefusalError

# Nobody is paid less than a Rp100 coin can say; what is cut off goes to the reserve (domain.md section 4).
STEP = 100


@dataclass(frozen=True, slots=True)
class Percentages:
    """The group's decision, as fractions of one that sum to one (domain.md section 4: 50/20/10/10/10)."""

    savings: Fraction = Fraction(50, 100)
    borrowing: Fraction = Fraction(20, 100)
    officers: Fraction = Fraction(10, 100)
    reserve: Fraction = Fraction(10, 100)
    social: Fraction = Fraction(10, 100)

    @property
    def total(self) -> Fraction:
        return self.savings + self.borrowing + self.officers + self.reserve + self.social


@dataclass(frozen=True, slots=True)
class Share:
    """What one member gets, in rupiah, by what for."""

    from_savings: int = 0
    from_borrowing: int = 0
    from_office: int = 0

    @property
    def total(self) -> int:
        return self.from_savings + self.from_borrowing + self.from_office


@dataclass(frozen=True, slots=True)
class Distribution:
    """A surplus shared out: members' shares by id, the social fund, and the reserve with all remainders."""

    members: Mapping[int, Share]
    social: int
    reserve: int


def share_out(
    surplus: int,
    percentages: Percentages,
    *,
    savings: Mapping[int, int],
    borrowing: Mapping[int, int],
    officers: Sequence[int],
) -> Distribution:
    """Share `surplus` > 0 rupiah among members by what they saved, what jasa they paid, and their office.

    `savings` and `borrowing` weigh members by id. Each amount is cut down to whole Rp100; what is cut off,
    and a part that nobody has a claim to, goes to the reserve, so that everything sums to the surplus.
    Raises RefusalError unless the percentages sum to 100 %.
    """
    if percentages.total != 1:
        raise RefusalError("Persentase harus berjumlah 100.")
    saved = _by_weight(surplus * percentages.savings, savings)
    borrowed = _by_weight(surplus * percentages.borrowing, borrowing)
    office = _by_weight(surplus * percentages.officers, dict.fromkeys(officers, 1))
    members = {
        pk: Share(saved.get(pk, 0), borrowed.get(pk, 0), office.get(pk, 0))
        for pk in sorted(saved.keys() | borrowed.keys() | office.keys())
    }
    members = {pk: share for pk, share in members.items() if share.total}
    social = _cut(surplus * percentages.social)
    given = social + sum(share.total for share in members.values())
    return Distribution(members, social, surplus - given)


def _by_weight(amount: Fraction, weights: Mapping[int, int]) -> dict[int, int]:
    total = sum(weights.values())
    return {pk: _cut(amount * weight / total) for pk, weight in weights.items() if weight}


def _cut(amount: Fraction) -> int:
    return int(amount // STEP) * STEP
