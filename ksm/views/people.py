"""People over groups: the register of who came and went in a BKM, and one person in all groups."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from groups.access import Access, ksm_or_404
from groups.areas import bkm_or_404
from groups.exporting import log_export, page_or_file
from groups.letterhead import coordinator, facilitator, furniture
from groups.models import Export, Ksm
from groups.pages import bkm_crumbs, ksm_crumbs
from ksm.group.person import memberships_of
from ksm.office.member_file import member_file as file_of
from ksm.office.mutations import mutations
from ksm.office.tables import mutation_table
from ksm.pdf import file_name, pdf_response, render_pdf
from ledger.books.forms import PeriodForm


def _mutations(request, bkm_id: int) -> dict:
    bkm = bkm_or_404(request.user, bkm_id)
    today = bkm.today()
    first, last = today.replace(month=1, day=1), today
    form = PeriodForm(request.GET or None, initial={"dari": first, "sampai": last})
    if form.is_bound and form.is_valid():
        first, last = form.cleaned_data["dari"] or first, form.cleaned_data["sampai"] or last
    ksms = list(Ksm.objects.counted().visible_to(request.user, today).filter(bkm=bkm))
    rows = mutations(ksms, first, max(first, last))
    return {"bkm": bkm, "form": form, "first": first, "last": max(first, last), "rows": rows}


@login_required
@require_safe
def mutation_list(request, bkm_id: int):
    context = _mutations(request, bkm_id)
    bkm = context["bkm"]
    table = partial(mutation_table, bkm, context["rows"])
    context["crumbs"] = bkm_crumbs(bkm)
    return page_or_file(request, "ksm/office/mutations.html", context, table, place=bkm)


@login_required
@require_safe
def mutation_pdf(request, bkm_id: int):
    context = _mutations(request, bkm_id)
    bkm = context["bkm"]
    context |= furniture(bkm, bkm.today(), [coordinator(bkm, bkm.today(), "")])
    name = file_name(f"Mutasi anggota {bkm.name}", context["first"], context["last"])
    return pdf_response(name, render_pdf("ksm/office/print_mutations.html", context))


@login_required
@require_safe
def person(request, ksm_id: int, member_id: int):
    """Every membership of one person in the groups that the reader may see."""
    ksm = ksm_or_404(request.user, ksm_id).ksm
    member = ksm.members.filter(pk=member_id).first()
    if member is None:
        raise Http404
    today = ksm.today()
    seen = Ksm.objects.visible_to(request.user, today)
    found = memberships_of(member, seen, today)
    context = {
        "member": member,
        "found": found,
        "saved": sum(one.saved for one in found),
        "owed": sum(one.owed for one in found),
        "crumbs": [
            *ksm_crumbs(ksm),
            (member.name, reverse("groups:member_detail", args=[ksm.pk, member.pk])),
        ],
    }
    return render(request, "ksm/group/person.html", context)


def _file(request, ksm_id: int, member_id: int) -> dict:
    access = ksm_or_404(request.user, ksm_id, Access.opens_member_files)
    member = access.ksm.members.filter(pk=member_id).first()
    if member is None:
        raise Http404
    member.ksm, today = access.ksm, access.ksm.today()
    seen = Ksm.objects.visible_to(request.user, today)
    return {"ksm": access.ksm, **file_of(member, seen, access, today)}


@login_required
@require_safe
def member_file(request, ksm_id: int, member_id: int):
    """All that is kept about a person, with who changed and saw it: what a member may ask to see."""
    context = _file(request, ksm_id, member_id)
    ksm, member = context["ksm"], context["member"]
    here = reverse("groups:member_detail", args=[ksm.pk, member.pk])
    context["crumbs"] = [*ksm_crumbs(ksm), (member.name, here)]
    return render(request, "ksm/group/member_file.html", context)


@login_required
@require_safe
def member_file_pdf(request, ksm_id: int, member_id: int):
    """The same on paper, for the member; that it was taken out is written down."""
    context = _file(request, ksm_id, member_id)
    ksm, member = context["ksm"], context["member"]
    log_export(
        title=f"Berkas anggota nomor {member.number}",
        address=request.path,
        asked="",
        form=Export.Format.PDF,
        rows=len(context["files"]),
        place=ksm,
        by=request.user,
    )
    context |= furniture(ksm, ksm.today(), [facilitator(ksm.bkm, ksm.today(), "Dicetak oleh,")])
    name = file_name(f"Berkas anggota {member.name} {ksm.name}", ksm.today())
    return pdf_response(name, render_pdf("ksm/group/print_member_file.html", context))
