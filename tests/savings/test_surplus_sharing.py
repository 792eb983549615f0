"""Closing a year: its result leaves income and costs, is shared out, and reaches the members."""

import datetime
import io
import re
from fractions import Fraction

import pytest
from pypdf import PdfReader

from groups.models import Member
from ledger import chart
from ledger.books.statements import balance_sheet, income_statement
from ledger.journal.balances import balances, cash_by_fund
from ledger.journal.months import Month, reopen_last_month
from ledger.journal.posting import LedgerError, Line
from ledger.models import Book, JournalEntry, SurplusSharing
from ledger.policy.surplus import Percentages
from ledger.sharing import open_years, share_surplus, surplus_of, undo_sharing
from savings.leaving.settling import settle_and_leave
from savings.models import Saving
from savings.surplus_paying import pay_shares
from tests.support.prints import text_of
from tests.support.surplus import DECIDED, FACTS, YEAR_END, all_agrees, enter, make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def ksm(mawar):
    return make_year(mawar)


def pdf_text(answer):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def test_it_closes_the_result_and_shares_it_out(ksm, sari):
    sharing = share_surplus(ksm=ksm, by=sari, **FACTS)
    assert (sharing.surplus, sharing.social, sharing.reserve) == (1_000_000, 100_000, 100_100)
    shares = [(s.from_savings, s.from_borrowing, s.from_office) for s in sharing.shares.all()]
    assert shares == [(166_600, 0, 50_000), (333_300, 200_000, 50_000)]
    account = balances(ksm, DECIDED)
    assert (account[chart.JASA], account[chart.BIAYA_ATK], account[chart.SHU]) == (0, 0, 0)
    assert -account[chart.UTANG_SHU] == 216_600 + 583_300
    assert (-account[chart.CADANGAN], -account[chart.DANA_SOSIAL]) == (100_100, 100_000)
    # The box holds what it held; 100.000 of it now belongs to the social fund.
    assert cash_by_fund(ksm, DECIDED) == {"KAS": 1_200_000, "SOSIAL": 100_000}
    assert all_agrees(ksm)


def test_the_statements_of_the_year_stay_what_they_were(ksm, sari):
    first, last = datetime.date(2025, 1, 1), YEAR_END
    before = income_statement(ksm, first, last), balance_sheet(ksm, last)
    assert (before[0].total_income, before[0].total_costs, before[0].result) == (1_000_500, 500, 1_000_000)
    assert before[1].total_assets == before[1].total_claims == 1_300_000
    share_surplus(ksm=ksm, by=sari, **FACTS)
    assert (income_statement(ksm, first, last), balance_sheet(ksm, last)) == before
    assert income_statement(ksm, datetime.date(2026, 1, 1), DECIDED).result == 0
    after = balance_sheet(ksm, DECIDED)
    assert after.total_assets == after.total_claims == 1_300_000


def test_it_waits_for_every_month_of_the_year(ksm, sari):
    Book.objects.filter(ksm=ksm).update(months_closed_through=datetime.date(2025, 11, 30))
    with pytest.raises(LedgerError, match="Tutup dulu semua bulan sampai Desember 2025"):
        share_surplus(ksm=ksm, by=sari, **FACTS)
    assert not SurplusSharing.objects.exists()


def test_a_year_is_shared_once(ksm, sari):
    assert open_years(ksm, DECIDED) == [2025]
    share_surplus(ksm=ksm, by=sari, **FACTS)
    assert open_years(ksm, DECIDED) == []
    with pytest.raises(LedgerError, match="SHU 2025 sudah dibagi"):
        share_surplus(ksm=ksm, by=sari, **FACTS)


