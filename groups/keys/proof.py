"""Whether the data key is the one that the data was encrypted with: asked before anything is done."""

import hashlib
import hmac
from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction

from groups.keys.columns import encrypted_columns, raw, with_ciphertexts
from groups.models import KeyProof
from ksm.keys import MISSING, Unreadable, decrypt, derived_key, is_newest, known_keys

WRONG = (
    "DATA_KEY bukan kunci yang dipakai saat data disimpan. Tidak ada yang dijalankan, supaya tidak ada data "
    "yang disimpan dengan kunci yang salah. Isi kunci yang benar; kunci lama, bila diganti, di OLD_DATA_KEYS."
)
AS_BEFORE = (
    " Data di sini dienkripsi dengan SECRET_KEY, seperti biasa pada versi lama. Isi DATA_KEY dengan nilai "
    "SECRET_KEY yang sekarang (atau DATA_KEY_FROM_SECRET_KEY=1), lalu mulai lagi; sesudah itu SECRET_KEY "
    "boleh diganti, dan kunci data baru dipasang dengan rotate_data_key."
)
SAMPLES = 5  # values looked at of each column


def require_data_key() -> KeyProof:
    """The proof, made at the first start. Raises ImproperlyConfigured where the key is missing or wrong."""
    if not settings.DATA_KEY:
        raise ImproperlyConfigured(MISSING + _advice())
    found = KeyProof.objects.first() or _first_proof()
    if isinstance(found.value, Unreadable):
        raise ImproperlyConfigured(WRONG + _advice())
    [stored] = with_ciphertexts(KeyProof.objects.all(), ["value"]).values_list(raw("value"), flat=True)
    if not is_newest(stored):
        return _taken_over(found, stored)
    return found


def require_data_key_of_migrated() -> None:
    """The same where the table of the proof is there already and has its row: for `migrate` itself."""
    if KeyProof._meta.db_table in connection.introspection.table_names() and KeyProof.objects.exists():
        require_data_key()


def phone_key(user_id: int) -> str:
    """What seals the sheets that a user leaves on a phone at logout: 64 hex digits, always the same ones."""
    proof = KeyProof.objects.first()
    secret = proof.value if proof else _first_secret()
    return hmac.new(bytes.fromhex(secret), str(user_id).encode(), hashlib.sha256).hexdigest()


def _first_proof() -> KeyProof:
    """Made where nothing is encrypted yet, or where the key opens what is."""
    samples = list(_samples())
    if samples and all(isinstance(decrypt(one), Unreadable) for one in samples):
        raise ImproperlyConfigured(WRONG + _advice())
    try:
        with transaction.atomic():
            return KeyProof.objects.create(value=_first_secret())
    except IntegrityError:  # another process was first: with another key, perhaps
        return KeyProof.objects.get()


def _first_secret() -> str:
    """What sealed sheets on phones before there was a proof: a secret of the oldest key."""
    return derived_key(b"isian di ponsel", known_keys()[-1]).hex()


def _taken_over(found: KeyProof, stored: str) -> KeyProof:
    """A newer key begins: from now on nobody starts without it."""
    same = with_ciphertexts(KeyProof.objects.all(), ["value"]).filter(**{raw("value"): stored})
    return found if same.update(value=found.value) else require_data_key()


def _samples() -> Iterator[str]:
    for model, names in encrypted_columns():
        for name in names:
            rows = with_ciphertexts(model._base_manager.all(), [name])
            rows = rows.exclude(**{raw(name): ""}).exclude(**{f"{raw(name)}__isnull": True})
            yield from rows.values_list(raw(name), flat=True)[:SAMPLES]


def _advice() -> str:
    """What to do where the data is that of a version whose key was SECRET_KEY."""
    tables = connection.introspection.table_names()
    samples = list(_samples()) if KeyProof._meta.db_table in tables else []
    opened = [one for one in samples if not isinstance(decrypt(one, [settings.SECRET_KEY]), Unreadable)]
    return AS_BEFORE if opened and settings.DATA_KEY != settings.SECRET_KEY else ""
