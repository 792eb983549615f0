"""A workbook sent to the upload page: checked within the sender's area, carried to the confirmation unkept.

The file is nowhere on the server between the two requests. The preview carries it in its own form, signed
for the one user, and it is checked again as a whole before anything is stored.
"""

import base64
import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.core import signing

from groups.access import Role
from groups.models import User
from meetings.importing.storing import code_today, find_bkm, surroundings
from meetings.workbook.checking import CheckedWorkbook, check_workbook
from meetings.workbook.content import GroupFacts
from meetings.workbook.limits import weigh
from meetings.workbook.package import UnreadableWorkbookError
from meetings.workbook.people import Surroundings

LARGEST_UPLOAD = 2 * 1024 * 1024  # bytes; with its base64 it stays below DATA_UPLOAD_MAX_MEMORY_SIZE
Covers = Callable[[str], bool]
VALID_FOR = datetime.timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Upload:
    """What became of a file: `outside` when its BKM is not in the sender's area, and then nothing else."""

    checked: CheckedWorkbook | None
    token: str = ""
    outside: bool = False


def facilitated_area(user: User, on: datetime.date) -> Covers:
    """Is a kelurahan, by its code, one in which the user is a facilitator that day?"""
    postings = list(user.postings.on(on).filter(role=Role.FACILITATOR))
    return lambda code: any(posting.covers_kelurahan(code) for posting in postings)


def is_large(data: bytes) -> bool:
    """Does reading it take longer than a page may? What is no workbook is told at once."""
    try:
        return weigh(data).is_large
    except UnreadableWorkbookError:
        return False


def inspect(data: bytes, *, user: User, today: datetime.date) -> Upload:
    """Check a file as far as its sender may know the answers. Nothing is stored."""
    inside = facilitated_area(user, today)
    checked = check_workbook(data, _within(inside, surroundings(today=today, may_create_bkm=False)))
    group = checked.content.group if checked.content else None
    if group and group.kelurahan and not _covers(inside, group) and _is_region(group.kelurahan, today):
        return Upload(None, outside=True)
    return Upload(checked, sign(data, user) if checked.accepted else "")


def _covers(inside: Covers, group: GroupFacts) -> bool:
    """Is the BKM of a workbook inside, by the code that its kelurahan has now?"""
    return inside(code_today(group.kelurahan, group.bkm or "")) if group.kelurahan else False


def _is_region(code: str, today: datetime.date) -> bool:
    return surroundings(today=today, may_create_bkm=False).region_exists(code)


def _within(inside: Covers, around: Surroundings) -> Surroundings:
    """The same world, silent about groups and members outside the area."""

    def mine(group: GroupFacts) -> bool:
        return _covers(inside, group)

    return replace(
        around,
        bkm_exists=lambda code, name: not inside(code_today(code, name)) or find_bkm(code, name) is not None,
        niks_elsewhere=lambda group, niks: around.niks_elsewhere(group, niks) if mine(group) else frozenset(),
        stored_fingerprint=lambda group: around.stored_fingerprint(group) if mine(group) else None,
    )


def _signer(user: User) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"meetings.importing.upload.{user.pk}")


def sign(data: bytes, user: User) -> str:
    """A file for the form of its own preview, which only this user can send back."""
    return _signer(user).sign(base64.b64encode(data).decode())


def unsign(token: str, user: User) -> bytes | None:
    """The file of a preview shown to this user not long ago; None for anything else."""
    try:
        return base64.b64decode(_signer(user).unsign(token, max_age=VALID_FOR), validate=True)
    except (signing.BadSignature, ValueError):
        return None
