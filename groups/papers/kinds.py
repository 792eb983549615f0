"""The kinds of official papers: who issues each, how the agenda calls it, where it is printed.

Only what is here is registered, numbered and frozen (docs/papers.md). Books, lists and reports as of a day
are not: they say another thing tomorrow, and bear no number.
"""

from dataclasses import dataclass

from groups.models import Paper

BKM, KSM = Paper.Issuer.BKM, Paper.Issuer.KSM


@dataclass(frozen=True, slots=True)
class Kind:
    """`code` stands in the number. `address` names the page that prints it, the paper's subject in its path;
    `asks` is the name under which the subject is asked for behind the path, where one page prints several.
    """

    code: str
    label: str
    issuer: Paper.Issuer
    address: str
    asks: str = ""


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("BA-LULUS", "Berita acara kelulusan", BKM, "assessment:report_pdf"),
        Kind("BA-LAYAK", "Berita acara kelayakan", BKM, "assessment:eligibility_report"),
        Kind("VERIF-BLM", "Verifikasi BLM Sosial", BKM, "blm:verification_pdf"),
        Kind("SP-BLM", "Perjanjian BLM Sosial", BKM, "blm:agreement_pdf"),
        Kind("BA-RAB", "Berita acara perubahan RAB", BKM, "blm:change_pdf"),
        Kind("BA-CAIR", "Berita acara pencairan BLM", BKM, "blm:receipt_pdf"),
        Kind("KW-KEMBALI", "Kuitansi pengembalian BLM", BKM, "blm:receipt_pdf"),
        Kind("USUL-BLM", "Usulan BLM Sosial", KSM, "blm:proposal_pdf"),
        Kind("LPJ-BLM", "LPJ BLM Sosial", KSM, "blm:report_pdf"),
        Kind("KB", "Kesepakatan bersama", KSM, "groups:agreement_pdf", "versi"),
        Kind("BA-BENTUK", "Berita acara pembentukan KSM", KSM, "groups:step_pdf"),
        Kind("PP", "Permohonan pinjaman", KSM, "ledger:loan_application_pdf"),
        Kind("SPP", "Perjanjian pinjaman", KSM, "ledger:loan_agreement_pdf"),
        Kind("BA-PINJ", "Berita acara pinjaman", KSM, "ledger:loan_event_pdf"),
        Kind("BA-TR", "Berita acara tanggung renteng", KSM, "ledger:joint_pdf"),
        Kind("SP-TR", "Pernyataan tanggung renteng", KSM, "ledger:joint_statement_pdf", "tanggal"),
        Kind("BA-BATAL", "Berita acara pembatalan", KSM, "ledger:undoing_pdf"),
        Kind("KW", "Kuitansi", KSM, "ledger:cash_receipt_pdf"),
        Kind("SHU", "Pembagian SHU", KSM, "savings:surplus_pdf"),
        Kind("KELUAR", "Penyelesaian anggota keluar", KSM, "savings:exit_pdf"),
        Kind("BA-BUBAR", "Berita acara pembubaran", KSM, "savings:ending_pdf", "nomor"),
    )
}
