"""What the views of BLM Sosial share: a grant and its parts found within the group, and where forms lead."""

from django.http import Http404
from django.urls import reverse

from groups.access import Access, Right, ksm_or_404
from groups.models import Ksm
from groups.pages import ksm_crumbs
from ledger.blm.reading import with_stages
from ledger.models import BlmGrant


def found(rows, **wanted):
    """The one row, or 404."""
    row = rows.filter(**wanted).first()
    if row is None:
        raise Http404
    return row


def grant_or_404(user, ksm_id: int, grant_id: int, right: Right | None = None) -> tuple[Access, BlmGrant]:
    """A grant of the group for somebody with a right of Access (none named: who may read it)."""
    access = ksm_or_404(user, ksm_id, right)
    grant = found(with_stages(access.ksm.grants.all()), pk=grant_id)
    grant.ksm = access.ksm
    return access, grant


def list_crumbs(ksm: Ksm) -> list[tuple[str, str]]:
    return [*ksm_crumbs(ksm), ("BLM Sosial", reverse("blm:list", args=[ksm.pk]))]


def page_of_grant(grant: BlmGrant) -> dict:
    """Where the forms of a grant lead back to, and their breadcrumbs."""
    back = reverse("blm:detail", args=[grant.ksm_id, grant.pk])
    return {"back": back, "crumbs": [*list_crumbs(grant.ksm), (grant.number, back)]}
