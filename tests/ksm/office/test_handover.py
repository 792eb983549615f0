"""A facilitator leaves an area: what is left is told to who follows, confirmed once and kept as read."""

import datetime
import io
from dataclasses import replace
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from pypdf import PdfReader

from assessment.graduation.decisions import declare_passed, request_revocation
from groups.models import Export, GroupRule, Handover, Posting, VisitLog
from groups.models.kept import ChangedError
from ledger import chart
from ledger.journal.posting import Line
from meetings.models import SheetDraft
from tests.support.factories import (
    START,
    make_administrator,
    make_bkm,
    make_city_coordinator,
    make_facilitator,
    make_ksm,
    make_members,
    make_posting,
    make_user,
)
from tests.support.lending import enter
from tests.support.sheets import close, make_sheet

pytestmark = pytest.mark.django_db
DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(weeks=1)
LEFT = START + 5 * WEEK  # the first day without sari


@pytest.fixture
def at():
    def patch(day):
        moment = datetime.datetime.combine(day, datetime.time(12), ZoneInfo("Asia/Jakarta"))
        return mock.patch("django.utils.timezone.now", return_value=moment)

    return patch


@pytest.fixture
def wahyu(mawar):
    """Follows sari in the kelurahan from the day on which she left."""
    user = make_user("wahyu")
    make_posting(user, "FACILITATOR", start=LEFT, region=mawar.bkm.kelurahan)
    return user


@pytest.fixture
def left(bkm, mawar, sari, wahyu):
    """Mawar passed and a revocation waits; a visit was promised and a sheet begun; of 5 x 4 x Rp5.000 saved
    Rp1.000 were missing when the last sheet was counted. Melati has nothing open.
    """
    make_members(mawar, 5)
    GroupRule.objects.bulk_create(
        GroupRule(ksm=mawar, kind=kind, text="Sepakat", agreed_on=START, signed=True, minimum_saving=5000)
        for kind in GroupRule.Kind
    )
    for week in range(4):
        sheet = make_sheet(mawar, START + week * WEEK)
        if week == 3:
            sheet = replace(sheet, counted_cash=99_000, difference_reason="Kembalian belum ada")
        close(mawar, sheet, sari)
    declare_passed(ksm=mawar, by=sari, role="Fasilitator", as_of=START + 4 * WEEK)
    request_revocation(ksm=mawar, by=sari, reason="Salah baca")
    VisitLog.objects.create(ksm=mawar, visited_on=START + WEEK, next_visit_on=LEFT + DAY, visitor="Sari")
    SheetDraft.objects.create(
        ksm=mawar, kind="ROUTINE", scheduled_on=START + 4 * WEEK, payload={}, saved_by=sari
    )
    make_ksm(bkm, name="KSM Melati", started=LEFT)
    posting = sari.postings.get()
    posting.end = LEFT
    posting.save()
    return posting


def address(posting):
    return f"/serah-terima/{posting.pk}/"


def test_the_page_tells_group_by_group_what_is_left(left, mawar, wahyu, as_user, at):
    with at(LEFT):
        page = as_user(wahyu).get(address(left))
    first, second = page.context["groups"]
    assert first.name == "KSM Mawar"
    draft, *late = first.sheets
    assert draft.startswith("Draf lembar 30 Juni 2025, disimpan ")
    assert draft.endswith(" oleh Sari.")
    assert late == []
    assert first.visits == ["Kunjungan dijanjikan 8 Juli 2025."]
    [decision] = first.decisions
    assert decision.startswith("Permintaan tentang kelulusan: pembatalan keputusan, sejak ")
    assert (first.counted, first.counted_day, first.book) == (99_000, START + 3 * WEEK, 99_000)
    assert second.is_clear
    assert (second.counted, second.book) == (None, 0)
    assert (page.context["counted"], page.context["book"]) == (99_000, 99_000)


def test_the_successor_confirms_once_and_what_was_read_stays(left, mawar, wahyu, sari, as_user, at):
    client = as_user(wahyu)
    with at(LEFT):
        assert "Baca dan konfirmasi serah terimanya" in client.get("/minggu-ini/").content.decode()
        sent = client.post(address(left), {"note": "Kas dihitung bersama"})
        assert sent.url == address(left)
        done = Handover.objects.get()
        assert (done.posting, done.confirmed_by, done.as_of) == (left, wahyu, LEFT)
        SheetDraft.objects.all().delete()
        page = client.get(address(left))
        assert "Draf lembar 30 Juni 2025" in page.content.decode()  # as it was read
        assert "Kas dihitung bersama" in page.content.decode()
        assert "Saya sudah membaca" not in page.content.decode()
        again = client.post(address(left), {"note": "Lain"})
        assert again.context["form"].non_field_errors() == ["Serah terima ini sudah dikonfirmasi Wahyu."]
        assert Handover.objects.get().note == "Kas dihitung bersama"
        assert "serah terimanya" not in client.get("/minggu-ini/").content.decode()


def test_the_paper_is_a_draft_until_it_is_confirmed(left, wahyu, as_user, at):
    client = as_user(wahyu)
    with at(LEFT):
        draft = words(client.get(f"{address(left)}cetak.pdf"))
        client.post(address(left), {"note": ""})
        done = words(client.get(f"{address(left)}cetak.pdf"))
    assert "DRAF, belum dikonfirmasi penerima." in draft
    assert "DRAF" not in done
    for said in ("Yang menyerahkan", "KSM Mawar", "Kunjungan dijanjikan 8 Juli 2025.", "Rp99.000"):
        assert said in done
    assert done.count("Wahyu") == 2  # in the table and beneath the signature


