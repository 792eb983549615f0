import datetime

import pytest
from django.core.management import CommandError, call_command

from groups.models import Region
from groups.places.regions import (
    Differences,
    build_regions,
    codes_that_moved,
    load_newer_list,
    load_regions,
)
from tests.support.regions import official_regions

DAY = datetime.date(2026, 7, 1)
LIST = """33,JAWA TENGAH
33.74,KOTA SEMARANG
33.74.05,Genuk
33.74.05.1001,Sembungharjo
33.15,KAB. GROBOGAN
33.15.06,Purwodadi
33.15.06.2013,"Lambang Sari I, II"
"""


# What the packaged list still says of Papua, and what is so today.
OF_OLD = "91,PAPUA\n91.03,KAB. JAYAPURA\n91.24,KAB. NDUGA\n91.24.01,Kenyam\n"
TODAY = "91,Papua\n91.03,Kabupaten Jayapura\n95,Papua Pegunungan\n95.08,Kabupaten Nduga\n"


@pytest.fixture
def short_list(tmp_path):
    path = tmp_path / "base.csv"
    path.write_text(LIST)
    return path


@pytest.fixture
def packaged(tmp_path, monkeypatch):
    """A short list in the place of the packaged one, and four rows of Papua: eleven regions in all."""
    for name, rows in (("packaged", LIST + OF_OLD), ("papua", TODAY)):
        (tmp_path / f"{name}.csv").write_text(rows)
    monkeypatch.setattr("groups.places.regions.list_file", lambda: tmp_path / "packaged.csv")
    monkeypatch.setattr("groups.places.regions.PAPUA", tmp_path / "papua.csv")


@pytest.mark.django_db
def test_it_stores_each_region_below_its_parent_with_a_readable_path(short_list):
    assert load_newer_list(path=short_list, on=DAY) == Differences(new=7)
    kelurahan = Region.objects.get(code="33.74.05.1001")
    assert (kelurahan.level, kelurahan.parent_id) == (Region.Level.KELURAHAN, "33.74.05")
    assert kelurahan.full_name == "Kel. Sembungharjo, Kec. Genuk, Kota Semarang, Jawa Tengah"
    desa = Region.objects.get(code="33.15.06.2013")
    assert desa.full_name == "Desa Lambang Sari I, II, Kec. Purwodadi, Kabupaten Grobogan, Jawa Tengah"


@pytest.mark.django_db
def test_it_adds_nothing_the_second_time(short_list):
    load_newer_list(path=short_list, on=DAY)
    assert not load_newer_list(path=short_list, on=DAY).any
    assert Region.objects.count() == 7


@pytest.mark.django_db
def test_it_completes_what_is_partly_there(short_list):
    Region.objects.create(code="33", name="Jawa Tengah", level=1, full_name="Jawa Tengah")
    assert load_newer_list(path=short_list, on=DAY) == Differences(new=6)


def test_it_refuses_a_list_that_names_a_child_before_its_parent():
    with pytest.raises(KeyError):
        build_regions([("33.74", "KOTA SEMARANG")])


def test_it_understands_every_row_of_the_official_list():
    regions = official_regions()
    assert len(regions) == 91_241
    assert regions["33.74.05.1001"].full_name == "Kel. Sembungharjo, Kec. Genuk, Kota Semarang, Jawa Tengah"
    assert regions["31"].name == "DKI Jakarta"
    assert max(len(region.full_name) for region in regions.values()) <= 300
    assert max(len(region.name) for region in regions.values()) <= 120


@pytest.mark.django_db
def test_the_command_says_what_it_did(packaged, capsys):
    call_command("load_regions")
    call_command("load_regions")
    assert (
        capsys.readouterr().out
        == "Wilayah: 11 ditambahkan.\nWilayah: sudah lengkap (11), tidak ada yang ditambahkan.\n"
    )


def test_the_list_that_comes_along_knows_38_provinces():  # R01
    regions = official_regions().values()
    provinces = {region.code: region.name for region in regions if region.level == Region.Level.PROVINCE}
    assert len(provinces) == 38
    new = ["Papua Selatan", "Papua Tengah", "Papua Pegunungan", "Papua Barat Daya"]
    assert [provinces[code] for code in ("93", "94", "95", "96")] == new


def test_what_went_to_the_new_provinces_went_with_everything_below_it_under_new_numbers():  # R01
    """Of Nabire even the kecamatan have other numbers than before: Uwapa was 91.04.06."""
    regions = official_regions()
    moved = codes_that_moved()
    assert len(moved) == 26
    assert regions["95.08"].full_name == "Kabupaten Nduga, Papua Pegunungan"
    assert (
        regions["93.01.01.1004"].full_name == "Kel. Mandala, Kec. Merauke, Kabupaten Merauke, Papua Selatan"
    )
    assert regions["94.01.04"].full_name == "Kec. Uwapa, Kabupaten Nabire, Papua Tengah"
    assert [code for code in regions if code[:5] in moved] == []


