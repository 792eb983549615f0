"""A workbook sent to the upload page: checked within the sender's area, carried to the confirmation unkept.

The file is nowhere on the server between the two requests. The preview carries it in its own form, signed
for the one user, and it is checked again as a whole before anything is stored.
"""

import base64
import datetime
from dataclasses import dataclass, replace

from django.core import signing

from groups.access import Role
from groups.models import User
from meetings.importing.storing import find_bkm, surroundings
from meetings.workbook.checking import CheckedWorkbook, check_workbook
from meetings.workbook.content import GroupFacts
from meetings.workbook.people import Surroundings

LARGEST_UPLOAD = 2 * 1024 * 1024  # bytes; with its base64 it stays below DATA_UPLOAD_MAX_MEMORY_SIZE
VALID_FOR = datetime.timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Upload:
    """What became of a file: `outside` when its BKM is not in the sender's area, and then nothing else."""

    checked: CheckedWorkbook | None
    token: str = ""
    outside: bool = False


def facilitated_regions(user: User, on: datetime.date) -> tuple[str, ...]:
    """Codes of the regions in which the user is a facilitator that day."""
    postings = user.postings.on(on).filter(role=Role.FACILITATOR)
    return tuple(postings.values_list("region_id", flat=True))


def inspect(data: bytes, *, user: User, today: datetime.date) -> Upload:
    """Check a file as far as its sender may know the answers. Nothing is stored."""
    area = facilitated_regions(user, today)
    checked = check_workbook(data, _within(area, surroundings(today=today, may_create_bkm=False)))
    kelurahan = checked.content.group.kelurahan if checked.content else None
    if kelurahan and not _covers(area, kelurahan) and _is_region(kelurahan, today):
        return Upload(None, outside=True)
    return Upload(checked, _sign(data, user) if checked.accepted else "")


def _covers(area: tuple[str, ...], kelurahan: str) -> bool:
    return any(kelurahan == code or kelurahan.startswith(f"{code}.") for code in area)


def _is_region(code: str, today: datetime.date) -> bool:
    return surroundings(today=today, may_create_bkm=False).region_exists(code)


def _within(area: tuple[str, ...], around: Surroundings) -> Surroundings:
    """The same world, silent about groups and members outside the area."""

    def mine(group: GroupFacts) -> bool:
        return bool(group.kelurahan) and _covers(area, group.kelurahan)

    return replace(
        around,
        bkm_exists=lambda code, name: not _covers(area, code) or find_bkm(code, name) is not None,
        niks_elsewhere=lambda group, niks: around.niks_elsewhere(group, niks) if mine(group) else frozenset(),
        stored_fingerprint=lambda group: around.stored_fingerprint(group) if mine(group) else None,
    )


def _signer(user: User) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"meetings.importing.upload.{user.pk}")


def _sign(data: bytes, user: User) -> str:
    return _signer(user).sign(base64.b64encode(data).decode())


def unsign(token: str, user: User) -> bytes | None:
    """The file of a preview shown to this user not long ago; None for anything else."""
    try:
        return base64.b64decode(_signer(user).unsign(token, max_age=VALID_FOR), validate=True)
    except (signing.BadSignature, ValueError):
        return None
