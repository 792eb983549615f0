"""The box counted by note and coin: how many of each, checked against the sum that is written beside."""

from collections.abc import Iterator, Mapping

from django import forms

from ksm.forms import PlainSpoken
from ksm.money import format_number, format_rupiah

# Rupiah of the notes and coins in circulation, the largest first.
NOTES = (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000)
COINS = (500, 200, 100)
VALUES = (*NOTES, *COINS)
MOST_PIECES = 100_000

Pieces = dict[int, int]  # rupiah of a note or coin: how many of it


class PiecesForm(PlainSpoken, forms.Form):
    """How many of each note and coin lie in the box; all may be left empty."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for value in VALUES:
            self.fields[f"v{value}"] = forms.IntegerField(
                label=f"{'Koin' if value in COINS else 'Lembar'} {format_number(value)}",
                required=False,
                min_value=0,
                max_value=MOST_PIECES,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages={
                    "invalid": "Tulis banyaknya dengan angka.",
                    "min_value": "Paling sedikit 0.",
                    "max_value": f"Paling banyak {format_number(MOST_PIECES)}.",
                },
            )

    def rows(self) -> Iterator[tuple[int, forms.BoundField]]:
        """(rupiah of one piece, the field of how many)."""
        return ((value, self[f"v{value}"]) for value in VALUES)

    def pieces(self) -> Pieces:
        """What was counted, once `is_valid` was asked; empty where the box was not counted so."""
        found = {value: self.cleaned_data.get(f"v{value}") or 0 for value in VALUES}
        return {value: count for value, count in found.items() if count}


def sum_of(pieces: Mapping[int, int]) -> int:
    """Rupiah of all notes and coins together."""
    return sum(value * count for value, count in pieces.items())


def pieces_fault(pieces: Mapping[int, int], counted: int | None) -> str:
    """What is wrong where notes and coins make another sum than the one written, "" for nothing."""
    total = sum_of(pieces)
    if not pieces or counted is None or counted == total:
        return ""
    return (
        f"Lembar dan koin berjumlah {format_rupiah(total)}, yang tertulis {format_rupiah(counted)}. Samakan."
    )


def counted_rows(stored: Mapping[str, int]) -> list[tuple[int, int, int]]:
    """What a meeting keeps as (rupiah, how many, rupiah together), the largest first."""
    pieces = {int(value): count for value, count in stored.items()}
    return [(value, pieces[value], value * pieces[value]) for value in sorted(pieces, reverse=True)]
