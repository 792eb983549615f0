"""What one worker of a run made and only reads is taken by the others, who would make the same again."""

import ast
import fcntl
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
_folders: list[Path] = []


def share_in(basetemp: Path) -> None:
    """Share with the other workers of this run, of which each has a folder beside this one."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = basetemp.parent / "shared"
        folder.mkdir(exist_ok=True)
        _folders.append(folder)


def once_per_run(name: str, make: Callable[[], T]) -> T:
    """What `make` gives, made by whichever worker asks first; whoever asks meanwhile waits for it.

    It goes through a file as a literal: text, bytes, numbers and None, in tuples, lists and dicts.
    """
    if not _folders:
        return make()
    path = _folders[0] / sha256(name.encode()).hexdigest()
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            path.write_text(repr(make()))
    return ast.literal_eval(path.read_text())


def folder_once_per_run(name: str, fill: Callable[[Path], object], otherwise: Path) -> Path:
    """The folder that `fill` filled, by whichever worker asked first; `otherwise` without others."""
    if not _folders:
        fill(otherwise)
        return otherwise
    folder = _folders[0] / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            being_filled = folder.with_suffix(".part")
            fill(being_filled)
            being_filled.rename(folder)
    return folder
