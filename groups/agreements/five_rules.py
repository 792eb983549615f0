"""The five basic rules: agreed, superseded by a new text, signed, a slip of the pen corrected."""

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from groups.closed_sheets import refuse_closed_days
from groups.days import require_day
from groups.locking import lock_ksm
from groups.models import GroupRule, Ksm, User
from groups.papers.register import Act, issue, withdraw
from groups.refusals import GroupError

Kind = GroupRule.Kind
AGREEMENT = "KB"
# The parameters that belong to each rule; the text says everything else.
PARAMETERS: dict[str, tuple[str, ...]] = {
    Kind.MEETING: ("fine_late", "fine_absent"),
    Kind.SAVING: ("minimum_saving", "initial_saving"),
    Kind.RECORDING: (),
    Kind.LOAN: ("jasa_percent", "max_periods", "max_loan"),
    Kind.INSTALLMENT: ("fine_installment",),
}


def _refuse_impossible_date(ksm: Ksm, agreed_on: datetime.date, today: datetime.date) -> None:
    require_day(agreed_on, today=today, ksm=ksm, field="agreed_on", what="Tanggal kesepakatan tidak boleh")


def _refuse_same_day(ksm: Ksm, kind: str, agreed_on: datetime.date, rule: GroupRule | None = None) -> None:
    same = ksm.rules.filter(kind=kind, agreed_on=agreed_on)
    if rule:
        same = same.exclude(pk=rule.pk)
    if same.exists():
        raise GroupError("Aturan ini sudah punya kesepakatan pada tanggal itu.", "agreed_on")


def _refuse_counted(ksm: Ksm, kind: str, *days: datetime.date | None) -> None:
    """Closed sheets and months counted their routine savers by the minimum of their own day (B3)."""
    if kind == Kind.SAVING:
        refuse_closed_days(ksm, *days, field="agreed_on")


@dataclass(frozen=True, slots=True)
class Agreed:
    """The text of one rule with the parameters of PARAMETERS[kind]."""

    kind: str
    text: str
    parameters: Mapping[str, Any]


@transaction.atomic
def agree_rules(
    *,
    ksm: Ksm,
    agreed: Sequence[Agreed],
    agreed_on: datetime.date,
    signed: bool,
    today: datetime.date,
    by: User | None,
) -> list[GroupRule]:
    """Several rules of one day and one paper: all of them are agreed, or none. Raises GroupError."""
    lock_ksm(ksm.pk)
    return [
        agree_rule(
            ksm=ksm,
            kind=one.kind,
            text=one.text,
            agreed_on=agreed_on,
            signed=signed,
            today=today,
            by=by,
            **one.parameters,
        )
        for one in agreed
    ]


@transaction.atomic
def agree_rule(
    *,
    ksm: Ksm,
    kind: str,
    text: str,
    agreed_on: datetime.date,
    signed: bool,
    today: datetime.date,
    by: User | None,
    **parameters: Any,
) -> GroupRule:
    """A new text of one of the five rules, in force from `agreed_on`; earlier texts stay readable.

    `parameters` are those of PARAMETERS[kind]: rupiah, counts, jasa in percent per instalment period.
    Raises GroupError.
    """
    ksm = lock_ksm(ksm.pk)
    _refuse_impossible_date(ksm, agreed_on, today)
    _refuse_same_day(ksm, kind, agreed_on)
    _refuse_counted(ksm, kind, agreed_on)
    rule = GroupRule(ksm=ksm, kind=kind, text=text, agreed_on=agreed_on, signed=signed, **parameters)
    rule._history_user = by
    rule.save()
    number_signed(ksm, [rule])
    return rule


def agreement_act(day: datetime.date) -> Act:
    """The kesepakatan bersama as it stands since the rules agreed on a day."""
    return Act(AGREEMENT, day.isoformat(), day, "Kesepakatan bersama")


def number_signed(ksm: Ksm, rules: Iterable[GroupRule]) -> None:
    """Number the kesepakatan of the days on which signed rules were agreed; the group is locked."""
    days = {rule.agreed_on for rule in rules if rule.signed and rule.agreed_on}
    issue(ksm, [agreement_act(day) for day in sorted(days)])


@transaction.atomic
def correct_rule(
    *,
    rule: GroupRule,
    text: str,
    agreed_on: datetime.date,
    signed: bool,
    reason: str,
    today: datetime.date,
    by: User,
    **parameters: Any,
) -> GroupRule:
    """Correct what was typed wrongly in a text; what the group changes its mind about is a new text.

    What stood there before stays in the history with `reason`. Raises GroupError.
    """
    ksm = lock_ksm(rule.ksm_id)
    rule = ksm.rules.get(pk=rule.pk)
    _refuse_impossible_date(ksm, agreed_on, today)
    _refuse_same_day(ksm, rule.kind, agreed_on, rule)
    minimum = parameters.get("minimum_saving", rule.minimum_saving)
    if (agreed_on, minimum) != (rule.agreed_on, rule.minimum_saving):
        # A text without a date (imported so) counts in every month without a dated one.
        _refuse_counted(ksm, rule.kind, agreed_on, rule.agreed_on or datetime.date.min)
    before = rule.agreed_on
    rule.text, rule.agreed_on, rule.signed = text, agreed_on, signed
    for field, value in parameters.items():
        setattr(rule, field, value)
    rule._history_user = by
    rule._change_reason = reason
    rule.save()
    if before and before != agreed_on and not ksm.rules.filter(agreed_on=before).exists():
        withdraw(ksm, AGREEMENT, [before.isoformat()], today, "Tanggal kesepakatan diperbaiki")
    number_signed(ksm, [rule])
    return rule


def version_on(ksm: Ksm, on: datetime.date) -> datetime.date | None:
    """Since when the rules stand as they stood on a day; None before any was agreed. One query."""
    return ksm.rules.filter(agreed_on__lte=on).aggregate(newest=Max("agreed_on"))["newest"]


def wording_of(rules: Iterable[dict]) -> str:
    """Tells the wordings of one version apart, for a slip of the pen may be corrected; "" without rules."""
    texts = [facts for row in rules if (facts := row["current"]) is not None]
    told = [[one.kind, one.text, *(getattr(one, name) for name in PARAMETERS[one.kind])] for one in texts]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16] if told else ""


def rules_by_kind(ksm: Ksm, on: datetime.date) -> list[dict]:
    """The five rules in their order: each with the text in force on `on` (or None) and the others.

    One query; newest texts first. Texts agreed after `on` count as others.
    """
    texts: dict[str, list[GroupRule]] = {kind: [] for kind in Kind.values}
    for rule in ksm.rules.order_by("kind", "-agreed_on", "-pk"):
        texts[rule.kind].append(rule)
    result = []
    for kind in Kind:
        of_kind = texts[kind.value]
        current = next((rule for rule in of_kind if rule.agreed_on and rule.agreed_on <= on), None)
        others = [rule for rule in of_kind if rule is not current]
        result.append({"kind": kind, "current": current, "others": others})
    return result
