"""Does the savings subledger agree with the journal, and is no member's saving below zero?"""

import datetime
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Sum

from groups.models import Ksm
from ledger import chart
from ledger.journal.balances import not_closing
from ledger.journal.verification import Difference, write_offs
from ledger.models import AccountPosting, Loan
from savings.models import ACCOUNT_OF_KIND, Saving

FROM_SUBLEDGERS = {chart.KAS, *chart.SAVINGS_ACCOUNTS, chart.PIUTANG_ANGGOTA, chart.JASA}


def savings_differences(ksm: Ksm, as_of: datetime.date = datetime.date.max) -> list[Difference]:
    """Cash against everything that moved it, and each member's savings; [] when all is well."""
    recorded = _subledger(ksm, as_of)
    posted = _journal(ksm, as_of)
    return [
        *_cash(ksm, as_of, sum(recorded.values())),
        *_members(ksm, recorded, posted),
    ]


def _members(ksm: Ksm, recorded: dict, posted: dict) -> list[Difference]:
    names = {member.pk: str(member) for member in ksm.members.all()}
    return [
        difference
        for member_id, account in sorted(recorded.keys() | posted.keys(), key=str)
        for difference in _compare(
            ksm,
            f"{chart.BY_CODE[account].name} {names.get(member_id, 'tanpa anggota')}",
            recorded.get((member_id, account), 0),
            posted.get((member_id, account), 0),
        )
    ]


def _cash(ksm: Ksm, as_of: datetime.date, saved: int) -> Iterator[Difference]:
    """kas = tabungan + angsuran pokok + jasa - pinjaman cair + everything else (domain.md section 5).

    Savings, loans and repayments are summed from their own rows, the rest from the other accounts.
    """
    postings = AccountPosting.objects.balances(ksm_ids=[ksm.pk], as_of=as_of, by=("account_id",))
    balance = {row["account_id"]: row["balance"] for row in postings}
    paid = (
        ksm.repayments.filter(loan__borrower=Loan.Borrower.MEMBER)
        .effective(as_of)
        .aggregate(p=Sum("principal"), j=Sum("jasa"))
    )
    lent = ksm.loans.filter(
        state=Loan.State.DISBURSED, disbursed_on__lte=as_of, borrower=Loan.Borrower.MEMBER
    ).aggregate(p=Sum("principal"))
    gone = write_offs(ksm, as_of).aggregate(p=Sum("principal"))
    rest = -sum(amount for account, amount in balance.items() if account not in FROM_SUBLEDGERS)
    # Closing a year takes jasa out of its account into the surplus, which is part of the rest already.
    closed = AccountPosting.objects.filter(~not_closing(), ksm=ksm, account_id=chart.JASA, date__lte=as_of)
    rest -= closed.aggregate(total=Sum("amount"))["total"] or 0
    expected = saved + (paid["p"] or 0) + (paid["j"] or 0) - (lent["p"] or 0) + (gone["p"] or 0) + rest
    if balance.get(chart.KAS, 0) != expected:
        yield Difference(str(ksm), "Kas", balance.get(chart.KAS, 0), expected)


def _compare(ksm: Ksm, subject: str, recorded: int, posted: int) -> Iterator[Difference]:
    if recorded != posted:
        yield Difference(str(ksm), subject, posted, recorded)
    if posted < 0:
        yield Difference(str(ksm), f"{subject} kurang dari nol", posted, 0)


def _subledger(ksm: Ksm, as_of: datetime.date) -> dict[tuple[int, str], int]:
    sums: dict[tuple[int, str], int] = defaultdict(int)
    rows = Saving.objects.filter(ksm=ksm).effective(as_of)
    for member_id, kind, direction, amount in rows.values_list("member_id", "kind", "direction", "amount"):
        sign = 1 if direction == Saving.Direction.DEPOSIT else -1
        sums[member_id, ACCOUNT_OF_KIND[kind]] += sign * amount
    return dict(sums)


def _journal(ksm: Ksm, as_of: datetime.date) -> dict[tuple[int | None, str], int]:
    rows = AccountPosting.objects.filter(account_id__in=chart.SAVINGS_ACCOUNTS).balances(
        ksm_ids=[ksm.pk], as_of=as_of, by=("member_id", "account_id")
    )
    return {(row["member_id"], row["account_id"]): -row["balance"] for row in rows}
