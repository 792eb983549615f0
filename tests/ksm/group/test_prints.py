"""The printed profile, report, attendance list and minutes: whole, by the form, members by number."""

import datetime
import io
from dataclasses import replace
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader
from weasyprint.layout import preferred

from assessment.graduation.decisions import declare_passed
from groups.models import GroupRule, Member, OfficerTerm
from ledger import chart
from ledger.journal.posting import Line, post
from meetings.models import Meeting
from tests.support.factories import START, make_facilitator, make_member, make_members, make_officer
from tests.support.sheets import change_row, close, make_sheet, rich_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WEEK = datetime.timedelta(weeks=1)
LONG = "Abcdefghij" * 6


def pages_of(answer):
    assert answer["Content-Type"] == "application/pdf"
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]


def agree_all(ksm):
    GroupRule.objects.bulk_create(
        GroupRule(ksm=ksm, kind=kind, text="Sepakat", agreed_on=START, signed=True, minimum_saving=5000)
        for kind in GroupRule.Kind
    )


@pytest.fixture
def big(mawar, sari):
    """Forty members with names of sixty letters, one sheet closed."""
    for number in range(1, 41):
        make_member(mawar, name=f"{LONG[:-2]}{number:02d}", nik=f"99990155017{number:05d}"[:16])
    agree_all(mawar)
    close(mawar, make_sheet(mawar, START), sari)
    return mawar


def test_forty_members_with_names_of_sixty_letters_break_cleanly_over_pages(big, ratna, as_user):
    # BUG-095, BUG-098
    client = as_user(ratna)
    meeting = Meeting.objects.get()
    for path, heading in (
        (f"/ksm/{big.pk}/profil.pdf", "Pekerjaan"),
        (f"/ksm/{big.pk}/pertemuan/{meeting.pk}/daftar-hadir.pdf", "Keterangan"),
        (f"/ksm/{big.pk}/pertemuan/daftar-hadir/2025-06-09.pdf", "Tanda tangan"),
    ):
        pages = pages_of(client.get(path))
        joined = "".join("".join(pages).split())
        missing = [n for n in range(1, 41) if f"{LONG[:-2]}{n:02d}" not in joined]
        assert missing == []
        assert len(pages) >= 2
        assert all(f"halaman {n} dari {len(pages)}" in page for n, page in enumerate(pages, start=1))
        assert sum(heading in page for page in pages) >= 2


def test_the_profile_of_twenty_members_fits_two_pages_and_keeps_blm_apart(mawar, sari, ratna, as_user):
    for number in range(20):
        facts = {"nik": f"99990155017{number:05d}", "occupation": "Pedagang sayur", "rt": "003", "rw": "005"}
        make_member(mawar, name=f"{'Nur Aisyah Rahmawati'}{number:02d}", **facts)
    for member, role in zip(mawar.members.all(), OfficerTerm.Role.values, strict=False):
        make_officer(member, role)
    agree_all(mawar)
    mawar.rules.update(text="Setiap anggota menyetor pada pertemuan mingguan, yang berhalangan menitipkan.")
    aim = "Keluarga anggota mandiri, saling menolong, dan bebas utang. " * 2
    mawar.vision = mawar.mission = mawar.purpose = aim
    mawar.save()
    lines = [Line(chart.KAS, chart.DANA_BLM, 700_000), Line(chart.KAS, chart.SUMBANGAN, 50_000)]
    post(ksm=mawar, date=START - WEEK, kind="OTHER", memo="Uji", lines=lines, by=None)
    for week in range(6):
        close(mawar, make_sheet(mawar, START + week * WEEK), sari)
    answer = as_user(ratna).get(f"/ksm/{mawar.pk}/profil.pdf")
    _, second = pages_of(answer)
    assert "Dana BLM" in second
    assert "Rp650.000" in second  # six weeks of twenty times 5.000, and what was given
    assert "Rp700.000" in second


