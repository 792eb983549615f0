"""The way in, and picking a kelurahan by typing, in a real browser."""

import pytest
from django.urls import reverse

from groups.models import Bkm, User
from tests.support.factories import PASSWORD, make_region, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_newcomer_chooses_a_password_before_anything_else(page, visit):
    make_user("wati", must_change_password=True)
    visit("/ksm/")
    page.get_by_label("Nama pengguna").fill("wati")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.get_by_label("Kata sandi lama").fill(PASSWORD)
    page.get_by_label("Kata sandi baru*", exact=True).fill("genuk-raya-77")
    page.get_by_label("Kata sandi baru, sekali lagi").fill("genuk-raya-77")
    page.get_by_role("button", name="Simpan kata sandi").click()
    page.get_by_text("Kata sandi sudah diganti.").wait_for()
    assert User.objects.get(username="wati").must_change_password is False


def test_typing_part_of_a_name_finds_the_kelurahan_with_its_kota(page, visit, log_in, admin):
    make_region("33.74.05.1001")
    make_region("33.74.05.1002")
    log_in(admin)
    visit(reverse("groups:bkm_create"))
    page.get_by_label("Nama BKM").fill("BKM Tirta")
    page.get_by_placeholder("Ketik namanya").press_sequentially("sembung")
    hit = page.get_by_label("Kel. Sembungharjo")
    hit.wait_for()
    assert page.locator(".pick-row").all_inner_texts() == [
        "Kel. Sembungharjo\nKec. Genuk, Kota Semarang, Jawa Tengah (33.74.05.1001)"
    ]
    hit.check()
    page.get_by_role("button", name="Simpan").click()
    page.get_by_text("BKM Tirta sudah dicatat.").wait_for()
    assert Bkm.objects.get().kelurahan_id == "33.74.05.1001"
