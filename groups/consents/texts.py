"""What members are asked about their data, by version. A text that was agreed to never changes: add one."""

from dataclasses import dataclass

from groups.models import Consent

Scope = Consent.Scope


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version: what is kept in any case and why, what only by consent, and what a member may do."""

    version: str
    needed: tuple[str, ...]
    asked: tuple[tuple[str, str, str], ...]  # scope, which data, what for
    rights: tuple[str, ...]


TEXTS = (
    ConsentText(
        version="2026-1",
        needed=(
            "Nama, jenis kelamin, NIK, dan alamat: untuk mengenal anggota dan membuat perjanjian.",
            "Kehadiran, tabungan, pinjaman, dan angsuran: untuk pembukuan kelompok.",
        ),
        asked=(
            (Scope.CONTACT, "Nomor telepon", "supaya fasilitator dapat menghubungi saya."),
            (Scope.ORIGIN, "Tempat dan tanggal lahir, pekerjaan", "untuk profil kelompok dan rencana usaha."),
            (
                Scope.FAMILY,
                "Nomor kartu keluarga dan nama ahli waris",
                "supaya tabungan saya sampai kepada keluarga. Tentang anak hanya namanya yang ditulis.",
            ),
            (
                Scope.POVERTY,
                "Hasil PS-2 dan catatan kesejahteraan",
                "untuk urutan pinjaman dan kelayakan BLM; tidak ditempel dan tidak diumumkan.",
            ),
        ),
        rights=(
            "melihat semua catatan tentang saya dan siapa yang pernah membukanya;",
            "meminta catatan yang salah diperbaiki;",
            "menarik persetujuan ini kapan saja: datanya dihapus paling lambat 3 x 24 jam, pembukuan tetap.",
        ),
    ),
)
CURRENT = TEXTS[-1]


def text_of(version: str) -> ConsentText | None:
    """The text that somebody agreed to; None for one that was not written down here."""
    return next((one for one in TEXTS if one.version == version), None)
