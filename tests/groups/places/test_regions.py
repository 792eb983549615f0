import pytest

from groups.models import Region
from groups.places.regions import search_regions
from tests.support.factories import make_region

URL = "/wilayah/cari/"


@pytest.fixture
def places(db):
    make_region("33.74.05.1001")
    make_region("33.74.05.1002")
    make_region("12.71.01.1001")


def names(text, *levels):
    return [region.full_name for region in search_regions(text, levels=levels)]


def test_it_finds_a_kelurahan_with_its_kecamatan_and_kota_by_the_beginning_of_its_name(places):
    assert names("sembung") == ["Kel. Sembungharjo, Kec. Genuk, Kota Semarang, Jawa Tengah"]


def test_it_takes_several_words_and_codes(places):
    assert names("karang semarang", 4) == ["Kel. Karangroto, Kec. Genuk, Kota Semarang, Jawa Tengah"]
    assert [region.code for region in search_regions("33.74.05.1")] == ["33.74.05.1001", "33.74.05.1002"]


def test_it_puts_the_region_of_that_name_before_those_below_it(places):
    assert [region.code for region in search_regions("genuk")] == [
        "33.74.05",
        "33.74.05.1002",
        "33.74.05.1001",
    ]


@pytest.mark.parametrize("text", ["", "  ", "se", "%%%", "'; --", "___", "x" * 10_000, "🌾🌾🌾"])
def test_it_finds_nothing_for_next_to_nothing(places, text):
    assert names(text) == []


def test_it_answers_with_buttons_of_the_asked_levels(as_user, places, sari):
    response = as_user(sari).get(URL, {"isian": "kelurahan", "kelurahan_cari": "genuk", "tingkat": "4"})
    assert [pick["value"] for pick in response.context["picks"]] == ["33.74.05.1002", "33.74.05.1001"]
    assert 'name="kelurahan" value="33.74.05.1001"' in response.content.decode()
    assert "<html" not in response.content.decode()


def test_it_refuses_field_names_that_are_none(as_user, places, sari):
    for name in ("", '"><script>', "a" * 100):
        assert as_user(sari).get(URL, {"isian": name}).status_code == 400


def test_it_ignores_unknown_levels_and_null_characters(as_user, places, sari):
    sent = {"isian": "region", "region_cari": "gen\x00uk", "tingkat": "9-x-3"}
    response = as_user(sari).get(URL, sent)
    assert [pick["value"] for pick in response.context["picks"]] == ["33.74.05"]


def test_it_asks_the_anonymous_to_log_in(client, places):
    assert client.get(URL).status_code == 302
    assert Region.objects.count() == 9
