"""Whose personal details have been kept long enough (domain.md 10, consequence 6). Reads only."""

import datetime
from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from groups.models import Ksm, Member
from ksm.dates import local_day
from ledger import chart
from ledger.loans.owed import outstanding_principal
from ledger.models import AccountPosting

# What a member is owed or owes besides loans.
CLAIMS = (
    *chart.SAVINGS_ACCOUNTS,
    chart.PIUTANG_TANGGUNG_RENTENG,
    chart.TITIPAN_PENANGGUNG,
    chart.UTANG_SHU,
)


def years_before(day: datetime.date, years: int) -> datetime.date:
    """The same day that many years earlier; 28 February for a 29th that was not there."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def due_members(years: int, moment: datetime.datetime) -> Iterator[Member]:
    """Who left that many years ago or longer, owes nothing and is owed nothing, group by group.

    A person who is a member elsewhere, or left there later, is kept in every row: it is one person still.
    Known by NIK, and by moves from group to group.
    """
    groups = Ksm.objects.filter(members__left_on__isnull=False, members__anonymised_on=None).distinct()
    for ksm in groups.order_by("pk"):
        today = local_day(moment, ksm.timezone)
        until = years_before(today, years)
        staying = Member.objects.filter(nik_hash=OuterRef("nik_hash")).exclude(left_on__lte=until)
        left = ksm.members.filter(left_on__lte=until, anonymised_on=None)
        left = left.exclude(Exists(staying.exclude(nik_hash="")))
        if members := list(left.order_by("number")):
            bound = _bound(ksm, today)
            yield from (
                member for member in members if member.pk not in bound and not _goes_on(member, until)
            )


def _goes_on(member: Member, until: datetime.date) -> bool:
    """Did the person move to a group where they are a member, or were after that day?"""
    move = member.moves_away.standing().select_related("after").first()
    if move is None:
        return False
    after = move.after
    return after.left_on is None or after.left_on > until or _goes_on(after, until)


def _bound(ksm: Ksm, on: datetime.date) -> set[int]:
    """Members whom the books of a group still owe something, or who owe it."""
    rows = AccountPosting.objects.filter(account_id__in=CLAIMS, member__isnull=False)
    balances = rows.balances(ksm_ids=[ksm.pk], as_of=on, by=("member_id", "account_id"))
    found = {row["member_id"] for row in balances if row["balance"]}
    owing = ksm.loans.filter(pk__in=outstanding_principal(ksm, on)).values_list("member", flat=True)
    running = ksm.loans.filter(state__in=("APPLIED", "APPROVED")).values_list("member", flat=True)
    return found | set(owing) | set(running)
