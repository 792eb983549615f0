"""The faults of a meeting sheet gathered for the list at its top."""

from django import template

from meetings.overview import MoneyRow

register = template.Library()


@register.simple_tag
def sheet_faults(form):
    """The faults of a SheetForm, equal ones together, in page order: [(sentence, [(where, id, name)])]."""
    found: dict[str, list[tuple[str, str, str]]] = {sentence: [] for sentence in form.faults}
    for part, where in form.named_parts():
        for name, sentences in part.errors.items() if part.is_bound else ():
            field = part[name] if name in part.fields else None
            named = (f"{where}, {field.label.lower()}", _target(field), field.html_name) if field else None
            place = named or (where, "", "")
            for sentence in sentences:
                found.setdefault(sentence, []).append(place)
    return list(found.items())


def _target(field):
    """The id to jump to: of a group of choices, the first one."""
    return f"{field.auto_id}_0" if field.widget_type == "radioselect" else field.auto_id


@register.filter
def of_member(by_member, pk):
    """The money of one member in a meeting; all nothing where none moved."""
    return by_member.get(pk, MoneyRow())