def test_it_refuses_percentages_beside_one_hundred_and_a_social_fund_beyond_the_kas(ksm, sari):
    before = JournalEntry.objects.count()
    for social in (Fraction(9, 100), Fraction(11, 100)):
        with pytest.raises(LedgerError, match="berjumlah 100"):
            share_surplus(ksm=ksm, by=sari, **FACTS | {"percentages": Percentages(social=social)})
    enter(ksm, [Line(chart.BANK, chart.KAS, 1)], DECIDED)  # a bank counts as much as the box
    enter(ksm, [Line(chart.PIUTANG_ANGGOTA, chart.KAS, 1_200_001)], DECIDED)
    with pytest.raises(LedgerError, match=re.escape("tinggal Rp99.999, tidak cukup Rp100.000 untuk")):
        share_surplus(ksm=ksm, by=sari, **FACTS)
    assert JournalEntry.objects.count() == before + 2


def test_a_loss_is_closed_and_shared_with_nobody(ksm, sari):
    enter(ksm, [Line(chart.BIAYA_LAIN, chart.KAS, 1_100_000)], datetime.date(2026, 5, 4))
    Book.objects.filter(ksm=ksm).update(months_closed_through=datetime.date(2026, 12, 31))
    facts = FACTS | {"year": 2026, "decided_on": datetime.date(2027, 1, 11)}
    assert surplus_of(ksm, 2026) == -1_100_000
    sharing = share_surplus(ksm=ksm, by=sari, **facts)
    assert (sharing.surplus, sharing.shares.count()) == (-1_100_000, 0)
    assert balances(ksm, facts["decided_on"])[chart.SHU] == 1_100_000
    assert all_agrees(ksm)


def test_a_loss_is_told_by_its_word_on_screens_and_papers_not_by_a_minus_too(ksm, sari, as_user):
    enter(ksm, [Line(chart.BIAYA_LAIN, chart.KAS, 1_100_000)], datetime.date(2026, 5, 4))
    Book.objects.filter(ksm=ksm).update(months_closed_through=datetime.date(2026, 12, 31))
    client, year = as_user(sari), "?dari=2026-01-01&sampai=2026-12-31"
    told = [client.get(f"/ksm/{ksm.pk}/laba-rugi/{year}").content.decode()]
    told.append(text_of(client.get(f"/ksm/{ksm.pk}/laba-rugi/cetak.pdf{year}")))
    sharing = share_surplus(
        ksm=ksm, by=sari, **FACTS | {"year": 2026, "decided_on": datetime.date(2027, 1, 11)}
    )
    told.append(client.get(f"/ksm/{ksm.pk}/shu/{sharing.pk}/").content.decode())
    told.append(text_of(client.get(f"/ksm/{ksm.pk}/shu/{sharing.pk}/shu.pdf")))
    for text in told:
        words = " ".join(text.split()).casefold()
        assert "rugi" in words
        assert "1.100.000" in words
        assert "-rp" not in words
        assert "-1.100.000" not in words
    assert "Terbilang: rugi satu juta seratus ribu rupiah." in told[1]


def test_parts_are_paid_in_cash_once(ksm, sari):
    sharing = share_surplus(ksm=ksm, by=sari, **FACTS)
    first = ksm.members.first()
    pay = {"sharing": sharing, "on": DECIDED, "to_savings": False, "by": sari}
    pay_shares(member_id=first.pk, **pay)
    assert cash_by_fund(ksm, DECIDED)["KAS"] == 1_200_000 - 216_600
    with pytest.raises(LedgerError, match="sudah dibayarkan"):
        pay_shares(member_id=first.pk, **pay)
    pay_shares(member_id=None, **pay)
    assert -balances(ksm, DECIDED)[chart.UTANG_SHU] == 0
    with pytest.raises(LedgerError, match="Tidak ada bagian"):
        pay_shares(member_id=None, **pay)
    assert all_agrees(ksm)


def test_who_left_since_gets_it_in_hand_and_not_as_savings(ksm, sari):
    first, second = ksm.members.all()
    Member.objects.filter(pk=second.pk).update(left_on=DECIDED)
    sharing, day = share_surplus(ksm=ksm, by=sari, **FACTS), DECIDED + datetime.timedelta(days=1)
    pay = {"sharing": sharing, "on": day, "by": sari}
    for member_id in (None, second.pk):
        with pytest.raises(LedgerError, match=f"{second.name} sudah keluar"):
            pay_shares(member_id=member_id, to_savings=True, **pay)
    pay_shares(member_id=second.pk, to_savings=False, **pay)
    pay_shares(member_id=first.pk, to_savings=True, **pay)
    assert all_agrees(ksm)


