"""The register of papers: a number is given once, by its issuer, and never again."""

import datetime
from dataclasses import replace

import pytest
from django.utils import timezone

from groups.models import Paper
from groups.papers.register import ALPHABET, Act, issue, new_code, revive, withdraw
from ledger.models import Loan
from meetings.corrections.reopening import reopen_sheet
from meetings.importing.storing import Importer, store_workbook, surroundings
from meetings.sheet.values import Disbursement
from meetings.workbook.checking import check_workbook
from tests.support.factories import START, make_ksm, make_members, make_region
from tests.support.lending import LENT, lend, make_group
from tests.support.sheets import close, rich_sheet
from tests.support.workbooks import sample

pytestmark = pytest.mark.django_db
JUNE = datetime.date(2025, 6, 30)
DAY = datetime.timedelta(days=1)
IMPORTED = datetime.date(2025, 12, 1)


def agreement(subject, day=JUNE):
    return Act("SPP", str(subject), day, f"Perjanjian pinjaman P-{subject}")


def report(subject, day=JUNE):
    return Act("BA-LAYAK", str(subject), day, "Berita acara kelayakan")


def numbers(ksm, *acts):
    return [paper.number for paper in issue(ksm, acts)]


def test_a_number_is_given_once_and_an_act_keeps_it(mawar):
    assert numbers(mawar, agreement(7)) == ["001/SPP/MWR/VI/2025"]
    assert numbers(mawar, agreement(9), agreement(7)) == ["002/SPP/MWR/VI/2025", "001/SPP/MWR/VI/2025"]
    assert Paper.objects.count() == 2


def test_each_kind_and_each_year_is_counted_by_itself(mawar):
    assert numbers(
        mawar, agreement(1), Act("PP", "1", JUNE, "Permohonan"), agreement(2, JUNE + 365 * DAY)
    ) == [
        "001/SPP/MWR/VI/2025",
        "001/PP/MWR/VI/2025",
        "001/SPP/MWR/VI/2026",
    ]


def test_two_groups_count_their_own_papers_and_share_the_numbers_of_their_bkm(mawar, bkm):
    melur = make_ksm(bkm, code="MLR")
    assert numbers(mawar, agreement(1)) + numbers(melur, agreement(1)) == [
        "001/SPP/MWR/VI/2025",
        "001/SPP/MLR/VI/2025",
    ]
    assert numbers(mawar, report(1)) + numbers(melur, report(1)) + numbers(mawar, report(2)) == [
        "001/BA-LAYAK/MWR/VI/2025",
        "002/BA-LAYAK/MLR/VI/2025",
        "003/BA-LAYAK/MWR/VI/2025",
    ]


def test_what_is_decided_anew_gets_a_new_number_and_the_old_one_says_that_it_was_withdrawn(mawar):
    issue(mawar, [agreement(1)])
    withdraw(mawar, "SPP", ["1"], JUNE + DAY, "Salah catat")
    assert numbers(mawar, agreement(1)) == ["002/SPP/MWR/VI/2025"]
    old = Paper.objects.get(serial=1)
    assert (old.withdrawn_on, old.withdrawn_reason) == (JUNE + DAY, "Salah catat")


def test_an_act_that_was_only_opened_again_stands_under_its_number(mawar):
    issue(mawar, [agreement(1), agreement(2)])
    withdraw(mawar, "SPP", ["1", "2"], JUNE, "Lembar dibuka")
    again = [agreement(1), agreement(2, JUNE + DAY)]
    revive(mawar, again)
    assert numbers(mawar, *again) == ["001/SPP/MWR/VI/2025", "003/SPP/MWR/VII/2025"]


def test_the_form_of_numbers_is_the_bkms_and_old_numbers_stay(mawar, bkm):
    issue(mawar, [agreement(1)])
    bkm.number_form = "{jenis}.{nomor}/{kode}/{tahun}"
    bkm.save()
    mawar.refresh_from_db()
    assert numbers(mawar, agreement(2), agreement(1)) == ["SPP.002/MWR/2025", "001/SPP/MWR/VI/2025"]


@pytest.mark.parametrize("how_many", [1, 30])
def test_many_papers_cost_as_many_queries_as_one(mawar, how_many, django_assert_num_queries):
    acts = [agreement(one) for one in range(how_many)]
    with django_assert_num_queries(3):
        issue(mawar, acts)
    with django_assert_num_queries(1):
        issue(mawar, acts)


def test_a_code_has_no_letters_that_are_taken_for_one_another():
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(code) == 12 and set(code) <= set(ALPHABET) for code in codes)
    assert not set(ALPHABET) & set("0O1IL2Z5S8B")


def test_two_loans_never_bear_one_number(bkm):
    ksm = make_group(bkm, cash=5_000_000)
    first = lend(ksm, principal=100_000)
    member = ksm.members.last()
    Loan.objects.filter(pk=first.pk).update(number="P-99")
    far = lend(ksm, principal=100_000, number="P-98", member=member, pk=first.pk + 1000)
    papers = Paper.objects.filter(kind="SPP", subject__in=[str(first.pk), str(far.pk)])
    assert sorted(paper.number for paper in papers) == [
        f"001/SPP/{ksm.code}/I/{LENT.year}",
        f"002/SPP/{ksm.code}/I/{LENT.year}",
    ]


def test_a_sheet_that_was_opened_again_leaves_the_agreements_their_numbers(mawar, sari):
    make_members(mawar, 5)
    sheet = rich_sheet(mawar, START)
    meeting = close(mawar, sheet, sari)
    [paper] = Paper.objects.filter(kind="SPP")
    reopen_sheet(meeting=meeting, reason="Salah hitung", by=sari)
    paper.refresh_from_db()
    assert paper.withdrawn_on == START
    same = replace(sheet, disbursements=(Disbursement(0, int(paper.subject), None),))
    close(mawar, same, sari)
    assert Paper.objects.standing().get(kind="SPP") == paper


def test_an_imported_group_has_its_papers_numbered_in_the_order_of_their_days(db):
    make_region()
    checked = check_workbook(sample(), surroundings(today=IMPORTED, may_create_bkm=True))
    importer = Importer("sistem", None)
    ksm = store_workbook(checked=checked, importer=importer, today=IMPORTED, now=timezone.now())
    lent = ksm.loans.filter(state="DISBURSED", is_opening=False)
    assert lent.count() >= 3
    for kind in ("PP", "SPP"):
        papers = list(ksm.papers.filter(kind=kind).order_by("year", "serial"))
        assert {int(paper.subject) for paper in papers} == {loan.pk for loan in lent}
        assert [paper.day for paper in papers] == sorted(loan.disbursed_on for loan in lent)
    assert set(ksm.papers.filter(kind="KB").values_list("day", flat=True)) == set(
        ksm.rules.filter(signed=True).values_list("agreed_on", flat=True)
    )
