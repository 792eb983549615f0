"""A closed month says for ever what it said: later work leaves its reports alone, or is refused."""

import datetime
from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groups.agreements import agree_rule, correct_rule
from groups.enrolment import enrol_member, record_leaving, update_member
from groups.mentoring import move_start, update_ksm
from groups.models import Concern, Ksm, User
from groups.offices import elect_officer, end_term
from groups.refusals import GroupError
from groups.register_keeping import keep_line
from groups.registers import BY_OWNER
from ksm.monthly import monthly_report
from ledger import chart
from ledger.cash_book import cash_book, cash_totals
from ledger.loan_book import loan_book
from ledger.models import Loan
from ledger.months import Month
from ledger.quality import loan_quality
from ledger.rescheduling import NewTerms, reschedule
from ledger.settling import settle_early
from ledger.statements import balance_sheet, income_statement
from meetings.correcting import attendance_change, money_change, repayment_change
from meetings.month_end import close_month, reopen_month
from meetings.reopening import MeetingError, last_closed, record_not_held, reopen_sheet
from meetings.sheet import LoanPayment, SheetError
from savings.group_book import group_book
from tests.corrections import answer, ask, line_of
from tests.factories import make_coordinator, make_facilitator, make_ksm, make_member, make_officer
from tests.ledger.lending import decide
from tests.sheets import change_row, close, make_sheet, rich_sheet

pytestmark = pytest.mark.django_db
D = datetime.date
DAY = datetime.timedelta(days=1)
JUNE = Month(D(2025, 6, 1))
# Every other Monday; the week of the last one ends on 6 July, after the month.
MONDAYS = [D(2025, 6, 2), D(2025, 6, 16), D(2025, 6, 30)]
JULY, NEXT, TODAY = D(2025, 7, 1), D(2025, 7, 14), D(2025, 7, 20)
CONCERNS = BY_OWNER["ksm"]["masalah-aspirasi"]


@dataclass
class Life:
    """A group whose June is closed, and those who work on afterwards."""

    ksm: Ksm
    sari: User
    ratna: User

    @property
    def siti(self):
        return self.ksm.members.get(number=1)

    @property
    def loan(self) -> Loan:
        loan = self.ksm.loans.get()
        loan.ksm = self.ksm
        return loan

    def told(self) -> tuple:
        """Everything that the reports of June say, words and figures."""
        ksm = Ksm.objects.get(pk=self.ksm.pk)
        report = monthly_report(ksm, JUNE, TODAY)
        concerns = [(row.raised_on, row.text, row.solution) for row in report.concerns]
        loans = [
            (row.loan.number, row.jasa_words, row.term_words, row.outstanding, row.paid_principal)
            for row in loan_book(ksm, JUNE.last)
        ]
        late = [(row.loan.number, row.late, row.number, row.reserve) for row in loan_quality(ksm, JUNE.last)]
        return (
            astuple(replace(report, concerns=())),
            concerns,
            balance_sheet(ksm, JUNE.last),
            income_statement(ksm, JUNE.first, JUNE.last),
            cash_book(ksm, cash_totals(ksm, JUNE.first, JUNE.last)),
            group_book(ksm, JUNE.first, JUNE.last),
            group_book(ksm, JUNE.first, JUNE.last, member=self.siti),
            loans,
            late,
        )


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


def first_sheet(life):
    return life.ksm.meetings.get(scheduled_on=MONDAYS[0])


# What goes on afterwards. Each is a step of the group's own life that nothing forbids.


def a_sex_is_put_right(life):
    update_member(member=life.siti, sex="L", today=TODAY, by=life.sari)


def somebody_joins_in_july(life):
    enrol_member(ksm=life.ksm, name="Dewi", sex="P", joined_on=JULY, today=TODAY, by=life.sari)


def somebody_leaves_on_the_first_of_july(life):
    """Before the week of June's last meeting ends."""
    record_leaving(
        member=life.ksm.members.get(number=3), left_on=JULY, reason="Pindah", today=TODAY, by=life.sari
    )


def another_minimum_is_agreed(life):
    facts = {"kind": "SAVING", "text": "10.000", "signed": True, "minimum_saving": 10_000}
    agree_rule(ksm=life.ksm, agreed_on=JULY, today=TODAY, by=life.sari, **facts)


