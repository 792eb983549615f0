"""A closed sheet turned back into what was typed, so that it can be reopened or read as it stood."""

import datetime
from collections import Counter
from collections.abc import Iterable

from ksm.certain import certain
from ksm.money import format_number
from ledger import chart
from ledger.models import JournalEntry, Loan, Repayment
from meetings.models import Meeting
from meetings.sheet.fields import CLOSING_DETAILS, MEETING_DETAILS, CashItemForm
from savings.models import Saving

Payload = dict[str, list[str]]


def payload_of(meeting: Meeting) -> Payload:
    """The POST fields that would record this meeting again, out of its stored rows. A few queries."""
    payload = _details(meeting)
    for mark in meeting.attendance.all():
        payload[f"m{mark.member_id}-attendance"] = [mark.status]
    for item in meeting.agenda.all():
        payload[f"a-{item.code}-state"] = [item.state]
        payload[f"a-{item.code}-reason"] = [item.reason]
    checked_by = ""
    for book in meeting.books.all():
        checked_by = checked_by or book.checked_by
        payload[f"b-{book.code}-finished_on"] = [_text(book.finished_on)]
        if not book.required:
            payload[f"b-{book.code}-not_applicable"] = ["on"]
    payload["closing-checked_by"] = [checked_by]
    if meeting.entry_id:
        payload |= _savings(meeting) | _repayments(meeting) | _lines(meeting) | _disbursements(meeting)
    return payload


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _details(meeting: Meeting) -> Payload:
    payload = {f"head-{name}": [_text(getattr(meeting, name))] for name in MEETING_DETAILS}
    payload |= {f"closing-{name}": [_text(getattr(meeting, name))] for name in CLOSING_DETAILS}
    payload["head-held_on"] = [_text(meeting.held_on)]
    payload["closing-difference_reason"] = [meeting.difference_reason]
    if meeting.counted_cash is not None:
        payload["closing-counted_cash"] = [format_number(meeting.counted_cash)]
    payload |= {f"uang-v{value}": [str(count)] for value, count in meeting.cash_pieces.items()}
    return payload


def _sums(pairs: Iterable[tuple[str, int]]) -> Payload:
    totals: Counter[str] = Counter()
    for name, amount in pairs:
        totals[name] += amount
    return {name: [format_number(amount)] for name, amount in totals.items() if amount}


def _savings(meeting: Meeting) -> Payload:
    names = {
        (Saving.Kind.POKOK, Saving.Direction.DEPOSIT): "pokok",
        (Saving.Kind.WAJIB, Saving.Direction.DEPOSIT): "wajib",
        (Saving.Kind.SUKARELA, Saving.Direction.DEPOSIT): "sukarela",
        (Saving.Kind.SUKARELA, Saving.Direction.WITHDRAWAL): "withdraw_sukarela",
    }
    rows = Saving.objects.filter(ksm_id=meeting.ksm_id, entry_id=meeting.entry_id)
    return _sums(
        (f"m{row.member_id}-{names[row.kind, row.direction]}", row.amount)
        for row in rows
        if (row.kind, row.direction) in names
    )


def _repayments(meeting: Meeting) -> Payload:
    """What was paid on each loan; an imported meeting may hold several payments of one."""
    payload: Payload = {}
    paid = []
    rows = Repayment.objects.filter(entry_id=meeting.entry_id).select_related("loan")
    for row in rows:
        prefix, loan = f"m{row.loan.member_id}", row.loan
        if loan.is_free:
            paid.append((f"{prefix}-loan_{loan.pk}", row.principal))
            paid.append((f"{prefix}-jasa_{loan.pk}", row.jasa))
        else:
            paid.append((f"{prefix}-loan_{loan.pk}", row.principal + row.jasa))
        if row.paid_from == Repayment.PaidFrom.TANGGUNG_RENTENG:
            payload[f"{prefix}-tr_{loan.pk}"] = ["on"]
    return payload | _sums(paid)


def _lines(meeting: Meeting) -> Payload:
    """Fines, other cash and bank, read back from the journal's own lines."""
    payload: Payload = {}
    sums, index = [], 0
    entry = certain(meeting.entry, "only asked of a sheet with money")
    for line in entry.lines.all():
        sides = {line.debit_id, line.credit_id}
        other = line.debit_id if line.credit_id == chart.KAS else line.credit_id
        incoming = line.debit_id == chart.KAS
        if other == chart.DENDA:
            sums.append((f"m{line.member_id}-fine", line.amount))
        elif sides == {chart.KAS, chart.BANK}:
            sums.append(("bank-from_bank" if incoming else "bank-to_bank", line.amount))
        elif chart.KAS in sides and other in chart.OTHER_INCOME + chart.OTHER_COST:
            payload[f"cash{index}-description"] = [line.memo]
            payload[f"cash{index}-direction"] = ["IN" if incoming else "OUT"]
            payload[f"cash{index}-account"] = [other]
            payload[f"cash{index}-amount"] = [format_number(line.amount)]
            index += 1
    return payload | _sums(sums) | _purchases(entry, index)


def _purchases(entry: JournalEntry, index: int) -> Payload:
    """What was bought of the BLM fund, in rows of other cash from `index` on."""
    payload: Payload = {}
    for number, bought in enumerate(entry.grant_spendings.order_by("pk"), start=index):
        payload[f"cash{number}-description"] = [bought.what]
        payload[f"cash{number}-direction"] = [CashItemForm.OUT]
        payload[f"cash{number}-account"] = [f"{CashItemForm.RAB}{bought.line_id}"]
        payload[f"cash{number}-amount"] = [format_number(bought.amount)]
        payload[f"cash{number}-paid_to"] = [bought.paid_to]
    return payload


def _disbursements(meeting: Meeting) -> Payload:
    loans = Loan.objects.filter(ksm_id=meeting.ksm_id, entry_id=meeting.entry_id, is_opening=False)
    return {f"loan{index}-loan": [str(loan.pk)] for index, loan in enumerate(loans)}
