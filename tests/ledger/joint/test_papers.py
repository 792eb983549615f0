"""The berita acara of a tanggung renteng case tells its own day; what goes back has receipts of its own."""

import re

import pytest

from groups.models import PaperPrint
from ledger.joint.covering import cover_shortfall, give_back
from ledger.joint.papers import case_context, returns_of
from ledger.undoing.joint import undo_case
from ledger.undoing.loan_acts import Retraction
from savings.models import Saving
from savings.saving import Movement, store_movements
from savings.setting_off import cover_from_savings
from tests.support.factories import make_member
from tests.support.lending import LENT, WEEK, decide, enter, lend, make_group
from tests.support.prints import text_of

pytestmark = pytest.mark.django_db
DAY = LENT + WEEK


@pytest.fixture
def ksm(bkm):
    """Four members; the first borrows 400.000 at 1%, so 104.000 fall due each week."""
    ksm = make_group(bkm)
    make_member(ksm)
    return ksm


@pytest.fixture
def loan(ksm):
    return lend(ksm, principal=400_000, periods=4, rate_percent=1)


@pytest.fixture
def case(ksm, loan):
    """What is missing of the first instalment: three others put in 33.334 each, in all 100.002."""
    facts = {"method": "ALL", "payers": list(ksm.members.all()), "decision": decide(DAY)}
    return cover_shortfall(loan=loan, amount=100_002, **facts)


def back(case, amount, owed, day):
    facts = {"on": day, "today": day, "seen_owed": owed, "by": None}
    return give_back(case=case, amount=amount, **facts)


def paper(client, ksm, case):
    return text_of(client.get(f"/ksm/{ksm.pk}/tanggung-renteng/{case.pk}.pdf"))


def test_the_paper_says_who_paid_and_what_the_debtor_owes_to_whom(ksm, case, sari, as_user):
    text = paper(as_user(sari), ksm, case)
    debtor, *payers = [member.name for member in ksm.members.all()]
    for number, name in enumerate(payers, start=2):
        assert f"{number}. {name} 33.334 33.334" in text
    owes = "Rp100.002 (seratus ribu dua rupiah) kepada penanggung di atas"
    assert f"Sejak hari itu {debtor} berutang {owes}" in text
    # 4.000 of jasa is settled first, the rest is principal.
    assert "pokok Rp96.002, jasa Rp4.000" in text


def test_what_goes_back_later_does_not_change_the_paper(ksm, case, sari, as_user):
    client = as_user(sari)
    before = paper(client, ksm, case)
    back(case, 30_000, 100_002, DAY + WEEK)
    back(case, 70_002, 70_002, DAY + 2 * WEEK)
    PaperPrint.objects.all().delete()  # as if it had never been printed
    assert paper(client, ksm, case) == before
    assert case_context(case, ksm)["owed"] == 100_002


def test_a_case_taken_back_is_marked_and_still_tells_what_was_owed_on_its_day(ksm, case, sari, as_user):
    retraction = Retraction(on=DAY + WEEK, today=DAY + WEEK, reason="Salah pinjaman", by=sari)
    undo_case(case=case, retraction=retraction)
    text = paper(as_user(sari), ksm, case)
    assert "Dibatalkan 20 Januari 2027: Salah pinjaman." in text
    assert "Jumlah 100.002 100.002" in text
    assert "berutang Rp100.002" in text


def test_out_of_the_debtors_own_savings_nobody_is_owed(ksm, loan, sari, as_user):
    member = loan.member
    movement = Movement(member.pk, Saving.Kind.SUKARELA, 50_000, Saving.Direction.DEPOSIT)
    entry = enter(ksm, [movement.line()], LENT)
    store_movements(ksm=ksm, entry_of={0: entry}, movements=[movement])
    covered = cover_from_savings(loan=loan, amount=50_000, decision=decide(DAY))
    text = paper(as_user(sari), ksm, covered)
    assert f"1. {member.name} 50.000 0" in text
    assert "tidak ada yang perlu dikembalikan" in text


def test_each_return_is_listed_with_a_receipt_for_the_debtor_and_for_every_payer(ksm, case, sari, as_user):
    first = back(case, 30_000, 100_002, DAY + WEEK)
    back(case, 70_002, 70_002, DAY + 2 * WEEK)
    debtor, *payers = [member.name for member in ksm.members.all()]
    lines = [line for line in returns_of(case) if line.entry_id == first.pk]
    told = [(line.payer.name if line.payer else line.member.name, line.amount) for line in lines]
    assert told == [(debtor, 30_000), *((name, 10_000) for name in payers)]
    client = as_user(sari)
    page = client.get(f"/ksm/{ksm.pk}/tanggung-renteng/{case.pk}/").content.decode()
    assert f"Dibayar {debtor}" in page
    papers = re.findall(r"/ksm/\d+/buku-kas/kuitansi/\d+\.pdf", page)
    assert len(set(papers)) == len(papers) == 8
    paid, passed_on = text_of(client.get(papers[0])), text_of(client.get(papers[1]))
    assert f"Yang menyerahkan, {debtor}" in paid
    assert "Rp30.000" in paid
    assert "Rp10.000" in passed_on
    assert f"Dikembalikan kepada {payers[0]}" in passed_on


def test_a_case_of_which_nothing_came_back_lists_no_returns(ksm, case, sari, as_user):
    assert returns_of(case) == []
    page = as_user(sari).get(f"/ksm/{ksm.pk}/tanggung-renteng/{case.pk}/").content.decode()
    assert "<h2>Pengembalian</h2>" not in page
