"""Papers of many groups in one file: marked by group, named where one fails, by the rights of the screen."""

import datetime
import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pypdf import PdfReader

from groups.access import Access
from groups.jobs.doing import NOT_YOURS, file_parts
from groups.models import Bkm, Job, Ksm, Posting
from ksm.printing import kinds
from ksm.printing.batch import PDF, ZIP, PrintingError, ask_print
from ksm.printing.kinds import NO_MEETING, SORTS, Batch, draw
from ledger.journal.months import Month
from tests.support import factories
from tests.support.jobs import work
from tests.support.kept_world import noon_of_the_world, put_world
from tests.support.sheets import close, make_sheet

TODAY = datetime.date(2025, 6, 25)  # a Wednesday; groups meet on Mondays
BATCH = Batch(today=TODAY, month=Month(datetime.date(2025, 6, 1)), quarter=datetime.date(2025, 4, 1))


@pytest.fixture
def melati(bkm, mawar):
    """A second group beside Mawar, both with a few members."""
    other = factories.make_ksm(bkm, code="MLT", name="KSM Melati")
    for ksm in (mawar, other):
        factories.make_members(ksm, 3)
    return other


@pytest.fixture
def nothing_laid_out(monkeypatch):
    """Each paper is its template's name and its group, as a PDF of one page would be."""
    monkeypatch.setattr(
        kinds, "render_pdf", lambda template, context: f"{template} {context['ksm']}".encode()
    )


def printed(owner, ksms, *sorts, kind=PDF, batch=BATCH):
    facts = {"sorts": sorts, "batch": batch, "kind": kind, "title": "Uji", "now": timezone.now()}
    job = ask_print(owner=owner, ksms=ksms, **facts)
    work()
    job.refresh_from_db()
    return job


def file_of(job):
    return io.BytesIO(b"".join(file_parts(job)))


def failed(job):
    return list(job.pieces.filter(state="FAILED").values_list("label", "problem"))


def marks_of(reader, items=None, depth=0):
    """(depth, title, page) of every bookmark."""
    for item in reader.outline if items is None else items:
        if isinstance(item, list):
            yield from marks_of(reader, item, depth + 1)
        else:
            yield depth, item.title, reader.get_destination_page_number(item)


def test_one_pdf_has_a_mark_for_each_group_and_each_of_its_papers(sari, mawar, melati):
    job = printed(sari, [mawar, melati], "profil", "bulanan")
    reader = PdfReader(file_of(job))
    marks = list(marks_of(reader))
    assert [(depth, title) for depth, title, _ in marks] == [
        (0, "KSM Mawar"),
        (1, "Profil"),
        (1, "Laporan bulanan"),
        (0, "KSM Melati"),
        (1, "Profil"),
        (1, "Laporan bulanan"),
    ]
    for depth, title, page in marks:
        word = {"Profil": "Profil", "Laporan bulanan": "Laporan bulanan"}.get(title, title)
        assert word.lower() in reader.pages[page].extract_text().lower(), (depth, title)
    assert (job.state, job.file_name) == ("DONE", "Uji 2025-06-25.pdf")


def test_a_zip_has_a_folder_for_each_group(sari, mawar, melati, nothing_laid_out):
    job = printed(sari, [mawar, melati], "profil", "kas", kind=ZIP)
    archive = zipfile.ZipFile(file_of(job))
    assert archive.namelist() == [
        "001 KSM Mawar/01 Profil.pdf",
        "001 KSM Mawar/02 Buku kas.pdf",
        "002 KSM Melati/01 Profil.pdf",
        "002 KSM Melati/02 Buku kas.pdf",
    ]
    assert archive.read("002 KSM Melati/02 Buku kas.pdf") == b"ledger/books/print_book.html KSM Melati"
    assert (job.file_name, job.content_type) == ("Uji 2025-06-25.zip", "application/zip")


def test_the_list_of_this_week_is_for_the_day_of_the_plan_and_a_group_without_one_is_named(
    sari, mawar, melati, nothing_laid_out
):
    Ksm.objects.filter(pk=melati.pk).update(phase="FORMING", mentoring_started_on=None)
    melati.refresh_from_db()
    job = printed(sari, [mawar, melati], "hadir", kind=ZIP)
    assert failed(job) == [("KSM Melati: Daftar hadir", NO_MEETING)]
    assert job.pieces.get(label__startswith="KSM Mawar").arguments["day"] == "2025-06-23"


def test_minutes_of_a_quarter_are_those_of_its_closed_meetings(sari, mawar, melati, nothing_laid_out):
    for day in (2, 9):
        close(mawar, make_sheet(mawar, datetime.date(2025, 6, day)), sari)
    job = printed(sari, [mawar, melati], "notulen", kind=ZIP)
    assert [piece.label for piece in job.pieces.all()] == [
        "KSM Mawar: Notulen 02-06-2025",
        "KSM Mawar: Notulen 09-06-2025",
    ]
    later = Batch(TODAY, BATCH.month, datetime.date(2025, 7, 1))
    with pytest.raises(PrintingError, match="tidak ada yang dapat dicetak"):
        printed(sari, [mawar], "notulen", batch=later)


def test_what_was_not_the_owners_when_it_was_made_is_not_printed(sari, mawar, melati, nothing_laid_out):
    facts = {"sorts": ["profil"], "batch": BATCH, "kind": ZIP, "title": "Uji", "now": timezone.now()}
    job = ask_print(owner=sari, ksms=[mawar], **facts)
    Posting.objects.filter(user=sari).update(end=factories.LONG_AGO + datetime.timedelta(days=1))
    work()
    job.refresh_from_db()
    assert (job.state, failed(job)) == ("FAILED", [("KSM Mawar: Profil", NOT_YOURS)])


