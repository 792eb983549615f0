"""What the printed forms of BLM Sosial need (domain.md 5.12-5.17, 9): everything read, nothing decided."""

import datetime
from collections.abc import Sequence

from groups.agreements.five_rules import rules_by_kind
from groups.letterhead import (
    COORDINATOR,
    Office,
    Signer,
    coordinator,
    coordinator_name,
    facilitator,
    furniture,
    group_signers,
    officer_names,
    place_date,
    representatives,
    unit_officer,
    village_head,
    village_of,
)
from groups.members.identity import identity_of
from groups.models import Member, ServiceUnit
from groups.path.deeds import FOUNDING_STEPS, deed_of
from ksm.certain import certain
from ksm.dates import date_in_words
from ledger.blm.accountability import report_fund, use_against_plan
from ledger.blm.changing import lines_around
from ledger.blm.evidence import borrowed_from, evidence_of
from ledger.blm.proposing import budget_sums
from ledger.blm.reading import Stage
from ledger.journal.receipts import UNKNOWN
from ledger.models import AccountabilityReport, BlmGrant, BudgetChange, GrantMovement

# A receipt over more than this many rupiah wants a meterai of Rp10.000 (domain.md 9).
METERAI_ABOVE = 5_000_000


def _paper(grant: BlmGrant, day: datetime.date) -> dict:
    """The day of a paper, and the group's officers of that day by role."""
    ksm = grant.ksm
    return {
        "ksm": ksm,
        "grant": grant,
        "day": day,
        "officers": officer_names(ksm, day),
    }


def _by_group(paper: dict, signers: Sequence[Signer]) -> dict:
    return furniture(paper["ksm"], paper["day"], signers)


def _by_bkm(paper: dict, signers: Sequence[Signer]) -> dict:
    return furniture(paper["ksm"].bkm, paper["day"], signers)


def _name(user) -> str:
    return user.full_name if user else ""


def _staff(paper: dict, lead: str, user, otherwise: str = "UP-UP") -> Signer:
    """Who acted for the BKM, in the office held there that day; `otherwise` where that is unknown."""
    bkm, day = paper["ksm"].bkm, paper["day"]
    posting = user.postings.on(day).filter(bkm=bkm).order_by("pk").first() if user else None
    if posting is None:
        return Signer(lead, otherwise, _name(user))
    return Signer(lead, f"Petugas {posting.unit}" if posting.unit else COORDINATOR, _name(user))


def _decider(paper: dict, lead: str, note: str = "") -> Signer:
    """The BKM's coordinator of the paper's day, or who decided on the proposal."""
    name = coordinator_name(paper["ksm"].bkm, paper["day"]) or _name(paper["grant"].decided_by)
    return Signer(lead, COORDINATOR, name, note)


