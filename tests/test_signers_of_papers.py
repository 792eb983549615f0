"""Every paper with two sides, for each officer on the other side: nobody signs twice, all are of that day."""

import pytest

from groups.letterhead import Office
from ledger import chart
from ledger.acts.papers import event_context
from ledger.acts.settling import settle_early
from ledger.joint.covering import cover_shortfall
from ledger.joint.papers import case_context
from ledger.journal.posting import Line
from ledger.journal.receipts import receipt_context, receipt_of
from ledger.loans.papers import agreement_context, application_context
from savings.leaving.papers import exit_paper
from savings.models import MemberExit
from savings.surplus_paper import share_paper
from tests.support.factories import make_member, make_officer, make_user
from tests.support.lending import LENT, WEEK, decide, enter, lend, make_group


@pytest.fixture
def ksm(bkm):
    group = make_group(bkm)
    for member, role in zip(group.members.all(), Office.values, strict=True):
        make_officer(member, role)
    make_member(group)
    return group


def share_of(ksm, member):
    line = Line(chart.SHU, chart.UTANG_SHU, 9_000, member_id=member.pk)
    entry = enter(ksm, [line], LENT)
    facts = {
        "year": 2026,
        "surplus": 9_000,
        "percentages": {"savings": "100"},
        "minutes": "Rapat",
        "by": make_user(),
    }
    sharing = ksm.sharings.create(decided_on=LENT, entry=entry, **facts)
    parts = {"from_savings": 9_000, "from_borrowing": 0, "from_office": 0}
    return sharing, sharing.shares.create(member=member, **parts)


def papers_with(ksm, member):
    """(name, context) of every paper on which the group and a member of it stand on two sides."""
    loan = lend(ksm, member=member)
    yield "application", application_context(loan, ksm, LENT)
    yield "agreement", agreement_context(loan, ksm, LENT)
    yield "receipt of the loan", receipt_context(ksm, receipt_of(ksm, loan.entry, loan_id=loan.pk))
    saved = enter(ksm, [Line(chart.KAS, chart.TABUNGAN_WAJIB, 5_000, member_id=member.pk)], LENT)
    yield "receipt of savings", receipt_context(ksm, receipt_of(ksm, saved, line_id=saved.lines.get().pk))
    others = list(ksm.members.exclude(pk=member.pk))
    facts = {"amount": 1_000, "method": "ALL", "payers": others, "decision": decide(LENT + WEEK)}
    yield "joint liability", case_context(cover_shortfall(loan=loan, **facts), ksm)
    loan.refresh_from_db()
    paid = settle_early(loan=loan, paid=999_000, full_jasa=False, decision=decide(LENT + 2 * WEEK))
    yield "act", event_context(paid, ksm)
    sharing, share = share_of(ksm, member)
    yield "share", share_paper(ksm, sharing, share)
    left = {"date": LENT, "minutes": "Rapat", "savings": {}, "debts": [], "paid": 0, "by": make_user()}
    yield "exit", exit_paper(ksm, member, MemberExit.objects.create(ksm=ksm, member=member, **left))


@pytest.mark.parametrize("place", range(4), ids=["ketua", "sekretaris", "bendahara", "anggota"])
def test_nobody_signs_on_both_sides_of_a_paper(ksm, place):
    member = ksm.members.order_by("number")[place]
    walked = []
    for name, context in papers_with(ksm, member):
        names = [signer.name for signer in context["signers"] if signer.name]
        assert names.count(member.name) == 1, name
        assert len(names) == len(set(names)) > 1, name
        assert context["kop"].name == ksm.name, name
        walked.append(name)
    assert len(walked) == 8


def test_nobody_acknowledges_downwards(ksm):
    """The chair leaves: the officer in the chair's place is a witness, not one who "mengetahui"."""
    chair, _, treasurer = ksm.members.order_by("number")[:3]
    facts = {
        "date": LENT,
        "minutes": "Rapat",
        "savings": {},
        "debts": [],
        "paid": 6_000_000,
        "by": make_user(),
    }
    for member, leads in (
        (chair, {"Yang menyerahkan,", "Diterima oleh,", "Saksi,"}),
        (treasurer, {"Yang menyerahkan,", "Diterima oleh,", "Mengetahui,"}),
    ):
        signers = exit_paper(ksm, member, MemberExit.objects.create(ksm=ksm, member=member, **facts))[
            "signers"
        ]
        assert {signer.lead for signer in signers} == leads
        assert [signer.name for signer in signers if signer.meterai] == [member.name]
