"""Whether a code stands for an official paper, and whether what is kept of it is what was printed."""

from collections.abc import Sequence
from dataclasses import dataclass

from groups.models import Paper, PaperPrint
from groups.papers.kinds import KINDS
from groups.papers.register import ALPHABET, CODE_LENGTH
from ksm.keys import Unreadable, is_sealed


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What anybody may know of a paper: nothing of what stands in it. `prints` are its editions.

    `is_unaltered`: what is kept is what was printed; `is_readable`: the key that it needs is there.
    """

    paper: Paper
    prints: Sequence[PaperPrint]
    is_unaltered: bool
    is_readable: bool

    @property
    def label(self) -> str:
        return KINDS[self.paper.kind].label


def plain_code(typed: str) -> str:
    """A code as it is kept, however it was typed: small letters, spaces and hyphens between."""
    return "".join(sign for sign in typed.upper() if sign in ALPHABET)[: CODE_LENGTH + 1]


def grouped(code: str) -> str:
    """ "K7DM 3PQR TA9X", as people read it out."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def fingerprint(mark: str) -> str:
    """The first signs of the first seal, printed on the paper and shown beside it: "1a2b 3c4d"."""
    return f"{mark[:4]} {mark[4:]}"


def find(typed: str) -> Confirmed | None:
    """The paper of a code; None for every other text, after the same one query."""
    paper = Paper.objects.filter(code=plain_code(typed), ksm__bkm__practice_of=None).first()
    if paper is None:
        return None
    prints = list(paper.prints.order_by("pk"))
    readable = [one for one in prints if not isinstance(one.content, Unreadable)]
    whole = all(is_sealed(one.content, one.seal, one.mark) for one in readable)
    return Confirmed(paper, prints, whole, len(readable) == len(prints))
