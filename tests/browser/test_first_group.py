"""From nothing to a group of twelve: how many forms it takes on a phone, with scripts and without."""

import pytest

from groups.models import Ksm
from tests.support.factories import NAMES, PASSWORD, make_facilitator, make_ksm, make_region

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
SECOND = "genuk-raya-77"
FIGURES = {"fine_late": 500, "fine_absent": 1000, "minimum_saving": 5000, "initial_saving": 10000}
FIGURES |= {"jasa_percent": 1, "max_periods": 8, "max_loan": 500_000, "fine_installment": 1000}
MOST = 8


class Newcomer:
    """Somebody at a phone who is counted: every form sent besides the way in and out."""

    def __init__(self, page):
        self.page, self.sent = page, []
        page.set_viewport_size(PHONE)
        page.on("request", self._count)

    def _count(self, request):
        if request.method == "POST" and not request.url.endswith(("/masuk/", "/keluar/")):
            self.sent.append(request.url)

    def type(self, values):
        for name, value in values.items():
            field = self.page.locator(f'[name="{name}"]').first
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(str(value))
            elif field.get_attribute("type") == "checkbox":
                field.check()
            else:
                field.fill(str(value))

    def press(self, button):
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=button, exact=True).click()
        assert self.page.locator(".field-error, .invalid-feedback, .notice-bad").all_inner_texts() == []

    def follow(self, name):
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=name, exact=True).first.click()

    def pick(self, typed, label):
        self.page.get_by_placeholder("Ketik namanya").press_sequentially(typed)
        self.page.get_by_label(label).check()

    def log_in(self, username, password):
        self.page.context.clear_cookies()
        self.page.goto(self.address + "/masuk/")
        self.type({"username": username, "password": password})
        self.press("Masuk")

    def open(self, path):
        self.page.goto(self.address + path)

    def never_wider_than_the_screen(self):
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px too wide"


@pytest.fixture
def newcomer(page, live_server):
    made = Newcomer(page)
    made.address = live_server.url
    return made


def fill_members(newcomer, count=12):
    for row in range(count):
        newcomer.type({f"r{row}-name": NAMES[row], f"r{row}-sex": "P"})


def found_group(newcomer):
    newcomer.follow("KSM baru")
    newcomer.type({"name": "KSM Sakura", "code": "SKR", "meeting_weekday": 1, "meeting_time": "15:30"})
    newcomer.press("Simpan")
    newcomer.never_wider_than_the_screen()
    newcomer.follow("Anggota")
    fill_members(newcomer)
    newcomer.never_wider_than_the_screen()
    newcomer.press("Simpan")
    ksm = Ksm.objects.get()
    ids = list(ksm.members.order_by("number").values_list("pk", flat=True))
    newcomer.follow("Pengurus")
    newcomer.type(dict(zip(("ketua", "sekretaris", "bendahara"), ids, strict=False)))
    newcomer.press("Simpan")
    newcomer.follow("Lima aturan")
    newcomer.type(FIGURES | {"signed": True})
    newcomer.never_wider_than_the_screen()
    newcomer.press("Simpan")
    return ksm


def test_a_group_of_twelve_takes_at_most_eight_forms_from_an_empty_system(newcomer, admin):
    make_region()
    newcomer.log_in("admin", PASSWORD)
    newcomer.follow("BKM")
    newcomer.type({"name": "BKM Sembungharjo"})
    newcomer.pick("sembung", "Kel. Sembungharjo")
    newcomer.press("Simpan")
    newcomer.follow("Pengguna")
    newcomer.type({"full_name": "Wati", "username": "wati", "password": "kenanga-delapan"})
    newcomer.press("Simpan")
    newcomer.follow("Fasilitator")
    newcomer.pick("sembung", "Kel. Sembungharjo")
    newcomer.press("Simpan")
    newcomer.log_in("wati", "kenanga-delapan")
    newcomer.type({"old": "kenanga-delapan", "password": SECOND, "repeated": SECOND})
    newcomer.press("Simpan kata sandi")
    ksm = found_group(newcomer)
    assert (ksm.members.count(), ksm.officers.count(), ksm.rules.count()) == (12, 3, 5)
    assert len(newcomer.sent) <= MOST, newcomer.sent


def test_a_copied_list_dropped_into_a_cell_fills_the_rows_and_enter_goes_on(newcomer, page, log_in, bkm):
    ksm = make_ksm(bkm, started=None)
    log_in(make_facilitator("sari"))
    newcomer.open(f"/ksm/{ksm.pk}/anggota/tabel/")
    page.locator('[name="r0-name"]').fill("Sumarni")
    page.locator('[name="r0-name"]').press("Enter")
    assert page.evaluate("document.activeElement.name") == "r0-sex"
    drop = """cell => {
      const copied = new DataTransfer();
      copied.setData("text/plain", "Siti\\tP\\t\\tYa\\nWayan\\tL");
      const how = {clipboardData: copied, bubbles: true, cancelable: true};
      cell.dispatchEvent(new ClipboardEvent("paste", how));
    }"""
    with page.expect_navigation():
        page.locator('[name="r1-name"]').evaluate(drop)
    names = [page.locator(f'[name="r{row}-name"]').input_value() for row in range(4)]
    assert names == ["Sumarni", "Siti", "Wayan", ""]
    assert page.locator('[name="r1-ps2"]').input_value() == "YA"
    assert not ksm.members.exists()


@pytest.mark.usefixtures("_database_from_any_thread")
def test_it_works_without_scripts(browser, live_server, client, bkm):
    ksm = make_ksm(bkm, started=None)
    client.force_login(make_facilitator("sari"))
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(f"{live_server.url}/ksm/{ksm.pk}/anggota/tabel/")
    page.locator('[name="r11-name"]').fill("Siti")
    page.locator('[name="r11-sex"]').select_option("P")
    page.get_by_role("button", name="Tambah baris").click()
    page.locator('[name="r12-name"]').fill("Wayan")
    page.locator('[name="r12-sex"]').select_option("L")
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.get_by_text("2 anggota tercatat, mulai nomor 1.").wait_for()
    assert list(ksm.members.values_list("name", "joined_on")) == [
        ("Siti", ksm.today()),
        ("Wayan", ksm.today()),
    ]
    context.close()
