"""The file of a backup: a tar of the manifest and the database, which age encrypts if there is a passphrase.

Both encrypted parts are ordinary files of age (age-encryption.org): without the product, `age -d` opens
`key.age` with the passphrase, and with what is in it, `database.age`.
"""

import hashlib
import io
import tarfile
from pathlib import Path

import pyrage
from pyrage import passphrase as age_passphrase
from pyrage import x25519

from ksm.backup.engines import PIECE, BackupError
from ksm.backup.manifest import Manifest

MANIFEST, DATABASE, ENCRYPTED, KEY = "manifest.json", "database", "database.age", "key.age"
NO_BACKUP = "Berkas ini bukan cadangan Buku KSM, atau rusak."
WRONG_PASSPHRASE = "Kata sandi cadangan tidak cocok."  # noqa: S105
TOO_SLOW = "Mesin ini terlalu sibuk atau terlalu lambat untuk membuka cadangan ini. Coba lagi saat sepi."
EXCESSIVE, TRIES = "Excessive work", 3


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def encrypt(plain: Path, target: Path, passphrase: str) -> bytes:
    """Encrypt a file of any size under a key of its own, and return that key, encrypted by the passphrase."""
    identity = x25519.Identity.generate()
    pyrage.encrypt_file(str(plain), str(target), [identity.to_public()])
    return age_passphrase.encrypt(str(identity).encode(), passphrase)


def decrypt(encrypted: Path, target: Path, key: bytes, passphrase: str) -> None:
    """Raises BackupError where the passphrase does not open it, or the machine is too slow for it."""
    try:
        identity = x25519.Identity.from_str(_opened(key, passphrase).decode())
        pyrage.decrypt_file(str(encrypted), str(target), [identity])
    except (pyrage.DecryptError, pyrage.IdentityError) as error:
        raise BackupError(WRONG_PASSPHRASE, "passphrase") from error


def _opened(key: bytes, passphrase: str) -> bytes:
    """What the passphrase opens. Raises DecryptError, and BackupError for a machine that is too slow.

    age measures how fast the machine is at that moment, and refuses what took the one that encrypted far less
    than it would take here; so it is asked again.
    """
    for _ in range(TRIES):
        try:
            return age_passphrase.decrypt(key, passphrase)
        except pyrage.DecryptError as error:
            if EXCESSIVE not in str(error):
                raise
    raise BackupError(TOO_SLOW)


def pack(target: Path, manifest: Manifest, database: Path, key: bytes | None) -> None:
    """Write the archive."""
    with tarfile.open(target, "w") as tar:
        _add(tar, MANIFEST, manifest.written().encode())
        if key is not None:
            _add(tar, KEY, key)
        tar.add(database, ENCRYPTED if key is not None else DATABASE)


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    about = tarfile.TarInfo(name)
    about.size = len(content)
    tar.addfile(about, io.BytesIO(content))


def manifest_of(archive: Path) -> Manifest:
    """Raises BackupError where the file is no backup."""
    try:
        with tarfile.open(archive) as tar:
            return Manifest.read(_content(tar, MANIFEST))
    except (OSError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise BackupError(NO_BACKUP) from error


def unpack(archive: Path, folder: Path, passphrase: str) -> tuple[Manifest, Path]:
    """The manifest, and the database's file in `folder`, checked and decrypted. Raises BackupError."""
    manifest = manifest_of(archive)
    name = ENCRYPTED if manifest.is_encrypted else DATABASE
    packed, plain = folder / "packed", folder / DATABASE
    try:
        with tarfile.open(archive) as tar:
            key = _content(tar, KEY) if manifest.is_encrypted else b""
            _take(tar, name, packed)
    except (OSError, tarfile.TarError, KeyError) as error:
        raise BackupError(NO_BACKUP) from error
    if sha256_of(packed) != manifest.sha256:
        raise BackupError("Isi cadangan tidak sama dengan saat dibuat: berkasnya rusak di jalan.")
    if not manifest.is_encrypted:
        return manifest, packed.rename(plain)
    if not passphrase:
        raise BackupError("Cadangan ini terenkripsi. Sebutkan kata sandinya.", "passphrase")
    decrypt(packed, plain, key, passphrase)
    return manifest, plain


def _content(tar: tarfile.TarFile, name: str) -> bytes:
    found = tar.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found.read()


def _take(tar: tarfile.TarFile, name: str, target: Path) -> None:
    found = tar.extractfile(name)
    if found is None:
        raise KeyError(name)
    with target.open("wb") as written:
        while piece := found.read(PIECE):
            written.write(piece)
