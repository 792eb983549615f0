"""From eligibility to the second tranche, each act by whoever may do it."""

import datetime

from assessment.eligibility.criteria import PEOPLE_ITEMS
from groups.models import Ksm, Training
from ledger.models import BlmGrant
from tests.browser.journey_screens import Screens

SIGNERS = "Siti Aminah, Ratna"
# Asked for, recommended and decided alike: 350.000 + 250.000 + 400.000 = 1.000.000, the BLM of the RAB.
ASKED = (350_000, 250_000, 400_000)


def train_members(screens: Screens, ksm: Ksm, day: datetime.date) -> None:
    """One training for each topic that is asked for, everybody there."""
    for topic in Training.REQUIRED:
        screens.open(f"/ksm/{ksm.pk}/pelatihan/baru/")
        for box in screens.page.locator("[name=members]").all():
            box.check()
        screens.send({"topic": topic.value, "held_on": day, "trainer": "Bu Lestari"})


def write_what_was_seen(screens: Screens, ksm: Ksm, day: datetime.date) -> None:
    screens.open(f"/ksm/{ksm.pk}/kelayakan/peninjauan/")
    answers = dict.fromkeys(PEOPLE_ITEMS, "ya")
    notes = {f"note_{code}": "Dilihat sendiri" for code in PEOPLE_ITEMS}
    screens.send({"seen_on": day} | answers | notes, "Simpan hasil peninjauan")


def recommend(screens: Screens, ksm: Ksm) -> None:
    screens.open(f"/ksm/{ksm.pk}/kelayakan/")
    screens.follow("Tulis rekomendasi")
    screens.send({"outcome": "ELIGIBLE"}, "Kirim rekomendasi")


def decide_eligible(screens: Screens, ksm: Ksm) -> None:
    screens.open(f"/ksm/{ksm.pk}/kelayakan/")
    screens.follow("Putuskan")
    screens.send({"answer": "setuju"}, "Simpan keputusan")


def write_proposal(screens: Screens, ksm: Ksm) -> BlmGrant:
    """RAB of 1.200.000: 1.000.000 of the BLM to be lent, a stall for 200.000 by the members themselves."""
    screens.open(f"/ksm/{ksm.pk}/blm/")
    screens.follow("Usulan baru")
    screens.send({"background": "Modal usaha kurang", "plan": "Dipinjamkan bergilir menurut prioritas"})
    grant = ksm.grants.get()
    for line in (
        {
            "description": "Modal",
            "volume": "10",
            "unit_price": "100.000",
            "blm": "1.000.000",
            "is_lent": True,
        },
        {"description": "Lapak", "volume": "1", "unit_price": "200.000", "swadaya": "200.000"},
    ):
        screens.open(f"/ksm/{ksm.pk}/blm/{grant.pk}/rab/baru/")
        screens.send({"unit": "paket", **line})
    for number, asked in enumerate(ASKED, start=1):
        screens.open(f"/ksm/{ksm.pk}/blm/{grant.pk}/anggota/baru/")
        facts = {"member": ksm.members.get(number=number).pk, "priority": number, "requested": asked}
        screens.send(facts | {"purpose": "Warung", "income": "900.000", "cost": "600.000"})
    return grant


def open_grant(screens: Screens, grant: BlmGrant) -> None:
    screens.open(f"/ksm/{grant.ksm_id}/blm/{grant.pk}/")


def send_proposal(screens: Screens, grant: BlmGrant) -> None:
    open_grant(screens, grant)
    screens.press("Kirim usulan")
    assert "Usulan dikirim kepada UP-UP." in screens.text


def verify(screens: Screens, grant: BlmGrant, day: datetime.date) -> None:
    open_grant(screens, grant)
    screens.follow("Verifikasi")
    screens.fill_in_order("recommended", list(ASKED))
    screens.send({"answer": "layak", "visited_on": day, "amount": "1.000.000"}, "Kirim hasil")


def decide(screens: Screens, grant: BlmGrant, day: datetime.date) -> None:
    open_grant(screens, grant)
    screens.follow("Putuskan")
    screens.fill_in_order("decided", list(ASKED))
    screens.send({"answer": "setuju", "decided_on": day, "amount": "1.000.000"}, "Simpan keputusan")


def agree(screens: Screens, grant: BlmGrant, day: datetime.date) -> None:
    """The programme's own halves, 60 and 40 percent; repaid principal stays with the group."""
    open_grant(screens, grant)
    screens.follow("Catat perjanjian")
    screens.send({"agreed_on": day, "signers": SIGNERS})


def pay(screens: Screens, grant: BlmGrant) -> None:
    open_grant(screens, grant)
    screens.follow("Cairkan")
    screens.send({}, "Cairkan")


def lend_to_waiting(screens: Screens, grant: BlmGrant) -> list[str]:
    """Approve the loans that the page proposes; whose they are."""
    open_grant(screens, grant)
    screens.follow("Pinjamkan")
    ticked = screens.page.locator("[name=members]:checked")
    chosen = [one.locator("xpath=ancestor::*[label][1]").inner_text().split(",")[0] for one in ticked.all()]
    screens.send({}, "Setujui pinjaman")
    return chosen


def account_for(screens: Screens, grant: BlmGrant, used: list[int]) -> None:
    """The LPJ of the tranche that was paid last: its typed fields of each line of the RAB in turn."""
    open_grant(screens, grant)
    screens.follow("Tulis LPJ")
    fields = screens.page.locator("[name^=blm_], [name^=swadaya_]").all()
    for field, amount in zip(fields, used, strict=True):
        field.fill(str(amount))
    screens.send({"note": "Dipinjamkan kepada dua anggota"}, "Kirim LPJ")


def accept_report(screens: Screens, grant: BlmGrant) -> None:
    open_grant(screens, grant)
    screens.follow("Periksa LPJ")
    screens.send({"answer": "terima"}, "Simpan hasil")
