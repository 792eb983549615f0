"""The addresses of the API. A token reads what its user reads on the screen that day, and no more; what it
read stands in the trail of files, beside what its user took from pages.
"""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import NinjaAPI, Query
from ninja.errors import HttpError
from ninja.pagination import LimitOffsetPagination, paginate
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from assessment.graduation.windows import judge_one
from assessment.standings import refresh_some
from groups.access import ksm_or_404, lacks_second_factor
from groups.entrance.tokens import count_call, token_of
from groups.exporting import Reading, bkms_of, log_reading
from groups.models import ApiToken, Ksm, User
from ksm.api import shapes
from ksm.office.area_filter import standings_visible_to
from ksm.office.recap import LENGTHS, common_area, recap, summed
from ledger.journal.months import Month


class ByToken(HttpBearer):
    """`Authorization: Bearer bksm_...`; whose it is stands in `request.auth`."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = token_of(token)
        return found if found and not lacks_second_factor(found.user) else None


class CallsOfAMinute(BaseThrottle):
    """So many calls of one token in a minute of the clock."""

    def allow_request(self, request: Any) -> bool:
        return count_call(request.auth, timezone.now(), settings.API_CALLS_A_MINUTE)

    def wait(self) -> float | None:
        return 60 - timezone.now().second


api = NinjaAPI(
    title="Buku KSM",
    version="1",
    description="Hanya membaca. Token dibuat di halaman Akun dan membaca apa yang dibaca pemiliknya.",
    auth=ByToken(),
    throttle=[CallsOfAMinute()],
    docs_url=None,
    openapi_url="openapi.json",
    urls_namespace="api",
)


MOST_ROWS = 10**9  # far more than there are; a database counts no further than 64 bits


class Pages(LimitOffsetPagination):
    """`limit` and `offset`; at most 500 rows at a time. The view says by `request.reading` which list."""

    class Input(LimitOffsetPagination.Input):
        limit: int = Query(100, ge=1, le=500)
        offset: int = Query(0, ge=0, le=MOST_ROWS)

    def paginate_queryset(self, queryset: QuerySet, pagination: Any, request: Any, **params: Any) -> Any:
        answer = super().paginate_queryset(queryset, pagination, request, **params)
        _note(request, request.reading, answer["count"])
        return answer


def _note(request: Any, reading: Reading, rows: int) -> None:
    """Write down what is about to be read."""
    facts = {"token": request.auth, "address": request.path, "now": timezone.now()}
    log_reading(**facts, reading=reading, rows=rows)


def _visible(user: User, today: datetime.date) -> QuerySet[Ksm]:
    return Ksm.objects.counted().visible_to(user, today)


@api.get("ksm", response=list[shapes.Group], operation_id="list_groups", summary="KSM di wilayah tugas")
@paginate(Pages)
def list_groups(request):
    visible = _visible(request.auth.user, timezone.localdate())
    request.reading = Reading("KSM di wilayah tugas", told_of=bkms_of(visible))
    return visible.select_related("bkm").order_by("pk")


@api.get("standings", response=list[shapes.StandingRow], operation_id="list_standings", summary="Keadaan KSM")
@paginate(Pages)
def list_standings(request):
    user, today = request.auth.user, timezone.localdate()
    visible = _visible(user, today)
    refresh_some(visible, now=timezone.now())
    request.reading = Reading("Keadaan KSM di wilayah tugas", told_of=bkms_of(visible))
    return standings_visible_to(user, today).filter(ksm__in=visible).order_by("ksm")


@api.get("ksm/{int:ksm_id}/findings", response=shapes.Findings, operation_id="get_findings")
def findings_of(request, ksm_id: int):
    ksm = ksm_or_404(request.auth.user, ksm_id).ksm
    today = ksm.today()
    facts, judgement, _ = judge_one(ksm, today)
    _note(request, Reading(f"Lima syarat {ksm.name}", ksm), len(judgement.findings))
    return {
        "ksm_id": ksm.pk,
        "as_of": today,
        "state": judgement.state.value,
        "window_first": facts.first,
        "window_last": facts.last,
        "findings": judgement.findings,
    }


@api.get("ksm/{int:ksm_id}/decisions", response=list[shapes.Decision], operation_id="list_decisions")
@paginate(Pages)
def decisions_of(request, ksm_id: int):
    ksm = ksm_or_404(request.auth.user, ksm_id).ksm
    request.reading = Reading(f"Keputusan {ksm.name}", ksm)
    return ksm.assessments.order_by("pk")


@api.get("recap", response=shapes.Recap, operation_id="get_recap", summary="Jumlah menurut wilayah")
def recap_of(request, area: str | None = None, month: str | None = None):
    """`area` is a region's code, by default the smallest with all groups; `month` is like 2025-06."""
    today = timezone.localdate()
    visible = _visible(request.auth.user, today)
    codes = set(visible.order_by().values_list("bkm__kelurahan_id", flat=True))
    if area is None:
        area = common_area(codes)
    if len(area) not in LENGTHS or (area and not any(_is_within(code, area) for code in codes)):
        raise Http404
    asked = _month(month, today)
    as_of = min(asked.last, today)
    within = [ksm for ksm in summed(visible) if _is_within(ksm.bkm.kelurahan_id, area)]
    found = recap(within, area, asked.first, as_of)
    _note(request, _reading_of_recap(area, asked, within), len(found.rows))
    return {"area": area, "as_of": as_of, "rows": found.rows, "total": found.total}


def _reading_of_recap(area: str, month: Month, within: list[Ksm]) -> Reading:
    asked = "; ".join(filter(None, (area and f"wilayah {area}", f"bulan {month.first:%Y-%m}")))
    return Reading(
        "Rekap menurut wilayah", asked=asked, told_of=lambda: {(None, ksm.bkm_id) for ksm in within}
    )


def _is_within(code: str, area: str) -> bool:
    return not area or code == area or code.startswith(f"{area}.")


def _month(text: str | None, today: datetime.date) -> Month:
    if text is None:
        return Month.of(today)
    try:
        return Month.of(datetime.date.fromisoformat(f"{text}-01"))
    except ValueError as error:
        raise HttpError(400, "Tulis bulan seperti 2025-06.") from error
