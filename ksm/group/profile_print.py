"""The printed profile of a group (domain.md 5.1), gathered from every app. Reads only."""

import datetime
from collections import defaultdict

from groups.agreements.five_rules import rules_by_kind
from groups.letterhead import Office, coordinator, furniture, group_signers
from groups.models import Ksm, Member, OfficerTerm, Posting, User
from ksm.group.course import course_of
from ksm.group.overview import overview_of
from ledger import chart
from ledger.journal.balances import cash_by_fund, member_savings
from ledger.models import Fund, Loan


def profile_context(ksm: Ksm, as_of: datetime.date) -> dict:
    """What print_profile.html needs. Full names, masked NIK; PS-2 as a count only (J15)."""
    members = list(ksm.members.active_on(as_of))
    offices = dict(ksm.officers.filter(end__isnull=True, member__in=members).values_list("member_id", "role"))
    for member in members:
        member.office = OfficerTerm.Role(offices[member.pk]).label if member.pk in offices else ""
    funds = cash_by_fund(ksm, as_of)
    blm = funds.get(Fund.BLM, 0)
    course = course_of(ksm, as_of)
    by_role = {offices[m.pk]: m for m in members if m.pk in offices}
    return {
        "ksm": ksm,
        "as_of": as_of,
        "overview": overview_of(ksm, as_of),
        "members": members,
        "men": sum(1 for member in members if member.sex == Member.Sex.MALE),
        "women": sum(1 for member in members if member.sex == Member.Sex.FEMALE),
        "ps2": sum(1 for member in members if member.ps2 == Member.Ps2.YES),
        "officers": [(role.label, by_role.get(role.value)) for role in OfficerTerm.Role],
        "rules": rules_by_kind(ksm, as_of),
        "mentors": mentors_of(ksm, as_of),
        "savings": savings_table(ksm, members, as_of),
        "own_cash": sum(funds.values()) - blm,
        "blm_cash": blm,
        "loans": ksm.loans.filter(state=Loan.State.DISBURSED, borrower=Loan.Borrower.MEMBER).count(),
        "attendance_chart": course.attendance,
        "savings_chart": course.savings,
        **furniture(
            ksm,
            as_of,
            [*group_signers(ksm, as_of, Office.KETUA, lead="Dibuat oleh,"), coordinator(ksm.bkm, as_of)],
        ),
    }


def mentors_of(ksm: Ksm, on: datetime.date) -> dict[str, list[str]]:
    """Names of the facilitators and volunteers posted to the group on a day."""
    code = ksm.bkm.kelurahan_id
    above = [code[:length] for length in (2, 5, 8, 13)]
    postings = Posting.objects.on(on)
    facilitators = postings.filter(role=Posting.Role.FACILITATOR, region_id__in=above)
    volunteers = postings.filter(role=Posting.Role.VOLUNTEER, ksm=ksm)
    names = User.objects.order_by("full_name").values_list("full_name", flat=True)
    return {
        "facilitators": list(names.filter(postings__in=facilitators).distinct()),
        "volunteers": list(names.filter(postings__in=volunteers).distinct()),
    }


def savings_table(ksm: Ksm, members: list[Member], as_of: datetime.date) -> dict[str, int]:
    """Rupiah saved by kind, and how many of today's members have savings."""
    saved = member_savings(ksm, as_of)
    totals: dict[str, int] = defaultdict(int)
    for by_account in saved.values():
        for account, amount in by_account.items():
            totals[account] += amount
    return {
        "pokok": totals[chart.TABUNGAN_POKOK],
        "wajib": totals[chart.TABUNGAN_WAJIB],
        "sukarela": totals[chart.TABUNGAN_SUKARELA],
        "savers": sum(1 for member in members if sum(saved.get(member.pk, {}).values()) > 0),
    }
