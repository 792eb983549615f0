"""Drives a browser through the demo and takes the pictures of the documents; bin/screenshots starts it.

python -m ksm.demo.pictures ADDRESS SCRATCH [PART ...]     pictures to docs/gambar/, papers as PDF to SCRATCH
python -m ksm.demo.pictures --shrink FROM TO               one PNG with few colours, fit for a repository
"""

import io
import os
import re
import shutil
import sys
from pathlib import Path

from ksm.certain import certain
from ksm.demo.cast import LOGIN_WORD

try:  # They are packages of the tests, which serving does without.
    from PIL import Image
    from playwright.sync_api import Page, sync_playwright
except ImportError as missing:
    raise SystemExit(
        f"{str(missing.name).split('.')[0]} is missing; install what the tests need:  bin/environment test"
    ) from missing

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "docs" / "gambar"
PHONE, OFFICE = (390, 780), (1280, 800)
LARGEST = 150_000  # bytes: documents stay light for a slow connection


def shrink(data: bytes, target: Path) -> None:
    """Store a picture with 128 colours; refuses one that is still too large."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    picture.quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)
    if target.stat().st_size >= LARGEST:
        raise SystemExit(f"{target.name}: {target.stat().st_size} bytes, at most {LARGEST}")


class Camera:
    """One person's browser: opens pages, and takes what is in the window, from an element down."""

    def __init__(self, browser, address: str, size: tuple[int, int], wanted: list[str]):
        self.address, self.size, self.wanted = address, size, wanted
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=2 if size == PHONE else 1.25,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
        )
        self.page: Page = self.context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())

    def log_in(self, username: str) -> "Camera":
        self.open("/masuk/")
        self.page.get_by_label("Nama pengguna").fill(username)
        self.page.locator("input[name=password]").fill(LOGIN_WORD)
        self.page.get_by_role("button", name="Masuk").click()
        self.page.wait_for_load_state("networkidle")
        return self

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path, wait_until="networkidle")
        return self.page

    def tap(self, name: str) -> None:
        """A button or link by what stands on it."""
        found = self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))
        found.first.click()
        self.page.wait_for_load_state("networkidle")

    def take(self, name: str, *, top: str = "", above: int = 12, height: int = 0) -> None:
        """The window from the element `top` (CSS) down, or from the top of the page."""
        if self.wanted and not any(part in name for part in self.wanted):
            return
        width, usual = self.size
        self.page.set_viewport_size({"width": width, "height": height or usual})
        move = "(box, above) => window.scrollTo(0, box.getBoundingClientRect().top + window.scrollY - above)"
        if top:
            self.page.locator(top).first.evaluate(move, above)
        else:
            self.page.evaluate("window.scrollTo(0, 0)")
        self.page.wait_for_timeout(200)
        shrink(self.page.screenshot(animations="disabled"), PICTURES / f"{name}.png")
        self.page.set_viewport_size({"width": width, "height": usual})

    def fetch(self, path: str, target: Path) -> None:
        target.write_bytes(self.context.request.get(self.address + path).body())


def group_path(camera: Camera, name: str) -> str:
    """The address of a group's page, found as a person would: in the list."""
    camera.open("/ksm/")
    link = camera.page.get_by_role("link", name=name, exact=True).first
    return certain(link.get_attribute("href"), "a link leads somewhere")


def offices(camera_for, scratch: Path) -> None:
    joko = camera_for(OFFICE).log_in("joko")
    joko.open("/dasbor/")
    joko.take("dasbor", height=900)
    phone = camera_for(PHONE).log_in("joko")
    phone.open("/dasbor/")
    phone.take("dasbor-ponsel")
    ratna = camera_for(OFFICE).log_in("ratna")
    dahlia = group_path(ratna, "KSM Dahlia")
    ratna.open(dahlia)
    ratna.take("ksm-percontohan", height=860)
    ratna.fetch(f"{dahlia}profil.pdf", scratch / "cetak-profil.pdf")
    ratna.fetch(f"{dahlia}penilaian/1/laporan.pdf", scratch / "cetak-laporan.pdf")


def evening(sari: Camera) -> str:
    """One evening at KSM Mawar, from the login page to the last tap; returns the group's address."""
    sari.open("/masuk/")
    sari.page.get_by_label("Nama pengguna").fill("sari")
    sari.take("masuk", height=620)
    sari.log_in("sari")
    mawar = group_path(sari, "KSM Mawar")
    sari.open(mawar)
    sari.take("ksm-mawar")
    sari.take("syarat", top=".split")
    sari.open(f"{mawar}pertemuan/")
    sari.take("minggu")
    sari.open(mawar)
    sari.tap("Catat pertemuan minggu 4")
    fill_members(sari)
    signal_lost(sari)
    fill_rest(sari)
    return mawar


def fill_members(sari: Camera) -> None:
    page = sari.page
    sari.take("lembar-awal")
    page.locator("[data-tap=all-present]").click()
    rows = page.locator("[data-member]")
    rows.nth(1).locator("[data-marks] input[value=T]").evaluate("box => box.click()")
    rows.nth(6).locator("[data-marks] input[value=S]").evaluate("box => box.click()")
    page.locator("[data-tap=present-save]").click()
    sari.take("lembar-anggota", top=".members", above=160)
    owing = page.locator("[data-member]:has([data-kind=loan])").first
    owing.locator("summary").click()
    owing.locator("[data-kind=loan] [data-tap=fill]").first.click()
    sari.take("lembar-angsuran", top="[data-member]:has([data-kind=loan])", above=160)


