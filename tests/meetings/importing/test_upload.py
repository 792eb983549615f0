"""The upload page: checked, looked at, confirmed; for facilitators, within their own area."""

from unittest import mock

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from groups.models import Bkm, Ksm
from groups.refusals import GroupError
from meetings.importing.upload import LARGEST_UPLOAD
from meetings.models import WorkbookImport
from tests.support import factories
from tests.support.workbooks import changed, sample

URL, CONFIRM = "/impor/", "/impor/simpan/"


@pytest.fixture
def sejahtera(db):
    return factories.make_bkm("BKM Sejahtera Bersama")


@pytest.fixture
def wulan(sejahtera):
    """Facilitator in the kelurahan of the workbooks."""
    return factories.make_facilitator("wulan")


def send(client, data: bytes, name: str = "mawar.xlsx"):
    return client.post(URL, {"file": SimpleUploadedFile(name, data)})


def test_it_shows_what_would_be_stored_and_stores_it_when_confirmed(as_user, wulan):
    client = as_user(wulan)
    preview = send(client, sample())
    page = preview.content.decode()
    assert preview.status_code == 200
    for shown in ("KSM Mawar", "15 Januari 1970", "Rp900.000", "Senin, 2 Juni 2025", "Simpan semuanya"):
        assert shown in page
    assert "9999015501700001" not in page
    assert preview["Cache-Control"] == "no-store, private"
    assert Ksm.objects.count() == 0
    done = client.post(CONFIRM, {"token": preview.context["token"]})
    ksm = Ksm.objects.get()
    assert (done.status_code, done.url) == (302, f"/ksm/{ksm.pk}/")
    assert ksm.imports.get().imported_by == wulan


def test_it_lists_every_fault_with_sheet_cell_and_sentence(as_user, wulan):
    response = send(as_user(wulan), sample("ksm-rusak"))
    page = response.content.decode()
    assert len(response.context["galat"]) == 20
    assert "Nomor anggota 99 tidak ada di sheet Anggota." in page
    assert response.context["token"] == ""
    assert "Simpan semuanya" not in page
    assert Ksm.objects.count() == 0


def test_it_shows_warnings_and_lets_them_pass(as_user, wulan):
    response = send(as_user(wulan), sample("ksm-mawar-selisih"))
    assert "Kas dihitung Rp1, menurut buku Rp233.000." in response.content.decode()
    as_user(wulan).post(CONFIRM, {"token": response.context["token"]})
    assert Ksm.objects.get().code == "KSM-MAWAR-SELISIH"


def test_it_says_that_the_same_file_changes_nothing(as_user, wulan):
    client = as_user(wulan)
    token = send(client, sample()).context["token"]
    client.post(CONFIRM, {"token": token})
    again = send(client, sample())
    assert "Tidak ada yang akan berubah." in again.content.decode()
    done = client.post(CONFIRM, {"token": again.context["token"]})
    assert "tidak ada yang berubah" in str(list(get_messages(done.wsgi_request))[-1])
    assert WorkbookImport.objects.count() == 1


def test_what_the_database_refuses_meanwhile_is_a_sentence_and_no_failure(as_user, wulan):
    # Between preview and confirmation somebody registered a group under the same code.
    client = as_user(wulan)
    token = send(client, sample("ksm-mawar")).context["token"]
    refusal = GroupError("Kode KSM ini sudah dipakai di BKM yang sama.", "code")
    with mock.patch("meetings.views.imports.store_workbook", side_effect=refusal):
        answer = client.post("/impor/simpan/", {"token": token})
    assert answer.url == "/impor/"
    assert [str(told) for told in get_messages(answer.wsgi_request)] == [str(refusal)]


def test_it_stores_once_when_confirmed_twice(as_user, wulan):  # BUG-039
    client = as_user(wulan)
    token = send(client, sample()).context["token"]
    first, second = (client.post(CONFIRM, {"token": token}) for _ in range(2))
    assert first.url == second.url
    assert Ksm.objects.count() == 1


