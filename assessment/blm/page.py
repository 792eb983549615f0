"""One grant of BLM Sosial as a page: its steps, what is next and by whom, and everything it holds."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet

from assessment.graduation.criteria import Finding
from assessment.graduation.figures import Judgement
from groups.access import Access
from ledger.blm.lending import waiting_members
from ledger.blm.proposing import budget_sums, may_change_rab
from ledger.blm.purchases import spent_rows
from ledger.blm.reading import NextAct, Who, next_act, stages_of
from ledger.blm.spending import rest_of_lines
from ledger.blm.tranches import fund_cash, returnable
from ledger.models import BlmGrant, GrantMember, GrantSpending

State = BlmGrant.State
ORDER = (State.DRAFT, State.PROPOSED, State.VERIFIED, State.APPROVED, State.AGREED)
STEPS = ("Usulan", "Verifikasi", "Keputusan", "Perjanjian", "Pencairan dan LPJ")
RIGHTS = {
    Who.WRITER: Access.can_write_blm,
    Who.UNIT: Access.can_verify_blm,
    Who.COORDINATOR: Access.can_decide_blm,
    Who.AGREER: Access.can_agree_blm,
    Who.PAYER: Access.can_pay_blm,
}


@dataclass(frozen=True, slots=True)
class PageStep:
    label: str
    css: str  # done, now, or nothing


def _spendings(grant: BlmGrant) -> QuerySet[GrantSpending]:
    return grant.spendings.select_related("line", "by", "entry__reversed_by")


def steps_of(grant: BlmGrant, act: NextAct) -> list[PageStep]:
    """The five steps, done until where the grant stands."""
    reached = 2 if grant.state == State.REJECTED else ORDER.index(State(grant.state))
    finished = grant.state == State.AGREED and act.code == "none"
    return [
        PageStep(label, "done" if number < reached or finished else "now" if number == reached else "")
        for number, label in enumerate(STEPS)
    ]


def falling_words(judgement: Judgement[Finding]) -> list[str]:
    """What no longer holds in the last four meetings, in words; a warning, never a demotion (F4)."""
    return [finding.missing or finding.label for finding in judgement.unmet]


def page_context(
    grant: BlmGrant, access: Access, judgement: Judgement[Finding], today: datetime.date
) -> dict:
    """Everything assessment/blm/detail.html shows of a grant read by `with_stages`."""
    act = next_act(grant)
    swadaya, blm = budget_sums(grant)
    members: list[GrantMember] = list(grant.members.select_related("member", "loan"))
    stages = stages_of(grant)
    has_money = any(stage.payment for stage in stages)
    rests = rest_of_lines(grant) if has_money else {}
    return {
        "ksm": access.ksm,
        "access": access,
        "grant": grant,
        "act": act,
        "may_act": bool(act.who) and access.has(RIGHTS[act.who]),
        "steps": steps_of(grant, act),
        "lines": [(line, rests.get(line.pk)) for line in grant.lines.all()],
        "swadaya": swadaya,
        "blm": blm,
        "members": members,
        "requested": sum(one.requested for one in members),
        "stages": stages,
        "late": [stage for stage in stages if stage.is_late(today)],
        "movements": [
            (one, access.can_pay_blm and one.may_be_undone_by(access.user)) for one in grant.movements.all()
        ],
        "spendings": spent_rows(_spendings(grant), access.user if access.can_pay_blm else None)
        if has_money
        else [],
        "has_money": has_money,
        "fund_cash": fund_cash(access.ksm, today),
        "waiting": waiting_members(grant, today) if has_money else [],
        "returnable": returnable(grant) if has_money else 0,
        "events": grant.events.select_related("by"),
        "changes": grant.budget_changes.select_related("source", "target", "asked_by", "answered_by")
        if grant.state == State.AGREED
        else [],
        "is_draft": grant.state == State.DRAFT,
        "may_change_rab": access.can_write_blm and may_change_rab(grant),
        "falling": falling_words(judgement) if has_money else [],
    }
