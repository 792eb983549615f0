"""Why a loan goes beyond the group's own rule stands in the minutes and in the agreement (domain.md J25)."""

from dataclasses import replace
from decimal import Decimal
from unittest import mock

import pytest

from groups.models import GroupRule
from ledger.loans.lending import LoanTerms
from ledger.models import Loan
from meetings.sheet.values import Disbursement
from tests.support.factories import START, make_members
from tests.support.sheets import close, make_sheet

pytestmark = pytest.mark.django_db
REASON = "Disepakati semua anggota untuk biaya sekolah"


@pytest.fixture
def mawar(mawar):
    """Five members who agreed on Rp10.000 at most, in eight instalments, at 1 %."""
    make_members(mawar, 5)
    facts = {"max_loan": 10_000, "max_periods": 8, "jasa_percent": 1, "signed": True}
    GroupRule.objects.create(ksm=mawar, kind="LOAN", text="Sepakat", agreed_on=START, **facts)
    return mawar


def lent(ksm, by, *, principal, reason):
    """A meeting of Rp25.000 of savings that lends some of it."""
    about = {"purpose": "Sekolah", "limit_reason": reason}
    terms = LoanTerms(ksm.members.first().pk, principal, Decimal(1), "FLAT", 8, "WEEK", **about)
    sheet = replace(make_sheet(ksm, START), disbursements=(Disbursement(0, None, terms),))
    return close(ksm, replace(sheet, counted_cash=25_000 - principal), by)


def papers(client, meeting):
    """The minutes, the application and the agreement as they are laid out."""
    loan = Loan.objects.get()
    group = f"/ksm/{meeting.ksm_id}"
    addresses = (
        f"{group}/pertemuan/{meeting.pk}/notulen.pdf",
        f"{group}/pinjaman/{loan.pk}/permohonan.pdf",
        f"{group}/pinjaman/{loan.pk}/perjanjian.pdf",
    )
    for address in addresses:
        with mock.patch("ksm.pdf.html_to_pdf", return_value=b"%PDF") as drawn:
            assert client.get(address).status_code == 200
        yield " ".join(drawn.call_args.args[0].split())


def test_minutes_application_and_agreement_print_the_reason(mawar, sari, as_user):
    meeting = lent(mawar, sari, principal=20_000, reason=REASON)
    for paper in papers(as_user(sari), meeting):
        assert "Melampaui aturan kelompok" in paper
        assert REASON in paper


def test_a_loan_within_the_rule_prints_none(mawar, sari, as_user):
    meeting = lent(mawar, sari, principal=10_000, reason="")
    for paper in papers(as_user(sari), meeting):
        assert "Melampaui aturan kelompok" not in paper
