"""The journey of a new and of an old group, from the first step to the second tranche of BLM Sosial.

Everything is typed into the running product by the person whose task it is, and read from its pages. The new
group lives through its weeks one by one, the server's clock with it; the old one is typed in as a backlog in
week 14, the oldest week first. All amounts are computed by hand in the comments.
"""

import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from groups.models import User
from tests.browser import journey_blm as blm
from tests.browser import journey_forming as forming
from tests.browser import journey_weeks as weeks
from tests.browser.journey_screens import Screens
from tests.support import factories
from tests.support.trials import LONG

pytestmark = pytest.mark.long
DAY = datetime.timedelta(days=1)
DONE, NEXT, TO_COME = "Selesai", "Langkah berikut", "Belum"


@pytest.fixture
def screens(page, live_server):
    """The BKM with its people; sari is the facilitator, joko UP-UP, ratna the coordinator."""
    bkm = factories.make_bkm()
    factories.make_facilitator("sari")
    factories.make_unit_staff("joko", bkm)
    factories.make_coordinator("ratna", bkm)
    made = Screens(page, live_server.url)
    made.bkm = bkm
    return made


@pytest.fixture
def days():
    return forming.Calendar(timezone.localdate())


@pytest.fixture
def clock(monkeypatch, screens, days):
    """Let the server's clock show another day, on which everybody logs in afresh."""
    now = timezone.now

    def go_to(day):
        monkeypatch.setattr(timezone, "now", lambda: now() + (day - days.today))
        screens.forget()

    return go_to


def form_group(screens, ksm, days, steps: tuple[str, ...], agreed: datetime.date):
    """Members, officers, signed rules and the steps before week 1, by the facilitator."""
    forming.add_members(screens, ksm, ksm.founded_on)
    forming.appoint_officers(screens, ksm, ksm.founded_on)
    forming.agree_rules(screens, ksm, agreed)
    forming.record_steps(screens, ksm, dict.fromkeys(steps, agreed))
    forming.plan_work(screens, ksm, days)
    assert screens.pdf(f"/ksm/{ksm.pk}/kesepakatan.pdf").startswith(b"%PDF")


def start(screens, ksm, days):
    screens.open(f"/ksm/{ksm.pk}/")
    screens.follow("Mulai pendampingan")
    screens.send({"start": days.start, "sure": True}, "Mulai minggu 1")


def open_due_week(screens, ksm):
    """The facilitator finds the meeting of the day on the page of the week."""
    screens.become("sari", phone=True)
    screens.open("/minggu-ini/")
    assert ksm.name in screens.section("Pertemuan yang harus dicatat")


def graduate(screens, ksm):
    """Declared lulus by the group's own volunteer, after the four weeks that are judged."""
    factories.make_volunteer(f"tini{ksm.pk}", ksm)
    screens.become("sari", phone=True)
    screens.open("/minggu-ini/")
    assert ksm.name in screens.section("Siap ditetapkan lulus")
    screens.become(f"tini{ksm.pk}", phone=True)
    screens.open(f"/ksm/{ksm.pk}/")
    screens.follow("Nyatakan lulus")
    screens.send({}, "Nyatakan lulus")
    screens.open(f"/ksm/{ksm.pk}/")
    assert "Lima syarat, empat pertemuan terakhir" in screens.text


def become_eligible(screens, ksm, days):
    """Trained and visited, recommended by UP-UP, decided by the coordinator, printed."""
    screens.become("sari", phone=True)
    blm.train_members(screens, ksm, days.week(8))
    blm.write_what_was_seen(screens, ksm, days.week(13))
    screens.become("joko")
    screens.open("/minggu-ini/")
    assert ksm.name in screens.section("Kelayakan yang menunggu penilaian")
    screens.open(f"/ksm/{ksm.pk}/kelayakan/")
    assert "Semua syarat terpenuhi" in screens.text
    blm.recommend(screens, ksm)
    assert "Dalam penilaian" in screens.dashboard(ksm.name)
    screens.become("ratna")
    screens.open("/minggu-ini/")
    assert ksm.name in screens.section("Kelayakan yang menunggu keputusan")
    blm.decide_eligible(screens, ksm)
    number = ksm.assessments.get(kind="ELIGIBILITY").number
    assert screens.pdf(f"/ksm/{ksm.pk}/kelayakan/{number}/berita-acara.pdf").startswith(b"%PDF")
    assert "Layak" in screens.dashboard(ksm.name)
    assert screens.path(ksm.pk)["Penilaian kelayakan oleh UP-UP BKM"] == DONE


