"""A borrower's shortfall covered by the others: by who was present, by all, by the fund, or from savings."""

from django.contrib.auth.decorators import login_required
from django.views.decorators.http import require_http_methods

from groups.access import Access, ksm_or_404
from ledger.acts.act import Decision
from ledger.joint.covering import Method, cover_shortfall
from ledger.joint.forms import CoverForm
from ledger.models import Loan, TanggungRentengCase
from ledger.pages import act_page
from meetings.corrections.reopening import last_closed
from meetings.models import Attendance
from savings.setting_off import cover_from_savings


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def loan_cover(request, ksm_id: int, loan_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_settle_loans)
    return act_page(
        request,
        access,
        loan_id,
        CoverForm,
        cover,
        heading="Tanggung renteng",
        lead="Yang hadir ialah yang hadir pada lembar terakhir yang ditutup.",
    )


def cover(*, loan: Loan, amount: int, method: str, decision: Decision) -> TanggungRentengCase:
    """Cover a shortfall in the way the members chose. Raises LedgerError."""
    if method == Method.SAVINGS:
        return cover_from_savings(loan=loan, amount=amount, decision=decision)
    payers = list(loan.ksm.members.active_on(decision.on))
    if method == Method.PRESENT:
        present = present_last(loan.ksm)
        payers = [member for member in payers if member.pk in present]
    return cover_shortfall(loan=loan, amount=amount, method=method, payers=payers, decision=decision)


def present_last(ksm) -> set[int]:
    """Ids of the members who were present at the last closed meeting."""
    meeting = last_closed(ksm)
    if meeting is None:
        return set()
    marks = meeting.attendance.filter(status__in=Attendance.PRESENT)
    return set(marks.values_list("member_id", flat=True))
