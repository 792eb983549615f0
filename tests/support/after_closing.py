"""A group whose June is closed, what its reports say, and the work that goes on afterwards."""

import datetime
from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from fractions import Fraction

from django.utils import timezone

from groups.agreements.five_rules import agree_rule, correct_rule
from groups.members.enrolment import enrol_member, record_leaving, update_member
from groups.members.offices import elect_officer
from groups.models import Ksm, User
from groups.path.mentoring import update_ksm
from groups.registers.keeping import keep_line
from groups.registers.lists import BY_OWNER
from ksm.group.monthly import monthly_report
from ledger import chart
from ledger.acts.rescheduling import NewTerms, reschedule
from ledger.acts.settling import settle_early, waive_jasa
from ledger.acts.writing_off import answer_write_off, propose_write_off
from ledger.books.cash_book import cash_book, cash_totals
from ledger.books.loan_book import loan_book
from ledger.books.statements import balance_sheet, income_statement
from ledger.joint.covering import cover_shortfall
from ledger.journal.months import Month
from ledger.loans.quality import loan_quality
from ledger.models import Loan
from meetings.corrections.correcting import money_change, repayment_change
from meetings.corrections.reopening import last_closed, reopen_sheet
from meetings.sheet.values import LoanPayment
from savings.group_book import group_book
from savings.leaving.settling import settle_and_leave
from tests.support.corrections import answer, ask, line_of
from tests.support.lending import decide
from tests.support.sheets import change_row, close, make_sheet

D = datetime.date
DAY = datetime.timedelta(days=1)
JUNE = Month(D(2025, 6, 1))
JUNE_DAYS = JUNE.first, JUNE.last
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
        loans = [(row.loan.number, row.jasa_words, row.term_words, row) for row in loan_book(ksm, *JUNE_DAYS)]
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
    update_ksm(ksm=life.ksm, by=life.sari, today=TODAY, rhythm_since=TODAY, **facts)


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


def the_loan_is_written_off(life):
    event = propose_write_off(loan=life.loan, decision=decide(TODAY, life.sari))
    facts = {"approve": True, "answer": "Ya", "by": life.ratna, "now": timezone.now()}
    answer_write_off(event=event, today=TODAY, **facts)


def jasa_is_waived(life):
    waive_jasa(loan=life.loan, amount=100, decision=decide(TODAY, life.sari))


def the_others_cover_an_instalment(life):
    payers = list(life.ksm.members.active_on(TODAY))
    facts = {"amount": 1_000, "method": "ALL", "payers": payers}
    cover_shortfall(loan=life.loan, decision=decide(TODAY, life.sari), **facts)


def a_saver_takes_everything_and_leaves(life):
    facts = {"left_on": TODAY, "reason": "Pindah", "minutes": "Notulen", "today": TODAY, "by": life.sari}
    settle_and_leave(member=life.ksm.members.get(number=4), **facts)


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
    the_loan_is_written_off,
    jasa_is_waived,
    the_others_cover_an_instalment,
    a_saver_takes_everything_and_leaves,
)
