"""An approved RAB changes by two people: the rest of one line goes to another, with a trace (J27)."""

import datetime

import pytest

from groups.refusals import GroupError
from ledger.blm.accountability import use_against_plan
from ledger.blm.changing import answer_change, ask_change, movable
from ledger.blm.spending import rest_of
from ledger.journal.verification import differences_of
from ledger.models import BudgetChange, BudgetLine
from tests.support.blm import DAY, agreed, pay, report, sent, spend
from tests.support.factories import make_members

pytestmark = pytest.mark.django_db
LATER = DAY + datetime.timedelta(days=1)


@pytest.fixture
def grant(mawar, sari, joko, ratna):
    """Line 1 plans 800.000 of BLM, line 2 (tools) 200.000; Rp600.000 were paid."""
    make_members(mawar, 5)
    grant = agreed(mawar, sari, joko, ratna)
    pay(grant, 1, ratna)
    return grant


def lines(grant):
    return list(grant.lines.order_by("sequence"))


def ask(grant, by, amount, *, source=1, target=2, today=DAY):
    about = {"source": grant.lines.get(sequence=source), "target": grant.lines.get(sequence=target)}
    return ask_change(grant=grant, amount=amount, reason="Harga naik", by=by, today=today, **about)


def answer(change, by, *, accept=True, note="", today=DAY):
    return answer_change(change=change, accept=accept, note=note, by=by, today=today)


def refused(sentence, field=None):
    return pytest.raises(GroupError, match=sentence, check=lambda error: error.field == field)


def test_the_rest_moves_once_another_person_agreed_and_the_approved_rab_stays_readable(
    grant, mawar, sari, ratna
):
    change = ask(grant, sari, 50_000)
    assert [line.blm for line in lines(grant)] == [800_000, 200_000]
    with refused("tidak boleh menyetujui sendiri"):
        answer(change, sari)
    answer(change, ratna)
    assert [(line.blm, line.approved_blm) for line in lines(grant)] == [
        (750_000, 800_000),
        (250_000, 200_000),
    ]
    assert spend(grant, 2, sari, amount=250_000).amount == 250_000  # fits the line now
    assert grant.events.filter(act__startswith="Perubahan RAB disetujui", by=ratna).exists()
    assert differences_of(mawar) == []
    with refused("sudah dijawab"):
        answer(change, ratna)


def test_only_what_is_neither_spent_nor_lent_moves(grant, sari, ratna):
    spend(grant, 2, sari, amount=150_000)
    first, second = lines(grant)
    assert movable(grant, DAY) == {first.pk: 800_000, second.pk: 50_000}
    with refused(r"Sisa baris 2 yang belum dipakai Rp50\.000", "amount"):
        ask(grant, sari, 50_001, source=2, target=1)
    change = ask(grant, sari, 50_000, source=2, target=1)
    spend(grant, 2, sari, amount=1)
    with refused(r"Sisa baris 2 yang belum dipakai Rp49\.999", "amount"):
        answer(change, ratna)
    assert rest_of(second) == 49_999


def test_a_refusal_has_a_reason_and_changes_nothing(grant, sari, ratna):
    change = ask(grant, sari, 50_000)
    with refused("Tulis alasan", "note"):
        answer(change, ratna, accept=False)
    answer(change, ratna, accept=False, note="Tunggu tahap 2")
    assert [line.moved for line in lines(grant)] == [0, 0]
    assert BudgetChange.objects.get().state == "REFUSED"


def test_one_waits_at_a_time_between_two_lines_of_a_signed_grant(grant, mawar, sari, bkm):
    with refused("Pilih baris lain", "target"):
        ask(grant, sari, 1, source=1, target=1)
    ask(grant, sari, 1)
    with refused("menunggu jawaban"):
        ask(grant, sari, 1)


def test_a_proposal_that_is_not_signed_is_changed_by_its_own_form(mawar, sari):
    make_members(mawar, 5)
    with refused("ini tidak berlaku"):
        ask(sent(mawar, sari), sari, 1)


def test_an_lpj_keeps_the_plan_of_its_day(grant, sari, ratna):
    told = report(grant, 1, sari, today=DAY)
    answer(ask(grant, sari, 50_000), ratna, today=LATER)
    planned, _ = use_against_plan(told)
    assert [one.planned_blm for one in planned] == [800_000, 200_000]


def test_check_ledger_names_a_line_that_no_decision_changed(grant, mawar):
    BudgetLine.objects.filter(grant=grant, sequence=2).update(moved=1)
    assert [one.subject for one in differences_of(mawar)] == ["Perubahan baris RAB Peralatan"]


def test_the_pages_ask_decide_and_show_it(grant, mawar, sari, ratna, as_user):
    first, second = lines(grant)
    base = f"/ksm/{mawar.pk}/blm/{grant.pk}/"
    asked = {"source": first.pk, "target": second.pk, "amount": "50.000", "reason": "Harga naik"}
    client = as_user(sari)
    assert client.post(f"{base}perubahan/baru/", asked).url == base
    change = BudgetChange.objects.get()
    assert f"{base}perubahan/{change.pk}/" not in client.get(base).content.decode()
    assert client.get(f"{base}perubahan/{change.pk}/").status_code == 403
    client = as_user(ratna)
    seen = " ".join(client.get(base).content.decode().split())
    assert f"{base}perubahan/{change.pk}/" in seen
    assert "Perubahan RAB Rp50.000 dari baris 1 ke baris 2 menunggu koordinator BKM." in seen
    assert client.post(f"{base}perubahan/{change.pk}/", {"answer": "setuju", "note": ""}).url == base
    page = " ".join(client.get(base).content.decode().split())
    assert "semula 800.000" in page
    assert "Peralatan" in page
    assert 'name="answer"' not in client.get(f"{base}perubahan/{change.pk}/").content.decode()
    paper = client.get(f"{base}usulan.pdf")
    assert paper.status_code == 200