def a_slip_of_the_pen_is_mended(life):
    rule = life.ksm.rules.get(agreed_on=MONDAYS[0])
    facts = {"text": "Rp5.000 tiap pertemuan", "agreed_on": rule.agreed_on, "signed": False}
    correct_rule(rule=rule, reason="Ejaan", today=TODAY, by=life.sari, **facts)


def the_problem_is_solved(life):
    concern = life.ksm.concerns.get()
    concern.text, concern.solution, concern.solved_on = "Atap warung bocor", "Gotong royong", JULY
    keep_line(register=CONCERNS, line=concern, by=life.sari)


def they_meet_every_week_on_tuesdays(life):
    facts = {"meeting_frequency": Ksm.Frequency.WEEKLY, "meeting_weekday": Ksm.Weekday.TUESDAY}
    update_ksm(ksm=life.ksm, by=life.sari, **facts)


def they_meet(life):
    """All who are members then; the borrower pays."""
    ksm = Ksm.objects.get(pk=life.ksm.pk)
    day = NEXT + DAY if ksm.meeting_weekday == Ksm.Weekday.TUESDAY else NEXT
    sheet = make_sheet(ksm, day, gaps_reason="Tidak sempat")
    row = next(index for index, row in enumerate(sheet.rows) if row.member_id == life.loan.member_id)
    sheet = change_row(sheet, row, payments=(LoanPayment(life.loan.pk, 1_000),))
    sheet = replace(sheet, counted_cash=sheet.counted_cash + 1_000)
    close(ksm, sheet, life.sari, today=TODAY)


def the_last_sheet_is_opened_again(life):
    they_meet(life)
    reopen_sheet(meeting=last_closed(life.ksm), reason="Salah", by=life.sari)


def old_money_is_corrected(life):
    they_meet(life)
    sheet = first_sheet(life)
    line = line_of(sheet, chart.DENDA)
    paid = life.ksm.repayments.get(date=MONDAYS[1])
    asked = ask(sheet, [money_change(line.pk, 0, line.member_id)], life.sari, today=TODAY)
    answer(asked, life.ratna, today=TODAY)
    wrong = repayment_change(paid.pk, loan_id=life.loan.pk, amount=200)
    asked = ask(life.ksm.meetings.get(scheduled_on=MONDAYS[1]), [wrong], life.sari, today=TODAY)
    answer(asked, life.ratna, today=TODAY)


def the_loan_is_rescheduled(life):
    terms = NewTerms(Fraction(1, 100), "FLAT", 8, "MONTH")
    facts = {"terms": terms, "first_due": TODAY + 7 * DAY, "waive_jasa": False}
    reschedule(loan=life.loan, decision=decide(TODAY, life.sari), **facts)


def the_loan_is_settled(life):
    facts = {"full_jasa": True, "decision": decide(TODAY, life.sari)}
    settle_early(loan=life.loan, paid=15_600, **facts)


def an_officer_follows(life):
    facts = {"member": life.ksm.members.get(number=2), "role": "KETUA", "start": JULY}
    elect_officer(today=TODAY, by=life.sari, **facts)


LATER: tuple[Callable, ...] = (
    a_sex_is_put_right,
    somebody_joins_in_july,
    somebody_leaves_on_the_first_of_july,
    another_minimum_is_agreed,
    a_slip_of_the_pen_is_mended,
    the_problem_is_solved,
    they_meet_every_week_on_tuesdays,
    they_meet,
    the_last_sheet_is_opened_again,
    old_money_is_corrected,
    the_loan_is_rescheduled,
    the_loan_is_settled,
    an_officer_follows,
)


@pytest.mark.parametrize("work", LATER, ids=lambda work: work.__name__)
def test_later_work_goes_on_and_leaves_the_closed_month_alone(life, work):
    before = life.told()
    work(life)
    assert life.told() == before


@given(works=st.lists(st.sampled_from(LATER), min_size=3, max_size=9))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
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


def test_names_are_spelled_as_they_are_known_now_and_figures_stay(life):
    before = life.told()
    update_member(member=life.siti, name="Siti Aminah binti Ali", today=TODAY, by=life.sari)
    after = life.told()
    [changed] = [place for place, what in enumerate(after) if what != before[place]]
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
    day = MONDAYS[0] + 8 * DAY  # the Tuesday of a week in which nobody was to meet
    refused(life, record_not_held, ksm=ksm, day=day, reason="Lupa", today=TODAY, by=life.sari)
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
