"""SHU paid out by mistake, and an exit or a move that should not have been, taken back."""

import datetime

from django.db import transaction
from django.db.models import Q

from groups.locking import lock_ksm
from groups.members.enrolment import record_leaving, take_back_leaving
from groups.models import Ksm, Member, User
from groups.papers.register import withdraw
from groups.path.mentoring import take_back_closing
from groups.refusals import GroupError
from ksm.certain import certain
from ksm.dates import date_in_words
from ledger.journal.posting import LedgerError
from ledger.loans.lending import withdraw_disbursements
from ledger.models import JournalEntry, JournalLine, Loan, LoanEvent, SurplusShare, SurplusSharing, Undoing
from ledger.undoing.loan_acts import (
    Retraction,
    acts_of_payout,
    take_back_acts,
    undo_act,
    write_undoing,
)
from savings.models import MemberExit, MemberMove
from savings.records import ENDING, EXIT


@transaction.atomic
def undo_payout(*, sharing: SurplusSharing, entry: JournalEntry, retraction: Retraction) -> Undoing:
    """Take back one payment of SHU with all the parts it paid: they wait to be paid again.

    Arrears that were set off by it are owed again. Raises LedgerError: not a payment of that sharing, paid
    when somebody left, money that is gone, something later on a loan that was paid so.
    """
    ksm = lock_ksm(sharing.ksm_id)
    shares = SurplusShare.objects.filter(sharing=sharing, paid_entry=entry)
    if not shares.exists():
        raise LedgerError("Pembayaran ini bukan dari pembagian SHU itu, atau sudah dibatalkan.")
    if MemberExit.objects.standing().filter(entry=entry).exists():
        raise LedgerError("SHU ini dibayarkan waktu anggota keluar. Batalkan keluarnya.")
    entry = ksm.entries.get(pk=entry.pk)
    entry.ksm = ksm
    subject, acts = f"Pembayaran {sharing}", acts_of_payout(entry, retraction)
    undoing = write_undoing(ksm=ksm, subject=subject, acted_on=entry.date, entry=entry, retraction=retraction)
    take_back_acts(acts, undoing, retraction)
    shares.update(paid_entry=None)
    return undoing


@transaction.atomic
def undo_exit(*, member: Member, retraction: Retraction) -> Undoing:
    """Take back that a member left: paid-out money is owed again, debts that were set off run again.

    Of one who died the heir owes nothing any more; SHU that became savings stays there. Raises GroupError:
    sheets were closed without the member since, or the money is not there any more.
    """
    ksm = lock_ksm(member.ksm_id)
    if move := MemberMove.objects.standing().filter(before=member).select_related("after__ksm").first():
        raise GroupError(
            f"{member.name} pindah ke {move.after.ksm.name}, jadi keluarnya tidak dapat dibatalkan sendiri. "
            "Batalkan pindahnya."
        )
    return _take_exit_back(ksm, member, retraction)


def _take_exit_back(ksm: Ksm, member: Member, retraction: Retraction) -> Undoing:
    """What `undo_exit` says, in a locked group, whether or not the member moved."""
    member = ksm.members.get(pk=member.pk)
    left_on = _require_no_sheet_without(ksm, member)
    done = member.exits.standing().select_related("entry").first()
    if done and done.returned:
        raise GroupError(
            "Waktu ia keluar, tabungannya dikembalikan kepada yang menanggung angsurannya, "
            "jadi keluarnya tidak dapat dibatalkan."
        )
    member = take_back_leaving(member=member, by=retraction.by)
    member.loans.exclude(heir="").update(heir="")
    subject = f"Keluarnya anggota {member.name}"
    if done is None:
        return write_undoing(ksm=ksm, subject=subject, acted_on=left_on, entry=None, retraction=retraction)
    if done.entry:
        done.entry.ksm = ksm
    undoing = write_undoing(
        ksm=ksm, subject=subject, acted_on=done.date, entry=done.entry, retraction=retraction
    )
    for event in _settled_by(done):
        undo_act(event=event, retraction=retraction)
    if done.entry:
        SurplusShare.objects.filter(paid_entry=done.entry).update(paid_entry=None)
    done.undoing = undoing
    done.save(update_fields=["undoing"])
    withdraw(ksm, EXIT, [str(member.pk)], undoing.date, undoing.reason)
    return undoing


