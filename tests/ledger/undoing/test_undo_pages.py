"""Taking an act back in the browser: the link, the form, what stays typed, and the paper."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from ledger import chart
from ledger.acts.settling import settle_early, waive_jasa
from ledger.acts.writing_off import answer_write_off, propose_write_off
from ledger.joint.covering import cover_shortfall, give_back
from ledger.journal.funds import move_between_funds
from ledger.journal.posting import Line, book_of
from ledger.models import JournalEntry, LoanEvent, Undoing
from tests.support.factories import START, make_members
from tests.support.lending import decide, enter, lend
from tests.support.prints import text_of

pytestmark = pytest.mark.django_db
DAY = START + datetime.timedelta(days=8)
BACK = "2025-06-13"  # START is 2 June 2025


@pytest.fixture
def ksm(mawar):
    make_members(mawar, 3)
    enter(mawar, [Line(chart.KAS, chart.MODAL_AWAL, 2_000_000)], START)
    return mawar


@pytest.fixture
def loan(ksm):
    """400.000 at 1% in four weeks: 104.000 fall due each week."""
    return lend(ksm, START, principal=400_000, periods=4, rate_percent=1)


def send(client, path, **changes):
    opened = client.get(path).context["form"]
    fields = {"seen": opened["seen"].value() or "", "on": BACK, "reason": "Salah catat"} | changes
    return client.post(path, fields)


def test_the_card_offers_it_for_the_newest_act_and_marks_it_afterwards(ksm, loan, sari, as_user):
    old = waive_jasa(loan=loan, amount=4_000, decision=decide(DAY, sari))
    new = settle_early(loan=loan, paid=404_000, full_jasa=False, decision=decide(DAY, sari))
    card = reverse("ledger:loan_card", args=[ksm.pk, loan.pk])
    path = reverse("ledger:loan_act_undo", args=[ksm.pk, new.pk])
    page = as_user(sari).get(card).content.decode()
    assert path in page
    assert reverse("ledger:loan_act_undo", args=[ksm.pk, old.pk]) not in page
    answer = send(as_user(sari), path)
    assert (answer.status_code, answer.url) == (302, card)
    page = as_user(sari).get(card).content.decode()
    undoing = Undoing.objects.get()
    assert "Dibatalkan" in page
    assert reverse("ledger:undoing_pdf", args=[ksm.pk, undoing.pk]) in page
    assert reverse("ledger:loan_act_undo", args=[ksm.pk, old.pk]) in page


def test_bad_input_keeps_what_was_typed_and_changes_nothing(ksm, loan, sari, as_user):
    event = settle_early(loan=loan, paid=408_000, full_jasa=False, decision=decide(DAY, sari))
    path = reverse("ledger:loan_act_undo", args=[ksm.pk, event.pk])
    before = JournalEntry.objects.count()
    form = send(as_user(sari), path, on="2025-06-03").context["form"]
    assert form.errors == {"on": ["Ketentuan sudah berubah pada 10 Juni 2025."]}
    assert form["reason"].value() == "Salah catat"
    form = send(as_user(sari), path, reason="").context["form"]
    assert list(form.errors) == ["reason"]
    form = send(as_user(sari), path, seen="lama").context["form"]
    assert "berubah sesudah halaman dibuka" in form.non_field_errors()[0]
    for unreadable in ("9" * 41, "a\0"):  # nobody sees that field, so the page says it above the form
        page = send(as_user(sari), path, seen=unreadable)
        assert "Halaman ini tidak lengkap lagi. Muat ulang, lalu isi kembali." in page.content.decode()
    assert JournalEntry.objects.count() == before


def test_only_the_second_person_takes_a_write_off_back(ksm, loan, sari, ratna, as_user):
    event = propose_write_off(loan=loan, decision=decide(DAY, sari))
    waive_jasa(loan=loan, amount=1_000, decision=decide(DAY, sari))  # while it waits: the older act
    facts = {"approve": True, "answer": "Setuju", "by": ratna, "today": DAY, "now": timezone.now()}
    answer_write_off(event=event, **facts)
    path = reverse("ledger:write_off_undo", args=[ksm.pk, event.pk])
    card = reverse("ledger:loan_card", args=[ksm.pk, loan.pk])
    assert path not in as_user(sari).get(card).content.decode()
    assert as_user(sari).post(path).status_code == 403
    assert as_user(sari).get(reverse("ledger:loan_act_undo", args=[ksm.pk, event.pk])).status_code == 404
    assert path in as_user(ratna).get(card).content.decode()
    assert send(as_user(ratna), path).status_code == 302
    assert LoanEvent.objects.get(pk=event.pk).state == "UNDONE"


def test_papers_say_that_it_was_taken_back(ksm, loan, sari, as_user):
    event = settle_early(loan=loan, paid=408_000, full_jasa=False, decision=decide(DAY, sari))
    send(as_user(sari), reverse("ledger:loan_act_undo", args=[ksm.pk, event.pk]))
    client, undoing = as_user(sari), Undoing.objects.get()
    paper = text_of(client.get(reverse("ledger:undoing_pdf", args=[ksm.pk, undoing.pk])))
    assert "Pelunasan dipercepat P-01" in paper
    assert f"nomor {undoing.entry.reverses.number} dibatalkan oleh nomor {undoing.entry.number}" in paper
    assert "400.000" in paper
    assert "8.000" in paper
    act = text_of(client.get(reverse("ledger:loan_event_pdf", args=[ksm.pk, event.pk])))
    assert "Dibatalkan 13 Juni 2025: Salah catat." in " ".join(act.split())
    receipt = text_of(client.get(reverse("ledger:event_receipt_pdf", args=[ksm.pk, event.pk])))
    assert "DIBATALKAN 13 Juni 2025" in receipt
    page = client.get(reverse("ledger:undoing_list", args=[ksm.pk])).content.decode()
    assert "Pelunasan dipercepat P-01" in page
    assert "Salah catat" in page


def joint_totals(page):
    """Put in, came back, still owed: the last row of a case's table."""
    foot = page[page.index("<tfoot>") :]
    return re.findall(r'class="num money">([\d.]+)<', foot[: foot.index("</tfoot>")])


