"""The register of papers as a list (buku agenda surat): a group's own papers, and its BKM's."""

import datetime
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from groups.letterhead import ACKNOWLEDGED, Office, Signer, coordinator, furniture, group_signers
from groups.models import Bkm, Ksm, Paper, PaperPrint
from groups.papers.kinds import KINDS

# More rows make a file that no phone opens.
MOST_ROWS = 2000


def papers_of_ksm(ksm: Ksm) -> QuerySet[Paper]:
    """What a group issued, and what its BKM issued about it; newest first."""
    return _listed(ksm.papers.all())


def papers_of_bkm(bkm: Bkm, ksms: QuerySet[Ksm]) -> QuerySet[Paper]:
    """What a BKM issued about those of its groups that the reader may see; newest first."""
    return _listed(bkm.papers.filter(issuer=Paper.Issuer.BKM, ksm__in=ksms))


def _listed(papers: QuerySet[Paper]) -> QuerySet[Paper]:
    kept = PaperPrint.objects.filter(paper=OuterRef("pk"), is_restricted=False)
    return papers.annotate(is_kept=Exists(kept)).order_by("-day", "-pk")


def papers_within(ksms: QuerySet[Ksm], text: str) -> QuerySet[Paper]:
    """Papers of these groups of which the number holds a text, or the code begins with it; newest first."""
    code = "".join(text.split()).upper()
    found = Q(number__icontains=text) | Q(code__istartswith=code)
    return _listed(Paper.objects.filter(found, ksm__in=ksms))


def sought_papers(papers: QuerySet[Paper], text: str) -> QuerySet[Paper]:
    """Those of which the number, the title or the code holds a text."""
    code = "".join(text.split()).upper()
    found = Q(number__icontains=text) | Q(title__icontains=text) | Q(ksm_name__icontains=text)
    return papers.filter(found | Q(code__istartswith=code)) if code else papers


def address_of(paper: Any) -> str:
    """Where a listed paper (with `is_kept`) is opened; "" for one withdrawn before anybody printed it.

    A standing paper is printed by the page of its act, which knows who may read what of it.
    """
    kind = KINDS[paper.kind]
    if paper.withdrawn_on:
        return reverse("groups:paper_pdf", args=[paper.ksm_id, paper.pk]) if paper.is_kept else ""
    if kind.asks:
        return f"{reverse(kind.address, args=[paper.ksm_id])}?{urlencode({kind.asks: paper.subject})}"
    return reverse(kind.address, args=[paper.ksm_id, *paper.subject.split("/")])


def agenda_rows(papers: Iterable[Paper]) -> list[tuple[Paper, str]]:
    """Each paper with where it is opened. No query."""
    return [(paper, address_of(paper)) for paper in papers]


def agenda_context(issuer: Bkm | Ksm, today: datetime.date, rows: Iterable[tuple[Paper, str]]) -> dict:
    """What groups/papers/print_agenda.html needs."""
    of_bkm = isinstance(issuer, Bkm)
    signers = [coordinator(issuer, today, "")] if isinstance(issuer, Bkm) else _officers(issuer, today)
    facts = {"owner": issuer.name, "today": today, "rows": rows, "of_bkm": of_bkm}
    return facts | furniture(issuer, today, signers)


def _officers(ksm: Ksm, today: datetime.date) -> list[Signer]:
    secretary, chair = group_signers(ksm, today, Office.SEKRETARIS, Office.KETUA, lead="Dibuat oleh,")
    return [secretary, chair._replace(lead=ACKNOWLEDGED)]
