import pytest
from django.core.management import call_command

from groups.models import Region
from groups.places.regions import build_regions, list_file, load_regions, read_regions

LIST = """33,JAWA TENGAH
33.74,KOTA SEMARANG
33.74.05,Genuk
33.74.05.1001,Sembungharjo
33.15,KAB. GROBOGAN
33.15.06,Purwodadi
33.15.06.2013,"Lambang Sari I, II"
"""


@pytest.fixture
def short_list(tmp_path):
    path = tmp_path / "base.csv"
    path.write_text(LIST)
    return path


@pytest.mark.django_db
def test_it_stores_each_region_below_its_parent_with_a_readable_path(short_list):
    assert load_regions(path=short_list) == 7
    kelurahan = Region.objects.get(code="33.74.05.1001")
    assert (kelurahan.level, kelurahan.parent_id) == (Region.Level.KELURAHAN, "33.74.05")
    assert kelurahan.full_name == "Kel. Sembungharjo, Kec. Genuk, Kota Semarang, Jawa Tengah"
    desa = Region.objects.get(code="33.15.06.2013")
    assert desa.full_name == "Desa Lambang Sari I, II, Kec. Purwodadi, Kabupaten Grobogan, Jawa Tengah"


@pytest.mark.django_db
def test_it_adds_nothing_the_second_time(short_list):
    load_regions(path=short_list)
    assert load_regions(path=short_list) == 0
    assert Region.objects.count() == 7


@pytest.mark.django_db
def test_it_completes_what_is_partly_there(short_list):
    Region.objects.create(code="33", name="Jawa Tengah", level=1, full_name="Jawa Tengah")
    assert load_regions(path=short_list) == 6


def test_it_refuses_a_list_that_names_a_child_before_its_parent():
    with pytest.raises(KeyError):
        build_regions([("33.74", "KOTA SEMARANG")])


def test_it_understands_every_row_of_the_official_list():
    regions = {region.code: region for region in build_regions(read_regions(list_file()))}
    assert len(regions) == 91_219
    assert regions["33.74.05.1001"].full_name == "Kel. Sembungharjo, Kec. Genuk, Kota Semarang, Jawa Tengah"
    assert regions["31"].name == "DKI Jakarta"
    assert max(len(region.full_name) for region in regions.values()) <= 300
    assert max(len(region.name) for region in regions.values()) <= 120


@pytest.mark.django_db
def test_the_command_says_what_it_did(short_list, monkeypatch, capsys):
    monkeypatch.setattr("groups.places.regions.list_file", lambda: short_list)
    call_command("load_regions")
    call_command("load_regions")
    assert (
        capsys.readouterr().out
        == "Wilayah: 7 ditambahkan.\nWilayah: sudah lengkap (7), tidak ada yang ditambahkan.\n"
    )
