"""One group with everything that an address can name, and every address of the product filled with it."""

import datetime
import re

from django.urls import get_resolver
from django.utils import timezone

from assessment.eligibility.decisions import Seen, answer_eligibility, propose_eligibility, record_visit
from assessment.graduation.decisions import declare_passed, request_revocation
from groups.models import VolunteerRecord, Welfare, WorkPlanItem
from groups.path.aims import JUDGED, Period
from groups.path.growing import set_community_status, set_stage
from groups.path.steps import CHECKLISTS
from groups.path.travelling import fill_checklist, record_step, record_training
from groups.places.logos import set_logo
from groups.registers.welfare import record_welfare
from ksm.group.scorecard import fill_scorecard
from ledger import chart
from ledger.acts.act import Decision, mark_of
from ledger.acts.heirs import receive_from_heir
from ledger.acts.settling import settle_early
from ledger.acts.writing_off import propose_write_off
from ledger.joint.covering import cover_shortfall, give_back
from ledger.journal.funds import move_between_funds
from ledger.journal.posting import Line, book_of, post
from ledger.loans.lending import plan_disbursement, plan_repayments, store_disbursements, store_repayments
from ledger.outside.borrowing import OutsideTerms, pay_outside, receive, record_contract
from ledger.undoing.loan_acts import Retraction
from ledger.undoing.money import undo_fund_move
from ledger.upk.receipts import record_receipt
from meetings.corrections.correcting import attendance_change, request_correction
from meetings.importing.storing import Importer, store_workbook, surroundings
from meetings.models import MembershipCorrection, SheetDraft, SheetRevision
from meetings.photos import add_photo
from meetings.sheet.payloads import payload_of
from meetings.workbook.checking import check_workbook
from savings.models import Dissolution, MemberExit
from tests.support import factories
from tests.support.about_data import data_ids
from tests.support.blm import make_change, make_paid, report, spend
from tests.support.papers import paper_ids
from tests.support.pictures import make_png
from tests.support.user_ids import user_ids
from tests.support.workbooks import sample

TODAY = datetime.date(2025, 12, 1)
SLUGS = {
    "posting_create": "relawan",
    "list_upload": "anggota",
    "list_template": "anggota",
    "list_store": "anggota",
    "list_refused": "anggota",
    "rule_create": "tabungan",
    "step_record": "group_fgd",
    "bkm_step_record": "brief",
    "checklist": "kondisi",
    "checklist_read": "kondisi",
    "checklist_pdf": "kondisi",
    "checklist_withdraw": "kondisi",
    "eligibility_check_withdraw": "homes_visited",
    "register_list": "rencana-kerja",
    "register_pdf": "buku-tamu",
    "register_create": "rencana-kerja",
    "register_update": "rencana-kerja",
    "bkm_register_list": "relawan",
    "bkm_register_create": "relawan",
    "bkm_register_update": "relawan",
    "register_withdraw": "rencana-kerja",
    "bkm_register_withdraw": "relawan",
}
PAPER = ("berita-acara.pdf", "application/pdf", b"%PDF-1.7 uji")


def make_membership(ksm, by):
    """A request for another day of joining, still waiting."""
    member = ksm.members.last()
    days = {"old_joined_on": member.joined_on, "joined_on": member.joined_on - datetime.timedelta(days=1)}
    facts = {"reason": "Salah catat", "requested_by": by}
    return MembershipCorrection.objects.create(ksm=ksm, member=member, **days, **facts)


def make_draft(ksm, by):
    """What was typed for a day on which nobody is to meet any more."""
    facts = {"kind": "ROUTINE", "scheduled_on": TODAY - datetime.timedelta(days=400), "payload": {}}
    return SheetDraft.objects.create(ksm=ksm, saved_by=by, **facts)


OF_PROGRAMS = "api/"  # knows no sessions but tokens, and is tried in tests/ksm/test_api.py


