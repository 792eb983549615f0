"""Several people at once, on real transactions: one wins, the others get a sentence, sums are exact."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client

from groups.locking import lock_ksm
from ksm.bench.payload import full_payload
from ledger import chart
from ledger.journal.balances import balances
from ledger.models import JournalEntry
from meetings.models import Meeting, SheetSubmission
from savings.models import Saving
from savings.verification import savings_differences
from tests.support.factories import START, make_facilitator, make_ksm, make_members

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def group():
    ksm = make_ksm(name="KSM Mawar")
    make_members(ksm, 5)
    return ksm, make_facilitator("sari")


def post_all(user, url, payloads):
    """Post every payload at the same time, each from its own session; the status codes, in order."""
    clients = []
    for _ in payloads:
        client = Client()
        client.force_login(user)
        clients.append(client)

    def send(pair):
        try:
            client, payload = pair
            return client.post(url, payload).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(payloads)) as pool:
        return list(pool.map(send, zip(clients, payloads, strict=True)))


def test_the_same_sheet_sent_in_parallel_is_saved_once(group):
    # BUG-039
    ksm, sari = group
    payload = full_payload(ksm, START)
    codes = post_all(sari, f"/ksm/{ksm.pk}/pertemuan/catat/?tanggal={START}", [payload] * 6)
    assert codes == [302] * 6
    assert (Meeting.objects.count(), SheetSubmission.objects.count()) == (1, 1)
    assert JournalEntry.objects.count() == 1
    assert balances(ksm, START)[chart.KAS] == 25_000


def test_ten_sheets_of_one_group_at_once_sum_exactly(group):
    # BUG-044, BUG-045: whoever comes later is refused, and no figure is lost or counted twice.
    ksm, sari = group
    payload = full_payload(ksm, START)
    payloads = [payload | {"key": f"kunci-{number}"} for number in range(10)]
    codes = post_all(sari, f"/ksm/{ksm.pk}/pertemuan/catat/?tanggal={START}", payloads)
    assert sorted(codes) == [302] + [409] * 9
    assert Saving.objects.count() == 5
    assert balances(ksm, START)[chart.KAS] == 25_000
    assert list(savings_differences(ksm)) == []


def test_the_lock_counts_every_change(group):
    ksm, _ = group

    def change(_):
        try:
            with transaction.atomic():
                lock_ksm(ksm.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(change, range(40)))
    before = ksm.data_version
    ksm.refresh_from_db()
    assert ksm.data_version == before + 40


def test_days_of_entries_follow_the_order_in_which_they_were_closed(group):
    ksm, sari = group
    later = START + datetime.timedelta(weeks=1)
    payload = full_payload(ksm, later) | {"closing-gaps_reason": "Hujan", "key": "k1"}
    early = full_payload(ksm, START) | {"key": "k2"}
    url = f"/ksm/{ksm.pk}/pertemuan/catat/?tanggal="
    assert post_all(sari, f"{url}{later}", [payload]) == [302]
    assert post_all(sari, f"{url}{START}", [early]) == [200]
    assert [entry.date for entry in JournalEntry.objects.order_by("number")] == [later]
