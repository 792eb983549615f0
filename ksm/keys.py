"""The keys of what is encrypted, hashed and sealed. The newest, `DATA_KEY`, writes; older ones still read."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import constant_time_compare

MISSING = (
    "DATA_KEY belum diisi. Kunci ini mengenkripsi NIK, nomor KK dan surat yang disimpan: isi lewat "
    "lingkungan, teks acak yang panjang, dan simpan salinannya terpisah dari basis data."
)
MARK = 8  # signs of a first seal that are printed on a paper


class Unreadable(str):
    """What stands in the place of a value that no key opens: words to show, and the ciphertext to keep.

    Saved again, it is written back as it was found, so that nothing is lost while a key is missing.
    """

    __slots__ = ("ciphertext",)
    ciphertext: str

    def __new__(cls, ciphertext: str) -> "Unreadable":
        made = super().__new__(cls, "tidak terbaca")
        made.ciphertext = ciphertext
        return made

    def __getnewargs__(self) -> tuple[str]:
        return (self.ciphertext,)


def known_keys() -> tuple[str, ...]:
    """The newest key and those before it. Raises ImproperlyConfigured where none is set."""
    if not settings.DATA_KEY:
        raise ImproperlyConfigured(MISSING)
    return (settings.DATA_KEY, *settings.OLD_DATA_KEYS)


def derived_key(purpose: bytes, key: str = "") -> bytes:
    """What a key is for one purpose: 32 bytes that tell nothing of another purpose's."""
    return hmac.new((key or known_keys()[0]).encode(), purpose, hashlib.sha256).digest()


@lru_cache(maxsize=8)
def _cipher(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived_key(b"kolom terenkripsi", key)))


def encrypt(text: str) -> str:
    return _cipher(known_keys()[0]).encrypt(text.encode()).decode()


def decrypt(ciphertext: str, keys: Iterable[str] | None = None) -> str:
    """The text under the first of the keys (all known ones) that opens it; `Unreadable` under none."""
    for key in known_keys() if keys is None else keys:
        try:
            return _cipher(key).decrypt(ciphertext.encode()).decode()
        except InvalidToken:
            continue
    return Unreadable(ciphertext)


def encrypt_bytes(content: bytes) -> bytes:
    """A file that is kept for days only, so that no rotation of keys need write it anew."""
    return _cipher(known_keys()[0]).encrypt(content)


def decrypt_bytes(ciphertext: bytes | memoryview) -> bytes:
    """The content under the first known key that opens it. Raises InvalidToken where none does."""
    for key in known_keys():
        try:
            return _cipher(key).decrypt(bytes(ciphertext))
        except InvalidToken:
            continue
    raise InvalidToken


def is_newest(ciphertext: str) -> bool:
    """Was it written under the key that writes now?"""
    return not isinstance(decrypt(ciphertext, known_keys()[:1]), Unreadable)


def _hash(text: str, key: str) -> str:
    return hmac.new(derived_key(b"hash", key), text.encode(), hashlib.sha256).hexdigest()


def keyed_hash(text: str) -> str:
    """Hash of `text` under the data key, to find equal values without reading them; "" for an empty text."""
    return _hash(text, known_keys()[0]) if text else ""


def keyed_hashes(text: str) -> list[str]:
    """The same under every key, the newest first: what rows may hold until all are re-encrypted."""
    return [_hash(text, key) for key in known_keys()] if text else []


def _seal(text: str, key: str) -> str:
    return hmac.new(derived_key(b"segel surat", key), text.encode(), hashlib.sha256).hexdigest()


def seal_of(text: str) -> str:
    """The seal of a printed paper: nobody without the data key can make the one of another text."""
    return _seal(text, known_keys()[0])


def seal_again(text: str, mark: str) -> str:
    """The seal under a newer key; it holds the mark, the first signs of the first seal, that was printed."""
    return seal_of(f"{mark}\n{text}")


def is_sealed(text: str, seal: str, mark: str) -> bool:
    """Is it the text, and the printed mark, that the seal was made of under one of the keys?"""
    for key in known_keys():
        first = _seal(text, key)
        if constant_time_compare(seal, first) and mark == first[:MARK]:
            return True
        if constant_time_compare(seal, _seal(f"{mark}\n{text}", key)):
            return True
    return False
