"""The five criteria of graduation in words. Pure: facts in, findings out.

The figures are those of `assessment/graduation/figures.py`; a finding adds how they were worked out, and what
is missing, by name for the group and by number on paper.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from assessment.graduation import figures
from assessment.graduation.evidence import KsmFacts, MeetingFact, MemberFact, Thresholds
from assessment.graduation.figures import Figure, Judgement, judgement_of
from assessment.graduation.tally import is_on_time, tally_of
from ksm.dates import date_in_words
from ksm.money import format_fraction_percent
from ksm.words import listed

POLICY_VERSION = 1

RULE_LABELS = {
    "MEETING": "pertemuan rutin",
    "SAVING": "tabungan",
    "RECORDING": "pencatatan",
    "LOAN": "pinjaman",
    "INSTALLMENT": "angsuran",
}
Naming = Callable[[MemberFact], str]
FIGURE_FIELDS = tuple(field.name for field in fields(Figure))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Figure):
    """A figure in words: how it was worked out, what it is held against, and who or what is missing."""

    arithmetic: str
    requirement: str
    missing: str = ""
    missing_on_paper: str = ""  # members by number (J15)
    diagnostics: tuple[tuple[str, str], ...] = ()


def judge(facts: KsmFacts, thresholds: Thresholds, *, rolling: bool = False) -> Judgement[Finding]:
    """All five findings of one group in one window, and what follows from them."""
    findings = tuple(criterion(facts, thresholds) for criterion in CRITERIA)
    return judgement_of(findings, complete=facts.complete, rolling=rolling)


def _finding(figure: Figure, **words: Any) -> Finding:
    """A figure with its words."""
    return Finding(**{name: getattr(figure, name) for name in FIGURE_FIELDS}, **words)


def _arithmetic(numerator: int, denominator: int) -> str:
    if not denominator:
        return "belum ada angka"
    share = format_fraction_percent(Fraction(numerator, denominator))
    return f"{numerator}/{denominator} = {share}"


def _by_name(member: MemberFact) -> str:
    return member.name


def _by_number(member: MemberFact) -> str:
    return f"anggota no. {member.number}"


def five_rules(facts: KsmFacts, thresholds: Thresholds) -> Finding:
    """Five texts agreed, dated and signed by the window's last day (E1)."""
    figure = figures.five_rules(tally_of(facts, thresholds), thresholds)
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
    return _finding(
        figure,
        arithmetic=f"{figure.numerator} dari {figure.denominator} disepakati",
        requirement="syarat: kelima aturan",
        missing=" ".join(parts),
        missing_on_paper=" ".join(parts),
    )


def attendance(facts: KsmFacts, thresholds: Thresholds) -> Finding:
    """Mean of the meetings' attendance rates, strictly above the threshold (A2-A8, A10)."""
    figure = figures.attendance(tally_of(facts, thresholds), thresholds)
    counted = [meeting for meeting in facts.meetings if meeting.known]
    short = figure.actual is not None and not figure.on_track
    return _finding(
        figure,
        arithmetic=_mean_in_words(figure, counted),
        requirement=f"syarat lebih dari {format_fraction_percent(figure.threshold)}",
        missing=_absences(facts, counted, figure.threshold, _by_name) if short else "",
        missing_on_paper=_absences(facts, counted, figure.threshold, _by_number) if short else "",
        diagnostics=(("Kehadiran keseluruhan", _arithmetic(figure.numerator, figure.denominator)),),
    )


def _mean_in_words(figure: Figure, counted: list[MeetingFact]) -> str:
    """ "33/36 = 91,67%" where every meeting weighs the same; else the mean of the meetings' rates."""
    even = len({len(meeting.active) for meeting in counted}) <= 1 and all(m.in_week for m in counted)
    if even or figure.actual is None:
        return _arithmetic(figure.numerator, figure.denominator)
    rates = " + ".join(format_fraction_percent(_attendance_rate(meeting)) for meeting in counted)
    return f"({rates}) : {len(counted)} = {format_fraction_percent(figure.actual)}"


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
    figure = figures.routine_savings(tally_of(facts, thresholds), thresholds)
    held = facts.held
    skipped = {
        member: weeks
        for member in facts.members
        if (weeks := [m.week for m in held if member.id in m.active and member.id not in m.savers])
    }
    short, needed = not figure.on_track, figures.savers_short(figure)
    return _finding(
        figure,
        arithmetic=_arithmetic(figure.numerator, figure.denominator),
        requirement=f"syarat minimal {format_fraction_percent(figure.threshold)}",
        missing=_skippers(needed, skipped, _by_name) if short else "",
        missing_on_paper=_skippers(needed, skipped, _by_number) if short else "",
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
    figure = figures.timely_books(tally_of(facts, thresholds), thresholds)
    late = []
    for meeting in facts.held:
        for book in meeting.books:
            if book.finished_on is None:
                late.append(f"minggu {meeting.week}, {book.label.lower()} belum selesai")
            elif not is_on_time(book, meeting, thresholds):
                finished = date_in_words(book.finished_on)
                late.append(f"minggu {meeting.week}, {book.label.lower()} baru selesai {finished}")
    missing = f"Terlambat {len(late)} catatan: {'; '.join(late)}." if late else ""
    return _exact(figure, "catatan buku", missing)


def agenda(facts: KsmFacts, thresholds: Thresholds) -> Finding:
    """Agenda items done or rightly not applicable, over all scheduled meetings (D1, A8, J5)."""
    figure = figures.agenda(tally_of(facts, thresholds), thresholds)
    known = [meeting for meeting in facts.meetings if meeting.known]
    open_items = []
    if unheld := _unheld_weeks(known):
        open_items.append(f"{unheld} tidak dilaksanakan pada minggunya")
    for meeting in known:
        if not meeting.in_week:
            continue
        undone = [item.label.lower() for item in meeting.agenda if not item.met]
        if undone:
            open_items.append(f"minggu {meeting.week}: {listed(undone)}")
    missing = f"Belum terpenuhi: {'; '.join(open_items)}." if open_items else ""
    return _exact(figure, "agenda", missing)


def _exact(figure: Figure, noun: str, missing: str) -> Finding:
    """A criterion that wants all of it."""
    done, total = figure.numerator, figure.denominator
    return _finding(
        figure,
        arithmetic=f"{done} dari {total} {noun}" if total else "belum ada angka",
        requirement="syarat 100%",
        missing=missing,
        missing_on_paper=missing,
    )


CRITERIA = (five_rules, attendance, routine_savings, timely_books, agenda)