def test_many_mentors_are_not_measured_letter_by_letter(mawar, ratna, as_user):
    for number in range(15):
        make_facilitator(f"Fasilitator Kelurahan Nomor {number}")
    with mock.patch.object(preferred, "split_first_line", wraps=preferred.split_first_line) as measured:
        text = "".join(pages_of(as_user(ratna).get(f"/ksm/{mawar.pk}/profil.pdf")))
    assert "Nomor 14" in text
    assert measured.call_count < 400


def test_the_profile_masks_nik_and_counts_ps2(mawar, ratna, as_user):
    first, *_ = make_members(mawar, 3, nik="", ps2=Member.Ps2.YES, ps2_priority=1)
    first.nik = "9999015501700001"
    first.save()
    make_officer(first)
    text = "".join(pages_of(as_user(ratna).get(f"/ksm/{mawar.pk}/profil.pdf")))
    assert "9999********0001" in text
    assert "9999015501700001" not in text
    assert "tanpa NIK" in text
    assert "3 orang" in text
    assert "Prioritas" not in text
    assert mawar.name.upper() in text
    assert f"binaan {mawar.bkm.name}" in text


def test_the_report_names_members_by_number_only(mawar, sari, as_user):
    make_members(mawar, 5)
    agree_all(mawar)
    for week in range(4):
        sheet = make_sheet(mawar, START + week * WEEK)
        close(mawar, change_row(sheet, week, attendance="A") if week == 1 else sheet, sari)
    decision = declare_passed(ksm=mawar, by=sari, role="Fasilitator", as_of=START + 4 * WEEK)
    client = as_user(sari)
    url = f"/ksm/{mawar.pk}/penilaian/{decision.number}/laporan.pdf"
    text = "".join(pages_of(client.get(url)))
    assert "19/20 = 95%" in text
    assert "Keputusan: Lulus" in text
    assert sari.full_name in text
    absent = mawar.members.get(number=2)
    assert absent.name not in text
    # Printed from the frozen record: what changes later does not change it.
    mawar.name = "KSM Ganti Nama"
    mawar.save()
    assert "KSM Mawar" in "".join(pages_of(client.get(url)))


def test_the_report_before_a_decision_says_so(mawar, sari, as_user):
    make_members(mawar, 5)
    noon = datetime.datetime.combine(START, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    with mock.patch("django.utils.timezone.now", return_value=noon):
        text = "".join(pages_of(as_user(sari).get(f"/ksm/{mawar.pk}/penilaian/laporan.pdf")))
    assert "belum ditetapkan" in text
    assert "Data belum cukup" in " ".join(text.split())


def test_the_minutes_hold_agenda_money_books_and_the_next_meeting(mawar, sari, as_user):
    make_members(mawar, 5)
    sheet = rich_sheet(mawar, START)
    details = {
        "minutes": "Dibacakan & disetujui <b>semua</b>",
        "decisions": "Pinjam mulai minggu ke-4",
        "next_date": START + WEEK,
        "next_place": "Rumah Ibu Siti",
    }
    meeting = close(mawar, replace(sheet, details=details), sari)
    text = "".join(pages_of(as_user(sari).get(f"/ksm/{mawar.pk}/pertemuan/{meeting.pk}/notulen.pdf")))
    for part in (
        "Dibacakan & disetujui <b>semua</b>",  # BUG-100
        "Pinjam mulai minggu ke-4",
        "Senin, 9 Juni 2025",
        "Rumah Ibu Siti",
        "Terlaksana",
        "42.500",
        "23.000",
        "Rp19.500",
    ):
        assert part in text


def test_every_sign_of_a_name_is_printed(mawar, ratna, as_user):
    # BUG-096
    make_member(mawar, name="Nuraini – Rp ½ ✓ é")
    answer = as_user(ratna).get(f"/ksm/{mawar.pk}/profil.pdf")
    assert "Nuraini – Rp ½ ✓ é" in " ".join("".join(pages_of(answer)).split())


@pytest.mark.parametrize("path", ["pertemuan/999999/notulen.pdf", "penilaian/9/laporan.pdf"])
def test_a_paper_of_nothing_is_not_found(mawar, sari, as_user, path):
    assert as_user(sari).get(f"/ksm/{mawar.pk}/{path}").status_code == 404
