"""Members written down in one table: saved whole or not at all, every fault beside its cell."""

import datetime

import pytest
from django.contrib.messages import get_messages

from groups.forms.roster import MAX_ROWS, NOBODY, NOTHING_PASTED, ROWS, TOO_MANY
from groups.members.pasting import rows_of_paste
from groups.members.roster import Newcomer, enrol_roster
from ksm.keys import keyed_hash
from tests.support.factories import NAMES, make_member

NIK = "9999015203850001"
JUNE = datetime.date(2025, 6, 2)
ONE = "Keduanya dikaitkan sebagai satu orang."
HEAD = {"joined_on": "2025-06-02", "rows": "12", "then": "list"}


@pytest.fixture
def address(mawar):
    return f"/ksm/{mawar.pk}/anggota/tabel/"


def row(number, name, sex="P", **more):
    cells = {"name": name, "sex": sex, "nik": "", "ps2": "", "joined_on": ""} | more
    return {f"r{number}-{cell}": value for cell, value in cells.items()}


def roster_of(answer):
    return answer.context["roster"]


def test_it_enrols_all_rows_in_their_order(as_user, sari, mawar, address):
    make_member(mawar, name="Yang pertama")
    sent = HEAD | row(0, "Siti", nik=NIK, ps2="YA") | row(2, "Wayan", "L", joined_on="2025-06-09")
    answer = as_user(sari).post(address, sent)
    assert answer.url == f"/ksm/{mawar.pk}/anggota/"
    siti, wayan = mawar.members.order_by("number")[1:]
    assert (siti.number, siti.name, siti.sex, siti.ps2, siti.joined_on) == (2, "Siti", "P", "YA", JUNE)
    assert (siti.nik, siti.nik_hash) == (NIK, keyed_hash(NIK))
    assert (wayan.number, wayan.sex, wayan.joined_on) == (3, "L", datetime.date(2025, 6, 9))
    assert wayan.history.get().history_user == sari
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert told == ["2 anggota tercatat, mulai nomor 2.", "NIK belum diisi, boleh menyusul: Wayan."]


