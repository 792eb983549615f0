"""Logos that people hand in: small, without metadata, and never more than a picture."""

import io

import pytest
from PIL import Image, ImageFile

from ksm.pictures import MOST_BYTES, SIDE, PictureError, is_small_png, small_png
from tests.support.pictures import make_bomb, make_photo, make_png

pytestmark = pytest.mark.once
NO_PICTURE = "Berkas ini bukan gambar PNG atau JPEG yang dapat dibaca."


def opened(content):
    return Image.open(io.BytesIO(content))


def gif():
    kept = io.BytesIO()
    Image.new("P", (8, 8)).save(kept, "GIF")
    return kept.getvalue()


def test_a_photograph_becomes_a_small_upright_png_that_tells_nothing_of_its_phone():
    small = small_png(make_photo())
    picture = opened(small)
    assert (picture.format, picture.size) == ("PNG", (180, SIDE))
    assert picture.info == {}
    assert not picture.getexif()
    assert b"rahasia" not in small
    assert b"Siti Aminah" not in small
    assert is_small_png(small)


def test_a_clear_ground_stays_clear():
    kept = io.BytesIO()
    Image.new("LA", (30, 30), (0, 0)).save(kept, "PNG")
    assert opened(small_png(kept.getvalue())).getpixel((3, 3))[3] == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"halo", b"<svg xmlns='http://www.w3.org/2000/svg'/>", gif(), make_png()[:40], make_photo()[:700]],
    ids=["empty", "text", "svg", "gif", "torn png", "torn jpeg"],
)
def test_what_is_no_picture_is_refused_in_words(content, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint leaves it behind
    with pytest.raises(PictureError, match=NO_PICTURE):
        small_png(content)


def test_a_file_that_would_fill_the_memory_is_never_unpacked():
    with pytest.raises(PictureError):
        small_png(make_bomb())
    with pytest.raises(PictureError, match="terlalu besar"):
        small_png(make_png((8_000, 6_000)))


def test_a_heavy_file_is_refused_before_it_is_read():
    with pytest.raises(PictureError, match="paling besar 4 MB"):
        small_png(make_png() + b"\0" * MOST_BYTES)


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n", make_png((SIDE + 1, 9)), make_bomb(), make_photo()]
)
def test_only_a_small_png_is_taken_for_one(content):
    assert not is_small_png(content)
