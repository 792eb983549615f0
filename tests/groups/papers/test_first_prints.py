"""A paper that nobody printed until officers, rules, names and addresses changed tells those of its act."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from groups.agreements.five_rules import agree_rule
from groups.letterhead import kop_of
from groups.members.offices import elect_officer
from groups.models import Bkm, GroupRule, Ksm, Member, PaperPrint
from groups.places.logos import remove_logo, set_logo
from ledger.acts.settling import settle_early
from ledger.joint.covering import cover_shortfall
from ledger.undoing.loan_acts import Retraction, undo_act
from tests.groups.papers.test_reprints import words
from tests.support import blm
from tests.support.eligible import make_layak
from tests.support.factories import make_member, make_officer
from tests.support.lending import LENT, WEEK, decide, lend, make_group
from tests.support.pictures import make_png

pytestmark = pytest.mark.django_db
LATER = LENT + 4 * WEEK


def everything_changes(ksm, by, day=LATER):
    """As people do it on pages: all of it leaves a history, offices and rules are of a day."""
    first, second, _, fourth = ksm.members.order_by("number")
    elect_officer(member=fourth, role="KETUA", start=day, today=day, by=by)
    fine = {"text": "Denda dinaikkan", "fine_installment": 9_999, "agreed_on": day, "today": day}
    agree_rule(ksm=ksm, kind="INSTALLMENT", signed=True, by=by, **fine)
    for member in (first, second):
        member.name, member.address, member.occupation = "Nama Lain", "Jalan Lain 2", "Kerja lain"
        member.save()
    make_member(ksm, name="Anggota Baru", joined_on=day)
    ksm = Ksm.objects.get(pk=ksm.pk)
    ksm.name, ksm.address, ksm.rt, ksm.purpose = "KSM Lain", "Jalan Lain 9", "099", "Tujuan lain"
    ksm.save()
    bkm = Bkm.objects.get(pk=ksm.bkm_id)
    bkm.name, bkm.address, bkm.phone = "BKM Lain", "Jalan Lain 1", "024-999"
    bkm.save()


@pytest.fixture
def ksm(bkm):
    bkm.address, bkm.phone = "Jl. Raya 12", "024-111"
    bkm.save()
    group = make_group(bkm, cash=20_000_000)
    group.address, group.rt = "Jl. Melati 1", "002"
    group.save()
    make_member(group)
    for member, role in zip(group.members.all(), ("KETUA", "SEKRETARIS", "BENDAHARA"), strict=False):
        make_officer(member, role)
        member.address, member.occupation = f"Jl. Melati {member.number}", "Penjahit"
        member.save()
    fine = {"kind": "INSTALLMENT", "text": "Mingguan", "fine_installment": 1_500, "signed": True}
    GroupRule.objects.create(ksm=group, agreed_on=LENT - WEEK, **fine)
    return group


def loan_of(ksm):
    loan = lend(ksm, member=ksm.members.get(number=2), principal=400_000, periods=4, purpose="Warung")
    return loan, f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/"


def agreement_of_loan(ksm, sari):
    return loan_of(ksm)[1] + "perjanjian.pdf"


def with_whole_nik(ksm, sari):
    return loan_of(ksm)[1] + "perjanjian.pdf?nik=lengkap"


def application(ksm, sari):
    return loan_of(ksm)[1] + "permohonan.pdf"


def act_on_a_loan(ksm, sari):
    loan, _ = loan_of(ksm)
    act = settle_early(loan=loan, paid=400_000, full_jasa=False, decision=decide(LENT + WEEK, by=sari))
    return f"/ksm/{ksm.pk}/pinjaman/keputusan/{act.pk}.pdf"


def joint_case(ksm, sari):
    loan, _ = loan_of(ksm)
    facts = {"method": "ALL", "payers": list(ksm.members.all()), "decision": decide(LENT + 2 * WEEK, by=sari)}
    case = cover_shortfall(loan=loan, amount=100_000, **facts)
    return f"/ksm/{ksm.pk}/tanggung-renteng/{case.pk}.pdf"


def act_taken_back(ksm, sari):
    """Its entry and the one that it reversed lead to each other."""
    loan, _ = loan_of(ksm)
    act = settle_early(loan=loan, paid=400_000, full_jasa=False, decision=decide(LENT + WEEK, by=sari))
    on = LENT + 2 * WEEK
    undone = undo_act(event=act, retraction=Retraction(on=on, today=on, reason="Salah catat", by=sari))
    return f"/ksm/{ksm.pk}/pembatalan/{undone.pk}.pdf"


def grant_of(ksm):
    grant = blm.make_paid(ksm, today=LENT)
    return grant, f"/ksm/{ksm.pk}/blm/{grant.pk}/"


def agreement_of_blm(ksm, sari):
    return grant_of(ksm)[1] + "perjanjian.pdf"


def proposal_of_blm(ksm, sari):
    return grant_of(ksm)[1] + "usulan.pdf"


def tranche(ksm, sari):
    grant, path = grant_of(ksm)
    return f"{path}uang/{grant.movements.get().pk}/kuitansi.pdf"


def lpj(ksm, sari):
    grant, path = grant_of(ksm)
    return f"{path}lpj/{blm.report(grant, 1, sari, today=LENT).pk}/lpj.pdf"


PAPERS = [
    agreement_of_loan,
    with_whole_nik,
    application,
    act_on_a_loan,
    act_taken_back,
    joint_case,
    agreement_of_blm,
    proposal_of_blm,
    tranche,
    lpj,
]


@pytest.mark.parametrize("act", PAPERS)
def test_the_first_print_after_all_changed_is_word_for_word_that_of_the_day(act, ksm, mawar, sari, as_user):
    """As if nobody had printed it at once: what was kept of the first print is thrown away."""
    path, client = act(ksm, sari), as_user(sari)
    at_once = words(client.get(path))
    PaperPrint.objects.all().delete()
    everything_changes(ksm, sari)
    late = words(client.get(path))
    assert late == at_once
    assert not [line for line in late if "Lain" in line or "LAIN" in line or "9.999" in line]


def test_decisions_of_the_bkm_too_with_its_letterhead(mawar, sari, joko, ratna, as_user):
    mawar.bkm.address, mawar.bkm.phone = "Jl. Raya 12", "024-111"
    mawar.bkm.save()
    make_layak(mawar, sari, joko, ratna)
    client, paths = as_user(sari), ("penilaian/1/laporan.pdf", "kelayakan/2/berita-acara.pdf")
    at_once = [words(client.get(f"/ksm/{mawar.pk}/{path}")) for path in paths]
    assert all(any("Jl. Raya 12 · Telepon 024-111" in line for line in lines) for lines in at_once)
    PaperPrint.objects.all().delete()
    bkm = Bkm.objects.get(pk=mawar.bkm_id)
    bkm.name, bkm.address, bkm.phone = "BKM Lain", "Jalan Lain 1", "024-999"
    bkm.save()
    assert [words(client.get(f"/ksm/{mawar.pk}/{path}")) for path in paths] == at_once


def marks_of(answer):
    return [picture.data for page in PdfReader(io.BytesIO(answer.content)).pages for picture in page.images]


def test_the_logo_is_that_of_the_day_too(ksm, mawar, sari, as_user):
    set_logo(owner=ksm, content=make_png(), by=sari)
    path, client = agreement_of_loan(ksm, sari), as_user(sari)
    at_once = marks_of(client.get(path))
    assert len(set(at_once)) == 1
    PaperPrint.objects.all().delete()
    set_logo(owner=ksm, content=make_png((10, 20)), by=sari)
    assert marks_of(client.get(path)) == at_once
    PaperPrint.objects.all().delete()
    remove_logo(owner=ksm)
    assert marks_of(client.get(path)) == at_once
    assert kop_of(ksm, LATER).mark == ""  # and none for what is done from now on


def test_nothing_read_for_a_paper_stays_as_it_was_before(ksm, mawar, sari, as_user):
    path, client = agreement_of_loan(ksm, sari), as_user(sari)
    everything_changes(ksm, sari)
    client.get(path)
    assert Ksm.objects.get(pk=ksm.pk).name == "KSM Lain"
    assert Member.objects.get(ksm=ksm, number=2).name == "Nama Lain"
    assert "KSM Lain" in client.get(f"/ksm/{ksm.pk}/").content.decode()


def test_looking_into_the_history_costs_the_same_for_many_members(ksm, mawar, sari, as_user):
    path, client = agreement_of_loan(ksm, sari), as_user(sari)
    everything_changes(ksm, sari)
    counts = []
    for _ in range(2):
        PaperPrint.objects.all().delete()
        with CaptureQueriesContext(connection) as found:
            client.get(path)
        counts.append(len([query for query in found if "historical" in query["sql"]]))
        for member in ksm.members.all():
            member.save()
    assert counts == [6, 6]
