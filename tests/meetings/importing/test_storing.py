"""A workbook in the database: everything in it, once, with the figures worked out independently."""

import datetime
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from groups.models import Bkm, Ksm, Member
from ksm.refusals import RefusalError
from ledger.journal.balances import balances
from ledger.journal.posting import LedgerError, book_of, require_open
from ledger.models import JournalEntry, Loan, Repayment
from meetings.importing.storing import Importer, store_workbook, surroundings
from meetings.models import Attendance, Meeting, WorkbookImport
from meetings.workbook.checking import check_workbook
from meetings.workbook.content import GroupFacts
from savings.models import Saving
from tests.support import factories
from tests.support.workbooks import DATA, changed, sample

EXPECTED = json.loads((DATA / "expected.json").read_text())
TODAY = datetime.date(2025, 12, 1)
D = datetime.date


@pytest.fixture
def sembungharjo(db):
    return factories.make_region("33.74.05.1001")


def bring_in(data: bytes, *, by=None, today=TODAY, may_create_bkm=True) -> Ksm:
    checked = check_workbook(data, surroundings(today=today, may_create_bkm=may_create_bkm))
    assert [str(fault) for fault in checked.galat] == []
    importer = Importer(by.full_name if by else "sistem", by)
    return store_workbook(checked=checked, importer=importer, today=today, now=timezone.now())


@pytest.fixture
def melur(sembungharjo):
    return bring_in(sample())


def books(capsys, code: str, as_of: str) -> dict:
    call_command("books", "--ksm", code, "--as-of", as_of, "--json")
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", ["ksm-mawar", "ksm-melati-lama"])
def test_it_gives_the_balances_worked_out_independently(sembungharjo, capsys, name):  # BUG-083
    bring_in(sample(name))
    for expected in EXPECTED[name]["balances"]:
        found = books(capsys, expected["ksm"], expected["as_of"])
        assert found == expected | {"balanced": True}


@pytest.mark.parametrize("name", ["ksm-mawar", "ksm-mawar-selisih", "ksm-melati-lama"])
def test_it_leaves_books_that_agree(sembungharjo, capsys, name):
    bring_in(sample(name))
    call_command("check_ledger")
    assert capsys.readouterr().out == "1 KSM diperiksa, tidak ada selisih.\n"


def test_it_stores_everything_that_the_workbook_says(melur):
    assert (melur.code, melur.name, melur.phase) == ("KSM-MAWAR", "KSM Mawar", "CANDIDATE")
    assert melur.bkm.name == "BKM Sejahtera Bersama"
    assert melur.bidang == ["sosial"]
    assert melur.meeting_time == datetime.time(15, 30)
    assert melur.members.count() == 12
    third = melur.members.get(number=3)
    assert (third.name, third.nik, third.ps2, third.left_on) == ("Ni'mah", "9999015703720003", "YA", None)
    assert sorted(melur.officers.values_list("role", flat=True)) == ["BENDAHARA", "KETUA", "SEKRETARIS"]
    assert melur.rules.filter(signed=True).count() == 5
    assert melur.rules.get(kind="SAVING").minimum_saving == 5000
    assert melur.meetings.filter(state=Meeting.State.CLOSED, imported=True).count() == 12
    assert Attendance.objects.filter(ksm=melur).count() == 144
    first = melur.meetings.get(scheduled_on=D(2025, 6, 2))
    assert (first.counted_cash, first.cash_difference, first.chair) == (157_000, 0, "Siti Aminah")
    assert first.agenda.get(code="previous_minutes").reason == "pertemuan pertama"
    assert first.books.get(code="loans").required is False
    assert first.books.get(code="cash").finished_on == D(2025, 6, 2)


def test_it_posts_one_entry_for_each_meeting(melur):
    entries = JournalEntry.objects.filter(ksm=melur)
    assert entries.count() == 12
    assert list(entries.values_list("number", flat=True)) == list(range(1, 13))
    assert all(meeting.entry.date == meeting.held_on for meeting in melur.meetings.all())
    july = melur.meetings.get(scheduled_on=D(2025, 7, 7)).entry
    assert july.loans.get().number == "P-02"
    assert july.savings.count() == 11


def test_it_keeps_who_owes_whom_in_tanggung_renteng(melur):
    account = balances(melur, D(2025, 8, 18))
    assert account["1202"] == 25_800
    assert account["2201"] == -25_800
    assert Repayment.objects.get(ksm=melur, paid_from="TR").loan.number == "P-02"


def test_it_closes_the_days_that_the_workbook_covers(melur):
    assert book_of(melur).closed_through == D(2025, 8, 18)
    with pytest.raises(LedgerError):
        require_open(book_of(melur), D(2025, 8, 18))


