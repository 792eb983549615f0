"""The pages of BLM Sosial: three people walk a proposal to its money, and who may do what."""

import datetime
import io
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from assessment.blm.papers import verification_context
from groups.models import PaperPrint, ServiceUnit
from ledger.models import AccountabilityReport, BlmGrant, GrantMovement
from tests.support.blm import DAY, accept, agreed, make_draft, pay, report, sent, verify
from tests.support.eligible import make_layak
from tests.support.factories import make_city_coordinator, make_members, make_unit_staff
from tests.support.lending import lend

pytestmark = pytest.mark.django_db
QUERIES = 19  # of a grant's page, whatever it holds


@pytest.fixture(autouse=True)
def _on_the_day():
    moment = datetime.datetime.combine(DAY, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    with mock.patch("django.utils.timezone.now", return_value=moment):
        yield


@pytest.fixture
def base(mawar):
    make_members(mawar, 5)
    return f"/ksm/{mawar.pk}/blm/"


def words_of(answer):
    assert answer.headers["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_three_people_walk_a_proposal_to_its_money_and_lpj(mawar, sari, joko, ratna, as_user):
    make_layak(mawar, sari, joko, ratna)
    client = as_user(sari)
    client.post(f"/ksm/{mawar.pk}/blm/baru/", {"background": "Modal kurang", "plan": "Bergulir"})
    grant = BlmGrant.objects.get()
    page = f"/ksm/{mawar.pk}/blm/{grant.pk}/"
    line = {"description": "Bahan", "volume": "2,5", "unit": "kuintal", "unit_price": "400.000"}
    client.post(f"{page}rab/baru/", line | {"swadaya": "200.000", "blm": "800.000"})
    asked = {"member": mawar.members.first().pk, "priority": 1, "purpose": "Warung", "requested": "500.000"}
    client.post(f"{page}anggota/baru/", asked | {"income": "900.000", "cost": "600.000"})
    client.post(f"{page}kirim/")
    assert "Verifikasi usulan" in client.get(page).content.decode()
    one, today = grant.members.get(), f"{DAY:%Y-%m-%d}"
    found = {"answer": "layak", "visited_on": today, "amount": "800.000", f"recommended_{one.pk}": "500.000"}
    as_user(joko).post(f"{page}verifikasi/", found)
    decided = {"answer": "setuju", "decided_on": today, "amount": "800.000", f"decided_{one.pk}": "500.000"}
    as_user(ratna).post(f"{page}keputusan/", decided)
    terms = {"agreed_on": today, "signers": "Siti, Ratna", "percents": "60, 40", "report_days": "30"}
    terms |= {"principal_returns": "STAYS"}
    as_user(ratna).post(f"{page}perjanjian/", terms)
    first = grant.tranches.first()
    as_user(ratna).post(f"{page}tahap/{first.pk}/cair/", {"on": today, "place": "CASH"})
    assert GrantMovement.objects.get().amount == 480_000
    line = grant.lines.get()
    bought = {"on": today, "amount": "480.000", "what": "Beras", "paid_to": "Toko Jaya", "place": "CASH"}
    as_user(sari).post(f"{page}rab/{line.pk}/belanja/", bought)
    used = {f"blm_{line.pk}": "480.000", f"swadaya_{line.pk}": "0", "note": "Dibelanjakan"}
    client.post(f"{page}tahap/{first.pk}/lpj/", used | {"counted_box": "0", "counted_bank": "0"})
    written = AccountabilityReport.objects.get()
    assert (written.spent, written.difference_reason) == (480_000, "")
    assert "Periksa LPJ" in as_user(joko).get(page).content.decode()
    as_user(joko).post(f"{page}lpj/{written.pk}/", {"answer": "terima"})
    assert "Cairkan tahap 2" in as_user(ratna).get(page).content.decode()


def test_a_group_that_is_not_layak_is_told_so_and_may_write_nothing(mawar, base, sari, as_user):
    client = as_user(sari)
    assert "hanya untuk KSM Percontohan" in client.get(base).content.decode()
    answer = client.post(f"{base}baru/", {"background": "A", "plan": "B"})
    assert "hanya untuk KSM Percontohan" in answer.content.decode()
    assert not BlmGrant.objects.exists()


def test_who_may_do_what(mawar, base, sari, tini, joko, ratna, as_user):
    grant = agreed(mawar, sari, joko, ratna)
    first = grant.tranches.first()
    dewi = make_city_coordinator("dewi")
    yanti = make_unit_staff("yanti", mawar.bkm, ServiceUnit.Kind.UPS)
    page = f"{base}{grant.pk}/"
    allowed = {
        "ubah/": {sari, tini},
        "rab/baru/": {sari, tini},
        f"tahap/{first.pk}/lpj/": {sari, tini},
        "kembalikan/": {sari, tini},
        "pinjaman/": {sari, tini},
        "verifikasi/": {joko, yanti},
        "keputusan/": {ratna},
        "perjanjian/": {sari, ratna},
        f"tahap/{first.pk}/cair/": {joko, ratna},
    }
    for path, people in allowed.items():
        for user in (sari, tini, joko, yanti, ratna, dewi):
            status = as_user(user).get(page + path).status_code
            assert (path, user.username, status) == (path, user.username, 200 if user in people else 403)
    for user in (sari, tini, joko, yanti, ratna, dewi):
        assert as_user(user).get(page).status_code == 200


def test_incomes_and_notes_are_for_those_who_assess(mawar, base, sari, joko, ratna, as_user):
    grant = sent(mawar, sari)
    told = {one.pk: (one.requested, "Suami sakit") for one in grant.members.all()}
    verify(grant, joko, recommended=told, note="Rumah bocor")
    dewi = make_city_coordinator("dewi")
    for path in ("", "verifikasi.pdf"):
        answers = [as_user(user).get(f"{base}{grant.pk}/{path}") for user in (joko, dewi)]
        seen = [words_of(one) if path else one.content.decode() for one in answers]
        for private in ("Suami sakit", "300.000", "Rumah bocor"):
            assert [private in page for page in seen] == [True, False]


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(mawar, base, sari, joko, ratna, as_user):
    grant = sent(mawar, sari)
    first, second = grant.members.all()
    typed = {"answer": "layak", "visited_on": f"{DAY:%Y-%m-%d}", "amount": "1.000.000"}
    typed |= {f"recommended_{first.pk}": "400.001", f"recommended_{second.pk}": ""}
    client = as_user(joko)
    form = client.post(f"{base}{grant.pk}/verifikasi/", typed).context["form"]
    assert form.errors == {f"recommended_{second.pk}": ["Wajib diisi."]}
    form = client.post(f"{base}{grant.pk}/verifikasi/", typed | {f"recommended_{second.pk}": "0"}).context[
        "form"
    ]
    assert "meminta Rp400.000" in form.errors[f"recommended_{first.pk}"][0]
    assert form[f"recommended_{first.pk}"].value() == "400.001"
    grant.refresh_from_db()
    assert grant.state == "PROPOSED"


@pytest.mark.parametrize(
    ("typed", "ok"),
    [
        ("60, 40", True),
        ("33,33 33,33 33,34", True),
        ("100", True),
        ("60,40", True),
        ("40,30,30", True),
        ("60,39", False),
        ("60, 39", False),
        ("a, b", False),
        ("", False),
    ],
)
def test_percents_are_typed_as_people_write_them(mawar, base, sari, joko, ratna, as_user, typed, ok):
    grant = agreed(mawar, sari, joko, ratna)
    grant.tranches.all().delete()
    BlmGrant.objects.update(state="APPROVED")
    facts = {"agreed_on": f"{DAY:%Y-%m-%d}", "signers": "Siti", "percents": typed, "report_days": "30"}
    answer = as_user(sari).post(f"{base}{grant.pk}/perjanjian/", facts | {"principal_returns": "STAYS"})
    assert (answer.status_code == 302) == ok
    assert grant.tranches.exists() == ok


def test_papers_say_amounts_in_words_and_want_a_meterai_by_the_rule(mawar, base, sari, joko, ratna, as_user):
    grant = agreed(mawar, sari, joko, ratna)
    movement = pay(grant, 1, ratna)
    written = accept(report(grant, 1, sari, blm=500_000), joko)
    client, page = as_user(sari), f"{base}{grant.pk}/"
    proposal = words_of(client.get(f"{page}usulan.pdf"))
    assert "satu juta rupiah" in proposal
    assert "001/USUL-BLM/MWR/IX/2025" in proposal
    assert "900.000" not in proposal  # nobody's income
    agreement = words_of(client.get(f"{page}perjanjian.pdf"))
    assert "Meterai Rp10.000" in agreement
    assert "Pengembalian pokok tetap bergulir di KSM." in agreement
    receipt = words_of(client.get(f"{page}uang/{movement.pk}/kuitansi.pdf"))
    assert "enam ratus ribu rupiah" in receipt
    assert "Meterai" not in receipt
    GrantMovement.objects.filter(pk=movement.pk).update(amount=5_000_001)
    PaperPrint.objects.all().delete()  # as if it had never been printed
    assert "Meterai Rp10.000" in words_of(client.get(f"{page}uang/{movement.pk}/kuitansi.pdf"))
    lpj = words_of(client.get(f"{page}lpj/{written.pk}/lpj.pdf"))
    assert "LAPORAN PERTANGGUNGJAWABAN" in lpj
    assert "62,5%" in lpj  # 500.000 of 800.000
    assert "lima ratus ribu rupiah" in lpj


def test_members_are_lent_to_by_their_order_from_a_form_that_proposes_who_fits(
    mawar, base, sari, joko, ratna, as_user
):
    grant = agreed(mawar, sari, joko, ratna)
    pay(grant, 1, ratna)
    first, second = grant.members.all()
    client, page = as_user(sari), f"{base}{grant.pk}/pinjaman/"
    form = client.get(page).context["form"]
    assert form["members"].value() == [first.pk]  # Rp600.000 holds one loan of Rp400.000
    terms = {"rate_percent": "1", "method": "FLAT", "periods": "8", "unit": "WEEK", "rounding_step": "500"}
    refused = client.post(page, terms | {"members": [second.pk], "note": ""}).context["form"]
    assert "Tulis alasan mendahulukan" in refused.errors["note"][0]
    assert client.post(page, terms | {"members": ["99999"]}).context["form"].errors["members"]
    assert client.post(page, terms | {"members": [first.pk], "note": ""}).status_code == 302
    loan = mawar.loans.get()
    assert (loan.state, loan.fund, loan.principal, loan.rate_percent) == ("APPROVED", "BLM", 400_000, 1)
    card = client.get(f"/ksm/{mawar.pk}/pinjaman/{loan.pk}/").content.decode()
    assert "Dana BLM" in card


def test_the_verification_form_tells_the_loan_before_and_not_the_one_from_this_grant(mawar, base, sari, joko):
    grant = verify(sent(mawar, sari), joko)
    first, _ = grant.members.all()
    before = lend(mawar, DAY, number="P-01", member=first.member, principal=150_000)
    lend(mawar, DAY + datetime.timedelta(days=1), number="P-02", member=first.member, principal=400_000)
    rows = verification_context(grant, DAY, sees_notes=True)["rows"]
    assert [earlier for _, earlier in rows] == [before.principal, None]


@pytest.mark.parametrize("members", [1, 3])
def test_a_grants_page_asks_the_same_number_of_queries_for_one_member_and_three(
    mawar, base, sari, as_user, members, django_assert_num_queries
):
    grant = make_draft(mawar, sari, members=members, requested=1000)
    client = as_user(sari)
    with django_assert_num_queries(QUERIES):
        client.get(f"{base}{grant.pk}/")


def test_a_purchase_is_offered_to_the_inventory_and_undone_by_the_upk(
    mawar, base, sari, joko, ratna, as_user
):
    grant = agreed(mawar, sari, joko, ratna)
    pay(grant, 1, ratna)
    line = grant.lines.last()
    typed = {"on": f"{DAY:%Y-%m-%d}", "what": "Timbangan", "paid_to": "Toko Jaya", "place": "CASH"}
    address = f"{base}{grant.pk}/rab/{line.pk}/belanja/"
    too_much = as_user(sari).post(address, typed | {"amount": "200.001"}).context["form"]
    assert too_much.errors["amount"][0].startswith("Sisa BLM baris 2 Rp200.000.")
    assert too_much["amount"].value() == "200.001"
    as_user(sari).post(address, typed | {"amount": "150.000"})
    [spent] = as_user(sari).get(f"{base}{grant.pk}/").context["spendings"]
    offered = as_user(sari).get(spent.inventory).context["form"]
    assert {name: offered[name].value() for name in ("name", "unit", "origin", "price", "acquired_on")} == {
        "name": "Timbangan",
        "unit": "paket",
        "origin": "BLM",
        "price": "150000",
        "acquired_on": f"{DAY:%d-%m-%Y}",
    }
    receipt = as_user(sari).get(f"/ksm/{mawar.pk}/buku-kas/kuitansi/{spent.line_id}.pdf")
    assert "seratus lima puluh ribu rupiah" in words_of(receipt)
    undo = f"{base}{grant.pk}/belanja/{spent.spending.pk}/batalkan/"
    as_user(joko).post(undo, {"on": f"{DAY:%Y-%m-%d}", "reason": "Barang ditukar"})
    [spent] = as_user(sari).get(f"{base}{grant.pk}/").context["spendings"]
    assert spent.spending.is_undone


def test_an_lpj_that_differs_asks_its_reason_and_upups_tick_and_prints_both(
    mawar, base, sari, joko, ratna, as_user
):
    grant = agreed(mawar, sari, joko, ratna)
    pay(grant, 1, ratna)
    first, second = grant.lines.all()
    typed = {f"blm_{first.pk}": "500.000", f"blm_{second.pk}": "0", "note": "Dipakai"}
    typed |= {f"swadaya_{line.pk}": "0" for line in (first, second)}
    typed |= {"counted_box": "100.000", "counted_bank": "0"}
    address = f"{base}{grant.pk}/tahap/{grant.tranches.first().pk}/lpj/"
    asked = as_user(sari).post(address, typed).context["form"]
    [sentence] = asked.errors["reason"]
    assert sentence == (
        "Berbeda dari buku: baris 1 Rp500.000, menurut buku Rp0; uang di kotak Rp100.000, "
        "menurut buku Rp600.000. Tulis alasannya."
    )
    as_user(sari).post(address, typed | {"reason": "Nota belum dicatat"})
    report_page = f"{base}{grant.pk}/lpj/{AccountabilityReport.objects.get().pk}/"
    unseen = as_user(joko).post(report_page, {"answer": "terima"}).context["form"]
    assert unseen.errors == {"difference_seen": ["Tandai bahwa selisih dengan buku sudah diperiksa."]}
    as_user(joko).post(report_page, {"answer": "terima", "difference_seen": "on"})
    assert AccountabilityReport.objects.get().state == "ACCEPTED"
    paper = words_of(as_user(sari).get(f"{report_page}lpj.pdf"))
    assert "Alasan berbeda dari buku: Nota belum dicatat (sudah diperiksa UP-UP)" in paper
    assert "Uang di kotak 100.000 600.000 -500.000" in paper
