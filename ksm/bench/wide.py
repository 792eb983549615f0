"""A wide area: the pages of an office over ten thousand groups beside a thousand."""

from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessment.models import Standing
from assessment.standings import refresh_standings
from groups.models import Ksm
from ksm.bench.data import make_area, make_city, make_hidden_bkm
from ksm.bench.timing import START, Row, client_of, median_seconds

FEW, MANY = 1000, 10_000
PAGES = (
    ("dasbor", "/dasbor/"),
    ("Minggu ini", "/minggu-ini/"),
    ("Minggu ini, satu bagian", "/minggu-ini/?bagian=tertinggal"),
    ("Alur KSM", "/alur/"),
    ("Tridaya", "/tridaya/"),
    ("daftar KSM", "/ksm/"),
)


def wide_area() -> list[Row]:
    """Each page of an office over 10,000 groups: queries, time beside 1,000 groups, and size."""
    bkm, user = make_area()
    hidden = make_hidden_bkm()
    Ksm.objects.update(bkm=hidden)
    make_city(bkm, FEW, 12, 15, START, "V")
    make_city(hidden, MANY - FEW, 12, 15, START, "W")
    refresh_standings(Ksm.objects.all(), now=timezone.now())
    client = client_of(user)
    few = [figures_of(client, path) for _, path in PAGES]
    Ksm.objects.filter(code__startswith="W").update(bkm=bkm)
    many = [figures_of(client, path) for _, path in PAGES]
    rows = []
    for (name, _), (same, quick, _), (queries, slow, size) in zip(PAGES, few, many, strict=True):
        rows.append((f"{name}, 10.000 KSM: kueri", str(queries), f"sama: {same}"))
        rows.append((f"{name}, waktu 10.000 dibanding 1.000 KSM", f"{slow / quick:.2f} x", "1,3 x"))
        rows.append((f"{name}, 10.000 KSM: kB HTML", str(size), "150"))
    Standing.objects.update(due_on=None)
    first = median_seconds(partial(client.get, "/dasbor/"), 3)
    ordinary = many[0][1]
    rows.append(("dasbor pertama sehari dibanding biasa, 10.000 KSM", f"{first / ordinary:.2f} x", "1,5 x"))
    return rows


def figures_of(client: Client, path: str) -> tuple[int, float, int]:
    """Queries, median seconds, and kB of HTML of one page."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"Halaman uji tidak terbuka: {path}")
    return len(captured), median_seconds(partial(client.get, path), 3), len(answer.content) // 1000
