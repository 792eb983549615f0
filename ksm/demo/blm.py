"""The demo's group with BLM Sosial: assessed in week 13, paid its first tranche, its LPJ waits for UP-UP."""

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from assessment.blm.access import disburse_tranche, propose_grant, start_proposal
from assessment.eligibility.criteria import PEOPLE_ITEMS
from assessment.eligibility.decisions import Seen, answer_eligibility, propose_eligibility, record_visit
from groups.models import Ksm, User
from ksm.demo.clock import evening_of
from ledger.blm.accountability import Counted, Used, submit_report
from ledger.blm.fund_use import fund_use
from ledger.blm.granting import agree_grant, decide_grant, verify_grant
from ledger.blm.lending import FundTerms, lend_from_fund
from ledger.blm.proposing import save_line, save_member
from ledger.blm.spending import spend_on_line
from ledger.models import BlmGrant, Loan

DAY = datetime.timedelta(days=1)
PURPOSES = ("Modal warung", "Bahan kue", "Modal dagang sayur")
TERMS = FundTerms(Decimal(1), Loan.Method.FLAT, 10, Loan.Unit.WEEK, 500, "Jumlah menurut keputusan BKM")


def access_blm(ksm: Ksm, met_on: datetime.date, users: dict[str, User]) -> None:
    """From the eligibility decision to the first tranche and its first loan, in the days after a meeting."""
    sari, joko, ratna = users["sari"], users["joko"], users["ratna"]
    with evening_of(met_on + DAY):
        _decide_eligibility(ksm, met_on + DAY, joko, ratna)
    with evening_of(met_on + 2 * DAY):
        grant = _propose(ksm, met_on + 2 * DAY, sari)
    day = met_on + 3 * DAY
    told = {one.pk: (one.requested, "Usaha berjalan, keluarga mendukung") for one in grant.members.all()}
    with evening_of(day):
        verify_grant(
            grant=grant,
            visited_on=day,
            feasible=True,
            amount=2_000_000,
            recommended=told,
            note="",
            by=joko,
            today=day,
        )
    with evening_of(day + DAY):
        _agree(grant, day + DAY, ratna)
    first, paid_on = grant.tranches.select_related("grant")[0], day + 2 * DAY
    with evening_of(paid_on):
        disburse_tranche(tranche=first, on=paid_on, place="CASH", note="", by=ratna, today=paid_on)
        chosen = [grant.members.all()[0].pk]
        lend_from_fund(grant=grant, chosen=chosen, terms=TERMS, note="", by=sari, today=paid_on)


def _agree(grant: BlmGrant, day: datetime.date, ratna: User) -> None:
    agreed: dict[str, Any] = {"grant": grant, "by": ratna, "today": day}
    given = {one.pk: one.requested for one in grant.members.all()}
    decide_grant(approve=True, decided_on=day, amount=2_000_000, decided=given, reason="", **agreed)
    agree_grant(
        agreed_on=day,
        signers=f"{grant.members.all()[0].member.name}, {ratna.full_name}",
        percents=(Decimal(60), Decimal(40)),
        principal_returns=BlmGrant.Returns.STAYS,
        return_installments=None,
        return_note="",
        report_days=30,
        **agreed,
    )


def _decide_eligibility(ksm: Ksm, day: datetime.date, joko: User, ratna: User) -> None:
    seen = [Seen(code, met=True) for code in PEOPLE_ITEMS]
    record_visit(ksm=ksm, seen=seen, seen_on=day, by=joko, today=day)
    asked = propose_eligibility(ksm=ksm, outcome="ELIGIBLE", reason="Siap mengelola dana", by=joko, as_of=day)
    answer_eligibility(proposal=asked, approve=True, by=ratna, as_of=day, now=timezone.now())


def _propose(ksm: Ksm, day: datetime.date, sari: User) -> BlmGrant:
    grant = start_proposal(
        ksm=ksm,
        background="Usaha anggota kekurangan modal; pinjaman dari tabungan sendiri belum cukup.",
        plan="Dipinjamkan bergilir kepada anggota menurut urutan prioritas.",
        by=sari,
        today=day,
    )
    line: dict[str, Any] = {"grant": grant, "line": None, "volume": Decimal(3), "unit": "anggota"}
    lent = line | {"is_lent": True}
    save_line(description="Modal usaha anggota", unit_price=600_000, swadaya=0, blm=1_800_000, **lent)
    save_line(description="Timbangan dan alat", unit_price=100_000, swadaya=100_000, blm=200_000, **line)
    for priority, member in enumerate(ksm.members.active_on(day).order_by("number")[:3], start=1):
        save_member(
            grant=grant,
            proposed=None,
            member=member,
            priority=priority,
            purpose=PURPOSES[priority - 1],
            requested=600_000,
            income=1_800_000 + 50_000 * priority,
            cost=1_350_000,
            today=day,
        )
    return propose_grant(grant=grant, by=sari, today=day)


def send_lpj(ksm: Ksm, day: datetime.date, sari: User) -> None:
    """Half of the tools is bought; the first LPJ tells it and the one loan, as the books do."""
    with evening_of(day):
        _report(ksm, day, sari)


def _report(ksm: Ksm, day: datetime.date, sari: User) -> None:
    grant = ksm.grants.get()
    loans, tools = grant.lines.select_related("grant")
    spend_on_line(
        line=tools,
        amount=100_000,
        on=day,
        place="CASH",
        what="Timbangan duduk",
        paid_to="Toko Sumber Rejeki",
        by=sari,
        today=day,
    )
    books = fund_use(grant, day)
    tranche = grant.tranches.select_related("grant")[0]
    submit_report(
        tranche=tranche,
        used={loans.pk: Used(), tools.pk: Used(swadaya=50_000, blm=100_000)},
        counted=Counted(books.box, books.bank),
        reason="",
        note="Satu anggota sudah dipinjami; timbangan dibeli bersama.",
        by=sari,
        today=day,
    )
