"""Every act that makes an official paper numbers it, with its own day; taken back, its paper says so."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from assessment.graduation.decisions import answer_request, request_revocation
from groups.models import Paper
from ledger.acts.settling import settle_early
from ledger.blm.accountability import answer_report
from ledger.blm.tranches import undo_movement
from ledger.joint.covering import cover_shortfall
from ledger.loans.applying import apply_for_loan
from ledger.loans.lending import loan_terms
from ledger.sharing import share_surplus, undo_sharing
from ledger.undoing.joint import undo_case
from ledger.undoing.loan_acts import Retraction, undo_act
from savings.undoing import undo_dissolution, undo_exit
from tests.savings.leaving import test_dissolving as ends
from tests.savings.leaving import test_estate as estates
from tests.support import blm
from tests.support.eligible import WEEK_13, decided, make_layak
from tests.support.factories import make_members, make_user
from tests.support.lending import LENT, WEEK, decide, lend, make_group
from tests.support.surplus import DECIDED, FACTS, make_year

pytestmark = pytest.mark.django_db


def papers(ksm, *kinds):
    """(kind, day, withdrawn) of the group's papers, in the order of their acts."""
    rows = ksm.papers.filter(kind__in=kinds) if kinds else ksm.papers.all()
    return list(rows.order_by("pk").values_list("kind", "day", "withdrawn_on"))


def retract(on, by):
    return Retraction(on=on, today=on, reason="Salah catat", by=by)


def test_a_loan_asked_for_handed_out_and_paid_off(bkm, mawar, sari):
    ksm = make_group(bkm)
    facts = {"member_id": ksm.members.last().pk, "principal": 50_000, "rate_percent": 0, "periods": 5}
    apply_for_loan(ksm=ksm, terms=loan_terms(facts), on=LENT)
    loan = lend(ksm, principal=100_000, number="P-77")
    event = settle_early(loan=loan, paid=100_000, full_jasa=False, decision=decide(LENT + WEEK, by=sari))
    assert papers(ksm) == [
        ("PP", LENT, None),
        ("SPP", LENT, None),
        ("BA-PINJ", LENT + WEEK, None),
    ]
    undo_act(event=event, retraction=retract(LENT + 2 * WEEK, sari))
    assert papers(ksm, "BA-PINJ", "BA-BATAL") == [
        ("BA-PINJ", LENT + WEEK, LENT + 2 * WEEK),
        ("BA-BATAL", LENT + 2 * WEEK, None),
    ]


def test_a_case_of_tanggung_renteng(bkm, mawar, sari):
    ksm, on = make_group(bkm), LENT + 2 * WEEK
    facts = {"method": "ALL", "payers": list(ksm.members.all()), "decision": decide(on, by=sari)}
    case = cover_shortfall(loan=lend(ksm, principal=400_000, periods=4), amount=100_000, **facts)
    assert papers(ksm, "BA-TR") == [("BA-TR", on, None)]
    undo_case(case=case, retraction=retract(on + WEEK, sari))
    assert papers(ksm, "BA-TR") == [("BA-TR", on, on + WEEK)]


def test_the_way_of_blm(mawar, sari):
    make_members(mawar, 3)
    grant, day = blm.make_paid(mawar), blm.DAY
    report = blm.report(grant, 1, sari, today=day + WEEK)
    kinds = ("USUL-BLM", "VERIF-BLM", "SP-BLM", "BA-CAIR")
    assert papers(mawar) == [*((kind, day, None) for kind in kinds), ("LPJ-BLM", day + WEEK, None)]
    facts = {"by": make_user(), "today": day + 2 * WEEK}
    answer_report(report=report, accept=False, reason="Kuitansi kurang", **facts)
    undo_movement(movement=grant.movements.get(), on=day + 2 * WEEK, reason="Salah tahap", **facts)
    assert papers(mawar, "BA-CAIR", "LPJ-BLM") == [
        ("BA-CAIR", day, day + 2 * WEEK),
        ("LPJ-BLM", day + WEEK, day + 2 * WEEK),
    ]


