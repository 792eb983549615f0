"""Simple lists that a group or a BKM keeps: each is a model with a form, shown and changed the same way."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model

from groups.models import Beneficiary, CommunityGroup, Concern, Partnership, VolunteerRecord, WorkPlanItem
from ksm.dates import date_in_words
from ksm.money import format_rupiah

Cells = Callable[[Model], list[str]]


@dataclass(frozen=True, slots=True)
class Register:
    """One list: whose it is ("ksm" or "bkm"), its columns, and whether only those of J15 see it."""

    slug: str
    owner: str
    model: type[Model]
    title: str
    intro: str
    new: str
    columns: tuple[str, ...]
    cells: Cells
    fields: tuple[str, ...]
    ps2_only: bool = False


def _day(value) -> str:
    return date_in_words(value) if value else "–"


def _plan_cells(item: WorkPlanItem) -> list[str]:
    return [
        item.activity,
        item.target,
        item.volume,
        f"{_day(item.starts_on)} sampai {_day(item.ends_on)}",
        format_rupiah(item.cost),
        item.responsible,
        item.get_progress_display(),
    ]


def _concern_cells(item: Concern) -> list[str]:
    return [
        item.get_kind_display(),
        _day(item.raised_on),
        item.text,
        item.solution or "belum diselesaikan",
        _day(item.solved_on),
    ]


REGISTERS = (
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
    ),
)
BY_OWNER = {
    owner: {register.slug: register for register in REGISTERS if register.owner == owner}
    for owner in ("ksm", "bkm")
}
