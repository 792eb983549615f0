"""A group's agreement on paper: purpose, five rules, a signature for every member (domain.md 5.10)."""

import datetime

from groups.agreements.five_rules import rules_by_kind
from groups.letterhead import Office, coordinator, furniture, group_signers, meeting_place
from groups.models import Ksm


def agreement_context(ksm: Ksm, as_of: datetime.date, members_on: datetime.date) -> dict:
    """What groups/agreements/print.html needs: the rules in force on `as_of`, and who is to sign it."""
    return {
        "ksm": ksm,
        "as_of": as_of,
        "place": meeting_place(ksm, as_of),
        "dots": "." * 64,
        "rules": rules_by_kind(ksm, as_of),
        "members": ksm.members.active_on(members_on),
        **furniture(
            ksm,
            as_of,
            [*group_signers(ksm, as_of, Office.KETUA, Office.SEKRETARIS), coordinator(ksm.bkm, as_of)],
        ),
    }
