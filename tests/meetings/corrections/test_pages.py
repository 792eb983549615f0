"""The pages of a correction: the facilitator asks, the coordinator answers, everybody of the area reads."""

import datetime
from dataclasses import replace
from unittest import mock

import pytest
from django.utils import timezone

from ledger import chart
from ledger.models import Loan, Repayment
from meetings.corrections.correcting import attendance_change, request_correction, standing_values
from meetings.models import Correction
from meetings.sheet.values import LoanPayment
from tests.support import factories
from tests.support.factories import START, make_members
from tests.support.sheets import change_row, close, make_sheet, rich_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
TODAY = START + 2 * WEEK


@pytest.fixture(autouse=True)
def _today():
    """Wednesday after the second sheet, in WIB."""
    noon = datetime.datetime.combine(TODAY, datetime.time(5), datetime.UTC)
    with mock.patch("django.utils.timezone.now", return_value=noon):
        yield


@pytest.fixture
def ksm(mawar):
    make_members(mawar, 5)
    return mawar


@pytest.fixture
def old(ksm, sari):
    """The sheet of week 1, older than the last closed one."""
    meeting = close(ksm, rich_sheet(ksm, START), sari)
    close(ksm, make_sheet(ksm, START + WEEK), sari)
    return meeting


@pytest.fixture
def urls(ksm, old):
    base = f"/ksm/{ksm.pk}/pertemuan/"
    return {
        "sheet": f"{base}{old.pk}/",
        "ask": f"{base}{old.pk}/koreksi/",
        "money": f"{base}{old.pk}/koreksi/uang/",
        "list": f"{base}koreksi/",
    }


@pytest.fixture
def waiting(ksm, old, sari):
    return request_correction(
        meeting=old,
        changes=[attendance_change(ksm.members.first().pk, "A")],
        reason="Salah baca daftar hadir",
        by=sari,
        today=TODAY,
    )


def answer_url(correction):
    return f"/ksm/{correction.ksm_id}/pertemuan/koreksi/{correction.pk}/"


def whole_form(page) -> dict:
    """What a browser would send of the page's form as it stands."""
    form = page.context["form"]
    data = {"seen": form.seen, "reason": "Salah baca"}
    for name, field in form.fields.items():
        value = form[name].value()
        if name == "reason" or value is False:
            continue
        prepared = field.prepare_value(value)
        data[name] = "" if prepared is None else prepared
    return data


def test_the_facilitator_asks_for_what_differs_and_nothing_else(ksm, old, urls, sari, as_user):
    member = ksm.members.first()
    client = as_user(sari)
    data = whole_form(client.get(urls["ask"]))
    data |= {f"att_{member.pk}": "A", "agenda_savings": "NOT_DONE", "book_cash": "03-06-2025"}
    answer = client.post(urls["ask"], data, follow=True)
    assert answer.redirect_chain[0][0] == urls["sheet"]
    assert "Permintaan koreksi dikirim kepada koordinator BKM." in answer.content.decode()
    correction = Correction.objects.get()
    assert (correction.requested_by, correction.reason) == (sari, "Salah baca")
    assert [(row["part"], row["id"]) for row in correction.changes] == [
        ("attendance", member.pk),
        ("agenda", "savings"),
        ("books", "cash"),
    ]


def test_the_request_is_shown_in_words_on_the_sheet_and_the_group_page(ksm, urls, sari, waiting, as_user):
    client = as_user(sari)
    name = ksm.members.first().name
    for url in (urls["sheet"], urls["list"]):
        page = client.get(url).content.decode()
        for words in (
            f"1. {name}",
            "<del>Terlambat</del>",
            "<ins>Alpa</ins>",
            "Salah baca daftar hadir",
            "Sari",
        ):
            assert words in page
    page = client.get(f"/ksm/{ksm.pk}/").content.decode()
    assert f"1. {name}: Terlambat → Alpa" in page
    assert "menunggu koordinator BKM" in page
    assert "Salah baca daftar hadir" in page


def test_only_an_older_closed_sheet_offers_a_correction_and_only_to_the_facilitator(
    ksm, old, urls, sari, ratna, tini, joko, as_user
):
    last = ksm.meetings.get(scheduled_on=START + WEEK)
    assert urls["ask"] in as_user(sari).get(urls["sheet"]).content.decode()
    page = as_user(sari).get(f"/ksm/{ksm.pk}/pertemuan/{last.pk}/").content.decode()
    assert "Ajukan koreksi" not in page
    for user in (ratna, tini, joko):
        assert "Ajukan koreksi" not in as_user(user).get(urls["sheet"]).content.decode()