def patterns(resolver=None, prefix=""):
    """(name, path with <converter:name> parts) of every address."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            yield from patterns(entry, path)
        elif not path.startswith(OF_PROGRAMS):
            yield entry.name, f"/{path}"


def filled(name, pattern, ids):
    """The pattern with ids in place of its parts; KeyError names a part that this test cannot fill yet."""
    return re.sub(
        r"<\w+:(\w+)>", lambda part: str(ids[part[1]]) if part[1] != "slug" else SLUGS[name], pattern
    )


def addresses(ids):
    """(name, parts in the pattern, path) of every address, its parts filled with `ids`."""
    for name, pattern in patterns():
        yield name, set(re.findall(r"<\w+:(\w+)>", pattern)), filled(name, pattern, ids)


def journey_ids(ksm, by) -> dict:
    """A step of the group and one of its BKM, each with a paper, and a line of two registers."""
    facts = {
        "done_on": TODAY,
        "today": TODAY,
        "place": "Balai",
        "women": 9,
        "led_by": "Tini",
        "result": "Baik",
    }
    own = record_step(bkm=ksm.bkm, ksm=ksm, code="group_fgd", by=by, file=PAPER, **facts)
    shared = record_step(bkm=ksm.bkm, ksm=None, code="brief", by=by, file=PAPER, **facts)
    plan = WorkPlanItem.objects.create(
        ksm=ksm,
        activity="Warung bersama",
        target="Anggota",
        volume="1",
        starts_on=TODAY,
        ends_on=TODAY,
        responsible="Ketua",
    )
    ksm.visits.create(visited_on=TODAY, visitor="Joko", office="UPK", purpose="Pembinaan")
    answers = {item: ("YA", "") for item, _ in CHECKLISTS[0].items}
    code = CHECKLISTS[0].code
    filling = fill_checklist(ksm=ksm, code=code, filled_on=TODAY, answers=answers, today=TODAY, by=by)
    judged = dict.fromkeys(ksm.members.active_on(TODAY), ("IMPROVING", "Warung ramai"))
    fares = record_welfare(ksm=ksm, period=Period.of(TODAY), judged=judged, today=TODAY, by=by)
    volunteer = VolunteerRecord.objects.create(
        bkm=ksm.bkm, name="Tini", sex="P", found_how="Rembug warga", since=TODAY
    )
    stage = set_stage(
        ksm=ksm, stage="SEEDLING", decided_on=TODAY, reason="Baru lulus", today=TODAY, by=by, file=PAPER
    )
    return {
        "record_id": own.pk,
        "bkm_record_id": shared.pk,
        **training_ids(ksm, by),
        "entry_id": plan.pk,
        "bkm_entry_id": volunteer.pk,
        "stage_id": stage.pk,
        "card_id": make_scorecard(ksm, by).pk,
        "filling_id": filling.pk,
        "welfare_id": Welfare.objects.get(member=fares[0].member).pk,
        "status_id": community_status(ksm.bkm, by).pk,
    }


def make_scorecard(ksm, by):
    judged = {indicator.code: (True, "") for indicator in JUDGED}
    return fill_scorecard(ksm=ksm, period=Period.of(TODAY), judged=judged, today=TODAY, by=by)


def community_status(bkm, by):
    """What somebody wrote down of the community."""
    facts = {"assessor": "Tim kota", "source": "SK 1/2025", "reason": "Hasil penilaian", "today": TODAY}
    return set_community_status(bkm=bkm, status="BERDAYA", assessed_on=TODAY, by=by, **facts)


def training_ids(ksm, by) -> dict:
    """A training of the group's members, and one of its BKM."""
    trained = {"held_on": TODAY, "topic": "BOOKS", "trainer": "Sari", "today": TODAY, "by": by}
    own = record_training(bkm=ksm.bkm, ksm=ksm, members=ksm.members.active_on(TODAY), **trained)
    shared = record_training(bkm=ksm.bkm, ksm=None, members=[], audience="BKM", men=3, women=4, **trained)
    return {"training_id": own.pk, "bkm_training_id": shared.pk}


def eligibility_ids(ksm) -> dict:
    """A decision on eligibility with its paper, and a recommendation that still waits."""
    yanti = factories.make_unit_staff("yanti", ksm.bkm, "UPS")
    rina = factories.make_coordinator("rina", ksm.bkm)
    facts = {"ksm": ksm, "by": yanti, "as_of": TODAY, "reason": "Pelatihan belum lengkap"}
    first = propose_eligibility(outcome="NOT_ELIGIBLE", **facts)
    answered = answer_eligibility(proposal=first, approve=True, by=rina, as_of=TODAY, now=timezone.now())
    waiting = propose_eligibility(outcome="SUSPENDED", **facts)
    look = [Seen("homes_visited", met=True)]
    [seen] = record_visit(ksm=ksm, seen=look, seen_on=TODAY, by=yanti, today=TODAY)
    ids = {"eligibility_number": answered.result.number, "proposal_id": waiting.pk}
    return ids | {"check_id": seen.pk}


