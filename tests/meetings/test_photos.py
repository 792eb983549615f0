"""Photographs of a meeting's papers: made small, told nothing of their place, never thrown away."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from groups.models import Posting
from ksm.pictures import MOST_PHOTO_BYTES, PHOTO_SIDE, PictureError, photo_jpeg
from meetings.models import MeetingPhoto
from meetings.photos import MOST_PHOTOS, add_photo
from meetings.refusals import MeetingError
from tests.support.factories import START, make_members, make_posting, make_user
from tests.support.pictures import make_bomb, make_photo, make_png
from tests.support.sheets import close, make_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(mawar, sari):
    make_members(mawar, 3)
    return close(mawar, make_sheet(mawar, START), sari)


@pytest.fixture
def address(meeting):
    return f"/ksm/{meeting.ksm_id}/pertemuan/{meeting.pk}/"


def attach(client, address, content, kind="MINUTES"):
    return client.post(f"{address}foto/", {"kind": kind, "file": SimpleUploadedFile("foto.jpg", content)})


def test_a_photograph_is_kept_small_upright_and_without_its_place(as_user, sari, meeting, address):
    client = as_user(sari)
    assert attach(client, address, make_photo((4000, 3000))).url == address
    photo = MeetingPhoto.objects.get()
    kept = bytes(photo.content)
    picture = Image.open(io.BytesIO(kept))
    assert (picture.format, picture.size) == ("JPEG", (1200, PHOTO_SIDE))
    assert not picture.getexif()
    assert b"rahasia" not in kept
    assert b"Siti Aminah" not in kept
    shown = client.get(f"{address}foto/{photo.pk}.jpg")
    assert (shown["Content-Type"], shown.content, shown["Cache-Control"]) == (
        "image/jpeg",
        kept,
        "no-store, private",
    )
    assert f"foto/{photo.pk}.jpg" in client.get(address).content.decode()


@pytest.mark.parametrize("content", [b"bukan gambar", make_bomb(), b"x" * (MOST_PHOTO_BYTES + 1)])
def test_what_is_no_photograph_is_told_beside_the_field(as_user, sari, meeting, address, content):
    form = attach(as_user(sari), address, content).context["form"]
    assert len(form.errors["file"]) == 1
    assert not MeetingPhoto.objects.exists()


def test_a_clear_ground_becomes_white_like_paper():
    kept = io.BytesIO()
    Image.new("LA", (30, 30), (0, 0)).save(kept, "PNG")
    assert Image.open(io.BytesIO(photo_jpeg(kept.getvalue()))).getpixel((3, 3)) == (255, 255, 255)
    with pytest.raises(PictureError):
        photo_jpeg(b"")


def test_one_meeting_takes_a_handful(meeting, sari):
    for _ in range(MOST_PHOTOS):
        add_photo(meeting=meeting, kind="BOOK", content=make_png(), by=sari)
    with pytest.raises(MeetingError, match="paling banyak 6 foto"):
        add_photo(meeting=meeting, kind="BOOK", content=make_png(), by=sari)


def test_a_wrong_one_is_withdrawn_with_a_reason_and_stays(as_user, sari, meeting, address):
    client = as_user(sari)
    attach(client, address, make_png())
    photo = MeetingPhoto.objects.get()
    url = f"{address}foto/{photo.pk}/tarik/"
    assert "reason" in client.post(url, {"reason": " "}).context["form"].errors
    assert client.post(url, {"reason": "Foto kelompok lain"}).url == address
    photo.refresh_from_db()
    assert (photo.withdrawn_by, photo.withdrawn_reason) == (sari, "Foto kelompok lain")
    page = client.get(address).content.decode()
    assert f"foto/{photo.pk}.jpg" not in page
    assert "Foto kelompok lain" in page


def test_a_photograph_is_seen_in_its_own_group_only(as_user, budi, sari, meeting, address, mawar):
    attach(as_user(sari), address, make_png())
    photo = MeetingPhoto.objects.get()
    assert as_user(budi).get(f"{address}foto/{photo.pk}.jpg").status_code == 404
    volunteer = make_user("relawan")
    make_posting(volunteer, Posting.Role.VOLUNTEER, ksm=mawar)
    assert as_user(volunteer).get(f"{address}foto/{photo.pk}.jpg").status_code == 200
    assert as_user(volunteer).get(f"{address}foto/{photo.pk}/tarik/").status_code == 403