def test_the_sheet_offers_no_second_request_while_one_waits(urls, sari, waiting, as_user):
    assert "Ajukan koreksi" not in as_user(sari).get(urls["sheet"]).content.decode()
    client = as_user(sari)
    member = waiting.changes[0]["id"]
    page = client.post(urls["ask"], {f"att_{member}": "I", "reason": "Lagi"})
    assert page.context["form"].non_field_errors() == [
        "Koreksi lembar ini masih menunggu jawaban koordinator BKM."
    ]


def test_the_last_sheet_leads_back_with_the_advice_to_reopen(ksm, old, sari, as_user):
    # BUG-035
    last = ksm.meetings.get(scheduled_on=START + WEEK)
    for end in ("koreksi/", "koreksi/uang/"):
        answer = as_user(sari).get(f"/ksm/{ksm.pk}/pertemuan/{last.pk}/{end}", follow=True)
        assert answer.redirect_chain[0][0] == f"/ksm/{ksm.pk}/pertemuan/{last.pk}/"
        assert "buka kembali lembarnya" in answer.content.decode()


@pytest.mark.parametrize("page", ["ask", "money"])
def test_readers_and_volunteers_may_not_ask_and_strangers_find_nothing(
    urls, ratna, joko, tini, admin, budi, as_user, client, page
):
    for user in (ratna, joko, tini, admin):
        for method in ("get", "post"):
            assert getattr(as_user(user), method)(urls[page]).status_code == 403
    for method in ("get", "post"):
        assert getattr(as_user(budi), method)(urls[page]).status_code == 404
    client.logout()
    assert client.get(urls[page]).url.startswith("/masuk/")


def test_only_the_coordinator_of_the_groups_own_bkm_answers(
    ksm, waiting, sari, tini, joko, admin, budi, as_user, client
):
    # BUG-107
    neighbour = factories.make_bkm("BKM Karangroto", "33.74.05.1002")
    other = factories.make_coordinator("wulan", neighbour)
    url = answer_url(waiting)
    for user in (sari, tini, joko, admin):
        for method in ("get", "post"):
            assert getattr(as_user(user), method)(url, {"answer": "setuju"}).status_code == 403
    for user in (budi, other):
        for method in ("get", "post"):
            assert getattr(as_user(user), method)(url, {"answer": "setuju"}).status_code == 404
    client.logout()
    assert client.post(url, {"answer": "setuju"}).url.startswith("/masuk/")
    waiting.refresh_from_db()
    assert waiting.state == "WAITING"


def test_somebody_who_is_facilitator_and_coordinator_never_answers_themselves(
    ksm, waiting, bkm, sari, as_user
):
    # BUG-107: both postings in one person are still one person.
    factories.make_posting(sari, factories.Posting.Role.BKM_COORDINATOR, bkm=bkm)
    page = as_user(sari).post(answer_url(waiting), {"answer": "setuju"})
    assert page.context["form"].non_field_errors() == ["Yang mengajukan tidak boleh menjawab sendiri."]
    waiting.refresh_from_db()
    assert waiting.state == "WAITING"


def test_the_coordinator_sees_what_changes_and_approves(ksm, old, urls, ratna, waiting, as_user):
    client = as_user(ratna)
    assert answer_url(waiting) in client.get(urls["sheet"]).content.decode()
    assert answer_url(waiting) in client.get(f"/ksm/{ksm.pk}/").content.decode()
    page = client.get(answer_url(waiting)).content.decode()
    assert "<ins>Alpa</ins>" in page
    answer = client.post(answer_url(waiting), {"answer": "setuju", "note": "Cocok"})
    assert answer.url == urls["sheet"]
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by, waiting.answer_note) == ("APPLIED", ratna, "Cocok")
    assert waiting.decided_at == timezone.now()
    assert standing_values(old)["attendance", waiting.changes[0]["id"]] == "A"
    again = client.get(answer_url(waiting), follow=True)
    assert "Koreksi ini sudah dijawab." in again.content.decode()


def test_the_coordinator_refuses_and_must_choose(old, ratna, waiting, as_user):
    client = as_user(ratna)
    empty = client.post(answer_url(waiting), {"note": "x" * 301})
    assert empty.context["form"].errors == {
        "answer": ["Pilih setujui atau tolak."],
        "note": ["Paling panjang 300 huruf, ini 301."],
    }
    client.post(answer_url(waiting), {"answer": "tolak"})
    waiting.refresh_from_db()
    assert waiting.state == "REFUSED"
    assert standing_values(old)["attendance", waiting.changes[0]["id"]] == "T"


