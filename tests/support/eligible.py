"""A model group that meets every criterion of eligibility, for tests that take one away."""

import datetime

from django.utils import timezone

from assessment.eligibility.criteria import PEOPLE_ITEMS
from assessment.eligibility.decisions import Seen, answer_eligibility, propose_eligibility, record_visit
from assessment.graduation.decisions import declare_passed
from groups.models import GroupRule, Ksm, Training
from groups.path.travelling import record_training
from tests.support.factories import START, make_members
from tests.support.sheets import close, make_sheet

WEEK = datetime.timedelta(weeks=1)
WEEK_13 = START + 12 * WEEK  # the first day on which eligibility is assessed


def sign_rules(ksm: Ksm) -> None:
    GroupRule.objects.bulk_create(
        GroupRule(ksm=ksm, kind=kind, text="Sepakat", agreed_on=START, signed=True, minimum_saving=5000)
        for kind in GroupRule.Kind
    )


def train(ksm: Ksm, by, members=None, topics=Training.REQUIRED) -> None:
    for topic in topics:
        record_training(
            bkm=ksm.bkm,
            ksm=ksm,
            held_on=START + 5 * WEEK,
            members=members or list(ksm.members.all()),
            today=WEEK_13,
            by=by,
            topic=topic,
            trainer="Bu Lestari",
        )


def see(ksm: Ksm, by, **answers) -> None:
    """Everything that only people can see, yes unless said otherwise."""
    seen = [
        Seen(code, answers.get(code, True), "" if answers.get(code, True) else "Suami belum setuju")
        for code in PEOPLE_ITEMS
    ]
    record_visit(ksm=ksm, seen=seen, seen_on=WEEK_13, by=by, today=WEEK_13)


def record_check(*, code, met, note="", **facts):
    """One thing that somebody saw."""
    return record_visit(seen=[Seen(code, met, note)], **facts)[0]


def make_layak(ksm: Ksm, sari, joko, ratna) -> Ksm:
    """Eligible, recommended by Joko and decided by Ratna on the first day of week 13."""
    make_eligible(ksm, sari)
    decided(ksm, joko, ratna, "ELIGIBLE")
    return ksm


def decided(ksm: Ksm, joko, ratna, outcome: str, reason: str = "") -> None:
    """A decision on eligibility in week 13 that joko recommended and ratna made."""
    asked = propose_eligibility(ksm=ksm, outcome=outcome, reason=reason, by=joko, as_of=WEEK_13)
    answer_eligibility(proposal=asked, approve=True, by=ratna, as_of=WEEK_13, now=timezone.now())
    ksm.refresh_from_db()


def make_eligible(ksm: Ksm, by) -> Ksm:
    """Twelve weeks of meetings and saving, passed after four, trained, visited; PS-2 for all five."""
    make_members(ksm, 5, ps2="YA")
    sign_rules(ksm)
    for week in range(12):
        close(ksm, make_sheet(ksm, START + week * WEEK), by)
    declare_passed(ksm=ksm, by=by, role="Fasilitator", as_of=START + 4 * WEEK)
    train(ksm, by)
    see(ksm, by)
    ksm.refresh_from_db()
    return ksm
