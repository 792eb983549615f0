"""Many profiles printed one after another, by one process and by two, each begun anew: time and memory."""

import datetime
import multiprocessing
import resource
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from django.db import connections

from groups.models import Ksm
from ksm.bench.timing import START, Row, held
from ksm.group.profile_print import profile_context
from ksm.pdf import render_pdf

FEW, MANY = 20, 500
KILO = 1024
DAY = START + datetime.timedelta(weeks=12)


def _print(ids: Sequence[int]) -> int:
    """Print the profile of each group; the most memory this process took so far, in kB."""
    connections.close_all()
    for pk in ids:
        ksm = Ksm.objects.select_related("bkm__kelurahan").get(pk=pk)
        render_pdf("ksm/group/print_profile.html", profile_context(ksm, DAY))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _printed(ids: Sequence[int], processes: int) -> tuple[float, int]:
    """Seconds for all of them by so many processes, and the most memory that one of these took, in kB."""
    parts = [ids[place::processes] for place in range(processes)]
    connections.close_all()
    began = time.perf_counter()
    with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
        most = max(pool.map(_print, parts))
    return time.perf_counter() - began, most


def batch() -> list[Row]:
    """500 profiles by two processes beside one, and the memory beside 20 profiles."""
    ids = list(Ksm.objects.filter(phase=Ksm.Phase.CANDIDATE).order_by("pk").values_list("pk", flat=True))
    if len(ids) < MANY:
        raise RuntimeError(f"Profil uji kurang dari {MANY}.")
    ids = ids[:MANY]
    _, little = _printed(ids[:FEW], 1)
    alone, much = _printed(ids, 1)
    together, _ = _printed(ids, 2)
    return [
        (
            f"{MANY} profil oleh dua proses dibanding satu: waktu",
            f"{together / alone:.2f} x",
            held("0,75 x", "0,56 x"),
        ),
        (f"{MANY} profil: memori puncak satu proses, MB", str(much // KILO), ""),
        (f"{MANY} profil dibanding {FEW}: memori puncak", f"{much / little:.2f} x", held("1,8 x", "1,5 x")),
    ]
