"""What the printed forms of BLM Sosial need (domain.md 5.12-5.17, 9): everything read, nothing decided."""

import datetime
from collections.abc import Sequence

from groups.letterhead import Signer, furniture, officer_names
from groups.models import Member, OfficerTerm
from ledger.blm.accountability import report_fund, use_against_plan
from ledger.blm.proposing import budget_sums
from ledger.models import AccountabilityReport, BlmGrant, GrantMovement

# A receipt over more than this many rupiah wants a meterai of Rp10.000 (domain.md 9).
METERAI_ABOVE = 5_000_000
COORDINATOR = "Koordinator BKM"


def _paper(grant: BlmGrant, day: datetime.date) -> dict:
    """The day of a paper, and the group's officers of that day by role."""
    ksm = grant.ksm
    return {
        "ksm": ksm,
        "grant": grant,
        "day": day,
        "officers": officer_names(ksm, day),
    }


def _signed(paper: dict, signers: Sequence[Signer]) -> dict:
    return furniture(paper["ksm"].bkm, paper["day"], signers)


def _officer(paper: dict, role: str) -> Signer:
    return Signer("", OfficerTerm.Role(role).label, paper["officers"][role])


def _name(user) -> str:
    return user.full_name if user else ""


def proposal_context(grant: BlmGrant, today: datetime.date) -> dict:
    """The proposal with its RAB and who would borrow; amounts only, nobody's income (domain.md 10)."""
    paper = _paper(grant, grant.proposed_on or today)
    swadaya, blm = budget_sums(grant)
    members = list(grant.members.select_related("member"))
    return paper | {
        "lines": grant.lines.all(),
        "swadaya": swadaya,
        "blm": blm,
        "total": swadaya + blm,
        "members": members,
        "requested": sum(one.requested for one in members),
        **_signed(
            paper,
            [
                Signer("Diajukan oleh,", "Ketua KSM", paper["officers"]["KETUA"]),
                _officer(paper, OfficerTerm.Role.SEKRETARIS),
                Signer("Mengetahui,", COORDINATOR),
            ],
        ),
    }


def _earlier_loans(members: list[Member], until: datetime.date) -> dict[int, int]:
    """The principal of each member's newest loan handed out by a day, in rupiah."""
    loans: dict[int, int] = {}
    for member in members:
        for loan in member.loans.all():
            if loan.disbursed_on and loan.disbursed_on <= until:
                loans[member.pk] = loan.principal
    return loans


def verification_context(grant: BlmGrant, today: datetime.date, *, sees_notes: bool) -> dict:
    """The verification form: proposed, recommended, decided per member; notes for those who may see them."""
    paper = _paper(grant, grant.visited_on or today)
    members = list(grant.members.select_related("member").prefetch_related("member__loans"))
    earlier = _earlier_loans([one.member for one in members], grant.visited_on or today)
    _, blm = budget_sums(grant)
    return paper | {
        "blm": blm,
        "rows": [(one, earlier.get(one.member_id)) for one in members],
        "sees_notes": sees_notes,
        "requested": sum(one.requested for one in members),
        "recommended": sum(one.recommended or 0 for one in members),
        "decided": sum(one.decided or 0 for one in members),
        **_signed(
            paper,
            [
                Signer("Diverifikasi,", "UP-UP", _name(grant.verified_by)),
                Signer("Diputuskan,", COORDINATOR, _name(grant.decided_by)),
                Signer("Mengetahui,", "Lurah / Kepala Desa"),
            ],
        ),
    }


def agreement_context(grant: BlmGrant, today: datetime.date) -> dict:
    """The agreement between BKM and group, with meterai whatever the amount (domain.md 9)."""
    paper = _paper(grant, grant.agreed_on or today)
    return paper | {
        "amount": grant.approved_amount,
        "tranches": grant.tranches.all(),
        "meterai": True,
        **_signed(
            paper,
            [
                Signer("Pihak pertama,", COORDINATOR, _name(grant.decided_by), "BKM"),
                Signer("Pihak kedua,", "Ketua KSM", paper["officers"]["KETUA"], "KSM"),
                Signer("Saksi,", "UP-UP", _name(grant.verified_by)),
            ],
        ),
    }


def receipt_context(grant: BlmGrant, movement: GrantMovement) -> dict:
    """The minutes and receipt of a tranche, or the receipt of principal that went back to the BKM."""
    paper = _paper(grant, movement.entry.date)
    treasurer = paper["officers"]["BENDAHARA"]
    chair = paper["officers"]["KETUA"]
    bkm, group = grant.ksm.bkm.name, grant.ksm.name
    payer, taker = (bkm, group) if movement.tranche_id else (group, bkm)
    return paper | {
        "movement": movement,
        "tranche": movement.tranche,
        "payer": payer,
        "taker": taker,
        "meterai": movement.amount > METERAI_ABOVE,
        **_signed(
            paper,
            [
                Signer("Mencatat," if movement.tranche_id else "Menyerahkan,", payer, _name(movement.by)),
                Signer("Penerima,", "Bendahara KSM", treasurer)
                if movement.tranche_id
                else Signer("Penerima,", bkm),
                Signer("Mengetahui,", "Ketua KSM", chair),
            ],
        ),
    }


def report_context(grant: BlmGrant, report: AccountabilityReport) -> dict:
    """The LPJ of a tranche: plan, used, left and share per line of the RAB."""
    report.tranche.grant = grant
    paper = _paper(grant, report.submitted_on)
    lines, total = use_against_plan(report)
    return paper | {
        "report": report,
        "lines": lines,
        "total": total,
        "fund": report_fund(report),
        **_signed(
            paper,
            [
                Signer("Dibuat oleh,", "Ketua KSM", paper["officers"]["KETUA"]),
                _officer(paper, OfficerTerm.Role.BENDAHARA),
                Signer("Diperiksa,", "UP-UP", _name(report.answered_by)),
            ],
        ),
    }
