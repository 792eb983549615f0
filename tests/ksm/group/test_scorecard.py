"""The scorecard of the five aims: computed where records answer, judged elsewhere, a trend, a paper."""

import datetime
import io
from fractions import Fraction

import pytest
from pypdf import PdfReader

from groups.models import Beneficiary, CommunityGroup, Concern, GroupRule, Scorecard
from groups.path.aims import AIMS, INDICATORS, JUDGED, Period
from groups.refusals import GroupError
from groups.registers.welfare import record_welfare
from ksm.group.scorecard import computed_answers, fill_scorecard, newest_per_period, scores_of
from tests.support.factories import START, make_members, make_officer
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
    assert SECOND.label == "Triwulan 2 2025"


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
    assert answers["routine_meetings"] == (False, "1 dari 5")  # five Mondays from 2 to 30 June
    assert answers["records_kept"] == (True, "4 dari 4")
    assert answers["loans_returned"][0] is False  # nothing was lent yet


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


def test_a_stored_scorecard_keeps_its_figures_and_the_newest_counts(mawar, sari):
    facts = {"ksm": mawar, "period": SECOND, "today": END, "by": sari}
    fill_scorecard(judged=judged(met=False), **facts)
    second = fill_scorecard(judged=judged(), **facts)
    assert newest_per_period(mawar) == [(SECOND, second)]
    shares = {score.aim.code: score.share for score in scores_of(second)}
    assert shares == {
        "TA1": Fraction(1, 4),
        "TA2": Fraction(1, 2),
        "TA3": Fraction(2, 5),
        "TA4": Fraction(1, 3),
        "TA5": Fraction(1, 4),
    }
    CommunityGroup.objects.create(bkm=mawar.bkm, name="Arisan", kind="ARISAN")
    second.refresh_from_db()
    assert scores_of(second)[0].share == Fraction(1, 4)


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