def surplus_ids(ksm, by) -> dict:
    """A year's surplus shared out and not yet paid; the year after it is still to be shared."""
    member, other = ksm.members.first(), ksm.members.last()
    lines = [
        Line(chart.SHU, chart.UTANG_SHU, 9_000, member_id=member.pk),
        Line(chart.SHU, chart.UTANG_SHU, 1_000, member_id=other.pk),
    ]
    entry = post(ksm=ksm, date=TODAY, kind="CLOSING", memo="SHU 2024", lines=lines, by=by)
    sharing = ksm.sharings.create(
        year=2024,
        surplus=10_000,
        percentages={"savings": "100"},
        decided_on=TODAY,
        minutes="Rapat",
        entry=entry,
        by=by,
    )
    parts = {"from_borrowing": 0, "from_office": 0}
    sharing.shares.create(member=member, from_savings=9_000, **parts)
    out = [Line(chart.UTANG_SHU, chart.KAS, 1_000, member_id=other.pk)]
    paid = post(ksm=ksm, date=TODAY, kind="OTHER", memo="SHU 2024 dibayarkan", lines=out, by=by)
    sharing.shares.create(member=other, from_savings=1_000, paid_entry=paid, **parts)
    settled = {"ksm": ksm, "date": TODAY, "minutes": "Rapat", "by": by}
    MemberExit.objects.create(member=member, savings={}, debts=[], paid=0, **settled)
    Dissolution.objects.create(members=[], funds={}, recipient="BKM", **settled)
    return {"sharing_id": sharing.pk, "payout_id": paid.pk, "year": 2025}


def loan_ids(ksm, by) -> dict:
    """A running loan of which a write-off waits for the coordinator."""
    running = ksm.loans.filter(state="DISBURSED", is_opening=False, borrower="MEMBER").order_by("-pk").first()
    decision = Decision(on=TODAY, today=TODAY, minutes="Notulen minggu 12", reason="Pindah kota", by=by)
    event = propose_write_off(loan=running, decision=decision)
    payers = list(ksm.members.active_on(TODAY))
    case = cover_shortfall(loan=running, amount=1_000, method="ALL", payers=payers, decision=decision)
    unnamed = store_shortfall(running)
    return {
        "loan_id": running.pk,
        "event_id": event.pk,
        "case_id": case.pk,
        "repayment_id": unnamed.pk,
        "cash_line_id": running.lines.filter(credit=chart.KAS).first().pk,
        **outside_ids(ksm, by),
        "paid_event_id": settled_loan(ksm, running.member, decision).pk,
        **undoing_ids(ksm, case, decision),
    }


def undoing_ids(ksm, case, decision) -> dict:
    """Acts that may be taken back, and one that was."""
    facts = {"on": TODAY, "today": TODAY, "by": decision.by}
    brought = [Line(chart.KAS, chart.MODAL_AWAL, 1_000)]
    post(ksm=ksm, date=TODAY, kind="OPENING", memo="Saldo awal", lines=brought, by=decision.by)
    returned = give_back(case=case, amount=100, seen_owed=1_000, **facts)
    moves = {"source": "KAS", "target": "SOSIAL", "amount": 100, "minutes": "Notulen", "reason": "Uji"}
    moved = [
        move_between_funds(ksm=ksm, seen=book_of(ksm).last_entry_number, **moves, **facts) for _ in range(2)
    ]
    retraction = Retraction(reason="Salah catat", **facts)
    act = settled_loan(ksm, case.loan.member, decision, number="P-901")
    gone = factories.make_member(ksm, left_on=TODAY)
    return {
        "act_id": act.pk,
        "returned_id": returned.pk,
        "moved_id": moved[0].pk,
        "undoing_id": undo_fund_move(ksm=ksm, entry=moved[1], retraction=retraction).pk,
        "left_id": gone.pk,
        "moved_member_id": factories.make_move(ksm, TODAY, decision.by).before_id,
        "heir_loan_id": heir_loan(ksm, case.loan.member, decision).pk,
    }


def settled_loan(ksm, member, decision, number="P-900"):
    """A loan handed out and paid off on the same day."""
    loan = lent(ksm, member, number)
    return settle_early(loan=loan, paid=10_000, full_jasa=False, decision=decision)


def lent(ksm, member, number):
    facts = {"number": number, "principal": 10_000, "periods": 2, "state": "APPROVED"}
    loan = ksm.loans.create(member=member, **facts)
    lines = [plan_disbursement(loan)]
    entry = post(ksm=ksm, date=TODAY, kind="OTHER", memo="Pinjaman", lines=lines, by=None)
    store_disbursements(entry_of={loan.pk: entry}, loans=[loan])
    return loan


def heir_loan(ksm, member, decision):
    """A loan of somebody who died, of which the heir paid an instalment."""
    loan = lent(ksm, member, "P-902")
    loan.heir = "Sumiati"
    loan.save()
    receive_from_heir(loan=loan, amount=5_000, decision=decision)
    return loan


