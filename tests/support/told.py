"""What a log may never tell: who the people of a world are, and what was typed of them."""

import logging

from django.conf import settings
from django.utils.module_loading import import_string

from groups.models import Member

# Typed into every field of every form: none of it may come back in a log.
TYPED = {
    "name": "Rukmini Pancawati",
    "nik": "3374055508850003",
    "family_card": "3374050101800001",
    "phone": "081298765432",
    "address": "Jalan Zaitun 77",
    "heir": "Qomariah Pancawati",
    "wish": "Nama saya Rukmini Pancawati",
    "visitor": "Rukmini Pancawati",
    "text": "Rukmini Pancawati berutang",
    "username": "rukmini.pancawati",
    "password": "rahasia-rukmini",
}


def people() -> set[str]:
    """Names, NIK and telephones of all members that are stored, and what `TYPED` types."""
    found = {words for row in Member.objects.all() for words in (row.name, row.nik, row.phone) if words}
    return found | {"Rukmini", "rukmini", "Qomariah", "Zaitun", *TYPED.values()}


def lines(records: list[logging.LogRecord]) -> list[str]:
    """The records as production writes them."""
    named = settings.LOGGING.get("formatters", {}).get("lines", {}).get("()")
    formatter = import_string(named)() if isinstance(named, str) else logging.Formatter()
    return [formatter.format(record) for record in records]
