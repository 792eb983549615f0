"""BLM Sosial for tests: a proposal taken as far as a test wants, by people who may."""

import datetime
from decimal import Decimal

from groups.models import Ksm
from ledger.blm.accountability import Counted, Used, answer_report, submit_report
from ledger.blm.changing import answer_change, ask_change
from ledger.blm.granting import agree_grant, decide_grant, verify_grant
from ledger.blm.proposing import create_grant, save_line, save_member, send_proposal
from ledger.blm.spending import spend_on_line
from ledger.blm.tranches import pay_tranche
from ledger.models import BlmGrant, BudgetChange, Tranche
from tests.support.factories import START, make_user

DAY = START + datetime.timedelta(weeks=13)  # Monday of week 14
HALVES = (Decimal(60), Decimal(40))
ASKED = 1_000_000


def make_draft(ksm: Ksm, by, *, members=2, requested=400_000, today=DAY) -> BlmGrant:
    """A draft: RAB of Rp1.200.000 (200.000 swadaya, 1.000.000 BLM), the first members in order."""
    grant = create_grant(ksm=ksm, background="Modal usaha kurang", plan="Dipinjamkan bergilir", by=by)
    facts = {"grant": grant, "line": None, "unit": "paket", "volume": Decimal(2)}
    save_line(description="Bahan dagangan", unit_price=400_000, swadaya=0, blm=800_000, **facts)
    save_line(description="Peralatan", unit_price=200_000, swadaya=200_000, blm=200_000, **facts)
    for priority, member in enumerate(ksm.members.active_on(today).order_by("number")[:members], start=1):
        save_member(
            grant=grant,
            proposed=None,
            member=member,
            priority=priority,
            purpose="Warung",
            requested=requested,
            income=900_000,
            cost=600_000,
            today=today,
        )
    return grant


def sent(ksm: Ksm, by, *, day=DAY, **facts) -> BlmGrant:
    return send_proposal(grant=make_draft(ksm, by, today=day, **facts), by=by, today=day)


def verify(grant: BlmGrant, by, *, day=DAY, **changes) -> BlmGrant:
    facts = {
        "visited_on": day,
        "feasible": True,
        "amount": ASKED,
        "recommended": {one.pk: (one.requested, "") for one in grant.members.all()},
        "note": "",
        "today": day,
    }
    return verify_grant(grant=grant, by=by, **facts | changes)


def decide(grant: BlmGrant, by, *, day=DAY, **changes) -> BlmGrant:
    facts = {
        "approve": True,
        "decided_on": day,
        "amount": ASKED,
        "decided": {one.pk: one.recommended for one in grant.members.all()},
        "reason": "",
        "today": day,
    }
    return decide_grant(grant=grant, by=by, **facts | changes)


def agree(grant: BlmGrant, by, *, day=DAY, **changes) -> BlmGrant:
    facts = {
        "agreed_on": day,
        "signers": "Siti Aminah, Ratna Dewi",
        "percents": HALVES,
        "principal_returns": "STAYS",
        "return_installments": None,
        "return_note": "",
        "report_days": 30,
        "today": day,
    }
    return agree_grant(grant=grant, by=by, **facts | changes)


def agreed(ksm: Ksm, sari, joko, ratna, *, day=DAY, **changes) -> BlmGrant:
    """Proposed by Sari, verified by Joko, decided by Ratna, agreed: 60 and 40 percent of Rp1.000.000."""
    verified = verify(sent(ksm, sari, day=day), joko, day=day)
    return agree(decide(verified, ratna, day=day), sari, day=day, **changes)


def tranche(grant: BlmGrant, number: int) -> Tranche:
    return grant.tranches.get(sequence=number)


def pay(grant: BlmGrant, number: int, by, *, on=DAY, place="CASH", today=None):
    facts = {"on": on, "place": place, "note": "", "by": by, "today": today or on}
    return pay_tranche(tranche=tranche(grant, number), **facts)


def report(grant: BlmGrant, number: int, by, *, blm=600_000, swadaya=0, today=DAY, **changes):
    """An LPJ that says all was used of the first line; why the books say otherwise is told."""
    first, *others = grant.lines.all()
    used = {first.pk: Used(swadaya, blm)} | {line.pk: Used() for line in others}
    facts = {"counted": Counted(0, 0), "reason": "Kuitansi menyusul", "note": "Dipinjamkan kepada anggota"}
    facts |= {"used": used, "by": by, "today": today}
    return submit_report(tranche=tranche(grant, number), **facts | changes)


def accept(sent_report, by, *, today=DAY, difference_seen=True):
    facts = {"accept": True, "difference_seen": difference_seen, "reason": "", "by": by, "today": today}
    return answer_report(report=sent_report, **facts)


def spend(grant: BlmGrant, number: int, by, *, amount=100_000, on=DAY, today=None, **changes):
    """Something bought on the line of that number: two bowls at Toko Jaya, from the box."""
    line = grant.lines.get(sequence=number)
    facts = {"what": "Baskom", "paid_to": "Toko Jaya", "place": "CASH", "today": today or on}
    return spend_on_line(line=line, amount=amount, on=on, by=by, **facts | changes)


def make_paid(ksm: Ksm, *, today=DAY) -> BlmGrant:
    """A grant whose first tranche is in the group's fund; the people do not matter."""
    writer, checker, decider = (make_user() for _ in range(3))
    grant = agreed(ksm, writer, checker, decider, day=today)
    pay(grant, 1, decider, on=today)
    return grant


def make_change(grant: BlmGrant, *, amount=1000, accept=False, on=None) -> BudgetChange:
    """Money of the first line asked for on the second, and agreed to by somebody else if it is to be."""
    source, target, *_ = grant.lines.all()
    today = on or grant.movements.latest("pk").entry.date
    facts = {"amount": amount, "reason": "Harga naik", "by": make_user(), "today": today}
    change = ask_change(grant=grant, source=source, target=target, **facts)
    if not accept:
        return change
    return answer_change(change=change, accept=True, note="", by=make_user(), today=today)
