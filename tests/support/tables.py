"""The tables of a page, read as a grid: what stands in the body and in the foot of each column."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

AMOUNT = re.compile(r"-?(Rp)?\d{1,3}(\.\d{3})*")
SECTIONS = ("thead", "tbody", "tfoot")


def amount(text: str) -> int | None:
    """ "1.250.000" or "Rp1.250.000" as a number, an empty cell or a dash as 0; None for anything else."""
    text = text.strip().replace("−", "-")
    if text in ("", "–"):
        return 0
    return int(re.sub(r"[^\d-]", "", text)) if AMOUNT.fullmatch(text) else None


@dataclass
class Table:
    """Rows of cells by section; a cell that spans columns stands in the first, empty ones after it."""

    sections: dict[str, list[list[str]]] = field(default_factory=lambda: {name: [] for name in SECTIONS})

    @property
    def head(self) -> list[str]:
        return self.sections["thead"][-1] if self.sections["thead"] else []

    def column(self, index: int) -> list[str]:
        return [row[index] for row in self.sections["tbody"] if index < len(row)]

    def sums_of(self, heading: str) -> int:
        return sum(amount(cell) or 0 for cell in self.column(self.head.index(heading)))

    @property
    def sums(self) -> list[tuple[str, int, int]]:
        """(heading, what the foot says, what the body adds up to) of each column of numbers with a foot."""
        found = []
        for index, text in enumerate(self.sections["tfoot"][0] if self.sections["tfoot"] else []):
            said = amount(text) if text.strip() else None
            parts = [amount(cell) for cell in self.column(index)]
            if said is not None and None not in parts:
                heading = self.head[index] if index < len(self.head) else ""
                found.append((heading, said, sum(parts)))
        return found


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tables: list[Table] = []
        self.section, self.cell, self.span = "", None, 1

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.tables.append(Table())
        elif tag in SECTIONS:
            self.section = tag
        elif tag == "tr" and self.tables and self.section:
            self.tables[-1].sections[self.section].append([])
        elif tag in ("td", "th") and self.section:
            self.cell, self.span = [], int(dict(attrs).get("colspan", 1))

    def handle_data(self, data):
        if self.cell is not None:
            self.cell.append(data)

    def handle_endtag(self, tag):
        if tag in ("td", "th") and self.cell is not None:
            text = " ".join("".join(self.cell).split())
            self.tables[-1].sections[self.section][-1] += [text, *[""] * (self.span - 1)]
            self.cell = None
        elif tag in SECTIONS:
            self.section = ""


def tables_of(html: str) -> list[Table]:
    """Every table of a page or a paper, in their order."""
    reader = _Reader()
    reader.feed(html)
    return reader.tables