def test_a_case_and_what_was_given_back_on_it(ksm, loan, sari, as_user):
    payers = list(ksm.members.exclude(pk=loan.member_id))
    case = cover_shortfall(loan=loan, amount=100_000, method="ALL", payers=payers, decision=decide(DAY, sari))
    given = give_back(case=case, amount=40_000, on=DAY, today=DAY, seen_owed=100_000, by=sari)
    detail = reverse("ledger:joint_detail", args=[ksm.pk, case.pk])
    back = reverse("ledger:joint_return_undo", args=[ksm.pk, case.pk, given.pk])
    whole = reverse("ledger:joint_undo", args=[ksm.pk, case.pk])
    page = as_user(sari).get(detail).content.decode()
    assert back in page
    assert whole not in page
    assert joint_totals(page) == ["100.000", "40.000", "60.000"]
    assert send(as_user(sari), back).status_code == 302
    page = as_user(sari).get(detail).content.decode()
    assert back not in page
    assert whole in page
    assert send(as_user(sari), whole).status_code == 302
    page = as_user(sari).get(detail).content.decode()
    assert joint_totals(page) == ["100.000", "0", "0"]
    # Nobody is shown as still to be paid once the case is taken back.
    assert re.findall(r'data-label="Belum kembali"[^>]*>([\d.]+)<', page) == ["0"] * (len(payers) + 1)
    paper = text_of(as_user(sari).get(reverse("ledger:joint_pdf", args=[ksm.pk, case.pk])))
    assert "Dibatalkan 13 Juni 2025" in paper


def test_a_move_between_funds(ksm, sari, as_user):
    facts = {"source": "KAS", "target": "SOSIAL", "amount": 30_000, "on": DAY, "today": DAY}
    seen = book_of(ksm).last_entry_number
    entry = move_between_funds(ksm=ksm, minutes="Notulen", reason="Santunan", seen=seen, by=sari, **facts)
    path = reverse("ledger:fund_move_undo", args=[ksm.pk, entry.pk])
    funds = reverse("ledger:fund_list", args=[ksm.pk])
    assert path in as_user(sari).get(funds).content.decode()
    assert send(as_user(sari), path).status_code == 302
    page = as_user(sari).get(funds)
    assert path not in page.content.decode()
    # Newest first: the money that came back, marked, and the move itself.
    assert [row.is_reversal for row in page.context["page"]][:2] == [True, False]
    assert page.content.decode().count("Pembatalan<") == 1
    other = JournalEntry.objects.filter(ksm=ksm).first()
    assert as_user(sari).get(reverse("ledger:fund_move_undo", args=[ksm.pk, other.pk])).status_code == 404
