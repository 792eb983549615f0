"""The page of one group: figures with their arithmetic, what is missing and who, what to do next."""

import datetime
from dataclasses import replace
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from groups.models import GroupRule
from tests.support.factories import START, make_city_coordinator, make_ksm, make_members
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


def noon(day):
    moment = datetime.datetime.combine(day, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    return mock.patch("django.utils.timezone.now", return_value=moment)


@pytest.fixture
def ksm(mawar):
    make_members(mawar, 5)
    GroupRule.objects.bulk_create(
        GroupRule(ksm=mawar, kind=kind, text="Sepakat", agreed_on=START, signed=True, minimum_saving=5000)
        for kind in GroupRule.Kind
    )
    return mawar


def test_figures_change_with_every_closed_sheet(ksm, sari, as_user):
    client = as_user(sari)
    with noon(START):
        before = client.get(f"/ksm/{ksm.pk}/").context["overview"]
    assert [finding.arithmetic for finding in before.judgement.findings][1:] == ["belum ada angka"] * 4
    sheet = change_row(change_row(make_sheet(ksm, START), 0, attendance="S", wajib=0), 1, wajib=0)
    close(ksm, replace(sheet, counted_cash=15_000), sari)
    with noon(START):
        page = client.get(f"/ksm/{ksm.pk}/")
    findings = {finding.code: finding for finding in page.context["overview"].judgement.findings}
    assert findings["attendance"].arithmetic == "4/5 = 80%"
    assert findings["routine_savings"].arithmetic == "3/5 = 60%"
    first, second, *_ = ksm.members.all()
    expected = f"Kurang 1 penabung rutin: {first.name} dan {second.name} melewatkan minggu 1."
    assert findings["routine_savings"].missing == expected
    assert findings["routine_savings"].reachable is False
    assert findings["attendance"].reachable is True
    text = page.content.decode()
    assert expected in text
    assert "Tidak bisa tercapai lagi dalam masa penilaian ini" in text
    assert "Usulkan perpanjangan" in text


def test_a_draft_makes_the_figures_provisional(ksm, sari, as_user):
    client = as_user(sari)
    with noon(START):
        client.post(f"/ksm/{ksm.pk}/pertemuan/catat/?tanggal={START}", {"action": "draft", "key": "k"})
        page = client.get(f"/ksm/{ksm.pk}/")
    assert "Angka sementara" in page.content.decode()


def test_weeks_left_out_are_named_with_the_oldest(ksm, sari, as_user):
    with noon(START + 3 * WEEK):
        text = as_user(sari).get(f"/ksm/{ksm.pk}/").content.decode()
    assert "3 minggu yang lewat belum dicatat, yang paling lama minggu 1." in text


def test_the_next_step_leads_to_this_weeks_sheet(ksm, sari, ratna, as_user):
    with noon(START + WEEK):
        page = as_user(sari).get(f"/ksm/{ksm.pk}/").content.decode()
        reader = as_user(ratna).get(f"/ksm/{ksm.pk}/").content.decode()
    link = f"/ksm/{ksm.pk}/pertemuan/catat/?tanggal={START + WEEK}"
    assert link in page
    assert link not in reader


def test_a_group_left_behind_is_led_to_the_sheet_that_the_next_step_names(ksm, sari, as_user):
    """Weeks 1 and 2 are more than seven days behind in week 4: sentence and button name week 1."""
    with noon(START + 3 * WEEK):
        page = as_user(sari).get(f"/ksm/{ksm.pk}/")
    text = " ".join(page.content.decode().split())
    assert page.context["overview"].next_step == "Catat pertemuan minggu 1, 2"
    sheet = f"/ksm/{ksm.pk}/pertemuan/catat/?tanggal="
    assert f'href="{sheet}{START}"> Catat pertemuan minggu 1 </a>' in text
    assert f"{sheet}{START + 3 * WEEK}" not in text.split("Langkah berikut")[1].split("</section>")[0]


def test_a_forming_group_is_led_to_its_start(bkm, sari, as_user):
    forming = make_ksm(bkm, name="KSM Baru", started=None)
    page = as_user(sari).get(f"/ksm/{forming.pk}/")
    assert page.context["overview"].status == "FORMING"
    assert f"/ksm/{forming.pk}/mulai/" in page.content.decode()
    assert "Profil lengkap" in page.content.decode()


def test_eligibility_has_its_place_from_the_first_week(ksm, sari, as_user):
    client = as_user(sari)
    with noon(START + WEEK):
        page = client.get(f"/ksm/{ksm.pk}/")
    assert page.context["overview"].eligibility_word == "Belum waktunya (minggu 2)"
    ksm.phase, ksm.model_since = "MODEL", START + 4 * WEEK
    ksm.save()
    with noon(START + 11 * WEEK):
        assert client.get(f"/ksm/{ksm.pk}/").context["overview"].eligibility == "NOT_YET"
    with noon(START + 12 * WEEK):
        assert client.get(f"/ksm/{ksm.pk}/").context["overview"].eligibility == "WAITING"


@pytest.mark.parametrize("members", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number_of_members(
    bkm, sari, as_user, members, django_assert_num_queries
):
    ksm = make_ksm(bkm)
    make_members(ksm, members)
    close(ksm, make_sheet(ksm, START), sari)
    client = as_user(sari)
    with noon(START), django_assert_num_queries(40):
        client.get(f"/ksm/{ksm.pk}/")


def test_each_role_begins_where_its_work_is(sari, ratna, tini, joko, admin, client, as_user):
    for user, where in (
        (sari, "/minggu-ini/"),
        (tini, "/minggu-ini/"),
        (joko, "/minggu-ini/"),
        (ratna, "/minggu-ini/"),
        (make_city_coordinator("hasan"), "/dasbor/"),
        (admin, "/pengguna/"),
    ):
        assert as_user(user).get("/").url == where
    client.logout()
    assert client.get("/").url == "/masuk/?next=/"


def test_a_silent_group_says_when_it_last_met_and_that_it_lags(ksm, sari, as_user):
    client = as_user(sari)
    with noon(START):
        assert "Belum pernah bertemu" in " ".join(client.get(f"/ksm/{ksm.pk}/").content.decode().split())
    for week in range(4):
        close(ksm, make_sheet(ksm, START + week * WEEK), sari)
    with noon(START + 66 * WEEK):
        page = client.get(f"/ksm/{ksm.pk}/")
        with mock.patch("ksm.pdf.html_to_pdf", return_value=b"%PDF") as drawn:
            client.get(f"/ksm/{ksm.pk}/profil.pdf")
    assert (page.context["overview"].status, page.context["acts"].declares) == ("LAGGING", False)
    words = " ".join(page.content.decode().split())
    assert "Terakhir bertemu 23 Juni 2025" in words
    assert "Siap lulus" not in words
    paper = " ".join(drawn.call_args.args[0].split())
    assert "<th>Pertemuan terakhir</th><td>23 Juni 2025</td>" in paper
    assert "<h3>Saldo tabungan sesudah tiap pertemuan, rupiah</h3>" in paper  # it runs on, week after week
