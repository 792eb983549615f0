"""A closed month says for ever what it said: later work leaves its reports alone, or is refused."""

from dataclasses import replace
from fractions import Fraction

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groups.agreements.five_rules import agree_rule, correct_rule
from groups.members.enrolment import enrol_member, record_leaving, update_member
from groups.members.offices import elect_officer, end_term
from groups.models import Concern, Ksm
from groups.path.mentoring import move_start
from groups.refusals import GroupError
from groups.registers.keeping import keep_line
from ksm.group.monthly import monthly_report
from ledger.acts.rescheduling import NewTerms, reschedule
from ledger.acts.settling import settle_early, waive_jasa
from ledger.acts.writing_off import answer_write_off, propose_write_off
from ledger.joint.covering import cover_shortfall
from ledger.loans.lending import decide_loan
from ledger.undoing.joint import undo_case
from ledger.undoing.loan_acts import Retraction, undo_act
from meetings.corrections.correcting import attendance_change
from meetings.corrections.reopening import record_not_held
from meetings.month_end import close_month, reopen_month
from meetings.refusals import MeetingError
from meetings.sheet.values import LoanPayment, SheetError
from savings.undoing import undo_exit
from tests.support.after_closing import (
    CONCERNS,
    DAY,
    JULY,
    JUNE,
    LATER,
    MONDAYS,
    TODAY,
    Life,
    a_sex_is_put_right,
    first_sheet,
    the_problem_is_solved,
    they_meet,
    they_meet_every_week_on_tuesdays,
)
from tests.support.corrections import answer, ask
from tests.support.factories import make_coordinator, make_facilitator, make_ksm, make_member, make_officer
from tests.support.lending import decide
from tests.support.sheets import change_row, close, make_sheet, rich_sheet
from tests.support.trials import trials

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_june(bkm):
    """Five members, one of them a man; a loan of four weeks with one instalment paid; a problem raised."""
    ksm = make_ksm(bkm, meeting_frequency=Ksm.Frequency.BIWEEKLY)
    members = [make_member(ksm, sex="L" if number == 5 else "P") for number in range(1, 6)]
    make_officer(members[0], start=MONDAYS[0])
    life = Life(ksm, make_facilitator("sari"), make_coordinator("ratna", bkm))
    facts = {"kind": "SAVING", "text": "5.000 tiap pertemuan", "signed": True, "minimum_saving": 5_000}
    agree_rule(ksm=ksm, agreed_on=MONDAYS[0], today=TODAY, by=life.sari, **facts)
    concern = Concern(ksm=ksm, kind="PROBLEM", raised_on=MONDAYS[1], text="Atap bocor")
    keep_line(register=CONCERNS, line=concern, by=life.sari)
    close(ksm, rich_sheet(ksm, MONDAYS[0]), life.sari)
    sheet = change_row(make_sheet(ksm, MONDAYS[1]), 4, payments=(LoanPayment(life.loan.pk, 5_200),))
    sheet = change_row(sheet, 1, attendance="A", wajib=0)
    close(ksm, replace(sheet, counted_cash=sheet.counted_cash + 200), life.sari)
    record_not_held(ksm=ksm, day=MONDAYS[2], reason="Banjir", today=TODAY, by=life.sari)
    return life


@pytest.fixture
def life(open_june):
    close_month(ksm=open_june.ksm, month=JUNE, by=open_june.sari, today=TODAY)
    return open_june


@pytest.mark.parametrize("work", LATER, ids=lambda work: work.__name__)
def test_later_work_goes_on_and_leaves_the_closed_month_alone(life, work):
    before = life.told()
    work(life)
    assert life.told() == before


