"""The five criteria of graduation (domain.md 1, A-E). Pure: facts in, findings out; nothing is rounded.

A finding says the exact figure, whether the threshold is met, what is missing in words, and whether it can
still be reached if everything that remains in the window goes perfectly. Not enough data is its own state.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from assessment.graduation.evidence import KsmFacts, MeetingFact, MemberFact, Thresholds
from ksm.dates import date_in_words
from ksm.money import format_fraction_percent
from ksm.words import listed

POLICY_VERSION = 1

FIVE_RULES = "five_rules"
ATTENDANCE = "attendance"
ROUTINE_SAVINGS = "routine_savings"
TIMELY_BOOKS = "timely_books"
AGENDA = "agenda"
CODES = (FIVE_RULES, ATTENDANCE, ROUTINE_SAVINGS, TIMELY_BOOKS, AGENDA)
LABELS = {
    FIVE_RULES: "Lima aturan dasar",
    ATTENDANCE: "Kehadiran rata-rata",
    ROUTINE_SAVINGS: "Tabungan rutin",
    TIMELY_BOOKS: "Pembukuan tepat waktu",
    AGENDA: "Agenda terpenuhi",
}
RULE_LABELS = {
    "MEETING": "pertemuan rutin",
    "SAVING": "tabungan",
    "RECORDING": "pencatatan",
    "LOAN": "pinjaman",
    "INSTALLMENT": "angsuran",
}
Naming = Callable[[MemberFact], str]


class State(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    INSUFFICIENT = "insufficient_data"


@dataclass(frozen=True, slots=True)
class Finding:
    """One criterion. `met` is None while data are not enough; `on_track` is the comparison so far."""

    code: str
    met: bool | None
    on_track: bool
    actual: Fraction | None
    numerator: int
    denominator: int
    threshold: Fraction
    strict: bool  # above the threshold, not just at it
    arithmetic: str
    requirement: str
    missing: str = ""
    missing_on_paper: str = ""  # members by number (J15)
    reachable: bool | None = None  # None once it is decided or met
    diagnostics: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        return LABELS[self.code]


@dataclass(frozen=True, slots=True)
class Judgement:
    findings: tuple[Finding, ...]
    state: State
    rolling: bool = False  # an extension or a revocation opened the rolling window (F3)

    @property
    def all_met(self) -> bool:
        return self.state == State.MET

    @property
    def unmet(self) -> tuple[Finding, ...]:
        """Criteria that do not hold, or do not hold so far."""
        return tuple(finding for finding in self.findings if not finding.on_track)

    @property
    def may_extend(self) -> bool:
        """Not passed, or no longer able to pass in the first window: time to propose an extension (F3)."""
        stuck = self.state == State.INSUFFICIENT and any(one.reachable is False for one in self.findings)
        return not self.rolling and (self.state == State.NOT_MET or stuck)

    def finding(self, code: str) -> Finding:
        return next(finding for finding in self.findings if finding.code == code)


def judge(facts: KsmFacts, thresholds: Thresholds) -> Judgement:
    """All five findings of one group in one window, and what follows from them."""
    findings = tuple(criterion(facts, thresholds) for criterion in CRITERIA)
    if not facts.complete:
        return Judgement(findings, State.INSUFFICIENT)
    return Judgement(findings, State.MET if all(finding.met for finding in findings) else State.NOT_MET)


def _ratio(numerator: int, denominator: int) -> Fraction | None:
    return Fraction(numerator, denominator) if denominator else None


def _arithmetic(numerator: int, denominator: int) -> str:
    if not denominator:
        return "belum ada angka"
    share = format_fraction_percent(Fraction(numerator, denominator))
    return f"{numerator}/{denominator} = {share}"


def _by_name(member: MemberFact) -> str:
    return member.name


def _by_number(member: MemberFact) -> str:
    return f"anggota no. {member.number}"


def _decided(facts: KsmFacts, *, holds: bool, known: bool) -> bool | None:
    """A judgement only on enough data; a window without any held meeting fails what it cannot show."""
    return (holds and known) if facts.complete else None


def five_rules(facts: KsmFacts, thresholds: Thresholds) -> Finding:
    """Five texts agreed, dated and signed by the window's last day (E1)."""
    done = len(facts.rules_agreed)
    absent = [
        label
        for kind, label in RULE_LABELS.items()
        if kind not in facts.rules_agreed and kind not in facts.rules_unsigned
    ]
    unsigned = [label for kind, label in RULE_LABELS.items() if kind in facts.rules_unsigned]
    parts = []
    if absent:
        parts.append(f"Belum disepakati: {listed(absent)}.")
    if unsigned:
        parts.append(f"Belum ditandatangani: {listed(unsigned)}.")
    met = done == 5
    return Finding(
        code=FIVE_RULES,
        met=met,
        on_track=met,
        actual=Fraction(done, 5),
        numerator=done,
        denominator=5,
        threshold=Fraction(1),
        strict=False,
        arithmetic=f"{done} dari 5 disepakati",
        requirement="syarat: kelima aturan",
        missing=" ".join(parts),
        missing_on_paper=" ".join(parts),
        reachable=None if met else facts.last is None or facts.as_of <= facts.last,
    )


