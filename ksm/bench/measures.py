"""The measurements themselves; each returns rows of (what, figure, limit)."""

import datetime
import time
from functools import partial

from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from weasyprint import CSS, HTML

from assessment.standings import CHUNK, refresh_standings
from groups.models import Ksm
from ksm.bench.batch import batch
from ksm.bench.data import (
    LOANS,
    make_area,
    make_city,
    make_group_with_loans,
    make_hidden_bkm,
    make_long_group,
)
from ksm.bench.importing import importing
from ksm.bench.jobs import job_of_profiles
from ksm.bench.payload import full_payload, require_closed
from ksm.bench.raw import aggregate
from ksm.bench.sheets import median_seconds_of_sheets
from ksm.bench.timing import START, Row, client_of, held, median_seconds, noon_after, processor_ratio
from ksm.bench.wide import wide_area
from ksm.certain import certain
from ksm.group.profile_print import profile_context
from ksm.pdf import BASE_URL, STYLESHEET, StaticFetcher, render_pdf, static_bytes
from ledger.journal.months import Month
from meetings.calendar import lagging_by_ksm
from meetings.models import Meeting
from meetings.month_end import close_months

BOOK_MEMBERS = 40
SILENT_WEEKS = 60
BOOK_PAGES = (
    ("buku kas, halaman biasa", "buku-kas/"),
    ("buku kas, halaman terakhir dari seluruh masa", "buku-kas/?dari={first}&sampai={last}&page=99999"),
    ("buku tabungan kelompok", "buku-tabungan/"),
    ("buku anggota", "anggota/{member}/buku/"),
    ("neraca", "neraca/?per={last}"),
)


def sheet_statements() -> list[Row]:
    """SQL statements to close a full sheet through the view, session and history included; and its time."""
    bkm, user = make_area()
    rows = []
    quick, slow = (median_seconds_of_sheets(bkm, user, f"R{members}", members) for members in (10, 40))
    for members in (10, 20, 40):
        ksm, day = make_group_with_loans(bkm, user, f"S{members}", members, START)
        client, payload = client_of(user), full_payload(ksm, day)
        url = f"/ksm/{ksm.pk}/pertemuan/catat/?tanggal={day.isoformat()}"
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(url, payload)
        require_closed(answer.status_code, answer.headers.get("Location", ""))
        rows.append(
            (f"menutup lembar, {members} anggota, {LOANS} pinjaman: pernyataan SQL", str(len(captured)), "24")
        )
    return [*rows, ("menutup lembar, waktu 40 dibanding 10 anggota", f"{slow / quick:.2f} x", "1,6 x")]


def dashboard_ratio() -> list[Row]:
    """The dashboard over 1,000 groups beside 100 groups: queries, and time."""
    bkm, user = make_area()
    make_city([bkm], 1000, 12, 15, START)
    city = Ksm.objects.filter(code__startswith="K")
    client = client_of(user)
    figures = []
    for groups in (100, 1000):
        city.update(bkm=bkm)
        city.filter(code__gte=f"K{groups:05d}").update(bkm=make_hidden_bkm())
        refresh_standings(city, now=timezone.now())
        client.get("/dasbor/")  # brings up to date what groups of other measurements left behind
        with CaptureQueriesContext(connection) as captured:
            client.get("/dasbor/")
        figures.append((len(captured), median_seconds(lambda: client.get("/dasbor/"))))
    (few, quick), (many, slow) = figures
    return [
        ("dasbor, 100 KSM: kueri", str(few), ""),
        ("dasbor, 1.000 KSM: kueri", str(many), f"sama: {few}"),
        ("dasbor, waktu 1.000 dibanding 100 KSM", f"{slow / quick:.2f} x", "1,5 x"),
    ]


