"""The command that proves the books: silent when all agrees, exit code 1 and the place when not."""

import datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import F

from ledger import chart
from ledger.journal.posting import Line, post
from ledger.models import Installment, JournalEntry, JournalLine, Loan, RepaymentPart
from savings.models import Saving
from tests.meetings.importing.test_storing import bring_in
from tests.support import factories
from tests.support.workbooks import sample


@pytest.fixture
def mawar_books(db):
    factories.make_region("33.74.05.1001")
    return bring_in(sample())


def complaints(capsys, *args) -> list[str]:
    with pytest.raises(CommandError):
        call_command("check_ledger", *args)
    return capsys.readouterr().err.splitlines()


def test_it_is_content_without_groups(db, capsys):
    call_command("check_ledger")
    assert capsys.readouterr().out == "0 KSM diperiksa, tidak ada selisih.\n"


def test_it_names_group_account_and_difference_of_a_changed_line(mawar_books, capsys):  # BUG-063
    line = JournalLine.objects.filter(ksm=mawar_books, credit_id=chart.TABUNGAN_WAJIB).first()
    JournalLine.objects.filter(pk=line.pk).update(amount=F("amount") + 1)
    found = complaints(capsys)
    assert found[0] == ("KSM Mawar: Kas: tercatat Rp800.251, seharusnya Rp800.250, selisih Rp1")
    assert found[1].startswith("KSM Mawar: Tabungan wajib 1. Siti Aminah: tercatat Rp60.001")


def test_it_finds_a_saving_without_its_line(mawar_books, capsys):
    Saving.objects.filter(ksm=mawar_books, kind="SUKARELA").first().delete()
    assert any("Tabungan sukarela 1. Siti Aminah" in line for line in complaints(capsys))


def test_it_finds_savings_below_zero(mawar_books, capsys):
    member = mawar_books.members.get(number=1)
    day = datetime.date(2025, 9, 1)
    entry = post(
        ksm=mawar_books,
        date=day,
        kind=JournalEntry.Kind.OTHER,
        memo="Penarikan",
        lines=[Line(chart.TABUNGAN_SUKARELA, chart.KAS, 20_001, member_id=member.pk)],
        by=None,
    )
    Saving.objects.create(
        ksm=mawar_books, member=member, kind="SUKARELA", direction="OUT", amount=20_001, date=day, entry=entry
    )
    found = complaints(capsys)
    assert len(found) == 1
    assert "Tabungan sukarela 1. Siti Aminah kurang dari nol: tercatat -Rp1" in found[0]


def test_it_finds_a_loan_card_that_differs_from_its_account(mawar_books, capsys):
    Loan.objects.filter(ksm=mawar_books, number="P-03").update(principal=250_001)
    found = complaints(capsys)
    assert any("Pinjaman P-03: tercatat Rp200.000, seharusnya Rp200.001" in line for line in found)
    assert any("Jadwal pinjaman P-03: tercatat Rp250.000" in line for line in found)


def test_it_finds_a_repayment_whose_parts_do_not_sum(mawar_books, capsys):
    part = RepaymentPart.objects.filter(ksm=mawar_books, principal__gt=0).first()
    RepaymentPart.objects.filter(pk=part.pk).update(principal=part.principal - 1)
    assert any("Angsuran P-01 tanggal 30-06-2025" in line for line in complaints(capsys))


def test_it_finds_an_instalment_that_was_paid_twice(mawar_books, capsys):
    row = Installment.objects.filter(ksm=mawar_books, loan__number="P-01", sequence=1).get()
    Installment.objects.filter(pk=row.pk).update(jasa=500)
    assert any("Angsuran ke-1 pinjaman P-01 dibayar lebih" in line for line in complaints(capsys))


def test_it_finds_an_entry_without_lines_and_a_line_on_another_day(mawar_books, capsys):
    JournalEntry.objects.create(
        ksm=mawar_books, number=99, date=datetime.date(2025, 9, 1), kind="OTHER", memo="kosong"
    )
    line = JournalLine.objects.filter(ksm=mawar_books).first()
    JournalLine.objects.filter(pk=line.pk).update(date=datetime.date(2025, 1, 1))
    found = complaints(capsys)
    assert any("Jurnal 99 tanpa baris" in text for text in found)
    assert any("salah KSM atau tanggal" in text for text in found)


def test_it_checks_one_group_alone(mawar_books, capsys):
    factories.make_ksm()
    call_command("check_ledger", "--ksm", "KSM-MAWAR")
    assert capsys.readouterr().out == "1 KSM diperiksa, tidak ada selisih.\n"
