"""The LPJ of a tranche: sent by the group, accepted or returned by UP-UP, never edited (domain.md H3)."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction
from django.db.models import Sum

from groups.models import User
from groups.refusals import GroupError
from ksm.money import format_rupiah
from ledger.blm.proposing import lock_grant, note_event
from ledger.blm.tranches import paid_tranche_ids
from ledger.models import AccountabilityReport, BlmGrant, BudgetLine, Tranche, UsedAmount

State = AccountabilityReport.State


@dataclass(frozen=True, slots=True)
class Used:
    """Rupiah used of one line of the RAB."""

    swadaya: int = 0
    blm: int = 0


@transaction.atomic
def submit_report(
    *, tranche: Tranche, used: Mapping[int, Used], note: str, by: User, today: datetime.date
) -> AccountabilityReport:
    """Send the LPJ of a paid tranche: what was used of each line (by its id).

    Raises GroupError: not paid, one waits or was accepted, nothing used, or more BLM than was paid so far.
    """
    grant = lock_grant(tranche.grant, BlmGrant.State.AGREED)
    if tranche.pk not in paid_tranche_ids(grant):
        raise GroupError(f"Tahap {tranche.sequence} belum dicairkan.")
    if tranche.reports.exclude(state=State.RETURNED).exists():
        raise GroupError(f"LPJ tahap {tranche.sequence} sudah dikirim.")
    lines = list(grant.lines.all())
    if set(used) != {line.pk for line in lines}:
        raise GroupError("Daftar RAB berubah. Buka lagi halaman ini.")
    _require_fitting(grant, tranche, used)
    report = AccountabilityReport.objects.create(
        tranche=tranche, note=note, submitted_on=today, submitted_by=by
    )
    UsedAmount.objects.bulk_create(
        UsedAmount(report=report, line=line, swadaya=used[line.pk].swadaya, blm=used[line.pk].blm)
        for line in lines
    )
    note_event(grant, f"LPJ tahap {tranche.sequence} dikirim", by)
    return report


def _require_fitting(grant: BlmGrant, tranche: Tranche, used: Mapping[int, Used]) -> None:
    """BLM used by all accepted LPJ and this one, never beyond the tranches paid until this one."""
    now = sum(item.blm for item in used.values())
    if not any(item.blm or item.swadaya for item in used.values()):
        raise GroupError("Isi paling sedikit satu baris yang dipakai.")
    rows = UsedAmount.objects.filter(report__tranche__grant=grant, report__state=State.ACCEPTED)
    before = rows.aggregate(total=Sum("blm", default=0))["total"]
    until = grant.tranches.filter(sequence__lte=tranche.sequence)
    received = until.aggregate(total=Sum("amount", default=0))["total"]
    if before + now > received:
        raise GroupError(
            f"BLM yang dipakai {format_rupiah(before + now)}, "
            f"padahal baru dicairkan {format_rupiah(received)}."
        )


@transaction.atomic
def answer_report(
    *, report: AccountabilityReport, accept: bool, reason: str, by: User, today: datetime.date
) -> AccountabilityReport:
    """UP-UP accepts an LPJ, which unlocks the next tranche, or returns it with a reason.

    Raises GroupError: answered already, the same person who sent it, no reason.
    """
    grant = lock_grant(report.tranche.grant, BlmGrant.State.AGREED)
    report = AccountabilityReport.objects.select_related("tranche").get(pk=report.pk)
    if report.state != State.SUBMITTED:
        raise GroupError("LPJ ini sudah dijawab.")
    if report.submitted_by_id == by.pk:
        raise GroupError("Yang mengirim LPJ tidak boleh memeriksanya sendiri.")
    if not accept and not reason.strip():
        raise GroupError("Tulis apa yang harus diperbaiki.", "reason")
    report.state = State.ACCEPTED if accept else State.RETURNED
    report.answered_on, report.answered_by, report.answer_note = today, by, reason.strip()
    report.save()
    words = "diterima" if accept else "dikembalikan"
    note_event(grant, f"LPJ tahap {report.tranche.sequence} {words}", by, reason.strip())
    return report


@dataclass(frozen=True, slots=True)
class UseOfLine:
    """A line of the RAB: planned, used before and in this LPJ, left; rupiah of swadaya and BLM together."""

    line: BudgetLine | None
    planned_swadaya: int
    planned_blm: int
    before: Used
    now: Used

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
    """Each line of the plan beside what accepted LPJ of earlier tranches and this one used; and the sum."""
    tranche = report.tranche
    rows = UsedAmount.objects.filter(
        report__tranche__grant_id=tranche.grant_id,
        report__state=State.ACCEPTED,
        report__tranche__sequence__lt=tranche.sequence,
    )
    before: dict[int, Used] = defaultdict(Used)
    for row in rows.order_by().values("line_id").annotate(own=Sum("swadaya"), aid=Sum("blm")):
        before[row["line_id"]] = Used(row["own"], row["aid"])
    now = {row.line_id: Used(row.swadaya, row.blm) for row in report.used.all()}
    lines = [
        UseOfLine(line, line.swadaya, line.blm, before[line.pk], now.get(line.pk, Used()))
        for line in BudgetLine.objects.filter(grant_id=tranche.grant_id)
    ]
    return lines, _sum_of(lines)


def _sum_of(lines: Sequence[UseOfLine]) -> UseOfLine:
    return UseOfLine(
        None,
        sum(one.planned_swadaya for one in lines),
        sum(one.planned_blm for one in lines),
        Used(sum(one.before.swadaya for one in lines), sum(one.before.blm for one in lines)),
        Used(sum(one.now.swadaya for one in lines), sum(one.now.blm for one in lines)),
    )
