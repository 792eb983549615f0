"""A closed month is told by its first day, whatever the database."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from ledger.models import MonthAct
from ledger.models.periods import DayOfMonth


def test_a_month_is_told_by_its_first_day_and_no_other(mawar):
    MonthAct.objects.create(ksm=mawar, month=datetime.date(2025, 6, 1), act="CLOSED")
    for day in (2, 11, 30):
        with pytest.raises(IntegrityError, match="monthact_first_day"), transaction.atomic():
            MonthAct.objects.create(ksm=mawar, month=datetime.date(2025, 6, day), act="CLOSED")


def test_the_day_of_a_date_is_the_same_number_everywhere(mawar):
    MonthAct.objects.create(ksm=mawar, month=datetime.date(2025, 6, 1), act="CLOSED")
    [day] = MonthAct.objects.annotate(day=DayOfMonth("month")).values_list("day", flat=True)
    assert day == 1
    mawar.founded_on = datetime.date(2025, 2, 28)
    mawar.save()
    assert type(mawar).objects.annotate(day=DayOfMonth("founded_on")).get().day == 28