def get_first_tranche(screens, ksm, days):
    """Proposed, verified, decided, agreed and paid: 60% of Rp1.000.000 is Rp600.000."""
    screens.become("sari", phone=True)
    grant = blm.write_proposal(screens, ksm)
    blm.send_proposal(screens, grant)
    screens.become("joko")
    screens.open("/minggu-ini/")
    assert "Verifikasi usulan" in screens.section("BLM Sosial yang menunggu")
    blm.verify(screens, grant, days.today)
    screens.become("ratna")
    blm.decide(screens, grant, days.today)
    blm.agree(screens, grant, days.today)
    assert "Tahap 1 60% Rp600.000 Belum cair" in screens.section("Pencairan dan LPJ")
    assert "Tahap 2 40% Rp400.000 Belum cair" in screens.section("Pencairan dan LPJ")
    assert screens.path(ksm.pk)["Akses BLM Sosial diputuskan"] == NEXT
    blm.pay(screens, grant)
    assert "Telah mengakses BLM" in screens.dashboard(ksm.name)
    assert screens.path(ksm.pk)["Akses BLM Sosial diputuskan"] == DONE
    return grant


def lend_in_week_14(screens, ksm, grant, cash: str):
    """The first two by priority, 350.000 + 250.000 = all of the first tranche, on the sheet of today."""
    screens.become("sari", phone=True)
    assert blm.lend_to_waiting(screens, grant) == ["1. Siti Aminah", "2. Ni Wayan Sari"]
    sheet = weeks.open_next_sheet(screens, ksm, 14)
    weeks.bulk_members(sheet)
    loans = ksm.loans.filter(state="APPROVED").order_by("pk")
    weeks.hand_out(screens, sheet, [{"loan": loan.pk} for loan in loans])
    weeks.finish(screens, sheet, cash)


def get_second_tranche(screens, ksm, grant):
    """Locked until the LPJ of the first is accepted; on the day after the meeting the third may borrow."""
    screens.become("sari", phone=True)
    blm.account_for(screens, grant, [0, 0, 200_000])
    blm.open_grant(screens, grant)
    assert "Periksa LPJ tahap 1" in screens.text
    screens.become("ratna")
    second = grant.tranches.get(sequence=2)
    screens.open(f"/ksm/{ksm.pk}/blm/{grant.pk}/tahap/{second.pk}/cair/")
    screens.press("Cairkan")
    assert screens.refusals == ["LPJ tahap 1 belum diterima."]
    screens.become("joko")
    blm.accept_report(screens, grant)
    screens.become("ratna")
    blm.pay(screens, grant)
    assert "Tahap 2 40% Rp400.000 Menunggu LPJ" in screens.section("Pencairan dan LPJ")
    screens.become("sari", phone=True)
    assert blm.lend_to_waiting(screens, grant) == ["3. Maria Goreti Bere"]


def check_books():
    call_command("check_ledger", stdout=StringIO())


def form_new_group(screens, days):
    """Formed step by step, and in week 1."""
    screens.become("sari", phone=True)
    forming.record_bkm_steps(screens, screens.bkm, days)
    ksm = forming.found_group(
        screens, name="KSM Cempaka", code="CPK", origin="NEW", founded=days.founded, days=days
    )
    steps = screens.path(ksm.pk)
    assert [steps[label] for label in list(steps)[:6]] == [DONE] * 4 + [NEXT, TO_COME]
    form_group(screens, ksm, days, ("group_fgd", "form", "agreement", "work_plan"), days.founded)
    assert list(screens.path(ksm.pk).values()) == [DONE] * 8 + [NEXT] + [TO_COME] * 3
    start(screens, ksm, days)
    assert "1 Calon percontohan" in screens.dashboard(ksm.name)
    return ksm


