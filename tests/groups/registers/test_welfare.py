"""How members fare per quarter: judged by people, the newest counts, J15 sees it, paper shows counts."""

import datetime
import io
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from groups.consents.consenting import Word, record_consents, withdraw_consent
from groups.models import Consent, Ksm, Welfare
from groups.path.aims import Period
from groups.refusals import GroupError
from groups.registers.welfare import members_judged, record_welfare, welfare_counts
from tests.support.factories import START, make_ksm, make_member, make_members, make_unit_staff

pytestmark = pytest.mark.django_db
SECOND, THIRD = Period(2025, 2), Period(2025, 3)
DAY = datetime.timedelta(days=1)


def judge(ksm, by, judged, period=SECOND, today=datetime.date(2025, 8, 1)):
    return record_welfare(ksm=ksm, period=period, judged=judged, today=today, by=by)


@pytest.fixture
def at_noon():
    moment = datetime.datetime(2025, 8, 1, 12, tzinfo=ZoneInfo("Asia/Jakarta"))
    with mock.patch("django.utils.timezone.now", return_value=moment):
        yield


def test_the_newest_of_a_quarter_counts_and_the_earlier_stays(mawar, sari):
    first, second = make_members(mawar, 2)
    judge(mawar, sari, {first: ("STILL_POOR", ""), second: ("IMPROVING", "Warung ramai")})
    judge(mawar, sari, {first: ("IMPROVING", ""), second: ("IMPROVING", "Warung ramai")})
    judge(mawar, sari, {first: ("OUT_OF_PS2", "")}, period=THIRD)
    assert Welfare.objects.count() == 4  # what did not change is not kept twice
    spring, summer = welfare_counts(list(mawar.welfare.counting()))
    assert (spring.period, spring.still_poor, spring.improving, spring.out_of_ps2) == (SECOND, 0, 2, 0)
    assert (summer.judged, summer.better, summer.out_of_ps2) == (1, 1, 1)


def test_it_counts_judged_members_of_the_day(mawar, sari):
    first, *_ = make_members(mawar, 3)
    gone = make_member(mawar, left_on=START + DAY)
    judge(mawar, sari, {first: ("STILL_POOR", ""), gone: ("STILL_POOR", "")})
    assert members_judged(mawar, SECOND, START + DAY) == (1, 3)


def test_it_refuses_what_makes_no_sense(mawar, bkm, sari):
    member = make_member(mawar)
    foreign = make_member(make_ksm(bkm))
    late = make_member(mawar, joined_on=SECOND.last + DAY)
    gone = make_member(mawar, joined_on=SECOND.first - 9 * DAY, left_on=SECOND.first)
    for judged, period, sentence in (
        ({}, SECOND, "paling sedikit satu"),
        ({member: ("IMPROVING", "")}, Period(2025, 4), "belum mulai"),
        ({foreign: ("IMPROVING", "")}, SECOND, "Bukan anggota"),
        ({late: ("IMPROVING", "")}, SECOND, "Bukan anggota"),
        ({gone: ("IMPROVING", "")}, SECOND, "Bukan anggota"),
    ):
        with pytest.raises(GroupError, match=sentence):
            judge(mawar, sari, judged, period=period)
    assert not Welfare.objects.exists()


def test_a_member_of_one_day_of_the_quarter_may_be_judged(mawar, sari):
    first = make_member(mawar, joined_on=SECOND.last)
    last = make_member(mawar, joined_on=SECOND.first - 9 * DAY, left_on=SECOND.first + DAY)
    judge(mawar, sari, {first: ("IMPROVING", ""), last: ("IMPROVING", "")})
    assert Welfare.objects.count() == 2


def test_it_is_written_on_the_page_and_read_there(mawar, sari, joko, as_user, at_noon):
    first, second = make_members(mawar, 2)
    url = f"/ksm/{mawar.pk}/kesejahteraan/"
    typed = {f"m{first.pk}_status": "IMPROVING", f"m{first.pk}_note": "Anak sekolah lagi"}
    assert as_user(sari).post(f"{url}isi/", typed).url == url
    assert Welfare.objects.get().period_first == THIRD.first
    as_user(joko).post(f"{url}isi/?triwulan=2025-05-09", {f"m{second.pk}_status": "STILL_POOR"})
    assert Welfare.objects.get(member=second).period_first == SECOND.first
    page = as_user(joko).get(url).content.decode()
    assert "Anak sekolah lagi" in page
    assert "Triwulan II 2025" in page
    again = as_user(sari).get(f"{url}isi/")
    assert again.context["form"].initial[f"m{first.pk}_note"] == "Anak sekolah lagi"


