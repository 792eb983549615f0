"""Django's own command, refused where the data there was encrypted with another key."""

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.core.management.commands import migrate

from groups.keys.proof import require_data_key_of_migrated


class Command(migrate.Command):
    def execute(self, *args, **options):
        try:
            require_data_key_of_migrated()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        return super().execute(*args, **options)
