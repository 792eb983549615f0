"""How the product says no: one exception, its text the sentence that the user reads."""


class RefusalError(ValueError):
    """A refused change or an unreadable input. `field` names the form field the sentence belongs beside.

    None stands for the whole form. Every refusal with a sentence for the user derives from this class, so
    that one function serves them all on every page (groups.pages.attempt).
    """

    def __init__(self, sentence: str, field: str | None = None):
        super().__init__(sentence)
        self.field = field

    @property
    def sentences(self) -> list[str]:
        """What the user reads, one sentence or several."""
        return [str(self)]
