"""The proposal as a letter with what goes with it, and the LPJ with its borrowers and evidence."""

from decimal import Decimal

from assessment.blm.papers import attachments_of, report_context
from groups.path.travelling import record_step
from ledger.blm.evidence import borrowed_from, evidence_of
from ledger.blm.lending import FundTerms, lend_from_fund
from ledger.blm.spending import undo_spending
from ledger.journal.posting import post
from ledger.loans.lending import plan_disbursement, store_disbursements
from tests.support import blm
from tests.support.eligible import sign_rules
from tests.support.factories import START, make_members, make_officer, make_user
from tests.support.prints import text_of


def test_the_proposal_is_a_letter_to_the_coordinator_that_lists_only_what_is_there(
    mawar, sari, ratna, as_user
):
    chair, secretary, *_ = make_members(mawar, 5)
    make_officer(chair, "KETUA")
    make_officer(secretary, "SEKRETARIS")
    grant = blm.sent(mawar, sari)
    assert attachments_of(grant, blm.DAY) == []
    address = f"/ksm/{mawar.pk}/blm/{grant.pk}/usulan.pdf"
    text = text_of(as_user(sari).get(address))
    for words in (
        "Lampiran : – Perihal : Usulan BLM Sosial",
        f"Kepada Yth. Koordinator {mawar.bkm.name} Ratna di tempat",
        "Dengan hormat,",
        "Demikian usulan ini kami sampaikan.",
        "Hormat kami, Sekretaris KSM",
    ):
        assert words in text
    assert text.count("Sembungharjo, 1 September 2025") == 1  # above, as letters have it
    assert "pembentukan" not in text


def test_what_is_there_goes_with_the_proposal(mawar, sari):
    first, *_ = make_members(mawar, 5)
    first.statement_on = START
    first.save()
    sign_rules(mawar)
    facts = {"place": "Balai", "women": 5, "led_by": "Tini", "result": "Sepakat"}
    record_step(bkm=mawar.bkm, ksm=mawar, code="form", done_on=START, today=START, by=sari, **facts)
    grant = blm.sent(mawar, sari)
    founding, agreement, statement = attachments_of(grant, blm.DAY)
    assert founding == "Berita acara pembentukan KSM, 2 Juni 2025"
    assert agreement.startswith("Kesepakatan bersama, ")
    assert statement == "Surat pernyataan 1 anggota pengusul"


def test_the_report_lists_every_entry_of_the_fund_and_what_was_taken_back(mawar, sari, as_user):
    make_members(mawar, 5)
    grant = blm.make_paid(mawar)
    bought = blm.spend(grant, 2, make_user())
    undo_spending(spending=bought, on=blm.DAY, reason="Batal", by=make_user(), today=blm.DAY)
    blm.spend(grant, 2, make_user(), amount=50_000)
    rows = evidence_of(grant, blm.DAY)
    assert [(row.incoming, row.outgoing, row.undone) for row in rows] == [
        (600_000, 0, False),
        (0, 100_000, True),
        (100_000, 0, False),
        (0, 50_000, False),
    ]
    assert borrowed_from(grant, blm.DAY) == []
    sent = blm.report(grant, 1, make_user(), blm=550_000)
    assert [row.entry for row in report_context(grant, sent)["evidence"]] == [row.entry for row in rows]
    text = text_of(as_user(sari).get(f"/ksm/{mawar.pk}/blm/{grant.pk}/lpj/{sent.pk}/lpj.pdf"))
    for words in (
        f"nomor {rows[0].entry.number}",
        "(dibatalkan)",
        "Alasan berbeda dari buku: Kuitansi menyusul",
        "Belum ada anggota yang meminjam",
        "Demikian laporan ini dibuat dengan sebenarnya.",
    ):
        assert words in text


def test_the_report_names_borrowers_by_number(mawar, sari, as_user):
    make_members(mawar, 5)
    grant = blm.make_paid(mawar)
    terms = FundTerms(Decimal(1), "FLAT", 8, "WEEK", 500)
    chosen = [grant.members.first().pk]
    [loan] = lend_from_fund(grant=grant, chosen=chosen, terms=terms, note="", by=sari, today=blm.DAY)
    lines = [plan_disbursement(loan)]
    entry = post(ksm=mawar, date=blm.DAY, kind="OTHER", memo="Cair", lines=lines, by=sari)
    store_disbursements(loans=[loan], entry_of={loan.pk: entry})
    [row] = borrowed_from(grant, blm.DAY)
    assert (row.number, row.loan, row.owed) == (1, loan, 400_000)
    sent = blm.report(grant, 1, make_user())
    text = text_of(as_user(sari).get(f"/ksm/{mawar.pk}/blm/{grant.pk}/lpj/{sent.pk}/lpj.pdf"))
    assert f"nomor 1 {loan.number}" in text
    assert mawar.members.get(number=1).name not in text.partition("C. Peminjam")[2].partition("D. Daftar")[0]
