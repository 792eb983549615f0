"""Whether a code stands for an official paper, and whether what is kept of it is what was printed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.crypto import constant_time_compare

from groups.models import Paper, PaperPrint
from groups.papers.kinds import KINDS
from groups.papers.register import ALPHABET, CODE_LENGTH
from ksm.fields import seal_of


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What anybody may know of a paper: nothing of what stands in it. `prints` are its editions."""

    paper: Paper
    prints: Sequence[PaperPrint]
    is_unaltered: bool

    @property
    def label(self) -> str:
        return KINDS[self.paper.kind].label


def plain_code(typed: str) -> str:
    """A code as it is kept, however it was typed: small letters, spaces and hyphens between."""
    return "".join(sign for sign in typed.upper() if sign in ALPHABET)[: CODE_LENGTH + 1]


def grouped(code: str) -> str:
    """ "K7DM 3PQR TA9X", as people read it out."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def fingerprint(seal: str) -> str:
    """The first signs of a seal, printed on the paper and shown beside it: "1a2b 3c4d"."""
    return f"{seal[:4]} {seal[4:8]}"


def find(typed: str) -> Confirmed | None:
    """The paper of a code; None for every other text, after the same one query."""
    paper = Paper.objects.filter(code=plain_code(typed), ksm__bkm__practice_of=None).first()
    if paper is None:
        return None
    prints = list(paper.prints.order_by("pk"))
    whole = all(constant_time_compare(one.seal, seal_of(one.content)) for one in prints)
    return Confirmed(paper, prints, whole)
