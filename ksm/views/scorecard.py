"""The scorecard of a group: its trend, a new quarter, and its paper."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.models import Scorecard
from groups.pages import attempt, ksm_crumbs, posted
from groups.path.aims import AIMS, JUDGED, Period
from groups.registers.withdraw_page import withdraw_page
from groups.registers.withdrawing import withdrawn_rows
from ksm.forms import PlainSpoken
from ksm.group.scorecard import (
    computed_answers,
    fill_scorecard,
    newest_per_period,
    scorecard_context,
    scores_of,
)
from ksm.pdf import file_name, pdf_response, render_pdf


class ScorecardForm(PlainSpoken, forms.Form):
    """A judgement with a note for each indicator that records cannot answer."""

    YES, NO = "ya", "belum"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for indicator in JUDGED:
            self.fields[f"{indicator.code}_met"] = forms.ChoiceField(
                label=indicator.label,
                choices=[(self.YES, "Ya"), (self.NO, "Belum")],
                widget=forms.RadioSelect,
                error_messages={"required": "Nilai dulu butir ini.", "invalid_choice": "Pilih salah satu."},
            )
            self.fields[f"{indicator.code}_note"] = forms.CharField(
                label="Catatan",
                required=False,
                max_length=300,
                error_messages={"max_length": "Paling banyak 300 huruf."},
            )

    def judged(self) -> dict[str, tuple[bool, str]]:
        data = self.cleaned_data
        return {one.code: (data[f"{one.code}_met"] == self.YES, data[f"{one.code}_note"]) for one in JUDGED}


def _crumbs(ksm):
    return [*ksm_crumbs(ksm), ("Rapor", reverse("scorecard", args=[ksm.pk]))]


def _last_ended(ksm) -> Period | None:
    """The quarter before the running one, of a group that was there in it: its figures are whole."""
    ended = Period.of(ksm.today()).previous
    return ended if ksm.founded_on and ksm.founded_on <= ended.last else None


@login_required
@require_safe
def scorecard(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    cards = [(period, card, scores_of(card)) for period, card in newest_per_period(ksm)]
    trend = [
        (aim.label, [(period.label, scores[index].share) for period, _, scores in cards[::-1]])
        for index, aim in enumerate(AIMS)
    ]
    context = {
        "ksm": ksm,
        "access": access,
        "crumbs": ksm_crumbs(ksm),
        "cards": cards,
        "trend": trend if len(cards) > 1 else [],
        "period": Period.of(ksm.today()),
        "ended": _last_ended(ksm),
        "withdrawn": [
            (f"{Period.of(row.period_first).label}, diisi {row.filled_by}", row)
            for row in withdrawn_rows(Scorecard, ksm=ksm).select_related("withdrawn_by", "filled_by")
        ],
    }
    return render(request, "ksm/group/scorecard.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def scorecard_create(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    today = ksm.today()
    ended = _last_ended(ksm)
    period = Period.of(today)
    if ended and request.GET.get("triwulan") == ended.first.isoformat():
        period = ended
    form = ScorecardForm(posted(request))
    if form.is_valid() and attempt(
        form, fill_scorecard, ksm=ksm, period=period, judged=form.judged(), today=today, by=request.user
    ):
        messages.success(request, f"Rapor {period.label} tersimpan.")
        return redirect("scorecard", ksm.pk)
    computed = computed_answers(ksm, period, today)
    context = {
        "ksm": ksm,
        "form": form,
        "period": period,
        "crumbs": _crumbs(ksm),
        "aims": [(aim, [_asked(form, computed, one) for one in aim.indicators]) for aim in AIMS],
    }
    return render(request, "ksm/group/scorecard_form.html", context)


def _asked(form: ScorecardForm, computed: dict, indicator) -> dict:
    """One indicator of the form: what records say, or the fields in which people judge."""
    if indicator.computed:
        met, figure = computed[indicator.code]
        return {"indicator": indicator, "met": met, "figure": figure}
    return {
        "indicator": indicator,
        "answer": form[f"{indicator.code}_met"],
        "note": form[f"{indicator.code}_note"],
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def scorecard_withdraw(request, ksm_id: int, card_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    row = get_object_or_404(ksm.scorecards, pk=card_id)
    facts = {"today": ksm.today(), "crumbs": _crumbs(ksm), "back": reverse("scorecard", args=[ksm.pk])}
    what = f"rapor {Period.of(row.period_first).label.lower()}"
    return withdraw_page(request, row, what=what, **facts)


@login_required
@require_safe
def scorecard_pdf(request, ksm_id: int, card_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    cards = Scorecard.everything.filter(ksm=ksm)  # of a withdrawn one too
    card = cards.select_related("filled_by").filter(pk=card_id).first()
    if card is None:
        raise Http404
    pdf = render_pdf("ksm/group/print_scorecard.html", scorecard_context(ksm, card))
    return pdf_response(file_name(f"Rapor {ksm.name}", card.period_first), pdf)
