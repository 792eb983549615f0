"""Steps, members, officers and rules of a group, typed through the screens by its facilitator."""

import datetime
from dataclasses import dataclass

from groups.models import Bkm, Ksm
from groups.models.groups import BOOKS
from tests.browser.journey_screens import Screens

PAPER = {"name": "berita-acara.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n uji"}
WEEK = datetime.timedelta(days=7)
MEMBERS = (
    ("Siti Aminah", "P"),
    ("Ni Wayan Sari", "P"),
    ("Maria Goreti Bere", "P"),
    ("Butet Simanjuntak", "P"),
    ("Yohanes Bere", "L"),
)
RULES = {
    "pertemuan": {"text": "Bertemu tiap minggu di balai RW", "fine_late": 1000, "fine_absent": 2000},
    "tabungan": {"text": "Menabung wajib Rp5.000 tiap pertemuan", "minimum_saving": 5000},
    "pencatatan": {"text": "Buku dikerjakan dan dibacakan dalam pertemuan"},
    "pinjaman": {"text": "Jasa 1% tiap angsuran, paling banyak 4 kali", "jasa_percent": 1, "max_periods": 4},
    "angsuran": {"text": "Diangsur tiap pertemuan"},
}
BKM_STEPS = ("brief", "socialise", "recruit", "train")


@dataclass(frozen=True)
class Calendar:
    """Days counted from today, which is the first day of week 14."""

    today: datetime.date

    @property
    def start(self) -> datetime.date:
        return self.today - 13 * WEEK

    @property
    def founded(self) -> datetime.date:
        return self.start - 3 * WEEK

    def week(self, number: int) -> datetime.date:
        return self.start + (number - 1) * WEEK


def record_bkm_steps(screens: Screens, bkm: Bkm, days: Calendar) -> None:
    """The four steps that a BKM does once for all its groups."""
    for number, code in enumerate(BKM_STEPS):
        screens.open(f"/bkm/{bkm.pk}/langkah/{code}/")
        screens.send(_step(days.founded - (5 - number) * WEEK, 12, 8))


def _step(day: datetime.date, women: int, men: int, file=None) -> dict:
    facts = {
        "done_on": day,
        "place": "Balai Kelurahan",
        "women": women,
        "men": men,
        "led_by": "Tini",
        "result": "Warga sepakat melanjutkan",
    }
    return facts | ({"file": file} if file else {})


def found_group(screens: Screens, *, name: str, code: str, origin: str, founded, days: Calendar) -> Ksm:
    """The group's profile; everything after this has an address."""
    screens.open("/ksm/baru/")
    screens.send(
        {
            "name": name,
            "code": code,
            "origin": origin,
            "founded_on": founded,
            "meeting_weekday": days.today.weekday(),
            "meeting_frequency": "WEEKLY",
            "meeting_time": "15:30",
            "meeting_place": "Balai RW 03",
            "purpose": "Keluar dari kemiskinan bersama-sama",
        }
    )
    ksm = Ksm.objects.get(code=code)
    assert ksm.required_books == list(BOOKS)
    return ksm


def add_members(screens: Screens, ksm: Ksm, joined: datetime.date) -> None:
    """All in one table; what it does not ask for stays open."""
    screens.open(f"/ksm/{ksm.pk}/anggota/tabel/")
    cells: dict = {"joined_on": joined}
    for row, (name, sex) in enumerate(MEMBERS):
        cells |= {f"r{row}-name": name, f"r{row}-sex": sex, f"r{row}-ps2": "YA"}
    screens.send(cells)


def appoint_officers(screens: Screens, ksm: Ksm, start: datetime.date) -> None:
    ids = list(ksm.members.order_by("number").values_list("pk", flat=True))
    screens.open(f"/ksm/{ksm.pk}/pengurus/baru/")
    screens.send({"ketua": ids[0], "sekretaris": ids[1], "bendahara": ids[2], "start": start})


def agree_rules(screens: Screens, ksm: Ksm, agreed: datetime.date) -> None:
    for slug, facts in RULES.items():
        screens.open(f"/ksm/{ksm.pk}/aturan/{slug}/baru/")
        screens.send(facts | {"agreed_on": agreed, "signed": True})


def record_steps(screens: Screens, ksm: Ksm, codes: dict[str, datetime.date]) -> None:
    """Steps of the group itself; the first one with a paper."""
    for number, (code, day) in enumerate(codes.items()):
        screens.open(f"/ksm/{ksm.pk}/langkah/{code}/")
        screens.send(_step(day, 4, 1, None if number else PAPER))


def plan_work(screens: Screens, ksm: Ksm, days: Calendar) -> None:
    screens.open(f"/ksm/{ksm.pk}/catatan/rencana-kerja/baru/")
    screens.send(
        {
            "activity": "Warung bersama",
            "target": "Lima keluarga",
            "volume": "1 warung",
            "starts_on": days.start,
            "ends_on": days.today,
            "own_funds": "200.000",
            "blm_funds": "1.000.000",
            "responsible": "Siti Aminah",
        }
    )
