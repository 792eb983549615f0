"""The people and groups of the demo. All made up; NIKs begin with 9999, which no region uses."""

from dataclasses import dataclass

LOGIN_WORD = "panca-sutra-5"
BKM_NAME = "BKM Sejahtera Bersama"
KELURAHAN = "33.74.05.1001"
CITY = "33.74"


@dataclass(frozen=True, slots=True)
class Login:
    username: str
    full_name: str
    role: str  # what the person does, in words
    kind: str  # Posting.Role
    unit: str = ""


LOGINS = (
    Login("sari", "Sari Wulandari", "fasilitator", "FACILITATOR"),
    Login("tini", "Tini Handayani", "relawan pendamping KSM Mawar", "VOLUNTEER"),
    Login("joko", "Joko Prasetyo", "petugas UPK", "UNIT_STAFF", "UPK"),
    Login("lestari", "Lestari Ningsih", "petugas UPS", "UNIT_STAFF", "UPS"),
    Login("ratna", "Ratna Dewi", "koordinator BKM", "BKM_COORDINATOR"),
    Login("hasan", "Hasan Basri", "koordinator kota", "CITY_COORDINATOR"),
    Login("admin", "Wayan Sudarma", "administrator", "ADMINISTRATOR"),
)

NAMES = (
    ("Siti Rohmah", "P"),
    ("Ni Luh Sukerti", "P"),
    ("Maria Goreti Naben", "P"),
    ("Butet Simanjuntak", "P"),
    ("Upik Chaniago", "P"),
    ("Rahmatia Daeng Baji", "P"),
    ("Yuliana Wenda", "P"),
    ("Sumiyati", "P"),
    ("Halimah Tanjung", "P"),
    ("Agustina Lumentut", "P"),
    ("Nurhayati", "P"),
    ("Theresia Mote", "P"),
    ("Cut Meutia Sari", "P"),
    ("Endang Purwanti", "P"),
    ("Dayang Fatimah", "P"),
    ("Slamet Riyadi", "L"),
    ("I Made Kerta", "L"),
    ("Yohanes Lobo", "L"),
    ("Bambang Sutejo", "L"),
    ("La Ode Rahman", "L"),
)
WORK = ("Pedagang sayur", "Penjahit", "Buruh cuci", "Warung kelontong", "Tukang becak", "Pembuat kue", "Ojek")
PURPOSES = ("Modal warung", "Beli mesin jahit bekas", "Modal dagang sayur", "Bahan kue", "Perbaikan gerobak")


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """One demo group: how long ago it started, and what is odd about it. Days count back from today."""

    code: str
    name: str
    members: int
    started_days_ago: int | None
    meets_in_days: int = 0  # the weekday of meetings, counted from today
    bidang: tuple[str, ...] = ("ekonomi",)
    closed_weeks: int = 0  # how many sheets were closed
    unrecorded: frozenset[int] = frozenset()
    absent: tuple[tuple[int, int], ...] = ()  # (week, member number) who missed and did not save
    passed: bool = False
    old: bool = False
    lends: bool = False
    skips_repayment: bool = False
    ended: bool = False
    upk_week: int = 0  # the week after whose meeting UPK lends; 0: never
    upk_payments: int = 0  # how many instalments were paid to UPK since
    reschedules: bool = False
    blm: bool = False  # assessed in week 13 and paid a first tranche of BLM Sosial


GROUPS = (
    GroupPlan("SBH-01", "KSM Bugenvil", 7, None, bidang=("sosial",)),
    GroupPlan("SBH-02", "KSM Anggrek", 10, 8, meets_in_days=1, closed_weeks=1),
    GroupPlan(
        "SBH-03",
        "KSM Mawar",
        12,
        21,
        closed_weeks=3,
        bidang=("ekonomi", "sosial"),
        absent=((1, 5), (1, 8), (2, 7), (3, 11)),
        lends=True,
    ),
    GroupPlan(
        "SBH-04",
        "KSM Dahlia",
        15,
        37,
        meets_in_days=-2,
        closed_weeks=6,
        passed=True,
        lends=True,
        upk_week=2,
        upk_payments=1,
    ),
    GroupPlan(
        "SBH-05",
        "KSM Cempaka",
        20,
        59,
        meets_in_days=-3,
        closed_weeks=9,
        passed=True,
        lends=True,
        bidang=("ekonomi", "infrastruktur"),
        upk_week=5,
        upk_payments=4,
        reschedules=True,
        absent=((6, 3), (7, 12), (8, 3)),
    ),
    GroupPlan(
        "SBH-06",
        "KSM Teratai",
        9,
        94,
        meets_in_days=-3,
        closed_weeks=14,
        passed=True,
        old=True,
        lends=True,
        skips_repayment=True,
        upk_week=8,
        upk_payments=6,
        bidang=("sosial", "ekonomi"),
    ),
    GroupPlan(
        "SBH-07",
        "KSM Kenanga",
        8,
        25,
        meets_in_days=-4,
        closed_weeks=2,
        unrecorded=frozenset({3}),
        absent=((1, 2), (1, 4), (2, 2), (2, 6), (2, 7)),
    ),
    GroupPlan("SBH-08", "KSM Flamboyan", 5, 70, closed_weeks=3, ended=True, bidang=("infrastruktur",)),
    GroupPlan("SBH-09", "KSM Seruni", 8, 101, meets_in_days=-3, closed_weeks=15, passed=True, blm=True),
)
