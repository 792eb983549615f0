"""How papers look: what belongs together stands on one line or one page, in the face of a letter."""

import datetime
import io

import pytest
from pypdf import PdfReader

from groups.models import GroupRule, ServiceUnit
from groups.papers.register import Act, issue
from ledger.blm.proposing import send_proposal
from meetings.sheet.values import MemberRow
from tests.support import blm
from tests.support.eligible import make_layak, sign_rules
from tests.support.factories import START, make_members, make_officer, make_unit_staff
from tests.support.prints import text_of
from tests.support.sheets import close, make_sheet

WEEK = datetime.timedelta(weeks=1)


def pages_of(answer) -> list[list[str]]:
    """The lines of each page."""
    assert answer.status_code == 200
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return [[" ".join(line.split()) for line in page.extract_text().splitlines()] for page in pages]


def lines_of(answer) -> list[str]:
    return [line for page in pages_of(answer) for line in page]


def faces_of(answer) -> set[str]:
    page = PdfReader(io.BytesIO(answer.content)).pages[0]
    return {font.get_object()["/BaseFont"].split("+")[-1] for font in page["/Resources"]["/Font"].values()}


@pytest.mark.parametrize("paper", ["kesepakatan.pdf", "profil.pdf"])
def test_a_rule_stands_on_one_line_with_its_figure(mawar, sari, as_user, paper):
    make_members(mawar, 3)
    figures = {"jasa_percent": 1, "max_periods": 8, "max_loan": 1_500_000}
    GroupRule.objects.create(ksm=mawar, kind="LOAN", text="Bergilir", agreed_on=START, signed=True, **figures)
    lines = lines_of(as_user(sari).get(f"/ksm/{mawar.pk}/{paper}"))
    for words in (
        "Jasa tiap angsuran 1%",
        "Jangka terlama 8 kali angsuran",
        "Pinjaman tertinggi Rp1.500.000",
    ):
        assert [line for line in lines if words in line], words


def test_the_agenda_breaks_no_number(mawar, sari, as_user):
    number = "012/BA-BENTUK/KSM-MAWAR/VIII/2025"
    issue(mawar, [Act("BA-BENTUK", "1", START, "Berita acara pembentukan KSM", number=number, serial=12)])
    lines = lines_of(as_user(sari).get(f"/ksm/{mawar.pk}/surat/cetak.pdf"))
    assert [line for line in lines if number in line]


def test_the_coordinator_acknowledges_no_agenda_of_the_own_bkm(mawar, ratna, as_user):
    text = text_of(as_user(ratna).get(f"/bkm/{mawar.bkm_id}/surat/cetak.pdf"))
    assert "Koordinator BKM" in text
    assert "Mengetahui" not in text


def test_decisions_of_the_bkm_are_letters(mawar, sari, joko, ratna, as_user):
    make_layak(mawar, sari, joko, ratna)
    for number, path in enumerate(("penilaian/1/laporan.pdf", "kelayakan/2/berita-acara.pdf")):
        answer = as_user(sari).get(f"/ksm/{mawar.pk}/{path}")
        assert answer.status_code == 200, number
        assert "Liberation-Serif" in faces_of(answer), path


@pytest.mark.parametrize("members", range(2, 5))
def test_a_proposal_keeps_its_list_of_enclosures_together(mawar, sari, as_user, members):
    make_members(mawar, members, statement_on=START)
    sign_rules(mawar)
    grant = blm.make_draft(mawar, sari, members=members, requested=40_000)
    send_proposal(grant=grant, by=sari, today=blm.DAY)
    pages = pages_of(as_user(sari).get(f"/ksm/{mawar.pk}/blm/{grant.pk}/usulan.pdf"))
    [page] = [page for page in pages if "Lampiran" in page]
    assert [line for line in page if f"Surat pernyataan {members} anggota" in line]


def test_a_verification_is_signed_when_its_decision_is_there(mawar, sari, joko, ratna, as_user):
    make_members(mawar, 3)
    grant = blm.verify(blm.sent(mawar, sari), joko)
    path = f"/ksm/{mawar.pk}/blm/{grant.pk}/verifikasi.pdf"
    assert "Sembungharjo, 1 September 2025" in text_of(as_user(sari).get(path))
    later = blm.DAY + 2 * WEEK
    blm.decide(grant, ratna, day=later)
    text = text_of(as_user(sari).get(path))
    assert "Putusan 15 September 2025" in text
    assert "Sembungharjo, 15 September 2025" in text


def test_the_officer_who_will_examine_an_lpj_is_named(mawar, sari, as_user):
    make_members(mawar, 3)
    make_unit_staff("yanti", mawar.bkm, ServiceUnit.Kind.UPS)
    grant = blm.make_paid(mawar)
    sent = blm.report(grant, 1, sari)
    text = text_of(as_user(sari).get(f"/ksm/{mawar.pk}/blm/{grant.pk}/lpj/{sent.pk}/lpj.pdf"))
    assert "Petugas UPS" in text
    assert "Yanti" in text


def test_who_was_away_has_no_room_to_sign_on_the_list_of_those_present(mawar, sari, as_user):
    first, second, third = make_members(mawar, 3)
    make_officer(first, "KETUA")
    came = [MemberRow(member.pk, "H", wajib=5000) for member in (first, third)]
    sheet = make_sheet(mawar, START, rows=(came[0], MemberRow(second.pk, "S"), came[1]), counted_cash=10_000)
    meeting = close(mawar, sheet, sari, today=START)
    lines = lines_of(as_user(sari).get(f"/ksm/{mawar.pk}/pertemuan/{meeting.pk}/daftar-hadir.pdf"))
    [away] = [line for line in lines if "Sakit" in line]
    assert away.endswith("–")
    assert len([line for line in lines if "Hadir" in line and line.endswith((" 1.", " 3."))]) == 2
