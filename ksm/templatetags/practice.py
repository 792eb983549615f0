"""The strip above the pages of a practice group."""

from django import template

from groups.models import Ksm
from ksm.group.practice_steps import practice_steps, readings

register = template.Library()


@register.inclusion_tag("components/_practice.html", takes_context=True)
def practice_strip(context) -> dict:
    """What to do next, where the page is of a practice group; nothing, and no query, elsewhere."""
    ksm = context.get("ksm")
    if not isinstance(ksm, Ksm) or not ksm.bkm.is_practice:
        return {}
    return {"first": practice_steps(ksm), "readings": readings(ksm), "request": context["request"]}