def test_a_change_of_the_rab_is_numbered_when_it_is_agreed_to(mawar):
    make_members(mawar, 3)
    grant = blm.make_paid(mawar)
    blm.make_change(grant, accept=True, on=blm.DAY + WEEK)
    blm.make_change(grant)  # waits
    assert papers(mawar, "BA-RAB") == [("BA-RAB", blm.DAY + WEEK, None)]


def test_changes_of_a_rab_from_before_are_numbered_in_the_order_of_their_days(mawar):
    make_members(mawar, 3)
    grant = blm.make_paid(mawar)
    made = [blm.make_change(grant, accept=True, on=blm.DAY + week * WEEK) for week in (1, 2)]
    blm.make_change(grant)  # waits
    subjects = [f"{grant.pk}/{change.pk}" for change in made]
    mawar.papers.filter(kind="BA-RAB").delete()
    migration = import_module("ledger.migrations.0027_old_changes_of_rab")
    for _ in range(2):  # once is enough
        migration.number_changes(apps, connection.schema_editor())
    found = mawar.papers.filter(kind="BA-RAB").order_by("serial")
    assert [(paper.number, paper.subject) for paper in found] == [
        ("001/BA-RAB/MWR/IX/2025", subjects[0]),
        ("002/BA-RAB/MWR/IX/2025", subjects[1]),
    ]


def test_a_years_surplus(mawar, sari):
    sharing = share_surplus(ksm=make_year(mawar), by=sari, **FACTS)
    assert papers(mawar, "SHU") == [("SHU", DECIDED, None)]
    undo_sharing(sharing=sharing, date=DECIDED, reason="Salah hitung", by=sari)
    assert papers(mawar, "SHU", "BA-BATAL") == [("SHU", DECIDED, DECIDED), ("BA-BATAL", DECIDED, None)]
    share_surplus(ksm=mawar, by=sari, **FACTS)
    assert Paper.objects.standing().get(kind="SHU").number == "002/SHU/MWR/I/2026"


def test_an_exit(mawar, sari):
    loan = estates.begin(mawar, sari, 200_000)
    estates.die(loan)
    estates.leave(loan, sari)
    assert papers(mawar, "KELUAR") == [("KELUAR", estates.LEFT, None)]
    back = estates.LEFT + datetime.timedelta(days=2)
    undo_exit(member=loan.member, retraction=retract(back, sari))
    assert papers(mawar, "KELUAR") == [("KELUAR", estates.LEFT, back)]


def test_the_end_of_a_group(ksm, sari, ratna):
    ends.end(ksm, sari)
    assert papers(ksm, "BA-BUBAR") == [("BA-BUBAR", ends.DAY, None)]
    undo_dissolution(ksm=ksm, retraction=retract(ends.DAY, ratna))
    assert papers(ksm, "BA-BUBAR") == [("BA-BUBAR", ends.DAY, ends.DAY)]


ksm = ends.ksm  # the fixture of a group with money


def test_decisions_on_a_group(mawar, sari, joko, ratna):
    make_layak(mawar, sari, joko, ratna)
    today = mawar.today()
    assert papers(mawar, "BA-LULUS", "BA-LAYAK") == [("BA-LULUS", today, None), ("BA-LAYAK", WEEK_13, None)]
    decided(mawar, joko, ratna, "SUSPENDED", "Kas tidak cocok")
    asked = request_revocation(ksm=mawar, by=sari, reason="Salah baca")
    answer_request(request=asked, approve=True, by=ratna, as_of=WEEK_13, now=timezone.now())
    assert papers(mawar, "BA-LULUS", "BA-LAYAK") == [
        ("BA-LULUS", today, today),
        ("BA-LAYAK", WEEK_13, WEEK_13),
        ("BA-LAYAK", WEEK_13, None),
        ("BA-LULUS", today, None),
    ]
