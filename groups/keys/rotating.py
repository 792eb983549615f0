"""A new data key: what is encrypted, hashed or sealed is written anew under it, a few rows at a time.

Interrupted at any moment, nothing is half done: what a key of OLD_DATA_KEYS opens is read as before, and the
next run goes on with what is not yet under the newest.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model

from groups.keys.columns import encrypted_columns, raw, with_ciphertexts
from groups.models import PaperPrint
from ksm.keys import Unreadable, is_newest, is_sealed, keyed_hash, keyed_hashes, seal_again

CHUNK = 200


@dataclass(slots=True)
class Progress:
    """Values of one model: looked at, written anew, and such as no key opens."""

    label: str
    seen: int = 0
    renewed: int = 0
    unreadable: int = 0


def rotate(chunk: int = CHUNK) -> Iterator[Progress]:
    """Write anew what is not under the newest key; tells after each chunk how far it is."""
    for model, names in encrypted_columns():
        progress, last = Progress(str(model._meta.verbose_name)), None
        while (last := _next_chunk(model, names, last, chunk, progress)) is not None:
            yield progress
        yield progress


@transaction.atomic
def _next_chunk(model: type[Model], names: list[str], after, chunk: int, progress: Progress):
    """Renew the rows that follow the key `after`; the key of the last one, None when there was none.

    The rows are locked, so that nobody saves them meanwhile. On SQLite the transaction locks all.
    """
    rows = with_ciphertexts(model._base_manager.select_for_update().order_by("pk"), names)
    found = list(rows.filter(pk__gt=after)[:chunk] if after is not None else rows[:chunk])
    for row in found:
        _renew(row, names, progress)
    return found[-1].pk if found else None


def _renew(row: Model, names: list[str], progress: Progress) -> None:
    changed = []
    for name in names:
        stored, text = getattr(row, raw(name)), getattr(row, name)
        if not stored:
            continue
        progress.seen += 1
        if isinstance(text, Unreadable):
            progress.unreadable += 1
            continue
        _renew_hash(row, name, text)
        if not is_newest(stored):
            changed.append(name)
    if not changed:
        return
    progress.renewed += len(changed)
    if isinstance(row, PaperPrint) and is_sealed(row.content, row.seal, row.mark):
        row.seal = seal_again(row.content, row.mark)
        changed.append("seal")
    type(row)._base_manager.bulk_update([row], changed)  # no history: nothing that people know has changed


def _renew_hash(row: Model, name: str, text: str) -> None:
    """The hash beside a column, of all rows with this value at once: they stay one person meanwhile."""
    field = f"{name}_hash"
    if hasattr(row, field) and getattr(row, field) != keyed_hash(text):
        of_value = type(row)._base_manager.filter(**{f"{field}__in": keyed_hashes(text)})
        of_value.update(**{field: keyed_hash(text)})
