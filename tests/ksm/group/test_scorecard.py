"""The scorecard of the five aims: computed where records answer, judged elsewhere, a trend, a paper."""

import datetime
import io
from fractions import Fraction
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from groups.models import Beneficiary, CommunityGroup, Concern, GroupRule, Scorecard
from groups.path.aims import AIMS, INDICATORS, JUDGED, Period
from groups.refusals import GroupError
from groups.registers.welfare import record_welfare
from ksm.group.scorecard import computed_answers, fill_scorecard, newest_per_period, scores_of
from ledger.journal.posting import reverse
from ledger.loans.punctuality import Punctuality, punctuality
from tests.support.factories import START, make_members, make_officer
from tests.support.lending import LENT, WEEK, lend, make_group, pay
from tests.support.sheets import close, make_sheet

pytestmark = pytest.mark.django_db
SECOND = Period(2025, 2)
END = datetime.date(2025, 6, 30)


def judged(met=True):
    return {one.code: (met, "Dilihat sendiri") for one in JUDGED}


def test_a_quarter_knows_its_days():
    assert Period.of(datetime.date(2025, 6, 30)) == SECOND
    assert (SECOND.first, SECOND.last) == (datetime.date(2025, 4, 1), END)
    assert Period(2025, 4).last == datetime.date(2025, 12, 31)
    assert SECOND.label == "Triwulan II 2025"


def test_every_indicator_is_answered_by_records_or_by_people(mawar):
    assert set(computed_answers(mawar, SECOND, END)) == {one.code for one in INDICATORS if one.computed}
    assert len(INDICATORS) == sum(len(aim.indicators) for aim in AIMS) == 18


def test_records_answer_with_their_figures(bkm, mawar, sari):
    first, second, third = make_members(mawar, 3, statement_on=START)
    for member, role in ((first, "KETUA"), (second, "SEKRETARIS"), (third, "BENDAHARA")):
        make_officer(member, role)
    GroupRule.objects.bulk_create(
        GroupRule(ksm=mawar, kind=kind, text="Sepakat", agreed_on=START, signed=True)
        for kind in GroupRule.Kind
    )
    mawar.purpose = "Menambah penghasilan"
    mawar.save()
    CommunityGroup.objects.create(bkm=bkm, name="Arisan", kind="ARISAN")
    Beneficiary.objects.create(ksm=mawar, name="Keluarga Siti")
    Concern.objects.create(ksm=mawar, kind="PROBLEM", raised_on=START, text="Anak sakit")
    close(mawar, make_sheet(mawar, START), sari)
    answers = computed_answers(mawar, SECOND, END)
    assert answers["goal_officers_rules"] == (True, "3 pengurus, 5 aturan")
    assert answers["existing_groups"] == (True, "1 kelompok")
    assert answers["beneficiaries"] == (True, "1 keluarga")
    assert answers["join_knowingly"] == (True, "3 dari 3")
    assert answers["problems_solved"] == (False, "0 dari 1")
    assert answers["routine_meetings"] == (False, "1 dari 4")  # Mondays from 2 to 23 June; today is the 30th
    assert answers["records_kept"] == (True, "4 dari 4")
    assert answers["loans_returned"] == (None, "belum ada angsuran yang jatuh tempo")


def test_group_and_welfare_are_assessed_when_both_are_and_every_member_is(mawar, sari):
    first, second = make_members(mawar, 2)
    facts = {"ksm": mawar, "period": SECOND, "today": END, "by": sari}
    record_welfare(judged={first: ("IMPROVING", "")}, **facts)
    mawar.checklists.create(code="kondisi", filled_on=SECOND.first, filled_by=sari, answers={})
    answer = computed_answers(mawar, SECOND, END)["routine_assessment"]
    assert answer == (False, "1 daftar periksa; kesejahteraan 1 dari 2 anggota")
    record_welfare(judged={second: ("STILL_POOR", "")}, **facts)
    assert computed_answers(mawar, SECOND, END)["routine_assessment"][0] is True
    mawar.checklists.update(filled_on=SECOND.first - datetime.timedelta(days=1))
    assert computed_answers(mawar, SECOND, END)["routine_assessment"][0] is False


