"""The pages from a borrower's death to the receipt of the heir."""

import pytest

from ledger.journal.posting import book_of
from ledger.models import Book
from savings.leaving.estate import first_day_without
from tests.savings.leaving.test_estate import DAY, DIED, LEFT, begin, die
from tests.support.prints import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_day_ten(monkeypatch):
    monkeypatch.setattr("groups.models.Ksm.today", lambda ksm: LEFT)


@pytest.mark.parametrize(
    ("sheet", "month", "day"),
    [
        (None, None, DIED),
        (DIED - DAY, None, DIED),
        (DIED, None, DIED + DAY),
        (DIED - DAY, DIED, DIED + DAY),
        (DIED, DIED + DAY, DIED + 2 * DAY),
    ],
)
def test_the_first_day_without_the_dead_is_an_open_one(mawar, sheet, month, day):
    book_of(mawar)
    Book.objects.filter(ksm=mawar).update(closed_through=sheet, months_closed_through=month)
    assert first_day_without(mawar, DIED) == day


@pytest.mark.usefixtures("on_day_ten")
def test_the_pages_lead_from_the_death_to_the_heirs_receipt(mawar, sari, as_user):
    loan, client = begin(mawar, sari, 200_000), as_user(sari)
    card = f"/ksm/{mawar.pk}/pinjaman/{loan.pk}/"
    die(loan, by=sari)
    leaving = f"/ksm/{mawar.pk}/anggota/{loan.member_id}/keluar/"
    assert leaving in client.get(card).content.decode()
    page = client.get(leaving)
    assert {name: page.context["form"][name].value() for name in ("left_on", "reason", "heir")} == {
        "left_on": DIED,
        "reason": "Meninggal dunia",
        "heir": "Sumiati",
    }
    # The savings do not reach, so the loan runs on: 200.000 and the jasa of four periods, less 107.000.
    shown = [(row.label, row.words) for row in page.context["evidence"]][-2:]
    assert shown == [("Seluruh sisa P-01", "Rp208.000"), ("Masih harus dibayar ahli waris", "Rp101.000")]
    sent = {"left_on": LEFT, "reason": "Meninggal dunia", "heir": "Sumiati", "minutes": "Notulen minggu 2"}
    settled = client.post(leaving, sent, follow=True).content.decode()
    assert "Utang yang dilanjutkan ahli waris" in settled
    assert "101.000" in settled
    again = client.post(leaving, sent)
    assert again.url == f"/ksm/{mawar.pk}/anggota/{loan.member_id}/penyelesaian/"
    assert loan.member.exits.count() == 1
    paper = text_of(client.get(f"/ksm/{mawar.pk}/anggota/{loan.member_id}/penyelesaian.pdf"))
    assert "Ahli waris Sumiati" in paper.replace(":", "").replace("  ", " ")

    shown = client.get(card).content.decode()
    assert "(ahli waris Sumiati)" in shown
    assert "Lunasi dari tabungan" not in shown
    form = client.get(f"{card}ahli-waris/").context["form"]
    sent = {"amount": "15.000", "on": LEFT, "seen": form["seen"].value()}
    assert client.post(f"{card}ahli-waris/", sent).url == card
    paid = loan.repayments.get(paid_from="HEIR")
    assert f"/pinjaman/angsuran/{paid.pk}.pdf" in client.get(card).content.decode()
    receipt = text_of(client.get(f"/ksm/{mawar.pk}/pinjaman/angsuran/{paid.pk}.pdf"))
    assert "Telah terima dari Sumiati" in receipt.replace(":", "").replace("  ", " ")
    assert "lima belas ribu rupiah" in receipt
