"""How a verb of the meetings says no."""

from groups.refusals import GroupError


class MeetingError(GroupError):
    """A refusal about a meeting, its sheet or its month."""
