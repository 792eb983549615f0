"""The programme's path to a group (domain.md 1): steps keyed by code, never by number. Data and pure rules.

The regular social activities overlap with the pilot's steps; the overlap is data here too (`regular`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

BOTH = frozenset({"NEW", "OLD"})
NEW, OLD = frozenset({"NEW"}), frozenset({"OLD"})
REGULAR_STAGE = "Tahap 3 kegiatan sosial reguler: membangun dan menguatkan KSM"


class Level(StrEnum):
    BKM = "BKM"  # done once for the kelurahan, and counts for every group in it
    KSM = "KSM"
    LATER = "LATER"  # decided elsewhere in the product, handed in by the page (ksm/views/journey.py)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the path. `origins` says whether it belongs to new groups, old ones, or both.

    What `goes_on` is done with the money of BLM Sosial and stands after it, but own money may do it before:
    it is never behind, and leaves nothing behind.
    """

    code: str
    label: str
    level: Level
    origins: frozenset[str] = BOTH
    before_week_1: bool = True
    goes_on: bool = False
    regular: str = ""


STEPS = (
    Step("brief", "Pembekalan fasilitator", Level.BKM),
    Step("socialise", "Sosialisasi konsep dan FGD dinamika KSM dari RPK", Level.BKM),
    Step("recruit", "Penggalangan relawan pendamping", Level.BKM),
    Step("train", "Pelatihan BKM, UP-UP, dan relawan", Level.BKM),
    Step("group_fgd", "Sosialisasi dan FGD oleh relawan", Level.KSM, regular=REGULAR_STAGE),
    Step("form", "Pembentukan KSM", Level.KSM, NEW, regular=REGULAR_STAGE),
    Step("develop", "Pengembangan KSM lama", Level.KSM, OLD, regular=REGULAR_STAGE),
    Step("review_purpose", "Peninjauan tujuan", Level.KSM, OLD, regular=REGULAR_STAGE),
    Step("review_rules", "Peninjauan lima aturan dasar", Level.KSM, OLD, regular=REGULAR_STAGE),
    Step("agreement", "Kesepakatan bersama: tujuan dan lima aturan", Level.KSM, regular=REGULAR_STAGE),
    Step("work_plan", "Penyusunan rencana kerja KSM", Level.KSM),
    Step("eligibility", "Penilaian kelayakan oleh UP-UP BKM", Level.LATER, before_week_1=False),
    Step("blm", "Akses BLM Sosial diputuskan", Level.LATER, before_week_1=False),
    Step(
        "social_activity",
        "Pelaksanaan kegiatan sosial",
        Level.KSM,
        before_week_1=False,
        goes_on=True,
        regular="Pelaksanaan kegiatan sosial",
    ),
    Step(
        "activity_mentoring",
        "Pendampingan kegiatan KSM",
        Level.KSM,
        before_week_1=False,
        goes_on=True,
        regular="Pendampingan kegiatan KSM",
    ),
)
BY_CODE = {step.code: step for step in STEPS}


class StepState(StrEnum):
    DONE = "DONE"
    BEHIND = "BEHIND"  # a later step is done, or week 1 has begun, and this one is not recorded
    NEXT = "NEXT"
    TO_COME = "TO_COME"


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step of one group's path with where it stands, and its records, newest first."""

    step: Step
    state: StepState
    records: tuple = ()


def steps_for(origin: str) -> tuple[Step, ...]:
    """The path of a new (pembangunan) or an old group (pengembangan)."""
    return tuple(step for step in STEPS if origin in step.origins)


def path_of(
    origin: str, records: Mapping[str, Sequence], *, mentoring_began: bool, later_done: Collection[str] = ()
) -> list[PathStep]:
    """Where a group stands on its path. `records` holds the stored records by step code, newest first.

    A step is behind when a later one was done before it, or when weeks are counted already and it belongs
    before week 1; the first other open step is the next one.
    """
    steps = steps_for(origin)
    done = [bool(records.get(step.code)) or step.code in later_done for step in steps]
    last_done = max(
        (index for index, step in enumerate(steps) if done[index] and not step.goes_on), default=-1
    )
    path, next_found = [], False
    for index, step in enumerate(steps):
        found = records.get(step.code) or ()
        if done[index]:
            state = StepState.DONE
        elif index < last_done or (mentoring_began and step.before_week_1):
            state = StepState.BEHIND
        elif not next_found:
            state, next_found = StepState.NEXT, True
        else:
            state = StepState.TO_COME
        path.append(PathStep(step, state, tuple(found)))
    return path


@dataclass(frozen=True, slots=True)
class Checklist:
    """Questions answered yes, partly or no, with a note each; the answers are kept under their codes."""

    code: str
    label: str
    items: tuple[tuple[str, str], ...]


CHECKLISTS = (
    Checklist(
        "kondisi",
        "Kondisi kelompok: tujuh prinsip dan lima peran",
        (
            ("inklusif", "Inklusif: warga paling miskin ikut serta"),
            ("percaya", "Saling percaya dan mendukung"),
            ("mandiri", "Mandiri dalam keputusan"),
            ("bertumpu", "Bertumpu pada kelompok"),
            ("transparan", "Transparan dan bertanggung jawab"),
            ("partisipatif", "Partisipatif: semua anggota bersuara"),
            ("fasilitasi", "Terbuka untuk didampingi"),
            ("perubahan", "Mendorong perubahan sosial"),
            ("wadah", "Wadah membahas dan memecahkan masalah"),
            ("aspirasi", "Penyalur aspirasi anggota"),
            ("kepercayaan", "Menumbuhkan saling percaya"),
            ("ekonomi", "Menggerakkan ekonomi setempat"),
        ),
    ),
    Checklist(
        "aturan",
        "Peninjauan aturan kelompok",
        (
            ("pertemuan", "Pertemuan rutin disepakati dan dijalankan"),
            ("tabungan", "Aturan tabungan disepakati dan dijalankan"),
            ("pencatatan", "Aturan pencatatan disepakati dan dijalankan"),
            ("pinjaman", "Aturan pinjaman disepakati dan dijalankan"),
            ("angsuran", "Aturan angsuran disepakati dan dijalankan"),
            ("dipahami", "Semua anggota memahami aturan"),
            ("tertulis", "Aturan tertulis dan ditandatangani"),
        ),
    ),
    Checklist(
        "pengembangan",
        "Pengembangan kelompok",
        (
            ("tujuan", "Tujuan berpihak pada warga miskin"),
            ("pengurus", "Pengurus berfungsi dan bergantian"),
            ("rencana", "Rencana kerja disusun dan dijalankan"),
            ("usaha", "Usaha anggota tumbuh"),
            ("mitra", "Ada mitra atau akses pasar"),
            ("dana", "Dana sendiri bertambah"),
        ),
    ),
)
CHECKLIST_BY_CODE = {checklist.code: checklist for checklist in CHECKLISTS}
