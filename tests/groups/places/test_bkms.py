import pytest

from groups.letterhead import furniture
from groups.models import Bkm, Posting
from tests.support.factories import make_bkm, make_posting, make_region, make_user

URL = "/bkm/"
NOT_RUPIAH = "Tulis jumlah dalam rupiah utuh, misalnya 10000 atau 10.000, tanpa sen."


@pytest.fixture
def facts(db):
    make_region()
    return {
        "name": "BKM Tirta",
        "kelurahan": "33.74.05.1001",
        "units": ["UPK", "UPS"],
        "address": "Jl. Raya 1",
        "sheet": "F4",
        "number_form": "{nomor}/{jenis}/{kode}/{bulan}/{tahun}",
        "receipts_from": "1.000.000",
    }


@pytest.mark.parametrize("path", ["baru/", "cari/?isian=bkm", "{id}/ubah/"])
def test_it_lets_administrators_only_change(client, as_user, sari, ratna, bkm, facts, path):
    address = URL + path.format(id=bkm.pk)
    assert client.get(address).status_code == 302
    for user in (sari, ratna):
        assert as_user(user).get(address).status_code == 403
        assert as_user(user).post(address, facts).status_code in {403, 405}
    assert Bkm.objects.count() == 1


def test_it_shows_the_bkm_to_its_area_and_hides_it_from_strangers(as_user, tini, budi, bkm):
    """BUG-106"""
    assert as_user(tini).get(f"{URL}{bkm.pk}/").status_code == 200
    assert as_user(budi).get(f"{URL}{bkm.pk}/").status_code == 404
    assert [shown.name for shown in as_user(budi).get(URL).context["page"]] == ["BKM Pusat Pasar"]


@pytest.mark.parametrize("number", [1, 3])
def test_it_lists_bkm_in_a_fixed_number_of_queries(as_user, admin, number, django_assert_num_queries):
    for name in range(number):
        make_bkm(f"BKM {name}")
    client = as_user(admin)
    with django_assert_num_queries(8 + 3):  # and the list of what is to be done first
        response = client.get(URL)
    assert len(response.context["page"]) == number


def test_it_makes_a_bkm_with_its_units(as_user, admin, facts):
    as_user(admin).post(f"{URL}baru/", facts)
    made = Bkm.objects.get()
    assert (made.name, made.kelurahan_id) == ("BKM Tirta", "33.74.05.1001")
    assert [unit.kind for unit in made.units.all()] == ["UPK", "UPS"]
    assert made.history.get().history_user == admin
    assert furniture(made, made.today(), ())["paper_size"] == "F4"


def test_it_changes_name_and_units(as_user, admin, bkm, facts):
    as_user(admin).post(f"{URL}{bkm.pk}/ubah/", facts | {"units": ["UPS"]})
    bkm.refresh_from_db()
    assert (bkm.name, [unit.kind for unit in bkm.units.all()]) == ("BKM Tirta", ["UPS"])
    assert bkm.history.count() == 2


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"name": ""}, "name", "Wajib diisi."),
        ({"name": "x" * 10_000}, "name", "Paling banyak 120 huruf; yang ditulis 10000."),
        ({"name": "bkm sembungharjo SEJAHTERA"}, "name", "BKM dengan nama ini sudah ada di kelurahan itu."),
        ({"units": ["UPX"]}, "units", "Pilih salah satu dari daftar."),
        ({"receipts_from": "1.2500"}, "receipts_from", NOT_RUPIAH),
        (
            {"number_form": "{nomor}/{kode}"},
            "number_form",
            "Bentuk nomor harus memuat {jenis} dan {tahun}.",
        ),
        (
            {"number_form": "{nomor}/{jenis}/{kode}/{hari}/{tahun}"},
            "number_form",
            "Bagian {hari} tidak dikenal. Pakai {nomor}, {jenis}, {kode}, {tahun}, {bulan}.",
        ),
        (
            {"number_form": "{nomor}/{jenis}/{kode}/{tahun}/{tahun}"},
            "number_form",
            "Tiap bagian hanya dipakai satu kali.",
        ),
        (
            {"number_form": "{nomor}{jenis}/{kode}/{tahun}"},
            "number_form",
            "Beri tanda pemisah di antara bagian, misalnya garis miring.",
        ),
        (
            {"number_form": "{nomor}/{jenis}/{kode}/{tahun}<b>{0}"},
            "number_form",
            "Bagian {0} tidak dikenal. Pakai {nomor}, {jenis}, {kode}, {tahun}, {bulan}.",
        ),
        (
            {"number_form": "{nomor}/{jenis}/{kode}/{tahun}%"},
            "number_form",
            "Di luar bagian, pakai hanya huruf, angka, spasi, titik, garis miring, dan strip.",
        ),
        (
            {"kelurahan": "33.74"},
            "kelurahan",
            "Ketik namanya, lalu pilih salah satu yang muncul di bawahnya.",
        ),
    ],
)
def test_it_explains_bad_input_and_keeps_it(as_user, admin, bkm, facts, sent, field, sentence):
    response = as_user(admin).post(f"{URL}baru/", facts | sent)
    form = response.context["form"]
    assert form.errors[field] == [sentence]
    assert form["address"].value() == "Jl. Raya 1"
    assert Bkm.objects.count() == 1