@pytest.mark.parametrize(
    ("province", "cities", "districts", "kelurahan", "desa"),
    [
        ("91", 9, 105, 51, 948),
        ("92", 7, 91, 21, 803),
        ("93", 4, 82, 13, 677),
        ("94", 8, 131, 36, 1172),
        ("95", 8, 252, 10, 2617),
        ("96", 6, 132, 74, 939),
    ],
)
def test_each_province_of_papua_has_as_many_regions_as_the_decree_counts(
    province, cities, districts, kelurahan, desa
):
    """Kepmendagri 300.2.2-2138 of 2025, by its own table."""
    codes = [code for code in official_regions() if code.startswith(province)]
    lowest = [code for code in codes if code.count(".") == 3]
    urban = sum(code.rpartition(".")[2].startswith("1") for code in lowest)
    above = [sum(code.count(".") == level for code in codes) for level in (1, 2)]
    assert (*above, urban, len(lowest) - urban) == (cities, districts, kelurahan, desa)


def region(code, name, **fields):
    parent = code.rpartition(".")[0]
    return Region.objects.create(
        code=code, name=name, full_name=name, level=code.count(".") + 1, parent_id=parent or None, **fields
    )


@pytest.mark.django_db
def test_an_older_system_ends_the_codes_that_went_to_new_provinces(packaged):
    for code, name in (("91", "Papua"), ("91.24", "Nduga"), ("91.24.01", "Kenyam"), ("91.03", "Jayapura")):
        region(code, name)
    assert load_regions(on=DAY) == Differences(new=9, ended=2)
    ended = Region.objects.filter(ended_on=DAY)
    assert list(ended.values_list("code", flat=True)) == ["91.24", "91.24.01"]
    assert not load_regions(on=DAY).any


@pytest.fixture
def newer_list(tmp_path):
    path = tmp_path / "2027.csv"
    path.write_text(
        '\ufeff33,JAWA TENGAH\n33.74,KOTA SEMARANG\n33.74.05,Genuk Baru\n33.74.05.1001,"Sembungharjo Indah"\n'
        "33.74.05.1099,Pecahan\n"
    )
    return path


@pytest.mark.django_db
def test_a_newer_list_is_taken_by_difference(short_list, newer_list):  # R01
    load_newer_list(path=short_list, on=DAY)
    region("12", "Sumatera Utara")
    later = DAY.replace(year=2027)
    assert load_newer_list(path=newer_list, on=later) == Differences(new=1, renamed=2, ended=3)
    named = Region.objects.get(pk="33.74.05.1001")
    assert named.full_name == "Kel. Sembungharjo Indah, Kec. Genuk Baru, Kota Semarang, Jawa Tengah"
    ended = Region.objects.filter(ended_on=later).values_list("code", flat=True)
    assert list(ended) == ["33.15", "33.15.06", "33.15.06.2013"]
    assert Region.objects.get(pk="12").ended_on is None  # the list does not speak of it
    change = named.changes.get()
    assert (change.kind, change.on, change.old_name) == ("RENAMED", later, "Sembungharjo")
    assert load_newer_list(path=short_list, on=later) == Differences(renamed=2, ended=1, returned=3)


@pytest.mark.django_db
def test_a_newer_list_leaves_alone_what_was_added_on_the_page(short_list, newer_list):
    load_newer_list(path=short_list, on=DAY)
    region("33.74.05.1002", "Karangroto", by_hand=True)
    region("33.74.05.1099", "Pecahan", by_hand=True)
    load_newer_list(path=newer_list, on=DAY)
    assert Region.objects.get(pk="33.74.05.1002").ended_on is None
    assert not Region.objects.get(pk="33.74.05.1099").by_hand  # the list has it now


@pytest.mark.django_db
@pytest.mark.parametrize("content", ["", "halo\n", "33.74,KOTA SEMARANG\n", "ab,CD\n", b"\xff\xfe\x00"])
def test_a_file_that_is_no_list_changes_nothing(short_list, tmp_path, content):
    load_newer_list(path=short_list, on=DAY)
    path = tmp_path / "salah.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CommandError, match="Berkas wilayah harus berupa CSV"):
        call_command("load_regions", str(path))
    assert Region.objects.filter(ended_on__isnull=True).count() == 7


@pytest.mark.django_db
def test_the_command_takes_a_newer_list(short_list, newer_list, capsys):
    load_newer_list(path=short_list, on=DAY)
    call_command("load_regions", str(newer_list))
    assert capsys.readouterr().out == "Wilayah: 1 ditambahkan, 2 berganti nama, 3 berakhir.\n"
