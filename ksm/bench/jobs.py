"""One job of many profiles, as a worker does it: made, kept, put into one PDF; its time and memory."""

import multiprocessing
import resource
from concurrent.futures import ProcessPoolExecutor

from django.db import connections
from django.utils import timezone

from groups.models import Job, Ksm, User
from ksm.bench.batch import DAY, FEW, KILO, MANY
from ksm.bench.timing import Row
from ksm.management.commands.db_worker import TASKS_OF_A_LIFE
from ksm.printing.batch import PDF, ask_print, print_batch
from ksm.printing.kinds import Batch
from ledger.journal.months import Month


def _life(job_id: int) -> tuple[float, int]:
    """What a worker does of a job before it is begun anew: processor seconds, and its most memory in kB."""
    connections.close_all()
    for _ in range(TASKS_OF_A_LIFE):
        print_batch.call(job_id=job_id)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used), max(one.ru_maxrss for one in used)


def _measured(owner: User, ksms: list[Ksm]) -> tuple[Job, float, int]:
    """A job of the profiles of these groups, done by processes begun anew."""
    batch = Batch(today=DAY, month=Month.of(DAY), quarter=DAY.replace(month=1, day=1))
    job = ask_print(
        owner=owner,
        ksms=ksms,
        sorts=["profil"],
        batch=batch,
        kind=PDF,
        title="Uji",
        now=timezone.now(),
    )
    seconds, most = 0.0, 0
    while job.is_open:
        connections.close_all()
        with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
            taken, peak = pool.submit(_life, job.pk).result()
        seconds, most = seconds + taken, max(most, peak)
        job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise RuntimeError(f"Pekerjaan uji tidak selesai: {job.problem}")
    return job, seconds, most


def job_of_profiles() -> list[Row]:
    """A job of 500 profiles beside one of 20: time for each, memory; the file it leaves."""
    owner = User.objects.get(username="penguji")
    ksms = list(Ksm.objects.filter(phase=Ksm.Phase.CANDIDATE).select_related("bkm").order_by("pk")[:MANY])
    if len(ksms) < MANY:
        raise RuntimeError(f"Profil uji kurang dari {MANY}.")
    _, few, little = _measured(owner, ksms[:FEW])
    job, many, much = _measured(owner, ksms)
    each = many / few * FEW / MANY
    return [
        (f"pekerjaan {MANY} profil, satu PDF: memori puncak, MB", str(much // KILO), ""),
        (f"pekerjaan {MANY} profil dibanding {FEW}: memori puncak", f"{much / little:.2f} x", "1,5 x"),
        (
            f"pekerjaan {MANY} profil dibanding {FEW}: kerja prosesor tiap profil",
            f"{each:.2f} x",
            "1,5 x",
        ),
        (f"pekerjaan {MANY} profil: besar berkas, MB", f"{job.file_size / KILO / KILO:.1f}", ""),
    ]