@given(works=st.lists(st.sampled_from(LATER), min_size=3, max_size=9))
@settings(
    max_examples=trials(8, 60), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
def test_nothing_of_it_in_any_order_changes_what_the_month_said(life, works):
    with transaction.atomic():
        before = life.told()
        for work in works:
            try:
                with transaction.atomic():
                    work(life)
            except (GroupError, MeetingError, SheetError, ValueError):
                pass  # some cannot follow others: a loan is settled once
        assert life.told() == before
        transaction.set_rollback(True)


WITHIN = MONDAYS[1] + DAY


def written_off(life, decision):
    event = propose_write_off(loan=life.loan, decision=decision)
    facts = {"approve": True, "answer": "Ya", "by": life.ratna, "now": timezone.now()}
    return answer_write_off(event=event, today=WITHIN, **facts)


def rescheduled(life, decision):
    facts = {"terms": NewTerms(Fraction(1, 100), "FLAT", 8, "MONTH"), "first_due": WITHIN + 7 * DAY}
    return reschedule(loan=life.loan, waive_jasa=True, decision=decision, **facts)


def waived(life, decision):
    return waive_jasa(loan=life.loan, amount=100, decision=decision)


def settled(life, decision):
    return settle_early(loan=life.loan, paid=15_600, full_jasa=True, decision=decision)


@pytest.mark.parametrize("act", [written_off, rescheduled, waived, settled], ids=lambda act: act.__name__)
def test_an_act_of_the_closed_month_taken_back_later_leaves_it_as_it_was(open_june, act):
    life = open_june
    event = act(life, decide(WITHIN, life.sari))
    close_month(ksm=life.ksm, month=JUNE, by=life.sari, today=TODAY)
    before = life.told()
    event.refresh_from_db()
    undo_act(event=event, retraction=Retraction(on=TODAY, today=TODAY, reason="Keliru", by=life.ratna))
    assert life.told() == before


def test_a_case_of_the_closed_month_taken_back_later_leaves_it_as_it_was(open_june):
    life = open_june
    payers = list(life.ksm.members.active_on(WITHIN))
    facts = {"amount": 1_000, "method": "ALL", "payers": payers}
    case = cover_shortfall(loan=life.loan, decision=decide(MONDAYS[2], life.sari), **facts)
    close_month(ksm=life.ksm, month=JUNE, by=life.sari, today=TODAY)
    before = life.told()
    undo_case(case=case, retraction=Retraction(on=TODAY, today=TODAY, reason="Keliru", by=life.sari))
    assert life.told() == before


def test_names_are_spelled_as_they_are_known_now_and_figures_stay(life):
    before = life.told()
    update_member(member=life.siti, name="Siti Aminah binti Ali", today=TODAY, by=life.sari)
    after = life.told()
    [changed] = [place for place, retraction in enumerate(after) if retraction != before[place]]
    assert [replace(row, text="") for row in after[changed].rows] == [
        replace(row, text="") for row in before[changed].rows
    ]


CLOSED = "Buku sampai akhir Juni 2025 sudah ditutup"


def refused(life, verb, *args, field=None, match=CLOSED, **facts):
    before = life.told()
    with pytest.raises((GroupError, MeetingError, SheetError), match=match) as error, transaction.atomic():
        verb(*args, **facts)
    assert getattr(error.value, "field", None) == field
    assert life.told() == before


def test_nobody_joins_leaves_or_changes_the_day_of_joining_into_a_closed_month(life):
    # On each side of the line: 30 June is refused here, 1 July is among the later work above.
    by = {"today": TODAY, "by": life.sari}
    new = {"ksm": life.ksm, "name": "Dewi", "sex": "P"}
    refused(life, enrol_member, joined_on=JUNE.last, field="joined_on", **new, **by)
    refused(life, record_leaving, member=life.siti, left_on=JUNE.last, reason="Pindah", field="left_on", **by)
    for day in (JUNE.last, JULY, life.siti.joined_on - DAY):
        refused(life, update_member, member=life.siti, joined_on=day, field="joined_on", **by)
    dewi = enrol_member(joined_on=JULY, **new, **by)
    refused(life, update_member, member=dewi, joined_on=JUNE.last, field="joined_on", **by)
    assert update_member(member=dewi, joined_on=JULY + DAY, **by).joined_on == JULY + DAY


def test_who_left_in_a_closed_month_stays_gone(open_june):
    life, siti = open_june, open_june.siti
    life.ksm.officers.all().delete()
    record_leaving(member=siti, left_on=JUNE.last, reason="Pindah", today=TODAY, by=life.sari)
    close_month(ksm=life.ksm, month=JUNE, by=life.sari, today=TODAY)
    retraction = Retraction(on=TODAY, today=TODAY, reason="Orang lain", by=life.sari)
    refused(life, undo_exit, member=siti, retraction=retraction)
    reopen_month(ksm=life.ksm, month=JUNE, reason="Siti tidak keluar", by=life.sari)
    undo_exit(member=siti, retraction=retraction)
    assert life.siti.left_on is None


def test_no_minimum_of_savings_is_agreed_or_corrected_into_a_closed_month(life):
    by = {"today": TODAY, "by": life.sari, "field": "agreed_on"}
    texts = {"text": "Baru", "signed": True}
    refused(life, agree_rule, ksm=life.ksm, kind="SAVING", agreed_on=JUNE.last, **texts, **by)
    rule = life.ksm.rules.get()
    slip = {"rule": rule, "reason": "Salah tulis", **texts, **by}
    refused(life, correct_rule, agreed_on=rule.agreed_on, minimum_saving=1, **slip)
    refused(life, correct_rule, agreed_on=JULY, **slip)
    loans = {"kind": "LOAN", "agreed_on": JUNE.last, "today": TODAY, "by": life.sari}
    assert agree_rule(ksm=life.ksm, **loans, **texts).agreed_on == JUNE.last  # no report counts by it


def test_a_text_without_a_date_is_not_dated_once_a_month_rests_on_it(life):
    rule = life.ksm.rules.get()
    life.ksm.rules.update(agreed_on=None)
    facts = {"rule": rule, "text": "x", "signed": True, "reason": "y", "today": TODAY, "by": life.sari}
    refused(life, correct_rule, agreed_on=JULY, field="agreed_on", **facts)


def test_no_problem_is_dated_into_a_closed_month(life):
    new = Concern(ksm=life.ksm, kind="WISH", raised_on=JUNE.last, text="Arisan")
    refused(life, keep_line, register=CONCERNS, line=new, by=life.sari, field="raised_on")
    old = life.ksm.concerns.get()
    old.raised_on = JULY
    refused(life, keep_line, register=CONCERNS, line=old, by=life.sari, field="raised_on")
    new.raised_on = JULY
    assert keep_line(register=CONCERNS, line=new, by=life.sari).pk


def test_the_page_of_a_list_says_so_beside_the_day(life, client):
    client.force_login(life.sari)
    typed = {"kind": "WISH", "raised_on": "2025-06-30", "text": "Arisan"}
    form = client.post(f"/ksm/{life.ksm.pk}/catatan/masalah-aspirasi/baru/", typed).context["form"]
    assert CLOSED in form.errors["raised_on"][0]
    assert form["text"].value() == "Arisan"


def test_no_loan_is_decided_into_the_minutes_of_a_closed_month(life):
    asked = life.ksm.loans.create(
        member=life.siti, number="P-9", principal=1_000, periods=1, applied_on=MONDAYS[1], state="APPLIED"
    )
    facts = {"loan": asked, "seen": "APPLIED", "approved": True, "priority": None, "note": ""}
    refused(life, decide_loan, on=JUNE.last, field="decided_on", **facts)
    assert decide_loan(on=JULY, **facts).decided_on == JULY


def test_weeks_and_offices_of_a_closed_month_stay(life):
    by = {"today": TODAY, "by": life.sari}
    for day in (MONDAYS[0] - DAY, JULY):
        refused(life, move_start, ksm=life.ksm, start=day, reason="Salah", field="start", **by)
    facts = {"member": life.ksm.members.get(number=2), "role": "SEKRETARIS"}
    refused(life, elect_officer, start=JUNE.last, field="start", **facts, **by)
    term = life.ksm.officers.get()
    refused(life, end_term, term=term, end=JUNE.last, field="end", **by)
    assert end_term(term=term, end=JULY, **by).end == JULY


def test_a_meeting_not_held_in_a_closed_month_is_neither_added_nor_held_after_all(life):
    they_meet_every_week_on_tuesdays(life)
    ksm = Ksm.objects.get(pk=life.ksm.pk)
    day = MONDAYS[0] + 8 * DAY  # the Tuesday of a week in which nobody was to meet, then and now
    match = "Tidak ada pertemuan rutin terjadwal"
    refused(life, record_not_held, ksm=ksm, day=day, reason="Lupa", today=TODAY, by=life.sari, match=match)
    sheet = make_sheet(ksm, MONDAYS[2], held_on=JULY + DAY)
    match = "tercatat tidak dilaksanakan dalam bulan yang sudah ditutup"
    refused(life, close, ksm, sheet, life.sari, match=match)


def test_marks_of_a_closed_month_are_not_corrected_until_it_is_opened_again(open_june):
    life, sheet = open_june, first_sheet(open_june)
    change = [attendance_change(life.siti.pk, "A")]
    asked = ask(sheet, change, life.sari, today=TODAY)
    close_month(ksm=life.ksm, month=JUNE, by=life.sari, today=TODAY)
    match = f"{CLOSED}, jadi kehadiran, agenda, dan tanggal buku pertemuan 2 Juni 2025 tetap"
    refused(life, answer, asked, life.ratna, today=TODAY, match=match)
    assert answer(asked, life.ratna, today=TODAY, approve=False).state == "REFUSED"
    refused(life, ask, sheet, change, life.sari, today=TODAY, match=match)
    before = life.told()
    reopen_month(ksm=life.ksm, month=JUNE, reason="Daftar hadir salah baca", by=life.sari)
    answer(ask(sheet, change, life.sari, today=TODAY), life.ratna, today=TODAY)
    assert life.told()[0] != before[0]


def test_the_page_of_marks_leads_to_the_money_with_the_sentence(life, client):
    they_meet(life)
    client.force_login(life.sari)
    url = f"/ksm/{life.ksm.pk}/pertemuan/{first_sheet(life).pk}/koreksi/"
    answered = client.get(url, follow=True)
    assert answered.redirect_chain == [(f"{url}uang/", 302)]
    assert "Buka kembali dulu bulan yang sudah ditutup" in answered.content.decode()


def test_a_month_opened_and_closed_again_says_what_is_known_then(life):
    a_sex_is_put_right(life)
    the_problem_is_solved(life)
    reopen_month(ksm=life.ksm, month=JUNE, reason="Salah", by=life.sari)
    close_month(ksm=life.ksm, month=JUNE, by=life.sari, today=TODAY)
    report = monthly_report(life.ksm, JUNE, TODAY)
    assert (report.members, report.women) == (5, 3)
    assert [row.solution for row in report.concerns] == ["Gotong royong"]