def assess_ratio() -> list[Row]:
    """`assess --all` beside one plain aggregate over the same rows; queries per chunk."""

    def assess():
        return refresh_standings(Ksm.objects.all(), now=noon_after(12), every=True)

    plain = median_seconds(aggregate, 3)
    full = median_seconds(assess, 3)
    counted = []
    for groups in (CHUNK // 2, CHUNK):
        some = Ksm.objects.filter(code__lt=f"K{groups:05d}", code__startswith="K")
        with CaptureQueriesContext(connection) as captured:
            refresh_standings(some, now=noon_after(12), every=True)
        counted.append(sum(1 for query in captured if query["sql"].startswith("SELECT")))
    return [
        (
            "assess --all, 1.000 KSM x 12 x 15, dibanding satu agregat SQL",
            f"{full / plain:.1f} x",
            held("40 x", "5 x"),
        ),
        (f"assess, kueri baca untuk {CHUNK // 2} KSM (satu rombongan)", str(counted[0]), ""),
        (f"assess, kueri baca untuk {CHUNK} KSM (satu rombongan)", str(counted[1]), f"sama: {counted[0]}"),
    ]


def lagging_ratio() -> list[Row]:
    """Weeks left behind, of groups silent for more than a year: queries, and time per group."""
    figures = []
    for groups in (100, 1000):
        some = list(Ksm.objects.filter(code__startswith="K", code__lt=f"K{groups:05d}"))
        as_of = START + datetime.timedelta(weeks=12 + SILENT_WEEKS)
        with CaptureQueriesContext(connection) as captured:
            found = lagging_by_ksm(some, as_of)
        if {len(weeks) for weeks in found.values()} != {SILENT_WEEKS - 1}:
            raise RuntimeError("Minggu tertinggal kelompok uji lain dari yang dibuat.")
        figures.append((len(captured), median_seconds(partial(lagging_by_ksm, some, as_of)) / groups))
    (few, quick), (many, slow) = figures
    return [
        (f"minggu tertinggal, {SILENT_WEEKS} minggu, 1.000 KSM: kueri", str(many), f"sama: {few}"),
        ("minggu tertinggal, waktu tiap KSM, 1.000 dibanding 100", f"{slow / quick:.2f} x", "1,5 x"),
    ]


def profile_ratio() -> list[Row]:
    """The profile PDF, data and template included, beside WeasyPrint alone on the same finished HTML."""
    ksm = Ksm.objects.select_related("bkm__kelurahan").get(code="K00000")
    day = START + datetime.timedelta(weeks=12)
    html = render_to_string("ksm/group/print_profile.html", profile_context(ksm, day))

    def alone():
        sheet = CSS(string=static_bytes(STYLESHEET).decode(), base_url=BASE_URL, url_fetcher=StaticFetcher())
        return HTML(string=html, base_url=BASE_URL, url_fetcher=StaticFetcher()).write_pdf(
            stylesheets=[sheet]
        )

    def whole():
        render_pdf("ksm/group/print_profile.html", profile_context(ksm, day))

    return [("profil PDF dibanding WeasyPrint saja", f"{processor_ratio(whole, alone):.2f} x", "1,10 x")]


def books_ratio() -> list[Row]:
    """One page of each book of a group with five years of weekly meetings beside one with a single year."""
    bkm, user = make_area()
    client, rows, groups = client_of(user), [], []
    for years in (1, 5):
        ksm = make_long_group(bkm, f"T{years}", 52 * years, BOOK_MEMBERS, START)
        groups.append((ksm, START + datetime.timedelta(weeks=52 * years)))
    for name, path in BOOK_PAGES:
        figures = []
        for ksm, last in groups:
            member = certain(ksm.members.order_by("number").first(), "measured groups have members")
            url = f"/ksm/{ksm.pk}/" + path.format(member=member.pk, first=START, last=last)
            with CaptureQueriesContext(connection) as captured:
                if client.get(url).status_code != 200:
                    raise RuntimeError(f"Halaman uji tidak terbuka: {url}")
            figures.append((len(captured), median_seconds(partial(client.get, url), 9)))
        (few, quick), (many, slow) = figures
        rows.append((f"{name}, 5 tahun: kueri", str(many), f"sama: {few}"))
        rows.append((f"{name}, waktu 5 tahun dibanding 1 tahun", f"{slow / quick:.2f} x", "1,3 x"))
    return rows


def month_closing() -> list[Row]:
    """Closing a month for 1,000 groups at once: statements beside 100 groups, and time per group."""
    bkm, _ = make_area()
    counted = []
    for prefix, groups in (("C", 100), ("D", 1000)):
        make_city([bkm], groups, 4, 5, START, prefix)
        ksms = list(Ksm.objects.filter(code__startswith=prefix))
        Meeting.objects.filter(ksm__in=ksms).update(counted_cash=None)
        month, today = Month.of(START), START + datetime.timedelta(weeks=8)
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            left = close_months(ksms=ksms, month=month, by=None, today=today)
        if left:
            raise RuntimeError("Bulan uji tidak tertutup.")
        counted.append((len(captured), time.perf_counter() - began))
    (few, quick), (many, slow) = counted
    return [
        ("tutup bulan, 1.000 KSM: pernyataan SQL", str(many), f"100 KSM: {few}"),
        ("tutup bulan, waktu tiap KSM, 1.000 dibanding 100", f"{slow / quick / 10:.2f} x", ""),
    ]


MEASURES = (
    sheet_statements,
    dashboard_ratio,
    assess_ratio,
    lagging_ratio,
    profile_ratio,
    books_ratio,
    month_closing,
    importing,
    batch,
    job_of_profiles,
    wide_area,
)
