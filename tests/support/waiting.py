"""What the page of the week shows to wait."""


def waiting(answer, code, *, own=True):
    """The tasks under one heading of what waits for the reader, or for others; none where it is not shown."""
    week = answer.context["week"]
    sections = {section.code: section for section in (week.own if own else week.others)}
    return list(sections[code].tasks) if code in sections else []
