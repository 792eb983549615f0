"""The sheet on paper: what is known before, in the order in which the screen asks for it."""

import datetime
import re

import pytest

from ledger import chart
from ledger.journal.posting import Line
from tests.support import factories
from tests.support.lending import enter, lend

DAY = datetime.date(2025, 6, 16)


@pytest.fixture
def members(mawar, sari):
    facts = {"text": "Lima ribu", "agreed_on": factories.START, "signed": True}
    mawar.rules.create(kind="SAVING", minimum_saving=5_000, **facts)
    return factories.make_members(mawar, 3)


@pytest.fixture
def words(as_user, sari, mawar, monkeypatch):
    """The words of a page or a paper of KSM Mawar's meetings, as it is given to WeasyPrint."""
    monkeypatch.setattr("ksm.pdf.html_to_pdf", str.encode)
    client = as_user(sari)

    def words(path):
        answer = client.get(f"/ksm/{mawar.pk}/pertemuan/{path}")
        assert answer.status_code == 200
        return re.sub(r"(<[^>]+>|\s)+", " ", answer.text.partition("<body")[2])

    return words


def test_it_asks_in_the_order_of_the_screen(words, members):
    agenda = ("Pembacaan notulen lalu", "Angsuran", "Laporan pembukuan", "Masalah anggota")
    parts = (
        "Pinjaman yang dicairkan",
        "Agenda",
        *agenda,
        "Buku kas",
        "Buku tabungan",
        "Notulen",
        "Kas sebelum",
    )
    order = re.compile(".*".join(["Pelaksanaan", *(member.name for member in members), *parts]))
    assert order.search(words("catat/?jenis=routine&tanggal=2025-06-16"))
    assert order.search(words("lembar-isian/2025-06-16.pdf"))


def test_it_tells_what_was_agreed_and_what_is_due_but_nobody_as_late(words, mawar, members):
    enter(mawar, [Line(chart.KAS, chart.MODAL_AWAL, 500_000)], factories.START)
    facts = {"principal": 100_000, "periods": 10, "number": "P-7"}
    lend(mawar, factories.START, member=members[1], **facts)
    paper = words("lembar-isian/2025-06-16.pdf")
    assert paper.count("(5.000)") == 3
    assert "P-7 ke-2 dari 10 (20.000)" in paper
    assert "Jumlah (15.000) (20.000)" in paper
    assert "Kas sebelum pertemuan: Rp400.000" in paper
    assert "tunggak" not in paper


@pytest.mark.parametrize("day", ["kemarin", "2025-13-01"])
def test_there_is_none_for_what_is_no_day(as_user, sari, mawar, day):
    assert as_user(sari).get(f"/ksm/{mawar.pk}/pertemuan/lembar-isian/{day}.pdf").status_code == 404