def test_of_nothing_the_records_say_nothing(mawar):
    """0 of 0 is not "belum": before the first meeting, without members, loans, problems."""
    answers = computed_answers(mawar, SECOND, START - datetime.timedelta(days=1))
    nothing = {code for code, (met, _) in answers.items() if met is None}
    assert nothing == {
        "routine_meetings",
        "problems_solved",
        "join_knowingly",
        "records_kept",
        "loans_returned",
        "routine_assessment",
    }
    assert answers["routine_meetings"][1] == "0 dari 0"


def at(day):
    moment = datetime.datetime.combine(day, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    return mock.patch("django.utils.timezone.now", return_value=moment)


def test_figures_are_those_of_the_last_day_of_the_quarter(bkm, mawar):
    """What came in July: a solution, a statement, offices, lines of lists. None counts in June."""
    july = END + datetime.timedelta(days=5)
    with at(START):
        first, second = make_members(mawar, 2, statement_on=START)
        make_officer(first, "KETUA", end=july)  # still in office on 30 June
        Beneficiary.objects.create(ksm=mawar, name="Keluarga Siti")
        problem = Concern.objects.create(ksm=mawar, kind="PROBLEM", raised_on=START, text="Anak sakit")
    with at(july):
        make_officer(second, "KETUA", start=july)
        make_officer(second, "BENDAHARA", start=july)
        Beneficiary.objects.create(ksm=mawar, name="Keluarga Ani")
        CommunityGroup.objects.create(bkm=bkm, name="Arisan", kind="ARISAN")
        problem.solved_on = july
        problem.save()
        second.statement_on = july
        second.save()
        then = computed_answers(mawar, SECOND, july)
        now = computed_answers(mawar, Period(2025, 3), july)
    assert then["goal_officers_rules"][1] == "1 pengurus, 0 aturan"
    assert now["goal_officers_rules"][1] == "2 pengurus, 0 aturan"
    assert (then["beneficiaries"][1], now["beneficiaries"][1]) == ("1 keluarga", "2 keluarga")
    assert (then["existing_groups"], now["existing_groups"]) == ((False, "0 kelompok"), (True, "1 kelompok"))
    assert (then["problems_solved"], now["problems_solved"]) == ((False, "0 dari 1"), (None, "0 dari 0"))
    assert (then["join_knowingly"], now["join_knowingly"]) == ((False, "1 dari 2"), (True, "2 dari 2"))
    assert then["routine_meetings"] == (False, "0 dari 5")  # Mondays from 2 to 30 June, all of them past


@pytest.mark.parametrize(("late", "answer"), [(2, True), (3, False)])
def test_on_time_is_a_share_of_the_instalments_due_in_the_quarter(late, answer):
    """Ten instalments, weekly from 13 January to 17 March 2027; 8 of 10 paid by their day are enough."""
    ksm = make_group()
    loan = lend(ksm)
    for number in range(1, 11):
        due_on = LENT + number * WEEK
        pay(loan, 100_000, due_on + (WEEK / 7 if number > 10 - late else 0 * WEEK))
    told = computed_answers(ksm, Period(2027, 1), datetime.date(2027, 5, 1))["loans_returned"]
    assert told == (answer, f"{10 - late} dari 10 angsuran dibayar pada harinya")


def test_what_is_due_today_is_not_late_yet_and_what_was_taken_back_paid_nothing():
    ksm = make_group()
    loan = lend(ksm, periods=4)
    paid = pay(loan, 250_000, LENT + WEEK)
    today = LENT + 2 * WEEK
    assert punctuality(ksm, LENT, today - datetime.timedelta(days=1)) == Punctuality(1, 1)
    assert computed_answers(ksm, Period(2027, 1), today)["loans_returned"][1].startswith("1 dari 1 ")
    reverse(entry=paid.entry, date=today, reason="Salah", by=None)
    assert punctuality(ksm, LENT, today) == Punctuality(0, 2)
    assert punctuality(ksm, LENT, LENT + WEEK) == Punctuality(1, 1)  # as of a day before it was taken back


def test_the_share_leaves_out_what_nothing_was_there_for_on_paper_too(mawar, sari, as_user):
    card = fill_scorecard(ksm=mawar, period=SECOND, judged=judged(), today=END, by=sari)
    mawar.scorecards.update(judged={**card.judged, "money_known": [False, ""]})
    client = as_user(sari)
    with mock.patch("ksm.pdf.html_to_pdf", return_value=b"%PDF") as drawn:
        client.get(f"/ksm/{mawar.pk}/rapor/{card.pk}.pdf")
    for html in (client.get(f"/ksm/{mawar.pk}/rapor/").content.decode(), drawn.call_args.args[0]):
        assert "Nilai kejujuran dan tanggung jawab: 0%" in html  # money_known alone, and it is "belum"
        assert "elum ada data" in html


def test_a_quarter_is_filled_when_it_is_over(mawar, sari, as_user):
    client = as_user(sari)
    typed = {f"{one.code}_met": "ya" for one in JUDGED}
    with at(END + datetime.timedelta(days=5)):
        words = client.get(f"/ksm/{mawar.pk}/rapor/").content.decode()
        assert "Isi Triwulan II 2025" in " ".join(words.split())
        client.post(f"/ksm/{mawar.pk}/rapor/isi/?triwulan=2025-04-01", typed)
        client.post(f"/ksm/{mawar.pk}/rapor/isi/?triwulan=ngawur", typed)
    assert [card.period_first for card in Scorecard.objects.all()] == [Period(2025, 3).first, SECOND.first]


def test_a_stored_scorecard_keeps_its_figures_and_the_newest_counts(mawar, sari):
    facts = {"ksm": mawar, "period": SECOND, "today": END, "by": sari}
    fill_scorecard(judged=judged(met=False), **facts)
    second = fill_scorecard(judged=judged(), **facts)
    assert newest_per_period(mawar) == [(SECOND, second)]
    shares = {score.aim.code: score.share for score in scores_of(second)}
    assert shares == {
        "TA1": Fraction(1, 3),  # no problem was raised; no group is listed, no meeting was held
        "TA2": Fraction(1, 1),  # there is no member who could have stated anything
        "TA3": Fraction(2, 5),
        "TA4": Fraction(1, 1),  # no book was due, no instalment either
        "TA5": Fraction(1, 3),  # no member to be judged; no own funds, no market
    }
    CommunityGroup.objects.create(bkm=mawar.bkm, name="Arisan", kind="ARISAN")
    second.refresh_from_db()
    assert scores_of(second)[0].share == Fraction(1, 3)


def test_it_refuses_a_quarter_to_come_and_a_gap(mawar, sari):
    with pytest.raises(GroupError, match="belum mulai"):
        fill_scorecard(ksm=mawar, period=Period(2025, 3), judged=judged(), today=END, by=sari)
    with pytest.raises(GroupError, match="Nilai dulu"):
        fill_scorecard(ksm=mawar, period=SECOND, judged={}, today=END, by=sari)
    assert not Scorecard.objects.exists()


def test_it_is_filled_shown_and_printed(mawar, sari, ratna, as_user):
    client = as_user(sari)
    typed = {f"{one.code}_met": "ya" for one in JUDGED}
    refused = client.post(f"/ksm/{mawar.pk}/rapor/isi/", {**typed, "money_known_met": ""})
    assert refused.context["form"].errors == {"money_known_met": ["Nilai dulu butir ini."]}
    assert client.post(f"/ksm/{mawar.pk}/rapor/isi/", typed).url == f"/ksm/{mawar.pk}/rapor/"
    card = Scorecard.objects.get()
    reader = as_user(ratna)
    assert "Tanggung renteng berjalan" in reader.get(f"/ksm/{mawar.pk}/rapor/").content.decode()
    pdf = reader.get(f"/ksm/{mawar.pk}/rapor/{card.pk}.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    assert "Rapor Lima Tujuan Antara".upper() in text.upper()
    assert sari.full_name in text
    assert reader.post(f"/ksm/{mawar.pk}/rapor/isi/", typed).status_code == 403
