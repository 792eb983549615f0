"""What a number format says about the number behind it: is it shown as a percentage, with zeros in front?"""

import re
from fractions import Fraction
from typing import Any

# What a format prints as it stands: "text" in quotes, \x escaped, _x as wide as x, *x repeated to fill.
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_BRACKETS = re.compile(r"\[([^\]]*)\]")
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)")
_COMPARE = {
    "<": lambda value, limit: value < limit,
    ">": lambda value, limit: value > limit,
    "<=": lambda value, limit: value <= limit,
    ">=": lambda value, limit: value >= limit,
    "=": lambda value, limit: value == limit,
    "<>": lambda value, limit: value != limit,
}


def shows_percent(number_format: str, value: Any) -> bool:
    """Is this number shown times a hundred?

    A percent sign scales exactly when it is neither quoted nor escaped nor padding, wherever it stands in the
    section of the format that the number falls into.
    """
    sections = _LITERAL.sub("", number_format).split(";")
    return "%" in _BRACKETS.sub("", _section(sections, value))


def _section(sections: list[str], value: Any) -> str:
    """The section for a number: by its condition, else positive; negative; zero."""
    conditions = [_condition(section) for section in sections[:2]]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=False):
            if condition and _COMPARE[condition[0]](value, condition[1]):
                return section
        return sections[len(conditions)] if len(sections) > len(conditions) else sections[-1]
    if value < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if value == 0 and len(sections) > 2 else sections[0]


def _condition(section: str) -> tuple[str, Fraction] | None:
    for found in _BRACKETS.findall(section):
        if match := _CONDITION.fullmatch(found.strip()):
            return match[1], Fraction(match[2])
    return None


def zeros_in_front(number_format: str) -> int:
    """How many digits a format of zeros alone shows at least ("000" shows 7 as 007); 0 for any other."""
    return len(number_format) if re.fullmatch("0+", number_format) else 0