@transaction.atomic
def undo_move(*, move: MemberMove, retraction: Retraction) -> MemberMove:
    """Take a move back in both groups: reversed on both sides, the first membership goes on.

    The second one ends on the day it began. Raises GroupError: undone already, something happened to the
    person in the second group, a sheet of either was closed since, money that is gone.
    """
    for pk in sorted((move.before.ksm_id, move.after.ksm_id)):  # in the order in which a move locks them
        lock_ksm(pk)
    move = MemberMove.objects.select_related("before__ksm", "after__ksm", "entry").get(pk=move.pk)
    require_move_undoable(move)
    after, to = move.after, move.after.ksm
    if move.entry:
        move.entry.ksm = to
    subject = f"Pindahnya {after.name} dari {move.before.ksm.name}"
    there = write_undoing(
        ksm=to, subject=subject, acted_on=move.date, entry=move.entry, retraction=retraction
    )
    if move.entry:
        lent = list(Loan.objects.filter(ksm=to, entry=move.entry).values_list("pk", flat=True))
        withdraw_disbursements(move.entry)
        note = "Pindah dibatalkan"
        Loan.objects.filter(pk__in=lent).update(state=Loan.State.REJECTED, decision_note=note)
    record_leaving(
        member=after,
        left_on=after.joined_on,
        reason=f"Pindah dibatalkan: {retraction.reason.strip()}"[:300],
        today=retraction.today,
        by=retraction.by,
    )
    move.undoing = _take_exit_back(move.before.ksm, move.before, retraction)
    move.undoing_after = there
    move.save(update_fields=["undoing", "undoing_after"])
    return move


def require_move_undoable(move: MemberMove) -> None:
    """Refuse where the person's membership in the second group has a life of its own. Raises GroupError."""
    after, way_back = move.after, f"Pindahkan kembali dari {move.after.ksm.name}."
    if move.undoing_id:
        raise GroupError("Pindah ini sudah dibatalkan.")
    if after.left_on:
        raise GroupError(f"{after.name} sudah keluar dari {after.ksm.name}, jadi pindahnya tetap.")
    if (
        sheet := after.ksm.meetings.filter(state="CLOSED", attendance__member=after)
        .order_by("held_on")
        .first()
    ):
        raise GroupError(f"Lembar {date_in_words(sheet.day)} sudah ditutup bersama {after.name}. {way_back}")
    moved = JournalLine.objects.filter(Q(member=after) | Q(payer=after), ksm=after.ksm)
    standing = moved.filter(entry__in=after.ksm.entries.effective(datetime.date.max))
    if standing.exclude(entry=move.entry_id).exists():
        raise GroupError(f"Uang {after.name} di {after.ksm.name} sudah bergerak sejak pindah. {way_back}")
    others = after.loans.exclude(state=Loan.State.REJECTED)
    if (others.exclude(entry=move.entry_id) if move.entry_id else others).exists():
        raise GroupError(f"{after.name} sudah mengajukan pinjaman di {after.ksm.name}. {way_back}")


def _require_no_sheet_without(ksm: Ksm, member: Member) -> datetime.date:
    """The day the member left. Raises GroupError."""
    if member.left_on is None:
        raise GroupError("Anggota ini tidak keluar.")
    since = ksm.meetings.filter(state="CLOSED", held_on__gte=member.left_on)
    without = since.exclude(attendance__member=member).order_by("held_on").first()
    if without:
        raise GroupError(
            f"Lembar {date_in_words(without.day)} sudah ditutup tanpa {member.name}, jadi keluarnya "
            "tidak dapat dibatalkan. Bila kembali, daftarkan sebagai anggota baru."
        )
    return member.left_on


def _settled_by(done: MemberExit) -> list[LoanEvent]:
    """The settlements that were part of an exit, the newest first: on each loan the last act of that day."""
    numbers = [number for number, _, _ in done.debts]
    events = LoanEvent.objects.filter(
        ksm=done.ksm_id,
        loan__number__in=numbers,
        loan__member=done.member_id,
        state=LoanEvent.State.DONE,
        date=done.date,
        recorded_at__lte=done.recorded_at,
        minutes=done.minutes,
    )
    kinds = (LoanEvent.Kind.EARLY_SETTLED, LoanEvent.Kind.SET_OFF)
    found: dict[int, LoanEvent] = {}
    for event in events.filter(kind__in=kinds).order_by("-pk"):
        found.setdefault(event.loan_id, event)
    return list(found.values())


