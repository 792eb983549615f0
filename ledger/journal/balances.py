"""Sums over the journal as of a day: accounts, funds, savings. Each is a fixed number of grouped queries."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Case, DateField, F, Q, QuerySet, Sum, Value, When

from groups.models import Ksm
from ksm.sets import among
from ledger import chart
from ledger.models import AccountPosting, JournalEntry, JournalLine


def balances(ksm: Ksm, as_of: datetime.date) -> dict[str, int]:
    """Signed balance (debit +, credit -) of every account with postings, in rupiah. One query."""
    return signed_sums(JournalLine.objects.filter(ksm=ksm, date__lte=as_of))


def signed_sums(lines: QuerySet[JournalLine]) -> dict[str, int]:
    """What lines add to each account (debit +, credit -), in rupiah.

    Grouped by both sides at once: half the rows that the view of postings would have to sum.
    """
    return dict(_by_account(lines.order_by().values_list("debit_id", "credit_id").annotate(Sum("amount"))))


def balances_by_ksm(ksm_ids: Collection[int], as_of: datetime.date) -> dict[int, dict[str, int]]:
    """Of each group the signed balance (debit +, credit -) of its accounts, in rupiah. One query."""
    lines = JournalLine.objects.filter(among(ksm_ids), date__lte=as_of).order_by()
    pairs: dict[int, list[tuple[str, str, int]]] = {pk: [] for pk in ksm_ids}
    for ksm_id, *pair in lines.values_list("ksm_id", "debit_id", "credit_id").annotate(Sum("amount")):
        pairs[ksm_id].append(tuple(pair))
    return {pk: _by_account(found) for pk, found in pairs.items()}


def _by_account(pairs: Iterable[tuple[str, str, int]]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for debit, credit, total in pairs:
        sums[debit] += total
        sums[credit] -= total
    return sums


def cash_differences(counted: Mapping[int, tuple[datetime.date, int]]) -> dict[int, int]:
    """Counted cash less what the book held at the end of that day, per group, where they differ (rupiah).

    `counted` gives each group's day and count. One query, whatever the number of groups.
    """
    days = Case(
        *(When(ksm_id__in=ids, then=Value(day)) for day, ids in _by_day(counted).items()),
        output_field=DateField(),
    )
    rows = AccountPosting.objects.filter(ksm__in=list(counted), account_id=chart.KAS)
    sums = rows.annotate(counted_on=days).filter(date__lte=F("counted_on")).order_by()
    book = dict(sums.values_list("ksm_id").annotate(total=Sum("amount")))
    gaps = {pk: cash - book.get(pk, 0) for pk, (_, cash) in counted.items()}
    return {pk: gap for pk, gap in gaps.items() if gap}


def _by_day(counted: Mapping[int, tuple[datetime.date, int]]) -> dict[datetime.date, list[int]]:
    days: dict[datetime.date, list[int]] = defaultdict(list)
    for pk, (day, _) in counted.items():
        days[day].append(pk)
    return days


def cash_by_fund(ksm: Ksm, as_of: datetime.date) -> dict[str, int]:
    """Rupiah in box and bank at the end of the day, per fund (ledger.models.Fund); one query."""
    rows = AccountPosting.objects.filter(account_id__in=chart.CASH).balances(
        ksm_ids=[ksm.pk], as_of=as_of, by=("fund",)
    )
    return {row["fund"]: row["balance"] for row in rows}


def member_savings(ksm: Ksm, as_of: datetime.date) -> dict[int, dict[str, int]]:
    """Rupiah saved per member and savings account: {member id: {account code: rupiah}}."""
    rows = AccountPosting.objects.filter(account_id__in=chart.SAVINGS_ACCOUNTS).balances(
        ksm_ids=[ksm.pk], as_of=as_of, by=("member_id", "account_id")
    )
    result: dict[int, dict[str, int]] = defaultdict(dict)
    for row in rows:
        result[row["member_id"]][row["account_id"]] = -row["balance"]
    return dict(result)


def least_savings(ksm: Ksm, on: datetime.date, member_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """The least that members have saved at the end of `on` or of any later day, in rupiah. One query.

    Per member and savings account, those that nothing moved left out. As with cash (`least_cash`): what is
    taken on a day must be there until today, for something may have been taken since.
    """
    rows = AccountPosting.objects.filter(ksm=ksm, account_id__in=chart.SAVINGS_ACCOUNTS)
    rows = rows.filter(member_id__in=list(member_ids))
    return rows.least(on, by=("member_id", "account_id"), sign=-1)


def known(known_at: datetime.datetime | None) -> Q:
    """Postings written down by a moment; everything without one (J6: the books keep both dates)."""
    return Q(entry__recorded_at__lte=known_at) if known_at else Q()


def not_closing() -> Q:
    """Leave out what closes a year, and what undoes that: it moves a result, it earns nothing."""
    kind = JournalEntry.Kind.CLOSING
    return ~Q(entry__kind=kind) & ~Q(entry__kind="REVERSAL", entry__reverses__kind=kind)
