"""Sending a sheet: twice, from two phones, in parts, after the signal was lost."""

import datetime

import pytest

from ksm.bench.payload import full_payload
from ledger.journal.balances import balances
from ledger.models import JournalEntry
from meetings.corrections.reopening import record_not_held, reopen_sheet, withdraw_declaration
from meetings.models import Meeting, SheetDraft, SheetSubmission
from tests.support.factories import START, make_members

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


@pytest.fixture
def sheet(mawar):
    make_members(mawar, 5)
    payload = full_payload(mawar, START)
    return f"/ksm/{mawar.pk}/pertemuan/catat/?tanggal={START.isoformat()}", payload


def errors_of(answer):
    return answer.context["form"].faults


def error_count(form) -> int:
    """How many sentences stand on the sheet."""
    bound = [part for part in form.parts() if part.is_bound]
    return len(form.faults) + sum(len(errors) for part in bound for errors in part.errors.values())


def test_a_second_tap_saves_once_and_shows_the_first_result(mawar, sari, as_user, sheet):
    # BUG-039, BUG-040, BUG-047: the same key and figures are answered, never saved again.
    url, payload = sheet
    client = as_user(sari)
    first, second = client.post(url, payload), client.post(url, payload)
    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    assert JournalEntry.objects.count() == 1
    assert balances(mawar, START)["1101"] == 25_000


def test_the_same_key_with_another_amount_is_refused_and_explained(mawar, sari, as_user, sheet):
    # BUG-041
    url, payload = sheet
    client = as_user(sari)
    client.post(url, payload)
    member = mawar.members.first()
    again = client.post(url, payload | {f"m{member.pk}-wajib": "50.000"})
    assert again.status_code == 409
    assert errors_of(again)[0].startswith("Lembar ini sudah terkirim dengan angka yang lain.")
    assert again.context["form"].rows[0]["wajib"].value() == "50.000"
    assert balances(mawar, START)["1101"] == 25_000


def test_another_phone_closing_the_same_sheet_is_told_who_was_first(mawar, sari, tini, as_user, sheet):
    # BUG-030: one record per meeting, whoever sends it.
    url, payload = sheet
    as_user(sari).post(url, payload)
    late = as_user(tini).post(url, payload | {"key": "kunci-lain"})
    assert late.status_code == 409
    assert errors_of(late) == [f"Lembar ini sudah ditutup oleh {sari}. Isian Anda tidak disimpan lagi."]
    assert Meeting.objects.count() == 1


def test_a_resend_after_an_error_works_from_the_same_page(mawar, sari, as_user, sheet):
    # BUG-043: Back, correct, send again with the same key.
    url, payload = sheet
    client = as_user(sari)
    refused = client.post(url, payload | {"closing-counted_cash": "1"})
    assert refused.status_code == 200
    assert not Meeting.objects.exists()
    assert not SheetSubmission.objects.exists()
    assert client.post(url, payload).status_code == 302


def test_a_sheet_with_bad_amounts_keeps_what_was_typed_and_stores_nothing(mawar, sari, as_user, sheet):
    # BUG-072: "5,000" and "5.00" are asked about, never turned into 5.
    url, payload = sheet
    first, second, third, *_ = mawar.members.all()
    typed = {f"m{first.pk}-wajib": "5,000", f"m{second.pk}-wajib": "5.00", f"m{third.pk}-wajib": "abc"}
    answer = as_user(sari).post(url, payload | typed)
    rows = {row.member.pk: row for row in answer.context["form"].rows}
    for member in (first, second, third):
        assert len(rows[member.pk].errors["wajib"]) == 1
        assert rows[member.pk]["wajib"].value() == typed[f"m{member.pk}-wajib"]
    assert not Meeting.objects.exists()


def test_what_was_typed_for_somebody_who_is_no_member_that_day_is_told_not_dropped(
    mawar, sari, as_user, sheet
):
    url, payload = sheet
    siti = mawar.members.first()
    siti.joined_on = START + WEEK
    siti.save(update_fields=["joined_on"])
    answer = as_user(sari).post(url, payload)
    assert answer.status_code == 200
    [told] = errors_of(answer)
    assert told.startswith(f"Isian {siti.name} tidak ada tempatnya di lembar hari itu: H, ")
    assert payload[f"m{siti.pk}-wajib"] in told
    assert not Meeting.objects.exists()


