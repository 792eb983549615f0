"""What the administrator's page tells: how old the newest backup is, and how the one asked for stands."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from groups.jobs.workers import living_workers
from groups.models import Backup
from ksm.backup.making import backup_folder
from ksm.backup.tasks import back_up

OPEN = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


@dataclass(frozen=True)
class Standing:
    """`limit`: days without a backup after which it is late; `is_asked`: one waits or is being made;
    `has_failed`: the last one asked for on the page came to nothing, and none has been made since."""

    newest: Backup | None
    limit: int
    is_late: bool
    is_asked: bool
    has_failed: bool
    is_encrypted: bool


def standing(now: datetime.datetime) -> Standing:
    """Four queries at most, whatever the number of backups."""
    newest = Backup.objects.first()
    asked = DBTaskResult.objects.filter(task_path=back_up.module_path).order_by("-enqueued_at").first()
    return Standing(
        newest=newest,
        limit=settings.BACKUP_WARN_DAYS,
        is_late=Backup.objects.is_late(now),
        is_asked=asked is not None and asked.status in OPEN and not _is_left_behind(asked, now),
        has_failed=asked is not None and _came_to_nothing(asked, newest, now),
        is_encrypted=bool(settings.BACKUP_PASSPHRASE),
    )


def _came_to_nothing(asked: DBTaskResult, newest: Backup | None, now: datetime.datetime) -> bool:
    if newest and newest.made_at > (asked.finished_at or asked.enqueued_at):
        return False
    return asked.status == TaskResultStatus.FAILED or _is_left_behind(asked, now)


def _is_left_behind(asked: DBTaskResult, now: datetime.datetime) -> bool:
    """Did its worker die in the middle of it?"""
    is_taken = asked.status == TaskResultStatus.RUNNING and asked.worker_ids
    return bool(is_taken) and asked.worker_ids[-1] not in living_workers(now)


def file_of(backup: Backup) -> Path | None:
    """The path of its file, None where it was removed or lies on another machine."""
    path = backup_folder() / backup.file_name
    return path if path.is_file() else None
