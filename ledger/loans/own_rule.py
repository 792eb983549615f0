"""The group's own rule about loans: its ceiling, its term, its jasa (domain.md J25).

Members may decide otherwise, knowingly: a loan beyond the rule has a reason that minutes and agreement print.
"""

import datetime
from collections.abc import Iterable

from groups.models import GroupRule, Ksm
from ksm.money import decimal_words, format_rupiah
from ledger.journal.posting import LedgerError
from ledger.loans.lending import LoanTerms


def rule_of_loans(ksm: Ksm, on: datetime.date) -> GroupRule | None:
    """The rule Pinjaman in force on a day."""
    return ksm.rules.in_force_on(on).filter(kind=GroupRule.Kind.LOAN).first()


def beyond_rule(rule: GroupRule | None, terms: LoanTerms) -> str:
    """What a loan asks beyond the group's rule, as one sentence; "" where it keeps to it."""
    if rule is None:
        return ""
    found = []
    if rule.max_loan is not None and terms.principal > rule.max_loan:
        found.append(f"pinjaman tertinggi {format_rupiah(rule.max_loan)}")
    if rule.max_periods is not None and terms.periods > rule.max_periods:
        found.append(f"jangka terlama {rule.max_periods} kali angsuran")
    if rule.jasa_percent is not None and terms.rate_percent != rule.jasa_percent:
        found.append(f"jasa {decimal_words(rule.jasa_percent)}%")
    return f"Aturan kelompok: {', '.join(found)}." if found else ""


def missing_reason(rule: GroupRule | None, terms: LoanTerms) -> str:
    """What to say where a loan goes beyond the rule and nobody wrote why; "" otherwise."""
    beyond = beyond_rule(rule, terms)
    return f"{beyond} Tulis alasan melampauinya." if beyond and not terms.limit_reason.strip() else ""


def require_reason(ksm: Ksm, every: Iterable[LoanTerms], on: datetime.date) -> None:
    """Refuse loans beyond the group's rule of that day without a reason. Raises LedgerError at the field."""
    rule = rule_of_loans(ksm, on)
    for terms in every:
        if sentence := missing_reason(rule, terms):
            raise LedgerError(sentence, "limit_reason")
