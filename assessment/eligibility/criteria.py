"""The criteria of eligibility (kelayakan) for BLM Sosial (domain.md 3.1, G1-G3). Pure: facts to findings.

What records answer is computed; what only people can see is judged by them, with who, when and a note. The
product recommends and says why; a person decides (domain.md 10, consequence 7).
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from ksm.dates import date_in_words
from ksm.money import format_fraction_percent

POLICY_VERSION = 2  # 2: rules four and five are looked at (J24)
# Weeks of saving that make up the three months in a row which UPK asks for.
SAVING_WEEKS = 12


class Verdict(StrEnum):
    MET = "MET"
    NOT_MET = "NOT_MET"
    UNKNOWN = "UNKNOWN"  # nobody judged it yet, or there is nothing to compute from
    NOTHING = "NOTHING"  # nothing to judge was there: neither met nor failed (J24)


@dataclass(frozen=True, slots=True)
class Judged:
    """What somebody saw: yes or no, when, who, and a note."""

    met: bool
    on: datetime.date
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class LendingFacts:
    """Loans of members and from UPK as of a day; `due` are members' instalments due in the window."""

    due: int = 0
    due_on_time: int = 0  # paid in full by their own day
    oldest_arrears: int = 0  # days, of members
    upk_overdue: int = 0  # days, of the group towards UPK
    lent: int = 0  # loans handed out to members in the window
    passed_over: tuple[str, ...] = ()  # numbers of those before which somebody waited, without a reason


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
    lending: LendingFacts = field(default_factory=LendingFacts)


@dataclass(frozen=True, slots=True)
class Limits:
    """The programme's thresholds (ProgramRule)."""

    min_members: int
    min_women: Fraction
    from_week: int
    trained_share: Fraction = Fraction(1)
    ps2_share: Fraction = Fraction(1)
    repaid_share: Fraction = Fraction(80, 100)
    arrears_days: int = 30
    upk_overdue_days: int = 0
    loans_in_order: bool = True


@dataclass(frozen=True, slots=True)
class EligibilityFinding:
    code: str
    label: str
    verdict: Verdict
    figure: str
    requirement: str
    missing: str = ""


# What records answer.
COMPUTED_ITEMS = {
    "week": "Masa pendampingan",
    "size": "Jumlah anggota",
    "women": "Anggota perempuan",
    "ps2": "Tercantum PS-2",
    "savings": "Menabung tiga bulan berturut-turut",
    "rules": "Lima aturan dijalankan",
    "lending": "Aturan pinjaman dijalankan",
    "repaying": "Aturan angsuran dijalankan",
    "books": "Pembukuan memadai",
    "training": "Pelatihan anggota",
    "agreement": "Kesepakatan bersama ditandatangani",
}
# What only people can see, as questions of a visit.
PEOPLE_ITEMS = {
    "homes_visited": "Rumah dan usaha anggota dikunjungi",
    "business_lawful": "Usaha anggota sah dan layak",
    "joint_liability_signed": "Pernyataan kesanggupan tanggung renteng ditandatangani semua anggota",
    "family_consents": "Keluarga anggota menyetujui",
    "formed_freely": "Kelompok dibentuk sukarela atas kesepakatan anggota",
}
ITEMS = COMPUTED_ITEMS | PEOPLE_ITEMS
# The same where a list has room for a word or two.
SHORT_ITEMS = {
    "week": "masa pendampingan",
    "size": "jumlah anggota",
    "women": "anggota perempuan",
    "ps2": "PS-2",
    "savings": "menabung 3 bulan",
    "rules": "lima aturan",
    "lending": "aturan pinjaman",
    "repaying": "aturan angsuran",
    "books": "pembukuan",
    "training": "pelatihan",
    "agreement": "kesepakatan",
    "homes_visited": "kunjungan rumah",
    "business_lawful": "usaha sah",
    "joint_liability_signed": "tanggung renteng",
    "family_consents": "persetujuan keluarga",
    "formed_freely": "kesukarelaan",
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
        COMPUTED_ITEMS["size"],
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
        COMPUTED_ITEMS["women"],
        _verdict(met if facts.members else None),
        f"{facts.women} dari {facts.members}",
        f"paling sedikit {share}",
        "" if met else f"Perempuan baru {facts.women} dari {facts.members} anggota.",
    )


