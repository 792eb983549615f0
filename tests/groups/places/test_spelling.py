"""Names of the official list written out, on new installs and on those that have the old spelling."""

import re
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from groups.models import Region
from groups.places.spelling import CAPITALS, SHORT_WORDS, spelled_city, spelled_village
from tests.support.regions import official_regions

SHORTENED = re.compile(rf"\b({'|'.join({*SHORT_WORDS, 'Kab', 'Adm'} - {'Sei'})})\.", re.IGNORECASE)


@pytest.mark.parametrize(
    ("listed", "spelled"),
    [
        ("KAB TIMOR TENGAH SELATAN", "Kabupaten Timor Tengah Selatan"),
        ("KAB. ADM. KEP. SERIBU", "Kabupaten Administrasi Kepulauan Seribu"),
        ("KAB. KEP. SIAU TAGULANDANGBIARO", "Kabupaten Kepulauan Siau Tagulandang Biaro"),
        ("KAB. OGAN KOMERING ULUTIMUR", "Kabupaten Ogan Komering Ulu Timur"),
        ("DKI JAKARTA", "DKI Jakarta"),
    ],
)
def test_it_writes_out_cities(listed, spelled):
    assert spelled_city(listed) == spelled
    assert spelled_city(spelled) == spelled


@pytest.mark.parametrize(
    ("listed", "spelled"),
    [
        ("Kep. Masaloka Raya", "Kepulauan Masaloka Raya"),
        ("Gn. Bintang Awai", "Gunung Bintang Awai"),
        ("Tgk.Dibanda Pirak", "Teungku Dibanda Pirak"),
        ("BTS. Ulu", "Bulang Tengah Suku Ulu"),
        ("Lambang Sari I, II", "Lambang Sari I, II"),
        ("UPT. Paya Kumer", "UPT. Paya Kumer"),
    ],
)
def test_it_writes_out_villages_and_leaves_acronyms(listed, spelled):
    assert spelled_village(listed) == spelled
    assert spelled_village(spelled) == spelled


def test_no_region_of_the_list_has_a_shortened_word_left():
    regions = official_regions().values()
    assert [region.name for region in regions if SHORTENED.search(region.name)] == []
    cities = [region.name for region in regions if region.level <= Region.Level.CITY]
    assert [name for name in cities if "." in name or {*CAPITALS} & set(name.split()) - {"DKI"}] == []


@pytest.mark.django_db
def test_an_older_install_is_spelled_anew_with_all_that_stands_below():
    old = [
        ("53", "Nusa Tenggara Timur", None, "Nusa Tenggara Timur"),
        ("53.02", "Kab Timor Tengah Selatan", "53", "Kab Timor Tengah Selatan, Nusa Tenggara Timur"),
        ("53.02.01", "Kota Soe", "53.02", "Kec. Kota Soe, Kab Timor Tengah Selatan, Nusa Tenggara Timur"),
    ]
    Region.objects.bulk_create(
        Region(code=code, name=name, parent_id=above, full_name=full, level=code.count(".") + 1)
        for code, name, above, full in old
    )
    migration = import_module("groups.migrations.0024_regions_found")
    migration.write_out(apps, SimpleNamespace(connection=connection))
    soe = Region.objects.get(pk="53.02.01")
    assert soe.full_name == "Kec. Kota Soe, Kabupaten Timor Tengah Selatan, Nusa Tenggara Timur"
    assert soe.search_key == "kotasoe|timortengahselatan|nusatenggaratimur|"