def meet_four_weeks(screens, ksm, days, clock):
    """Every member tapped by herself in week 1; a loan of 40.000 in week 4."""
    open_due_week(screens, ksm)
    sheet = weeks.open_next_sheet(screens, ksm, 1)
    weeks.tap_members(sheet, 5)
    weeks.finish(screens, sheet, "Rp25.000")  # 5 x 5.000
    for week, cash in ((2, "Rp50.000"), (3, "Rp75.000")):
        clock(days.week(week))
        open_due_week(screens, ksm)
        sheet = weeks.open_next_sheet(screens, ksm, week)
        weeks.bulk_members(sheet)
        weeks.finish(screens, sheet, cash)
    assert "3 Calon percontohan" in screens.dashboard(ksm.name)
    clock(days.week(4))
    open_due_week(screens, ksm)
    sheet = weeks.open_next_sheet(screens, ksm, 4)
    weeks.bulk_members(sheet)
    borrower = ksm.members.get(number=1).pk
    weeks.hand_out(screens, sheet, [{"member": borrower, "principal": "40.000", "purpose": "Warung"}])
    weeks.finish(screens, sheet, "Rp60.000")  # 75.000 + 25.000 - 40.000
    assert screens.money(ksm.pk) == {
        "Kas di kotak": "Rp60.000",
        "Tabungan anggota": "Rp100.000",
        "Pinjaman beredar": "Rp40.000",
        "Tunggakan": "tidak ada",
    }
    assert "4 Siap lulus" in screens.dashboard(ksm.name)


def meet_until_week_13(screens, ksm, days, clock):
    """The loan comes back in weeks 5 to 8, each time 10.000 and 1% of 40.000."""
    clock(days.week(5))
    open_due_week(screens, ksm)
    assert "5 Percontohan" in screens.dashboard(ksm.name)
    assert "Belum waktunya (minggu 5)" in screens.dashboard(ksm.name)
    sheet = weeks.open_next_sheet(screens, ksm, 5)
    weeks.bulk_members(sheet)
    weeks.pay_due(sheet, 1)
    weeks.finish(screens, sheet, "Rp95.400")  # 60.000 + 25.000 + 10.400
    # Weeks 6 to 13 look like week 5, and eight more sheets in the browser would only take time.
    for week in range(6, 14):
        weeks.store_week(ksm, days.week(week), User.objects.get(username="sari"))
    clock(days.week(13))
    screens.become("sari", phone=True)
    assert screens.money(ksm.pk) == {
        "Kas di kotak": "Rp326.600",  # 95.400 + 3 x (25.000 + 10.400) + 5 x 25.000
        "Tabungan anggota": "Rp325.000",  # 13 x 25.000
        "Pinjaman beredar": "Rp0",
        "Tunggakan": "tidak ada",
    }


def test_a_new_group_comes_from_its_first_step_to_the_second_tranche(screens, days, clock):
    clock(days.start)
    ksm = form_new_group(screens, days)
    meet_four_weeks(screens, ksm, days, clock)
    graduate(screens, ksm)
    meet_until_week_13(screens, ksm, days, clock)
    become_eligible(screens, ksm, days)
    clock(days.today)
    grant = get_first_tranche(screens, ksm, days)
    assert screens.money(ksm.pk)["Kas di kotak"] == "Rp926.600"  # 326.600 + 600.000
    lend_in_week_14(screens, ksm, grant, "Rp351.600")  # 926.600 + 25.000 - 600.000
    clock(days.today + DAY)  # a closed sheet locks the money of its day
    get_second_tranche(screens, ksm, grant)
    assert screens.money(ksm.pk) == {
        "Kas di kotak": "Rp751.600",  # 351.600 + 400.000
        "Tabungan anggota": "Rp350.000",  # 14 x 25.000
        "Pinjaman beredar": "Rp600.000",  # 350.000 + 250.000; the third loan waits for the next meeting
        "Tunggakan": "tidak ada",
    }
    check_books()


def open_with_history(screens, ksm, day):
    """The old book: 15.000 wajib and 10.000 pokok each, 30.000 still owed by member 2, cash and bank."""
    screens.open(f"/ksm/{ksm.pk}/")
    screens.follow("Isi saldo awal")
    values = {"date": day, "cash": "110.000", "bank": "10.000"}
    for member in ksm.members.all():
        values |= {f"m{member.pk}-wajib": "15.000", f"m{member.pk}-pokok": "10.000"}
    borrower = ksm.members.get(number=2).pk
    screens.send(values | {f"m{borrower}-loan": "30.000"}, "Simpan saldo awal")


