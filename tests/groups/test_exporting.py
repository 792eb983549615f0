"""What leaves as a file: who, whose, with which filter; and what a spreadsheet program must not calculate."""

import datetime
from fractions import Fraction

import openpyxl
import pytest

from groups.exporting import filter_words
from groups.jobs.asking import MOST_OPEN
from groups.jobs.doing import NOT_YOURS, file_parts
from groups.models import Export, Job
from ksm.tables import Column, Kind, Table, csv_of, xlsx_of
from tests.support import factories
from tests.support.factories import make_member
from tests.support.jobs import work
from tests.support.spreadsheets import by_calamine, by_openpyxl, read_both

FORMULAS = ("=1+1", "+62812", "-5", "@SUM(A1)", "\t=1", "\r=1")


def columns(*kinds):
    return [Column(kind.name, lambda row, place=place: row[place], kind) for place, kind in enumerate(kinds)]


def test_it_keeps_every_kind_of_value(tmp_path):
    table = Table(
        "Uji", columns(*Kind), [("a", "3374", 7, -1_250_000, datetime.date(2025, 6, 2), Fraction(1, 8))]
    )
    content = xlsx_of(table, [("Daftar", "Uji")])
    day = datetime.date(2025, 6, 2)
    assert read_both(content) == [[kind.name for kind in Kind], ["a", "3374", 7, -1_250_000, day, 0.125]]
    (tmp_path / "uji.xlsx").write_bytes(content)
    book = openpyxl.load_workbook(tmp_path / "uji.xlsx")
    assert book["Data"].freeze_panes == "A2"
    assert [cell.number_format for cell in book["Data"][2]] == [kind.number_format for kind in Kind]
    assert list(book["Keterangan"].values) == [("Daftar", "Uji")]
    assert csv_of(table).decode("utf-8-sig").splitlines()[1] == "a;3374;7;-1250000;2025-06-02;12,5%"


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_is_never_a_formula(text, tmp_path):
    table = Table("Uji", columns(Kind.TEXT, Kind.RUPIAH), [(text, -5)])
    (tmp_path / "uji.xlsx").write_bytes(xlsx_of(table, []))
    cell = openpyxl.load_workbook(tmp_path / "uji.xlsx")["Data"]["A2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    found = csv_of(table).decode("utf-8-sig").split("\r\n", 1)[1].lstrip('"')
    assert found.startswith("'")
    assert found.endswith(";-5\r\n")


def test_days_that_no_program_counts_are_written_out():
    table = Table("Uji", columns(Kind.DATE), [(datetime.date(1899, 12, 31),), (None,)])
    assert by_openpyxl(xlsx_of(table, []))[1] == ["31-12-1899"]


def test_the_members_leave_with_masked_nik_under_the_filter(as_user, sari, mawar):
    make_member(mawar, name="Siti Aminah", nik="3374011505800001")
    make_member(mawar, name="=HYPERLINK(1)")
    client, url = as_user(sari), f"/ksm/{mawar.pk}/anggota/"
    rows = read_both(client.get(url, {"unduh": "xlsx"}).content)
    assert [row[:4] for row in rows[1:]] == [
        [1, "Siti Aminah", "Perempuan", "3374********0001"],
        [2, "=HYPERLINK(1)", "Perempuan", "tanpa NIK"],
    ]
    found = client.get(url, {"unduh": "csv", "cari": "siti"})
    assert found["Content-Disposition"].startswith('attachment; filename="Anggota KSM Mawar ')
    assert len(found.content.decode("utf-8-sig").splitlines()) == 2
    trail = Export.objects.order_by("pk").values_list("title", "asked", "format", "rows", "ksm", "bkm", "by")
    place = (mawar.pk, mawar.bkm_id, sari.pk)
    title = "Anggota KSM Mawar"
    assert list(trail) == [(title, "", "xlsx", 2, *place), (title, "cari siti", "csv", 1, *place)]


def test_only_who_may_see_ps2_takes_it_along(as_user, sari, mawar):
    make_member(mawar, ps2="YES", ps2_priority=1)
    ratna = factories.make_coordinator("ratna2", mawar.bkm)
    url = f"/ksm/{mawar.pk}/anggota/"
    told = {who: by_calamine(as_user(who).get(url, {"unduh": "xlsx"}).content)[0] for who in (sari, ratna)}
    assert "PS-2" in told[sari]
    assert "PS-2" not in told[ratna]


def test_all_pages_of_a_list_leave_at_once(as_user, sari, mawar):
    for _ in range(30):
        factories.make_ksm(mawar.bkm)
    rows = read_both(as_user(sari).get("/ksm/", {"unduh": "xlsx", "page": 2}).content)
    assert len(rows) == 1 + 31


def test_the_trail_is_read_by_its_own_and_by_who_answers_for_them(as_user, sari, budi, ratna, admin, mawar):
    for who in (sari, budi):
        as_user(who).get("/ksm/", {"unduh": "csv"})
    as_user(sari).get(f"/ksm/{mawar.pk}/anggota/", {"unduh": "csv"})
    readers = (sari, budi, ratna, admin)
    seen = {who: [row.title for row in as_user(who).get("/unduhan/").context["page"]] for who in readers}
    group = "Anggota KSM Mawar"
    assert seen == {sari: [group, "KSM"], budi: ["KSM"], ratna: [group, "KSM"], admin: [group, "KSM", "KSM"]}


def test_the_trail_takes_the_same_queries_however_long(as_user, sari, mawar, django_assert_num_queries):
    client = as_user(sari)
    client.get("/ksm/", {"unduh": "csv"})
    with django_assert_num_queries(6):
        client.get("/unduhan/")
    for _ in range(2):
        client.get("/ksm/", {"unduh": "csv"})
    with django_assert_num_queries(6):
        client.get("/unduhan/")


def test_another_word_behind_the_address_is_a_page(as_user, sari, mawar):
    assert as_user(sari).get("/ksm/", {"unduh": "pdf"})["Content-Type"].startswith("text/html")
    assert Export.objects.count() == 0


def test_a_filter_is_told_as_it_was_asked():
    assert filter_words({"unduh": "csv", "page": "2", "cari": "mawar", "status": ""}) == "cari mawar"


def test_a_long_list_is_made_in_the_queue_by_the_same_view(as_user, sari, mawar, settings):
    settings.EXPORT_ROWS = 2
    for number in range(3):
        make_member(mawar, name=f"Siti {number}")
    make_member(mawar, name="Wati")
    client, url = as_user(sari), f"/ksm/{mawar.pk}/anggota/"
    short = client.get(url, {"unduh": "xlsx", "cari": "wati"})
    assert [row[1] for row in read_both(short.content)[1:]] == ["Wati"]
    asked = client.get(url, {"unduh": "xlsx", "cari": "siti", "page": 7})
    job = Job.objects.get()
    assert asked.url == f"/antrean/{job.pk}/"
    assert Export.objects.count() == 1
    work()
    job.refresh_from_db()
    assert (job.state, job.file_name[:17], job.file_name[-5:]) == ("DONE", "Anggota KSM Mawar", ".xlsx")
    rows = read_both(b"".join(file_parts(job)))
    assert [row[1] for row in rows[1:]] == ["Siti 0", "Siti 1", "Siti 2"]
    assert Export.objects.first().asked == "cari siti"
    assert job.pieces.get().arguments == {}  # what was searched for is forgotten
    assert b"".join(client.get(f"/antrean/{job.pk}/berkas/")) == b"".join(file_parts(job))
    taken = Export.objects.first()
    assert (taken.address, taken.places.get().ksm) == (f"/antrean/{job.pk}/berkas/", mawar)


def test_the_queue_makes_nothing_for_who_has_no_right_any_more(as_user, sari, mawar, settings):
    settings.EXPORT_ROWS = 0
    make_member(mawar)
    as_user(sari).get(f"/ksm/{mawar.pk}/anggota/", {"unduh": "csv"})
    sari.postings.update(end=mawar.today())
    work()
    assert Job.objects.get().state == "FAILED"
    assert Job.objects.get().pieces.get().problem == NOT_YOURS
    assert Export.objects.count() == 0


def test_who_waits_for_too_much_is_told_so(as_user, sari, mawar, settings):
    settings.EXPORT_ROWS = 0
    make_member(mawar)
    client, url = as_user(sari), f"/ksm/{mawar.pk}/anggota/"
    for _ in range(MOST_OPEN):
        client.get(url, {"unduh": "csv"})
    response = client.get(url, {"unduh": "csv", "cari": ""}, follow=True)
    assert response.redirect_chain == [(f"{url}?cari=", 302)]
    assert "belum selesai" in response.content.decode()