def test_a_payment_on_a_loan_that_is_settled_by_now_is_told_not_dropped(mawar, sari, as_user, sheet):
    url, payload = sheet
    siti = mawar.members.first()
    answer = as_user(sari).post(url, payload | {f"m{siti.pk}-loan_77": "26.000"})
    [told] = errors_of(answer)
    assert told.startswith(f"Isian {siti.name} tidak ada tempatnya di lembar hari itu: 26.000.")
    assert not Meeting.objects.exists()


def test_a_draft_with_a_letter_no_database_holds_is_kept_without_it(mawar, sari, as_user, sheet):
    url, payload = sheet
    as_user(sari).post(url, payload | {"action": "draft", "head-notes": "Rapat\x00 lancar"})
    assert SheetDraft.objects.get().payload["head-notes"] == ["Rapat lancar"]


def test_a_draft_is_kept_as_typed_and_counts_nothing(mawar, sari, as_user, sheet):
    url, payload = sheet
    client = as_user(sari)
    payload = payload | {"action": "draft", f"m{mawar.members.first().pk}-wajib": "5,000 (?)"}
    answer = client.post(url, payload)
    assert answer.status_code == 302
    draft = SheetDraft.objects.get()
    assert draft.payload[f"m{mawar.members.first().pk}-wajib"] == ["5,000 (?)"]
    assert not JournalEntry.objects.exists()
    assert not Meeting.objects.exists()
    again = client.get(answer.url)
    assert again.context["form"].rows[0]["wajib"].value() == "5,000 (?)"
    assert again.context["saved_key"] == payload["key"]


def test_an_older_draft_does_not_overwrite_a_newer_one(mawar, sari, tini, as_user, sheet):
    url, payload = sheet
    as_user(sari).post(url, payload | {"action": "draft"})
    other = payload | {"action": "draft", "key": "kunci-tini", "closing-minutes": "Catatan Tini"}
    late = as_user(tini).post(url, other)
    assert late.status_code == 409
    assert errors_of(late)[0].startswith(f"{sari} sudah menyimpan draf yang lebih baru.")
    assert late.context["form"].closing["minutes"].value() == "Catatan Tini"
    assert SheetDraft.objects.get().saved_by == sari
    accepted = as_user(tini).post(url, other | {"revision": "1"})
    assert accepted.status_code == 302
    assert SheetDraft.objects.get().saved_by == tini


def test_a_draft_from_before_does_not_overwrite_the_figures_of_a_reopened_sheet(
    mawar, sari, tini, as_user, sheet
):
    url, payload = sheet
    as_user(tini).post(url, payload | {"action": "draft"})
    as_user(sari).post(url, payload | {"revision": "1"})
    reopen_sheet(meeting=Meeting.objects.get(), reason="Periksa ulang", by=sari)
    before = SheetDraft.objects.get().payload
    stale = {"action": "draft", "revision": "1", "key": "lama", "closing-minutes": "Catatan lama"}
    late = as_user(tini).post(url, payload | stale)
    assert late.status_code == 409
    assert late.context["form"].closing["minutes"].value() == "Catatan lama"
    assert SheetDraft.objects.get().payload == before


def test_a_resend_after_reopening_does_not_say_that_the_sheet_is_closed(mawar, sari, as_user, sheet):
    url, payload = sheet
    client = as_user(sari)
    client.post(url, payload)
    reopen_sheet(meeting=Meeting.objects.get(), reason="Periksa ulang", by=sari)
    page = client.post(url, payload, follow=True)
    told = [str(message) for message in page.context["messages"]]
    assert told[-1] == "Lembar ini sudah pernah tersimpan, lalu dibuka kembali; belum ditutup lagi."
    assert Meeting.objects.get().state == Meeting.State.REOPENED