def test_parts_are_paid_out_of_the_box_and_not_out_of_the_bank(ksm, sari):
    # Of 1.200.000 of the kas and 100.000 of the social fund 500.001 stay in the box: 799.900 are not there.
    sharing = share_surplus(ksm=ksm, by=sari, **FACTS)
    enter(ksm, [Line(chart.BANK, chart.KAS, 799_999)], DECIDED)
    pay = {"sharing": sharing, "on": DECIDED, "to_savings": False, "by": sari}
    with pytest.raises(LedgerError, match=r"tinggal Rp500\.001, tidak cukup Rp799\.900"):
        pay_shares(member_id=None, **pay)
    pay_shares(member_id=ksm.members.first().pk, **pay)
    assert balances(ksm, DECIDED)[chart.KAS] == 500_001 - 216_600
    assert all_agrees(ksm)


@pytest.mark.parametrize("to_savings", [False, True])
def test_nothing_is_paid_before_the_day_of_the_decision(ksm, sari, to_savings):
    sharing = share_surplus(ksm=ksm, by=sari, **FACTS)
    pay = {"sharing": sharing, "member_id": None, "to_savings": to_savings, "by": sari}
    with pytest.raises(LedgerError, match="SHU 2025 baru diputuskan pada 12 Januari 2026") as refused:
        pay_shares(on=DECIDED - datetime.timedelta(days=1), **pay)
    assert refused.value.field == "on"
    assert chart.UTANG_SHU not in balances(ksm, DECIDED - datetime.timedelta(days=1))
    pay_shares(on=DECIDED, **pay)
    assert balances(ksm, DECIDED)[chart.UTANG_SHU] == 0


def test_who_left_before_the_decision_gets_the_part_afterwards(ksm, sari):
    share_surplus(ksm=ksm, by=sari, **FACTS)
    first, day = ksm.members.first(), DECIDED - datetime.timedelta(days=1)
    facts = {"reason": "Pindah", "minutes": "Notulen", "today": DECIDED, "by": sari}
    done = settle_and_leave(member=first, left_on=day, **facts)
    assert (done.paid, done.surplus) == (100_000, 0)
    assert chart.UTANG_SHU not in balances(ksm, day)
    facts = {"on": DECIDED, "to_savings": False, "by": sari}
    pay_shares(sharing=ksm.sharings.get(), member_id=first.pk, **facts)
    assert -balances(ksm, DECIDED)[chart.UTANG_SHU] == 583_300
    assert all_agrees(ksm)


def test_parts_may_become_savings(ksm, sari):
    sharing = share_surplus(ksm=ksm, by=sari, **FACTS)
    pay_shares(sharing=sharing, member_id=None, on=DECIDED, to_savings=True, by=sari)
    saved = dict(Saving.objects.filter(kind="SUKARELA").values_list("member__number", "amount"))
    assert saved == {1: 216_600, 2: 583_300}
    assert cash_by_fund(ksm, DECIDED)["KAS"] == 1_200_000
    assert all_agrees(ksm)


def test_a_sharing_is_undone_by_a_linked_reversal_until_somebody_was_paid(ksm, sari):
    sharing = share_surplus(ksm=ksm, by=sari, **FACTS)
    undo = undo_sharing(sharing=sharing, date=DECIDED, reason="Salah bagian", by=sari)
    assert undo.reverses == sharing.entry
    assert surplus_of(ksm, 2025) == 1_000_000
    again = share_surplus(ksm=ksm, by=sari, **FACTS)
    pay_shares(sharing=again, member_id=None, on=DECIDED, to_savings=False, by=sari)
    with pytest.raises(LedgerError, match="sudah dibayarkan"):
        undo_sharing(sharing=again, date=DECIDED, reason="Lagi", by=sari)
    with pytest.raises(LedgerError, match="sudah dibatalkan"):
        pay_shares(sharing=sharing, member_id=None, on=DECIDED, to_savings=False, by=sari)
    assert all_agrees(ksm)


