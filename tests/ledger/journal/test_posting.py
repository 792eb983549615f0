import datetime

import pytest
from django.db import IntegrityError, transaction

from groups.locking import lock_ksm
from ledger import chart
from ledger.journal.balances import balances
from ledger.journal.posting import LedgerError, Line, book_of, post, reverse
from ledger.models import JournalEntry
from tests.support.factories import make_ksm, make_user

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 6, 2)


def deposit(ksm, amount=5000, date=DAY):
    line = Line(chart.KAS, chart.SUMBANGAN, amount, memo="Sumbangan")
    return post(ksm=ksm, date=date, kind=JournalEntry.Kind.OTHER, memo="Sumbangan", lines=[line], by=None)


def test_it_numbers_entries_within_the_group():
    mawar = make_ksm()
    melati = make_ksm(bkm=mawar.bkm)
    assert [deposit(mawar).number, deposit(mawar).number, deposit(melati).number] == [1, 2, 1]


def test_it_refuses_a_date_on_or_before_the_last_closed_sheet():
    # BUG-049, BUG-057: nothing is slipped into days that were closed.
    ksm = make_ksm()
    book = book_of(ksm)
    book.closed_through = DAY
    book.save()
    with pytest.raises(LedgerError, match="2 Juni 2025 sudah ditutup"):
        deposit(ksm)
    assert JournalEntry.objects.count() == 0
    assert deposit(ksm, date=DAY + datetime.timedelta(days=1)).number == 1


def test_it_reverses_by_a_mirror_entry_with_a_link():
    ksm, sari = make_ksm(), make_user("sari")
    lock_ksm(ksm.pk)
    entry = deposit(ksm)
    undo = reverse(entry=entry, date=DAY, reason="salah catat", by=sari)
    assert undo.reverses == entry
    assert [(line.debit_id, line.credit_id, line.amount) for line in undo.lines.all()] == [
        (chart.SUMBANGAN, chart.KAS, 5000)
    ]
    assert balances(ksm, DAY) == {chart.KAS: 0, chart.SUMBANGAN: 0}
    with pytest.raises(LedgerError, match="sudah dibatalkan"):
        reverse(entry=entry, date=DAY, reason="lagi", by=sari)
    with pytest.raises(LedgerError, match="tidak dapat dibatalkan lagi"):
        reverse(entry=undo, date=DAY, reason="lagi", by=sari)


def test_it_cannot_express_an_unbalanced_entry():
    # BUG-063: a line has two accounts and one positive amount, so debit always equals credit.
    ksm = make_ksm()
    for line in (Line(chart.KAS, chart.KAS, 5000), Line(chart.KAS, chart.SUMBANGAN, 0)):
        with pytest.raises(IntegrityError), transaction.atomic():
            post(ksm=ksm, date=DAY, kind=JournalEntry.Kind.OTHER, memo="-", lines=[line], by=None)
    entry = deposit(ksm)
    [line] = entry.lines.all()
    for wrong in ({"amount": -5000}, {"amount": 0}, {"credit_id": chart.KAS}, {"credit_id": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            entry.lines.filter(pk=line.pk).update(**wrong)  # past every verb, as in a shell


def test_money_of_a_fund_is_told_apart_from_the_kas():
    ksm = make_ksm()
    lines = [Line(chart.KAS, chart.DANA_SOSIAL, 5000), Line(chart.KAS, chart.SUMBANGAN, 2000)]
    entry = post(ksm=ksm, date=DAY, kind=JournalEntry.Kind.OTHER, memo="Iuran", lines=lines, by=None)
    assert [(line.fund, line.amount) for line in entry.lines.all()] == [("SOSIAL", 5000), ("KAS", 2000)]