def test_it_refuses_a_bkm_outside_the_users_area(as_user, budi, sejahtera):  # BUG-106
    response = send(as_user(budi), sample())
    assert response.status_code == 403
    assert "di luar wilayah tugas Anda" in response.content.decode()
    assert not Ksm.objects.filter(code="KSM-MAWAR").exists()


def test_it_tells_a_stranger_nothing_about_members_and_groups(as_user, budi, wulan):  # BUG-106
    client = as_user(wulan)
    client.post(CONFIRM, {"token": send(client, sample()).context["token"]})
    response = send(as_user(budi), sample("ksm-rusak"))
    assert "KSM lain" not in response.content.decode()
    own = changed({"KSM!B4": "99.99.99.9999", "KSM!B2": "LAIN"})
    assert [fault.cell for fault in send(as_user(budi), own).context["galat"]] == ["B4"]
    assert send(as_user(budi), own).context["warnings"] == ()


def test_it_does_not_take_anothers_preview(as_user, wulan, budi):
    token = send(as_user(wulan), sample()).context["token"]
    response = as_user(budi).post(CONFIRM, {"token": token}, follow=True)
    assert "sudah kedaluwarsa" in response.content.decode()
    assert not Ksm.objects.filter(code="KSM-MAWAR").exists()


@pytest.mark.parametrize("token", ["", "abc", "QUJD:1:xyz"])
def test_it_refuses_a_preview_it_did_not_make(as_user, wulan, token):
    response = as_user(wulan).post(CONFIRM, {"token": token}, follow=True)
    assert "sudah kedaluwarsa" in response.content.decode()


def test_it_checks_again_when_confirmed(as_user, wulan):
    token = send(as_user(wulan), sample()).context["token"]
    Bkm.objects.update(name="BKM Berganti Nama")
    response = as_user(wulan).post(CONFIRM, {"token": token})
    assert [fault.cell for fault in response.context["galat"]] == ["B5"]
    assert Ksm.objects.count() == 0


def test_it_asks_for_a_bkm_that_is_there(as_user, wulan):
    response = send(as_user(wulan), changed({"KSM!B5": "BKM Entah"}))
    assert [fault.cell for fault in response.context["galat"]] == ["B5"]


@pytest.mark.parametrize("address", [URL, CONFIRM])
@pytest.mark.parametrize("who", ["ratna", "joko", "tini", "admin"])
def test_it_is_for_facilitators_only(as_user, request, who, address):
    response = as_user(request.getfixturevalue(who)).post(address, {})
    assert response.status_code == 403


@pytest.mark.parametrize("address", [URL, CONFIRM])
def test_it_sends_the_anonymous_to_the_login_page(client, db, address):
    assert client.post(address).url.startswith("/masuk/")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"halo", "tidak dapat dibaca sebagai buku kerja"),
        (b"x" * (LARGEST_UPLOAD + 1), "Berkas terlalu besar, paling besar 2 MB."),
        (b"x" * (6 * 1024 * 1024), "Berkas terlalu besar, paling besar 2 MB."),
        (b"", "Berkas ini kosong."),
    ],
)
def test_it_answers_a_bad_file_with_a_sentence(as_user, wulan, data, sentence):
    response = send(as_user(wulan), data)
    assert response.status_code == 200
    assert sentence in response.content.decode()


def test_it_asks_for_a_file(as_user, wulan):
    assert "Pilih berkasnya dulu." in as_user(wulan).post(URL, {}).content.decode()
    assert as_user(wulan).get(URL).status_code == 200


def test_it_escapes_what_a_workbook_says(as_user, wulan):  # BUG-090
    name = "<script>alert(1)</script>"
    page = send(as_user(wulan), changed({"Anggota!B4": name})).content.decode()
    assert name not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_it_flags_a_wrong_date_and_shows_read_dates_in_words(as_user, wulan):  # BUG-086
    data = changed({"Anggota!E4": "03/04/1980", "Anggota!C4": "9999014304800003"})
    assert "3 April 1980" in send(as_user(wulan), data).content.decode()


def test_it_keeps_no_file(as_user, wulan, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    send(as_user(wulan), sample())
    assert list(tmp_path.iterdir()) == []