def require_dissolved(ksm: Ksm, by: User) -> datetime.date:
    """The day a group ended, which this person may take back. Raises GroupError; reads only."""
    if ksm.dissolutions.standing().filter(by=by).exists():
        raise LedgerError("Yang membubarkan tidak boleh membatalkan sendiri.")
    if ksm.closed_on is None:
        raise GroupError("KSM ini tidak ditutup.")
    return ksm.closed_on


@transaction.atomic
def undo_dissolution(*, ksm: Ksm, retraction: Retraction) -> Undoing:
    """Take a group's end back: savings, SHU and funds are in its book again, and it goes on.

    By another person than who dissolved it (J12, J13). Raises GroupError, LedgerError.
    """
    ksm = lock_ksm(ksm.pk)
    done = ksm.dissolutions.standing().select_related("entry", "paid_entry").first()
    closed_on = require_dissolved(ksm, retraction.by)
    subject = f"Pembubaran {ksm.name}"
    ksm = take_back_closing(ksm=ksm, by=retraction.by)
    entries = [entry for entry in (done.entry, done.paid_entry) if entry] if done else [None]
    for entry in entries:
        if entry:
            entry.ksm = ksm
        undoing = write_undoing(
            ksm=ksm,
            subject=subject,
            acted_on=closed_on,
            entry=entry,
            retraction=retraction,
        )
    if done:
        SurplusShare.objects.filter(paid_entry=done.paid_entry, paid_entry__isnull=False).update(
            paid_entry=None
        )
        done.undoing = undoing
        done.save(update_fields=["undoing"])
        withdraw(ksm, ENDING, [str(done.pk)], undoing.date, undoing.reason)
    return undoing


def opening_of(ksm: Ksm) -> JournalEntry | None:
    """The entry of a group's opening balances that stands."""
    return ksm.entries.effective(datetime.date.max).filter(kind=JournalEntry.Kind.OPENING).first()


def require_opening_alone(ksm: Ksm, entry: JournalEntry) -> None:
    """Refuse once anything else is in the books. Raises LedgerError; reads only."""
    if ksm.entries.effective(datetime.date.max).exclude(pk=entry.pk).exists():
        raise LedgerError(
            "Buku sudah berisi catatan sesudah saldo awal, jadi saldo awal tidak dapat dibatalkan."
        )


@transaction.atomic
def undo_opening(*, ksm: Ksm, retraction: Retraction) -> Undoing:
    """Take opening balances back on their own day, to be typed anew, while they are all there is.

    Raises LedgerError when anything else is in the books.
    """
    ksm = lock_ksm(ksm.pk)
    entry = opening_of(ksm)
    if entry is None:
        raise LedgerError("Saldo awal belum dicatat.")
    require_opening_alone(ksm, entry)
    if retraction.on != entry.date:
        day = date_in_words(entry.date)
        raise LedgerError(f"Saldo awal hanya dibatalkan dengan tanggalnya sendiri, {day}.", "on")
    entry.ksm = ksm
    brought = list(Loan.objects.filter(ksm=ksm, entry=entry))
    withdraw_disbursements(entry)
    Loan.objects.filter(pk__in=[loan.pk for loan in brought]).update(
        state=Loan.State.REJECTED, decision_note="Saldo awal dibatalkan"
    )
    return write_undoing(
        ksm=ksm, subject="Saldo awal", acted_on=entry.date, entry=entry, retraction=retraction
    )


def payouts_of(sharing: SurplusSharing) -> list[tuple[JournalEntry, int, bool]]:
    """Each payment of a sharing, newest first: its entry, rupiah, and whether it was part of an exit."""
    sums: dict[int, int] = {}
    for share in sharing.shares.filter(paid_entry__isnull=False):
        entry_id = certain(share.paid_entry_id, "only paid shares")
        sums[entry_id] = sums.get(entry_id, 0) + share.total
    left = set(MemberExit.objects.standing().filter(entry__in=sums).values_list("entry_id", flat=True))
    entries = JournalEntry.objects.filter(pk__in=sums).order_by("-number")
    return [(entry, sums[entry.pk], entry.pk in left) for entry in entries]
