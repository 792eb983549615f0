"""Seeded nonsense, sent: never a failure of the server, and what is not taken changes no row.

`make fuzz` sends 5,000 workbooks and 10,000 forms and prints its seed; FUZZ_SEED=... another one. In every
run some workbooks are sent here, and some forms in tests/test_hostile_forms.py, where forms are open anyway.
"""

import random
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tests.support import factories
from tests.support.fuzz import LONG, SEED, mutated_workbook
from tests.support.trials import trials
from tests.support.workbooks import sample
from tests.test_hostile_forms import faults_of_nonsense, forms, rows

__all__ = ["forms"]  # a fixture
WORKBOOKS, POSTS = (5_000, 10_000) if LONG else (trials(40, 2_000), 0)
SLOWEST = 60  # seconds of work for one file: a bound against running away, not a measurement


def complaint(client, number: int, data: bytes) -> str | None:
    before, begun = rows(), time.process_time()
    with transaction.atomic():
        answer = client.post("/impor/", {"file": SimpleUploadedFile("acak.xlsx", data)})
        stored = rows() != before
        transaction.set_rollback(True)
    if answer.status_code not in (200, 403) or time.process_time() - begun > SLOWEST:
        return f"workbook {number} of seed {SEED}: {answer.status_code}, {time.process_time() - begun:.0f} s"
    return f"workbook {number} of seed {SEED}: stored" if stored else None


@pytest.mark.once
@pytest.mark.django_db
def test_no_mutated_workbook_is_a_failure_or_leaves_anything_behind(as_user, tried):
    factories.make_bkm("BKM Sejahtera Bersama")
    client, chance = as_user(factories.make_facilitator("wulan")), random.Random(SEED)  # noqa: S311
    files = [sample(), sample("ksm-rusak")]
    wrong = [
        complaint(client, number, mutated_workbook(chance, chance.choice(files)))
        for number in range(WORKBOOKS)
    ]
    assert [one for one in wrong if one] == []
    tried(WORKBOOKS, f"mutated workbooks of seed {SEED}: no failure, nothing left behind")


@pytest.mark.once
@pytest.mark.skipif(not LONG, reason="make fuzz; fewer in test_hostile_forms")
def test_no_mutated_form_is_a_failure_or_leaves_anything_behind(forms, tried):
    assert faults_of_nonsense(forms, POSTS) == []
    tried(POSTS, f"mutated forms of seed {SEED}: no failure, nothing left behind")
