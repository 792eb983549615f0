"""The backup that an administrator asks for on the screen, made by the worker of the queue."""

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from groups.models import User
from ksm.backup.making import backup_folder, make_backup


@task()
def back_up(user_id: int) -> str:
    """Its file's name. What goes wrong stands in the worker's log, and on the page that nothing was made."""
    by = User.objects.get(pk=user_id)
    passphrase = settings.BACKUP_PASSPHRASE
    return make_backup(folder=backup_folder(), passphrase=passphrase, now=timezone.now(), by=by).file_name
