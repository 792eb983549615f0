"""Wording to begin with for the five rules, and figures to talk about. A group changes both as it agrees.

Where a figure of its own field belongs into the text stands a mark, so that text and figure never disagree.
"""

from collections.abc import Mapping

from groups.models import GroupRule, Ksm
from groups.refusals import GroupError

Kind = GroupRule.Kind
# The mark of each parameter (agreements.five_rules.PARAMETERS) in a text.
MARKS = {
    "fine_late": "[denda terlambat]",
    "fine_absent": "[denda alpa]",
    "minimum_saving": "[tabungan wajib]",
    "initial_saving": "[tabungan pokok]",
    "jasa_percent": "[jasa]",
    "max_periods": "[jangka]",
    "max_loan": "[pinjaman tertinggi]",
    "fine_installment": "[denda mengangsur]",
}
# What groups often begin with: rupiah, percent per instalment, numbers of instalments. Put in by a tap only.
USUAL = {
    "fine_late": "500",
    "fine_absent": "1.000",
    "minimum_saving": "5.000",
    "initial_saving": "10.000",
    "jasa_percent": "1",
    "max_periods": "8",
    "max_loan": "500.000",
    "fine_installment": "1.000",
}
WORDINGS = {
    Kind.SAVING: (
        f"Setiap anggota membayar tabungan pokok {MARKS['initial_saving']} satu kali saat masuk dan menabung "
        f"wajib {MARKS['minimum_saving']} pada tiap pertemuan. Tabungan sukarela boleh kapan saja."
    ),
    Kind.RECORDING: (
        "Sekretaris dan bendahara mengerjakan semua buku pada hari pertemuan itu juga, lalu membacakannya "
        "di depan anggota sebelum pertemuan ditutup."
    ),
    Kind.LOAN: (
        "Pinjaman diputuskan bersama dalam pertemuan; yang paling membutuhkan didahulukan. Jasa "
        f"{MARKS['jasa_percent']} tiap angsuran, paling lama {MARKS['max_periods']} kali angsuran, paling "
        f"tinggi {MARKS['max_loan']} tiap anggota."
    ),
    Kind.INSTALLMENT: (
        "Angsuran dibayar pada tiap pertemuan, tepat waktu dan tepat jumlah. Yang terlambat membayar denda "
        f"{MARKS['fine_installment']}. Kekurangan ditanggung bersama (tanggung renteng)."
    ),
}


def wording(ksm: Ksm, kind: str) -> str:
    """The proposed text of one rule; that of the meetings names the day, hour and place of the profile."""
    if kind != Kind.MEETING:
        return WORDINGS[Kind(kind)]
    return (
        f"Pertemuan rutin diadakan {_rhythm(ksm)}. Semua anggota hadir tepat waktu. Yang terlambat membayar "
        f"denda {MARKS['fine_late']}, yang tidak hadir tanpa kabar {MARKS['fine_absent']}."
    )


def _rhythm(ksm: Ksm) -> str:
    each = {
        Ksm.Frequency.WEEKLY: "tiap minggu",
        Ksm.Frequency.BIWEEKLY: "tiap dua minggu",
        Ksm.Frequency.FOUR_WEEKLY: "tiap empat minggu",
    }[Ksm.Frequency(ksm.meeting_frequency)]
    day = "" if ksm.meeting_weekday is None else f" pada hari {ksm.get_meeting_weekday_display()}"
    time = f" pukul {ksm.meeting_time:%H.%M}" if ksm.meeting_time else ""
    place = f" di {ksm.meeting_place}" if ksm.meeting_place else ""
    return f"{each}{day}{time}{place}"


def written_out(text: str, figures: Mapping[str, str]) -> str:
    """The text with each mark replaced by its figure in words ("Rp5.000"). Raises GroupError beside the field
    of a mark whose figure is missing.
    """
    for name, mark in MARKS.items():
        if mark not in text:
            continue
        if not figures.get(name):
            raise GroupError(f"Isi angkanya, atau hapus {mark} dari bunyi aturan.", name)
        text = text.replace(mark, figures[name])
    return text