def test_money_is_asked_for_and_applied_through_the_pages(ksm, old, urls, sari, ratna, as_user):
    siti, wayan = ksm.members.all()[:2]
    line = old.entry.lines.get(credit_id=chart.TABUNGAN_SUKARELA)
    data = whole_form(as_user(sari).get(urls["money"]))
    data |= {f"amount_{line.pk}": "7.500", f"member_{line.pk}": wayan.pk}
    assert as_user(sari).post(urls["money"], data).url == urls["sheet"]
    page = as_user(ratna).get(urls["sheet"]).content.decode()
    assert f"<del>Rp7.000, 1. {siti.name}</del>" in page
    assert f"<ins>Rp7.500, 2. {wayan.name}</ins>" in page
    correction = Correction.objects.get()
    assert as_user(ratna).post(answer_url(correction), {"answer": "setuju"}).url == urls["sheet"]
    correction.refresh_from_db()
    assert f"nomor {correction.entry.number}, 16-06-2025" in as_user(sari).get(urls["sheet"]).content.decode()


def test_an_instalment_is_corrected_through_the_pages(ksm, old, sari, ratna, as_user):
    sheet = make_sheet(ksm, TODAY)
    sheet = change_row(sheet, 4, payments=(LoanPayment(Loan.objects.get().pk, 5200),))
    meeting = close(ksm, replace(sheet, counted_cash=sheet.counted_cash + 5200), sari)
    close(ksm, make_sheet(ksm, TODAY + WEEK), sari)
    paid = Repayment.objects.get()
    url = f"/ksm/{ksm.pk}/pertemuan/{meeting.pk}/koreksi/uang/"
    data = whole_form(as_user(sari).get(url))
    data[f"paid_{paid.pk}"] = "0"
    assert as_user(sari).post(url, data).status_code == 302
    [row] = Correction.objects.get().changes
    assert (row["part"], row["old"]["amount"], row["new"]["amount"]) == ("repayment", 5200, 0)
    page = as_user(sari).get(f"/ksm/{ksm.pk}/pertemuan/koreksi/").content.decode()
    assert f"Angsuran {paid.loan.number}, 5. " in page
    assert "<ins>tidak ada</ins>" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1,5", "rupiah utuh"),
        ("12.50", "rupiah"),
        ("", "0 bila uang ini tidak pernah ada"),
        ("-5", "Paling sedikit 0"),
        ("99999999999999", "paling banyak"),
        ("=1+1", "rupiah"),
    ],
)
def test_bad_money_is_refused_beside_its_field_and_kept(old, urls, sari, as_user, typed, sentence):
    line = old.entry.lines.first()
    page = as_user(sari).post(urls["money"], {f"amount_{line.pk}": typed, "reason": "Salah"})
    assert page.status_code == 200
    [error] = page.context["form"].errors[f"amount_{line.pk}"]
    assert sentence in error
    assert page.context["form"][f"amount_{line.pk}"].value() == typed
    assert not Correction.objects.exists()


def test_bad_marks_are_refused_beside_their_fields_and_kept(ksm, urls, sari, as_user):
    member = ksm.members.first()
    data = {f"att_{member.pk}": "Z", "agenda_savings": "", "book_cash": "31-02-2025", "reason": "x" * 10_000}
    page = as_user(sari).post(urls["ask"], data)
    assert set(page.context["form"].errors) == {*data}
    assert page.context["form"]["book_cash"].value() == "31-02-2025"
    assert not Correction.objects.exists()


@pytest.mark.parametrize("page", ["ask", "money"])
def test_an_empty_form_asks_for_a_reason_and_a_change(urls, sari, as_user, page):
    client = as_user(sari)
    assert client.post(urls[page], {}).context["form"].errors == {"reason": ["Tulis alasannya."]}
    answer = client.post(urls[page], {"reason": "<b>Salah</b>"})
    assert answer.context["form"].non_field_errors() == ["Belum ada yang diubah."]
    assert "&lt;b&gt;Salah&lt;/b&gt;" in answer.content.decode()


def test_a_page_opened_before_another_correction_was_applied_is_sent_back(
    ksm, old, urls, sari, ratna, as_user, waiting
):
    data = whole_form(as_user(sari).get(urls["ask"]))
    as_user(ratna).post(answer_url(waiting), {"answer": "setuju"})
    page = as_user(sari).post(urls["ask"], data)
    assert "baru saja dikoreksi" in page.context["form"].non_field_errors()[0]
    assert Correction.objects.count() == 1


def test_the_list_says_what_to_do_while_it_is_empty(ksm, old, urls, joko, as_user):
    assert "Belum ada koreksi" in as_user(joko).get(urls["list"]).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number_of_corrections(
    ksm, urls, sari, ratna, as_user, rows, django_assert_num_queries
):
    member = ksm.members.first()
    for index in range(rows):
        Correction.objects.create(
            ksm=ksm,
            meeting=ksm.meetings.first(),
            changes=[{"part": "attendance", "id": member.pk, "old": "H", "new": "A"}],
            reason=f"Salah {index}",
            state="REFUSED",
            requested_by=sari,
            decided_by=ratna,
            decided_at=timezone.now(),
        )
    client = as_user(sari)
    with django_assert_num_queries(9):
        page = client.get(urls["list"])
    assert len(page.context["corrections"]) == rows