def test_a_paper_that_a_page_keeps_from_readers_is_kept_from_them_here_too(ratna, mawar, monkeypatch):
    sort = kinds.Sort("rahasia", "", lambda *_: {}, lambda *_: b"", Access.sees_ps2)
    monkeypatch.setitem(kinds.BY_CODE, "rahasia", sort)
    with pytest.raises(PermissionDenied):
        draw(ratna, {"sort": "rahasia", "ksm": mawar.pk}, timezone.now())


PAGES = {
    "profil": "profil.pdf",
    "hadir": "pertemuan/daftar-hadir/2025-12-01.pdf",
    "lembar": "pertemuan/lembar-isian/2025-12-01.pdf",
    "poster": "poster.pdf",
    "kas": "buku-kas/cetak.pdf?dari=2025-07-01&sampai=2025-07-31",
    "tabungan": "buku-tabungan/cetak.pdf?dari=2025-07-01&sampai=2025-07-31",
    "pinjaman": "buku-pinjaman/cetak.pdf?dari=2025-07-01&sampai=2025-07-31",
    "bulanan": "laporan-bulanan/cetak.pdf?bulan=2025-07",
    "notulen": "pertemuan/{meeting}/notulen.pdf",
}


@pytest.mark.once
def test_every_paper_says_what_its_own_page_says(db, as_user, monkeypatch):
    """Compared before they are laid out: what WeasyPrint is given is the same, letter for letter."""
    ids = put_world()
    sari = factories.User.objects.get(username="sari")
    meeting = Ksm.objects.get(pk=ids["ksm_id"]).meetings.filter(state="CLOSED").last()
    facts = {"ksm": ids["ksm_id"], "day": "2025-12-01", "month": "2025-07-01", "meeting": meeting.pk}
    monkeypatch.setattr("ksm.pdf.html_to_pdf", str.encode)
    with noon_of_the_world():
        client = as_user(sari)
        for sort in SORTS:
            page = PAGES[sort.code].format(meeting=meeting.pk)
            there = client.get(f"/ksm/{ids['ksm_id']}/{page}").content
            assert draw(sari, {"sort": sort.code, **facts}, timezone.now()) == there, sort.code
            assert b"KSM Mawar" in there


def test_the_form_asks_for_what_was_ticked_and_leads_to_the_job(as_user, sari, mawar, melati):
    client = as_user(sari)
    typed = {
        "kertas": ["kas", "profil"],
        "bulan": f"{timezone.localdate():%Y-%m}-01",
        "triwulan": client.get("/cetak/").context["form"].fields["triwulan"].choices[0][0],
        "berkas": "zip",
        "kelompok": [melati.pk],
    }
    answer = client.post("/cetak/", typed)
    job = Job.objects.get()
    assert answer["Location"] == f"/antrean/{job.pk}/"
    assert job.title == "Profil, Buku kas sebulan, 1 KSM"
    assert [piece.label for piece in job.pieces.all()] == ["KSM Melati: Profil", "KSM Melati: Buku kas"]
    refused = client.post("/cetak/", {**typed, "kertas": [], "kelompok": []}).text
    assert "Pilih paling sedikit satu." in refused
    assert "Pilih paling sedikit satu KSM." in refused


def test_groups_of_elsewhere_are_neither_offered_nor_taken(as_user, budi, mawar, melati):
    page = as_user(budi).get("/cetak/")
    assert "Melati" not in page.text
    typed = {"kertas": ["profil"], "kelompok": [melati.pk]}
    assert "Pilih salah satu dari daftar." in as_user(budi).post("/cetak/", typed).text
    assert not Job.objects.exists()


def test_more_papers_than_one_pdf_takes_are_refused(sari, mawar, melati, monkeypatch):
    monkeypatch.setattr("ksm.printing.batch.MOST_JOINED", 1)
    with pytest.raises(PrintingError, match="Pilih ZIP"):
        printed(sari, [mawar, melati], "profil")
    assert not Job.objects.exists()


def test_whoever_answers_for_one_of_the_groups_reads_that_the_file_was_taken(
    as_user, sari, ratna, mawar, melati, nothing_laid_out
):
    """Each coordinator, in the list of files and in the trails of BKM and group; no other one, and of groups
    whose paper failed nobody.
    """
    other = factories.make_ksm(factories.make_bkm("BKM Lain"), code="LN", name="KSM Lain")
    factories.make_ksm(factories.make_bkm("BKM Ketiga"), code="TG", name="KSM Ketiga")
    Ksm.objects.filter(pk=melati.pk).update(phase="FORMING", mentoring_started_on=None)
    job = printed(sari, [mawar, Ksm.objects.get(pk=melati.pk), other], "hadir", kind=ZIP)
    as_user(sari).get(f"/antrean/{job.pk}/berkas/")
    title = job.file_name.removesuffix(".zip")
    readers = [
        factories.make_coordinator(name, Bkm.objects.get(name=name)) for name in ("BKM Lain", "BKM Ketiga")
    ]
    seen = [[row.title for row in as_user(who).get("/unduhan/").context["page"]] for who in (ratna, *readers)]
    assert seen == [[title], [title], []]
    asked = "riwayat/?jenis=unduhan"
    places = (f"bkm/{mawar.bkm_id}", f"ksm/{mawar.pk}", f"ksm/{melati.pk}")
    told = [len(as_user(ratna).get(f"/{place}/{asked}").context["page"].object_list) for place in places]
    assert told == [1, 1, 0]
