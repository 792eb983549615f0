"""How a member's exit and a group's end are told, on screen and on paper. Reads only."""

from groups.letterhead import ACKNOWLEDGED, Office, Signer, furniture, group_signers, meeting_place
from groups.models import Ksm, Member
from ledger.journal.receipts import STAMP_ABOVE, receipts_for
from savings.models import Dissolution, MemberExit, Saving


def exit_context(ksm: Ksm, member: Member, done: MemberExit) -> dict:
    """How a member who left was settled, in rupiah."""
    labels = dict(Saving.Kind.choices)
    return {
        "ksm": ksm,
        "member": member,
        "exit": done,
        "savings": [(labels[kind], amount) for kind, amount in done.savings.items()],
        "receipt_line": receipts_for(ksm, filter(None, [done.entry_id])).get((done.entry_id, member.pk)),
        "debts": [(number, principal, jasa, principal + jasa) for number, principal, jasa in done.debts],
        "returned": done.returned,
        "owed": [(number, principal, jasa, principal + jasa) for number, principal, jasa in done.owed],
    }


CHAIR = "Ketua KSM"


def exit_paper(ksm: Ksm, member: Member, done: MemberExit) -> dict:
    """The same as a paper, which who takes the money signs."""
    taker = ("Ahli waris", done.heir) if done.heir else ("Anggota yang keluar", member.name)
    [giver, *others] = group_signers(
        ksm, done.date, Office.BENDAHARA, Office.KETUA, opposite=[member.pk], lead="Yang menyerahkan,"
    )
    received = Signer("Diterima oleh,", *taker, meterai=done.paid > STAMP_ABOVE)
    # Where the chair is who leaves, another officer witnesses: nobody acknowledges downwards.
    seen = [one._replace(lead=ACKNOWLEDGED if one.role == CHAIR else "Saksi,") for one in others]
    signers = (giver, received, *seen)
    return exit_context(ksm, member, done) | furniture(ksm, done.date, signers)


def ending_context(ksm: Ksm, ending: Dissolution) -> dict:
    """How a group that ended was shared out, in rupiah."""
    return {
        "ksm": ksm,
        "ending": ending,
        "rows": ending.members,
        "paid": sum(sum(row[2:]) for row in ending.members),
        "handed_over": sum(ending.funds.values()),
    }


def ending_paper(ksm: Ksm, ending: Dissolution) -> dict:
    """The same as the minutes of the end, signed by who takes the funds."""
    [maker, *givers] = group_signers(ksm, ending.date, Office.BENDAHARA, Office.KETUA, lead="Dibuat oleh,")
    handing = [one._replace(lead="Yang menyerahkan,") for one in givers]
    signers = (maker, *handing, Signer("Diterima oleh,", "Penerima dana", ending.recipient))
    place = {"place": meeting_place(ksm, ending.date)}
    return ending_context(ksm, ending) | place | furniture(ksm, ending.date, signers)
