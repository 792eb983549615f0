"""What stands beside the books goes along in a group's workbook, every id in it under its new name."""

import json

import pytest
from django.utils import timezone

from assessment.exporting import whole_workbook
from groups.models import GroupRule, Training
from meetings.carried import CarriedError
from meetings.corrections.correcting import attendance_change, money_change, request_correction
from meetings.models import Correction, DiscardedDraft, MembershipCorrection, SheetDraft, SheetRevision
from tests.meetings.exporting.test_round_trip import bring_in, goes_and_comes, move_away
from tests.meetings.exporting.test_workbook_page import sealed_anew, set_cell
from tests.support.eligible import WEEK
from tests.support.factories import START, make_members
from tests.support.sheets import close, make_sheet

TODAY = START + 4 * WEEK
LONG = " 5 k\u200bursi_x0041_é" * 4000  # more than a cell can hold, and what reading takes off elsewhere


@pytest.fixture
def closed(mawar, sari):
    """Three closed sheets of five members, in their order."""
    make_members(mawar, 5)
    GroupRule.objects.create(
        ksm=mawar, kind="SAVING", text="Sepakat", agreed_on=START, signed=True, minimum_saving=5000
    )
    return [close(mawar, make_sheet(mawar, START + week * WEEK), sari) for week in range(3)]


def typed_for(member) -> dict:
    """A sheet as typed: for a member that is there, and on a loan that no group has."""
    return {
        f"m{member.pk}-attendance": ["H"],
        f"m{member.pk}-loan_9": ["1"],
        "loan0-loan": ["", "²"],
        "cash0-account": ["RAB-9", "5101"],
        "closing-minutes": [LONG],
    }


def test_drafts_and_sheets_of_before_come_along(closed, mawar, sari):
    typed = typed_for(mawar.members.get(number=3))
    draft = {"ksm": mawar, "kind": "ROUTINE", "payload": typed, "saved_by": sari}
    SheetDraft.objects.create(scheduled_on=START + 3 * WEEK, **draft)
    gone = {"saved_at": timezone.now(), "discarded_by": sari, "reason": "Dobel"}
    DiscardedDraft.objects.create(scheduled_on=START - WEEK, **gone, **draft)
    last = mawar.meetings.latest("held_on")
    SheetRevision.objects.create(
        ksm=mawar, meeting=last, revision=1, payload=typed, entry=last.entry, reason="Salah", reopened_by=sari
    )
    second = goes_and_comes(mawar, START + 3 * WEEK, today=TODAY)
    member = second.members.get(number=3)
    new = {
        f"m{member.pk}-attendance": ["H"],
        f"m{member.pk}-loan_?9": ["1"],
        "loan0-loan": ["", "²"],
        "cash0-account": ["RAB-?9", "5101"],
        "closing-minutes": [LONG],
    }
    kept = [second.drafts.get(), second.discarded_drafts.get()]
    revision = second.meetings.latest("held_on").revisions.get()
    assert [one.payload for one in (*kept, revision)] == [new] * 3
    assert revision.entry == second.meetings.latest("held_on").entry
    assert None not in {one.saved_by for one in kept}


def test_corrections_come_along(closed, mawar, sari):
    first, middle, last = mawar.meetings.order_by("held_on")
    member, other = mawar.members.order_by("number")[:2]
    line = first.entry.lines.order_by("pk").first()
    asked = {"reason": "Salah catat", "by": sari, "today": START + 3 * WEEK}
    changes = [attendance_change(member.pk, "I"), money_change(line.pk, 7000, line.member_id)]
    request_correction(meeting=first, changes=changes, **asked)
    refused = request_correction(meeting=middle, changes=changes[:1], **asked)
    Correction.objects.filter(pk=refused.pk).update(
        state="REFUSED", decided_by=sari, decided_at=timezone.now()
    )
    MembershipCorrection.objects.create(
        ksm=mawar,
        member=other,
        old_joined_on=START,
        joined_on=START,
        marks={str(last.pk): "H"},
        reason="Salah hari",
        requested_by=sari,
    )
    second = goes_and_comes(mawar, START + 3 * WEEK, today=TODAY)
    waiting, refused = second.corrections.order_by("meeting__held_on")
    again = second.meetings.earliest("held_on").entry.lines.order_by("pk").first()
    assert [row["id"] for row in waiting.changes] == [second.members.get(number=member.number).pk, again.pk]
    assert waiting.changes[1]["new"] == {"amount": 7000, "member": again.member_id}
    assert (waiting.decided_by, refused.decided_by is None) == (None, False)
    marks = second.membership_corrections.get().marks
    assert marks == {str(second.meetings.latest("held_on").pk): "H"}


def test_trainings_come_along_with_their_members_and_withdrawn_ones_too(closed, mawar, sari):
    trained = {"ksm": mawar, "bkm": mawar.bkm, "audience": "MEMBERS", "held_on": START, "trainer": "Ratna"}
    for topic, reason in (("BOOKS", ""), ("LENDING", "Dobel")):
        row = Training.objects.create(topic=topic, withdrawn_reason=reason, **trained)
        row.members.set(mawar.members.order_by("number")[:2])
    Training.objects.filter(topic="LENDING").update(withdrawn_on=START, withdrawn_by=sari)
    second = goes_and_comes(mawar, START + 3 * WEEK, today=TODAY)
    assert list(second.trainings.get().members.values_list("number", flat=True).order_by("number")) == [1, 2]
    withdrawn = Training.everything.get(ksm=second, topic="LENDING")
    assert withdrawn.withdrawn_by is not None
    assert second.bkm == withdrawn.bkm


@pytest.mark.parametrize(
    "payload", ["[]", '{"m99-attendance": ["H"]}', '{"head-place": "Balai"}', '{"head-place": [1]}', "null"]
)
def test_a_draft_that_cannot_be_is_refused(closed, mawar, sari, payload):
    SheetDraft.objects.create(
        ksm=mawar, kind="ROUTINE", scheduled_on=START + 3 * WEEK, payload={}, saved_by=sari
    )
    edit = set_cell("Lanjutan draf", "payload", json.dumps(payload))
    data = sealed_anew(whole_workbook(mawar, TODAY), edit)
    move_away(mawar)
    with pytest.raises(CarriedError, match="payload"):
        bring_in(data, today=TODAY)
