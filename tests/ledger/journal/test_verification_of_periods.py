"""The check of the books covers closed months and shared surpluses, naming group, account, difference."""

import datetime

import pytest
from django.core.management import CommandError, call_command

from ledger import chart
from ledger.journal.months import Month
from ledger.journal.posting import Line, post
from ledger.journal.verification import differences_of
from ledger.models import Account, JournalLine, SurplusShare
from meetings.month_end import close_month
from tests.support.factories import START, make_members
from tests.support.sheets import close, make_sheet
from tests.support.world import surplus_ids

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


def test_it_finds_a_closed_month_that_no_longer_holds_its_cash(mawar, sari, capsys):
    make_members(mawar, 3)
    for week in range(5):
        close(mawar, make_sheet(mawar, START + week * WEEK), sari)
    june = Month.of(START)
    close_month(ksm=mawar, month=june, by=sari, today=datetime.date(2025, 7, 8))
    assert differences_of(mawar) == []
    entry = mawar.entries.first()
    account = Account.objects.get(pk=chart.SUMBANGAN)
    JournalLine.objects.create(
        ksm=mawar, entry=entry, date=entry.date, debit_id=chart.KAS, credit=account, amount=700
    )
    [found] = [str(one) for one in differences_of(mawar)]
    assert found.endswith("Kas akhir Juni 2025: tercatat Rp75.700, seharusnya Rp75.000, selisih Rp700")
    with pytest.raises((CommandError, SystemExit)):
        call_command("check_ledger", "--ksm", mawar.code)
    assert "Kas akhir Juni 2025" in "".join(capsys.readouterr())


def test_it_finds_shares_of_a_surplus_that_the_books_do_not_owe(mawar, sari):
    make_members(mawar, 2)
    lines = [Line(chart.KAS, chart.SUMBANGAN, 1_000)]
    post(ksm=mawar, date=START, kind="OTHER", memo="Uji", lines=lines, by=None)
    surplus_ids(mawar, sari)
    assert differences_of(mawar) == []
    SurplusShare.objects.filter(paid_entry=None).update(from_savings=8_999)
    [found] = [str(one) for one in differences_of(mawar)]
    assert "SHU bagian anggota: tercatat Rp9.000, seharusnya Rp8.999" in found


def test_it_finds_a_surplus_that_was_paid_before_it_was_shared(mawar, sari):
    first, _ = make_members(mawar, 2)
    paid = [Line(chart.UTANG_SHU, chart.KAS, 100, member_id=first.pk)]
    lines = [Line(chart.KAS, chart.SUMBANGAN, 1_000)]
    post(ksm=mawar, date=START, kind="OTHER", memo="Uji", lines=lines, by=None)
    post(ksm=mawar, date=START, kind="OTHER", memo="SHU", lines=paid, by=None)
    surplus_ids(mawar, sari)
    found = [str(one) for one in differences_of(mawar)]
    assert any(
        "SHU bagian anggota dibayar sebelum dibagi, 02-06-2025: tercatat -Rp100" in one for one in found
    )
