"""The sharing of a year's surplus, on screen and on paper. Reads only."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.db.models import F, Sum

from groups.letterhead import ACKNOWLEDGED, Office, Signer, furniture, group_signers
from groups.models import Ksm
from ledger.journal.receipts import STAMP_ABOVE, receipts_for
from ledger.models import Repayment, SurplusSharing
from ledger.sharing import bad_loans
from savings.undoing import payouts_of

NAMES = {
    "savings": "Menurut tabungan",
    "borrowing": "Menurut jasa pinjaman",
    "officers": "Pengurus",
    "reserve": "Cadangan",
    "social": "Dana sosial",
}


def sharing_context(ksm: Ksm, sharing: SurplusSharing) -> dict:
    """Who gets what of a sharing, in rupiah, and what was paid of it."""
    # Each is given the line of its receipt, for the link.
    shares: list[Any] = list(sharing.shares.select_related("member", "paid_entry"))
    percentages = [(NAMES[name], Fraction(text) / 100) for name, text in sharing.percentages.items()]
    papers = receipts_for(ksm, filter(None, (share.paid_entry_id for share in shares)))
    _add_set_off(shares)
    for share in shares:
        share.receipt_line = papers.get((share.paid_entry_id, share.member_id))
    return {
        "ksm": ksm,
        "sharing": sharing,
        "year": sharing.year,
        "bad_loans": bad_loans(ksm, sharing.year),
        "rows": [(share.member, share) for share in shares],
        "surplus": sharing.surplus,
        "social": sharing.social,
        "reserve": sharing.reserve,
        "percentages": percentages,
        "payouts": payouts_of(sharing),
        "total": sum(share.total for share in shares),
        "unpaid": sum(share.total for share in shares if share.paid_entry_id is None),
    }


def _add_set_off(shares: Sequence[Any]) -> None:
    """Give each share what of it paid arrears, in rupiah (`set_off`), and what was handed over. One query."""
    paid = Repayment.objects.filter(
        entry__in={share.paid_entry_id for share in shares if share.paid_entry_id},
        paid_from=Repayment.PaidFrom.SURPLUS,
    )
    total = Sum(F("principal") + F("jasa"))
    rows = paid.order_by().values_list("entry_id", "loan__member_id").annotate(total=total)
    sums = {(entry, member): total for entry, member, total in rows}
    for share in shares:
        share.set_off = sums.get((share.paid_entry_id, share.member_id), 0)
        share.handed_over = share.total - share.set_off


def sharing_paper(ksm: Ksm, sharing: SurplusSharing) -> dict:
    """The same as a paper of the day of the decision."""
    day = sharing.decided_on
    treasurer, chair = group_signers(ksm, day, Office.BENDAHARA, Office.KETUA, lead="Dibuat oleh,")
    return _paper(ksm, sharing, (treasurer, chair._replace(lead=ACKNOWLEDGED)))


def share_paper(ksm: Ksm, sharing: SurplusSharing, share: Any) -> dict:
    """One member's statement."""
    member = share.member
    givers = group_signers(
        ksm, sharing.decided_on, Office.BENDAHARA, opposite=[member.pk], lead="Yang menyerahkan,"
    )
    _add_set_off([share])
    signers = (
        *givers,
        Signer("Diterima oleh,", "Anggota", member.name, meterai=share.handed_over > STAMP_ABOVE),
    )
    return _paper(ksm, sharing, signers) | {"share": share}


def _paper(ksm: Ksm, sharing: SurplusSharing, signers: Sequence[Signer]) -> dict:
    day = sharing.decided_on
    return sharing_context(ksm, sharing) | furniture(ksm, day, signers)
