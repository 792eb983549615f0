"""The columns of each sheet: heading, what its cells hold, and whether column and value must be there."""

import re
from dataclasses import dataclass

from groups.members.nik import NikError, clean_nik
from ledger.policy.schedule import DECLINING, FLAT, MONTH, MOST_PERIODS, WEEK
from meetings.agenda import SHORT_LABELS
from meetings.workbook import content, values
from meetings.workbook.cells import Cell

KSM, ANGGOTA, ATURAN, PERTEMUAN = "KSM", "Anggota", "Aturan", "Pertemuan"
KEHADIRAN, TABUNGAN, AGENDA, BUKU = "Kehadiran", "Tabungan", "Agenda", "Buku"
PINJAMAN, ANGSURAN, KAS_LAIN, SALDO_AWAL = "Pinjaman", "Angsuran", "Kas lain", "Saldo awal"
REQUIRED_SHEETS = (KSM, ANGGOTA, ATURAN, PERTEMUAN, KEHADIRAN, TABUNGAN, AGENDA, BUKU)
SHEETS = (*REQUIRED_SHEETS, PINJAMAN, ANGSURAN, KAS_LAIN, SALDO_AWAL)

LOAN_BOOK = "Buku pinjaman/angsuran"
BOOKS = ("Daftar hadir", "Notulen", "Buku kas", "Buku tabungan", LOAN_BOOK)
AGENDA_ITEMS = tuple(SHORT_LABELS.values())
LARGEST_STEP = 1_000_000_000
LARGEST_NUMBER = 32_000


@dataclass(frozen=True, slots=True)
class Column:
    """`must_exist`: the heading has to be there; `must_fill`: so has every value; else `default`."""

    field: str
    heading: str
    read: values.Reader
    must_exist: bool = False
    must_fill: bool = False
    default: object = None


def key(field: str, heading: str, read: values.Reader) -> Column:
    """A column without which a row means nothing."""
    return Column(field, heading, read, must_exist=True, must_fill=True)


def as_it_stands(cell: Cell) -> Cell:
    """The cell itself, to be read once it is known what it should hold."""
    return cell


def nik(cell: Cell) -> str:
    """16 digits as text; "0" is how lists write a person without a NIK (BUG-084)."""
    value = cell.value
    if value in (0, "0"):
        return ""
    if not isinstance(value, str):
        raise values.CellError("NIK tersimpan sebagai angka; ketik ulang sebagai teks 16 angka.")
    try:
        return clean_nik(values.text(40, numbers=False)(cell).removeprefix("'"))
    except NikError as error:
        raise values.CellError(str(error)) from error


def rounding_step(cell: Cell) -> int | None:
    """Rupiah to which an instalment is rounded up."""
    step = values.positive(cell)
    if step and step > LARGEST_STEP:
        raise values.CellError("Pembulatan terlalu besar.")
    return step


def kelurahan(cell: Cell) -> str:
    """Kemendagri code; without its dots it is taken too."""
    found = values.text(20)(cell)
    return (
        ".".join((found[:2], found[2:4], found[4:6], found[6:]))
        if re.fullmatch(r"[0-9]{10}", found)
        else found
    )


def bidang(cell: Cell) -> tuple[str, ...]:
    """Several of infrastruktur, ekonomi and sosial (domain.md J17)."""
    pillars = ("infrastruktur", "ekonomi", "sosial")
    named = {word for word in re.split(r"[\s,;/&+]+|\bdan\b", values.text(120)(cell).casefold()) if word}
    if not named or not named <= set(pillars):
        raise values.CellError("Bidang harus dari: Infrastruktur, Ekonomi, Sosial.")
    return tuple(pillar for pillar in pillars if pillar in named)


GROUP = (
    key("code", "Kode KSM", values.text(30)),
    key("name", "Nama KSM", values.text(120, numbers=False)),
    key("kelurahan", "Kode kelurahan", kelurahan),
    key("bkm", "Nama BKM", values.text(120, numbers=False)),
    Column("bidang", "Bidang", bidang, default=()),
    Column("origin", "Asal", values.choice({"Baru": "NEW", "Lama": "OLD"})),
    Column("founded", "Tanggal berdiri", values.day),
    key("started", "Mulai pendampingan", values.day),
    Column(
        "weekday",
        "Hari pertemuan",
        values.choice(
            {"Senin": 0, "Selasa": 1, "Rabu": 2, "Kamis": 3, "Jumat": 4, "Jum'at": 4, "Sabtu": 5, "Minggu": 6}
        ),
    ),
    Column(
        "frequency",
        "Frekuensi",
        values.choice(
            {
                "Mingguan": "WEEKLY",
                "Dua mingguan": "BIWEEKLY",
                "Bulanan": "FOUR_WEEKLY",
                "Empat mingguan": "FOUR_WEEKLY",
            }
        ),
        default="WEEKLY",
    ),
    Column("time", "Jam", values.clock),
    Column("place", "Tempat", values.text(120), default=""),
    Column("purpose", "Tujuan", values.text(2000), default=""),
    Column("vision", "Visi", values.text(2000), default=""),
    Column("mission", "Misi", values.text(2000), default=""),
    Column("minimum", "Tabungan wajib", values.money),
)
FACTS = (key("label", "Isian", values.text(60)), Column("fact", "Nilai", as_it_stands, must_exist=True))

