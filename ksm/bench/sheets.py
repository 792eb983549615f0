"""How long a full sheet takes to close, through the view and as a browser sends it."""

import statistics
import time
from urllib.parse import urlencode

from groups.models import Bkm, User
from ksm.bench.data import make_group_with_loans
from ksm.bench.payload import full_payload, require_closed
from ksm.bench.timing import START, client_of

SHEETS = 9
FORM = "application/x-www-form-urlencoded"


def median_seconds_of_sheets(bkm: Bkm, user: User, code: str, members: int) -> float:
    """Of several sheets, each of a group of its own; the first is to warm up."""
    client, taken = client_of(user), []
    for number in range(SHEETS + 1):
        ksm, day = make_group_with_loans(bkm, user, f"{code}-{number}", members, START)
        sent = urlencode(full_payload(ksm, day))
        url = f"/ksm/{ksm.pk}/pertemuan/catat/?tanggal={day.isoformat()}"
        began = time.perf_counter()
        answer = client.post(url, sent, content_type=FORM)
        taken.append(time.perf_counter() - began)
        require_closed(answer.status_code, answer.headers.get("Location", ""))
    return statistics.median(taken[1:])