def test_it_keeps_a_unit_whose_staff_are_posted(as_user, admin, joko, bkm, facts):
    response = as_user(admin).post(f"{URL}{bkm.pk}/ubah/", facts | {"units": ["UPS"]})
    assert response.context["form"].errors["units"] == ["Masih ada petugas yang ditugaskan di UPK."]
    assert bkm.units.count() == 3


def test_it_keeps_a_bkm_with_groups_in_its_kelurahan(as_user, admin, mawar, facts):
    make_region("33.74.05.1002")
    address = f"{URL}{mawar.bkm_id}/ubah/"
    response = as_user(admin).post(address, facts | {"kelurahan": "33.74.05.1002"})
    assert response.context["form"].errors["kelurahan"] == [
        "BKM yang sudah punya KSM pindah lewat Pindah wilayah."
    ]


def test_a_city_coordinator_sees_every_bkm_below_the_city(as_user, bkm, budi):
    user = make_user("korkot")
    make_posting(user, Posting.Role.CITY_COORDINATOR, region=make_region("33.74"))
    assert [shown.pk for shown in as_user(user).get(URL).context["page"]] == [bkm.pk]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("cari=harjo", ["BKM Sembungharjo Sejahtera"]),
        ("cari=pasar", ["BKM Amanah"]),
        ("unit=UPK", ["BKM Sembungharjo Sejahtera"]),
        ("urut=-nama", ["BKM Amanah", "BKM Sembungharjo Sejahtera"]),
        ("cari=%00&unit=X&page=-1", ["BKM Amanah", "BKM Sembungharjo Sejahtera"]),
    ],
)
def test_it_searches_and_filters(as_user, admin, bkm, query, names):
    make_bkm("BKM Amanah", "12.71.01.1001").units.all().delete()
    assert [shown.name for shown in as_user(admin).get(f"{URL}?{query}").context["page"]] == names


def test_the_form_shows_what_its_numbers_look_like_and_later_papers_bear_them(as_user, admin, bkm, facts):
    client, address = as_user(admin), f"{URL}{bkm.pk}/ubah/"
    assert "Contoh: 012/SPP/KSM-MAWAR/VI/2025" in client.get(address).content.decode()
    sent = facts | {"number_form": "{nomor}-{jenis}/{kode}/{tahun}", "receipts_from": "2.500.000"}
    refused = client.post(address, sent | {"name": ""}).content.decode()
    assert "Contoh: 012-SPP/KSM-MAWAR/2025" in refused
    client.post(address, sent)
    bkm.refresh_from_db()
    assert (bkm.number_form, bkm.receipts_from) == ("{nomor}-{jenis}/{kode}/{tahun}", 2_500_000)
