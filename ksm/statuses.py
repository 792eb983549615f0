"""Every state that a page shows, as icon, word and colour together, so that it looks alike everywhere."""

from dataclasses import dataclass

ICONS = {
    "ok": "check",
    "warn": "triangle",
    "bad": "square",
    "accent": "star",
    "wait": "clock",
    "plain": "dot",
}


@dataclass(frozen=True)
class Status:
    """How a state is shown: `tone` picks icon and colour, `word` is what the user reads."""

    tone: str
    word: str

    @property
    def icon(self) -> str:
        return ICONS[self.tone]

    @property
    def css(self) -> str:
        """The colour's class: waiting and plain share the quiet one."""
        return "plain" if self.tone == "wait" else self.tone


# By family: the same code means different things (a loan APPLIED is asked for, a correction APPLIED is done).
STATUSES = {
    "finding": {
        "MET": Status("ok", "Terpenuhi"),
        "NOT_MET": Status("warn", "Belum"),
        "INSUFFICIENT_DATA": Status("wait", "Belum ada data"),
    },
    "standing": {
        "FORMING": Status("plain", "Pembentukan"),
        "CANDIDATE": Status("wait", "Calon percontohan"),
        "READY": Status("ok", "Siap lulus"),
        "MISSING": Status("warn", "Syarat belum"),
        "LAGGING": Status("bad", "Tertinggal"),
        "MODEL": Status("accent", "Percontohan"),
        "CLOSED": Status("plain", "Ditutup"),
    },
    "eligibility": {
        "NOT_YET": Status("plain", "Belum waktunya"),
        "WAITING": Status("wait", "Menunggu penilaian UP-UP"),
        "PROPOSED": Status("wait", "Dalam penilaian"),
        "ELIGIBLE": Status("ok", "Layak BLM"),
        "NOT_ELIGIBLE": Status("warn", "Belum layak"),
        "SUSPENDED": Status("bad", "Ditangguhkan"),
        "ACCESSED": Status("accent", "Telah mengakses BLM"),
    },
    "verdict": {
        "MET": Status("ok", "Terpenuhi"),
        "NOT_MET": Status("warn", "Belum"),
        "UNKNOWN": Status("wait", "Belum dinilai"),
        "NOTHING": Status("plain", "Belum ada yang dinilai"),
    },
    "proposal": {
        "WAITING": Status("wait", "Menunggu keputusan"),
        "APPROVED": Status("ok", "Diputuskan"),
        "REFUSED": Status("bad", "Dikembalikan"),
    },
    "grant": {
        "DRAFT": Status("warn", "Draf"),
        "PROPOSED": Status("wait", "Diajukan"),
        "VERIFIED": Status("wait", "Diverifikasi"),
        "APPROVED": Status("ok", "Disetujui"),
        "REJECTED": Status("bad", "Ditolak"),
        "AGREED": Status("accent", "Perjanjian ditandatangani"),
    },
    "tranche": {
        "UNPAID": Status("plain", "Belum cair"),
        "PAID": Status("warn", "Menunggu LPJ"),
        "SUBMITTED": Status("wait", "LPJ diperiksa"),
        "ACCEPTED": Status("ok", "LPJ diterima"),
    },
    "report": {
        "SUBMITTED": Status("wait", "Menunggu pemeriksaan"),
        "ACCEPTED": Status("ok", "Diterima"),
        "RETURNED": Status("bad", "Dikembalikan"),
    },
    "decision": {
        "PASSED": Status("accent", "Lulus"),
        "EXTENDED": Status("warn", "Perpanjangan"),
        "REVOKED": Status("bad", "Pembatalan"),
    },
    "request": {
        "WAITING": Status("wait", "Menunggu persetujuan"),
        "APPROVED": Status("ok", "Disetujui"),
        "APPLIED": Status("ok", "Disetujui"),
        "REFUSED": Status("bad", "Ditolak"),
    },
    "meeting": {
        "HELD": Status("ok", "Dilaksanakan"),
        "CLOSED": Status("ok", "Ditutup"),
        "REOPENED": Status("warn", "Dibuka kembali"),
        "DRAFT": Status("warn", "Draf"),
        "DUE": Status("warn", "Belum dicatat"),
        "MISSED": Status("bad", "Tidak tercatat"),
        "NOT_HELD": Status("bad", "Tidak dilaksanakan"),
        "RESCHEDULED": Status("warn", "Dijadwal ulang"),
        "HOLIDAY": Status("plain", "Libur"),
        "TO_COME": Status("plain", "Akan datang"),
    },
    "loan": {
        "APPLIED": Status("wait", "Diajukan"),
        "APPROVED": Status("ok", "Disetujui"),
        "REJECTED": Status("bad", "Ditolak"),
        "DISBURSED": Status("accent", "Berjalan"),
        "ARREARS": Status("bad", "Menunggak"),
        "SETTLED": Status("ok", "Lunas"),
        "WRITTEN_OFF": Status("bad", "Dihapusbukukan"),
    },
    "act": {
        "WAITING": Status("wait", "Menunggu persetujuan"),
        "DONE": Status("ok", "Berlaku"),
        "REFUSED": Status("bad", "Ditolak"),
        "UNDONE": Status("bad", "Dibatalkan"),
    },
    "settlement": {
        "PAID_OUT": Status("ok", "Milik anggota"),
        "SET_OFF": Status("warn", "Dipotong"),
        "RECEIVED": Status("accent", "Dibayarkan"),
        "OWED": Status("bad", "Kurang"),
    },
    "outside": {
        "APPROVED": Status("wait", "Uang belum diterima"),
        "REJECTED": Status("plain", "Dibatalkan"),
        "DISBURSED": Status("accent", "Berjalan"),
        "ARREARS": Status("bad", "Menunggak"),
        "SETTLED": Status("ok", "Lunas"),
    },
    "joint": {
        "RUNNING": Status("warn", "Belum dikembalikan"),
        "RETURNED": Status("ok", "Selesai"),
        "UNDONE": Status("bad", "Dibatalkan"),
        "UNNAMED": Status("wait", "Penanggung belum dicatat"),
    },
    "band": {
        "SATISFACTORY": Status("ok", "Memuaskan"),
        "MINIMUM": Status("warn", "Minimum"),
        "SUSPENDED": Status("bad", "Penundaan"),
        "UNKNOWN": Status("plain", "Tidak dapat dihitung"),
    },
    "installment": {
        "SETTLED": Status("ok", "Lunas"),
        "PARTLY": Status("warn", "Sebagian"),
        "ARREARS": Status("bad", "Menunggak"),
        "TO_COME": Status("plain", "Belum jatuh tempo"),
    },
    "step": {
        "DONE": Status("ok", "Selesai"),
        "BEHIND": Status("bad", "Tertinggal"),
        "NEXT": Status("accent", "Langkah berikut"),
        "TO_COME": Status("plain", "Belum"),
    },
    "rule": {
        "SIGNED": Status("ok", "Ditandatangani"),
        "UNSIGNED": Status("warn", "Belum ditandatangani"),
        "MISSING": Status("bad", "Belum ada"),
    },
    "welfare": {
        "STILL_POOR": Status("warn", "Masih miskin"),
        "IMPROVING": Status("accent", "Membaik"),
        "OUT_OF_PS2": Status("ok", "Keluar dari PS-2"),
    },
    "matching": {
        "SAME": Status("ok", "Sama"),
        "OTHER_DAY": Status("warn", "Tanggal berbeda"),
        "OTHER_AMOUNT": Status("bad", "Jumlah berbeda"),
        "ONLY_PAYER": Status("bad", "Belum dicatat UPK"),
        "ONLY_TAKER": Status("bad", "Tidak ada di buku KSM"),
    },
    "job": {
        "WAITING": Status("wait", "Menunggu"),
        "RUNNING": Status("accent", "Berjalan"),
        "CUT_OFF": Status("warn", "Terputus"),
        "DONE": Status("ok", "Selesai"),
        "FAILED": Status("bad", "Gagal"),
        "STOPPED": Status("plain", "Dihentikan"),
    },
    "member": {
        "ACTIVE": Status("ok", "Aktif"),
        "LEFT": Status("plain", "Sudah keluar"),
    },
}


def find(family: str, code: str) -> Status:
    """The state behind a code, in capitals or not; an unknown code is a mistake in the calling page."""
    return STATUSES[family][str(code).upper()]
