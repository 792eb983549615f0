"""Of which groups and BKM the file of a job tells. Reads only."""

from groups.models import Job, JobPiece, Ksm

PLACES = "places"  # an option: (group or None, BKM) by id, where the pieces do not name their groups
GROUP = "ksm"  # in the arguments of a piece: the group that it tells of, by id


def places_of(job: Job) -> list[tuple[int | None, int]]:
    """The places that were asked for, else the groups whose pieces were made, each with its BKM."""
    if told := job.options.get(PLACES):
        return [(ksm, bkm) for ksm, bkm in told]
    made = job.pieces.filter(state=JobPiece.State.DONE).order_by()
    groups = {pk for pk in made.values_list(f"arguments__{GROUP}", flat=True) if pk}
    return list(Ksm.objects.filter(pk__in=groups).order_by("pk").values_list("pk", "bkm"))
