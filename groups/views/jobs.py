"""The queue as who asked for something sees it: how far it is, stop it, fetch the file. Only one's own."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from groups.exporting import tell_of
from groups.jobs.asking import ask_to_stop
from groups.jobs.doing import file_parts
from groups.jobs.entitled import is_entitled, postings_held
from groups.jobs.places import places_of
from groups.jobs.reading import jobs_of, standing_of
from groups.models import Job, JobPiece, Posting
from groups.pages import page_of, press


def _place(user) -> Posting:
    """Where the user works: by the clock of that place moments are told."""
    return user.postings.on(timezone.localdate()).first() or Posting()


@login_required
@require_safe
def job_list(request):
    now = timezone.now()
    page = page_of(request, jobs_of(request.user))
    held = postings_held(request.user, now)
    rows = [standing_of(job, now, held) for job in page]
    context = {"page": page, "rows": rows, "place": _place(request.user)}
    return render(request, "groups/jobs/list.html", context)


@login_required
@require_safe
def job_detail(request, job_id: int):
    """One job; what changes while it runs is asked for again every few seconds."""
    job = get_object_or_404(jobs_of(request.user), pk=job_id)
    now = timezone.now()
    context = {
        "standing": standing_of(job, now, postings_held(request.user, now)),
        "place": _place(request.user),
        "failed": job.pieces.filter(state=JobPiece.State.FAILED).defer("content"),
        "crumbs": [("Antrean", reverse("groups:job_list"))],
    }
    template = "groups/jobs/_standing.html" if request.htmx else "groups/jobs/detail.html"
    return render(request, template, context)


@login_required
@require_POST
def job_stop(request, job_id: int):
    job = get_object_or_404(Job, pk=job_id, owner=request.user)
    press(request, ask_to_stop, job=job, now=timezone.now())
    return redirect("groups:job_detail", job.pk)


@login_required
@require_safe
def job_file(request, job_id: int):
    """The file, chunk by chunk: 404 for everybody but its owner, once its days are over, and once a posting
    has ended with which it was asked for. Who answers for one of its places learns that it was taken.
    """
    job = get_object_or_404(Job, pk=job_id, owner=request.user)
    now = timezone.now()
    if not (job.has_file(now) and is_entitled(job, postings_held(request.user, now))):
        raise Http404
    tell_of(request, lambda: places_of(job))
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=job.file_name),
        "Content-Length": str(job.file_size),
    }
    return StreamingHttpResponse(file_parts(job), content_type=job.content_type, headers=headers)
