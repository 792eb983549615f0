"""After closing: a text for the group's chat and a receipt per member, without who owes and without NIK."""

import datetime
from dataclasses import replace
from urllib.parse import unquote

import pytest

from ledger import chart
from ledger.journal.posting import Line
from meetings.telling import HIDDEN_NUMBER, SOMEBODY, member_receipt, summary_of, to_be_told
from tests.support.factories import START, make_member
from tests.support.lending import enter, lend
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
NIK = "9999015203850001"


@pytest.fixture
def ksm(mawar):
    make_member(mawar, name="Siti Aminah", nik=NIK)
    make_member(mawar, name="Ni Wayan Sari")
    make_member(mawar, name="Maria Bere")
    return mawar


@pytest.fixture
def meeting(ksm, sari):
    """Siti owes; two of three came; she is named in what was decided."""
    enter(ksm, [Line(chart.KAS, chart.SUMBANGAN, 100_000)], START - datetime.timedelta(days=1))
    lend(ksm, START, member=ksm.members.first(), principal=20_000, periods=4, rate_percent=0, number="P-01")
    day = START + WEEK
    sheet = change_row(make_sheet(ksm, day), 2, attendance="S", wajib=0)
    details = {
        "decisions": f"Bu Siti  Aminah (NIK {NIK}) menunggak; Maria jadi pemimpin.",
        "next_date": day + WEEK,
        "next_time": datetime.time(15, 30),
        "next_place": "Balai RW 03",
    }
    sheet = replace(sheet, details=details, counted_cash=sheet.counted_cash - 5000, gaps_reason="Panen")
    return close(ksm, sheet, sari)


def test_the_summary_tells_the_evening_in_a_few_lines(ksm, meeting):
    assert summary_of(ksm, meeting).text.split("\n") == [
        "KSM Mawar, Senin, 9 Juni 2025",
        "Hadir 2 dari 3 anggota.",
        "Tabungan hari ini Rp10.000.",
        "Kas di kotak Rp90.000.",
        f"Keputusan: Bu {SOMEBODY} (NIK {HIDDEN_NUMBER}) menunggak; Maria jadi pemimpin.",
        "Pertemuan berikut Senin, 16 Juni 2025 pukul 15.30 di Balai RW 03.",
    ]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("siti belum bayar", f"{SOMEBODY} belum bayar"),
        ("AMINAH, Siti Aminah", f"{SOMEBODY}, {SOMEBODY}"),
        ("Situasi aman", "Situasi aman"),
        ("HP 0812-3456-7890", f"HP {HIDDEN_NUMBER}"),
        ("Kas Rp1.250.000 pada 09-06-2025", "Kas Rp1.250.000 pada 09-06-2025"),
        ("", ""),
    ],
)
def test_no_borrower_and_no_number_of_identity_gets_out(ksm, meeting, typed, told):
    assert to_be_told(ksm, typed, START) == told


def test_borrowers_are_named_from_the_day_on_which_the_members_agreed(ksm, meeting, as_user, tini):
    page = f"/ksm/{ksm.pk}/pertemuan/{meeting.pk}/ringkasan/"
    ksm.borrowers_named_since = meeting.day + datetime.timedelta(days=1)
    ksm.save()
    assert SOMEBODY in summary_of(ksm, meeting).text
    assert "tidak disebut" in as_user(tini).get(page).content.decode()
    ksm.borrowers_named_since = meeting.day
    ksm.save()
    text = summary_of(ksm, meeting).text
    assert f"Bu Siti Aminah (NIK {HIDDEN_NUMBER}) menunggak" in text
    assert "boleh disebut" in as_user(tini).get(page).content.decode()


def test_the_agreement_is_written_into_the_profile_and_not_of_a_day_to_come(ksm, sari, as_user):
    client, url = as_user(sari), f"/ksm/{ksm.pk}/ubah/"
    form = client.get(url).context["form"]
    facts = {field.html_name: field.value() or "" for field in form if field.name != "bidang"}
    facts |= {"meeting_weekday": ksm.meeting_weekday, "rhythm_since": ""}
    tomorrow = ksm.today() + datetime.timedelta(days=1)
    answer = client.post(url, facts | {"borrowers_named_since": tomorrow.isoformat()})
    assert answer.context["form"].errors.keys() == {"borrowers_named_since"}
    assert client.post(url, facts | {"borrowers_named_since": "02-06-2025"}).status_code == 302
    ksm.refresh_from_db()
    assert ksm.borrowers_named_since == START
    assert ksm.history.latest().history_user == sari


def test_a_receipt_tells_one_member_what_is_his_or_hers(ksm, meeting):
    siti, _, maria = ksm.members.order_by("number")
    assert member_receipt(ksm, meeting, siti).text.split("\n") == [
        "KSM Mawar, Senin, 9 Juni 2025",
        "Bukti untuk Siti Aminah, anggota 1.",
        "Tabungan Rp5.000.",
        "Saldo tabungan Rp5.000.",
        "Sisa pokok pinjaman Rp20.000.",
        "Pertemuan berikut Senin, 16 Juni 2025 pukul 15.30 di Balai RW 03.",
    ]
    assert "Siti" not in member_receipt(ksm, meeting, maria).text


def test_the_page_offers_the_phones_own_ways_and_no_gateway(as_user, tini, ksm, meeting):
    page = as_user(tini).get(f"/ksm/{ksm.pk}/pertemuan/{meeting.pk}/ringkasan/")
    told = page.context["told"]
    html = page.content.decode()
    assert unquote(told.whatsapp) == f"https://wa.me/?text={told.text}"
    assert told.sms.startswith("sms:?body=KSM%20Mawar")
    assert f'href="{told.whatsapp}"' in html
    assert NIK not in html
    assert f"/bukti/{ksm.members.first().pk}/" in html
    detail = as_user(tini).get(f"/ksm/{ksm.pk}/pertemuan/{meeting.pk}/").content.decode()
    assert f"/pertemuan/{meeting.pk}/ringkasan/" in detail


def test_only_a_closed_meeting_is_told_and_only_by_those_who_record(as_user, sari, budi, ratna, ksm, meeting):
    address = f"/ksm/{ksm.pk}/pertemuan/{meeting.pk}/"
    receipt = f"{address}bukti/{ksm.members.first().pk}/"
    for path in (f"{address}ringkasan/", receipt):
        assert as_user(budi).get(path).status_code == 404
        assert as_user(ratna).get(path).status_code == 403
        assert as_user(sari).get(path).status_code == 200
    ksm.meetings.filter(pk=meeting.pk).update(state="REOPENED")
    assert as_user(sari).get(receipt).status_code == 404
