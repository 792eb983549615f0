"""Lists of members out of a spreadsheet: new, changed, refused; mended and sent again."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from groups.models import Export, Member
from tests.support.factories import make_ksm, make_member, make_unit_staff, make_volunteer

HEADINGS = ("No", "Nama", "NIK", "L/P", "RT", "PS-2", "Tanggal masuk")
NIK = "3374011505800001"
JOINED = datetime.datetime(2025, 6, 2)  # noqa: DTZ001 -- a day as spreadsheets hold it


def file_of(*rows, headings=HEADINGS):
    book, file = Workbook(), io.BytesIO()
    for row in (headings, *rows):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


OF_AREA = ("KSM", "No", "Nama", "NIK", "PS-2", "Prioritas")


def send(client, ksm, data, slug="anggota"):
    file = SimpleUploadedFile("daftar.xlsx", data)
    return client.post(f"/ksm/{ksm.pk}/daftar/{slug}/", {"file": file})


def follow(client, ksm, preview, where, slug="anggota"):
    return client.post(f"/ksm/{ksm.pk}/daftar/{slug}/{where}/", {"token": preview.context["token"]})


def states(preview):
    return [(row.name, str(row.state)) for row in preview.context["taken"].rows]


def lines(content, title):
    return [list(row) for row in load_workbook(io.BytesIO(content))[title].iter_rows(values_only=True)]


@pytest.fixture
def siti(mawar):
    return make_member(mawar, name="Siti Aminah", nik=NIK, rt="003", joined_on=datetime.date(2025, 6, 2))


def test_it_tells_new_changed_same_and_refused_and_stores_nothing(as_user, sari, mawar, siti):
    data = file_of(
        (None, "Wati", None, "P", "7", "Ya", "2 Juni 2025"),
        (1, "Siti Aminah", None, None, "004", None, None),
        (None, "Siti Aminah", NIK, "P", "003", None, JOINED),
        (None, "Rahma", 3374011505800002, "X", "001", None, "31/02/2025"),
        (None, "Yanti", None, None, None, None, None),
    )
    preview = send(as_user(sari), mawar, data)
    assert states(preview) == [
        ("Wati", "NEW"),
        ("Siti Aminah", "CHANGED"),
        ("Siti Aminah", "CHANGED"),
        ("Rahma", "REFUSED"),
        ("Yanti", "REFUSED"),
    ]
    rows = preview.context["taken"].rows
    assert rows[1].changes == [("RT", "003", "004")]
    assert sorted(rows[3].reasons) == ["joined", "nik", "sex"]
    assert rows[4].reasons == {"sex": "L/P wajib diisi untuk anggota baru."}
    assert mawar.members.count() == 1
    siti.refresh_from_db()
    assert siti.rt == "003"


def test_it_stores_what_nothing_stands_against_and_hands_the_rest_back(as_user, sari, mawar, siti):
    client = as_user(sari)
    data = file_of(
        (None, "Wati", None, "P", "007", "Ya", JOINED),
        (None, "Rahma", "337401", "P", "0012", None, JOINED),
        (None, "Yanti", None, "P", "001", None, "01/06/2099"),
    )
    preview = send(client, mawar, data)
    sheet = lines(follow(client, mawar, preview, "ditolak").content, "Anggota")
    left = Export.objects.get()
    assert (left.title, left.rows, left.ksm) == ("Daftar anggota yang ditolak KSM Mawar", 2, mawar)
    assert follow(client, mawar, preview, "simpan").url == f"/ksm/{mawar.pk}/anggota/"
    wati = mawar.members.get(name="Wati")
    assert (wati.number, wati.rt, wati.ps2, wati.joined_on) == (2, "007", "YA", datetime.date(2025, 6, 2))
    assert mawar.members.count() == 2
    told = [dict(zip(sheet[0], row, strict=True)) for row in sheet[1:]]
    assert [(row["Nama"], row["NIK"], row["RT"], row["Tanggal masuk"]) for row in told] == [
        ("Rahma", "337401", "0012", JOINED),
        ("Yanti", None, "001", "01/06/2099"),
    ]
    assert told[0]["Sebab NIK"] == "NIK harus 16 angka; yang ditulis 6 angka."
    assert "Sebab RT" in told[0]
    assert told[0]["Sebab Tanggal masuk"] is None
    assert "Tanggal masuk tidak boleh" in told[1]["Sebab Tanggal masuk"]


def test_the_refused_rows_are_mended_and_sent_again(as_user, sari, mawar):
    client = as_user(sari)
    preview = send(client, mawar, file_of((None, "Rahma", "337401", "P", "007", None, JOINED)))
    content = follow(client, mawar, preview, "ditolak").content
    book, mended = load_workbook(io.BytesIO(content)), io.BytesIO()
    column = next(cell.column for cell in book["Anggota"][1] if cell.value == "NIK")
    book["Anggota"].cell(2, column).value = NIK
    book.save(mended)
    again = send(client, mawar, mended.getvalue())
    assert states(again) == [("Rahma", "NEW")]
    follow(client, mawar, again, "simpan")
    rahma = mawar.members.get()
    assert (rahma.nik, rahma.rt, rahma.joined_on) == (NIK, "007", datetime.date(2025, 6, 2))
    assert states(send(client, mawar, mended.getvalue())) == [("Rahma", "SAME")]


def test_ps2_is_matched_by_number_nik_or_name_and_changes_nothing_else(as_user, sari, mawar, siti):
    make_member(mawar, name="Wati")
    make_member(mawar, name="Wati")
    data = file_of(
        (None, "siti  aminah", None, "Ya", 1),
        (2, "Wati", None, "Tidak", None),
        (None, "Wati", None, "Ya", 2),
        (3, "Orang lain", None, "Ya", 2),
        (None, "Tidak dikenal", None, "Ya", 9),
        headings=("No", "Nama", "NIK", "PS-2", "Prioritas"),
    )
    client = as_user(sari)
    preview = send(client, mawar, data, "ps2")
    assert [state for _, state in states(preview)] == ["CHANGED", "CHANGED", "REFUSED", "REFUSED", "REFUSED"]
    follow(client, mawar, preview, "simpan", "ps2")
    stored = list(mawar.members.order_by("number").values_list("name", "ps2", "ps2_priority"))
    assert stored == [("Siti Aminah", "YA", 1), ("Wati", "TIDAK", None), ("Wati", "", None)]


def test_a_volunteer_adds_and_changes_nobody(as_user, mawar, siti):
    tini = make_volunteer("tini2", mawar)
    client = as_user(tini)
    data = file_of((None, "Wati", None, "P", "007", None, JOINED), (1, "Siti", None, "P", "003", None, None))
    preview = send(client, mawar, data)
    assert [state for _, state in states(preview)] == ["NEW", "REFUSED"]
    assert client.get(f"/ksm/{mawar.pk}/daftar/ps2/").status_code == 403
    assert client.get(f"/ksm/{mawar.pk}/daftar/lain/").status_code == 404
    joko = as_user(make_unit_staff("j2", mawar.bkm))
    assert joko.get(f"/ksm/{mawar.pk}/daftar/anggota/").status_code == 403


def test_the_template_knows_the_places_that_its_reader_sees(as_user, sari, mawar, siti):
    make_member(make_ksm(mawar.bkm), rt="009", occupation="Penjahit")
    url = f"/ksm/{mawar.pk}/daftar"
    book = load_workbook(io.BytesIO(as_user(sari).get(f"{url}/anggota/templat.xlsx").content))
    choices = {
        column[0].value: [cell.value for cell in column[1:] if cell.value]
        for column in book["Pilihan"].columns
    }
    assert choices["L/P"] == ["L", "P"]
    assert choices["RT"] == ["003", "009"]
    assert choices["Pekerjaan"] == ["Penjahit"]
    assert len(book["Anggota"].data_validations.dataValidation) == len(choices)
    own = load_workbook(
        io.BytesIO(as_user(make_volunteer("t3", mawar)).get(f"{url}/anggota/templat.xlsx").content)
    )
    told = [cell.value for column in own["Pilihan"].columns for cell in column]
    assert "003" in told
    assert "009" not in told
    ps2 = lines(as_user(sari).get(f"{url}/ps2/templat.xlsx").content, "PS-2")
    assert ps2[:2] == [["No", "Nama", "NIK", "PS-2", "Prioritas"], [1, "Siti Aminah", None, None, None]]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"bukan berkas", "tidak dapat dibaca"),
        (file_of(headings=("Apa", "Saja")), "Mulai dari templatnya"),
        (file_of(), "masih kosong"),
    ],
)
def test_a_file_without_a_list_is_told_so_beside_the_field(as_user, sari, mawar, data, sentence):
    page = send(as_user(sari), mawar, data)
    assert sentence in str(page.context["form"].errors["file"])
    assert Member.objects.count() == 0


def test_an_old_preview_is_sent_anew(as_user, sari, mawar):
    client = as_user(sari)
    for where in ("simpan", "ditolak"):
        answer = client.post(f"/ksm/{mawar.pk}/daftar/anggota/{where}/", {"token": "lama"})
        assert answer.url == f"/ksm/{mawar.pk}/daftar/anggota/"


def test_a_file_of_a_whole_kelurahan_goes_to_each_of_its_groups(as_user, sari, budi, mawar, siti, bkm):
    melati = make_ksm(bkm, name="KSM Melati", code="MLT")
    make_ksm(bkm, name="KSM Melati", code="MLT2")
    wati = make_member(melati, name="Wati")
    client, path = as_user(sari), f"/bkm/{bkm.pk}/daftar-ps2/"
    heads, *rows = lines(client.get(f"{path}templat.xlsx").content, "PS-2")
    assert (heads, len(rows)) == ([*OF_AREA], 2)
    assert sorted(row[0] for row in rows) == ["MLT", mawar.code]
    stranger = budi.postings.get().region.bkms.get().ksms.get()
    data = file_of(
        ("ksm mawar", 1, "Siti Aminah", None, "Ya", 2),
        ("MLT", None, "Wati", None, "Ya", None),
        ("KSM Melati", None, "Wati", None, "Ya", None),
        (stranger.name, 1, "Siti Aminah", None, "Ya", None),
        (None, 1, "Siti Aminah", None, "Ya", None),
        headings=OF_AREA,
    )
    preview = client.post(path, {"file": SimpleUploadedFile("ps2.xlsx", data)})
    taken = preview.context["taken"].rows
    assert [(row.group, str(row.state)) for row in taken] == [
        ("KSM Mawar", "CHANGED"),
        ("KSM Melati", "CHANGED"),
        ("", "REFUSED"),
        ("", "REFUSED"),
        ("", "REFUSED"),
    ]
    assert "Beberapa KSM bernama sama" in taken[2].reasons["ksm"]
    assert "Tidak ada KSM" in taken[3].reasons["ksm"]
    assert Member.objects.filter(ps2="YA").count() == 0
    token = {"token": preview.context["token"]}
    refused = lines(client.post(f"{path}ditolak/", token).content, "PS-2")
    left = Export.objects.latest("pk")
    assert (left.address, left.rows, left.bkm) == (f"{path}ditolak/", 3, mawar.bkm)
    assert (refused[0][:2], len(refused)) == (["KSM", "Sebab KSM"], 4)
    told = client.post(f"{path}simpan/", token, follow=True).text
    assert "2 anggota berubah, 0 sama, 3 baris ditolak." in told
    siti.refresh_from_db()
    wati.refresh_from_db()
    assert [(one.ps2, one.ps2_priority) for one in (siti, wati)] == [("YA", 2), ("YA", None)]
    assert as_user(budi).get(path).status_code == 404


def test_a_template_sent_back_changes_nothing_and_its_refused_row_is_mended_in_place(
    as_user, sari, siti, bkm
):
    client, path = as_user(sari), f"/bkm/{bkm.pk}/daftar-ps2/"
    content = client.get(f"{path}templat.xlsx").content

    def sent(data, **cells):
        book, file = load_workbook(io.BytesIO(data)), io.BytesIO()
        for heading, value in cells.items():
            column = next(cell.column for cell in book["PS-2"][1] if cell.value == heading.replace("_", "-"))
            book["PS-2"].cell(2, column).value = value
        book.save(file)
        return client.post(path, {"file": SimpleUploadedFile("ps2.xlsx", file.getvalue())})

    assert states(sent(content)) == [("Siti Aminah", "SAME")]
    preview = sent(content, PS_2="Ya", Prioritas=7)
    assert "Pratinjau daftar PS-2" in preview.text
    refused = client.post(f"{path}ditolak/", {"token": preview.context["token"]}).content
    rules = load_workbook(io.BytesIO(refused))["PS-2"].data_validations.dataValidation
    offered = {lines(refused, "PS-2")[0]["ABCDEFGH".index(str(rule.sqref)[0])] for rule in rules}
    assert offered == {"PS-2", "Prioritas"}
    [row] = sent(refused, Prioritas=2).context["taken"].rows
    assert row.changes == [("PS-2", "–", "Ya"), ("Prioritas", "–", "2")]


def test_groups_are_locked_in_one_order_whatever_the_order_of_the_rows(as_user, sari, mawar, siti, bkm):
    """Somebody who moves between the same two waits, and nobody waits for each other."""
    anggrek = make_ksm(bkm, name="KSM Anggrek")
    make_member(anggrek, name="Wati")
    data = file_of(
        ("KSM Anggrek", None, "Wati", None, "Ya", None),
        ("KSM Mawar", None, "Siti Aminah", None, "Ya", None),
        headings=OF_AREA,
    )
    with CaptureQueriesContext(connection) as captured:
        as_user(sari).post(f"/bkm/{bkm.pk}/daftar-ps2/", {"file": SimpleUploadedFile("ps2.xlsx", data)})
    locks = [one["sql"] for one in captured if one["sql"].startswith('UPDATE "groups_ksm"')]
    assert [sql.rsplit(" = ", 1)[1] for sql in locks][:2] == [str(mawar.pk), str(anggrek.pk)]


def test_that_a_template_left_which_names_members_is_written_down(as_user, sari, mawar, siti, bkm):
    client = as_user(sari)
    client.get(f"/ksm/{mawar.pk}/daftar/anggota/templat.xlsx")
    assert Export.objects.get().rows is None  # it names nobody
    client.get(f"/ksm/{mawar.pk}/daftar/ps2/templat.xlsx")
    client.get(f"/bkm/{bkm.pk}/daftar-ps2/templat.xlsx")
    assert [(one.ksm, one.bkm, one.rows) for one in Export.objects.order_by("pk")[1:]] == [
        (mawar, bkm, 1),
        (None, bkm, 1),
    ]
    seen = client.get(f"/ksm/{mawar.pk}/anggota/{siti.pk}/berkas/").context["looks"]
    assert len([look for look in seen if "PS-2" in look.what]) == 2
