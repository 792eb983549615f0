"""Pictures as people hand them in."""

import io
import struct
import zlib

from PIL import Image

GPS = {1: "S", 2: (7.0, 0.0, 0.0)}


def make_png(size: tuple[int, int] = (64, 48), colour: str = "#0b6b62") -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, colour).save(kept, "PNG")
    return kept.getvalue()


def make_photo(size: tuple[int, int] = (800, 600)) -> bytes:
    """A JPEG of a phone held upright, that tells where it was taken, by whom, and of what colours."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x013B] = "Siti Aminah"
    exif.get_ifd(0x8825).update(GPS)
    kept = io.BytesIO()
    Image.new("RGB", size, "#a04010").save(
        kept, "JPEG", exif=exif, icc_profile=b"profil warna", comment=b"rahasia"
    )
    return kept.getvalue()


def make_bomb() -> bytes:
    """A PNG of a few bytes that says it is 30.000 x 30.000 pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
