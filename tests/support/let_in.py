"""Which addresses of the world the table of rights (tests/support/permissions.py) lets a role into."""

import re
from dataclasses import dataclass

from tests.support.permissions import RIGHTS, Right
from tests.support.world import addresses, patterns


@dataclass(frozen=True)
class Door:
    """A line of the table with its address in the world, the name of it and the parts of its pattern."""

    right: Right
    name: str
    parts: frozenset[str]
    path: str

    def open_to(self, *roles: str) -> bool:
        """May any of these in?"""
        return any(self.right.answers[role] == "y" for role in roles)


def starred(pattern):
    return re.sub(r"<[^>]+>", "*", pattern)


def fits(path, general):
    """Is `path` of the table this address, or one slug of it?"""
    parts, wanted = path.split("/"), general.split("/")
    return len(parts) == len(wanted) and all(
        one in {part, "*"} for part, one in zip(parts, wanted, strict=True)
    )


def doors(ids) -> list[Door]:
    """Each line of the table; one without any address is missing here."""
    known = {
        starred(pattern): (name, frozenset(parts), path)
        for (_, pattern), (name, parts, path) in zip(patterns(), addresses(ids), strict=True)
    }
    found = []
    for right in RIGHTS:
        generals = [one for one in known if fits(right.path, one)]
        for general in sorted(generals, key=lambda one: one.count("*"))[:1]:
            name, parts, path = known[general]
            pairs = zip(right.path.split("/"), path.split("/"), strict=True)
            real = "/".join(real if "*" in part else part for part, real in pairs)
            found.append(Door(right, name, parts, real))
    return found


def filled_paths(ids) -> dict[str, str]:
    """The address to ask for each line of the table."""
    return {door.right.path: door.path for door in doors(ids)}


def paths_of(role: str, ids) -> list[str]:
    """What somebody of this role may open; tests/test_permissions.py asks whether it is so."""
    return sorted({door.path for door in doors(ids) if "G" in door.right.methods and door.open_to(role)})
