"""The register of a BKM's groups on paper: purpose, officers and the five rules of each. Reads only."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from groups.letterhead import coordinator, furniture, village_head
from groups.models import Bkm, GroupRule, Ksm, Member, OfficerTerm


@dataclass(slots=True)
class RegisterRow:
    """One group as it stood on a day; `members` is how many were active then."""

    ksm: Ksm
    members: int
    officers: list[tuple[str, str]] = field(default_factory=list)  # office, name
    rules: list[tuple[str, str]] = field(default_factory=list)  # rule, text in force


def register_rows(ksms: Iterable[Ksm], as_of: datetime.date) -> list[RegisterRow]:
    """Groups with officers and rules in force on a day. Three queries besides that of the groups."""
    found = list(ksms)
    members = Member.objects.active_on(as_of).filter(ksm__in=found).order_by()
    counted = dict(members.values_list("ksm").annotate(Count("pk")))
    rows = {ksm.pk: RegisterRow(ksm, counted.get(ksm.pk, 0)) for ksm in found}
    terms = OfficerTerm.objects.filter(ksm__in=found, start__lte=as_of).exclude(end__lte=as_of)
    order = {role: index for index, role in enumerate(OfficerTerm.Role.values)}
    for term in sorted(terms.select_related("member"), key=lambda one: order[one.role]):
        rows[term.ksm_id].officers.append((term.get_role_display(), term.member.name))
    for ksm_id, rules in _rules_in_force(found, as_of).items():
        rows[ksm_id].rules = [(kind.label, rules[kind]) for kind in GroupRule.Kind if kind in rules]
    return list(rows.values())


def _rules_in_force(ksms: Sequence[Ksm], as_of: datetime.date) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for rule in GroupRule.objects.in_force_on(as_of).filter(ksm__in=ksms):
        found[rule.ksm_id].setdefault(rule.kind, rule.text)
    return found


def bkm_register_context(bkm: Bkm, ksms: Iterable[Ksm], as_of: datetime.date) -> dict:
    """What groups/places/print_register.html needs; the BKM's kelurahan is at hand."""
    rows = register_rows(ksms, as_of)
    return {
        "bkm": bkm,
        "as_of": as_of,
        "rows": rows,
        "members": sum(row.members for row in rows),
        **furniture(bkm, as_of, [coordinator(bkm, as_of, ""), village_head(bkm, as_of)]),
    }
