"""A kelurahan that the list has not got, a BKM whose kelurahan got another code, and papers of before."""

import datetime

import pytest
from django.utils import timezone

from groups.letterhead import kop_of, place_date
from groups.models import Bkm, Region, RegionChange
from groups.places.regions import search_regions
from meetings.importing.storing import surroundings
from tests.support.factories import (
    make_city_coordinator,
    make_region,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 7, 1)
NEW = "33.74.05.1002"
FOUR_DIGITS = "Tulis empat angka, misalnya 1001 untuk kelurahan atau 2001 untuk desa."
PAPUA = {"91": "Papua", "91.03": "Jayapura", "91.03.01": "Sentani", "91.03.01.1001": "Dobonsolo"}
SETTINGS = {"number_form": "{nomor}/{jenis}/{kode}/{tahun}", "receipts_from": "0", "sheet": "A4"}
MOVE = {"kelurahan": NEW, "on": "2026-07-01", "reason": "Perda 4/2026"}


@pytest.fixture
def karangroto(bkm):
    return make_region(NEW)


def move(client, bkm, **changes):
    return client.post(f"/bkm/{bkm.pk}/pindah/", MOVE | changes)


def test_an_administrator_adds_a_kelurahan_under_its_code(as_user, admin, bkm):
    sent = {"district": "33.74.05", "number": "1099", "name": "Sembung\u200b Baru", "reason": "Perda 4/2026"}
    client = as_user(admin)
    assert client.post("/wilayah/baru/", sent).url == "/wilayah/"
    added = Region.objects.get(pk="33.74.05.1099")
    assert added.full_name == "Kel. Sembung Baru, Kec. Genuk, Kota Semarang, Jawa Tengah"
    change = added.changes.get()
    assert (added.by_hand, change.kind, change.by, change.reason) == (True, "ADDED", admin, "Perda 4/2026")
    assert "Kel. Sembung Baru" in client.get("/wilayah/").content.decode()
    assert [found.pk for found in search_regions("sembung baru")] == ["33.74.05.1099"]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"number": "1001"}, "number", "Kode 33.74.05.1001 sudah dipakai Sembungharjo."),
        (
            {"number": "99"},
            "number",
            "Tulis empat angka, misalnya 1001 untuk kelurahan atau 2001 untuk desa.",
        ),
        ({"district": "33.74"}, "district", "Ketik namanya, lalu pilih salah satu yang muncul di bawahnya."),
        ({"reason": ""}, "reason", "Wajib diisi."),
    ],
)
def test_it_refuses_a_code_that_cannot_be(as_user, admin, bkm, changes, field, sentence):
    sent = {"district": "33.74.05", "number": "1099", "name": "Baru", "reason": "Perda"} | changes
    response = as_user(admin).post("/wilayah/baru/", sent)
    assert response.context["form"].errors[field] == [sentence]
    assert not RegionChange.objects.exists()


def test_a_bkm_moves_with_its_groups_and_facilitators_and_leaves_a_trace(
    as_user, admin, bkm, mawar, sari, karangroto
):
    response = move(as_user(admin), bkm)
    assert response.url == f"/bkm/{bkm.pk}/"
    moved = Bkm.objects.get(pk=bkm.pk)
    assert moved.kelurahan == karangroto
    assert moved.history.first().history_user == admin
    assert as_user(sari).get(f"/ksm/{mawar.pk}/").status_code == 200
    today = timezone.localdate()
    postings = [(one.region_id, one.end) for one in sari.postings.order_by("pk")]
    assert postings == [("33.74.05.1001", today), (NEW, None)]
    page = as_user(admin).get(f"/bkm/{bkm.pk}/").content.decode()
    assert "Kel. Sembungharjo, Kec. Genuk, Kota Semarang, Jawa Tengah (33.74.05.1001). Perda 4/2026." in page


def test_a_facilitator_keeps_the_old_kelurahan_while_another_bkm_is_there(
    as_user, admin, bkm, sari, karangroto
):
    Bkm.objects.create(name="BKM Lain", kelurahan=bkm.kelurahan)
    move(as_user(admin), bkm)
    assert [one.region_id for one in sari.postings.filter(end=None).order_by("pk")] == ["33.74.05.1001", NEW]


def test_it_names_who_no_longer_sees_the_bkm(as_user, admin, bkm, mawar):
    make_city_coordinator("hasan")
    make_region("12.71.01.1001")
    response = as_user(admin).post(
        f"/bkm/{bkm.pk}/pindah/", MOVE | {"kelurahan": "12.71.01.1001"}, follow=True
    )
    told = [str(message) for message in response.context["messages"]]
    assert told[1:] == ["Hasan bertugas di Kota Semarang dan tidak lagi melihat BKM ini."]


