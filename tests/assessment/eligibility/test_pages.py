"""The pages on which eligibility is seen, recommended, decided and printed; and who may do what."""

import datetime
import io
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from assessment.models import Assessment, EligibilityCheck, EligibilityProposal
from tests.support.eligible import WEEK_13, make_eligible, see
from tests.support.factories import make_city_coordinator, make_unit_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _week_thirteen():
    moment = datetime.datetime.combine(WEEK_13, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    with mock.patch("django.utils.timezone.now", return_value=moment):
        yield


@pytest.fixture
def base(mawar, sari):
    make_eligible(mawar, sari)
    return f"/ksm/{mawar.pk}/kelayakan/"


def test_three_people_walk_a_group_to_layak(mawar, base, sari, joko, ratna, as_user):
    page = as_user(joko).get(base).content.decode()
    assert "Semua syarat terpenuhi" in page
    assert "5 dari 5" in page
    sent = as_user(joko).post(f"{base}rekomendasi/", {"outcome": "ELIGIBLE", "reason": ""})
    assert sent.url == base
    proposal = EligibilityProposal.objects.get()
    waiting = as_user(sari).get(base).content.decode()
    assert "Menunggu keputusan koordinator BKM." in waiting
    assert "Putuskan kelayakan" in as_user(ratna).get(f"/ksm/{mawar.pk}/").content.decode()
    as_user(ratna).post(f"{base}rekomendasi/{proposal.pk}/", {"answer": "setuju", "note": "Sepakat"})
    decision = Assessment.objects.get(kind="ELIGIBILITY")
    assert (decision.outcome, decision.decided_by, decision.second) == ("ELIGIBLE", ratna, joko)
    overview = as_user(sari).get(f"/ksm/{mawar.pk}/").context["overview"]
    assert (overview.eligibility, overview.eligibility_word) == ("ELIGIBLE", "Layak BLM")
    tiles = {tile.code: tile.count for tile in as_user(ratna).get("/dasbor/").context["tiles"]}
    assert (tiles["layak"], tiles["menunggu"], tiles["belum-layak"]) == (1, 0, 0)


def test_the_paper_shows_the_frozen_findings_and_signatures_but_no_note(
    mawar, base, sari, joko, ratna, as_user
):
    see(mawar, sari, family_consents=False)
    as_user(joko).post(
        f"{base}rekomendasi/", {"outcome": "NOT_ELIGIBLE", "reason": "Satu keluarga belum setuju"}
    )
    proposal = EligibilityProposal.objects.get()
    as_user(ratna).post(f"{base}rekomendasi/{proposal.pk}/", {"answer": "setuju", "note": ""})
    number = Assessment.objects.get(kind="ELIGIBILITY").number
    see(mawar, sari)
    answer = as_user(sari).get(f"{base}{number}/berita-acara.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    paper = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "BERITA ACARA PENILAIAN KELAYAKAN" in paper
    assert "Keputusan: Belum layak" in paper
    assert f"{mawar.name} dinyatakan BELUM LAYAK menerima BLM Sosial." in paper
    assert "bertempat di Kelurahan Sembungharjo, BKM" in paper
    assert "Diterima oleh, Ketua KSM" in paper
    assert "Demikian berita acara ini dibuat" in paper
    assert "tidak, 25 Agustus 2025, Sari" in paper
    assert "Satu keluarga belum setuju" in paper
    assert "Suami" not in paper  # notes about families stay with those who assess
    for name in ("Joko", "Ratna", "Ketua KSM"):
        assert name in paper


def test_a_decision_on_eligibility_is_no_decision_on_graduation(mawar, base, sari, joko, ratna, as_user):
    as_user(joko).post(f"{base}rekomendasi/", {"outcome": "ELIGIBLE"})
    proposal = EligibilityProposal.objects.get()
    as_user(ratna).post(f"{base}rekomendasi/{proposal.pk}/", {"answer": "setuju"})
    number = Assessment.objects.get(kind="ELIGIBILITY").number
    client = as_user(sari)
    listed = client.get(f"/ksm/{mawar.pk}/penilaian/").context["decisions"]
    assert [one.kind for one in listed] == ["GRADUATION"]
    assert client.get(f"/ksm/{mawar.pk}/penilaian/{number}/").status_code == 404
    assert client.get(f"/ksm/{mawar.pk}/penilaian/{number}/laporan.pdf").status_code == 404
    assert client.get(f"{base}1/berita-acara.pdf").status_code == 404


@pytest.mark.parametrize("who", ["sari", "tini", "joko"])
def test_field_staff_and_upup_write_down_what_they_saw(base, who, as_user, request):
    user = request.getfixturevalue(who)
    client = as_user(user)
    typed = {"homes_visited": "tidak", "family_consents": "ya", "seen_on": "24-08-2025"}
    kept = EligibilityCheck.objects.count()
    refused = client.post(f"{base}peninjauan/", typed)
    wanted = ["Tulis apa yang dilihat bila jawabannya tidak."]
    assert refused.context["form"].errors == {"note_homes_visited": wanted}
    assert b"24-08-2025" in refused.content  # what was typed is kept
    assert EligibilityCheck.objects.count() == kept  # and nothing of the visit is stored
    sent = client.post(f"{base}peninjauan/", typed | {"note_homes_visited": "Dua rumah belum"})
    assert sent.url == base
    consents, homes = EligibilityCheck.objects.all()[:2]
    assert (homes.code, homes.met, homes.by) == ("homes_visited", False, user)
    assert (consents.code, consents.met, consents.seen_on) == ("family_consents", True, homes.seen_on)
    assert homes.seen_on == datetime.date(2025, 8, 24)
    assert EligibilityCheck.objects.count() == kept + 2  # what was not seen is left out
    assert "Dua rumah belum" in client.get(base).content.decode()


def test_a_visit_that_saw_nothing_is_not_written_down(base, joko, as_user):
    kept = EligibilityCheck.objects.count()
    refused = as_user(joko).post(f"{base}peninjauan/", {"seen_on": "24-08-2025"})
    nothing = ["Jawab paling sedikit satu hal yang dilihat."]
    assert refused.context["form"].non_field_errors() == nothing
    assert EligibilityCheck.objects.count() == kept


def test_notes_are_hidden_from_those_who_only_look_on(mawar, base, sari, admin, as_user):
    see(mawar, sari, family_consents=False)
    for user in (admin, make_city_coordinator("dewi")):
        page = as_user(user).get(base).content.decode()
        assert "Suami belum setuju" not in page
        assert "tidak, 25 Agustus 2025, Sari" in page
        assert "Catat hasil peninjauan" not in page


def test_who_may_read_only_changes_nothing_and_a_stranger_finds_nothing(
    mawar, base, sari, joko, ratna, budi, admin, as_user
):
    as_user(joko).post(f"{base}rekomendasi/", {"outcome": "ELIGIBLE"})
    proposal = EligibilityProposal.objects.get()
    upl_elsewhere = make_unit_staff("udin", budi_bkm(budi))
    asked = {
        f"{base}peninjauan/": (ratna, admin, make_city_coordinator("dewi")),
        f"{base}rekomendasi/": (sari, ratna, admin),
        f"{base}rekomendasi/{proposal.pk}/": (sari, joko, admin),
    }
    for path, readers in asked.items():
        for user in readers:
            assert as_user(user).post(path, {}).status_code == 403, path
        for stranger in (budi, upl_elsewhere):
            assert as_user(stranger).post(path, {}).status_code == 404, path
            assert as_user(stranger).get(base).status_code == 404
    assert EligibilityProposal.objects.get().state == "WAITING"
    assert as_user(ratna).get(f"{base}rekomendasi/{proposal.pk + 1}/").status_code == 404


def budi_bkm(budi):
    return budi.postings.get().region.bkms.first()


def test_refusals_stand_beside_the_field_and_keep_what_was_typed(base, joko, as_user):
    client = as_user(joko)
    refused = client.post(f"{base}rekomendasi/", {"outcome": "SUSPENDED", "reason": ""})
    assert refused.context["form"].errors == {"reason": ["Tulis alasannya."]}
    assert 'value="SUSPENDED"' in refused.content.decode()
    nothing = client.post(f"{base}rekomendasi/", {})
    assert nothing.context["form"].errors == {"outcome": ["Pilih salah satu dari daftar."]}
    assert not EligibilityProposal.objects.exists()


def test_a_group_whose_time_has_not_come_says_so(mawar, joko, as_user):
    page = as_user(joko).get(f"/ksm/{mawar.pk}/kelayakan/").content.decode()
    assert "Kelayakan hanya dinilai untuk KSM Percontohan." in page
    assert "Tulis rekomendasi" not in page
    refused = as_user(joko).post(
        f"/ksm/{mawar.pk}/kelayakan/rekomendasi/", {"outcome": "NOT_ELIGIBLE", "reason": "Belum"}
    )
    assert refused.context["form"].non_field_errors() == ["Kelayakan hanya dinilai untuk KSM Percontohan."]


def test_what_waits_shows_on_the_page_of_the_week(base, joko, ratna, as_user):
    assert "Kelayakan yang menunggu penilaian" in as_user(joko).get("/minggu-ini/").content.decode()
    as_user(joko).post(f"{base}rekomendasi/", {"outcome": "ELIGIBLE"})
    page = as_user(ratna).get("/minggu-ini/").content.decode()
    assert "Kelayakan yang menunggu keputusan" in page
    assert base in page


def heading(client, base):
    return " ".join(client.get(base).content.decode().split("<h2>", 1)[1].split("</h2>")[0].split())


def test_what_nobody_judged_is_not_counted_as_not_met(mawar, base, sari, joko, as_user):
    client = as_user(joko)
    EligibilityCheck.objects.exclude(code="family_consents").delete()
    assert heading(client, base) == "4 syarat belum dinilai"
    see(mawar, sari, family_consents=False)
    EligibilityCheck.objects.exclude(code="family_consents").delete()
    assert heading(client, base) == "1 syarat belum terpenuhi, 4 belum dinilai"


def test_a_decision_names_apart_what_nobody_judged(mawar, base, sari, joko, ratna, as_user):
    see(mawar, sari, family_consents=False)
    EligibilityCheck.objects.filter(code="homes_visited").delete()
    as_user(joko).post(f"{base}rekomendasi/", {"outcome": "NOT_ELIGIBLE", "reason": "Belum setuju"})
    proposal = EligibilityProposal.objects.get()
    as_user(ratna).post(f"{base}rekomendasi/{proposal.pk}/", {"answer": "setuju", "note": ""})
    word = as_user(sari).get(f"/ksm/{mawar.pk}/").context["overview"].eligibility_word
    assert word == (
        "Belum layak: keluarga anggota menyetujui; belum dinilai: rumah dan usaha anggota dikunjungi"
    )


def test_whoever_may_see_ps2_is_told_which_member_it_lacks_and_led_there(
    mawar, base, sari, tini, joko, ratna, as_user
):
    upl = make_unit_staff("udin", mawar.bkm, "UPL")
    member = mawar.members.get(number=2)
    mawar.members.filter(pk=member.pk).update(ps2="BELUM", name="Bu Jumirah")
    link = f'<a href="/ksm/{mawar.pk}/anggota/{member.pk}/">2 Bu Jumirah</a>'
    for user in (sari, tini, joko):
        assert link in as_user(user).get(base).content.decode()
    for user in (upl, ratna, make_city_coordinator("dewi")):
        page = as_user(user).get(base).content.decode()
        assert "1 anggota belum tercantum PS-2." in page
        assert "Jumirah" not in page
