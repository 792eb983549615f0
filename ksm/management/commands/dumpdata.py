"""Django's own command, refused without the right data key."""

from django.core.management.commands import dumpdata

from groups.keys.commands import DataCommand


class Command(DataCommand, dumpdata.Command):
    pass
