"""The berita acara of an act taken back. Reads only."""

from groups.letterhead import Signer, furniture, officer_names
from groups.models import Ksm
from ledger.models import Undoing


def undoing_context(undoing: Undoing, ksm: Ksm) -> dict:
    """What was taken back, why, and the lines of the reversal where there is one."""
    officers = officer_names(ksm, undoing.date)
    entry = undoing.entry
    return {
        "ksm": ksm,
        "undoing": undoing,
        "lines": entry.lines.select_related("debit", "credit", "member") if entry else [],
        **furniture(
            ksm.bkm,
            undoing.date,
            [
                Signer("Dibatalkan oleh,", "", undoing.by.full_name),
                Signer("", "Ketua", officers["KETUA"]),
                Signer("", "Bendahara", officers["BENDAHARA"]),
            ],
        ),
    }
