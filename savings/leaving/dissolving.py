"""A group that ends (bubar): loans called in, savings and shares out, funds handed over, the book empty."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from groups.locking import lock_ksm
from groups.models import Ksm, Member, User
from groups.papers.register import issue
from groups.path.mentoring import close_ksm
from groups.refusals import GroupError
from ksm.dates import date_in_words
from ksm.money import format_rupiah
from ledger import chart
from ledger.acts.act import Decision
from ledger.journal.balances import balances
from ledger.journal.posting import Line, post
from ledger.loans.owed import left_over, outstanding_principal
from ledger.models import Fund, JournalEntry, Loan
from ledger.policy.surplus import STEP
from savings.leaving.settling import Settlement, pay_out, settlements
from savings.models import Dissolution
from savings.records import ending_act

# The group's own money: what it began with, its reserve, and what it earned. Shared by what members saved.
OWN = (chart.MODAL_AWAL, chart.CADANGAN, chart.SHU)
HANDED_OVER = {
    chart.DANA_SOSIAL: Fund.SOSIAL,
    chart.DANA_TANGGUNG_RENTENG: Fund.TANGGUNG_RENTENG,
    chart.DANA_BLM: Fund.BLM,
}
# Nothing of these may be left when a group ends.
MUST_BE_ZERO = {
    chart.BANK: "uang di bank {}: ambil dulu ke kas",
    chart.PIUTANG_TANGGUNG_RENTENG: "piutang tanggung renteng {}: selesaikan dulu",
    chart.TITIPAN_PENANGGUNG: "titipan penanggung {}: kembalikan dulu",
    chart.UTANG_LUAR: "utang kepada pihak luar {}: lunasi dulu",
}


@dataclass(frozen=True, slots=True)
class WindingUp:
    """What a group's end would pay and hand over, in rupiah; `obstacles` are sentences, [] for none."""

    members: Mapping[Member, Settlement]
    shares: Mapping[int, int]  # of the group's own money, by member id
    funds: Mapping[str, int]  # by account code, rupiah to hand over
    remainder: int  # of the own money, handed over too: less than a step a member
    obstacles: list[str]

    @property
    def handed_over(self) -> int:
        return sum(self.funds.values()) + self.remainder


def winding_up(ksm: Ksm, on: datetime.date) -> WindingUp:
    """Look at what a group's end on a day would mean. Reads only."""
    account = balances(ksm, on)
    everybody = settlements(ksm, ksm.members.order_by("number"), on)
    members = {member: winding for member, winding in everybody.items() if not winding.is_empty}
    own = -sum(account.get(code, 0) for code in OWN) + _result(account)
    saved = {member.pk: winding.saved for member, winding in members.items() if winding.saved}
    shares = _by_savings(own, saved)
    return WindingUp(
        members,
        shares,
        {code: -account[code] for code in HANDED_OVER if account.get(code)},
        own - sum(shares.values()) if own > 0 else 0,
        _obstacles(ksm, on, account, own),
    )


def _result(account: Mapping[str, int]) -> int:
    kinds = (chart.INCOME, chart.COST)
    return -sum(total for code, total in account.items() if chart.BY_CODE[code].kind in kinds)