def attendance(facts: KsmFacts, thresholds: Thresholds) -> Finding:
    """Mean of the meetings' attendance rates, strictly above the threshold (A2-A8, A10)."""
    counted = [meeting for meeting in facts.meetings if meeting.known]
    rates = [_attendance_rate(meeting) for meeting in counted]
    actual = sum(rates, Fraction(0)) / len(rates) if rates else None
    present = sum(len(meeting.present) for meeting in counted if meeting.in_week)
    seats = sum(len(meeting.active) for meeting in counted if meeting.in_week)
    above = thresholds.attendance_above
    holds = actual is not None and actual > above
    perfect = len(facts.meetings) - len(rates)
    best = (sum(rates, Fraction(0)) + perfect) / len(facts.meetings) if facts.meetings else None
    even = len({len(meeting.active) for meeting in counted}) <= 1 and all(m.in_week for m in counted)
    percent = format_fraction_percent(actual) if actual is not None else "belum ada angka"
    means = f"({' + '.join(format_fraction_percent(rate) for rate in rates)}) : {len(rates)} = {percent}"
    return Finding(
        code=ATTENDANCE,
        met=_decided(facts, holds=holds, known=True),
        on_track=holds or actual is None,
        actual=actual,
        numerator=present,
        denominator=seats,
        threshold=above,
        strict=True,
        arithmetic=_arithmetic(present, seats) if even or not rates else means,
        requirement=f"syarat lebih dari {format_fraction_percent(above)}",
        missing="" if holds or actual is None else _absences(facts, counted, above, _by_name),
        missing_on_paper="" if holds or actual is None else _absences(facts, counted, above, _by_number),
        reachable=None if facts.complete or holds or best is None else best > above,
        diagnostics=(("Kehadiran keseluruhan", _arithmetic(present, seats)),),
    )


def _attendance_rate(meeting: MeetingFact) -> Fraction:
    """Present of the members of that day; a meeting not held in its own week counts as zero (A8)."""
    if not meeting.in_week or not meeting.active:
        return Fraction(0)
    return Fraction(len(meeting.present), len(meeting.active))


def _absences(facts: KsmFacts, counted: list[MeetingFact], above: Fraction, naming: Naming) -> str:
    needed = _presences_needed(counted, above)
    names = {member.id: naming(member) for member in facts.members}
    parts = [f"Kurang {needed} kehadiran."] if needed else []
    if unheld := _unheld_weeks(counted):
        parts.append(f"Tidak dilaksanakan pada minggunya: {unheld}.")
    for meeting in counted:
        if meeting.in_week and (absent := meeting.active - meeting.present):
            who = [names[pk] for pk in names if pk in absent]
            parts.append(f"Minggu {meeting.week}: {listed(who) or len(absent)} tidak hadir.")
    return " ".join(parts)


def _unheld_weeks(meetings: Iterable[MeetingFact]) -> str:
    """ "minggu 2, 3, dan 4": the weeks whose meeting did not take place in them; "" for none."""
    weeks = [str(meeting.week) for meeting in meetings if not meeting.in_week]
    return f"minggu {listed(weeks)}" if weeks else ""


def _presences_needed(counted: list[MeetingFact], above: Fraction) -> int:
    """How many more presences would have lifted the mean above the threshold; 0 if absences alone do not."""
    total = sum((_attendance_rate(meeting) for meeting in counted), Fraction(0))
    free = sorted(
        (len(m.active) for m in counted if m.in_week for _ in m.active - m.present),
    )
    for needed, size in enumerate(free, start=1):
        total += Fraction(1, size)
        if total / len(counted) > above:
            return needed
    return 0


