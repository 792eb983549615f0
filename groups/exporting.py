"""A list's page, or the same list as a file (`?unduh=xlsx`, `?unduh=csv`). Each file is written down, and so
is what programs read.
"""

import datetime
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils import timezone
from django.utils.http import content_disposition_header
from django_tasks import task

from groups.access import Role
from groups.jobs.asking import JobRefusedError, ask_job
from groups.jobs.doing import File, Made, do_job
from groups.jobs.over import FORGETS
from groups.jobs.places import PLACES
from groups.models import ApiToken, Bkm, Export, ExportPlace, Job, Ksm, User
from groups.models.traced import asker
from groups.pages import refuse
from ksm.dates import moment_in_words
from ksm.pdf import file_name
from ksm.tables import Table, csv_of, xlsx_of

ASKED = "unduh"
NOT_A_FILTER = {ASKED, "page"}
Place = tuple[int | None, int]  # a group and its BKM, or a BKM alone; ids
# What was written down while a page answers; None outside of one.
LOGGED: ContextVar[list[Export] | None] = ContextVar("logged", default=None)
TYPES = {
    Export.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Export.Format.CSV: "text/csv; charset=utf-8",
}


def tell_of(request, places: Callable[[], Iterable[Place]]) -> None:
    """Of which places the file tells that answers this request, where its address names none.

    Asked only where a file is taken.
    """
    request.tells_of = places


def bkms_of(ksms: QuerySet[Ksm]) -> Callable[[], list[Place]]:
    """Groups that are counted together, by their BKM."""
    return lambda: [(None, bkm) for bkm in ksms.order_by().values_list("bkm", flat=True).distinct()]


def _told_of(request) -> list[Place]:
    told = getattr(request, "tells_of", None)
    return list(told()) if told else []


def page_or_file(
    request, template: str, context: dict, table: Callable[[], Table], *, place: Ksm | Bkm | None = None
) -> HttpResponse:
    """The page of a list, which offers its files; or the asked file of all its rows under the same filter.

    `table` is made only when a file is asked for; one of more than EXPORT_ROWS rows is made in the queue.
    `place` is the group or BKM whose list it is, None for one of a whole area. The file is written into the
    trail before it is made.
    """
    form = request.GET.get(ASKED)
    if form not in TYPES:
        return render(request, template, context | {"downloads": True})
    made = table()
    if len(made) > settings.EXPORT_ROWS and not isinstance(request, QueuedRequest):
        return _later(request, made.title, place)
    return file_response(request, made, Export.Format(form), place)


class QueuedRequest(HttpRequest):
    """What somebody asked of an address, asked again by the queue, with the rights of that later day."""

    htmx = False

    def __init__(self, owner: User, path: str, query: str):
        super().__init__()
        self.method, self.path, self.path_info, self.user = "GET", path, path, owner
        self.GET = QueryDict(query)


def _later(request, title: str, place: Ksm | Bkm | None) -> HttpResponse:
    """A list too long to wait for: its file is made in the queue, by the same view.

    What was searched for may be a name: it is forgotten when the job is over.
    """
    asked = {"path": request.path, "query": request.GET.urlencode()}
    places = [_ids_of(place)] if place else _told_of(request)
    try:
        job = ask_job(
            owner=request.user,
            title=title,
            task=make_file,
            pieces=[(title, asked)],
            now=timezone.now(),
            options={FORGETS: True, PLACES: places},
        )
    except JobRefusedError as refusal:
        refuse(request, str(refusal))
        left = request.GET.copy()
        left.pop(ASKED)
        return redirect(f"{request.path}?{left.urlencode()}")
    messages.info(request, "Daftarnya panjang, jadi berkasnya dibuat di antrean. Unduh di sini bila selesai.")
    return redirect("groups:job_detail", job.pk)


@task()
def make_file(job_id: int) -> None:
    do_job(job_id, make=_asked_again, bind=_alone, clock=timezone.now)


def _asked_again(job: Job, arguments: dict) -> bytes:
    view, positional, named = resolve(arguments["path"])
    request = QueuedRequest(job.owner, arguments["path"], arguments["query"])
    return view(request, *positional, **named).content


def _alone(job: Job, made: list[Made]) -> File:
    [one] = made
    form = Export.Format(QueryDict(one.arguments["query"])[ASKED])
    name = file_name(job.title, timezone.localdate(job.asked_at)).removesuffix("pdf") + form
    return File(name, TYPES[form], [one.content()])


def file_response(request, table: Table, form: Export.Format, place: Ksm | Bkm | None) -> HttpResponse:
    export = log_export(
        title=table.title,
        address=request.path,
        asked=filter_words(request.GET),
        form=form,
        rows=len(table),
        place=place,
        by=request.user,
        told_of=_told_of(request),
    )
    day = timezone.localdate(export.at)
    if form == Export.Format.CSV:
        return _attached(table.title, day, form, csv_of(table))
    return xlsx_response(table.title, day, xlsx_of(table, about(export)))


def xlsx_response(title: str, day: datetime.date, content: bytes) -> HttpResponse:
    """A workbook to be saved under its title and day."""
    return _attached(title, day, Export.Format.XLSX, content)


def _attached(title: str, day: datetime.date, form: Export.Format, content: bytes) -> HttpResponse:
    name = file_name(title, day).removesuffix("pdf") + form
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(content, content_type=TYPES[form], headers=headers)


def _ids_of(place: Ksm | Bkm) -> Place:
    return (place.pk, place.bkm_id) if isinstance(place, Ksm) else (None, place.pk)


