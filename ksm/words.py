"""Words put together as people say them."""

from collections.abc import Iterable


def listed(words: Iterable[str]) -> str:
    """ "a", "a dan b", "a, b, dan c"."""
    words = list(words)
    if len(words) <= 2:
        return " dan ".join(words)
    return f"{', '.join(words[:-1])}, dan {words[-1]}"
