"""Each criterion, ratio, book and form explains itself in two sentences with its rule."""

import re

import pytest
from django.urls import resolve

from assessment.eligibility.criteria import COMPUTED as CONDITIONS
from assessment.eligibility.criteria import PEOPLE_ITEMS
from assessment.graduation.figures import CODES
from ksm.explanations import explanation_of, explanations
from ksm.group.ratios import ratios_of
from tests.support.permissions import RIGHTS

pytestmark = pytest.mark.once
BOOKS = ("ledger:cash_book", "ledger:loan_book", "ledger:loan_card", "ledger:balance_sheet", "ledger:income")
BOOKS += ("ledger:trial_balance", "savings:group_book", "savings:member_book", "savings:passbook")


def test_every_explanation_is_two_sentences():
    assert len(explanations()) > 90
    wrong = [name for name, text in explanations() if len(re.findall(r"\.(?: |$)", text)) != 2]
    assert wrong == []


def test_every_criterion_of_graduation_and_of_eligibility_has_one():
    assert len(CONDITIONS) + len(PEOPLE_ITEMS) == 16
    told = {name.removeprefix("syarat ") for name, _ in explanations() if name.startswith("syarat ")}
    assert set(CODES) | set(PEOPLE_ITEMS) <= told
    assert len(told) == len(CODES) + 16


@pytest.mark.django_db
def test_every_ratio_has_its_own(mawar):
    labels = [ratio.label for ratio in ratios_of(mawar, mawar.today())]
    told = [explanation_of(f"rasio {label}") for label in labels]
    assert "" not in told
    assert len(set(told)) == len(labels)


def test_every_book_and_every_form_has_one():
    paths = [right.path.replace("*", "1") for right in RIGHTS if right.methods == "GP"]
    days = r"(tidak-dilaksanakan|libur)/1/"
    names = {resolve(re.sub(days, r"\1/2026-01-05/", path)).view_name for path in paths} - {"login"}
    assert len(names) > 80
    assert sorted(name for name in {*names, *BOOKS} if not explanation_of(name)) == []


@pytest.mark.django_db
def test_pages_show_them_folded(mawar, sari, as_user):
    client = as_user(sari)
    form = client.get(f"/ksm/{mawar.pk}/anggota/tabel/").content.decode()
    assert f"<p>{explanation_of('groups:member_table')}</p>" in form
    page = client.get(f"/ksm/{mawar.pk}/").content.decode()
    assert page.count('<details class="explained">') == len(CODES)
    assert explanation_of("syarat agenda") in page
    assert explanation_of("rasio Kehadiran") in client.get(f"/ksm/{mawar.pk}/rasio/").content.decode()
    assert explanation_of("syarat week") in client.get(f"/ksm/{mawar.pk}/kelayakan/").content.decode()
