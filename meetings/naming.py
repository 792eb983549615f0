"""Ids inside what is kept as JSON: read as the places that a workbook gives to rows, and back again.

A sheet as it was typed names members and loans in the names of its fields, a correction in its rows.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import models

from groups.models import Member
from ledger.models import BudgetLine, JournalLine, Loan, Repayment
from meetings.models import (
    Correction,
    DiscardedDraft,
    Meeting,
    MembershipCorrection,
    SheetDraft,
    SheetRevision,
)

# What a row of a kind is called instead of an id. Raises KeyError where it must be one that goes along.
Renamer = Callable[[type[models.Model], int], Any]
NUMBER = "[0-9]{1,18}"
_MEMBER = re.compile(f"m({NUMBER})-(.*)", re.DOTALL)
_LOAN = re.compile(f"(loan|jasa|tr)_({NUMBER})")
_LENT = re.compile("loan[0-9]+-loan")
_BOUGHT, _RAB = re.compile("cash[0-9]+-account"), re.compile(f"RAB-({NUMBER})")
# What a correction says by its part, each with what `id` names (meetings/corrections/correcting.py).
PARTS: dict[str, tuple[type[models.Model] | None, set[str]]] = {
    "attendance": (Member, set()),
    "agenda": (None, {"state", "reason"}),
    "books": (None, {"finished_on", "not_applicable"}),
    "money": (JournalLine, {"amount", "member"}),
    "repayment": (Repayment, {"loan", "amount", "jasa"}),
}
INSIDE: dict[str, type[models.Model]] = {"member": Member, "loan": Loan}


def renamed(model: type[models.Model], field: str, value: Any, call: Renamer) -> Any:
    """A value of a JSON field with every id in it called anew; as it is where it names nobody.

    Raises KeyError, TypeError, ValueError or AttributeError for what has not the shape of its field.
    """
    if field == "payload" and model in (SheetDraft, DiscardedDraft, SheetRevision):
        return dict(_typed(value, call))
    if model is Correction and field == "changes":
        return [_change(row, call) for row in value]
    if model is MembershipCorrection and field in ("marks", "removed"):
        return {str(call(Meeting, int(key))): mark for key, mark in value.items()}
    return value


def _typed(payload: Mapping[str, list[str]], call: Renamer) -> Iterator[tuple[str, list[str]]]:
    for key, values in payload.items():
        if not (isinstance(values, list) and all(isinstance(one, str) for one in values)):
            raise ValueError(key)
        if _LENT.fullmatch(key):
            yield key, [_called(call, Loan, value) for value in values]
        elif _BOUGHT.fullmatch(key):
            yield key, [_bought(call, value) for value in values]
        else:
            yield _field(key, call), values


def _field(key: str, call: Renamer) -> str:
    found = _MEMBER.fullmatch(key)
    if not found:
        return key
    member, rest = found.groups()
    if loan := _LOAN.fullmatch(rest):
        rest = f"{loan[1]}_{_called(call, Loan, loan[2])}"
    return f"m{_called(call, Member, member)}-{rest}"


def _called(call: Renamer, model: type[models.Model], text: str) -> str:
    return str(call(model, int(text))) if re.fullmatch(NUMBER, text) else text


def _bought(call: Renamer, text: str) -> str:
    line = _RAB.fullmatch(text)
    return f"RAB-{_called(call, BudgetLine, line[1])}" if line else text


def _change(row: Mapping[str, Any], call: Renamer) -> dict[str, Any]:
    model, names = PARTS[row["part"]]
    found = dict(row) | {side: _said(row[side], names, call) for side in ("old", "new")}
    if model:
        found["id"] = call(model, row["id"])
    if row.get("line") is not None:
        found["line"] = call(JournalLine, row["line"])
    return found


def _said(value: Any, names: set[str], call: Renamer) -> Any:
    """A mark as it is; of anything else all that its part says."""
    if not names and isinstance(value, str):
        return value
    if set(value) != names:
        raise ValueError(value)
    return {
        key: call(INSIDE[key], one) if key in INSIDE and one is not None else one
        for key, one in value.items()
    }
