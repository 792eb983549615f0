"""Django's own command, refused without the right data key."""

from django.core.management.commands import loaddata

from groups.keys.commands import DataCommand


class Command(DataCommand, loaddata.Command):
    pass
