"""Which addresses of the world the table of rights (tests/support/permissions.py) lets a role into."""

import re

from tests.support.permissions import RIGHTS
from tests.support.world import addresses, patterns


def starred(pattern):
    return re.sub(r"<[^>]+>", "*", pattern)


def fits(path, general):
    """Is `path` of the table this address, or one slug of it?"""
    parts, wanted = path.split("/"), general.split("/")
    return len(parts) == len(wanted) and all(
        one in {part, "*"} for part, one in zip(parts, wanted, strict=True)
    )


def filled_paths(ids) -> dict:
    """The address to ask for each line of the table; a line without any address is missing here."""
    known = {
        starred(pattern): path for (_, pattern), (_, _, path) in zip(patterns(), addresses(ids), strict=True)
    }
    found = {}
    for right in RIGHTS:
        generals = [right.path] if right.path in known else [one for one in known if fits(right.path, one)]
        for general in generals:
            pairs = zip(right.path.split("/"), known[general].split("/"), strict=True)
            found[right.path] = "/".join(real if "*" in part else part for part, real in pairs)
    return found


def paths_of(role: str, ids) -> list[str]:
    """What somebody of this role may open; tests/test_permissions.py asks whether it is so."""
    paths = filled_paths(ids)
    lines = [right for right in RIGHTS if "G" in right.methods and right.answers[role] == "y"]
    return sorted({paths[right.path] for right in lines})