def outside_ids(ksm, by) -> dict:
    """A loan from UPK of which an instalment was paid."""
    loan = outside_loan(ksm)
    facts = {"loan": loan, "account": chart.KAS, "on": TODAY, "today": TODAY, "by": by}
    receive(seen=mark_of(loan), **facts)
    loan.refresh_from_db()
    paid = pay_outside(amount=90_000, seen=mark_of(loan), **facts)
    told = {"received_on": TODAY, "amount": 90_000, "number": "UPK-1", "note": "", "today": TODAY, "by": by}
    receipt = record_receipt(loan=loan, **told)
    return {"outside_id": loan.pk, "paid_id": paid.pk, "receipt_id": receipt.pk}


def outside_loan(ksm):
    """A loan from UPK whose money has not arrived yet."""
    facts = {"lender": "UPK", "lender_name": "UPK", "contract": "1", "agreed_on": TODAY, "principal": 900_000}
    facts |= {"limit_reason": "Dana bergulir tersedia"}
    terms = OutsideTerms(rate_percent=1, method="FLAT", periods=10, unit="MONTH", **facts)
    return record_contract(ksm=ksm, terms=terms, today=TODAY)


def store_shortfall(loan):
    """An instalment that a meeting took through tanggung renteng, without the names of who paid."""
    planned = plan_repayments(payments=[(loan, 1_000, "TR")], on=TODAY)
    lines = planned[0].lines()
    entry = post(ksm=loan.ksm, date=TODAY, kind="OTHER", memo="Tanggung renteng", lines=lines, by=None)
    return store_repayments(entry_of={0: entry}, planned=planned)[0]


def blm_ids(ksm) -> dict:
    """A grant whose first tranche was paid and whose LPJ waits."""
    grant = make_paid(ksm, today=TODAY)
    return {
        "grant_id": grant.pk,
        "line_id": grant.lines.first().pk,
        "grant_member_id": grant.members.first().pk,
        "tranche_id": grant.tranches.first().pk,
        "movement_id": grant.movements.get().pk,
        "done_change_id": make_change(grant, accept=True).pk,
        "change_id": make_change(grant).pk,
        "spending_id": spend(grant, 2, factories.make_user(), on=TODAY).pk,
        "report_id": report(grant, 1, factories.make_user(), today=TODAY).pk,
    }


def give_logos(ksm, by) -> None:
    """One to the group and another to its BKM."""
    for owner in (ksm, ksm.bkm):
        set_logo(owner=owner, content=make_png(), by=by)


def meeting_ids(meeting, by) -> dict:
    """A meeting that was opened again once, and a photograph of its minutes."""
    SheetRevision.objects.create(
        ksm=meeting.ksm,
        meeting=meeting,
        revision=1,
        payload=payload_of(meeting),
        reason="Salah tulis",
        reopened_by=by,
    )
    return {
        "meeting_id": meeting.pk,
        "revision": 1,
        "photo_id": add_photo(meeting=meeting, kind="MINUTES", content=make_png(), by=by).pk,
    }


def make_world() -> dict:
    """KSM Mawar from its workbook, decided upon by its facilitator Sari; ids by their names in addresses."""
    factories.make_region()
    checked = check_workbook(sample(), surroundings(today=TODAY, may_create_bkm=True))
    importer = Importer("sistem", None)
    mawar = store_workbook(checked=checked, importer=importer, today=TODAY, now=timezone.now())
    sari = factories.make_facilitator("sari")
    decided = declare_passed(ksm=mawar, by=sari, role="Fasilitator", as_of=TODAY)
    asked = request_revocation(ksm=mawar, by=sari, reason="Salah baca")
    oldest = mawar.meetings.filter(state="CLOSED").order_by("held_on").first()
    correction = request_correction(
        meeting=oldest,
        changes=[attendance_change(oldest.attendance.first().member_id, "S")],
        reason="Salah baca daftar hadir",
        by=sari,
        today=TODAY,
    )
    meeting = mawar.meetings.order_by("scheduled_on").last()
    give_logos(mawar, sari)
    return {
        **journey_ids(mawar, sari),
        **eligibility_ids(mawar),
        **surplus_ids(mawar, sari),
        **blm_ids(mawar),
        **paper_ids(mawar, sari),
        "ksm_id": mawar.pk,
        "bkm_id": mawar.bkm_id,
        "member_id": mawar.members.first().pk,
        "term_id": mawar.officers.filter(end=None).first().pk,
        "rule_id": mawar.rules.first().pk,
        **data_ids(mawar.members.first(), sari, TODAY),
        **meeting_ids(meeting, sari),
        "membership_id": make_membership(mawar, sari).pk,
        "draft_id": make_draft(mawar, sari).pk,
        "correction_id": correction.pk,
        **loan_ids(mawar, sari),
        "day": meeting.scheduled_on + datetime.timedelta(days=7),
        "number": decided.number,
        "request_id": asked.pk,
        **user_ids(sari),
    }
