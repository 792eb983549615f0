"""How a verb of the meetings says no."""


class MeetingError(ValueError):
    """A refusal about a meeting; the text is the sentence the user reads."""
