"""Pages that need every app: the way in, and the page of one group."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from groups.access import Role, ksm_or_404, roles_of
from groups.pages import bkm_crumbs
from ksm.group.course import course_of
from ksm.group.first_steps import first_steps
from ksm.group.overview import next_acts, overview_of
from ksm.group.profile_print import profile_context
from ksm.pdf import file_name, pdf_response, render_pdf
from meetings.corrections.correcting import waiting_corrections
from meetings.corrections.reading import read_corrections

# Whose work waits for them: their day begins with what does.
WORKING_ROLES = {Role.FACILITATOR, Role.VOLUNTEER, Role.UNIT_STAFF, Role.BKM_COORDINATOR}


@login_required
@require_safe
def home(request):
    """Each role begins where its work is: who acts at what waits, who reads at the dashboard."""
    roles = roles_of(request.user)
    if roles & WORKING_ROLES:
        return redirect("this_week")
    if Role.CITY_COORDINATOR in roles:
        return redirect("dashboard")
    return redirect("groups:user_list" if Role.ADMINISTRATOR in roles else "groups:ksm_list")


@login_required
@require_safe
def ksm_detail(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    overview = overview_of(ksm, ksm.today())
    today = ksm.today()
    requests = ksm.decision_requests.filter(state="WAITING").select_related("requested_by")
    context = {
        "ksm": ksm,
        "access": access,
        "crumbs": bkm_crumbs(ksm.bkm),
        "overview": overview,
        "acts": next_acts(access, overview),
        "first": first_steps(access, overview.profile, overview.members, today),
        "evidence": overview.evidence,
        "course": course_of(ksm, today),
        "requests": requests,
        "memberships": ksm.membership_corrections.filter(state="WAITING").select_related("member"),
        "corrections": read_corrections(waiting_corrections(ksm)),
    }
    return render(request, "ksm/group/detail.html", context)


@login_required
@require_safe
def ksm_profile_pdf(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    pdf = render_pdf("ksm/group/print_profile.html", profile_context(ksm, ksm.today()))
    return pdf_response(file_name(f"Profil {ksm.name}", ksm.today()), pdf)