def signal_lost(sari: Camera) -> None:
    page = sari.page
    sari.context.set_offline(True)
    sari.tap("Simpan draf")
    page.locator("[data-notices] .notice").wait_for()
    sari.take("sinyal-hilang", top="[data-notices]", above=170)
    sari.context.set_offline(False)
    page.reload(wait_until="networkidle")
    sari.take("isian-dipulihkan", height=620)


def fill_rest(sari: Camera) -> None:
    page = sari.page
    page.locator("[data-tap=all-done]").click()
    page.locator("[data-fold=agenda] > summary").click()
    sari.take("lembar-agenda", top="#agenda", above=62)
    page.locator("[data-fold=agenda] > summary").click()
    page.locator("[data-tap=all-books]").click()
    page.locator("[data-fold=buku] > summary").click()
    page.get_by_label("Buku diperiksa oleh").fill("Ni Luh Sukerti")
    sari.take("lembar-buku", top="#buku", above=62)
    page.locator("[data-fold=notulen] > summary").click()
    page.get_by_label("Keputusan", exact=False).first.fill("Pinjaman berikutnya untuk Ibu Halimah.")
    page.locator("[name$=minutes]").fill("Notulen lalu dibacakan. Tidak ada masalah baru.")
    expected = page.locator("#kas [data-cash-expected]").text_content()
    page.get_by_label("Kas dihitung").fill("".join(sign for sign in expected or "" if sign.isdigit()))
    page.keyboard.press("Tab")
    sari.take("lembar-kas", top="#kas", above=62)
    sari.tap("Tutup pertemuan")
    page.wait_for_url(re.compile(r"/pertemuan/\d+/"))
    sari.take("lembar-ditutup")


def afterwards(sari: Camera, mawar: str) -> None:
    sari.tap("Buka kembali")
    sari.take("buka-kembali", height=620)
    sari.open(mawar)
    sari.take("syarat-kurang", top=".split")
    sari.open(f"{mawar}pertemuan/")
    sari.tap("Nyatakan libur")
    sari.take("libur", height=620)
    sari.open(f"{mawar}pertemuan/")
    sari.page.get_by_role("link", name="Lihat lembar").nth(1).click()
    sari.tap("Ajukan koreksi")
    sari.take("koreksi")
    sari.open(f"{mawar}penilaian/lampaui/")
    sari.page.locator("textarea").first.fill(
        "Yang melewatkan satu minggu sedang panen; sekarang semua menabung."
    )
    sari.take("minta-lampaui", height=620)
    sari.tap("Kirim permintaan")


def whole_journey(sari: Camera, office: Camera) -> None:
    """Pages of the way to BLM Sosial, and the books: KSM Seruni has its first tranche."""
    seruni = group_path(office, "KSM Seruni")
    sari.open(f"{seruni}perjalanan/")
    sari.take("perjalanan")
    office.open(f"{seruni}kelayakan/")
    office.take("kelayakan", height=900)
    office.open(f"{seruni}blm/")
    office.page.locator("a.row-title").first.click()
    office.take("blm-sosial", height=900)
    for page, name in (("buku/", "semua-buku"), ("bulan/", "tutup-bulan")):
        sari.open(f"{seruni}{page}")
        sari.take(name)


def importing(sari: Camera) -> None:
    sari.open("/impor/")
    sari.page.locator("input[type=file]").set_input_files(ROOT / "tests/data/ksm-melati-lama.xlsx")
    sari.tap("Periksa berkas")
    sari.take("impor-pratinjau")
    sari.open("/impor/")
    sari.page.locator("input[type=file]").set_input_files(ROOT / "tests/data/ksm-rusak.xlsx")
    sari.tap("Periksa berkas")
    sari.take("impor-galat", height=620)


def answering(camera_for, mawar: str) -> None:
    ratna = camera_for(OFFICE).log_in("ratna")
    ratna.open(f"{mawar}penilaian/")
    ratna.tap("Jawab")
    ratna.take("persetujuan", height=620)
    admin = camera_for(OFFICE).log_in("admin")
    admin.open("/pengguna/")
    admin.page.get_by_role("link", name="Sari Wulandari").first.click()
    admin.page.wait_for_load_state("networkidle")
    admin.take("pengguna")
    camera = camera_for(PHONE).log_in("tini")
    camera.take("relawan", height=700)


def main(address: str, scratch: Path, wanted: list[str]) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which(os.environ.get("CHROMIUM", "chromium-headless-shell")),
            args=["--no-sandbox", "--lang=id"],
            env={**os.environ, "LANGUAGE": "id"},
        )

        def camera_for(size):
            return Camera(browser, address, size, wanted)

        offices(camera_for, scratch)
        sari = camera_for(PHONE)
        mawar = evening(sari)
        afterwards(sari, mawar)
        office = camera_for(OFFICE).log_in("sari")
        whole_journey(sari, office)
        importing(office)
        answering(camera_for, mawar)
        browser.close()


if __name__ == "__main__":
    if sys.argv[1] == "--shrink":
        shrink(Path(sys.argv[2]).read_bytes(), Path(sys.argv[3]))
    else:
        main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