def test_it_gives_money_of_other_days_its_own_entry(sembungharjo):
    edits = {
        "Kas lain!A4": D(2025, 6, 5),
        "Kas lain!B4": "Transport",
        "Kas lain!C4": "Transport",
        "Kas lain!E4": 7000,
    }
    ksm = bring_in(changed(edits | {f"Pertemuan!H{row}": None for row in range(2, 14)}))
    entry = JournalEntry.objects.get(ksm=ksm, kind="OTHER")
    assert (entry.date, entry.memo) == (D(2025, 6, 5), "Uang di luar pertemuan, 5 Juni 2025")
    assert entry.lines.get().debit_id == "5102"


def test_it_opens_the_books_of_an_old_group(sembungharjo):  # domain.md J19
    ksm = bring_in(sample("ksm-melati-lama"))
    opening = JournalEntry.objects.get(ksm=ksm, kind="OPENING")
    assert (opening.date, opening.number) == (D(2025, 8, 31), 1)
    assert list(ksm.loans.filter(is_opening=True).values_list("number", "principal")) == [
        ("SA-2", 300_000),
        ("SA-6", 420_000),
    ]
    assert balances(ksm, D(2025, 8, 31)) == {"1101": 430_000, "1201": 720_000, "2102": -1_150_000, "3101": 0}


def test_it_stores_a_counted_difference_and_posts_nothing(sembungharjo):  # domain.md J10
    ksm = bring_in(sample("ksm-mawar-selisih"))
    meeting = ksm.meetings.get(scheduled_on=D(2025, 6, 30))
    assert (meeting.counted_cash, meeting.cash_difference) == (1, -232_999)
    assert "5901" not in balances(ksm, TODAY)
    assert ksm.imports.get().warnings == ["peringatan Pertemuan!H6 Kas dihitung Rp1, menurut buku Rp233.000."]


def test_it_changes_nothing_when_the_same_file_comes_again(melur):
    before = (JournalEntry.objects.count(), Member.objects.count(), melur.history.count())
    again = bring_in(sample())
    assert again == melur
    assert (JournalEntry.objects.count(), Member.objects.count(), melur.history.count()) == before
    assert WorkbookImport.objects.count() == 1


def test_it_refuses_other_content_for_a_known_group(melur):
    checked = check_workbook(
        changed({"KSM!B3": "KSM Mawar Baru"}), surroundings(today=TODAY, may_create_bkm=True)
    )
    assert [(fault.sheet, fault.cell) for fault in checked.galat] == [("KSM", "B2")]


def test_it_looks_up_the_code_within_its_own_bkm(melur):  # domain.md J16
    other = bring_in(changed({"KSM!B5": "BKM Lain"}))
    assert other != melur
    assert other.code == melur.code


def test_it_warns_of_a_nik_that_another_group_has(melur):
    checked = check_workbook(changed({"KSM!B2": "KSM-LAIN"}), surroundings(today=TODAY, may_create_bkm=True))
    assert checked.accepted
    assert [fault.cell for fault in checked.warnings] == [f"C{row}" for row in range(2, 14)]


def test_it_stores_two_members_without_nik(sembungharjo):  # BUG-084
    ksm = bring_in(changed({"Anggota!C7": None, "Anggota!C8": 0}))
    assert [member.masked_nik for member in ksm.members.filter(number__in=(6, 7))] == ["tanpa NIK"] * 2


def test_it_stores_nothing_when_something_fails_half_way(sembungharjo, monkeypatch):  # BUG-064
    def fail(**_):
        raise RuntimeError("listrik padam")

    monkeypatch.setattr("meetings.importing.storing.store_meetings", fail)
    with pytest.raises(RuntimeError):
        bring_in(sample())
    assert (Ksm.objects.count(), Bkm.objects.count(), JournalEntry.objects.count()) == (0, 0, 0)


def test_it_refuses_when_the_group_came_in_meanwhile(sembungharjo):
    checked = check_workbook(sample(), surroundings(today=TODAY, may_create_bkm=True))
    bring_in(changed({"KSM!B14": "Tujuan lain"}))
    with pytest.raises(RefusalError, match="Kode KSM ini sudah dipakai"):
        store_workbook(checked=checked, importer=Importer("sistem"), today=TODAY, now=timezone.now())


def test_it_records_who_imported_in_every_history(sembungharjo, sari):  # BUG-101, BUG-105
    ksm = bring_in(sample(), by=sari)
    assert ksm.imports.get().imported_by == sari
    assert {row.history_user for row in Member.history.filter(ksm=ksm)} == {sari}
    assert Member.history.filter(ksm=ksm).count() == 12
    assert {row.history_user for row in Meeting.history.filter(ksm=ksm)} == {sari}
    assert JournalEntry.objects.filter(ksm=ksm, recorded_by=sari).count() == 12


def add_meetings(book):
    book["Pertemuan"].append([None, "Libur", D(2025, 8, 25), None])
    book["Pertemuan"].append([14, "Rutin", D(2025, 9, 1), None])
    book["Pertemuan"].append([15, "Insidental", D(2025, 9, 3), D(2025, 9, 3), None, None, None, 800_250])
    book["Pertemuan"].append([16, "Rutin", D(2025, 12, 8), None])
    for sheet in ("Kehadiran", "Tabungan"):
        book[sheet].cell(1, book[sheet].max_column + 1).value = D(2025, 9, 3)
    for row in range(2, 14):
        book["Kehadiran"].cell(row, book["Kehadiran"].max_column).value = "H"


