"""A paper of an earlier day is printed word for word as the first time, whatever changed since."""

import io

import pypdf
import pytest
from django.db import connection

from groups.agreements.five_rules import agree_rule, correct_rule
from groups.members.offices import elect_officer
from groups.models import Paper, PaperPrint
from ledger.blm.granting import return_grant
from ledger.blm.proposing import send_proposal
from ledger.joint.covering import cover_shortfall
from ledger.undoing.joint import undo_case
from ledger.undoing.loan_acts import Retraction
from tests.support import blm
from tests.support.eligible import sign_rules
from tests.support.factories import make_city_coordinator, make_member, make_members, make_officer
from tests.support.lending import LENT, WEEK, decide, lend, make_group

pytestmark = pytest.mark.django_db
MARKS = ("Cetakan ulang", "DIBATALKAN", "DRAF", "Periksa di")


def lines(answer) -> list[str]:
    assert answer.status_code == 200
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return "\n".join(page.extract_text() for page in pages).split("\n")


def words(answer) -> list[str]:
    """What stands in the frozen content: all but the marks around it."""
    return [line for line in lines(answer) if not line.startswith(MARKS)]


def everything_changes(ksm, by, day):
    """Officers, rules, address, names, members, the BKM and its letterhead."""
    first, second, *_ = ksm.members.order_by("number")
    elect_officer(member=second, role="KETUA", start=day, today=day, by=by)
    second.name = "Nama Baru"
    second.save()
    make_member(ksm, name="Anggota Baru", joined_on=day)
    ksm.name, ksm.code, ksm.address, ksm.purpose = "KSM Lain", "LAIN", "Jalan Lain 9", "Tujuan lain"
    ksm.save()
    ksm.bkm.name, ksm.bkm.address, ksm.bkm.number_form = "BKM Lain", "Jalan Lain 1", "{tahun}{nomor}"
    ksm.bkm.save()
    type(first).objects.filter(pk=first.pk).update(name="Siti Lain", address="Jalan Lain 2")
    ksm.rules.update(text="Bunyi lain")


def agreement_of_loan(bkm, sari, as_user):
    ksm = make_group(bkm, cash=20_000_000)
    make_officer(ksm.members.first(), "KETUA")
    loan = lend(ksm, principal=400_000, periods=4, rate_percent=1, purpose="Modal warung")
    return ksm, f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/perjanjian.pdf", f"001/SPP/{ksm.code}/I/2027"


def agreement_of_blm(bkm, sari, as_user):
    ksm = make_group(bkm)
    make_officer(ksm.members.first(), "KETUA")
    grant = blm.make_paid(ksm, today=LENT)
    return ksm, f"/ksm/{ksm.pk}/blm/{grant.pk}/perjanjian.pdf", f"001/SP-BLM/{ksm.code}/I/2027"


def loan_application(bkm, sari, as_user):
    ksm, path, _ = agreement_of_loan(bkm, sari, as_user)
    return ksm, path.replace("perjanjian", "permohonan"), None


@pytest.mark.parametrize("make", [agreement_of_loan, agreement_of_blm, loan_application])
def test_a_paper_is_reprinted_word_for_word(make, bkm, mawar, sari, as_user):
    ksm, path, number = make(bkm, sari, as_user)
    client = as_user(sari)
    first = client.get(path)
    assert number is None or any(number in line for line in lines(first))
    assert not any(line.startswith(MARKS[:3]) for line in lines(first))
    everything_changes(ksm, sari, LENT + WEEK)
    again = client.get(path)
    assert words(again) == words(first)
    assert [line for line in lines(again) if line.startswith("Cetakan ulang ")]
    assert PaperPrint.objects.count() == 1


def test_the_kesepakatan_of_an_older_day_too_and_new_rules_are_another_paper(mawar, sari, as_user):
    make_members(mawar, 5)
    sign_rules(mawar)
    client, path = as_user(sari), f"/ksm/{mawar.pk}/kesepakatan.pdf"
    first = client.get(path)
    old = Paper.objects.get(kind="KB")
    agree_rule(
        ksm=mawar,
        kind="SAVING",
        text="Dua kali",
        agreed_on=old.day + WEEK,
        signed=True,
        today=mawar.today(),
        by=sari,
    )
    newer = client.get(path)
    assert words(newer) != words(first)
    assert Paper.objects.filter(kind="KB").count() == 2
    again = client.get(path, {"versi": old.day.isoformat()})
    assert words(again) == words(first)
    for wrong in ("2025-06-31", "x", "1999-01-01", (old.day + 2 * WEEK).isoformat()):
        assert client.get(path, {"versi": wrong}).status_code == 404


