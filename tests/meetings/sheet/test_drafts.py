"""Drafts are listed where the group's meetings are, moved to a planned day, or discarded with a trace."""

import datetime

import pytest

from groups.models import Ksm
from groups.path.mentoring import update_ksm
from ledger.journal.months import Month
from meetings.models import DiscardedDraft, SheetDraft
from meetings.month_end import blockers
from meetings.refusals import MeetingError
from meetings.sheet.drafts import days_to_move_to, discard_draft, drafts_of, move_draft
from meetings.sheet.submission import save_draft
from tests.support.factories import START, make_facilitator, make_members
from tests.support.sheets import close, make_sheet

DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(weeks=1)
TYPED = {"head-place": ["Rumah Bu Siti"]}


def draft(ksm, day, by, kind="ROUTINE"):
    facts = {"kind": kind, "scheduled_on": day, "payload": TYPED, "revision": 0}
    return save_draft(ksm=ksm, by=by, **facts)


@pytest.fixture
def moved_away(mawar, sari, tini):
    """A draft of Monday the 9th, typed by the volunteer before the group moved to Fridays from then on."""
    make_members(mawar, 5)
    close(mawar, make_sheet(mawar, START), sari, today=START)
    typed = draft(mawar, START + WEEK, tini)
    update_ksm(ksm=mawar, by=sari, today=START + DAY, meeting_weekday=4, rhythm_since=START + DAY)
    return typed


def test_a_draft_of_a_day_no_longer_planned_is_shown_with_who_typed_it_and_when(moved_away, as_user, tini):
    SheetDraft.objects.update(saved_at=datetime.datetime(2025, 6, 4, 13, 5, tzinfo=datetime.UTC))
    page = as_user(tini).get(f"/ksm/{moved_away.ksm_id}/pertemuan/").content.decode()
    shown = page.split("Draf lembar", 1)[1].split("Pertemuan tambahan", 1)[0]
    assert "Senin, 9 Juni 2025" in shown
    assert "Bukan hari pertemuan lagi" in shown
    assert f"Diketik {tini.full_name}, 04-06-2025 20.05 WIB." in " ".join(shown.split())


def test_it_is_moved_to_the_new_day_as_typed(moved_away, as_user, tini):
    friday = START + WEEK + 4 * DAY
    url = f"/ksm/{moved_away.ksm_id}/pertemuan/draf/{moved_away.pk}/pindah/"
    answer = as_user(tini).post(url, {"to": friday.isoformat()})
    assert answer.url.endswith(f"tanggal={friday.isoformat()}")
    assert list(SheetDraft.objects.values_list("scheduled_on", "payload")) == [(friday, TYPED)]


def test_it_is_moved_to_no_day_that_is_not_planned_or_not_free(moved_away):
    ksm = Ksm.objects.get(pk=moved_away.ksm_id)
    assert START not in days_to_move_to(ksm, START + WEEK)
    for day in (START, START + 2 * DAY):
        with pytest.raises(MeetingError, match="bukan hari pertemuan yang masih kosong") as refused:
            move_draft(draft=moved_away, to=day, today=START + WEEK)
        assert refused.value.field == "to"


def test_who_wrote_it_or_a_facilitator_discards_it_and_what_was_typed_stays(moved_away, mawar, tini):
    other = make_facilitator("dewi")
    with pytest.raises(MeetingError, match="diketik orang lain"):
        discard_draft(draft=moved_away, reason="Salah", by=other, facilitator=False)
    with pytest.raises(MeetingError, match="Tulis alasannya"):
        discard_draft(draft=moved_away, reason=" ", by=tini, facilitator=False)
    discard_draft(draft=moved_away, reason="Hari lain", by=tini, facilitator=False)
    kept = DiscardedDraft.objects.get()
    assert (kept.payload, kept.saved_by, kept.discarded_by, kept.reason) == (TYPED, tini, tini, "Hari lain")
    again = draft(mawar, START + 3 * DAY, tini, kind="EXTRA")
    assert discard_draft(draft=again, reason="Batal", by=other, facilitator=True).discarded_by == other
    assert not SheetDraft.objects.exists()


def test_discarding_through_the_page_leaves_a_trace_that_can_be_read(moved_away, as_user, tini):
    url = f"/ksm/{moved_away.ksm_id}/pertemuan/"
    assert as_user(tini).post(f"{url}draf/{moved_away.pk}/buang/", {"reason": "Salah hari"}).url == url
    page = " ".join(as_user(tini).get(url).content.decode().split())
    assert "Draf yang dibuang (1)" in page
    assert f"Senin, 9 Juni 2025, diketik {tini.full_name}; dibuang {tini.full_name}" in page


def test_the_list_offers_to_discard_only_what_one_may(moved_away, mawar, sari, tini):
    other = make_facilitator("dewi")
    rows = [drafts_of(mawar, START, user, facilitator=user == sari) for user in (tini, other, sari)]
    assert [row.may_discard for [row] in rows] == [True, False, True]


def test_an_extra_or_empty_draft_blocks_no_month(mawar, sari):
    make_members(mawar, 5)
    for week in range(5):
        close(mawar, make_sheet(mawar, START + week * WEEK), sari, today=START + week * WEEK)
    draft(mawar, START + 3 * DAY, sari, kind="EXTRA")
    SheetDraft.objects.create(ksm=mawar, kind="ROUTINE", scheduled_on=START + DAY, payload={}, saved_by=sari)
    ksm = Ksm.objects.get(pk=mawar.pk)
    assert blockers([ksm], Month.of(START), START + 6 * WEEK)[ksm.pk] == []


def test_a_draft_that_comes_back_says_who_typed_it_and_when(mawar, as_user, sari, tini):
    draft(mawar, START, tini)
    SheetDraft.objects.update(saved_at=datetime.datetime(2025, 6, 2, 12, 30, tzinfo=datetime.UTC))
    page = as_user(sari).get(f"/ksm/{mawar.pk}/pertemuan/catat/?tanggal={START.isoformat()}")
    assert f"diketik {tini.full_name}, 02-06-2025 19.30 WIB" in " ".join(page.content.decode().split())