def test_it_stores_libur_not_held_and_extra_meetings_and_no_future_ones(sembungharjo):
    ksm = bring_in(changed({}, edit=add_meetings))
    later = ksm.meetings.filter(scheduled_on__gt=D(2025, 8, 18)).order_by("scheduled_on")
    assert [(one.kind, one.state, one.entry) for one in later] == [
        ("ROUTINE", "HOLIDAY", None),
        ("ROUTINE", "NOT_HELD", None),
        ("EXTRA", "CLOSED", None),
    ]
    assert later[2].cash_difference == 0


def test_it_repays_opening_loans_freely(sembungharjo):
    edits = {"Angsuran!A3": D(2025, 9, 29), "Angsuran!B3": "sa-2", "Angsuran!C3": 100_000}
    ksm = bring_in(changed(edits, "ksm-melati-lama"))
    assert balances(ksm, TODAY)["1201"] == 821_800 - 100_000
    call_command("check_ledger")


def test_it_ends_an_office_when_the_officer_leaves(sembungharjo):
    ksm = bring_in(changed({"Anggota!O2": D(2025, 8, 19)}))
    assert ksm.officers.get(role="KETUA").end == D(2025, 8, 19)


def test_it_needs_the_same_number_of_statements_for_more_rows(sembungharjo, django_assert_max_num_queries):
    with django_assert_max_num_queries(90):
        bring_in(sample())


def run(*args) -> None:
    call_command("import_ksm", *args)


def test_the_command_imports_and_tells_what(sembungharjo, capsys):
    run(str(DATA / "ksm-mawar.xlsx"), "--create-bkm")
    out = capsys.readouterr().out
    assert out.startswith("KSM Mawar (KSM-MAWAR)\n  Anggota: 12, sekarang aktif 12\n")
    assert "  Tabungan disetor: Rp900.000\n" in out
    assert out.endswith("KSM Mawar (KSM-MAWAR) tersimpan.\n")
    actor = WorkbookImport.objects.get().actor
    assert actor.startswith("sistem, dijalankan oleh ")  # BUG-105


def test_the_command_says_that_the_same_file_changes_nothing(melur, capsys):
    run(str(DATA / "ksm-mawar.xlsx"))
    assert "tidak ada yang berubah" in capsys.readouterr().out


def test_the_command_only_checks_in_a_dry_run(sembungharjo, capsys):
    run(str(DATA / "ksm-mawar.xlsx"), "--create-bkm", "--dry-run")
    assert "tidak ada yang disimpan" in capsys.readouterr().out
    assert (Ksm.objects.count(), Bkm.objects.count()) == (0, 0)


def test_the_command_lists_every_fault_one_a_line_and_stores_nothing(sembungharjo, capsys):
    with pytest.raises(CommandError, match=r"20 kesalahan; tidak ada yang disimpan\."):
        run(str(DATA / "ksm-rusak.xlsx"), "--create-bkm")
    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if line.startswith("galat ")]) == 20
    assert "galat Kehadiran!A13 Nomor anggota 99 tidak ada di sheet Anggota." in lines
    assert (Ksm.objects.count(), Bkm.objects.count()) == (0, 0)


def test_the_command_asks_for_the_bkm_unless_told_to_make_it(sembungharjo, capsys):
    with pytest.raises(CommandError):
        run(str(DATA / "ksm-mawar.xlsx"))
    assert "galat KSM!B5 BKM dengan nama ini belum ada di kelurahan itu." in capsys.readouterr().out


def test_the_command_names_the_user_it_works_for(sembungharjo, sari):
    run(str(DATA / "ksm-mawar.xlsx"), "--create-bkm", "--by", "sari")
    assert WorkbookImport.objects.get().imported_by == sari


@pytest.mark.parametrize("args", [["tidak-ada.xlsx"], [str(DATA / "ksm-mawar.xlsx"), "--by", "entah"]])
def test_the_command_refuses_what_is_not_there(sembungharjo, args):
    with pytest.raises(CommandError, match="tidak ada"):
        run(*args)


def test_loans_keep_their_own_numbers_and_terms(melur):
    loan = Loan.objects.get(ksm=melur, number="P-03")
    assert (loan.rate_percent, loan.method, loan.rounding_step) == (1, "DECLINING", 500)
    assert Saving.objects.filter(ksm=melur, kind="SUKARELA").count() == 2


def test_a_workbook_whose_kelurahan_cannot_be_read_is_no_group_of_that_name_anywhere(melur):
    member = melur.members.exclude(nik_hash="").first()
    nowhere = GroupFacts(code=melur.code, bkm=melur.bkm.name)
    around = surroundings(today=TODAY, may_create_bkm=True)
    assert around.niks_elsewhere(nowhere, frozenset({member.nik})) == {member.nik}
