"""What the product writes down about its own work: one line of JSON for each event, without anybody's data.

Every request has a code. The page of a fault shows it, and every line that was written meanwhile carries it.
"""

import json
import logging
import re
import secrets
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

requests = logging.getLogger("ksm.requests")
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another one over the telephone
HALF = 4  # signs before the dash and after it: 10^12 codes
HEADER = "X-Request-Code"
DEEPEST = 12  # places in the code that are named of a failure, the innermost ones
# What these say is about the machine. Any other error may quote what somebody typed, or a row.
ABOUT_THE_MACHINE = (OperationalError, ImproperlyConfigured, OSError)
# Django's own, which quote the address, the host or the origin that somebody sent: a name may be in it.
QUOTING = ("django.request", "django.security", "django.server")
QUOTED = re.compile(r"['\":]| - ")  # what stands before the first of these is Django's own
_code: ContextVar[str] = ContextVar("request_code", default="")


def request_code() -> str:
    """The code of the request that is being answered, as "7KQ2-M9XD"; "" outside one."""
    return _code.get()


class JsonLines(logging.Formatter):
    """A record as one line. Of an error its kind and places, not its text, unless that is about no person."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        asked = getattr(record, "request", None)
        if code := request_code() or getattr(asked, "code", ""):
            line["request"] = code
        if isinstance(asked, HttpRequest):
            line |= _page_of(asked)
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            line |= _told(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    said = record.getMessage()
    return QUOTED.split(said)[0].strip() if record.name.startswith(QUOTING) else said


def _told(error: BaseException) -> dict[str, Any]:
    kind = type(error)
    places = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    told: dict[str, Any] = {
        "error": f"{kind.__module__}.{kind.__qualname__}",
        "at": [f"{place.filename}:{place.lineno} {place.name}" for place in places],
    }
    if isinstance(error, ABOUT_THE_MACHINE):
        told["text"] = str(error).strip()
    cause = error.__cause__ or error.__context__
    return told | ({"because": _told(cause)} if cause else {})


class WithRequestCode:
    """Stands before everything else. A request is named by its page and numbers, not by its address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = "".join(secrets.choice(SIGNS) for _ in range(2 * HALF))
        token, begun = _code.set(f"{code[:HALF]}-{code[HALF:]}"), time.monotonic()
        request.code = request_code()  # type: ignore[attr-defined]  # for what Django logs once all is over
        try:
            response = self.get_response(request)
            response[HEADER] = request_code()
            if requests.isEnabledFor(logging.INFO) and not request.path.startswith(settings.STATIC_URL):
                spent = round((time.monotonic() - begun) * 1000)
                facts = {"status": response.status_code, "milliseconds": spent, **_page_of(request)}
                requests.info("%s", request.method, extra={"facts": facts})
            return response
        finally:
            _code.reset(token)


def _page_of(request: HttpRequest) -> dict[str, Any]:
    found = request.resolver_match
    if found is None:
        return {"page": ""}
    numbers = {name: value for name, value in found.kwargs.items() if isinstance(value, int)}
    return {"page": found.view_name, **numbers}
