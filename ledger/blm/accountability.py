"""The LPJ of a tranche: sent by the group, accepted or returned by UP-UP, never edited (domain.md H3)."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction
from django.db.models import Sum

from groups.models import User
from groups.papers.register import issue, withdraw
from groups.refusals import GroupError
from ksm.money import format_rupiah
from ledger.blm.changing import moved_after
from ledger.blm.fund_use import FundUse, fund_use
from ledger.blm.proposing import lock_grant, note_event
from ledger.blm.records import REPORT, report_act
from ledger.blm.tranches import paid_tranche_ids
from ledger.models import AccountabilityReport, BlmGrant, BudgetLine, Tranche, UsedAmount

State = AccountabilityReport.State
# What an LPJ keeps of the books as they stood on its day: fields of both FundUse and the report.
FROZEN = ("received", "lent", "came_back", "spent", "returned", "box", "bank")


@dataclass(frozen=True, slots=True)
class Used:
    """Rupiah used of one line of the RAB, by its receipts."""

    swadaya: int = 0
    blm: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """Rupiah of the fund counted in the box and read in the bank's passbook."""

    box: int
    bank: int


@transaction.atomic
def submit_report(
    *,
    tranche: Tranche,
    used: Mapping[int, Used],
    counted: Counted,
    reason: str,
    note: str,
    by: User,
    today: datetime.date,
) -> AccountabilityReport:
    """Send the LPJ of a paid tranche: the books as of today beside the receipts of each line (by its id).

    What is lent has no receipts of its own: such a line is told by the books alone. Raises GroupError: not
    paid, one waits or was accepted, nothing used, more BLM than was paid so far, or a figure that differs
    from the books without a reason (J28).
    """
    grant = lock_grant(tranche.grant, BlmGrant.State.AGREED)
    if tranche.pk not in paid_tranche_ids(grant):
        raise GroupError(f"Tahap {tranche.sequence} belum dicairkan.")
    if tranche.reports.exclude(state=State.RETURNED).exists():
        raise GroupError(f"LPJ tahap {tranche.sequence} sudah dikirim.")
    lines = list(grant.lines.all())
    if set(used) != {line.pk for line in lines}:
        raise GroupError("Daftar RAB berubah. Buka lagi halaman ini.")
    books, before = fund_use(grant, today), used_before(tranche)
    told = {line.pk: _told(line, used[line.pk], books, before) for line in lines}
    _require_fitting(grant, tranche, told, before)
    found = differences(lines, told, counted, books, before)
    if found and not reason.strip():
        raise GroupError(f"Berbeda dari buku: {'; '.join(found)}. Tulis alasannya.", "reason")
    report = AccountabilityReport.objects.create(
        tranche=tranche,
        note=note,
        submitted_on=today,
        submitted_by=by,
        **{name: getattr(books, name) for name in FROZEN},
        counted_box=counted.box,
        counted_bank=counted.bank,
        difference_reason=reason.strip() if found else "",
    )
    UsedAmount.objects.bulk_create(
        UsedAmount(report=report, line_id=pk, swadaya=one.swadaya, blm=one.blm, booked=books.by_line[pk])
        for pk, one in told.items()
    )
    issue(grant.ksm, [report_act(grant, report)])
    note_event(grant, f"LPJ tahap {tranche.sequence} dikirim", by)
    return report


def _told(line: BudgetLine, used: Used, books: FundUse, before: Mapping[int, Used]) -> Used:
    """What an LPJ says of a line: its receipts, or the books where it is lent."""
    return Used(used.swadaya, booked_now(line, books, before)) if line.is_lent else used


def used_before(tranche: Tranche) -> dict[int, Used]:
    """What the accepted LPJ of earlier tranches said of each line, by its id; nothing for the others."""
    rows = UsedAmount.objects.filter(
        report__tranche__grant_id=tranche.grant_id,
        report__state=State.ACCEPTED,
        report__tranche__sequence__lt=tranche.sequence,
    )
    before: dict[int, Used] = defaultdict(Used)
    for row in rows.order_by().values("line_id").annotate(own=Sum("swadaya"), aid=Sum("blm")):
        before[row["line_id"]] = Used(row["own"], row["aid"])
    return before