def _ps2(facts: EligibilityFacts, limits: Limits) -> EligibilityFinding:
    met = facts.members > 0 and Fraction(facts.in_ps2, facts.members) >= limits.ps2_share
    return EligibilityFinding(
        "ps2",
        COMPUTED_ITEMS["ps2"],
        _verdict(met if facts.members else None),
        f"{facts.in_ps2} dari {facts.members}",
        f"syarat {format_fraction_percent(limits.ps2_share)}",
        "" if met else f"{facts.members - facts.in_ps2} anggota belum tercantum PS-2.",
    )


def _savings(facts: EligibilityFacts, limits: Limits) -> EligibilityFinding:
    met = facts.saving_weeks >= SAVING_WEEKS
    return EligibilityFinding(
        "savings",
        COMPUTED_ITEMS["savings"],
        _verdict(met),
        f"{facts.saving_weeks} minggu berturut-turut",
        f"paling sedikit {SAVING_WEEKS} minggu",
        "" if met else f"Kurang {SAVING_WEEKS - facts.saving_weeks} minggu menabung tanpa putus.",
    )


def _rules(facts: EligibilityFacts, limits: Limits) -> EligibilityFinding:
    """All five: what four meetings show, and how the group lends and repays where it does."""
    practised = (_lending(facts, limits), _repaying(facts, limits))
    failed = [one.missing for one in practised if one.verdict == Verdict.NOT_MET]
    meetings = _shortfall(
        facts.rules_perform, "Ada syarat yang belum terpenuhi dalam empat pertemuan terakhir."
    )
    return EligibilityFinding(
        "rules",
        COMPUTED_ITEMS["rules"],
        Verdict.NOT_MET if failed else _verdict(facts.rules_perform),
        "empat pertemuan terakhir",
        "kelima syarat dan kelima aturan",
        " ".join(filter(None, [meetings, *failed])),
    )


def _lending(facts: EligibilityFacts, limits: Limits) -> EligibilityFinding:
    """Rule four: loans follow the members' order, or a reason stands in the minutes (J24)."""
    lent, passed = facts.lending.lent, facts.lending.passed_over
    met = not (limits.loans_in_order and passed)
    return EligibilityFinding(
        "lending",
        COMPUTED_ITEMS["lending"],
        _verdict(met) if lent else Verdict.NOTHING,
        f"{lent} pinjaman dicairkan" if lent else "belum ada pinjaman dalam empat pertemuan terakhir",
        "menurut urutan, atau beralasan" if limits.loans_in_order else "urutan tidak disyaratkan",
        "" if met else f"Mendahului urutan tanpa alasan: {', '.join(passed)}.",
    )


def _repaying(facts: EligibilityFacts, limits: Limits) -> EligibilityFinding:
    """Rule five: instalments in full by their day, no old arrears, nothing overdue to UPK (J24)."""
    told, missing = facts.lending, []
    share = format_fraction_percent(limits.repaid_share)
    if told.due and Fraction(told.due_on_time, told.due) < limits.repaid_share:
        punctual = format_fraction_percent(Fraction(told.due_on_time, told.due))
        missing.append(f"Angsuran yang dibayar penuh pada waktunya baru {punctual}.")
    if told.oldest_arrears > limits.arrears_days:
        missing.append(f"Ada tunggakan anggota {told.oldest_arrears} hari.")
    if told.upk_overdue > limits.upk_overdue_days:
        missing.append(f"Ada tunggakan kepada UPK {told.upk_overdue} hari.")
    paid = f"{told.due_on_time} dari {told.due} angsuran tepat waktu"
    is_there = told.due or told.oldest_arrears or told.upk_overdue
    return EligibilityFinding(
        "repaying",
        COMPUTED_ITEMS["repaying"],
        _verdict(not missing) if is_there else Verdict.NOTHING,
        paid if told.due else "belum ada yang jatuh tempo",
        f"paling sedikit {share}; tunggakan anggota paling lama {limits.arrears_days} hari, "
        f"kepada UPK {limits.upk_overdue_days} hari",
        " ".join(missing),
    )