def catch_up(screens, ksm, days):
    """Weeks 1 to 13 typed in later, the old loan paid back in weeks 1 and 4."""
    # Week 1: 110.000 + 25.000 + 10.000 principal + 300 jasa of the old loan = 145.300.
    sheet = weeks.open_next_sheet(screens, ksm, 1)
    weeks.tap_members(sheet, 5)
    old_loan = sheet.row(2).locator("[data-kind=loan] input")
    old_loan.nth(0).fill("10.000")
    old_loan.nth(1).fill("300")
    weeks.finish(screens, sheet, "Rp145.300")
    # Weeks 2 and 3, 25.000 each, by the verb: they hold nothing that weeks 1 and 4 do not show.
    for week in (2, 3):
        weeks.store_week(ksm, days.week(week), User.objects.get(username="sari"))
    # Week 4: 195.300 + 25.000 + the rest of the old loan 20.000 + 200 jasa = 240.500.
    sheet = weeks.open_next_sheet(screens, ksm, 4)
    weeks.bulk_members(sheet)
    old_loan = sheet.row(2).locator("[data-kind=loan] input")
    old_loan.nth(0).fill("20.000")
    old_loan.nth(1).fill("200")
    weeks.finish(screens, sheet, "Rp240.500")
    for week in range(5, 14):
        weeks.store_week(ksm, days.week(week), User.objects.get(username="sari"))
    graduate(screens, ksm)  # a group that still lags behind is not offered for it
    assert screens.money(ksm.pk) == {
        "Kas di kotak": "Rp465.500",  # 240.500 + 9 x 25.000
        "Bank": "Rp10.000",
        "Tabungan anggota": "Rp450.000",  # 125.000 + 13 x 25.000
        "Pinjaman beredar": "Rp0",
        "Tunggakan": "tidak ada",
    }


def test_an_old_group_comes_from_its_review_to_lulus_and_as_the_new_one_to_the_second_tranche(
    screens, days, clock
):
    """From lulus on its pages are those of the new group: `make trust` goes there once more."""
    screens.become("sari", phone=True)
    forming.record_bkm_steps(screens, screens.bkm, days)
    long_ago = days.founded - datetime.timedelta(days=700)
    ksm = forming.found_group(
        screens, name="KSM Kenanga", code="KNG", origin="OLD", founded=long_ago, days=days
    )
    steps = ("group_fgd", "develop", "review_purpose", "review_rules", "agreement", "work_plan")
    form_group(screens, ksm, days, steps, days.founded)
    assert list(screens.path(ksm.pk).values()) == [DONE] * 10 + [NEXT] + [TO_COME] * 3
    open_with_history(screens, ksm, days.start - datetime.timedelta(days=1))
    assert screens.money(ksm.pk) == {
        "Kas di kotak": "Rp110.000",
        "Bank": "Rp10.000",
        "Tabungan anggota": "Rp125.000",  # 5 x (15.000 + 10.000)
        "Pinjaman beredar": "Rp30.000",
        "Tunggakan": "tidak ada",
    }
    start(screens, ksm, days)
    assert "Catat 12 pertemuan yang tertinggal, mulai minggu 1" in screens.dashboard(ksm.name)

    catch_up(screens, ksm, days)
    if LONG:
        come_to_the_second_tranche(screens, ksm, days, clock)
    check_books()


def come_to_the_second_tranche(screens, ksm, days, clock):
    become_eligible(screens, ksm, days)
    grant = get_first_tranche(screens, ksm, days)
    assert screens.money(ksm.pk)["Kas di kotak"] == "Rp1.065.500"  # 465.500 + 600.000
    lend_in_week_14(screens, ksm, grant, "Rp490.500")  # 1.065.500 + 25.000 - 600.000
    clock(days.today + DAY)  # a closed sheet locks the money of its day
    get_second_tranche(screens, ksm, grant)
    assert screens.money(ksm.pk) == {
        "Kas di kotak": "Rp890.500",  # 490.500 + 400.000
        "Bank": "Rp10.000",
        "Tabungan anggota": "Rp475.000",  # 125.000 + 14 x 25.000
        "Pinjaman beredar": "Rp600.000",
        "Tunggakan": "tidak ada",
    }
