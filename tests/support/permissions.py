"""Who may do what: one table of every address of the product, its methods, and what each role is answered.

It drives tests/test_permissions.py and is printed as docs/hak-akses.md by
`python -m tests.support.permissions`. A new address needs a line in permissions.txt: the address with a star
for each id, G (opened), P (sent) or GP, a letter for each role in the order of ROLES, and what it is for.
An address that answers some slug differently has a line of its own for it. An empty form is sent, so that
only the right to send it is asked about.
"""

from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "hak-akses.md"
ROLES = {
    "fas": "Fasilitator",
    "rel": "Relawan KSM ini",
    "rel2": "Relawan KSM lain",
    "upk": "UPK",
    "upl": "UPL",
    "ups": "UPS",
    "up2": "UP-UP BKM lain",
    "kor": "Koordinator BKM",
    "kor2": "Koordinator BKM lain",
    "kota": "Koordinator kota",
    "adm": "Administrator",
    "fas2": "Fasilitator lain",
    "tamu": "Tanpa masuk",
}
# Let in; reads the place, but not this (403); does not exist for this person (404); asked to log in first.
LETTERS = {"y": "ya", "n": "tidak", "-": "tak tampak", "m": "masuk dulu"}

INTRO = """# Hak akses

Siapa boleh membuka dan mengirim apa, untuk satu KSM dan BKM-nya. Tabel ini sama dengan yang diuji.

- **ya**: boleh. **tidak**: melihat tempatnya, tetapi bukan haknya (403). **tak tampak**: alamat
  itu tidak ada bagi orang ini (404). **masuk dulu**: diminta masuk.
- Alamat dengan bintang memuat nomor. Relawan KSM lain mendampingi KSM lain di BKM yang sama.
- KSM yang sudah ditutup hanya dapat dibaca, kecuali hak anggota atas datanya:
  persetujuan, dan perbaikan data diri.
- Surat perjanjian, pernyataan tanggung renteng, dan perjanjian BLM memuat NIK yang disamarkan. Dengan
  `?nik=lengkap` fasilitator, relawan KSM ini, dan koordinator BKM mencetak NIK lengkap; tiap cetakan tercatat
  di riwayat KSM.
"""

TABLE = Path(__file__).with_suffix(".txt").read_text()


@dataclass(frozen=True)
class Right:
    """One line of the table: `answers` holds a letter of LETTERS for each role of ROLES."""

    path: str
    methods: str
    answers: dict[str, str]
    purpose: str


def _read(line: str) -> Right:
    parts = line.split(maxsplit=len(ROLES) + 2)
    path, methods, *letters, purpose = parts
    return Right(path, methods, dict(zip(ROLES, letters, strict=True)), purpose)


RIGHTS = [_read(line) for line in TABLE.strip().splitlines()]


def page() -> str:
    """The table as the document for staff."""
    rows = [
        f"| {right.purpose} | `{right.path}` | {_methods(right)} | "
        + " | ".join(LETTERS[letter] for letter in right.answers.values())
        + " |"
        for right in RIGHTS
    ]
    heads = ["Untuk", "Alamat", "Cara", *ROLES.values()]
    return "\n".join([INTRO, f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *rows, ""])


def _methods(right: Right) -> str:
    return {"G": "buka", "P": "kirim", "GP": "buka, kirim"}[right.methods]


if __name__ == "__main__":
    PAGE.write_text(page())
