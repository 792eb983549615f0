import datetime

import pytest

from groups.members.nik import NikError, clean_family_card, clean_nik, doubts

BORN = datetime.date(1985, 3, 12)


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("9999015203850001", "9999015203850001"),
        (" 9999 0152 0385 0001 ", "9999015203850001"),
        ("999901.520385.0001", "9999015203850001"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_it_takes_sixteen_digits_however_they_are_spaced(typed, clean):
    assert clean_nik(typed) == clean


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("999901520385000", "NIK harus 16 angka; yang ditulis 15 angka."),
        ("99990152038500011", "NIK harus 16 angka; yang ditulis 17 angka."),
        ("999901520385000A", "NIK hanya berisi angka."),
        ("٩999015203850001", "NIK hanya berisi angka."),
        (
            "9999013203850001",
            "Angka ke-7 dan ke-8 NIK (tanggal lahir) harus 01-31, atau 41-71 untuk perempuan.",
        ),
        (
            "9999010003850001",
            "Angka ke-7 dan ke-8 NIK (tanggal lahir) harus 01-31, atau 41-71 untuk perempuan.",
        ),
        (
            "9999017203850001",
            "Angka ke-7 dan ke-8 NIK (tanggal lahir) harus 01-31, atau 41-71 untuk perempuan.",
        ),
        ("9999015213850001", "Angka ke-9 dan ke-10 NIK (bulan lahir) harus 01-12."),
        ("9999015200850001", "Angka ke-9 dan ke-10 NIK (bulan lahir) harus 01-12."),
        ("9999015203850000", "Empat angka terakhir NIK tidak mungkin 0000."),
    ],
)
def test_it_refuses_what_cannot_be_a_nik(typed, sentence):
    with pytest.raises(NikError) as error:
        clean_nik(typed)
    assert str(error.value) == sentence


def test_it_has_no_doubt_about_a_nik_that_agrees():
    assert doubts("3374055203850001", birth_date=BORN, sex="P", region_code="33.74.05.1001") == ()
    assert doubts("3374051203850001", birth_date=BORN, sex="L", region_code="33.74.05.1001") == ()


def test_it_only_warns_about_birth_date_sex_and_region():
    assert doubts("1271011203860001", birth_date=BORN, sex="P", region_code="33.74.05.1001") == (
        "Tanggal lahir pada NIK berbeda dengan tanggal lahir yang ditulis.",
        "Jenis kelamin menurut NIK berbeda dengan yang ditulis.",
        "NIK berasal dari kota/kabupaten lain. Wajar bila anggota pernah pindah.",
    )


def test_it_raises_no_region_warning_for_made_up_numbers():
    assert doubts("9999015203850001", birth_date=BORN, sex="P", region_code="33.74.05.1001") == ()


def test_it_doubts_nothing_that_was_not_written():
    assert doubts("") == ()
    assert doubts("3374055203850001") == ()


def test_it_takes_a_family_card_of_sixteen_digits_only():
    assert clean_family_card("3374 0501 0203 0001") == "3374050102030001"
    with pytest.raises(NikError):
        clean_family_card("123")
