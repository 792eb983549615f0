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


TYPED = {
    "33.74.05.1001": ("kelurahan sembungharjo", "Kel. Sembungharjo", "sembung harjo", "SEMBUNG-HARJO, genuk"),
    "53.14.05.2005": ("ba'u", "ba’u", "ba`u", "ba\u02bcu", "bau desa"),
    "73.72": ("parepare", "pare pare", "pare-pare", "kota parepare"),
    "74.72": ("baubau", "bau-bau"),
    "72.04": ("tolitoli", "kabupaten toli-toli", "kab. tolitoli"),
    "34.01": ("kulonprogo", "kulon progo", "kab kulonprogo"),
    "53.02": ("kabupaten timor tengah selatan",),
    "31.01": ("kepulauan seribu",),
}


@pytest.fixture
def strange_names(places):
    named = {
        "73.72": "Kota Pare Pare",
        "74.72": "Kota Bau Bau",
        "72.04": "Kabupaten Toli Toli",
        "34.01": "Kabupaten Kulon Progo",
        "53.02": "Kabupaten Timor Tengah Selatan",
        "31.01": "Kabupaten Administrasi Kepulauan Seribu",
        "53.14.05.2005": "Desa Ba'u",
    }
    for code, name in named.items():
        Region.objects.create(code=code, name=name, level=code.count(".") + 1, full_name=name)


@pytest.mark.parametrize(("code", "typed"), [(code, one) for code, all_ in TYPED.items() for one in all_])
def test_nobody_has_to_know_how_the_list_writes_a_name(strange_names, code, typed):
    assert [region.code for region in search_regions(typed)][:1] == [code]


def test_a_name_that_begins_with_a_number_is_no_code(places):
    Region.objects.create(code="16.71.04.1003", name="26 Ilir", level=4, full_name="Kel. 26 Ilir, Palembang")
    assert names("26 ilir") == ["Kel. 26 Ilir, Palembang"]


def test_the_list_of_bkms_finds_a_place_as_the_pick_list_does(as_user, admin, bkm):
    for typed in ("sembung harjo", "kelurahan sembungharjo"):
        page = as_user(admin).get("/bkm/", {"cari": typed}).context["page"]
        assert list(page) == [bkm], typed
    assert list(as_user(admin).get("/bkm/", {"cari": "karangroto"}).context["page"]) == []
