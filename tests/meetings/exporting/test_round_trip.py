"""A group leaves as a workbook and comes in elsewhere: the same figures, and the same workbook again."""

import datetime
import io
import json

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from assessment.exporting import whole_workbook
from groups.models import Ksm, Training
from ksm.demo.building import build_demo
from ledger.journal.balances import balances
from ledger.journal.verification import differences_of
from ledger.models import UpkReceipt
from meetings.carried import KINDS
from meetings.importing.storing import Importer, store_workbook, surroundings
from meetings.workbook import layout
from meetings.workbook.cells import MOST_SHEETS
from meetings.workbook.checking import check_workbook
from meetings.workbook.continuation import PREFIX
from savings.verification import savings_differences
from tests.support.factories import make_region, make_user
from tests.support.histories import OPERATIONS, new_life
from tests.support.trials import trials
from tests.support.workbooks import TODAY, sample
from tests.test_random_histories import FUNDED, STEPS

pytestmark = pytest.mark.django_db
SAMPLES = ("ksm-mawar", "ksm-melati-lama")


def bring_in(data: bytes, *, today=TODAY) -> Ksm:
    """The group of a workbook, in a system that has its kelurahan."""
    checked = check_workbook(data, surroundings(today=today, may_create_bkm=True))
    assert checked.galat == ()
    user = make_user()
    importer = Importer(user.full_name, user)
    return store_workbook(checked=checked, importer=importer, today=today, now=timezone.now())


def cells(data: bytes) -> dict:
    """Every cell of every sheet."""
    book = load_workbook(io.BytesIO(data))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def told(command: str, ksm: Ksm, **options) -> dict:
    out = io.StringIO()
    call_command(command, ksm=ksm.code, bkm=ksm.bkm.name, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def figures(ksm: Ksm, *days: datetime.date) -> list:
    """What `books` tells on some days, `assess` of the first weeks, and `check_ledger` at all."""
    books = [told("books", ksm, as_of=day.isoformat()) for day in days]
    wrong = [str(one) for one in (*differences_of(ksm), *savings_differences(ksm))]
    return [books, told("assess", ksm), wrong]


def move_away(ksm: Ksm) -> None:
    """The group as if it were nowhere: its code is free again."""
    ksm.code = f"{ksm.code}-LAMA"
    ksm.save()


def goes_and_comes(first: Ksm, *days: datetime.date, today: datetime.date = TODAY) -> Ksm:
    """The group brought in again from its own workbook, once all is proved the same."""
    left, before = whole_workbook(first, today), figures(first, *days)
    assert before[-1] == []
    move_away(first)
    second = bring_in(left, today=today)
    assert figures(second, *days) == before
    assert cells(whole_workbook(second, today)) == cells(left)
    return second


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_comes_back_as_it_left(name):
    make_region()
    first = bring_in(sample(name))
    assert "Lanjutan" not in cells(whole_workbook(first, TODAY))
    goes_and_comes(first, *(datetime.date(2025, month, 28) for month in (6, 9, 11)))


@pytest.mark.once
def test_the_groups_of_the_demo_come_back_as_they_left():
    make_region()
    today = datetime.date(2026, 11, 28)
    assert build_demo(today)
    begun = list(Ksm.objects.counted().exclude(mentoring_started_on=None))
    assert UpkReceipt.objects.filter(ksm__in=begun).exists()
    assert Training.objects.filter(ksm__in=begun).exists()
    for ksm in begun:
        goes_and_comes(ksm, today, today - datetime.timedelta(weeks=8), today=today)
    assert len(begun) >= 6


@given(steps=STEPS, begins=st.sampled_from([(), FUNDED]))
@settings(
    max_examples=trials(2, 60), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
def test_any_history_comes_back_as_it_left(db, steps, begins):
    with transaction.atomic():
        life = new_life()
        for name, a, b in [*((name, 1, 0) for name in begins), *steps]:
            life.play(name, OPERATIONS[name], a, b)
        day = life.day
        second = goes_and_comes(life.ksm, day, day - datetime.timedelta(weeks=4), today=day)
        assert balances(second, datetime.date.max) == balances(life.ksm, datetime.date.max)
        transaction.set_rollback(True)


# Rows of a group's books that a workbook cannot take along, and why.
STAY = {
    "Account": "the chart is the same everywhere",
    "AccountPosting": "a view",
    "CollectabilityRule": "the programme's",
    "MeetingPhoto": "a picture",
    "MemberMove": "names two groups",
    "SheetSubmission": "answers a phone that sends twice",
    "WorkbookImport": "the file's own trail",
}


@pytest.mark.once
def test_every_kind_of_row_of_the_books_is_taken_along():
    apps_of_books = [apps.get_app_config(label) for label in ("ledger", "savings", "meetings")]
    ours = {model.__name__ for app in apps_of_books for model in app.get_models()}
    trails = {name for name in ours if name.startswith("Historical")}
    assert ours - trails - {model.__name__ for model, _ in KINDS.values()} == set(STAY)


def test_a_group_with_every_kind_of_row_has_no_more_sheets_than_are_read():
    make_region()
    plain = cells(whole_workbook(bring_in(sample("ksm-melati-lama")), TODAY))
    assert layout.SALDO_AWAL in plain  # the one that only some groups have
    assert len([*plain, PREFIX, *KINDS]) <= MOST_SHEETS
