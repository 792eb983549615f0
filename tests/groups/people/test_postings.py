import datetime

import pytest
from django.utils import timezone

from groups.models import Posting, ServiceUnit
from groups.people import end_posting, give_posting
from tests.support.factories import LONG_AGO, make_administrator, make_ksm, make_region, make_user

Role = Posting.Role
DAY = datetime.date(2025, 9, 1)


@pytest.fixture
def wati(db):
    return make_user("wati")


@pytest.fixture
def post(as_user, admin, wati):
    """Send the form of one role for Wati."""
    client = as_user(admin)
    return lambda slug, **sent: client.post(
        f"/pengguna/{wati.pk}/tugas/{slug}/", {"start": "2025-09-01"} | sent
    )


@pytest.mark.parametrize(
    ("slug", "role", "field"),
    [
        ("fasilitator", Role.FACILITATOR, "region"),
        ("koordinator-kota", Role.CITY_COORDINATOR, "region"),
        ("relawan", Role.VOLUNTEER, "ksm"),
        ("koordinator-bkm", Role.BKM_COORDINATOR, "bkm"),
        ("petugas", Role.UNIT_STAFF, "bkm"),
        ("administrator", Role.ADMINISTRATOR, None),
    ],
)
def test_it_posts_to_each_role_with_its_scope(post, admin, wati, mawar, slug, role, field):
    city = slug == "koordinator-kota"
    scope = {"region": "33.74" if city else "33.74.05.1001", "ksm": mawar.pk, "bkm": mawar.bkm_id}
    sent = {field: scope[field]} if field else {}
    post(slug, unit="UPS", **sent)
    made = wati.postings.get()
    assert (made.role, made.start, made.end) == (role, DAY, None)
    assert made.unit == ("UPS" if role == Role.UNIT_STAFF else "")
    assert made.history.get().history_user == admin
    if field:
        assert str(getattr(made, f"{field}_id")) == str(scope[field])


def test_it_allows_several_kelurahan(post, wati, mawar):
    make_region("33.74.05.1002")
    post("fasilitator", region="33.74.05.1001")
    post("fasilitator", region="33.74.05.1002")
    assert wati.postings.count() == 2


@pytest.mark.parametrize(
    ("slug", "sent", "field"),
    [
        ("fasilitator", {}, "region"),
        ("fasilitator", {"region": "33.74"}, "region"),
        ("fasilitator", {"region": "'; DROP TABLE"}, "region"),
        ("fasilitator", {"region": "1" * 10_000}, "region"),
        ("koordinator-kota", {"region": "33.74.05.1001"}, "region"),
        ("relawan", {"ksm": "abc"}, "ksm"),
        ("relawan", {"ksm": "99999999999999999999"}, "ksm"),
        ("koordinator-bkm", {"bkm": "²"}, "bkm"),
        ("petugas", {"unit": "UPX"}, "unit"),
        ("administrator", {"start": "09/21/2025"}, "start"),
        ("administrator", {"start": "besok"}, "start"),
        ("administrator", {"start": ""}, "start"),
    ],
)
def test_it_explains_what_is_missing_and_posts_nobody(post, wati, mawar, slug, sent, field):
    response = post(slug, **sent)
    assert len(response.context["form"].errors[field]) == 1
    assert not wati.postings.exists()


def test_it_shows_what_was_searched_for_without_scripts(post, mawar):
    page = post("fasilitator", region_cari="sembung").content.decode()
    assert 'value="33.74.05.1001"' in page
    assert "Ketik namanya, lalu pilih salah satu yang muncul di bawahnya." in page


def test_it_refuses_a_unit_that_the_bkm_does_not_have(post, wati, mawar):
    mawar.bkm.units.filter(kind=ServiceUnit.Kind.UPL).delete()
    response = post("petugas", bkm=mawar.bkm_id, unit="UPL")
    assert "tidak mempunyai unit UPL" in response.context["form"].errors["unit"][0]


def test_it_refuses_the_same_posting_twice(post, wati, mawar):
    post("relawan", ksm=mawar.pk)
    response = post("relawan", ksm=mawar.pk)
    assert response.context["form"].errors["start"] == [
        "Penugasan yang sama masih berjalan pada tanggal itu."
    ]
    assert wati.postings.count() == 1


def test_it_answers_404_for_an_unknown_role(post):
    assert post("raja").status_code == 404


def test_it_ends_a_posting_and_with_it_the_right(as_user, admin, tini, mawar):
    assert as_user(tini).get(f"/ksm/{mawar.pk}/anggota/").status_code == 200
    posting = tini.postings.get()
    today = timezone.localdate()
    as_user(admin).post(f"/pengguna/{tini.pk}/tugas/{posting.pk}/akhiri/", {"end": today.isoformat()})
    posting.refresh_from_db()
    assert posting.end == today
    assert as_user(tini).get(f"/ksm/{mawar.pk}/anggota/").status_code == 404


def test_it_refuses_an_end_before_the_start(as_user, admin, tini):
    posting = tini.postings.get()
    response = as_user(admin).post(f"/pengguna/{tini.pk}/tugas/{posting.pk}/akhiri/", {"end": "2019-01-01"})
    assert response.context["form"].errors["end"] == ["Tanggal berakhir tidak boleh sebelum tanggal mulai."]


def test_it_does_not_end_the_posting_of_somebody_else(as_user, admin, tini, sari):
    posting = tini.postings.get()
    address = f"/pengguna/{sari.pk}/tugas/{posting.pk}/akhiri/"
    assert as_user(admin).post(address, {"end": "2025-09-01"}).status_code == 404


def test_it_keeps_the_last_administrator_in_office(as_user, admin):
    posting = admin.postings.get()
    address = f"/pengguna/{admin.pk}/tugas/{posting.pk}/akhiri/"
    response = as_user(admin).post(address, {"end": "2025-09-01"})
    sentence = "Administrator terakhir tidak dapat dilepas dari tugasnya."
    assert response.context["form"].non_field_errors() == [sentence]
    make_administrator("admin2")
    as_user(admin).post(address, {"end": "2025-09-01"})
    posting.refresh_from_db()
    assert posting.end == DAY


def test_it_may_post_again_after_an_end(admin, wati, mawar):
    first = give_posting(user=wati, role=Role.VOLUNTEER, ksm=mawar, start=LONG_AGO, by=admin)
    end_posting(posting=first, end=DAY, by=admin)
    again = give_posting(user=wati, role=Role.VOLUNTEER, ksm=mawar, start=DAY, by=admin)
    assert list(wati.postings.on(DAY)) == [again]


def test_it_limits_a_volunteer_to_the_own_group(as_user, tini, mawar):
    other = make_ksm(mawar.bkm)
    assert as_user(tini).get(f"/ksm/{other.pk}/anggota/").status_code == 404
