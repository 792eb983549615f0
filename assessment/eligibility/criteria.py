"""The criteria of eligibility (kelayakan) for BLM Sosial (domain.md 3.1, G1-G3). Pure: facts to findings.

What records answer is computed; what only people can see is judged by them, with who, when and a note. The
product recommends and says why; a person decides (domain.md 10, consequence 7).
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from ksm.dates import date_in_words
from ksm.money import format_fraction_percent

POLICY_VERSION = 1
# Weeks of saving that make up the three months in a row which UPK asks for.
SAVING_WEEKS = 12


class Verdict(StrEnum):
    MET = "MET"
    NOT_MET = "NOT_MET"
    UNKNOWN = "UNKNOWN"  # nobody judged it yet, or there is nothing to compute from


@dataclass(frozen=True, slots=True)
class Judged:
    """What somebody saw: yes or no, when, who, and a note."""

    met: bool
    on: datetime.date
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class EligibilityFacts:
    """What the records say of one group on a day. Shares are exact fractions of one."""

    as_of: datetime.date
    week: int | None
    members: int
    women: int
    in_ps2: int
    saving_weeks: int  # weeks in a row, up to the newest known one, in which members saved
    rules_perform: bool | None  # the five criteria over the last four meetings; None: too few meetings
    books_timely: bool | None
    trained: Mapping[str, int]  # members trained per required topic, by its label
    agreement_signed: bool
    judged: Mapping[str, Judged]


@dataclass(frozen=True, slots=True)
class Limits:
    """The programme's thresholds (ProgramRule)."""

    min_members: int
    min_women: Fraction
    from_week: int
    trained_share: Fraction = Fraction(1)
    ps2_share: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class EligibilityFinding:
    code: str
    label: str
    verdict: Verdict
    figure: str
    requirement: str
    missing: str = ""


# What only people can see, as questions of a visit.
PEOPLE_ITEMS = {
    "homes_visited": "Rumah dan usaha anggota dikunjungi",
    "business_lawful": "Usaha anggota sah dan layak",
    "joint_liability_signed": "Pernyataan kesanggupan tanggung renteng ditandatangani semua anggota",
    "family_consents": "Keluarga anggota menyetujui",
    "formed_freely": "Kelompok dibentuk sukarela atas kesepakatan anggota",
}


def _verdict(met: bool | None) -> Verdict:
    if met is None:
        return Verdict.UNKNOWN
    return Verdict.MET if met else Verdict.NOT_MET


def _shortfall(met: bool | None, sentence: str) -> str:
    """What is missing of something that four recorded meetings show."""
    if met is None:
        return "Belum ada empat pertemuan rutin yang selesai dicatat."
    return "" if met else sentence


def _size(facts: EligibilityFacts, limits: Limits) -> EligibilityFinding:
    short = limits.min_members - facts.members
    return EligibilityFinding(
        "size",
        "Jumlah anggota",
        _verdict(short <= 0),
        f"{facts.members} orang",
        f"paling sedikit {limits.min_members}",
        f"Kurang {short} anggota." if short > 0 else "",
    )


def _women(facts: EligibilityFacts, limits: Limits) -> EligibilityFinding:
    met = facts.women * limits.min_women.denominator >= limits.min_women.numerator * facts.members
    share = format_fraction_percent(limits.min_women)
    return EligibilityFinding(
        "women",
        "Anggota perempuan",
        _verdict(met if facts.members else None),
        f"{facts.women} dari {facts.members}",
        f"paling sedikit {share}",
        "" if met else f"Perempuan baru {facts.women} dari {facts.members} anggota.",
    )


def _ps2(facts: EligibilityFacts, limits: Limits) -> EligibilityFinding:
    met = facts.members > 0 and Fraction(facts.in_ps2, facts.members) >= limits.ps2_share
    return EligibilityFinding(
        "ps2",
        "Tercantum PS-2",
        _verdict(met if facts.members else None),
        f"{facts.in_ps2} dari {facts.members}",
        f"syarat {format_fraction_percent(limits.ps2_share)}",
        "" if met else f"{facts.members - facts.in_ps2} anggota belum tercantum PS-2.",
    )


