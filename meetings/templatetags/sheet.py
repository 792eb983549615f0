"""The faults of a meeting sheet gathered for the list at its top."""

from django import template

from meetings.overview import MoneyRow

register = template.Library()


@register.simple_tag
def sheet_faults(form):
    """The faults of a SheetForm, equal ones together, in page order: [(sentence, [(where, id, name)])]."""
    found: dict[str, list[tuple[str, str, str]]] = {sentence: [] for sentence in form.faults}
    for part, where in _named_parts(form):
        for name, sentences in part.errors.items() if part.is_bound else ():
            field = part[name] if name in part.fields else None
            named = (f"{where}, {field.label.lower()}", _target(field), field.html_name) if field else None
            place = named or (where, "", "")
            for sentence in sentences:
                found.setdefault(sentence, []).append(place)
    return list(found.items())


def _named_parts(form):
    yield form.header, "Pelaksanaan"
    yield from ((row, f"{row.member.number}. {row.member.name}") for row in form.rows)
    yield from ((part, "Anggota baru") for part in form.new_members)
    yield from ((part, f"Pencairan {number}") for number, part in enumerate(form.disbursements, start=1))
    yield from ((part, f"Kas lain {number}") for number, part in enumerate(form.cash_items, start=1))
    yield form.money, "Bank"
    yield from ((part, f"Agenda {part.item.label}") for part in form.agenda)
    yield from ((part, part.book.label) for part in form.books)
    yield form.pieces, "Lembar dan koin"
    yield form.closing, "Penutupan"


def _target(field):
    """The id to jump to: of a group of choices, the first one."""
    return f"{field.auto_id}_0" if field.widget_type == "radioselect" else field.auto_id


@register.filter
def of_member(by_member, pk):
    """The money of one member in a meeting; all nothing where none moved."""
    return by_member.get(pk, MoneyRow())
