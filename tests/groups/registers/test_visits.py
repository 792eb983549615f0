"""The guest and mentoring book: its lines, its paper, and which visits are due."""

import datetime
import io

import pytest
from pypdf import PdfReader

from groups.models import Ksm, ProgramRule, VisitLog
from groups.registers.visiting import due_visits, next_visits, told
from tests.support.factories import START, make_ksm

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def visit(ksm, day, following=None):
    return VisitLog.objects.create(
        ksm=ksm, visited_on=day, visitor="Joko", office="UPK", purpose="Pembinaan", next_visit_on=following
    )


def due_on(ksms, today):
    """What is told of the groups whose visit is due; standings of today and of yesterday say the same."""
    rows = Ksm.objects.filter(pk__in=[one.pk for one in ksms])
    found = list(due_visits(rows, today))
    for computed_on in (today - DAY, today):
        every = ProgramRule.objects.in_force_on(computed_on).visit_every_days
        nexts = next_visits(list(rows), computed_on, every * DAY)
        due = {pk for pk, one in nexts.items() if one.due_on <= today}
        if every == ProgramRule.objects.in_force_on(today).visit_every_days:
            assert due == {ksm.pk for ksm in found}
    return [told(ksm, today) for ksm in found]


def test_a_visit_is_due_after_thirty_days_not_after_twenty_nine(mawar):
    visit(mawar, START)
    assert due_on([mawar], START + 29 * DAY) == []
    assert len(due_on([mawar], START + 30 * DAY)) == 1


def test_a_visit_is_due_on_the_day_agreed_not_the_day_before(mawar):
    visit(mawar, START, following=START + 7 * DAY)
    assert due_on([mawar], START + 6 * DAY) == []
    assert len(due_on([mawar], START + 7 * DAY)) == 1


def test_who_waits_longest_comes_first(mawar, bkm):
    other = make_ksm(bkm, started=START - DAY)
    assert [one.ksm for one in due_on([mawar, other], START + 40 * DAY)] == [other, mawar]


def test_a_visit_on_the_agreed_day_keeps_it_and_one_before_does_not(mawar):
    visit(mawar, START, following=START + 7 * DAY)
    visit(mawar, START + 6 * DAY)
    [due] = due_on([mawar], START + 8 * DAY)
    assert (due.agreed_on, due.days_without) == (START + 7 * DAY, 2)
    visit(mawar, START + 7 * DAY)
    assert due_on([mawar], START + 8 * DAY) == []


def test_before_the_first_visit_the_start_of_mentoring_counts(mawar, bkm):
    make_ksm(bkm, started=None)
    assert due_on([mawar], START + 29 * DAY) == []
    [due] = due_on([mawar], START + 30 * DAY)
    assert (due.ksm, due.agreed_on, due.days_without) == (mawar, None, 30)


def test_the_days_are_a_dated_setting(mawar):
    ProgramRule.objects.create(effective_from=START + 10 * DAY, visit_every_days=10)
    assert due_on([mawar], START + 9 * DAY) == []
    assert [one.ksm for one in due_on([mawar], START + 10 * DAY)] == [mawar]


@pytest.mark.parametrize("groups", [1, 3])
def test_it_takes_two_queries_for_one_group_and_three(bkm, groups, django_assert_num_queries):
    ksms = [make_ksm(bkm) for _ in range(groups)]
    with django_assert_num_queries(2):
        assert len(due_visits(Ksm.objects.all(), START + 40 * DAY)) == groups
    with django_assert_num_queries(2):
        assert len(next_visits(ksms, START + 40 * DAY, 30 * DAY)) == groups


LINE = {
    "visited_on": "2025-06-02",
    "visitor": "Joko Prasetyo",
    "office": "UPK",
    "purpose": "Pembinaan buku kas",
    "advice": "Tulis hari itu juga",
    "next_visit_on": "2025-06-16",
}


def test_a_visit_is_written_down_and_printed_with_the_columns_of_the_form(mawar, sari, ratna, as_user):
    url = f"/ksm/{mawar.pk}/catatan/buku-tamu"
    as_user(sari).post(f"{url}/baru/", LINE)
    assert VisitLog.objects.get().next_visit_on == START + 14 * DAY
    assert "Tulis hari itu juga" in as_user(ratna).get(f"{url}/").content.decode()
    answer = as_user(ratna).get(f"{url}.pdf")
    [paper] = PdfReader(io.BytesIO(answer.content)).pages
    text = "".join(paper.extract_text().split())
    for word in ("Tanggal", "Nama", "Jabatan/instansi", "Tujuan", "Saran", "Tandatangan", "JokoPrasetyo"):
        assert word in text
    assert as_user(ratna).get(f"/ksm/{mawar.pk}/catatan/kemitraan.pdf").status_code == 404


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"visited_on": "2099-01-01", "next_visit_on": ""}, "visited_on"),
        ({"next_visit_on": "2025-06-02"}, "__all__"),
        ({"visitor": ""}, "visitor"),
        ({"advice": "x" * 501}, "advice"),
    ],
)
def test_a_bad_line_is_refused(mawar, sari, as_user, fields, field):
    answer = as_user(sari).post(f"/ksm/{mawar.pk}/catatan/buku-tamu/baru/", LINE | fields)
    assert list(answer.context["form"].errors) == [field]
    assert not VisitLog.objects.exists()


def test_the_work_plan_is_printed_with_its_sources_of_funds(mawar, sari, as_user):
    mawar.work_plan.create(
        activity="Warung bersama",
        target="Anggota",
        volume="1",
        starts_on=START,
        ends_on=START,
        own_funds=500_000,
        blm_funds=250_000,
        responsible="Ketua",
    )
    assert (
        "swadaya Rp500.000, BLM Rp250.000"
        in as_user(sari).get(f"/ksm/{mawar.pk}/catatan/rencana-kerja/").content.decode()
    )
    answer = as_user(sari).get(f"/ksm/{mawar.pk}/catatan/rencana-kerja.pdf")
    [page] = PdfReader(io.BytesIO(answer.content)).pages
    assert page.mediabox.width > page.mediabox.height
    assert "Rp250.000" in page.extract_text()
