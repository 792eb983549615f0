"""What this app answers when something may not be."""

from ksm.refusals import RefusalError


class GroupError(RefusalError):
    """A refused change about a group, its people or its path."""