def log_export(
    *,
    title: str,
    address: str,
    asked: str,
    form: str,
    rows: int | None,
    place: Ksm | Bkm | None,
    by: User,
    told_of: Iterable[Place] = (),
    token: ApiToken | None = None,
) -> Export:
    """Write down that a list left as a file: which, with which filter, how many rows, by whom and when.

    `rows` is None for what is no list; `told_of` are the places of a file that is of no single one; `token`
    is that of the program that read it.
    """
    ksm, bkm = _ids_of(place) if place else (None, None)
    facts = {"title": title[:200], "address": address[:200], "asked": asked[:500], "format": form}
    with transaction.atomic():
        made = Export.objects.create(**facts, rows=rows, ksm_id=ksm, bkm_id=bkm, by=by, token=token)
        told = [ExportPlace(export=made, ksm_id=ksm, bkm_id=bkm) for ksm, bkm in told_of if not place]
        ExportPlace.objects.bulk_create(told)
    if (logged := LOGGED.get()) is not None:
        logged.append(made)
    return made


@dataclass(frozen=True)
class Reading:
    """What a program reads: a list, how it is narrowed, and the group it is of or the places it tells of."""

    title: str
    ksm: Ksm | None = None
    asked: str = ""
    told_of: Callable[[], Iterable[Place]] = tuple


def log_reading(
    *, token: ApiToken, address: str, reading: Reading, rows: int, now: datetime.datetime
) -> None:
    """Write down that a program read a list: once an hour of the clock for a token, list, filter and sender.

    A program walks a long list page by page and comes again every few minutes; a line for each request would
    bury what people took. Lines are added and never changed, so none can count on, and a count kept elsewhere
    until its hour is over would be lost with whoever never comes again. So the line is written at the first
    request, whichever page it asks for, and stands for its hour: `rows` and places are those of the whole
    list, however little of it was fetched, which tells rather too much than too little. A list that has
    another number of rows is told anew.
    """
    same = Export.objects.filter(address=address[:200], asked=reading.asked[:500], rows=rows, client=asker())
    same = same.filter(token=token, at__gte=now.replace(minute=0, second=0, microsecond=0))
    if same.exists():
        return
    with transaction.atomic():
        ApiToken.objects.select_for_update().get(pk=token.pk)  # of two requests at once one writes
        if not same.exists():
            log_export(
                title=reading.title,
                address=address,
                asked=reading.asked,
                form=Export.Format.PROGRAM,
                rows=rows,
                place=reading.ksm,
                by=token.user,
                told_of=reading.told_of(),
                token=token,
            )


def log_file(request, response: HttpResponse) -> None:
    """Write down that an answer is a file, unless its view did, which knows its rows and filter best.

    A file is what the browser is to save under a name, shown first or not.
    """
    name = _name_of(response)
    is_taken = request.method != "HEAD" and response.status_code == HTTPStatus.OK
    if not (name and is_taken and request.user.is_authenticated) or LOGGED.get():
        return
    title, _, ending = name.rpartition(".")
    log_export(
        title=title,
        address=request.path,
        asked=filter_words(request.GET),
        form=ending[:4],
        rows=None,
        place=_place_of(request),
        by=request.user,
        told_of=_told_of(request),
    )
    request.has_written = True  # who reads the trail now, reads it on the primary (ksm/replica.py)


def _name_of(response: HttpResponse) -> str:
    """Under which name an answer is to be saved; "" for a page."""
    message = Message()
    message["Content-Disposition"] = response.headers.get("Content-Disposition", "")
    return message.get_filename("")


def _place_of(request) -> Ksm | Bkm | None:
    """The group or BKM in whose pages an address is."""
    parts = request.resolver_match.kwargs
    if "ksm_id" in parts:
        return Ksm.objects.select_related("bkm").filter(pk=parts["ksm_id"]).first()
    return Bkm.objects.filter(pk=parts["bkm_id"]).first() if "bkm_id" in parts else None


def filter_words(asked) -> str:
    """What an address asks for beside the file, as it stands there: "cari mawar; status FORMING"."""
    told = (f"{name} {value}" for name, value in asked.items() if value and name not in NOT_A_FILTER)
    return "".join(sign for sign in "; ".join(told) if sign.isprintable())


def about(export: Export) -> list[tuple[str, str]]:
    """What a file tells about itself."""
    zone = export.bkm.timezone if export.bkm else timezone.get_default_timezone_name()
    return [
        ("Daftar", export.title),
        ("Saringan", export.asked or "tanpa saringan"),
        ("Baris", str(export.rows)),
        ("Diunduh oleh", str(export.by)),
        ("Pada", moment_in_words(export.at, zone)),
    ]


def exports_seen_by(user: User, on: datetime.date) -> QuerySet[Export]:
    """One's own; those that tell of a BKM and its groups for its coordinator; all for an administrator.

    What somebody took out while practising is theirs alone.
    """
    postings = list(user.postings.on(on))
    found = Export.objects.select_related("by", "ksm", "bkm", "token")
    if any(posting.role == Role.ADMINISTRATOR for posting in postings):
        return found.filter(Q(by=user) | ~Q(bkm__practice_of__isnull=False))
    bkms = [posting.bkm_id for posting in postings if posting.role == Role.BKM_COORDINATOR]
    among_others = ExportPlace.objects.filter(bkm__in=bkms).values("export")
    return found.filter(Q(by=user) | Q(bkm__in=bkms) | Q(pk__in=among_others))