def test_a_slip_of_the_pen_that_was_corrected_is_printed_anew_under_the_same_number(mawar, sari, as_user):
    make_members(mawar, 5)
    sign_rules(mawar)
    client, path = as_user(sari), f"/ksm/{mawar.pk}/kesepakatan.pdf"
    client.get(path)
    rule = mawar.rules.get(kind="RECORDING")
    facts = {"agreed_on": rule.agreed_on, "signed": True, "reason": "Salah ketik", "by": sari}
    correct_rule(rule=rule, text="Bunyi yang benar", today=mawar.today(), **facts)
    assert any("Bunyi yang benar" in line for line in lines(client.get(path)))
    assert Paper.objects.get(kind="KB").prints.count() == 2


def test_what_was_taken_back_is_printed_as_it_was_and_says_so(bkm, mawar, sari, as_user):
    ksm = make_group(bkm)
    loan = lend(ksm, principal=400_000, periods=4)
    on = LENT + 2 * WEEK
    case = cover_shortfall(
        loan=loan, amount=100_000, method="ALL", payers=list(ksm.members.all()), decision=decide(on, by=sari)
    )
    client, path = as_user(sari), f"/ksm/{ksm.pk}/tanggung-renteng/{case.pk}.pdf"
    first = client.get(path)
    undo_case(case=case, retraction=Retraction(on=on, today=on, reason="Salah anggota", by=sari))
    again = client.get(path)
    assert words(again) == words(first)
    assert [line for line in lines(again) if line.startswith("DIBATALKAN 20 Januari 2027: Salah anggota")]


def test_a_draft_has_no_number_and_is_not_kept(mawar, sari, joko, as_user):
    make_members(mawar, 3)
    grant = blm.make_draft(mawar, sari)
    client, path = as_user(sari), f"/ksm/{mawar.pk}/blm/{grant.pk}/usulan.pdf"
    assert "DRAF, belum bernomor" in lines(client.get(path))
    assert not Paper.objects.exists()
    send_proposal(grant=grant, by=sari, today=blm.DAY)
    assert any("001/USUL-BLM/MWR/IX/2025" in line for line in lines(client.get(path)))
    return_grant(grant=grant, reason="RAB", by=joko, today=blm.DAY)
    send_proposal(grant=grant, by=sari, today=blm.DAY + WEEK)
    assert any("002/USUL-BLM/MWR/IX/2025" in line for line in lines(client.get(path)))


def test_notes_about_members_are_printed_for_nobody_who_may_not_read_them(mawar, sari, joko, as_user):
    """Whoever prints first: what only some may read is another print."""
    make_members(mawar, 3)
    grant = blm.sent(mawar, sari)
    member = grant.members.first()
    noted = {one.pk: (one.requested, "Rumah bocor" if one == member else "") for one in grant.members.all()}
    blm.verify(grant, joko, recommended=noted)
    path = f"/ksm/{mawar.pk}/blm/{grant.pk}/verifikasi.pdf"
    assert any("Rumah bocor" in line for line in lines(as_user(sari).get(path)))
    assert not any("Rumah bocor" in line for line in lines(as_user(make_city_coordinator("dewi")).get(path)))
    assert sorted(PaperPrint.objects.values_list("is_restricted", flat=True)) == [False, True]


def test_what_is_kept_is_ciphertext_in_the_database(bkm, mawar, sari, as_user):
    ksm, path, _ = agreement_of_loan(bkm, sari, as_user)
    as_user(sari).get(path)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM groups_paperprint")
        [[stored]] = cursor.fetchall()
    assert ksm.name not in stored
    assert stored.startswith("gAAAA")
    assert ksm.name in PaperPrint.objects.get().content
