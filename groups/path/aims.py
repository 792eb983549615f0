"""The five intermediate aims (tujuan antara) with the programme's indicators (domain.md 1). Data only.

An indicator is computed where records answer it, and judged by people elsewhere.
"""

import datetime
from dataclasses import dataclass

from ksm.dates import quarter_in_words


@dataclass(frozen=True, slots=True)
class Indicator:
    code: str
    label: str
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Aim:
    code: str
    label: str
    output: str
    indicators: tuple[Indicator, ...]


AIMS = (
    Aim(
        "TA1",
        "Solidaritas lewat belajar berkelompok",
        "Warga belajar dan memecahkan masalah bersama",
        (
            Indicator("existing_groups", "Ada daftar kelompok yang hidup di masyarakat", computed=True),
            Indicator("routine_meetings", "Pertemuan rutin dilaksanakan", computed=True),
            Indicator("problems_solved", "Masalah anggota diselesaikan kelompok", computed=True),
            Indicator("follow_agreement", "Kegiatan mengikuti kesepakatan kelompok"),
        ),
    ),
    Aim(
        "TA2",
        "Pemahaman tentang KSM",
        "Warga memahami konsep, tujuan, dan peran KSM",
        (
            Indicator("concept_known", "Warga memahami konsep dan peran KSM"),
            Indicator("join_knowingly", "Anggota masuk dengan surat pernyataan", computed=True),
        ),
    ),
    Aim(
        "TA3",
        "Tujuan, susunan, dan aturan yang memihak warga miskin",
        "KSM bertujuan menanggulangi kemiskinan",
        (
            Indicator("goal_officers_rules", "Tujuan, pengurus, dan lima aturan ada", computed=True),
            Indicator("pro_poor_goal", "Tujuan memihak warga miskin"),
            Indicator("plan_and_activity", "Ada rencana kerja dan kegiatan rutin", computed=True),
            Indicator("poverty_plan", "Ada rencana menanggulangi kemiskinan"),
            Indicator("beneficiaries", "Ada daftar penerima manfaat", computed=True),
        ),
    ),
    Aim(
        "TA4",
        "Nilai kejujuran dan tanggung jawab",
        "Uang kelompok tercatat, kembali, dan diketahui semua",
        (
            Indicator("records_kept", "Buku dikerjakan tepat waktu", computed=True),
            Indicator("loans_returned", "Pinjaman kembali tepat waktu dan jumlah", computed=True),
            Indicator("money_known", "Semua anggota tahu penggunaan uang"),
        ),
    ),
    Aim(
        "TA5",
        "Tanggung renteng dan kemandirian",
        "Kelompok menanggung bersama dan membiayai diri",
        (
            Indicator("joint_liability", "Tanggung renteng berjalan"),
            Indicator("own_funds", "Kegiatan dibiayai anggota dan pihak lain", computed=True),
            Indicator("routine_assessment", "Kelompok dan kesejahteraan dinilai berkala", computed=True),
            Indicator("market_access", "Akses pasar terbuka", computed=True),
        ),
    ),
)
INDICATORS = tuple(indicator for aim in AIMS for indicator in aim.indicators)
JUDGED = tuple(indicator for indicator in INDICATORS if not indicator.computed)


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter of a calendar year: how often the aims are scored."""

    year: int
    quarter: int

    @classmethod
    def of(cls, day: datetime.date) -> "Period":
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def first(self) -> datetime.date:
        return datetime.date(self.year, self.quarter * 3 - 2, 1)

    @property
    def last(self) -> datetime.date:
        following = Period(self.year + self.quarter // 4, self.quarter % 4 + 1)
        return following.first - datetime.timedelta(days=1)

    @property
    def previous(self) -> "Period":
        return Period.of(self.first - datetime.timedelta(days=1))

    @property
    def label(self) -> str:
        return f"Triwulan {self.short_label}"

    @property
    def short_label(self) -> str:
        """ "III 2025", where a chart has little room."""
        return quarter_in_words(self.first)
