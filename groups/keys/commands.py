"""What every command begins with that reads or writes data."""

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from groups.keys.proof import require_data_key


class DataCommand(BaseCommand):
    """A command that is refused, with a sentence, where the data key is missing or wrong."""

    def execute(self, *args, **options):
        try:
            require_data_key()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        return super().execute(*args, **options)