NUMBER = key("number", "No", values.whole(1, LARGEST_NUMBER))
OFFICES = {"Ketua": "KETUA", "Sekretaris": "SEKRETARIS", "Bendahara": "BENDAHARA", "Anggota": ""}
MEMBERS = (
    NUMBER,
    key("name", "Nama", values.text(120, numbers=False)),
    Column("nik", "NIK", nik, must_exist=True, default=""),
    key("sex", "L/P", values.choice({"L": "L", "P": "P"})),
    Column("birth", "Tanggal lahir", values.day, must_exist=True),
    Column("address", "Alamat", values.text(200), default=""),
    Column("rt", "RT", values.digits(3), default=""),
    Column("rw", "RW", values.digits(3), default=""),
    Column("phone", "Telepon", values.phone, default=""),
    Column("occupation", "Pekerjaan", values.text(120), default=""),
    Column("ps2", "PS-2", values.choice({"Ya": "YA", "Tidak": "TIDAK"}), default=""),
    Column("priority", "Prioritas", values.whole(1, 3)),
    Column("office", "Jabatan", values.choice(OFFICES), must_exist=True, default=""),
    key("joined", "Tanggal masuk", values.day),
    Column("left", "Tanggal keluar", values.day, must_exist=True),
)
RULE_KINDS = {
    "Pertemuan rutin": "MEETING",
    "Tabungan": "SAVING",
    "Pencatatan": "RECORDING",
    "Pinjaman": "LOAN",
    "Angsuran": "INSTALLMENT",
}
RULES = (
    key("kind", "Aturan", values.choice(RULE_KINDS)),
    Column("text", "Kesepakatan", values.text(2000), must_exist=True, default=""),
    Column("minimum", "Nilai", values.money, must_exist=True),
    Column("agreed", "Tanggal disepakati", values.day, must_exist=True),
)
MEETING_KINDS = {"Rutin": content.ROUTINE, "Insidental": content.EXTRA, "Libur": content.HOLIDAY}
MEETINGS = (
    Column("order", "Ke", values.whole(0, LARGEST_NUMBER)),
    key("kind", "Jenis", values.choice(MEETING_KINDS)),
    key("scheduled", "Jadwal", values.day),
    Column("held", "Dilaksanakan", values.day, must_exist=True),
    Column("place", "Tempat", values.text(120), default=""),
    Column("chair", "Pemimpin", values.text(120), default=""),
    Column("minute_taker", "Notulis", values.text(120), default=""),
    Column("counted", "Kas dihitung", values.money, must_exist=True),
    Column("minutes", "Notulen", values.text(5000), default=""),
)
NAME = Column("name", "Nama", as_it_stands)
ATTENDANCE = (NUMBER, NAME)
SAVING_KINDS = {"Pokok": content.POKOK, "Wajib": content.WAJIB, "Sukarela": content.SUKARELA}
SAVINGS = (NUMBER, NAME, key("kind", "Jenis", values.choice(SAVING_KINDS)))
AGENDA_COLUMNS = (key("label", "Agenda", values.text(120, numbers=False)),)
LOAN_BOOK_ALIASES = ("Buku pinjaman / angsuran", "Buku pinjaman", "Buku angsuran")
BOOK_NAMES = {label: label for label in BOOKS} | dict.fromkeys(LOAN_BOOK_ALIASES, LOAN_BOOK)
BOOK_COLUMNS = (key("label", "Buku", values.choice(BOOK_NAMES, hint=", ".join(BOOKS))),)
LOANS = (
    key("number", "No pinjaman", values.text(20)),
    key("member", "No anggota", values.whole(1, LARGEST_NUMBER)),
    NAME,
    key("disbursed", "Tanggal cair", values.day),
    key("principal", "Pokok", values.positive),
    key("rate", "Jasa % per periode", values.percent),
    key("method", "Metode", values.choice({"Flat": FLAT, "Menurun": DECLINING})),
    key("periods", "Jangka", values.whole(1, MOST_PERIODS)),
    key("unit", "Satuan", values.choice({"Minggu": WEEK, "Bulan": MONTH})),
    Column("step", "Pembulatan", rounding_step, must_exist=True, default=1),
    Column("purpose", "Tujuan", values.text(200), default=""),
    Column("priority", "Prioritas", values.whole(1, LARGEST_NUMBER)),
)
PAYERS = {"Anggota": content.MEMBER, "Tanggung renteng": content.TANGGUNG_RENTENG}
REPAYMENTS = (
    key("date", "Tanggal", values.day),
    key("loan", "No pinjaman", values.text(20)),
    Column("amount", "Bayar", values.money, must_exist=True, default=0),
    Column("fine", "Denda", values.money, must_exist=True, default=0),
    Column("paid_from", "Dibayar dari", values.choice(PAYERS), must_exist=True, default=content.MEMBER),
)
OTHER_CASH = (
    key("date", "Tanggal", values.day),
    Column("memo", "Uraian", values.text(200), default=""),
    Column("account", "Akun", values.text(60), default=""),
    Column("money_in", "Masuk", values.money, must_exist=True, default=0),
    Column("money_out", "Keluar", values.money, must_exist=True, default=0),
)
OPENING_KINDS = {
    "Kas": content.CASH,
    "Tabungan pokok": content.POKOK,
    "Tabungan wajib": content.WAJIB,
    "Tabungan sukarela": content.SUKARELA,
    "Pinjaman": content.LOAN,
}
OPENINGS = (
    key("date", "Tanggal", values.day),
    key("kind", "Jenis", values.choice(OPENING_KINDS)),
    Column("member", "No anggota", values.whole(1, LARGEST_NUMBER), must_exist=True),
    key("amount", "Jumlah", values.money),
)
