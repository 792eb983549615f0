"""The workbook of a group: who may have it, and what becomes of one that somebody changed."""

import io
import json

import pytest
from openpyxl import load_workbook

from assessment.exporting import whole_workbook
from groups.models import Export, NikDisclosure
from meetings.importing.storing import ImportRefusedError, surroundings
from meetings.refusals import MeetingError
from meetings.workbook.checking import check_workbook
from meetings.workbook.continuation import BROKEN, seal_of
from tests.meetings.exporting.test_round_trip import bring_in, move_away
from tests.support.factories import make_ksm, make_member, make_unit_staff
from tests.support.histories import OPERATIONS, new_life
from tests.support.workbooks import TODAY


@pytest.fixture
def life(db):
    """A group of three meetings that were recorded in the product."""
    life = new_life()
    for _ in range(3):
        life.play("meet", OPERATIONS["meet"], 0, 0)
    return life


def edited(data: bytes, edit) -> bytes:
    book, file = load_workbook(io.BytesIO(data)), io.BytesIO()
    edit(book)
    book.save(file)
    return file.getvalue()


def sealed_anew(data: bytes, edit) -> bytes:
    """Changed by somebody who also knows how to seal it."""
    changed = edited(data, edit)
    content = check_workbook(changed, surroundings(today=TODAY, may_create_bkm=True)).content
    rows = {}
    for sheet in load_workbook(io.BytesIO(changed)):
        if sheet.title.startswith("Lanjutan "):
            headings, *lines = sheet.iter_rows(values_only=True)
            values = [[json.loads(one) if isinstance(one, str) else one for one in line] for line in lines]
            rows[sheet.title[9:]] = [dict(zip(headings, line, strict=True)) for line in values]
    seal = json.dumps(seal_of(content.fingerprint, rows))
    return edited(changed, lambda book: book["Lanjutan"].__setitem__("A2", seal))


def set_cell(sheet: str, heading: str, value, row: int = 2):
    def edit(book):
        column = next(cell.column for cell in book[sheet][1] if cell.value == heading)
        book[sheet].cell(row, column).value = value

    return edit


def test_it_is_for_who_may_see_whole_nik_and_each_is_logged(as_user, sari, mawar):
    member = make_member(mawar, nik="3374011505800001")
    url = f"/ksm/{mawar.pk}/buku-kerja.xlsx"
    assert as_user(make_unit_staff("joko2", mawar.bkm)).get(url).status_code == 403
    assert Export.objects.count() == 0
    response = as_user(sari).get(url)
    assert response["Content-Disposition"].startswith('attachment; filename="Buku kerja KSM Mawar ')
    assert load_workbook(io.BytesIO(response.content))["Anggota"]["C2"].value == "3374011505800001"
    assert Export.objects.get().title == NikDisclosure.objects.get().paper == "Buku kerja KSM Mawar"
    assert NikDisclosure.objects.get().members == [member.pk]


def test_a_group_that_has_not_begun_has_none(as_user, sari, mawar):
    forming = make_ksm(mawar.bkm, started=None)
    with pytest.raises(MeetingError, match="Mulai pendampingan dulu"):
        whole_workbook(forming, TODAY)
    assert as_user(sari).get(f"/ksm/{forming.pk}/buku-kerja.xlsx").url == f"/ksm/{forming.pk}/buku/"


@pytest.mark.parametrize(
    "edit",
    [
        set_cell("Lanjutan baris jurnal", "amount", 1),
        set_cell("Tabungan", "Jenis", "Sukarela"),
        set_cell("Lanjutan jurnal", "memo", "tanpa petik"),
        lambda book: book.remove(book["Lanjutan tabungan"]),
    ],
)
def test_a_file_that_was_changed_is_refused(life, edit):
    data = edited(whole_workbook(life.ksm, TODAY), edit)
    move_away(life.ksm)
    checked = check_workbook(data, surroundings(today=TODAY, may_create_bkm=True))
    assert BROKEN in {fault.text for fault in checked.galat}


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (set_cell("Lanjutan tabungan", "amount", 999_999), "tidak cocok satu sama lain"),
        (set_cell("Lanjutan jurnal", "kind", '"APA"'), "APA"),
        (set_cell("Lanjutan jurnal", "date", '"kemarin"'), "date"),
        (set_cell("Lanjutan baris jurnal", "entry", 99), "entry"),
        (set_cell("Lanjutan baris jurnal", "debit", '"9999"'), "debit"),
        (set_cell("Lanjutan baris jurnal", "amount", -5), "0"),
        (set_cell("Lanjutan jurnal", "reverses", 7), "sesudah"),
    ],
)
def test_rows_that_cannot_be_are_refused_whole(life, edit, sentence):
    data = sealed_anew(whole_workbook(life.ksm, TODAY), edit)
    move_away(life.ksm)
    with pytest.raises((ImportRefusedError, MeetingError), match=sentence):
        bring_in(data)
    assert life.ksm.bkm.ksms.count() == 1


def test_without_its_continuation_it_is_read_as_people_fill_it_in(life):
    def drop(book):
        for title in [one for one in book.sheetnames if one.startswith("Lanjutan")]:
            book.remove(book[title])

    data = edited(whole_workbook(life.ksm, TODAY), drop)
    move_away(life.ksm)
    again = bring_in(data)
    assert again.meetings.filter(imported=True).count() == 3
    assert again.savings.count() == life.ksm.savings.filter(direction="IN").count()