def test_a_draft_outlives_a_declaration_that_the_meeting_was_not_held(mawar, sari, as_user, sheet):
    url, payload = sheet
    client = as_user(sari)
    client.post(url, payload | {"action": "draft", "closing-minutes": "Catatan Sari"})
    meeting = record_not_held(ksm=mawar, day=START, reason="Hujan", today=START + WEEK, by=sari)
    page = client.get(f"/ksm/{mawar.pk}/pertemuan/{meeting.pk}/").content.decode()
    assert f"Draf lembar yang diketik {sari} untuk hari ini masih tersimpan." in page
    withdraw_declaration(meeting=meeting, by=sari)
    assert client.get(url).context["form"].closing["minutes"].value() == "Catatan Sari"


def test_an_additional_meeting_that_is_closed_takes_no_draft_any_more(mawar, sari, as_user, sheet):
    url, payload = sheet
    client = as_user(sari)
    extra = f"{url}&jenis=extra"
    assert client.post(extra, payload).status_code == 302
    late = client.post(extra, payload | {"action": "draft", "key": "lain"})
    assert late.status_code == 409
    assert not SheetDraft.objects.exists()


def test_closing_does_not_wipe_away_what_somebody_else_typed_meanwhile(mawar, sari, tini, as_user, sheet):
    url, payload = sheet
    as_user(tini).post(url, payload | {"action": "draft", "closing-minutes": "Catatan Tini"})
    late = as_user(sari).post(url, payload)
    assert late.status_code == 409
    assert errors_of(late)[0].startswith(f"{tini} sudah menyimpan draf yang lebih baru.")
    assert SheetDraft.objects.get().payload["closing-minutes"] == ["Catatan Tini"]
    assert not Meeting.objects.exists()
    assert as_user(sari).post(url, payload | {"revision": "1"}).status_code == 302
    assert not SheetDraft.objects.exists()


def test_ones_own_draft_whose_answer_was_lost_does_not_stand_in_the_way(mawar, sari, as_user, sheet):
    url, payload = sheet
    client = as_user(sari)
    client.post(url, payload | {"action": "draft"})
    assert client.post(url, payload | {"closing-minutes": "Ditambah"}).status_code == 302
    assert Meeting.objects.get().minutes == "Ditambah"


def test_closing_removes_the_draft(mawar, sari, as_user, sheet):
    url, payload = sheet
    client = as_user(sari)
    client.post(url, payload | {"action": "draft"})
    client.post(url, payload)
    assert not SheetDraft.objects.exists()


def test_a_group_without_loans_has_a_sheet_with_savings_only(mawar, sari, as_user, sheet):
    # BUG-031
    url, _ = sheet
    form = as_user(sari).get(url).context["form"]
    assert [row.loan_fields for row in form.rows] == [[]] * 5
    assert error_count(form) == 0


def test_an_address_without_a_usable_day_leads_back_to_the_schedule(mawar, sari, as_user, sheet):
    client = as_user(sari)
    for query in ("tanggal=bukan-tanggal", "tanggal=31-02-2025", "jenis=extra"):
        answer = client.get(f"/ksm/{mawar.pk}/pertemuan/catat/?{query}")
        assert answer.url == f"/ksm/{mawar.pk}/pertemuan/"


def test_hostile_text_never_breaks_the_sheet(mawar, sari, as_user, sheet):
    url, payload = sheet
    long = "x" * 10_000
    typed = {
        "closing-minutes": long,
        "head-place": long,
        "closing-checked_by": "<script>alert(1)</script>",
        "new0-name": "=HYPERLINK(1)",
        "new0-sex": "X",
        "cash0-amount": "12,50",
        "loan0-principal": "-5",
        "loan0-periods": "sejuta",
        "head-held_on": "32/13/2025",
        f"m{mawar.members.first().pk}-attendance": "Z",
        "a-opening-state": "MUNGKIN",
        "b-cash-finished_on": "besok",
    }
    answer = as_user(sari).post(url, payload | typed)
    assert answer.status_code == 200
    form = answer.context["form"]
    assert error_count(form) >= len(typed) - 2
    assert b"<script>alert(1)</script>" not in answer.content
    assert not Meeting.objects.exists()