def _by_savings(own: int, saved: Mapping[int, int]) -> dict[int, int]:
    total = sum(saved.values())
    if own <= 0 or not total:
        return {}
    shares = {pk: own * amount // total // STEP * STEP for pk, amount in saved.items()}
    return {pk: share for pk, share in shares.items() if share}


def _obstacles(ksm: Ksm, on: datetime.date, account: Mapping[str, int], own: int) -> list[str]:
    owed = outstanding_principal(ksm, on)
    loans = ksm.loans.filter(pk__in=owed, borrower=Loan.Borrower.MEMBER).order_by("pk")
    waiting = ksm.loans.filter(state__in=(Loan.State.APPLIED, Loan.State.APPROVED)).order_by("pk")
    found = [
        f"Pinjaman {loan.number} masih {format_rupiah(owed[loan.pk])}: tagih, lunasi, atau hapusbukukan."
        for loan in loans
    ]
    found += [
        f"Uang pinjaman luar {loan.number} belum diterima: batalkan dulu perjanjiannya."
        if loan.is_outside
        else f"Permohonan pinjaman {loan.number} belum selesai: tolak dulu."
        for loan in waiting
    ]
    found += [
        f"Masih ada {words.format(format_rupiah(abs(account[code])))}."
        for code, words in MUST_BE_ZERO.items()
        if account.get(code)
    ]
    if own < 0:
        found.append(f"Kelompok rugi {format_rupiah(-own)}: tutup dulu dengan iuran anggota di pertemuan.")
    found += [
        f"{chart.BY_CODE[code].name} kurang {format_rupiah(account[code])}."
        for code in HANDED_OVER
        if account.get(code, 0) > 0
    ]
    if ksm.meetings.filter(state="REOPENED").exists():
        found.append("Ada lembar pertemuan yang sedang dibuka kembali. Tutup dulu.")
    return found


@transaction.atomic
def dissolve(
    *,
    ksm: Ksm,
    closed_on: datetime.date,
    reason: str,
    minutes: str,
    recipient: str,
    today: datetime.date,
    by: User,
) -> Dissolution | None:
    """End a group for good: everybody paid, the funds handed over, its book empty. None without any money.

    Raises GroupError with what stands in the way, or for an impossible or closed day.
    """
    ksm = lock_ksm(ksm.pk)
    winding = winding_up(ksm, closed_on)
    if winding.obstacles:
        raise GroupError(" ".join(winding.obstacles))
    later = ksm.entries.filter(date__gt=closed_on).order_by("-date").first()
    if later:
        raise GroupError(
            f"Buku sudah berisi catatan {date_in_words(later.date)}. Isi tanggal itu atau sesudahnya.",
            "closed_on",
        )
    if winding.handed_over and not recipient.strip():
        raise GroupError("Tulis siapa yang menerima dana kelompok.", "recipient")
    close_ksm(ksm=ksm, closed_on=closed_on, reason=reason, today=today, by=by)
    paid, handed_over = _empty_the_box(ksm, winding, Decision(closed_on, today, minutes, reason, by))
    if paid is None and handed_over is None:
        return None
    ending = Dissolution.objects.create(
        ksm=ksm,
        date=closed_on,
        minutes=minutes,
        recipient=recipient.strip(),
        members=_member_rows(winding),
        funds={chart.BY_CODE[code].name: amount for code, amount in winding.funds.items()}
        | ({"Sisa pembulatan": winding.remainder} if winding.remainder else {}),
        written_off=sum(left.total for left in left_over(ksm.loans.all()).values()),
        paid_entry=paid,
        entry=handed_over,
        by=by,
    )
    issue(ksm, [ending_act(ending)])
    return ending


def _member_rows(winding: WindingUp) -> list[list]:
    return [
        [member.number, member.name, paid.saved, paid.surplus_due, winding.shares.get(member.pk, 0)]
        for member, paid in winding.members.items()
    ]


def _empty_the_box(
    ksm: Ksm, winding: WindingUp, decision: Decision
) -> tuple[JournalEntry | None, JournalEntry | None]:
    """The entry that pays members out, and the one that closes the accounts; None for one without lines."""
    memo, handed_over = f"Pembubaran {ksm.name}"[:300], None
    paid = pay_out(ksm=ksm, members=dict(winding.members), decision=decision, memo=memo)
    lines = _ending_lines(ksm, winding, decision.on)
    if lines:
        kind = JournalEntry.Kind.CLOSING
        handed_over = post(ksm=ksm, date=decision.on, kind=kind, memo=memo, lines=lines, by=decision.by)
    if left := {code: total for code, total in balances(ksm, decision.on).items() if total}:
        names = ", ".join(f"{chart.BY_CODE[code].name} {format_rupiah(abs(left[code]))}" for code in left)
        raise GroupError(f"Buku belum kosong: {names}.")
    return paid, handed_over


def _ending_lines(ksm: Ksm, winding: WindingUp, on: datetime.date) -> list[Line]:
    """The own money gathered in one account and paid by shares; the funds handed over from their own cash."""
    account = balances(ksm, on)
    lines = []
    for code, total in sorted(account.items()):
        kind = chart.BY_CODE[code].kind
        if total and (kind in (chart.INCOME, chart.COST) or (code in OWN and code != chart.SHU)):
            sides = (code, chart.SHU) if total < 0 else (chart.SHU, code)
            lines.append(Line(*sides, abs(total), fund=Fund.KAS, memo="Tutup buku"))
    for pk, amount in winding.shares.items():
        lines.append(Line(chart.SHU, chart.KAS, amount, member_id=pk, memo="Bagian kekayaan kelompok"))
    if winding.remainder:
        lines.append(Line(chart.SHU, chart.KAS, winding.remainder, memo="Sisa pembulatan diserahkan"))
    for code, amount in winding.funds.items():
        memo = f"{chart.BY_CODE[code].name} diserahkan"
        lines.append(Line(code, chart.KAS, amount, fund=HANDED_OVER[code], memo=memo))
    return lines
