"""The money of an older sheet put right (J1): undone and entered again in one entry dated today.

The sheet's own entry stays as it was printed; so do its savings rows, which the savings criterion reads
(B4). The correcting entry undoes exactly the lines that were wrong and adds the right ones.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F

from groups.models import Ksm, Member, User
from ksm.certain import certain
from ksm.dates import date_in_words
from ksm.money import format_rupiah
from ledger import chart
from ledger.journal.balances import balances, cash_by_fund
from ledger.journal.posting import LedgerError, Line, post
from ledger.loans.lending import store_repayments
from ledger.models import JournalEntry, JournalLine
from meetings.corrections.repayments import (
    REPAYMENT,
    RepaymentPlan,
    mark_undone,
    plan_repayment_changes,
)
from meetings.models import Correction, Meeting
from meetings.refusals import MeetingError
from meetings.sheet.funds import overdrawn_by
from savings.models import ACCOUNT_OF_KIND, Saving
from savings.saving import Movement, SavingsError, check_withdrawals, store_movements

MONEY = "money"
# 10 miliar, as a sheet allows.
LARGEST = 10_000_000_000
KIND_OF_ACCOUNT = {account: kind for kind, account in ACCOUNT_OF_KIND.items()}
CORRECTABLE = {
    *chart.SAVINGS_ACCOUNTS,
    chart.DENDA,
    chart.BANK,
    *chart.OTHER_INCOME,
    *chart.OTHER_COST,
}
IN, OUT = Saving.Direction.DEPOSIT, Saving.Direction.WITHDRAWAL


def contra_of(line: JournalLine | Line) -> str:
    """The account on the other side of the cash."""
    debit, credit = _sides(line)
    return credit if debit == chart.KAS else debit


def _sides(line: JournalLine | Line) -> tuple[str, str]:
    return (line.debit_id, line.credit_id) if isinstance(line, JournalLine) else (line.debit, line.credit)


def correctable_lines(meeting: Meeting) -> list[JournalLine]:
    """The sheet's cash lines that stand: its own and those that corrections put in the place of others.

    Left out are loans, which have schedules behind them, and the cash difference; for repayments see
    meetings/corrections/repayments.py.
    """
    undone, entered, entries = set(), set(), [meeting.entry_id]
    for applied in meeting.corrections.filter(state=Correction.State.APPLIED, entry__isnull=False):
        entries.append(applied.entry_id)
        for row in applied.changes:
            if row["part"] == MONEY:
                undone.add(row["id"])
                entered.add(row.get("line"))
    lines = JournalLine.objects.filter(ksm_id=meeting.ksm_id, entry_id__in=entries)
    return [
        line
        for line in lines.select_related("entry", "member").order_by(
            F("member__number").asc(nulls_last=True), "pk"
        )
        if (line.entry_id == meeting.entry_id or line.pk in entered)
        and line.pk not in undone
        and chart.KAS in (line.debit_id, line.credit_id)
        and contra_of(line) in CORRECTABLE
    ]


def money_values(meeting: Meeting) -> dict[int, dict]:
    """What each correctable line says now: rupiah and the member it concerns."""
    if meeting.entry_id is None:
        return {}
    return {line.pk: {"amount": line.amount, "member": line.member_id} for line in correctable_lines(meeting)}


@dataclass
class MoneyPlan:
    """What the correcting entry holds; `places` maps a wrong line to the index of its successor."""

    lines: list[Line] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    repayments: RepaymentPlan = field(default_factory=RepaymentPlan)


def plan_money(*, ksm: Ksm, meeting: Meeting, rows: Sequence[dict], today: datetime.date) -> MoneyPlan:
    """What the entry of today will hold for the money among `rows`; empty where there is none.

    Raises MeetingError where an amount or member cannot be, or cash, a fund or savings would fall below zero.
    """
    wanted = _wanted(rows, MONEY)
    plan = MoneyPlan()
    lines = {line.pk: line for line in correctable_lines(meeting)} if wanted else {}
    members = _members_of(meeting) if wanted else {}
    for line_id, new in wanted.items():
        _check_new(lines[line_id], new, members, today)
        _plan_line(plan, lines[line_id], new)
    paid = _wanted(rows, REPAYMENT)
    for new in paid.values():
        _check_amount(new["amount"])
        _check_amount(new["jasa"])
    plan.repayments = plan_repayment_changes(meeting=meeting, wanted=paid, today=today)
    plan.lines += plan.repayments.lines
    _check_box(ksm, plan.lines, today)
    _check_funds(ksm, plan.lines, today)
    try:
        check_withdrawals(ksm=ksm, movements=plan.movements, on=today)
    except SavingsError as error:
        who = Member.objects.get(pk=error.member_id)
        raise MeetingError(f"Tabungan {who.name} akan kurang dari nol. {error}") from error
    return plan


def _wanted(rows: Sequence[dict], part: str) -> dict[int, dict]:
    return {row["id"]: row["new"] for row in rows if row["part"] == part}


def _check_amount(amount: int) -> None:
    if not 0 <= amount <= LARGEST:
        raise MeetingError(f"Jumlah antara 0 dan {format_rupiah(LARGEST)}.")


def _members_of(meeting: Meeting) -> dict[int, Member]:
    """Those who were members on the day of the sheet: only theirs can its money have been."""
    return {member.pk: member for member in Member.objects.filter(attendance__meeting=meeting)}


def _check_new(line: JournalLine, new: dict, members: Mapping[int, Member], today: datetime.date) -> None:
    _check_amount(new["amount"])
    if (line.member_id is None) != (new["member"] is None):
        raise MeetingError("Uang ini tidak dapat dipindahkan ke anggota, atau dari anggota ke kelompok.")
    if new["member"] == line.member_id or not new["amount"]:
        return
    member = members.get(new["member"])
    if member is None:
        raise MeetingError("Pilih anggota yang tercantum di lembar itu.")
    if member.left_on and member.left_on <= today:
        left = date_in_words(member.left_on)
        raise MeetingError(f"{member.name} sudah keluar {left}: tidak dapat lagi menerima uang ini.")


def _plan_line(plan: MoneyPlan, line: JournalLine, new: dict) -> None:
    """Undo the line by its mirror image; enter the right one unless there was no such money."""
    about = f"{line.memo or chart.BY_CODE[contra_of(line)].cash_label}"
    source = line.entry.number
    plan.lines.append(
        Line(
            line.credit_id,
            line.debit_id,
            line.amount,
            member_id=line.member_id,
            fund=line.fund,
            memo=f"Pembatalan dari jurnal {source}: {about}"[:200],
        )
    )
    kind = KIND_OF_ACCOUNT.get(contra_of(line))
    way = IN if line.debit_id == chart.KAS else OUT
    if kind:
        plan.movements.append(
            Movement(
                certain(line.member_id, "savings are a member's"), kind, line.amount, OUT if way == IN else IN
            )
        )
    if not new["amount"]:
        return
    plan.places[line.pk] = len(plan.lines)
    plan.lines.append(
        Line(
            line.debit_id,
            line.credit_id,
            new["amount"],
            member_id=new["member"],
            fund=line.fund,
            memo=f"{about} (koreksi jurnal {source})"[:200],
        )
    )
    if kind:
        plan.movements.append(Movement(new["member"], kind, new["amount"], way))


def _check_box(ksm: Ksm, lines: Sequence[Line], today: datetime.date) -> None:
    """Neither box nor bank may fall below zero, today or by what is dated later."""
    for account in chart.CASH:
        moved = sum(line.amount * ((line.debit == account) - (line.credit == account)) for line in lines)
        if moved >= 0:
            continue
        held = min(balances(ksm, day).get(account, 0) for day in (today, datetime.date.max))
        if held + moved < 0:
            name = chart.BY_CODE[account].name
            raise MeetingError(
                f"{name} tinggal {format_rupiah(held)}, koreksi ini menguranginya {format_rupiah(-moved)}."
            )


def _check_funds(ksm: Ksm, lines: Sequence[Line], today: datetime.date) -> None:
    """No fund may fall below zero either, today or by what is dated later: each spends its own only."""
    if not lines:
        return
    held = [cash_by_fund(ksm, day) for day in (today, datetime.date.max)]
    if sentence := overdrawn_by(held, lines):
        raise MeetingError(sentence)


def post_money(*, ksm: Ksm, correction: Correction, by: User, today: datetime.date) -> None:
    """Post the correcting entry, dated today, with its savings rows, and note it in the correction.

    Nothing to do where no money changes. The caller holds the group's lock. Raises MeetingError.
    """
    plan = plan_money(ksm=ksm, meeting=correction.meeting, rows=correction.changes, today=today)
    if not plan.lines:
        return
    wrong = certain(correction.meeting.entry, "its lines are corrected")
    memo = f"Koreksi jurnal {wrong.number} ({wrong.date:%d-%m-%Y}): {correction.reason}"[:300]
    try:
        entry = post(ksm=ksm, date=today, kind=JournalEntry.Kind.OTHER, memo=memo, lines=plan.lines, by=by)
    except LedgerError as error:
        raise MeetingError(f"Uang lembar lama dikoreksi dengan tanggal hari ini. {error}") from error
    _store_beside(ksm, plan, entry)
    written = list(entry.lines.order_by("pk").values_list("pk", flat=True))
    for row in correction.changes:
        if row["part"] == MONEY and row["id"] in plan.places:
            row["line"] = written[plan.places[row["id"]]]
    correction.entry = entry


def _store_beside(ksm: Ksm, plan: MoneyPlan, entry: JournalEntry) -> None:
    """The rows of savings and loans that go with the entry."""
    entered = plan.repayments.entered
    every = dict.fromkeys(range(max(len(plan.movements), len(entered))), entry)
    store_movements(ksm=ksm, entry_of=every, movements=plan.movements)
    mark_undone(plan.repayments.undone, entry)
    store_repayments(entry_of=every, planned=entered)
