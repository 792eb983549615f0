"""A loan beyond the group's own rule has a reason, which minutes and agreement print (domain.md J25)."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from groups.models import GroupRule
from ledger.blm.lending import FundTerms, lend_from_fund
from ledger.journal.posting import LedgerError
from ledger.loans.applying import apply_for_loan
from ledger.loans.lending import LoanTerms
from ledger.loans.own_rule import beyond_rule
from ledger.models import Loan
from meetings.sheet.values import Disbursement, SheetError
from tests.support.blm import DAY, make_paid
from tests.support.factories import START, make_members
from tests.support.sheets import close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


@pytest.fixture
def mawar(mawar):
    make_members(mawar, 5)
    facts = {"max_loan": 200_000, "max_periods": 8, "jasa_percent": 1, "signed": True}
    GroupRule.objects.create(ksm=mawar, kind="LOAN", text="Sepakat", agreed_on=START, **facts)
    return mawar


@pytest.fixture
def terms(mawar):
    """Just what the rule allows."""
    return LoanTerms(mawar.members.first().pk, 200_000, Decimal(1), "FLAT", 8, "WEEK", purpose="Warung")


def refused(sentence):
    return pytest.raises(LedgerError, match=sentence, check=lambda error: error.field == "limit_reason")


@pytest.mark.parametrize(
    ("changes", "beyond"),
    [
        ({}, ""),
        ({"principal": 200_001}, "Aturan kelompok: pinjaman tertinggi Rp200.000."),
        ({"periods": 9}, "Aturan kelompok: jangka terlama 8 kali angsuran."),
        ({"rate_percent": Decimal(2)}, "Aturan kelompok: jasa 1%."),
        ({"rate_percent": Decimal(0)}, "Aturan kelompok: jasa 1%."),
        (
            {"principal": 300_000, "periods": 10},
            "Aturan kelompok: pinjaman tertinggi Rp200.000, jangka terlama 8 kali angsuran.",
        ),
    ],
)
def test_it_says_what_goes_beyond_the_rule_just_past_each_line(mawar, terms, changes, beyond):
    assert beyond_rule(mawar.rules.get(), replace(terms, **changes)) == beyond


def test_without_a_rule_or_a_figure_in_it_nothing_is_beyond(mawar, terms):
    wild = replace(terms, principal=9_000_000, periods=99, rate_percent=Decimal(9))
    assert beyond_rule(None, wild) == ""
    mawar.rules.update(max_loan=None, max_periods=None, jasa_percent=None)
    assert beyond_rule(mawar.rules.get(), wild) == ""


def test_an_application_beyond_the_rule_wants_a_reason_that_is_kept(mawar, terms):
    with refused(r"^Aturan kelompok: pinjaman tertinggi Rp200\.000\. Tulis alasan melampauinya\.$"):
        apply_for_loan(ksm=mawar, terms=replace(terms, principal=200_001, limit_reason=" "), on=START)
    assert not Loan.objects.exists()
    asked = replace(terms, principal=200_001, limit_reason=" Biaya sekolah ")
    assert apply_for_loan(ksm=mawar, terms=asked, on=START).limit_reason == "Biaya sekolah"


def test_a_loan_decided_in_the_meeting_is_asked_beside_its_own_field(mawar, terms, sari):
    for week in range(2):
        close(mawar, make_sheet(mawar, START + week * WEEK), sari)
    wanted = replace(terms, principal=20_000, periods=9)
    sheet = make_sheet(mawar, START + 2 * WEEK)
    lent = {"disbursements": (Disbursement(0, None, wanted),), "counted_cash": sheet.counted_cash - 20_000}
    with pytest.raises(SheetError) as refusal:
        close(mawar, replace(sheet, **lent), sari)
    [fault] = refusal.value.faults
    assert (fault.part, fault.name, fault.key) == ("loan", "limit_reason", 0)
    assert fault.sentence == ("Aturan kelompok: jangka terlama 8 kali angsuran. Tulis alasan melampauinya.")
    told = replace(wanted, limit_reason="Panen lebih lama")
    lent["disbursements"] = (Disbursement(0, None, told),)
    close(mawar, replace(sheet, **lent), sari)
    assert Loan.objects.get().limit_reason == "Panen lebih lama"


def test_a_loan_from_the_blm_fund_is_held_against_the_rule_too(mawar, sari):
    grant = make_paid(mawar)  # Rp400.000 decided for each member
    facts = {"grant": grant, "chosen": [grant.members.first().pk], "note": "", "by": sari, "today": DAY}
    fund = FundTerms(Decimal(1), "FLAT", 8, "WEEK", 500)
    with refused(r"pinjaman tertinggi Rp200\.000"):
        lend_from_fund(terms=fund, **facts)
    [loan] = lend_from_fund(terms=replace(fund, limit_reason="Keputusan BKM"), **facts)
    assert loan.limit_reason == "Keputusan BKM"
