"""Pictures that people hand in: looked at, made small and written anew, so that nothing else comes along."""

import io
import struct
import warnings
import zlib
from contextlib import contextmanager

from PIL import Image, ImageFile, ImageOps

from ksm.refusals import RefusalError

# Bytes of an upload; a photograph of a phone has less.
MOST_BYTES = 4_000_000
MOST_PIXELS = 40_000_000
# The longer side of what is kept, in pixels: 17 mm on paper at more than 300 dpi.
SIDE = 240
# The same for a photograph of a page: handwriting is read at 150 dots to the inch of an A4 sheet.
MOST_PHOTO_BYTES = 12_000_000
PHOTO_SIDE = 1_600
PHOTO_QUALITY = 72
FORMATS = ("PNG", "JPEG")
SIGNATURE = b"\x89PNG\r\n\x1a\n"
# What Pillow says of a file that is none, is torn off or would fill the memory.
UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
# Four bytes for each pixel, and what a file of PNG says beside them.
MOST_KEPT = SIDE * SIDE * 4 + 4_096


class PictureError(RefusalError):
    """A file that cannot be shown as a picture; the text is the sentence for the user, beside `file`."""

    def __init__(self, sentence: str):
        super().__init__(sentence, "file")


def small_png(content: bytes) -> bytes:
    """A picture (PNG or JPEG) as a PNG of at most SIDE x SIDE pixels without any metadata.

    Raises PictureError.
    """
    picture = _opened(content, side=SIDE, most_bytes=MOST_BYTES)
    clean = Image.new("RGBA", picture.size)  # a new one, for the old one carries its place and camera along
    clean.paste(picture)
    kept = io.BytesIO()
    clean.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def photo_jpeg(content: bytes) -> bytes:
    """A photograph (JPEG or PNG) as a JPEG of at most PHOTO_SIDE pixels, readable, without any metadata.

    Raises PictureError.
    """
    picture = _opened(content, side=PHOTO_SIDE, most_bytes=MOST_PHOTO_BYTES)
    clean = Image.new("RGB", picture.size, "white")  # a new one: no place, no camera, no hidden preview
    clean.paste(picture, mask=picture.getchannel("A"))
    kept = io.BytesIO()
    clean.save(kept, "JPEG", quality=PHOTO_QUALITY, optimize=True, progressive=True)
    return kept.getvalue()


def _opened(content: bytes, *, side: int, most_bytes: int) -> Image.Image:
    if len(content) > most_bytes:
        raise PictureError(f"Berkas gambar paling besar {most_bytes // 1_000_000} MB.")
    try:
        with _whole_files_only():
            return _read(content, side)
    except PictureError:
        raise
    except UNREADABLE as error:
        raise PictureError("Berkas ini bukan gambar PNG atau JPEG yang dapat dibaca.") from error


@contextmanager
def _whole_files_only():
    """WeasyPrint lets Pillow fill up torn files, for pictures in documents; here they are refused."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _read(content: bytes, side: int) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
    if picture.width * picture.height > MOST_PIXELS:
        raise PictureError("Gambar ini terlalu besar. Perkecil dulu, misalnya menjadi 1.000 x 1.000 titik.")
    picture.draft("RGB", (2 * side, 2 * side))  # a JPEG is read no larger than it is needed
    turned = ImageOps.exif_transpose(picture).convert("RGBA")
    turned.thumbnail((side, side))
    return turned


def is_small_png(content: bytes) -> bool:
    """Is it a PNG of a size that this module makes? Looks at the head only."""
    if not content.startswith(SIGNATURE) or not 24 < len(content) <= MOST_KEPT:
        return False
    width, height = struct.unpack(">II", content[16:24])
    return content[12:16] == b"IHDR" and 0 < width <= SIDE and 0 < height <= SIDE