def words(answer):
    reader = PdfReader(io.BytesIO(answer.content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_before_an_end_is_known_nobody_confirms_and_the_leaver_reads(left, sari, as_user, at):
    Posting.objects.filter(pk=left.pk).update(end=None)
    beside = make_user("yudi")
    make_posting(beside, "FACILITATOR", region=left.region)
    with at(LEFT - DAY):
        assert as_user(sari).get(address(left)).status_code == 200
        refused = as_user(beside).post(address(left), {"note": ""})
    [sentence] = refused.context["form"].non_field_errors()
    assert sentence.startswith("Penugasan ini belum diakhiri.")
    assert not Handover.objects.exists()


def test_the_leaver_prepares_it_and_cannot_confirm_it(left, sari, as_user, at):
    with at(LEFT - DAY):
        client = as_user(sari)
        assert "Siapkan serah terimanya" in client.get("/minggu-ini/").content.decode()
        page = client.get(address(left))
        assert "Saya sudah membaca" not in page.content.decode()
        assert client.post(address(left), {"note": ""}).status_code == 403
    with at(LEFT):  # she works here no more
        assert as_user(sari).get(address(left)).status_code == 404


def test_nobody_else_finds_it(left, budi, tini, joko, as_user, at):
    """Nor a facilitator of a kelurahan beside it; an administrator reads it and confirms nothing."""
    near = make_facilitator("nia", make_bkm("BKM Karangroto", "33.74.05.1002").kelurahan_id)
    with at(LEFT):
        for user in (budi, tini, joko, near):
            for path in (address(left), f"{address(left)}cetak.pdf"):
                assert as_user(user).get(path).status_code == 404
            assert as_user(user).post(address(left), {}).status_code == 404
        admin = as_user(make_administrator())
        assert admin.get(address(left)).status_code == 200
        assert admin.post(address(left), {}).status_code == 403
    assert not Handover.objects.exists()


@pytest.mark.parametrize("groups", [1, 3])
def test_it_takes_the_same_queries_for_one_group_and_three(
    bkm, sari, as_user, at, groups, django_assert_num_queries
):
    for _ in range(groups):
        make_members(make_ksm(bkm), 3)
    client = as_user(sari)
    with at(START):
        client.get("/minggu-ini/")
        with django_assert_num_queries(22):
            client.get(address(sari.postings.get()))


def test_coordinators_read_their_own_part_and_confirm_nothing(left, wahyu, ratna, bkm, as_user, at):
    """The posting covers the kecamatan: another BKM's group is left there too."""
    Posting.objects.filter(role="FACILITATOR").update(region=left.region_id[:8])
    other = make_bkm("BKM Karangroto", "33.74.05.1002")
    make_ksm(other, name="KSM Kenanga", started=LEFT)
    hasan, far = make_city_coordinator("hasan"), make_city_coordinator("far", "12.71")
    with at(LEFT):
        for confirmed in (False, True):
            if confirmed:
                assert as_user(wahyu).post(address(left), {"note": ""}).status_code == 302
            shown = {
                user.username: [group.name for group in as_user(user).get(address(left)).context["groups"]]
                for user in (ratna, hasan, wahyu)
            }
            every = ["KSM Kenanga", "KSM Mawar", "KSM Melati"]
            assert shown == {"ratna": every[1:], "hasan": every, "wahyu": every}
            assert "lebih luas" in as_user(ratna).get(address(left)).text
            assert "KSM Kenanga" not in words(as_user(ratna).get(f"{address(left)}cetak.pdf"))
        assert as_user(ratna).post(address(left), {"note": ""}).status_code == 403
        assert as_user(far).get(address(left)).status_code == 404
        assert address(left) in as_user(ratna).get(f"/bkm/{bkm.pk}/").content.decode()
        Posting.objects.filter(pk=left.pk).update(end=None)
        assert as_user(ratna).get(address(left)).status_code == 404


def test_a_coordinator_is_told_of_it_and_asked_for_nothing(left, ratna, as_user, at):
    with at(LEFT):
        told = as_user(ratna).get("/minggu-ini/").content.decode()
        page = as_user(ratna).get(address(left))
    assert "Baca serah terimanya" in told
    assert "konfirmasi" not in told
    assert len(page.context["groups"]) == 2
    assert "lebih luas" not in page.text  # every group of the area is of her BKM


def test_what_moved_since_the_count_is_told_apart(left, mawar, wahyu, as_user, at):
    enter(mawar, [Line(chart.BIAYA_ATK, chart.KAS, 7_000)], LEFT)
    with at(LEFT):
        page = as_user(wahyu).get(address(left))
    first, second = page.context["groups"]
    assert (first.counted, first.book, first.apart, second.apart) == (99_000, 92_000, -7_000, None)
    assert f'<a class="row-title" href="{reverse("ledger:cash_book", args=[mawar.pk])}">' in page.text
    assert '<td data-label="Beda" class="num money">-Rp7.000</td>' in page.text


@pytest.mark.parametrize("model", [Handover, Export])
def test_its_rows_are_added_and_never_changed(model, left, mawar, sari, wahyu):
    if model is Handover:
        by = {"confirmed_by": wahyu, "confirmed_by_name": "Wahyu", "left_by_name": "Sari"}
        row = Handover.objects.create(posting=left, as_of=LEFT, content=[], **by)
    else:
        row = Export.objects.create(title="Kas", address="/", format="csv", rows=1, ksm=mawar, by=sari)
    same = model.objects.get(pk=row.pk)
    rows = model.objects.filter(pk=row.pk)
    for change in (same.save, same.delete, rows.delete, lambda: rows.update(pk=2)):
        with pytest.raises(ChangedError):
            change()
    with pytest.raises(ChangedError):
        model.objects.bulk_update([same], ["title" if model is Export else "note"])
    assert model.objects.filter(pk=row.pk).exists()
