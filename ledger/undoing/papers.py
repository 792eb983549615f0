"""The berita acara of an act taken back. Reads only."""

from groups.letterhead import Office, Signer, furniture, group_signers, meeting_place
from groups.models import Ksm
from ledger.models import Undoing


def undoing_context(undoing: Undoing, ksm: Ksm) -> dict:
    """What was taken back, why, and the lines of the reversal where there is one."""
    entry = undoing.entry
    return {
        "ksm": ksm,
        "place": meeting_place(ksm, undoing.date),
        "undoing": undoing,
        "lines": entry.lines.select_related("debit", "credit", "member") if entry else [],
        **furniture(
            ksm,
            undoing.date,
            [
                Signer("Dibatalkan oleh,", "", undoing.by.full_name),
                *group_signers(ksm, undoing.date, Office.KETUA, Office.BENDAHARA),
            ],
        ),
    }
