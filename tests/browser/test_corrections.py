"""The pages of a correction on a phone, in the hands of the one who asks and the one who answers."""

from groups.models import User
from meetings.models import Correction, Meeting
from tests.browser.test_every_page import PHONE, faults_of
from tests.support.factories import make_coordinator
from tests.support.kept_world import put_world


def test_they_fit_a_phone_and_read_aloud(page, visit, log_in):
    ids = put_world()
    correction = Correction.objects.get(pk=ids["correction_id"])
    base = f"/ksm/{ids['ksm_id']}/pertemuan"
    sheet = f"{base}/{correction.meeting_id}/"
    page.set_viewport_size(PHONE)
    people = {
        User.objects.get(username="sari"): [f"{sheet}koreksi/", f"{sheet}koreksi/uang/", sheet],
        make_coordinator("ratna", correction.ksm.bkm): [
            f"{base}/koreksi/",
            f"{base}/koreksi/{correction.pk}/",
            sheet,
            f"/ksm/{ids['ksm_id']}/",
        ],
    }
    faults = []
    for user, paths in people.items():
        log_in(user)
        for path in paths:
            visit(path)
            assert "Halaman tidak ditemukan" not in page.title()
            faults += faults_of(page, path)
    assert "\n".join(faults) == ""


def test_a_sheet_is_corrected_by_two_people_with_taps(page, visit, log_in):
    ids = put_world()
    first = Correction.objects.get(pk=ids["correction_id"])
    older = Meeting.objects.filter(ksm_id=ids["ksm_id"], state="CLOSED").order_by("held_on")[1]
    mark = older.attendance.get(member__number=1)
    log_in(User.objects.get(username="sari"))
    visit(f"/ksm/{ids['ksm_id']}/pertemuan/{older.pk}/")
    page.get_by_role("link", name="Ajukan koreksi").click()
    page.locator(f"[name=att_{mark.member_id}]").select_option("S")
    page.get_by_label("Alasan koreksi").fill("Surat sakit menyusul")
    page.get_by_role("button", name="Kirim permintaan").click()
    page.get_by_text("Permintaan koreksi dikirim").wait_for()
    log_in(make_coordinator("ratna", first.ksm.bkm))
    visit(f"/ksm/{ids['ksm_id']}/pertemuan/{older.pk}/")
    page.get_by_role("link", name="Jawab koreksi").click()
    page.get_by_label("Setujui: lembar dikoreksi").check()
    page.get_by_role("button", name="Simpan jawaban").click()
    page.get_by_text("Jawaban Anda tersimpan.").wait_for()
    mark.refresh_from_db()
    assert mark.status == "S"
