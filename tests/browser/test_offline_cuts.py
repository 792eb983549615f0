"""Cuts at random places while many sheets are sent: none is lost, none is saved twice."""

import datetime
from collections import Counter

import pytest

from ksm.bench.payload import full_payload
from ksm.money import parse_rupiah
from meetings.models import Meeting
from savings.models import Saving
from tests.support.factories import START, make_ksm, make_members
from tests.support.trials import trials

SHEETS, CUTS = trials((9, 45), (36, 200))
SEED, SHARE = 20261129, 0.8
FILL = """async (records) => {
  const store = await import("/static/js/phone_store.js");
  for (const record of records) await store.put({ ...record, id: store.idOf(record), at: Date.now() });
}"""
SEND = """async () => {
  const store = await import("/static/js/phone_store.js");
  const { sendWaiting } = await import("/static/js/phone_send.js");
  await sendWaiting();
  return (await store.all()).map((record) => record.state);
}"""


def waiting(ksm, user, number: int) -> dict:
    """A whole sheet of the group's first week, with a saving of its own, as a phone keeps it."""
    payload = full_payload(ksm, START, key=f"kunci-{ksm.pk}") | {"closing-checked_by": "Ibu Ratna"}
    member = ksm.members.first()
    extra = 100 * (number + 1)
    payload[f"m{member.pk}-wajib"] = str(5_000 + extra)
    payload["closing-counted_cash"] = str((parse_rupiah(payload["closing-counted_cash"]) or 0) + extra)
    left_out = ("key", "revision", "action")
    return {
        "user": str(user.pk),
        "userName": str(user),
        "ksm": str(ksm.pk),
        "ksmName": ksm.name,
        "kind": "ROUTINE",
        "date": START.isoformat(),
        "address": f"/ksm/{ksm.pk}/pertemuan/catat/?jenis=routine&tanggal={START.isoformat()}",
        "key": payload["key"],
        "revision": "0",
        "action": "close",
        "state": "waiting",
        "fields": [[name, value] for name, value in payload.items() if name not in left_out],
    }


@pytest.mark.long
def test_no_sheet_is_lost_or_doubled_over_many_random_cuts(phone, relay, enter, mawar, sari, tried):
    """The relay counts what it cut, so that the cuts are real; in the end the server's own rows are asked."""
    ksms = [make_ksm(mawar.bkm) for _ in range(SHEETS)]
    for ksm in ksms:
        make_members(ksm, 2, joined_on=START - datetime.timedelta(days=1))
    enter(sari)
    phone.goto(f"{relay.url}/ksm/")
    phone.evaluate(FILL, [waiting(ksm, sari, number) for number, ksm in enumerate(ksms)])
    relay.shaky(SEED, SHARE)
    rounds, states = 0, ["waiting"]
    while states or relay.cuts < CUTS:
        states = phone.evaluate(SEND)
        rounds += 1
        assert set(states) <= {"waiting"}
        assert rounds < 3_000
        if not states and relay.cuts < CUTS:
            pytest.fail(f"only {relay.cuts} cuts in {rounds} rounds")
    assert relay.cuts >= CUTS
    kinds = ("refused", "lost request", "lost answer", "torn answer")
    assert min(relay.done[name] for name in kinds) > CUTS // 10
    held = Counter(Meeting.objects.values_list("ksm_id", flat=True))
    assert held == {ksm.pk: 1 for ksm in ksms}
    saved = {ksm.pk: sum(Saving.objects.filter(ksm=ksm).values_list("amount", flat=True)) for ksm in ksms}
    assert saved == {ksm.pk: 10_000 + 100 * (number + 1) for number, ksm in enumerate(ksms)}
    tried(relay.cuts, f"cuts of the line while {SHEETS} sheets were sent: each saved once")
