"""A wide area: the pages of an office over ten thousand groups beside a thousand."""

import datetime
import os
import time
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessment.models import Standing
from assessment.standings import refresh_standings
from groups.models import Ksm, Posting, User
from ksm.bench.data import make_area, make_bkms, make_city, make_hidden_bkm
from ksm.bench.filling import count_rows
from ksm.bench.raw import aggregate
from ksm.bench.sheets import median_seconds_of_sheets
from ksm.bench.timing import START, Row, client_of, held, median_seconds, noon_after
from ksm.certain import certain

FEW = 1000
FEW_CITY, MANY_CITY = "99.98", "99.97"  # of one province
DAYS = 7
# `SCALE=100000 make bench` asks for more groups.
MANY = int(os.environ.get("SCALE", "10000"))
MANY_WORDS = f"{MANY:,}".replace(",", ".")
FLAT, QUICK = "1,3 x", "8 x"
EMPTY = "/kata-sandi/"  # a form behind the login, with nothing of any group
# Name, address, and the limits of its time: beside 1,000 groups, and beside an empty page.
PAGES = (
    ("dasbor", "/dasbor/", held("2 x", FLAT), held("25 x", QUICK)),
    ("Minggu ini", "/minggu-ini/", held("2 x", FLAT), held("45 x", QUICK)),
    ("Minggu ini, satu bagian", "/minggu-ini/?bagian=tertinggal", held("2 x", FLAT), held("15 x", QUICK)),
    ("Alur KSM", "/alur/", held("3 x", FLAT), held("40 x", QUICK)),
    ("Tridaya", "/tridaya/", held("3 x", FLAT), held("15 x", QUICK)),
    ("rekap", "/rekap/?wilayah=99", held("10 x", FLAT), held("250 x", QUICK)),
    ("gambar", "/rekap/gambar/?wilayah=99", held("10 x", FLAT), held("120 x", QUICK)),
    ("daftar KSM", "/ksm/", FLAT, held("10 x", QUICK)),
    ("daftar anggota", "/ksm/{first}/anggota/", FLAT, QUICK),
)


def make_wide_area(prefix: str, city: str, groups: int) -> None:
    """So many groups of a city, each BKM in a kelurahan of its own; a seventh of them meets on each day."""
    bkms = make_bkms(city, groups)
    for day in range(DAYS):
        if share := groups * (day + 1) // DAYS - groups * day // DAYS:
            make_city(bkms, share, 12, 15, START + datetime.timedelta(day), f"{prefix}{day}")


def post_to(user: User, region: str) -> None:
    """The user facilitates a whole region, and nothing else."""
    user.postings.all().delete()
    Posting.objects.create(
        user=user, role=Posting.Role.FACILITATOR, region_id=region, start=START.replace(year=2000)
    )


def assess_all() -> Row:
    """Everything of all groups as of the last meetings, once, beside the plain aggregate of the same rows."""
    plain = median_seconds(aggregate, 3)
    began = time.perf_counter()
    refresh_standings(Ksm.objects.all(), now=noon_after(12), every=True)
    ratio = (time.perf_counter() - began) / plain
    return (
        f"assess --all, {MANY_WORDS} KSM, dibanding satu agregat SQL",
        f"{ratio:.1f} x",
        held("40 x", "5 x"),
    )


def wide_area() -> list[Row]:
    """Each page of an office over 10,000 groups: queries, time beside 1,000 groups, and size."""
    bkm, user = make_area()
    Ksm.objects.update(bkm=make_hidden_bkm())
    before = median_seconds_of_sheets(bkm, user, "Q", 10)
    make_wide_area("V", FEW_CITY, FEW)
    make_wide_area("W", MANY_CITY, MANY - FEW)
    count_rows()
    assessed = assess_all()
    refresh_standings(Ksm.objects.all(), now=timezone.now())
    count_rows()
    client = client_of(user)
    first_one = certain(Ksm.objects.filter(code__startswith="V").first(), "a few groups were made").pk
    pages = [(name, path.format(first=first_one), *limits) for name, path, *limits in PAGES]
    after = median_seconds_of_sheets(bkm, user, "Z", 10)
    post_to(user, FEW_CITY)
    few = [figures_of(client, path) for _, path, *_ in pages]
    post_to(user, FEW_CITY[:2])
    Ksm.objects.filter(code__regex="^[QZ]").update(bkm=make_hidden_bkm())
    many = [figures_of(client, path) for _, path, *_ in pages]
    bare = figures_of(client, EMPTY)[1]
    rows = [
        assessed,
        (f"menutup lembar, {MANY_WORDS} KSM lain dibanding tanpa mereka", f"{after / before:.2f} x", "1,2 x"),
    ]
    for (name, _, flat, near), (same, quick, _), (queries, slow, size) in zip(pages, few, many, strict=True):
        rows.append((f"{name}, {MANY_WORDS} KSM: kueri", str(queries), f"sama: {same}"))
        rows.append((f"{name}, waktu {MANY_WORDS} dibanding 1.000 KSM", f"{slow / quick:.2f} x", flat))
        rows.append((f"{name}, waktu dibanding halaman kosong", f"{slow / bare:.1f} x", near))
        rows.append((f"{name}, {MANY_WORDS} KSM: kB HTML", str(size), "150"))
    Standing.objects.update(due_on=None)
    first = median_seconds(partial(client.get, "/dasbor/"), 3)
    ordinary = many[0][1]
    limit = held("5 x", "1,5 x")
    rows.append(
        (f"dasbor pertama sehari, {MANY_WORDS} KSM, dibanding biasa", f"{first / ordinary:.2f} x", limit)
    )
    return rows


def figures_of(client: Client, path: str) -> tuple[int, float, int]:
    """Queries, median seconds, and kB of HTML of one page."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"Halaman uji tidak terbuka: {path}")
    return len(captured), median_seconds(partial(client.get, path), 3), len(answer.content) // 1000