def _books(facts: EligibilityFacts, limits: Limits) -> EligibilityFinding:
    return EligibilityFinding(
        "books",
        COMPUTED_ITEMS["books"],
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
        COMPUTED_ITEMS["training"],
        _verdict(not short),
        f"{sum(enough.values())} dari {len(enough)} topik",
        f"tiap topik {format_fraction_percent(limits.trained_share)} anggota",
        f"Belum cukup: {', '.join(short)}." if short else "",
    )


def _week(facts: EligibilityFacts, limits: Limits) -> EligibilityFinding:
    met = facts.week is not None and facts.week >= limits.from_week
    return EligibilityFinding(
        "week",
        COMPUTED_ITEMS["week"],
        _verdict(met),
        f"minggu {facts.week}" if facts.week else "belum mulai",
        f"mulai minggu {limits.from_week}",
        "" if met else f"Belum waktunya: baru minggu {facts.week or 0}.",
    )


def _agreement(facts: EligibilityFacts, limits: Limits) -> EligibilityFinding:
    return EligibilityFinding(
        "agreement",
        COMPUTED_ITEMS["agreement"],
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
                "peninjauan lapangan",
                seen.note if seen and not seen.met else ("" if seen else "Belum ada yang menilai."),
            )
        )
    return findings


COMPUTED = (
    _week,
    _size,
    _women,
    _ps2,
    _savings,
    _rules,
    _lending,
    _repaying,
    _books,
    _training,
    _agreement,
)
HOLDS = (Verdict.MET, Verdict.NOTHING)


def judge_eligibility(facts: EligibilityFacts, limits: Limits) -> tuple[EligibilityFinding, ...]:
    """Every criterion of eligibility: what records answer first, then what people saw."""
    return tuple(criterion(facts, limits) for criterion in COMPUTED) + tuple(_by_people(facts))


def recommends(findings: tuple[EligibilityFinding, ...]) -> bool:
    """Does everything hold? Only a recommendation: people decide."""
    return all(finding.verdict in HOLDS for finding in findings)


# One letter for each verdict, in the order of `ITEMS`: what a standing keeps of them.
LETTERS = {Verdict.MET: "M", Verdict.NOT_MET: "N", Verdict.UNKNOWN: "U", Verdict.NOTHING: "-"}
VERDICTS = {letter: verdict for verdict, letter in LETTERS.items()}


def letters_of(findings: tuple[EligibilityFinding, ...]) -> str:
    """The verdicts of all criteria as one word, a letter each."""
    return "".join(LETTERS[finding.verdict] for finding in findings)


ALL_SEEN = "hasil peninjauan"


def short_labels_with(letters: str, verdict: Verdict) -> list[str]:
    """The criteria with a verdict, of a word of letters, in a word or two each; what a visit sees in one."""
    wanted = LETTERS[verdict]
    codes = [code for code, letter in zip(ITEMS, letters, strict=False) if letter == wanted]
    seen = [code for code in codes if code in PEOPLE_ITEMS]
    if len(seen) < len(PEOPLE_ITEMS):
        return [SHORT_ITEMS[code] for code in codes]
    return [*(SHORT_ITEMS[code] for code in codes if code not in PEOPLE_ITEMS), ALL_SEEN]
