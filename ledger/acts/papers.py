"""The berita acara of an act on a loan, told from what was stored with the act. Reads only."""

import datetime

from groups.letterhead import COORDINATOR, Office, Signer, furniture, group_signers, meeting_place
from groups.models import Ksm
from ksm.certain import certain
from ksm.dates import date_in_words
from ksm.money import format_rupiah
from ledger.acts.writing_off import WAYS
from ledger.models import Installment, LoanEvent

Kind = LoanEvent.Kind
ACTS: dict[str, str] = {
    Kind.EARLY_SETTLED: "melunasi pinjaman sebelum waktunya",
    Kind.RESCHEDULED: "menjadwalkan ulang sisa pinjaman",
    Kind.JASA_WAIVED: "membebaskan jasa pinjaman",
    Kind.WRITTEN_OFF: "menghapusbukukan sisa pinjaman; utangnya tetap ditagih",
    Kind.RECOVERED: "menerima pembayaran atas pinjaman yang sudah dihapusbukukan",
    Kind.SET_OFF: "membayar pinjaman dari tabungan anggota",
    Kind.FROM_SURPLUS: "memotong tunggakan pinjaman dari bagian SHU anggota",
    Kind.DEATH: "mencatat bahwa peminjam meninggal dunia",
}
# Of a loan from outside: what the lender agreed to, and a contract taken back.
OUTSIDE_ACTS: dict[str, str] = {
    Kind.EARLY_SETTLED: "melunasi pinjaman kelompok sebelum waktunya",
    Kind.RESCHEDULED: "mencatat jadwal baru untuk sisa pinjaman kelompok",
    Kind.JASA_WAIVED: "mencatat jasa pinjaman kelompok yang dibebaskan pemberi pinjaman",
    Kind.CANCELLED: "membatalkan catatan perjanjian pinjaman; uangnya tidak pernah diterima",
}


def event_facts(event: LoanEvent) -> list[tuple[str, str]]:
    """What the act says beyond its day and its basis, as (label, words)."""
    amounts = (
        ("Pokok", event.principal),
        ("Jasa", event.jasa),
        ("Jasa dibebaskan", event.waived),
        ("Jasa lama di angsuran pertama", event.details.get("carried", 0)),
    )
    facts = [(label, format_rupiah(amount)) for label, amount in amounts if amount]
    facts += [
        (f"Tabungan {label.lower()}", format_rupiah(amount)) for label, amount in _sources(event).items()
    ]
    details = event.details
    if event.kind == Kind.FROM_SURPLUS:
        facts.append(("Dipotong dari", details["sharing"]))
    if event.kind == Kind.DEATH:
        died = datetime.date.fromisoformat(details["died_on"])
        facts += [("Meninggal", date_in_words(died)), ("Keputusan anggota", WAYS[details["way"]])]
        facts += [("Ahli waris", details["heir"])] if details["heir"] else []
    if details.get("way") == "NEW":
        facts.append(("Jasa per periode", f"{details['rate']} ({details['method'].lower()})"))
    return facts


def _sources(event: LoanEvent) -> dict[str, int]:
    return event.details.get("from", {})


def new_rows(event: LoanEvent):
    """The instalments that the act put in the place of others, as they were on that day."""
    if event.kind != Kind.RESCHEDULED:
        return Installment.objects.none()
    rows = Installment.objects.filter(
        loan=event.loan_id, version=certain(event.new_version, "a new schedule has a version")
    )
    return rows.order_by("sequence")


def _opposite(event: LoanEvent) -> Signer:
    """Who signs beside the group: the lender of a loan from outside, else the borrower."""
    if event.loan.is_outside:
        return Signer("", "Pemberi pinjaman", "", event.loan.lender_name)
    heir = event.loan.heir_on(event.date)
    if heir:
        return Signer("", "Ahli waris", heir)
    return Signer("", "Peminjam", "" if event.kind == Kind.DEATH else event.loan.of_member.name)


def event_context(event: LoanEvent, ksm: Ksm) -> dict:
    """The act with its figures, the new schedule where there is one, and who signs."""
    loan = event.loan
    opposite = () if loan.is_outside else (loan.of_member.pk,)
    acting = group_signers(ksm, event.date, Office.KETUA, Office.BENDAHARA, opposite=opposite)
    signers = [_opposite(event), *acting]
    if event.kind == Kind.WRITTEN_OFF:
        answered = event.answered_by.full_name if event.answered_by else ""
        signers.append(Signer("Menyetujui,", COORDINATOR, answered))
    return {
        "ksm": ksm,
        "place": meeting_place(ksm, event.date),
        "event": event,
        "loan": loan,
        "debtor": "" if loan.is_outside else loan.debtor_on(event.date),
        "act": (OUTSIDE_ACTS if loan.is_outside else ACTS)[event.kind],
        "facts": event_facts(event),
        "rows": new_rows(event),
        **furniture(ksm, event.date, signers),
    }
