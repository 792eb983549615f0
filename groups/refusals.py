"""What this app answers when something may not be: one exception, its text the sentence the user reads."""


class GroupError(ValueError):
    """A refused change. `field` names the form field the sentence belongs beside, None for the whole form."""

    def __init__(self, sentence: str, field: str | None = None):
        super().__init__(sentence)
        self.field = field
