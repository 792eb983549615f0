"""A group's agreement on paper: purpose, five rules, a signature for every member (domain.md 5.10)."""

import datetime

from groups.agreements.five_rules import rules_by_kind
from groups.letterhead import kop_of, place_date
from groups.models import Ksm, OfficerTerm
from ksm.letters import document_number


def agreement_context(ksm: Ksm, as_of: datetime.date) -> dict:
    """What groups/agreements/print.html needs; the rules as they are in force on `as_of`."""
    terms = ksm.officers.filter(end__isnull=True).select_related("member")
    names = {term.role: term.member.name for term in terms}
    return {
        "ksm": ksm,
        "as_of": as_of,
        "kop": kop_of(ksm.bkm),
        "number": document_number(1, "KB", ksm.code, as_of),
        "rules": rules_by_kind(ksm, as_of),
        "members": ksm.members.active_on(as_of),
        "place_date": place_date(ksm.bkm, as_of),
        "signers": [
            ("", "Ketua", names.get(OfficerTerm.Role.KETUA, ""), ""),
            ("", "Sekretaris", names.get(OfficerTerm.Role.SEKRETARIS, ""), ""),
            ("Mengetahui,", "Koordinator BKM", "", ""),
        ],
    }
