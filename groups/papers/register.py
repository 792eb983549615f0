"""The register of papers: a number is given when the act happens, kept for ever, and never given again."""

import datetime
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max

from groups.models import Bkm, Ksm, Paper
from groups.papers.kinds import KINDS
from ksm.letters import document_number

# No letters or digits that are taken for one another on paper or over the telephone.
ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"
CODE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Act:
    """What an official paper is of: the kind (groups.papers.kinds), the act within it, its day, its name.

    `number` and `serial` where they were given elsewhere: by the journal. `withdrawn_on` where it is known
    already that it was taken back.
    """

    kind: str
    subject: str
    day: datetime.date
    title: str
    number: str = ""
    serial: int = 0
    withdrawn_on: datetime.date | None = None
    withdrawn_reason: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.subject


def new_code() -> str:
    """A code that cannot be guessed: 25 to the power of 12."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def issue(ksm: Ksm, acts: Iterable[Act]) -> list[Paper]:
    """The papers of acts of a group, each with its number; an act that has one keeps it.

    The caller holds the group's lock. A BKM counts over all its groups, so its own row is locked after it.
    Up to five queries, however many acts.
    """
    acts = list(acts)
    if not acts:
        return []
    found = _standing(ksm, acts)
    fresh = sorted((act for act in acts if act.key not in found), key=lambda act: act.day)
    if fresh:
        last = _last_serials(ksm, fresh)
        papers = []
        for act in fresh:
            counter = (act.kind, act.day.year)
            serial = act.serial or last.get(counter, 0) + 1
            last[counter] = max(serial, last.get(counter, 0))
            papers.append(_paper(ksm, act, serial))
        found |= {(paper.kind, paper.subject): paper for paper in Paper.objects.bulk_create(papers)}
    return [found[act.key] for act in acts]


def _paper(ksm: Ksm, act: Act, serial: int) -> Paper:
    number = act.number or document_number(serial, act.kind, ksm.code, act.day, ksm.bkm.number_form)
    return Paper(
        bkm=ksm.bkm,
        ksm=ksm,
        issuer=KINDS[act.kind].issuer,
        kind=act.kind,
        year=act.day.year,
        serial=serial,
        is_counted=not act.number,
        number=number,
        ksm_name=ksm.name,
        bkm_name=ksm.bkm.name,
        day=act.day,
        title=act.title,
        subject=act.subject,
        code=new_code(),
        withdrawn_on=act.withdrawn_on,
        withdrawn_reason=act.withdrawn_reason,
    )


def _standing(ksm: Ksm, acts: Sequence[Act]) -> dict[tuple[str, str], Paper]:
    asked = {"kind__in": {act.kind for act in acts}, "subject__in": {act.subject for act in acts}}
    return {(paper.kind, paper.subject): paper for paper in ksm.papers.standing().filter(**asked)}


def _last_serials(ksm: Ksm, acts: Sequence[Act]) -> dict[tuple[str, int], int]:
    """The newest serial of each kind and year, by its issuer."""
    last: dict[tuple[str, int], int] = {}
    for issuer in {KINDS[act.kind].issuer for act in acts}:
        mine = [act for act in acts if KINDS[act.kind].issuer == issuer]
        if issuer == Paper.Issuer.BKM:
            Bkm.objects.select_for_update(no_key=True).get(pk=ksm.bkm_id)
        whose = {"bkm": ksm.bkm_id} if issuer == Paper.Issuer.BKM else {"ksm": ksm.pk}
        rows = Paper.objects.filter(issuer=issuer, kind__in={act.kind for act in mine}, **whose)
        rows = rows.filter(year__in={act.day.year for act in mine})
        given = rows.order_by().values_list("kind", "year").annotate(last=Max("serial"))
        last |= {(kind, year): serial for kind, year, serial in given}
    return last


def revive(ksm: Ksm, acts: Iterable[Act]) -> None:
    """Acts taken back and done again on the same day as the very same acts: their papers stand again.

    Only where nothing can have been decided otherwise meanwhile; the group is locked.
    """
    acts = list(acts)
    days = {act.key: act.day for act in acts}
    gone = ksm.papers.filter(withdrawn_on__isnull=False, subject__in={act.subject for act in acts})
    same = [paper.pk for paper in gone if days.get((paper.kind, paper.subject)) == paper.day]
    Paper.objects.filter(pk__in=same).update(withdrawn_on=None, withdrawn_reason="")


def withdraw(ksm: Ksm, kind: str, subjects: Iterable[str], on: datetime.date, reason: str) -> None:
    """The acts were taken back: their papers stay in the register and say so. The group is locked.

    What is decided anew gets a number of its own.
    """
    papers = ksm.papers.standing().filter(kind=kind, subject__in=list(subjects))
    papers.update(withdrawn_on=on, withdrawn_reason=reason[:300])


def paper_of(ksm: Ksm, act: Act) -> Paper | None:
    """The newest paper of an act, where it has one: it may have been withdrawn with the act. One query."""
    return ksm.papers.filter(kind=act.kind, subject=act.subject).order_by("-pk").first()
