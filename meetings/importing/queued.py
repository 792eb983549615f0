"""A large workbook, read and stored by the queue: no page waits for it, and its faults come as a file."""

import base64
import datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django_tasks import task

from groups.jobs.asking import ask_job
from groups.jobs.doing import File, Made, do_job
from groups.jobs.over import FORGETS
from groups.models import Job, User
from ksm.keys import decrypt_bytes, encrypt_bytes
from meetings.importing.storing import Importer, store_workbook
from meetings.importing.summary import foreign_decisions_told
from meetings.importing.upload import inspect
from meetings.workbook.checking import CheckedWorkbook

STORED = "Tersimpan: {name}. Periksa angkanya bersama kelompok."
AGAIN = "Berkas ini sudah pernah diimpor dengan isi yang sama; tidak ada yang berubah."
NOTHING = "Tidak ada yang disimpan. Perbaiki yang berikut di buku kerja, lalu unggah lagi:"


def ask_import(*, owner: User, data: bytes, name: str, now: datetime.datetime) -> Job:
    """Have the queue check this file and, where nothing is wrong with it, store it. Raises JobRefusedError.

    The file waits encrypted, and is gone when the job is over.
    """
    arguments = {"data": base64.b64encode(encrypt_bytes(data)).decode()}
    pieces, options = [(name, arguments)], {FORGETS: True}
    return ask_job(
        owner=owner, title=f"Impor {name}", task=import_large, pieces=pieces, options=options, now=now
    )


@task()
def import_large(job_id: int) -> None:
    do_job(job_id, make=_imported, bind=_told, clock=timezone.now)


def _imported(job: Job, arguments: dict) -> bytes:
    """What became of it, in words. Raises PermissionDenied where it is no longer the owner's to bring in."""
    now = timezone.now()
    today = timezone.localdate(now)
    data = decrypt_bytes(base64.b64decode(arguments["data"]))
    checked = inspect(data, user=job.owner, today=today).checked
    if checked is None:
        raise PermissionDenied
    if not checked.accepted:
        return "\n".join([NOTHING, "", *_faults(checked)]).encode()
    importer = Importer(job.owner.full_name, job.owner)
    ksm = store_workbook(checked=checked, importer=importer, today=today, now=now)
    said = AGAIN
    if not checked.already_stored:
        said = STORED.format(name=ksm.name) + foreign_decisions_told(checked.content)
    return "\n".join([said, "", *_faults(checked)]).encode()


def _faults(checked: CheckedWorkbook) -> list[str]:
    return [f"{fault.sheet} {fault.cell}: {fault.text}" for fault in (*checked.galat, *checked.warnings)]


def _told(job: Job, made: list[Made]) -> File:
    [one] = made
    return File("hasil-impor.txt", "text/plain; charset=utf-8", [one.content()])