def booked_now(line: BudgetLine, books: FundUse, before: Mapping[int, Used]) -> int:
    """What the books say of a line that no accepted LPJ told yet, in rupiah."""
    return max(books.by_line[line.pk] - before[line.pk].blm, 0)


def booked_by_line(tranche: Tranche, lines: Iterable[BudgetLine], books: FundUse) -> dict[int, int]:
    """`booked_now` of each line, by its id: what a new LPJ proposes."""
    before = used_before(tranche)
    return {line.pk: booked_now(line, books, before) for line in lines}


def fund_words(books: FundUse) -> list[tuple[str, str]]:
    """What the books say of a grant and its fund, each with its label."""
    told = [
        ("BLM diterima", books.received),
        ("Dipinjamkan kepada anggota", books.lent),
        ("Kembali dari angsuran pokok", books.came_back),
        ("Dibelanjakan", books.spent),
        ("Dikembalikan kepada BKM", books.returned),
        ("Dari dana sebelumnya", books.other),
    ]
    shown = told if books.other else told[:-1]
    return [(label, format_rupiah(amount)) for label, amount in [*shown, ("Sisa dana BLM", books.left)]]


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of an LPJ by its receipts or by counting, beside the books; rupiah."""

    what: str
    told: int
    booked: int

    @property
    def difference(self) -> int:
        return self.told - self.booked


@dataclass(frozen=True, slots=True)
class ReportFund:
    """The fund in an LPJ: what the books said in words, and each figure beside them."""

    words: list[tuple[str, str]]
    compared: list[Compared]


def report_fund(report: AccountabilityReport) -> ReportFund | None:
    """The fund as an LPJ froze it; None for one from before the books were asked."""
    if report.received is None:
        return None
    books = FundUse(**{name: getattr(report, name) for name in FROZEN})
    lines, _ = use_against_plan(report)
    compared = [
        Compared(f"BLM dipakai, {one.line.sequence}. {one.line}", one.used_blm, one.booked or 0)
        for one in lines
        if one.line
    ]
    compared.append(Compared("Uang di kotak", report.counted_box or 0, books.box))
    compared.append(Compared("Uang di bank", report.counted_bank or 0, books.bank))
    return ReportFund(fund_words(books), compared)


def differences(
    lines: Iterable[BudgetLine],
    told: Mapping[int, Used],
    counted: Counted,
    books: FundUse,
    before: Mapping[int, Used],
) -> list[str]:
    """Where receipts and counts are not what the books say, each in words; [] where all agree."""
    pairs = [
        (f"baris {line.sequence}", before[line.pk].blm + told[line.pk].blm, books.by_line[line.pk])
        for line in lines
    ]
    pairs += [("uang di kotak", counted.box, books.box), ("uang di bank", counted.bank, books.bank)]
    return [
        f"{what} {format_rupiah(said)}, menurut buku {format_rupiah(booked)}"
        for what, said, booked in pairs
        if said != booked
    ]


def _require_fitting(
    grant: BlmGrant, tranche: Tranche, used: Mapping[int, Used], before: Mapping[int, Used]
) -> None:
    """BLM used by all accepted LPJ and this one, never beyond the tranches paid until this one."""
    now = sum(item.blm for item in used.values())
    if not any(item.blm or item.swadaya for item in used.values()):
        raise GroupError("Isi paling sedikit satu baris yang dipakai.")
    earlier = sum(item.blm for item in before.values())
    until = grant.tranches.filter(sequence__lte=tranche.sequence)
    received = until.aggregate(total=Sum("amount", default=0))["total"]
    if earlier + now > received:
        raise GroupError(
            f"BLM yang dipakai {format_rupiah(earlier + now)}, "
            f"padahal baru dicairkan {format_rupiah(received)}."
        )


@transaction.atomic
def answer_report(
    *,
    report: AccountabilityReport,
    accept: bool,
    difference_seen: bool = False,
    reason: str,
    by: User,
    today: datetime.date,
) -> AccountabilityReport:
    """UP-UP accepts an LPJ, which unlocks the next tranche, or returns it with a reason.

    Raises GroupError: answered already, the same person who sent it, no reason; accepted without a tick at
    its differences, or after the books of its day changed (J28).
    """
    grant = lock_grant(report.tranche.grant, BlmGrant.State.AGREED)
    report = AccountabilityReport.objects.select_related("tranche").get(pk=report.pk)
    if report.state != State.SUBMITTED:
        raise GroupError("LPJ ini sudah dijawab.")
    if report.submitted_by_id == by.pk:
        raise GroupError("Yang mengirim LPJ tidak boleh memeriksanya sendiri.")
    if not accept and not reason.strip():
        raise GroupError("Tulis apa yang harus diperbaiki.", "reason")
    if accept:
        _require_true_still(grant, report)
        if report.difference_reason and not difference_seen:
            raise GroupError("Tandai bahwa selisih dengan buku sudah diperiksa.", "difference_seen")
    report.difference_seen = accept and difference_seen and bool(report.difference_reason)
    report.state = State.ACCEPTED if accept else State.RETURNED
    report.answered_on, report.answered_by, report.answer_note = today, by, reason.strip()
    report.save()
    if not accept:
        withdraw(grant.ksm, REPORT, [f"{grant.pk}/{report.pk}"], today, "Dikembalikan untuk diperbaiki")
    words = "diterima" if accept else "dikembalikan"
    note_event(grant, f"LPJ tahap {report.tranche.sequence} {words}", by, reason.strip())
    return report


def _require_true_still(grant: BlmGrant, report: AccountabilityReport) -> None:
    """An LPJ that waits tells the books of its day, and they still say so."""
    if report.received is None:
        raise GroupError("LPJ ini dibuat sebelum diisi dari buku. Kembalikan, lalu dikirim lagi.")
    books = fund_use(grant, report.submitted_on)
    booked = dict(report.used.values_list("line_id", "booked"))
    if any(getattr(books, name) != getattr(report, name) for name in FROZEN) or booked != books.by_line:
        raise GroupError("Buku berubah sesudah LPJ ini dikirim. Kembalikan, lalu dikirim lagi.")


@dataclass(frozen=True, slots=True)
class UseOfLine:
    """A line of the RAB: planned, used before and in this LPJ, left; rupiah of swadaya and BLM together.

    `booked` is the BLM of the line by the books until then; None in an LPJ from before they were asked.
    """

    line: BudgetLine | None
    planned_swadaya: int
    planned_blm: int
    before: Used
    now: Used
    booked: int | None

    @property
    def used_swadaya(self) -> int:
        return self.before.swadaya + self.now.swadaya

    @property
    def used_blm(self) -> int:
        return self.before.blm + self.now.blm

    @property
    def used(self) -> int:
        return self.used_swadaya + self.used_blm

    @property
    def left(self) -> int:
        """Below zero where more was used than planned."""
        return self.planned_swadaya + self.planned_blm - self.used

    @property
    def share(self) -> Fraction | None:
        """Used of planned, exactly; None where nothing was planned."""
        planned = self.planned_swadaya + self.planned_blm
        return Fraction(self.used, planned) if planned else None


def use_against_plan(report: AccountabilityReport) -> tuple[list[UseOfLine], UseOfLine]:
    """Each line of the plan of that day beside what accepted LPJ before and this one used; and the sum."""
    before = used_before(report.tranche)
    rows = {row.line_id: row for row in report.used.all()}
    lines, later = [], moved_after(report.tranche.grant_id, report.submitted_on)
    for line in BudgetLine.objects.filter(grant_id=report.tranche.grant_id):
        planned = line.blm - later[line.pk]
        row = rows.get(line.pk)
        now = Used(row.swadaya, row.blm) if row else Used()
        booked = row.booked if row else None
        lines.append(UseOfLine(line, line.swadaya, planned, before[line.pk], now, booked))
    return lines, _sum_of(lines)


def _sum_of(lines: Sequence[UseOfLine]) -> UseOfLine:
    return UseOfLine(
        None,
        sum(one.planned_swadaya for one in lines),
        sum(one.planned_blm for one in lines),
        Used(sum(one.before.swadaya for one in lines), sum(one.before.blm for one in lines)),
        Used(sum(one.now.swadaya for one in lines), sum(one.now.blm for one in lines)),
        sum(one.booked or 0 for one in lines),
    )
