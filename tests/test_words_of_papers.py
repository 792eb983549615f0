"""What official papers say: parties, figures, the day in words, decisions as sentences, and how they end."""

import datetime
import io

import pytest
from pypdf import PdfReader

from groups.models import GroupRule, NikDisclosure
from ksm.letters import day_in_words
from ksm.money import number_in_words
from ledger.acts.papers import event_context
from ledger.acts.settling import settle_early
from ledger.joint.papers import statement_context
from tests.support import blm
from tests.support.eligible import sign_rules
from tests.support.factories import LONG_AGO, START, make_members, make_officer
from tests.support.lending import LENT, WEEK, decide, lend, make_group
from tests.support.prints import text_of

NIK = "3374054506800001"
MASKED = "3374********0001"
CLOSING = "Demikian berita acara ini dibuat dengan sebenarnya"


@pytest.fixture
def ksm(bkm):
    group = make_group(bkm)
    for member, role in zip(group.members.all(), ("KETUA", "SEKRETARIS", "BENDAHARA"), strict=True):
        make_officer(member, role)
        member.nik, member.address, member.rt, member.rw = NIK, "Jl. Melati 7", "002", "005"
        member.save()
    return group


@pytest.fixture
def loan(ksm):
    return lend(ksm, member=ksm.members.get(number=2), rate_percent=1, purpose="Modal warung")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (
            datetime.date(2026, 11, 28),
            "Sabtu, tanggal dua puluh delapan bulan November tahun dua ribu dua puluh enam (28-11-2026)",
        ),
        (
            datetime.date(2025, 1, 1),
            "Rabu, tanggal satu bulan Januari tahun dua ribu dua puluh lima (01-01-2025)",
        ),
        (datetime.date(2000, 8, 11), "Jumat, tanggal sebelas bulan Agustus tahun dua ribu (11-08-2000)"),
    ],
)
def test_a_deed_tells_its_day_in_words(day, words):
    assert day_in_words(day) == words


def test_numbers_are_told_without_rupiah():
    assert [number_in_words(number) for number in (0, 1001, 2026)] == [
        "nol",
        "seribu satu",
        "dua ribu dua puluh enam",
    ]