def routine_savings(facts: KsmFacts, thresholds: Thresholds) -> Finding:
    """Share of members who saved the minimum at every held meeting of the window they were in (B1-B5, J4)."""
    held = facts.held
    judged = [member for member in facts.members if any(member.id in meeting.active for meeting in held)]
    missed = {
        member: [m.week for m in held if member.id in m.active and member.id not in m.savers]
        for member in judged
    }
    savers = sum(1 for weeks in missed.values() if not weeks)
    actual = _ratio(savers, len(judged))
    if actual is None and facts.complete:
        actual = Fraction(0)
    holds = actual is not None and actual >= thresholds.savers_min
    needed = -(-thresholds.savers_min.numerator * len(judged) // thresholds.savers_min.denominator) - savers
    skipped = {member: weeks for member, weeks in missed.items() if weeks}
    short = bool(judged) and not holds
    return Finding(
        code=ROUTINE_SAVINGS,
        met=_decided(facts, holds=holds, known=bool(judged)),
        on_track=holds or not judged,
        actual=actual,
        numerator=savers,
        denominator=len(judged),
        threshold=thresholds.savers_min,
        strict=False,
        arithmetic=_arithmetic(savers, len(judged)),
        requirement=f"syarat minimal {format_fraction_percent(thresholds.savers_min)}",
        missing=_skippers(needed, skipped, _by_name) if short else "",
        missing_on_paper=_skippers(needed, skipped, _by_number) if short else "",
        # A meeting missed stays missed (B4): what is short now stays short in this window.
        reachable=None if facts.complete or not short else False,
        diagnostics=_savings_diagnostics(held),
    )


def _skippers(needed: int, skipped: dict[MemberFact, list[int]], naming: Naming) -> str:
    by_weeks = defaultdict(list)
    for member, weeks in skipped.items():
        by_weeks[tuple(weeks)].append(naming(member))
    groups = [
        f"{listed(names)} melewatkan minggu {listed(str(week) for week in weeks)}"
        for weeks, names in by_weeks.items()
    ]
    return f"Kurang {needed} penabung rutin: {'; '.join(groups)}."


def _savings_diagnostics(held: Iterable[MeetingFact]) -> tuple[tuple[str, str], ...]:
    """The other readings of "menabung rutin" (B2), shown beside the figure that decides."""
    shares = [Fraction(len(m.savers), len(m.active)) for m in held if m.active]
    if not shares:
        return ()
    collected, due = sum(m.collected for m in held), sum(m.due for m in held)
    return (
        ("Rata-rata penabung per pertemuan", format_fraction_percent(sum(shares, Fraction(0)) / len(shares))),
        ("Paling rendah dalam satu pertemuan", format_fraction_percent(min(shares))),
        ("Terkumpul dibanding seharusnya", format_fraction_percent(Fraction(collected, due or 1))),
    )


def timely_books(facts: KsmFacts, thresholds: Thresholds) -> Finding:
    """Required books finished by the cut-off, over the held meetings of the window (C1-C3, J5)."""
    required, late = 0, []
    for meeting in facts.held:
        for book in meeting.books:
            required += 1
            if book.finished_on is None:
                late.append(f"minggu {meeting.week}, {book.label.lower()} belum selesai")
            elif (book.finished_on - meeting.day).days > thresholds.grace_days:
                finished = date_in_words(book.finished_on)
                late.append(f"minggu {meeting.week}, {book.label.lower()} baru selesai {finished}")
    missing = f"Terlambat {len(late)} catatan: {'; '.join(late)}." if late else ""
    return _exact(facts, TIMELY_BOOKS, required - len(late), required, missing=missing)


def agenda(facts: KsmFacts, thresholds: Thresholds) -> Finding:
    """Agenda items done or rightly not applicable, over all scheduled meetings (D1, A8, J5)."""
    known = [meeting for meeting in facts.meetings if meeting.known]
    total, met, open_items = sum(meeting.agenda_size for meeting in known), 0, []
    if unheld := _unheld_weeks(known):
        open_items.append(f"{unheld} tidak dilaksanakan pada minggunya")
    for meeting in known:
        if not meeting.in_week:
            continue
        met += sum(1 for item in meeting.agenda if item.met)
        undone = [item.label.lower() for item in meeting.agenda if not item.met]
        if undone:
            open_items.append(f"minggu {meeting.week}: {listed(undone)}")
    missing = f"Belum terpenuhi: {'; '.join(open_items)}." if open_items else ""
    return _exact(facts, AGENDA, met, total, missing=missing)


def _exact(facts: KsmFacts, code: str, done: int, total: int, *, missing: str) -> Finding:
    """A criterion that wants all of it: one entry short stays short in this window."""
    actual = _ratio(done, total)
    if actual is None and facts.complete:
        actual = Fraction(0)
    holds = total > 0 and done == total
    nouns = {TIMELY_BOOKS: "catatan buku", AGENDA: "agenda"}
    return Finding(
        code=code,
        met=_decided(facts, holds=holds, known=total > 0),
        on_track=holds or not total,
        actual=actual,
        numerator=done,
        denominator=total,
        threshold=Fraction(1),
        strict=False,
        arithmetic=f"{done} dari {total} {nouns[code]}" if total else "belum ada angka",
        requirement="syarat 100%",
        missing=missing,
        missing_on_paper=missing,
        reachable=None if facts.complete or holds or not total else False,
    )


CRITERIA = (five_rules, attendance, routine_savings, timely_books, agenda)
