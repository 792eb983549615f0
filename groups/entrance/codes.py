"""Codes that are shown once and kept as a hash: for a day without the phone, for a new password."""

import hashlib
import secrets

# No letter or digit that is taken for another: 60 bits in twelve, enough for a plain hash.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH, PART = 12, 4


def new_code() -> str:
    """ "K7DM-3PQR-TA9X"."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(signs[start : start + PART] for start in range(0, LENGTH, PART))


def plain_code(typed: str) -> str:
    """A code as it was made, however it was typed: small letters, spaces between."""
    return "".join(sign for sign in typed.upper() if sign in ALPHABET)


def digest_of(typed: str) -> str:
    return hashlib.sha256(plain_code(typed).encode()).hexdigest()
