"""Papers of tanggung renteng: the berita acara of a case, the statement of all members. Reads only."""

import datetime

from groups.letterhead import kop_of, officer_names, place_date
from groups.models import Ksm
from ksm.letters import document_number
from ledger.joint_liability import standings_of
from ledger.models import TanggungRentengCase


def _head(ksm: Ksm, kind: str, serial: int, day: datetime.date) -> dict:
    return {
        "ksm": ksm,
        "kop": kop_of(ksm.bkm),
        "day": day,
        "number": document_number(serial, kind, ksm.code, day),
        "place_date": place_date(ksm.bkm, day),
    }


def case_context(case: TanggungRentengCase, ksm: Ksm) -> dict:
    """A case as it was opened, with what each put in."""
    officers = officer_names(ksm, case.date)
    [standing] = standings_of([case])
    return _head(ksm, "BA-TR", case.pk % 1000, case.date) | {
        "case": case,
        "standing": standing,
        "signers": [
            ("", "Peminjam", case.loan.member.name, ""),
            ("", "Ketua", officers["KETUA"], ""),
            ("", "Bendahara", officers["BENDAHARA"], ""),
        ],
    }


def statement_context(ksm: Ksm, day: datetime.date) -> dict:
    """All members of the day, each with room to sign; a statement carries a meterai whatever the amount."""
    officers = officer_names(ksm, day)
    return _head(ksm, "SP-TR", 1, day) | {
        "members": ksm.members.active_on(day),
        "needs_stamp": True,
        "signers": [
            ("Mengetahui,", "Koordinator BKM", "", ""),
            ("", "Ketua", officers["KETUA"], ""),
        ],
    }
