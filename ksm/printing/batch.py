"""Many papers of many groups as one job: asked for, made one by one, put together."""

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from groups.jobs.asking import Piece, ask_job
from groups.jobs.doing import File, Made, do_job
from groups.jobs.places import GROUP
from groups.models import Job, Ksm, User
from ksm.pdf import file_name
from ksm.printing.joining import LIST, WHOLE
from ksm.printing.kinds import BY_CODE, Batch, PrintingError, draw

PDF, ZIP = "pdf", "zip"
READ = 64 * 1024
MOST_JOINED = 1500  # papers in one PDF


def ask_print(
    *, owner: User, ksms: Sequence[Ksm], sorts: Sequence[str], batch: Batch, kind: str, title: str, now
) -> Job:
    """Ask for these sorts of papers of these groups, group by group, as one PDF or a ZIP.

    Raises PrintingError where nothing is to be printed, JobRefusedError where it is too much.
    """
    asked = [(code, BY_CODE[code].asked(ksms, batch)) for code in sorts]
    pieces: list[Piece] = [
        (f"{ksm.name}: {paper}", {"sort": code, GROUP: ksm.pk, "group": ksm.name, "paper": paper, **facts})
        for ksm in ksms
        for code, found in asked
        for paper, facts in found.get(ksm.pk, [])
    ]
    if ksms and not pieces:
        raise PrintingError("Dalam masa yang dipilih tidak ada yang dapat dicetak.")
    if kind == PDF and len(pieces) > MOST_JOINED:
        raise PrintingError(
            f"Lebih dari {MOST_JOINED} kertas tidak muat dalam satu PDF. Pilih ZIP.", "berkas"
        )
    options = {"kind": kind, "day": batch.today.isoformat()}
    return ask_job(owner=owner, title=title, task=print_batch, pieces=pieces, options=options, now=now)


@task()
def print_batch(job_id: int) -> None:
    do_job(job_id, make=_drawn, bind=_bound, clock=timezone.now)


def _drawn(job: Job, arguments: dict) -> bytes:
    return draw(job.owner, arguments, timezone.now())


def _bound(job: Job, made: list[Made]) -> File:
    name = file_name(f"{job.title} {job.options['day']}")
    if job.options["kind"] == ZIP:
        return File(name.removesuffix(".pdf") + ".zip", "application/zip", _zipped(made))
    return File(name, "application/pdf", _joined(made))


def _parts_of(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while part := file.read(READ):
        yield part


def _zipped(made: list[Made]) -> Iterator[bytes]:
    """A folder for each group; on disk, so that memory does not grow with the number of papers."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:  # PDFs are compressed in themselves
            for number, (group, papers) in enumerate(_by_group(made), 1):
                folder = f"{number:03d} {file_name(group).removesuffix('.pdf')}"
                for place, one in enumerate(papers, 1):
                    archive.writestr(
                        f"{folder}/{place:02d} {file_name(one.arguments['paper'])}", one.content()
                    )
        yield from _parts_of(file)


def _by_group(made: list[Made]) -> Iterator[tuple[str, list[Made]]]:
    for _, papers in groupby(made, lambda one: one.arguments[GROUP]):
        found = list(papers)
        yield found[0].arguments["group"], found


def _joined(made: list[Made]) -> Iterator[bytes]:
    """One PDF, put together by a process of its own (ksm.printing.joining)."""
    with tempfile.TemporaryDirectory() as name:
        folder, groups = Path(name), []
        for group, papers in _by_group(made):
            for one in papers:
                (folder / f"{one.pk}.pdf").write_bytes(one.content())
            groups.append((group, [(one.arguments["paper"], f"{one.pk}.pdf") for one in papers]))
        (folder / LIST).write_text(json.dumps(groups))
        command = [sys.executable, "-m", "ksm.printing.joining", name]
        subprocess.run(command, check=True, cwd=settings.BASE_DIR)  # noqa: S603  (our own words)
        with (folder / WHOLE).open("rb") as file:
            yield from _parts_of(file)