GIVEN = {"savings": "50", "borrowing": "20", "officers": "10", "reserve": "10", "social": "10"}


def test_the_page_counts_decides_and_pays(client, ksm, sari):
    client.force_login(sari)
    page = f"/ksm/{ksm.pk}/shu/2025/bagi/"
    assert "333.300" in client.get(page).content.decode()
    given = GIVEN | {"decided_on": "2026-01-12", "minutes": "Rapat"}
    wrong = client.post(page, given | {"social": "11", "putuskan": "1"}).content.decode()
    assert "Kelima bagian harus berjumlah 100%; sekarang 101%." in wrong
    assert 'value="Rapat"' in wrong
    client.post(page, given | {"hitung": "1"})
    assert not SurplusSharing.objects.exists()
    answer = client.post(page, given | {"putuskan": "1"}, follow=True).content.decode()
    assert "Rp799.900 belum dibayarkan" in answer
    again = client.post(page, given | {"putuskan": "1"})
    sharing = SurplusSharing.objects.get()
    assert again.url == f"/ksm/{ksm.pk}/shu/{sharing.pk}/"
    assert client.get(page.replace("2025", "99999999999999999999")).status_code == 404
    client.post(f"/ksm/{ksm.pk}/shu/{sharing.pk}/bayar/", {"way": "tunai", "member": "", "date": DECIDED})
    detail = client.get(f"/ksm/{ksm.pk}/shu/{sharing.pk}/").content.decode()
    assert "semua bagian anggota sudah" in detail
    assert detail.count("/buku-kas/kuitansi/") == ksm.members.count()


def test_it_prints_the_sharing_and_each_members_statement(client, ksm, sari):
    sharing = share_surplus(ksm=ksm, by=sari, **FACTS)
    client.force_login(sari)
    whole = pdf_text(client.get(f"/ksm/{ksm.pk}/shu/{sharing.pk}/shu.pdf"))
    assert "Rp1.000.000 (satu juta rupiah)" in whole
    assert "583.300" in whole
    second = ksm.members.last()
    one = pdf_text(client.get(f"/ksm/{ksm.pk}/shu/{sharing.pk}/anggota/{second.pk}.pdf"))
    assert "Rp583.300 (lima ratus delapan puluh tiga ribu tiga ratus rupiah)" in one


def test_a_sharing_stays_once_its_social_part_was_spent(ksm, sari):
    sharing = share_surplus(ksm=ksm, by=sari, **FACTS)
    enter(ksm, [Line(chart.DANA_SOSIAL, chart.KAS, 1)], DECIDED)
    with pytest.raises(LedgerError, match=r"Dana sosial di kotak tinggal Rp99\.999"):
        undo_sharing(sharing=sharing, date=DECIDED, reason="Salah bagian", by=sari)
    sharing.refresh_from_db()
    assert sharing.undone_by is None


def test_the_months_of_a_shared_year_stay_closed_until_the_sharing_is_taken_back(ksm, sari):
    december = Month(datetime.date(2025, 12, 1))
    facts = {"ksm": ksm, "month": december, "reason": "Setoran salah", "by": sari}
    sharing = share_surplus(ksm=ksm, by=sari, **FACTS)
    with pytest.raises(LedgerError, match=r"SHU 2025 sudah dibagi .* Batalkan dulu pembagiannya"):
        reopen_last_month(**facts)
    assert Book.objects.get(ksm=ksm).months_closed_through == YEAR_END
    undo_sharing(sharing=sharing, date=DECIDED, reason="Salah bagian", by=sari)
    reopen_last_month(**facts)
    assert Book.objects.get(ksm=ksm).months_closed_through is None
