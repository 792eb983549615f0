"""The berita acara of a step of a group: its founding above all; and the record of an FGD. Reads only."""

from groups.agreements.five_rules import rules_by_kind
from groups.letterhead import (
    Office,
    Signer,
    coordinator,
    furniture,
    group_signers,
    officers_on,
    village_head,
    village_of,
)
from groups.models import Ksm, OfficerTerm, StepRecord
from groups.path.deeds import FOUNDING_STEPS, deed_of

DISCUSSIONS = ("group_fgd",)


def step_context(record: StepRecord, ksm: Ksm) -> dict:
    """What groups/path/print_step.html needs: as of the day of the step, nothing that came later."""
    day, is_founding = record.done_on, record.code in FOUNDING_STEPS
    holders = officers_on(ksm, day)
    group = group_signers(ksm, day, Office.SEKRETARIS, Office.KETUA)
    seen = village_head(ksm.bkm, day) if is_founding else coordinator(ksm.bkm, day)
    return {
        "ksm": ksm,
        "record": record,
        "day": day,
        "deed": deed_of(record),
        "is_founding": is_founding,
        "is_discussion": record.code in DISCUSSIONS,
        "place": ", ".join(filter(None, (record.place, village_of(ksm.bkm, day).title))),
        "participants": record.men + record.women,
        "officers": [(role.label, holders[role.value]) for role in OfficerTerm.Role],
        "rules": [row for row in rules_by_kind(ksm, day) if row["current"]],
        "members": ksm.members.active_on(day),
        **furniture(ksm, day, [Signer("Dipimpin oleh,", "", record.led_by), *group, seen]),
    }