def test_the_agreement_identifies_both_parties_and_says_what_the_law_wants(ksm, loan, sari, as_user):
    rule = {
        "kind": "INSTALLMENT",
        "text": "Diangsur tiap minggu",
        "agreed_on": LENT,
        "fine_installment": 1_500,
    }
    GroupRule.objects.create(ksm=ksm, **rule)
    text = text_of(as_user(sari).get(f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/perjanjian.pdf"))
    chair, borrower, treasurer = ksm.members.order_by("number")
    for words in (
        "Pada hari ini Rabu, tanggal enam bulan Januari tahun dua ribu dua puluh tujuh (06-01-2027)",
        f"Nama : {chair.name} Jabatan : Ketua {ksm.name} NIK : {MASKED}",
        f"Nama : {treasurer.name} Jabatan : Bendahara {ksm.name}",
        f"bertindak untuk dan atas nama {ksm.name} di Kelurahan Sembungharjo",
        f"Nama : {borrower.name} NIK : {MASKED} Alamat : Jl. Melati 7, RT 002/RW 005",
        "Pokok pinjaman : Rp1.000.000 (satu juta rupiah)",
        "Angsuran yang terlambat dikenai denda Rp1.500 (seribu lima ratus rupiah) setiap kali",
        "(tanggung renteng)",
        "musyawarah untuk mufakat",
        "Demikian perjanjian ini dibuat dengan sadar dan tanpa paksaan",
        "Saksi 1",
        "Saksi 2",
        "Meterai Rp10.000",
    ):
        assert words in text


def test_a_group_without_a_fine_says_so(ksm, loan, sari, as_user):
    text = text_of(as_user(sari).get(f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/perjanjian.pdf"))
    assert "Kelompok tidak menyepakati denda" in text


def test_the_whole_nik_is_printed_for_who_may_and_each_print_is_logged(ksm, loan, sari, tini, joko, as_user):
    address = f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/perjanjian.pdf?nik=lengkap"
    client = as_user(sari)
    for _ in range(2):  # a reprint discloses as much as the first print
        assert text_of(client.get(address)).count(NIK) == 3
    members = sorted(ksm.members.values_list("pk", flat=True))
    assert list(NikDisclosure.objects.values_list("members", "by")) == [(members, sari.pk)] * 2
    trail = client.get(f"/ksm/{ksm.pk}/riwayat/").content.decode()
    assert f"NIK lengkap anggota {', '.join(map(str, ksm.members.all()))}" in trail
    assert NIK not in trail
    assert as_user(joko).get(address).status_code == 403
    assert NIK not in text_of(as_user(joko).get(address.partition("?")[0]))
    assert NikDisclosure.objects.count() == 2


def test_the_statement_names_all_members_and_the_loans_that_run(ksm, loan, sari, as_user):
    context = statement_context(ksm, LENT + WEEK)
    assert [(number, one.nik) for number, one in context["members"]] == [
        (1, MASKED),
        (2, MASKED),
        (3, MASKED),
    ]
    assert [(one.number, owed) for one, owed in context["loans"]] == [("P-01", 1_000_000)]
    assert [one.meterai for one in context["signers"]] == [False, True, False]
    ksm.members.update(joined_on=LONG_AGO)  # the page prints the statement of today
    address = f"/ksm/{ksm.pk}/tanggung-renteng/pernyataan.pdf"
    assert NIK not in text_of(as_user(sari).get(address))
    assert text_of(as_user(sari).get(f"{address}?nik=lengkap")).count(NIK) == 3
    assert NikDisclosure.objects.get().members == sorted(ksm.members.values_list("pk", flat=True))


def test_a_receipt_is_three_copies_that_say_the_amount_once_between_two_persons(ksm, loan, sari, as_user):
    answer = as_user(sari).get(f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/kuitansi.pdf")
    [page] = PdfReader(io.BytesIO(answer.content)).pages
    text = " ".join(page.extract_text().split())
    _, borrower, treasurer = ksm.members.order_by("number")
    assert text.count("Rp1.000.000") == 3
    assert text.count("satu juta rupiah") == 3
    assert text.count(f"Telah terima dari : {treasurer.name}, Bendahara {ksm.name}") == 3
    assert text.count(f"Diterima oleh : {borrower.name}") == 3
    for copy in (ksm.name, borrower.name, "arsip"):
        assert f"Lembar untuk {copy}" in text


def test_an_act_on_a_loan_is_a_berita_acara(ksm, loan, sari, as_user):
    event = settle_early(loan=loan, paid=1_100_000, full_jasa=True, decision=decide(LENT + WEEK, sari))
    assert event_context(event, ksm)["place"] == "Kelurahan Sembungharjo"
    text = text_of(as_user(sari).get(f"/ksm/{ksm.pk}/pinjaman/keputusan/{event.pk}.pdf"))
    assert f"Pada hari ini {day_in_words(LENT + WEEK)}, bertempat di Kelurahan Sembungharjo" in text
    assert "berdasarkan Notulen minggu 6" in text
    assert f"{ksm.name} melunasi pinjaman sebelum waktunya" in text
    assert CLOSING in text


def test_the_agreement_of_all_tells_each_rule_with_its_figures(mawar, sari, as_user):
    make_members(mawar, 3)
    mawar.vision, mawar.mission, mawar.purpose = "Mandiri", "Menabung bersama", "Modal usaha"
    mawar.save()
    figures = {
        "MEETING": {"fine_late": 500, "fine_absent": 1_000},
        "SAVING": {"minimum_saving": 5_000, "initial_saving": 10_000},
        "RECORDING": {},
        "LOAN": {"jasa_percent": 1, "max_periods": 8, "max_loan": 500_000},
        "INSTALLMENT": {"fine_installment": 750},
    }
    for kind, facts in figures.items():
        GroupRule.objects.create(
            ksm=mawar, kind=kind, text=f"Aturan {kind}", agreed_on=START, signed=True, **facts
        )
    text = text_of(as_user(sari).get(f"/ksm/{mawar.pk}/kesepakatan.pdf"))
    for words in (
        "Visi : Mandiri Misi : Menabung bersama Tujuan : Modal usaha",
        "Denda terlambat Rp500",
        "Denda alpa Rp1.000",
        "Tabungan wajib tiap pertemuan Rp5.000",
        "Tabungan pokok Rp10.000",
        "Jasa tiap angsuran 1%",
        "Jangka terlama 8 kali angsuran",
        "Pinjaman tertinggi Rp500.000",
        "Denda terlambat mengangsur Rp750",
        *(member.name for member in mawar.members.all()),
    ):
        assert words in text


def test_the_agreement_of_blm_tells_parties_report_sanction_and_return(mawar, sari, ratna, as_user):
    chair, *_ = make_members(mawar, 5, nik="")
    make_officer(chair, "KETUA")
    grant = blm.make_paid(mawar)
    address = f"/ksm/{mawar.pk}/blm/{grant.pk}/"
    text = text_of(as_user(sari).get(f"{address}perjanjian.pdf"))
    for words in (
        f"Pada hari ini {day_in_words(blm.DAY)}, bertempat di Kelurahan Sembungharjo",
        f"Nama : {ratna.full_name} Jabatan : Koordinator {mawar.bkm.name}",
        f"Nama : {chair.name} Jabatan : Ketua {mawar.name}",
        "Mengirim LPJ setiap tahap paling lambat 30 (tiga puluh) hari sesudah tahap itu dicairkan",
        "Pasal 4. Pengembalian",
        "Pasal 5. Sanksi",
        "Lurah Sembungharjo",
        "Meterai Rp10.000",
    ):
        assert words in text
    paid = text_of(as_user(sari).get(f"{address}uang/{grant.movements.get().pk}/kuitansi.pdf"))
    assert f"Pada hari ini {day_in_words(blm.DAY)}" in paid
    assert "Batas LPJ tahap ini : Rabu, 1 Oktober 2025" in paid
    assert CLOSING in paid


def test_a_change_of_the_rab_is_a_berita_acara_that_tells_every_line_before_and_after(mawar, sari, as_user):
    chair, *_ = make_members(mawar, 5)
    make_officer(chair, "KETUA")
    grant = blm.make_paid(mawar)
    first = blm.make_change(grant, amount=50_000, accept=True, on=blm.DAY + WEEK)
    blm.make_change(grant, amount=20_000, accept=True, on=blm.DAY + WEEK)  # tells nothing of the first's
    waiting = blm.make_change(grant, amount=1_000)
    address = f"/ksm/{mawar.pk}/blm/{grant.pk}/"
    client = as_user(sari)
    assert f"perubahan/{first.pk}/berita-acara.pdf" in client.get(address).content.decode()
    assert client.get(f"{address}perubahan/{waiting.pk}/berita-acara.pdf").status_code == 404
    text = text_of(client.get(f"{address}perubahan/{first.pk}/berita-acara.pdf"))
    for words in (
        "Nomor: 001/BA-RAB/MWR/IX/2025",
        f"Pada hari ini {day_in_words(blm.DAY + WEEK)}, bertempat di Kelurahan Sembungharjo",
        "menyetujui perubahan rencana anggaran biaya (RAB)",
        "Dipindahkan : Rp50.000 (lima puluh ribu rupiah)",
        "Dari baris : 1. Bahan dagangan",
        "Ke baris : 2. Peralatan",
        "Alasan : Harga naik",
        "1 Bahan dagangan 800.000 -50.000 750.000",
        "2 Peralatan 200.000 50.000 250.000",
        "Jumlah BLM tetap Rp1.000.000",
        first.answered_by.full_name,
        chair.name,
        "Lurah Sembungharjo",
        CLOSING,
    ):
        assert words in text


def test_a_report_before_any_decision_is_no_berita_acara(mawar, sari, as_user):
    sign_rules(mawar)
    make_members(mawar, 5)
    text = text_of(as_user(sari).get(f"/ksm/{mawar.pk}/penilaian/laporan.pdf"))
    assert "Laporan Penilaian Kelulusan".upper() in text.upper()
    assert CLOSING not in text