def test_it_saves_and_shows_an_empty_table_again(as_user, sari, mawar, address):
    answer = as_user(sari).post(address, HEAD | row(0, "Siti") | {"then": "again"}, follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert (len(roster_of(answer).rows), roster_of(answer).filled) == (ROWS, [])


@pytest.mark.parametrize(
    ("bad", "cell", "sentence"),
    [
        ({"r1-name": ""}, "name", "Wajib diisi."),
        ({"r1-sex": ""}, "sex", "Pilih salah satu dari daftar."),
        ({"r1-sex": "banci"}, "sex", "Tertulis “banci”. Pilih salah satu."),
        ({"r1-ps2": "entah"}, "ps2", "Tertulis “entah”. Pilih salah satu."),
        ({"r1-nik": "123"}, "nik", "NIK harus 16 angka; yang ditulis 3 angka."),
        ({"r1-nik": NIK}, "nik", "NIK ini sudah dipakai Siti dalam tabel ini."),
        ({"r1-nik": "9999015203850002"}, "nik", "NIK ini sudah dipakai anggota nomor 1, Sumarni."),
        (
            {"r1-joined_on": "06/21/2025"},
            "joined_on",
            "Bulan tidak lebih dari 12; hari ditulis sebelum bulan, misalnya 21/06/2025.",
        ),
        ({"r1-joined_on": "2199-01-01"}, "joined_on", "Tanggal masuk tidak boleh sesudah hari ini."),
    ],
)
def test_one_bad_cell_saves_nobody_and_keeps_what_was_typed(
    as_user, sari, mawar, address, bad, cell, sentence
):
    make_member(mawar, name="Sumarni", nik="9999015203850002")
    answer = as_user(sari).post(address, HEAD | row(0, "Siti", nik=NIK) | row(1, "Wayan") | bad)
    assert mawar.members.count() == 1
    first, second = roster_of(answer).rows[:2]
    assert first.errors == {}
    assert second.errors[cell] == [sentence]
    assert (first["name"].value(), first["nik"].value()) == ("Siti", NIK)
    assert second[cell].value() == bad[f"r1-{cell}"]
    assert second.errors[cell][0] in answer.content.decode()


def test_all_faults_come_in_one_round(as_user, sari, mawar, address):
    sent = HEAD | row(0, "Siti", "") | row(1, "", "P") | row(2, "Wayan", nik="1")
    rows = roster_of(as_user(sari).post(address, sent)).rows
    assert [sorted(one.errors) for one in rows[:4]] == [["sex"], ["name"], ["nik"], []]


def test_it_shows_a_date_that_no_browser_can_read(as_user, sari, address):
    answer = as_user(sari).post(address, HEAD | row(0, "Siti", joined_on="kemarin"))
    assert 'value="kemarin"' in answer.content.decode()
    assert 'type="text" name="r0-joined_on"' in answer.content.decode()


def test_an_empty_table_says_so(as_user, sari, mawar, address):
    answer = as_user(sari).post(address, HEAD)
    assert roster_of(answer).form.non_field_errors() == [NOBODY]
    assert not mawar.members.exists()


def test_it_asks_to_look_at_who_seems_to_be_there_already(as_user, sari, mawar, address):
    make_member(mawar, name="Siti  Aminah")
    make_member(mawar, name="Wayan", nik=NIK, left_on=datetime.date(2025, 7, 1))
    sent = HEAD | row(0, "siti aminah") | row(1, "I Wayan", nik=NIK) | row(2, "Sum") | row(3, "Sum")
    client = as_user(sari)
    doubts = roster_of(client.post(address, sent)).doubts
    assert doubts == [
        "Nama siti aminah sama dengan anggota nomor 1, Siti  Aminah.",
        f"NIK I Wayan sama dengan anggota nomor 2, Wayan, keluar 01-07-2025. {ONE}",
        "Nama Sum sama dengan baris lain dalam tabel ini.",
    ]
    assert mawar.members.count() == 2
    client.post(address, sent | {"sure": "on"})
    assert mawar.members.count() == 6


def test_more_rows_without_scripts_keep_what_was_typed_and_complain_of_nothing(as_user, sari, mawar, address):
    answer = as_user(sari).post(
        address, HEAD | row(11, "", "P") | {"then": "rows", "joined_on": "2025-06-09"}
    )
    roster = roster_of(answer)
    assert (len(roster.rows), roster.rows[11]["sex"].value()) == (18, "P")
    assert [one.errors for one in roster.rows] == [{}] * 18
    assert roster.form["joined_on"].value() == "2025-06-09"
    assert not mawar.members.exists()


def test_a_paste_fills_the_rows_that_are_empty(as_user, sari, mawar, address):
    text = "1\tSiti\tPerempuan\t" + NIK + "\tYa\t2 Juni 2025\n2\tWayan\tlk\t\t-\t\n\n3\tBere\tX"
    client = as_user(sari)
    roster = roster_of(client.post(address, HEAD | row(0, "Sumarni") | {"then": "paste", "paste": text}))
    cells = [[one[name].value() for name in one.fields] for one in roster.rows[:5]]
    assert cells == [
        ["Sumarni", "P", "", "", ""],
        ["Siti", "P", NIK, "YA", "2025-06-02"],
        ["Wayan", "L", "", "", ""],
        ["Bere", "X", "", "", ""],
        ["", "", "", "", ""],
    ]
    assert roster.rows[3].errors == {"sex": ["Tertulis “X”. Pilih salah satu."]}
    assert not mawar.members.exists()


def test_a_paste_too_long_or_empty_is_told(as_user, sari, address):
    client = as_user(sari)
    text = "\n".join(f"Orang {number}\tP" for number in range(MAX_ROWS + 1))
    roster = roster_of(client.post(address, HEAD | {"then": "paste", "paste": text}))
    assert (len(roster.filled), roster.notice) == (MAX_ROWS, TOO_MANY)
    assert roster_of(client.post(address, HEAD | {"then": "paste", "paste": " "})).notice == NOTHING_PASTED


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Siti;P", [("Siti", "P", "", "", "")]),
        ("NIK\tNama lengkap\tL/P\n" + NIK + "\tSiti\tp", [("Siti", "P", NIK, "", "")]),
        ("Siti\nWayan", [("Siti", "", "", "", ""), ("Wayan", "", "", "", "")]),
        ("1.\tSiti\n2.\tWayan", [("Siti", "", "", "", ""), ("Wayan", "", "", "", "")]),
        ("", []),
    ],
)
def test_it_reads_what_spreadsheets_copy(text, rows):
    assert [tuple(row.values()) for row in rows_of_paste(text)] == rows


@pytest.mark.parametrize("count", [3, 30])
def test_the_statements_do_not_grow_with_the_rows(mawar, sari, django_assert_num_queries, count):
    newcomers = [Newcomer(f"{NAMES[0]} {number}", "P", JUNE) for number in range(count)]
    with django_assert_num_queries(10):
        enrol_roster(ksm=mawar, newcomers=newcomers, today=JUNE, by=sari)


def test_it_refuses_days_of_closed_sheets(as_user, sari, mawar, address):
    mawar.meetings.create(scheduled_on=JUNE, held_on=JUNE, state="CLOSED", kind="ROUTINE")
    [first] = roster_of(as_user(sari).post(address, HEAD | row(0, "Siti"))).filled
    assert first.errors["joined_on"][0].startswith("Lembar pertemuan 2 Juni 2025 sudah ditutup")


def test_strangers_and_readers_add_nobody(client, as_user, budi, ratna, tini, mawar, address):
    assert client.post(address, HEAD).url == f"/masuk/?next={address}"
    assert as_user(budi).get(address).status_code == 404
    assert as_user(ratna).post(address, HEAD | row(0, "Siti")).status_code == 403
    as_user(tini).post(address, HEAD | row(0, "Siti"))
    assert mawar.members.get().name == "Siti"
