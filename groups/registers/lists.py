"""Simple lists that a group or a BKM keeps: each is a model with a form, shown and changed the same way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from groups.models import (
    Beneficiary,
    CommunityGroup,
    Concern,
    InventoryItem,
    Partnership,
    VisitLog,
    VolunteerRecord,
    WorkPlanItem,
)
from ksm.bookpaper import Cell, Column, Kind
from ksm.dates import date_in_words
from ksm.money import format_rupiah

# Each takes a row of its own list's model, the nine of which have no field in common.
Cells = Callable[[Any], Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Paper:
    """A list on paper with the columns of the programme's form, and a row's cells.

    One with a column of sums is cut into pages with totals carried on (ksm/bookpaper.py).
    """

    title: str
    columns: tuple[Column, ...]
    cells: Cells
    order: tuple[str, ...]
    is_wide: bool = False

    @property
    def has_sums(self) -> bool:
        return any(column.kind is Kind.SUM for column in self.columns)


@dataclass(frozen=True, slots=True)
class Register:
    """One list: whose it is ("ksm" or "bkm"), its columns, and whether only those of J15 see it.

    `past` names the dates that may not lie after today, `follows` pairs of dates in their order. The report
    of a month tells the rows whose `counted_on` lies in it, so none is dated into a closed one. A list with
    a `paper` is printed too.
    """

    slug: str
    owner: str
    model: type[Any]  # with an `owner` and a `history`
    title: str
    intro: str
    new: str
    columns: tuple[str, ...]
    cells: Cells
    fields: tuple[str, ...]
    ps2_only: bool = False
    past: tuple[str, ...] = ()
    follows: tuple[tuple[str, str], ...] = ()
    counted_on: str = ""
    paper: Paper | None = None


def _day(value) -> str:
    return date_in_words(value) if value else "–"


def _plan_cells(item: WorkPlanItem) -> list[str]:
    return [
        item.activity,
        item.target,
        item.volume,
        f"{_day(item.starts_on)} sampai {_day(item.ends_on)}",
        f"{format_rupiah(item.cost)}: {_sources(item)}" if item.cost else "–",
        item.responsible,
        _progress(item),
    ]


def _sources(item: WorkPlanItem) -> str:
    amounts = (("swadaya", item.own_funds), ("BLM", item.blm_funds), ("lain", item.other_funds))
    return ", ".join(f"{name} {format_rupiah(amount)}" for name, amount in amounts if amount)


def _progress(item: WorkPlanItem) -> str:
    word = item.get_progress_display()
    return f"{word}: {item.progress_note}" if item.progress_note else word


def _plan_paper_cells(item: WorkPlanItem) -> list[str]:
    return [
        item.activity,
        item.purpose or "–",
        item.target,
        item.volume,
        f"{item.starts_on:%d-%m-%Y} s.d. {item.ends_on:%d-%m-%Y}",
        format_rupiah(item.own_funds),
        format_rupiah(item.blm_funds),
        format_rupiah(item.other_funds),
        item.responsible,
        _progress(item),
    ]


def _concern_cells(item: Concern) -> list[str]:
    return [
        item.get_kind_display(),
        _day(item.raised_on),
        item.text,
        item.solution or "belum diselesaikan",
        _day(item.solved_on),
    ]


def _inventory_paper_cells(item: InventoryItem) -> list[Cell]:
    return [
        item.name,
        str(item.quantity),
        item.unit,
        f"{item.acquired_on:%d-%m-%Y}",
        item.get_origin_display(),
        item.counted_price,
        item.get_condition_display(),
        item.place,
        item.note or "–",
    ]


INVENTORY = Register(
    slug="inventaris",
    owner="ksm",
    model=InventoryItem,
    title="Buku inventaris",
    intro="Barang milik kelompok: asalnya, harganya, keadaannya, dan tempatnya.",
    new="Barang baru",
    columns=("Barang", "Jumlah", "Diperoleh", "Asal", "Harga", "Kondisi", "Lokasi", "Keterangan"),
    cells=lambda item: [
        item.name,
        f"{item.quantity} {item.unit}",
        _day(item.acquired_on),
        item.get_origin_display(),
        format_rupiah(item.price),
        item.get_condition_display(),
        item.place,
        item.note or "–",
    ],
    fields=("name", "quantity", "unit", "acquired_on", "origin", "price", "condition", "place", "note"),
    past=("acquired_on",),
    paper=Paper(
        title="Buku Inventaris",
        columns=(
            Column("Nama barang"),
            Column("Jumlah", css="w-short"),
            Column("Satuan", css="w-short"),
            Column("Tanggal perolehan", css="w-date"),
            Column("Asal", css="w-short"),
            Column("Harga", Kind.SUM, "w-money"),
            Column("Kondisi", css="w-date"),
            Column("Lokasi"),
            Column("Keterangan"),
        ),
        cells=_inventory_paper_cells,
        order=("acquired_on", "pk"),
        is_wide=True,
    ),
)

REGISTERS = (
    INVENTORY,
    Register(
        slug="rencana-kerja",
        owner="ksm",
        model=WorkPlanItem,
        title="Rencana kerja",
        intro="Kegiatan kelompok, biayanya menurut sumber dana, dan kemajuannya.",
        new="Kegiatan baru",
        columns=("Kegiatan", "Sasaran", "Volume", "Waktu", "Biaya", "Penanggung jawab", "Kemajuan"),
        cells=_plan_cells,
        fields=(
            "activity",
            "purpose",
            "target",
            "volume",
            "starts_on",
            "ends_on",
            "own_funds",
            "blm_funds",
            "other_funds",
            "responsible",
            "progress",
            "progress_note",
        ),
        paper=Paper(
            title="Rencana Kerja KSM",
            columns=(
                Column("Kegiatan"),
                Column("Tujuan"),
                Column("Sasaran"),
                Column("Volume"),
                Column("Waktu", css="w-date"),
                Column("Swadaya", css="w-money"),
                Column("BLM", css="w-money"),
                Column("Lain", css="w-money"),
                Column("Penanggung jawab"),
                Column("Kemajuan"),
            ),
            cells=_plan_paper_cells,
            order=("starts_on", "pk"),
            is_wide=True,
        ),
    ),
    Register(
        slug="buku-tamu",
        owner="ksm",
        model=VisitLog,
        title="Buku tamu dan pembinaan",
        intro="Siapa datang ke kelompok, untuk apa, sarannya, dan kapan datang lagi.",
        new="Catat kunjungan",
        columns=("Tanggal", "Nama", "Jabatan/instansi", "Tujuan", "Saran", "Kunjungan berikut"),
        cells=lambda item: [
            _day(item.visited_on),
            item.visitor,
            item.office,
            item.purpose,
            item.advice or "–",
            _day(item.next_visit_on),
        ],
        fields=("visited_on", "visitor", "office", "purpose", "advice", "next_visit_on"),
        past=("visited_on",),
        paper=Paper(
            title="Buku Tamu dan Pembinaan",
            columns=(
                Column("Tanggal", css="w-date"),
                Column("Nama"),
                Column("Jabatan/instansi"),
                Column("Tujuan"),
                Column("Saran"),
                Column("Tanda tangan", css="w-finding"),
            ),
            cells=lambda item: [
                f"{item.visited_on:%d-%m-%Y}",
                item.visitor,
                item.office,
                item.purpose,
                item.advice or "–",
                "",
            ],
            order=("visited_on", "pk"),
        ),
    ),
    Register(
        slug="penerima-manfaat",
        owner="ksm",
        model=Beneficiary,
        title="Penerima manfaat",
        intro="Keluarga miskin yang menjadi sasaran kelompok.",
        new="Penerima baru",
        columns=("Nama", "Alamat", "Jiwa", "PS-2", "Kebutuhan"),
        cells=lambda item: [
            item.name,
            item.address or "–",
            str(item.people),
            "ya" if item.in_ps2 else "tidak",
            item.need or "–",
        ],
        fields=("name", "member", "address", "people", "in_ps2", "need"),
        ps2_only=True,
    ),
    Register(
        slug="kemitraan",
        owner="ksm",
        model=Partnership,
        title="Kemitraan dan akses pasar",
        intro="Pihak luar yang bekerja sama, dan pasar yang terbuka.",
        new="Mitra baru",
        columns=("Mitra", "Jenis", "Sejak", "Bentuk kerja sama"),
        cells=lambda item: [item.partner, item.get_kind_display(), _day(item.since), item.support],
        fields=("kind", "partner", "since", "support"),
        past=("since",),
    ),
    Register(
        slug="masalah-aspirasi",
        owner="ksm",
        model=Concern,
        title="Masalah dan aspirasi",
        intro="Yang disampaikan anggota, dan bagaimana kelompok menyelesaikannya.",
        new="Catat masalah atau aspirasi",
        columns=("Jenis", "Disampaikan", "Isi", "Penyelesaian", "Selesai"),
        cells=_concern_cells,
        fields=("kind", "member", "raised_on", "text", "solution", "solved_on"),
        past=("raised_on", "solved_on"),
        follows=(("raised_on", "solved_on"),),
        counted_on="raised_on",
    ),
    Register(
        slug="kelompok-masyarakat",
        owner="bkm",
        model=CommunityGroup,
        title="Kelompok yang sudah ada",
        intro="Arisan, pengajian, posyandu, dan KSM lama yang dapat tumbuh menjadi KSM.",
        new="Kelompok baru",
        columns=("Nama", "Jenis", "Anggota", "Narahubung", "Potensi", "Menjadi KSM"),
        cells=lambda item: [
            item.name,
            item.get_kind_display(),
            str(item.people or "–"),
            item.contact or "–",
            item.potential or "–",
            item.grown_into.name if item.grown_into else "belum",
        ],
        fields=("name", "kind", "address", "people", "contact", "potential", "grown_into"),
    ),
    Register(
        slug="relawan",
        owner="bkm",
        model=VolunteerRecord,
        title="Relawan",
        intro="Relawan kelurahan: cara ditemukan dan pelatihannya.",
        new="Relawan baru",
        columns=("Nama", "L/P", "Cara ditemukan", "Sejak", "Dilatih", "Pelatihan"),
        cells=lambda item: [
            item.name,
            item.sex,
            item.found_how,
            _day(item.since),
            _day(item.trained_on),
            item.training or "–",
        ],
        fields=("name", "sex", "found_how", "since", "trained_on", "training"),
        past=("since", "trained_on"),
    ),
)
BY_OWNER = {
    owner: {register.slug: register for register in REGISTERS if register.owner == owner}
    for owner in ("ksm", "bkm")
}
