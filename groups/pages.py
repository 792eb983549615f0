"""What the pages of this app share: a form's page, its breadcrumbs, and a verb tried for a form."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.shortcuts import redirect, render
from django.urls import reverse

from groups.models import Bkm, Ksm
from ksm.refusals import RefusalError

PAGE_SIZE = 25
Crumb = tuple[str, str]


def posted(request):
    """What was sent, or None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def attempt(form, verb: Callable[..., Any], **facts: Any) -> Any:
    """The result of the verb; None when it refuses, its sentence put beside the field it names.

    Where the form calls that field otherwise, it says so in `called_here`: {the verb's name: its own}.
    """
    try:
        return verb(**facts)
    except RefusalError as error:
        field = getattr(form, "called_here", {}).get(error.field, error.field)
        form.add_error(field if field in form.fields else None, str(error))
        return None


def press(request, verb: Callable[..., Any], **facts: Any) -> bool:
    """Did the verb behind a button do it? A refusal becomes a message, having no form to stand beside."""
    try:
        verb(**facts)
    except RefusalError as error:
        for sentence in error.sentences:
            refuse(request, sentence)
        return False
    return True


def refuse(request, sentence: str) -> None:
    """Tell it on the page that follows, and let the same content be sent again at once (groups.once)."""
    messages.error(request, sentence)
    request.is_refused = True


def refusal(require: Callable[..., Any], **facts: Any) -> str:
    """Why something would be refused, as a sentence; "" where it would not. `require` only reads."""
    try:
        require(**facts)
    except RefusalError as error:
        return str(error)
    return ""


@dataclass(frozen=True)
class Evidence:
    """A figure that a decision rests on. `kind` and `state` name how it stands (ksm.statuses)."""

    label: str
    words: str
    kind: str
    state: str


def form_page(
    request,
    form,
    *,
    heading: str,
    crumbs: Iterable[Crumb],
    back: str,
    submit: str = "Simpan",
    lead: str = "",
    notices: Iterable[str] = (),
    evidence: Iterable[Evidence] = (),
    is_final: bool = False,
    links: Iterable[Crumb] = (),
    facts: Iterable[tuple[str, str]] = (),
    refused: str = "",
    picture: str = "",
    removal: str = "",
):
    """A page with one form. `notices` are warnings above it; `is_final` colours what cannot be undone.

    Where it is `refused` whatever is typed, the page says so and shows no form.

    `evidence` is what a decision rests on, shown between the two.
    `links` are acts of their own that belong to the same thing. `facts` are figures to read beside the form.
    `picture` is the address of what is in use so far, `removal` where a button takes it away.
    """
    context = {
        "form": form,
        "heading": heading,
        "crumbs": crumbs,
        "back": back,
        "submit": submit,
        "lead": lead,
        "notices": notices,
        "evidence": evidence,
        "is_final": is_final,
        "links": links,
        "facts": facts,
        "refused": refused,
        "picture": picture,
        "removal": removal,
    }
    return render(request, "groups/form.html", context)


def warn(request, sentences: Iterable[str]) -> None:
    for sentence in sentences:
        messages.warning(request, sentence)


def bkm_crumbs(bkm: Bkm) -> list[Crumb]:
    if bkm.is_practice:
        return [("Latihan", reverse("practice"))]
    return [(bkm.name, reverse("groups:bkm_detail", args=[bkm.pk]))]


def ksm_crumbs(ksm: Ksm) -> list[Crumb]:
    return [*bkm_crumbs(ksm.bkm), (ksm.name, reverse("ksm_detail", args=[ksm.pk]))]


class ShownRows:
    """Rows of a table for a pager: the database sorts and cuts bare ids, and reads whole what is shown alone.

    Sorting thousands of whole rows to show forty takes most of a page's time. `total` is how many there are,
    where that was counted already.
    """

    ordered = True

    def __init__(self, rows: QuerySet, total: int | None = None):
        self.rows, self.total = rows, total

    def count(self) -> int:
        return self.rows.count() if self.total is None else self.total

    def __getitem__(self, place: slice) -> QuerySet:
        return self.rows.filter(pk__in=self.rows.values("pk")[place])


def page_of(request, rows, size: int = PAGE_SIZE):
    """The asked page of a list; a page that is not there shows the nearest one."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def led_on(ksm: Ksm, page: str):
    """Where somebody goes on after saving: a forming group's own page, which says what is next."""
    return redirect("ksm_detail" if ksm.phase == Ksm.Phase.FORMING else page, ksm.pk)


def path_crumbs(ksm: Ksm) -> list[Crumb]:
    """The way to a page of the group's path."""
    return [*ksm_crumbs(ksm), ("Perjalanan", reverse("path", args=[ksm.pk]))]
