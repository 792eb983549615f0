import pytest
from django.urls import reverse

from groups.models import Ksm
from tests.support.factories import make_bkm, make_ksm, make_member

URL = "/ksm/"


def test_it_asks_the_anonymous_to_log_in(client, mawar):
    assert client.get(URL).url == f"{reverse('login')}?next={URL}"


def test_it_shows_only_groups_inside_the_area(as_user, sari, budi, mawar):
    """BUG-106"""
    response = as_user(sari).get(URL)
    assert [ksm.name for ksm in response.context["page"]] == ["KSM Mawar"]
    response = as_user(budi).get(URL)
    assert [ksm.name for ksm in response.context["page"]] == ["KSM Kenanga"]


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_the_same_number_of_queries_for_one_group_and_for_three(
    as_user, sari, mawar, number, django_assert_num_queries
):
    for _ in range(number - 1):
        make_ksm(mawar.bkm)
    make_member(mawar)
    client = as_user(sari)
    with django_assert_num_queries(12):
        response = client.get(URL)
    assert len(response.context["page"]) == number


def test_it_counts_todays_members_only(as_user, sari, mawar):
    make_member(mawar)
    make_member(mawar, left_on=mawar.founded_on)
    assert as_user(sari).get(URL).context["page"][0].members_count == 1


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("cari=mawar", ["KSM Mawar"]),
        ("cari=MLT", ["KSM Melati"]),
        ("cari=100%25", []),
        ("status=FORMING", ["KSM Melati"]),
        ("bidang=sosial", ["KSM Melati"]),
        ("urut=-mulai", ["KSM Mawar", "KSM Melati"]),
        ("bkm=999999999999999999999", ["KSM Mawar", "KSM Melati"]),
        ("status=APA&urut=password&page=99999999999999999999", ["KSM Mawar", "KSM Melati"]),
        ("cari=%00", ["KSM Mawar", "KSM Melati"]),
        (f"cari={'a' * 10_000}", []),
    ],
)
def test_it_searches_filters_and_sorts(as_user, sari, mawar, query, names):
    make_ksm(mawar.bkm, code="MLT", name="KSM Melati", started=None, bidang_sosial=True)
    response = as_user(sari).get(f"{URL}?{query}")
    assert sorted(ksm.name for ksm in response.context["page"]) == names


def test_it_sorts_by_the_members_of_today(as_user, sari, mawar):
    melati = make_ksm(mawar.bkm, name="KSM Melati")
    for _ in range(2):
        make_member(melati)
        make_member(mawar, left_on=mawar.founded_on)
    make_member(mawar)
    page = as_user(sari).get(f"{URL}?urut=-anggota").context["page"]
    assert [(ksm.name, ksm.members_count) for ksm in page] == [("KSM Melati", 2), ("KSM Mawar", 1)]


def test_it_pages_long_lists(as_user, sari, mawar):
    Ksm.objects.bulk_create(
        Ksm(bkm=mawar.bkm, code=f"P{number}", name=f"KSM P{number:02}") for number in range(30)
    )
    response = as_user(sari).get(f"{URL}?page=2&cari=KSM")
    assert (len(response.context["page"]), response.context["page"].paginator.num_pages) == (6, 2)
    assert "?page=1&amp;cari=KSM" in response.content.decode()


def test_it_keeps_html_in_names_as_text(as_user, sari, mawar):
    make_ksm(mawar.bkm, name="<script>alert(1)</script>")
    page = as_user(sari).get(URL).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_it_offers_registering_to_facilitators_only(as_user, sari, ratna, mawar):
    assert as_user(sari).get(URL).context["can_create"] is True
    assert as_user(ratna).get(URL).context["can_create"] is False


def test_it_says_what_to_do_when_there_is_none(as_user, admin):
    assert "Belum ada KSM" in as_user(admin).get(URL).content.decode()
    make_ksm(make_bkm())
    assert "Tidak ada KSM yang cocok" in as_user(admin).get(f"{URL}?cari=zzz").content.decode()