def test_groups_go_by_the_clock_of_their_new_province(as_user, admin, bkm, mawar):
    for code, name in (
        ("91", "Papua"),
        ("91.03", "Jayapura"),
        ("91.03.01", "Sentani"),
        ("91.03.01.1001", "Dobonsolo"),
    ):
        parent = code.rpartition(".")[0] or None
        Region.objects.create(
            code=code, name=name, full_name=name, level=code.count(".") + 1, parent_id=parent
        )
    move(as_user(admin), bkm, kelurahan="91.03.01.1001")
    mawar.refresh_from_db()
    assert mawar.timezone == "Asia/Jayapura"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"kelurahan": "33.74.05.1001"}, "kelurahan", "BKM ini sudah di kelurahan itu."),
        ({"on": "2199-01-01"}, "on", "Tanggal berlaku tidak boleh sesudah hari ini."),
        ({"reason": ""}, "reason", "Wajib diisi."),
    ],
)
def test_it_refuses_a_move_that_cannot_be(as_user, admin, bkm, karangroto, changes, field, sentence):
    assert move(as_user(admin), bkm, **changes).context["form"].errors[field] == [sentence]
    assert Bkm.objects.get(pk=bkm.pk).kelurahan_id == "33.74.05.1001"


def test_it_refuses_a_second_bkm_of_the_name_and_a_move_before_the_last_one(as_user, admin, bkm, karangroto):
    other = Bkm.objects.create(name=bkm.name, kelurahan=karangroto)
    client = as_user(admin)
    sentence = ["BKM dengan nama ini sudah ada di kelurahan itu."]
    assert move(client, bkm).context["form"].errors == {"__all__": sentence}
    other.delete()
    move(client, bkm)
    again = move(client, bkm, kelurahan="33.74.05.1001", on="2026-06-01")
    assert again.context["form"].errors["on"] == ["BKM ini sudah pindah lagi sesudah tanggal itu."]


def test_papers_of_before_keep_the_old_name(as_user, admin, bkm, karangroto):
    move(as_user(admin), bkm)
    old, name = "Kel. Sembungharjo, Kec. Genuk, Kota Semarang, Jawa Tengah", "Karangroto"
    renamed = {"kind": RegionChange.Kind.RENAMED, "on": datetime.date(2026, 9, 1)}
    RegionChange.objects.create(
        region=karangroto, old_name=name, old_full_name=karangroto.full_name, **renamed
    )
    Region.objects.filter(pk=NEW).update(name="Karang Indah", full_name="Kel. Karang Indah")
    bkm = Bkm.objects.select_related("kelurahan").get(pk=bkm.pk)
    days = [datetime.date(2026, 6, 30), DAY, datetime.date(2026, 8, 31), datetime.date(2026, 9, 1)]
    assert [kop_of(bkm, day).place for day in days] == [
        old,
        karangroto.full_name,
        karangroto.full_name,
        "Kel. Karang Indah",
    ]
    assert place_date(bkm, days[0]) == "Sembungharjo, 30 Juni 2026"


def test_it_asks_once_for_the_past_of_a_place(bkm, django_assert_num_queries):
    with django_assert_num_queries(1 + 3):  # and the logo each time
        for _ in range(3):
            kop_of(bkm, DAY)
            place_date(bkm, DAY)


def test_an_ended_region_is_offered_no_more_but_a_bkm_there_goes_on(as_user, admin, bkm, karangroto):
    Region.objects.filter(pk__in=[NEW, "33.74.05.1001"]).update(ended_on=DAY)
    assert list(search_regions("33.74.05.10")) == []
    around = surroundings(today=DAY, may_create_bkm=False)
    assert [around.region_exists(code) for code in ("33.74.05.1001", NEW)] == [True, False]
    facts = {"name": "BKM Baru", "kelurahan": "33.74.05.1001", "address": "", "phone": ""} | SETTINGS
    assert as_user(admin).post(f"/bkm/{bkm.pk}/ubah/", facts).status_code == 302


def test_the_pages_lead_to_each_other(as_user, admin, bkm):
    client = as_user(admin)
    assert 'href="/wilayah/"' in client.get("/bkm/").content.decode()
    assert 'href="/wilayah/baru/"' in client.get("/wilayah/").content.decode()
    assert f'href="/bkm/{bkm.pk}/pindah/"' in client.get(f"/bkm/{bkm.pk}/").content.decode()


def test_nothing_new_begins_in_a_region_that_ended(as_user, admin, bkm, mawar, karangroto):
    sentence = ["Wilayah ini sudah berakhir. Pilih kodenya yang baru."]
    Bkm.objects.create(name="BKM Lama", kelurahan=karangroto)
    Region.objects.filter(pk=NEW).update(ended_on=DAY)
    client = as_user(admin)
    assert move(client, bkm).context["form"].errors["kelurahan"] == sentence
    facts = {"name": "BKM Baru", "kelurahan": NEW, "address": "", "phone": ""} | SETTINGS
    assert client.post("/bkm/baru/", facts).context["form"].errors["kelurahan"] == sentence


def test_a_workbook_that_names_the_old_code_is_about_the_bkm_that_moved(as_user, admin, bkm, karangroto):
    move(as_user(admin), bkm)
    Region.objects.filter(pk="33.74.05.1001").update(ended_on=DAY)
    around = surroundings(today=DAY, may_create_bkm=False)
    found = [
        (around.region_exists(code), around.bkm_exists(code, bkm.name)) for code in ("33.74.05.1001", NEW)
    ]
    assert found == [(True, True), (True, True)]
