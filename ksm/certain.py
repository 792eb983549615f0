"""Facts that a type leaves open and a constraint, a state or a query has settled."""

from typing import TypeVar

Known = TypeVar("Known")


def certain(value: Known | None, because: str) -> Known:
    """The value itself; `because` says what makes sure that it is there. Raises TypeError."""
    if value is None:
        raise TypeError(f"Expected to be there: {because}.")
    return value