def _savings(facts: EligibilityFacts, limits: Limits) -> EligibilityFinding:
    met = facts.saving_weeks >= SAVING_WEEKS
    return EligibilityFinding(
        "savings",
        "Menabung tiga bulan berturut-turut",
        _verdict(met),
        f"{facts.saving_weeks} minggu berturut-turut",
        f"paling sedikit {SAVING_WEEKS} minggu",
        "" if met else f"Kurang {SAVING_WEEKS - facts.saving_weeks} minggu menabung tanpa putus.",
    )


def _rules(facts: EligibilityFacts, limits: Limits) -> EligibilityFinding:
    return EligibilityFinding(
        "rules",
        "Lima aturan dijalankan",
        _verdict(facts.rules_perform),
        "empat pertemuan terakhir",
        "kelima syarat terpenuhi",
        _shortfall(facts.rules_perform, "Ada syarat yang belum terpenuhi dalam empat pertemuan terakhir."),
    )


def _books(facts: EligibilityFacts, limits: Limits) -> EligibilityFinding:
    return EligibilityFinding(
        "books",
        "Pembukuan memadai",
        _verdict(facts.books_timely),
        "empat pertemuan terakhir",
        "semua buku tepat waktu",
        _shortfall(facts.books_timely, "Ada buku yang terlambat dalam empat pertemuan terakhir."),
    )


def _training(facts: EligibilityFacts, limits: Limits) -> EligibilityFinding:
    enough = {
        topic: facts.members > 0 and Fraction(count, facts.members) >= limits.trained_share
        for topic, count in facts.trained.items()
    }
    short = [
        f"{topic} ({facts.trained[topic]} dari {facts.members})" for topic, ok in enough.items() if not ok
    ]
    return EligibilityFinding(
        "training",
        "Pelatihan anggota",
        _verdict(not short),
        f"{sum(enough.values())} dari {len(enough)} topik",
        f"tiap topik {format_fraction_percent(limits.trained_share)} anggota",
        f"Belum cukup: {', '.join(short)}." if short else "",
    )


def _week(facts: EligibilityFacts, limits: Limits) -> EligibilityFinding:
    met = facts.week is not None and facts.week >= limits.from_week
    return EligibilityFinding(
        "week",
        "Masa pendampingan",
        _verdict(met),
        f"minggu {facts.week}" if facts.week else "belum mulai",
        f"mulai minggu {limits.from_week}",
        "" if met else f"Belum waktunya: baru minggu {facts.week or 0}.",
    )


def _agreement(facts: EligibilityFacts, limits: Limits) -> EligibilityFinding:
    return EligibilityFinding(
        "agreement",
        "Kesepakatan bersama ditandatangani",
        _verdict(facts.agreement_signed),
        "sudah" if facts.agreement_signed else "belum",
        "kelima aturan ditandatangani",
        "" if facts.agreement_signed else "Masih ada aturan yang belum disepakati atau ditandatangani.",
    )


def _by_people(facts: EligibilityFacts) -> list[EligibilityFinding]:
    findings = []
    for code, label in PEOPLE_ITEMS.items():
        seen = facts.judged.get(code)
        findings.append(
            EligibilityFinding(
                code,
                label,
                _verdict(seen.met if seen else None),
                f"{'ya' if seen.met else 'tidak'}, {date_in_words(seen.on)}, {seen.by}"
                if seen
                else "belum dinilai",
                "dilihat langsung",
                seen.note if seen and not seen.met else ("" if seen else "Belum ada yang menilai."),
            )
        )
    return findings


COMPUTED = (_week, _size, _women, _ps2, _savings, _rules, _books, _training, _agreement)


def judge_eligibility(facts: EligibilityFacts, limits: Limits) -> tuple[EligibilityFinding, ...]:
    """Every criterion of eligibility: what records answer first, then what people saw."""
    return tuple(criterion(facts, limits) for criterion in COMPUTED) + tuple(_by_people(facts))


def recommends(findings: tuple[EligibilityFinding, ...]) -> bool:
    """Does everything hold? Only a recommendation: people decide."""
    return all(finding.verdict == Verdict.MET for finding in findings)