def test_who_withdrew_is_counted_and_named_nowhere(mawar, sari, as_user, at_noon):
    first, second = make_members(mawar, 2)
    [kept, _] = judge(mawar, sari, {first: ("IMPROVING", ""), second: ("STILL_POOR", "")})
    today = datetime.date(2025, 8, 1)
    facts = {"today": today, "by": sari}
    word = Word(today, "SIGNED", list(Consent.Scope))
    record_consents(ksm=mawar, members=[first, second], word=word, **facts)
    withdraw_consent(member=first, word=Word(today, "SIGNED", [Consent.Scope.POVERTY]), **facts)
    client, url = as_user(sari), f"/ksm/{mawar.pk}/kesejahteraan/"
    page = client.get(url).context
    assert [row.member for row in page["page"]] == [second]
    assert [[bool(row) for row in found] for _, found in page["lines"]] == [[False], [True]]
    assert [count.judged for count in page["counts"]] == [2]
    form = client.get(f"{url}isi/?triwulan=2025-05-09").context["form"]
    assert (list(form.fields), f"m{first.pk}_status" in form.initial) == (
        [f"m{second.pk}_status", f"m{second.pk}_note"],
        False,
    )
    assert client.get(f"{url}{kept.pk}/tarik/").status_code == 404
    with pytest.raises(GroupError, match=f"Tidak menyetujui catatan ini: {first.name}"):
        judge(mawar, sari, {first: ("OUT_OF_PS2", "")})


def test_a_note_alone_and_an_unknown_state_get_a_sentence(mawar, sari, as_user, at_noon):
    member = make_member(mawar)
    url, name = f"/ksm/{mawar.pk}/kesejahteraan/isi/", f"m{member.pk}_status"
    alone = as_user(sari).post(url, {f"m{member.pk}_note": "Baik"})
    assert alone.context["form"].errors == {name: ["Pilih keadaannya, bukan catatan saja."]}
    assert list(as_user(sari).post(url, {name: "KAYA"}).context["form"].errors) == [name]
    nobody = as_user(sari).post(url, {})
    assert nobody.context["form"].non_field_errors() == ["Isi keadaan paling sedikit satu anggota."]
    assert not Welfare.objects.exists()


def test_only_those_of_j15_see_it(mawar, sari, tini, joko, ratna, budi, as_user):
    url = f"/ksm/{mawar.pk}/kesejahteraan/"
    upl = make_unit_staff("lina", mawar.bkm, "UPL")
    expected = {sari: 200, tini: 200, joko: 200, ratna: 403, upl: 403, budi: 404}
    assert {user: as_user(user).get(url).status_code for user in expected} == expected
    assert url in as_user(sari).get(f"/ksm/{mawar.pk}/perjalanan/").content.decode()
    assert url not in as_user(ratna).get(f"/ksm/{mawar.pk}/perjalanan/").content.decode()


def test_a_closed_group_is_read_only(mawar, sari, as_user, at_noon):
    Ksm.objects.filter(pk=mawar.pk).update(phase="CLOSED", closed_on=START, closed_reason="Bubar")
    assert as_user(sari).get(f"/ksm/{mawar.pk}/kesejahteraan/").status_code == 200
    assert as_user(sari).get(f"/ksm/{mawar.pk}/kesejahteraan/isi/").status_code == 403


def test_no_name_stands_on_paper(mawar, sari, as_user, at_noon):
    member = make_member(mawar, name="Siti Aminah")
    judge(mawar, sari, {member: ("IMPROVING", "Warung ramai")})
    answer = as_user(sari).get(f"/ksm/{mawar.pk}/kesejahteraan.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Triwulan II 2025" in text
    assert "Siti" not in text
    assert "Warung" not in text


@pytest.mark.parametrize("members", [1, 3])
def test_it_takes_the_same_queries_for_one_member_and_three(
    mawar, sari, as_user, at_noon, members, django_assert_num_queries
):
    judge(mawar, sari, dict.fromkeys(make_members(mawar, members), ("IMPROVING", "")))
    client = as_user(sari)
    with django_assert_num_queries(10):
        client.get(f"/ksm/{mawar.pk}/kesejahteraan/")