def attachments_of(grant: BlmGrant, day: datetime.date) -> list[str]:
    """What goes with a proposal of a day: only what is there. Four queries."""
    ksm = grant.ksm
    found = [
        f"Berita acara {deed_of(record)}, {date_in_words(record.done_on)}"
        for record in ksm.steps.filter(code__in=FOUNDING_STEPS, done_on__lte=day).order_by("done_on")
    ]
    signed = [row["current"] for row in rules_by_kind(ksm, day) if row["current"] and row["current"].signed]
    if signed:
        newest = max(rule.agreed_on for rule in signed if rule.agreed_on)
        found.append(f"Kesepakatan bersama, {date_in_words(newest)}")
    statement = ksm.papers.standing().filter(kind="SP-TR", day__lte=day).order_by("-day").first()
    if statement:
        found.append(f"Pernyataan tanggung renteng nomor {statement.number}, {date_in_words(statement.day)}")
    stated = grant.members.filter(member__statement_on__lte=day).count()
    if stated:
        found.append(f"Surat pernyataan {stated} anggota pengusul")
    return found


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
        "coordinator": coordinator_name(grant.ksm.bkm, paper["day"]),
        "attachments": attachments_of(grant, paper["day"]),
        **_by_group(
            paper,
            [
                facilitator(paper["ksm"].bkm, paper["day"]),
                *group_signers(
                    paper["ksm"], paper["day"], Office.SEKRETARIS, Office.KETUA, lead="Hormat kami,"
                ),
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
    bkm = grant.ksm.bkm
    paper |= _by_bkm(
        paper,
        [
            _staff(paper, "Diverifikasi oleh,", grant.verified_by),
            _decider(paper, "Diputuskan oleh,"),
            village_head(bkm, paper["day"]),
        ],
    )
    if grant.decided_on:  # signed when it is whole: nobody signs a decision before its day
        paper["place_date"] = place_date(bkm, grant.decided_on)
    return paper | {
        "blm": blm,
        "rows": [(one, earlier.get(one.member_id)) for one in members],
        "sees_notes": sees_notes,
        "requested": sum(one.requested for one in members),
        "recommended": sum(one.recommended or 0 for one in members),
        "decided": sum(one.decided or 0 for one in members),
    }


def agreement_acting(grant: BlmGrant, today: datetime.date) -> list[tuple[str, Member | None]]:
    """Who acts for the group in the agreement, each with the office."""
    return representatives(grant.ksm, grant.agreed_on or today, Office.KETUA)


def agreement_context(grant: BlmGrant, today: datetime.date, *, is_whole: bool = False) -> dict:
    """The agreement between BKM and group, with meterai whatever the amount (domain.md 9).

    The NIK of who acts for the group is masked unless it is to be `is_whole`.
    """
    paper = _paper(grant, grant.agreed_on or today)
    acting = agreement_acting(grant, today)
    return paper | {
        "coordinator": _decider(paper, "").name,
        "acting": [identity_of(member, office, is_whole=is_whole) for office, member in acting],
        "village_head": village_of(grant.ksm.bkm, paper["day"]).head,
        "amount": grant.approved_amount,
        "tranches": grant.tranches.all(),
        **_by_bkm(
            paper,
            [
                _decider(paper, "Pihak pertama,"),
                _staff(paper, "Saksi,", grant.verified_by),
                *(
                    one._replace(meterai=True)
                    for one in group_signers(grant.ksm, paper["day"], Office.KETUA, lead="Pihak kedua,")
                ),
                village_head(grant.ksm.bkm, paper["day"]),
            ],
        ),
    }


def change_context(grant: BlmGrant, change: BudgetChange) -> dict:
    """The minutes of a change of the RAB that was agreed to: every line before and after it."""
    paper = _paper(grant, certain(change.answered_on, "DONE"))
    lines = lines_around(change)
    return paper | {
        "change": change,
        "lines": lines,
        "total": sum(one.after for one in lines),
        **_by_bkm(
            paper,
            [
                Signer("Diputuskan oleh,", COORDINATOR, _name(change.answered_by)),
                *group_signers(grant.ksm, paper["day"], Office.KETUA, lead="Disetujui oleh,"),
                village_head(grant.ksm.bkm, paper["day"]),
            ],
        ),
    }


def receipt_context(grant: BlmGrant, movement: GrantMovement) -> dict:
    """The minutes and receipt of a tranche, or the receipt of principal that went back to the BKM."""
    paper = _paper(grant, movement.entry.date)
    bkm, day = grant.ksm.bkm, paper["day"]
    [treasurer] = group_signers(grant.ksm, day, Office.BENDAHARA)
    if movement.tranche_id:
        sides = (_staff(paper, "", movement.by, "BKM"), treasurer)
        payer, payee = bkm.name, grant.ksm.name
    else:
        sides = (treasurer, coordinator(bkm, day, ""))
        payer, payee = grant.ksm.name, bkm.name
    giver, taker = sides[0]._replace(lead="Yang menyerahkan,"), sides[1]._replace(lead="Yang menerima,")
    taker = taker._replace(meterai=movement.amount > METERAI_ABOVE)
    return paper | {
        "movement": movement,
        "tranche": movement.tranche,
        "report_due": Stage(movement.tranche, movement, [], grant.report_days).report_due
        if movement.tranche
        else None,
        "giver": f"{giver.name or UNKNOWN}, {giver.role}, untuk {payer}",
        "taker": f"{taker.name or UNKNOWN}, {taker.role}, untuk {payee}",
        **_by_bkm(paper, [giver, taker, village_head(bkm, day)]),
    }


def _examiner(paper: dict, report: AccountabilityReport) -> Signer:
    """Who answered an LPJ, or the officer of UPS who will."""
    if report.answered_by:
        return _staff(paper, "Diperiksa oleh,", report.answered_by)
    return unit_officer(paper["ksm"].bkm, paper["day"], ServiceUnit.Kind.UPS, "Diperiksa oleh,")


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
        "borrowed": borrowed_from(grant, report.submitted_on),
        "evidence": evidence_of(grant, report.submitted_on),
        **_by_group(
            paper,
            [
                *group_signers(grant.ksm, paper["day"], Office.KETUA, Office.BENDAHARA, lead="Dibuat oleh,"),
                _examiner(paper, report),
            ],
        ),
    }
