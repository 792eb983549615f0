"""What may wait in a week, heading by heading: which rows, who acts, and each row told with its page.

`ksm/office/this_week.py` sorts them into one's own and those of others.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.urls import reverse

from assessment.graduation.criteria import Finding
from assessment.graduation.figures import Judgement
from assessment.graduation.windows import judge_all
from assessment.models import Assessment, DecisionRequest, EligibilityProposal, Kind, Standing
from assessment.next_steps import Act
from groups.access import Access, Right, Role
from groups.consents.requests import waiting_requests
from groups.consents.standing import waiting_withdrawals
from groups.models import Ksm, ProgramRule
from ksm.certain import certain
from ksm.dates import date_in_words, local_day
from ksm.office.data_tasks import members_to_ask, wishes, withdrawals
from ksm.office.mentoring_tasks import trainings, visits
from ksm.office.task import Task
from ledger.blm.reading import WaitingGrant, Who, stages_of
from ledger.models import BudgetChange, LoanEvent
from meetings.models import Correction, Meeting, MembershipCorrection, SheetDraft

Status, Eligibility = Standing.Status, Standing.Eligibility
WEEK = datetime.timedelta(weeks=1)
DOERS: dict[Who, frozenset[Role]] = {
    Who.FACILITATOR: frozenset({Role.FACILITATOR}),
    Who.WRITER: frozenset({Role.FACILITATOR, Role.VOLUNTEER}),
    Who.UNIT: frozenset({Role.UNIT_STAFF}),
    Who.COORDINATOR: frozenset({Role.BKM_COORDINATOR}),
}
CANDIDATES = Q(status__in=[Status.CANDIDATE, Status.MISSING, Status.LAGGING, Status.READY])


Rows = QuerySet | Sequence
Told = Callable[[Sequence, datetime.date], Iterable[Task]]


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: its words, the button of a row, who acts, the rows of some groups, and how they are told.

    `rows` is a condition where they are standings, which are counted together.
    """

    title: str
    button: str
    who: Who
    rows: "Standings | Callable[[QuerySet[Ksm], datetime.date], Rows]"
    told: Told

    def of(self, ksms: QuerySet[Ksm], standings: QuerySet[Standing], today: datetime.date) -> Rows:
        """The rows of some groups, whose standings these are."""
        if isinstance(self.rows, Standings):
            return self.rows(standings, today)
        return self.rows(ksms, today)


@dataclass(frozen=True, slots=True)
class Standings:
    """Rows of a heading out of standings of open groups: those that fit a condition of the day."""

    condition: Callable[[datetime.date], Q]
    order: tuple[str, ...] = ("ksm__name", "pk")

    def __call__(self, standings: QuerySet[Standing], today: datetime.date) -> QuerySet[Standing]:
        return standings.filter(self.condition(today)).select_related("ksm").order_by(*self.order)


def _standings(*conditions: Q, order: tuple[str, ...] = ("ksm__name", "pk")) -> Standings:
    return Standings(lambda today: Q(*conditions), order)


def _meets(today: datetime.date) -> Q:
    """This week; a standing that waits to be recomputed may still tell of an older week's meeting."""
    return Q(meets_on__gt=today - WEEK)


def _waiting(model: type[Any], *related: str, to_ksm: str = "ksm"):
    """Rows of a heading that wait for a second person, the oldest first."""

    def rows(ksms: QuerySet[Ksm], today: datetime.date) -> QuerySet:
        found = model.objects.filter(**{f"{to_ksm}__in": ksms}, state="WAITING")
        return found.select_related(to_ksm, *related).order_by("pk")

    return rows


def _sheet(ksm: Ksm, day: datetime.date) -> str:
    return f"{reverse('meetings:record', args=[ksm.pk])}?tanggal={day:%Y-%m-%d}"


def _meetings(standings: Sequence[Standing], today: datetime.date) -> Iterable[Task]:
    drafts = SheetDraft.objects.filter(ksm__in=[one.ksm_id for one in standings])
    begun = set(drafts.values_list("ksm_id", "scheduled_on"))
    for one in standings:
        day = certain(one.meets_on, "only groups that meet")
        code = "DRAFT" if (one.ksm_id, day) in begun else ("TO_COME" if day > today else "DUE")
        yield Task(one.ksm, f"minggu {one.week}", _sheet(one.ksm, day), day, code)


def _lagging(standings: Sequence[Standing], today: datetime.date) -> Iterable[Task]:
    for one in standings:
        day = certain(one.unrecorded_since, "only groups left behind")
        met = one.last_meeting_on
        last = f"Terakhir bertemu {date_in_words(met)}" if met else "Belum pernah bertemu"
        yield Task(one.ksm, one.next_step, _sheet(one.ksm, day), day, details=[last])


def _reopened(ksms: QuerySet[Ksm], today: datetime.date) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(ksm__in=ksms, state=Meeting.State.REOPENED).select_related("ksm")
    return rows.annotate(reopened_at=Max("revisions__reopened_at")).order_by("reopened_at", "pk")


def _reopened_told(meetings: Sequence, today: datetime.date) -> Iterable[Task]:
    for one in meetings:
        since = local_day(one.reopened_at, one.ksm.timezone) if one.reopened_at else None
        words = f"lembar {date_in_words(one.scheduled_on)}"
        yield Task(one.ksm, words, _sheet(one.ksm, one.scheduled_on), since, "REOPENED")


def _path_page(name: str) -> Told:
    """Standings told by their page, waiting since the end of their window once it is over."""

    def tell(standings: Sequence[Standing], today: datetime.date) -> Iterable[Task]:
        for one in standings:
            end = one.window_last
            since = end if end and end <= today else None
            yield Task(one.ksm, f"minggu {one.week}", reverse(name, args=[one.ksm_id]), since)

    return tell


def _risks(standings: Sequence[Standing], today: datetime.date) -> Iterable[Task]:
    """What is missing, in words and with names; of a candidate what can still be helped alone."""
    judgements: Mapping[int, Judgement[Finding]] = {}
    if standings:
        judgements = judge_all([one.ksm for one in standings], today)[1]
    for one in standings:
        judgement = judgements[one.ksm_id]
        found = judgement.unmet if one.status == Status.MODEL else judgement.within_reach
        details = [finding.missing for finding in found if finding.missing]
        yield Task(
            one.ksm, f"minggu {one.week}", reverse("assessment:list", args=[one.ksm_id]), details=details
        )


def _to_assess(standings: Sequence[Standing], today: datetime.date) -> Iterable[Task]:
    """Since the first day on which it may be assessed, or since it passed where that was later."""
    ids = [one.ksm_id for one in standings]
    passed = Assessment.objects.filter(ksm__in=ids, kind=Kind.GRADUATION, outcome=Assessment.Outcome.PASSED)
    passed_on = dict(passed.order_by().values_list("ksm").annotate(day=Max("as_of")))
    weeks = ProgramRule.objects.in_force_on(today).eligibility_from_week - 1
    for one in standings:
        start = certain(one.ksm.mentoring_started_on, "it has a week")
        since = max(start + weeks * WEEK, passed_on.get(one.ksm_id, start))
        url = reverse("assessment:eligibility", args=[one.ksm_id])
        words = f"{one.eligibility_met} dari {one.eligibility_asked} syarat terpenuhi"
        yield Task(one.ksm, words, url, since)


def _asked(
    name: str, words: Callable[[Any], str], by: str = "requested_by", at: str = "requested_at"
) -> Told:
    """Requests that wait for a second person, each with its own page where it is answered."""

    def tell(rows: Sequence, today: datetime.date) -> Iterable[Task]:
        for one in rows:
            url = reverse(name, args=[one.ksm_id, one.pk])
            reason = f"{getattr(one, by)}: {one.reason}".rstrip(": ")
            since = local_day(getattr(one, at), one.ksm.timezone)
            yield Task(one.ksm, words(one), url, since, details=[reason])

    return tell


def _memberships(rows: Sequence[MembershipCorrection], today: datetime.date) -> Iterable[Task]:
    """Answered on the page of the group, where the sheets concerned stand beside them."""
    for one in rows:
        url, since = reverse("ksm_detail", args=[one.ksm_id]), local_day(one.requested_at, one.ksm.timezone)
        yield Task(one.ksm, one.member.name, url, since, details=[f"{one.requested_by}: {one.reason}"])


def _changes(rows: Sequence[BudgetChange], today: datetime.date) -> Iterable[Task]:
    for one in rows:
        url = reverse("blm:change_answer", args=[one.grant.ksm_id, one.grant_id, one.pk])
        yield Task(one.grant.ksm, str(one), url, one.asked_on, details=[f"{one.asked_by}: {one.reason}"])


# The right that each act on a grant asks for, and the page where it is done.
GRANT_ACTS: dict[str, tuple[Right, str]] = {
    "send": (Access.can_write_blm, "blm:detail"),
    "verify": (Access.can_verify_blm, "blm:verify"),
    "decide": (Access.can_decide_blm, "blm:decide"),
    "agree": (Access.can_agree_blm, "blm:agree"),
    "pay": (Access.can_pay_blm, "blm:pay"),
    "report": (Access.can_write_blm, "blm:report_submit"),
    "check": (Access.can_verify_blm, "blm:report"),
}


def grant_task(waiting: WaitingGrant) -> Task:
    """A grant with its next act, since the day of the act before it."""
    grant, act = waiting.grant, waiting.act
    ids = [grant.ksm_id, grant.pk]
    if act.code in ("pay", "report") and act.tranche:
        ids.append(act.tranche.pk)
    elif act.report:
        ids.append(act.report.pk)
    url = reverse(GRANT_ACTS[act.code][1], args=ids)
    return Task(grant.ksm, act.words, url, _grant_since(waiting), who=act.who.value)


def _grant_since(waiting: WaitingGrant) -> datetime.date | None:
    grant, act = waiting.grant, waiting.act
    if act.report:
        return act.report.submitted_on
    if act.code == "report":
        paid = next((one.payment for one in stages_of(grant) if one.tranche == act.tranche), None)
        return paid.entry.date if paid else None
    days = {
        "verify": grant.proposed_on,
        "decide": grant.visited_on,
        "agree": grant.decided_on,
        "pay": grant.agreed_on,
    }
    return days.get(act.code)


HEADINGS = {
    "tertinggal": Heading(
        "Lembar yang tertinggal",
        "Catat",
        Who.WRITER,
        _standings(Q(unrecorded_since__isnull=False), order=("unrecorded_since", "ksm__name", "pk")),
        _lagging,
    ),
    "dibuka-lagi": Heading("Lembar yang dibuka kembali", "Tutup lagi", Who.WRITER, _reopened, _reopened_told),
    "pertemuan": Heading(
        "Pertemuan yang harus dicatat",
        "Catat",
        Who.WRITER,
        Standings(_meets, order=("meets_on", "ksm__name", "pk")),
        _meetings,
    ),
    "siap-lulus": Heading(
        "Siap ditetapkan lulus",
        "Tetapkan",
        Who.WRITER,
        _standings(Q(status=Status.READY)),
        _path_page("assessment:declare"),
    ),
    "perpanjangan": Heading(
        "Perpanjangan yang perlu diusulkan",
        "Usulkan",
        Who.WRITER,
        _standings(Q(next_act=Act.EXTEND)),
        _path_page("assessment:extend"),
    ),
    "kelayakan": Heading(
        "Kelayakan yang menunggu penilaian",
        "Nilai",
        Who.UNIT,
        _standings(Q(eligibility=Eligibility.WAITING)),
        _to_assess,
    ),
    "rekomendasi": Heading(
        "Kelayakan yang menunggu keputusan",
        "Putuskan",
        Who.COORDINATOR,
        _waiting(EligibilityProposal, "proposed_by"),
        _asked(
            "assessment:eligibility_answer",
            lambda one: f"rekomendasi {one.get_outcome_display().lower()}",
            "proposed_by",
            "proposed_at",
        ),
    ),
    "keputusan": Heading(
        "Permintaan tentang kelulusan",
        "Jawab",
        Who.COORDINATOR,
        _waiting(DecisionRequest, "requested_by"),
        _asked("assessment:answer", lambda one: one.get_action_display().lower()),
    ),
    "koreksi": Heading(
        "Koreksi lembar",
        "Jawab",
        Who.COORDINATOR,
        _waiting(Correction, "meeting", "requested_by"),
        _asked("meetings:correction_answer", lambda one: f"lembar {date_in_words(one.meeting.scheduled_on)}"),
    ),
    "keanggotaan": Heading(
        "Koreksi keanggotaan",
        "Jawab",
        Who.COORDINATOR,
        _waiting(MembershipCorrection, "member", "requested_by"),
        _memberships,
    ),
    "hapus-buku": Heading(
        "Penghapusbukuan",
        "Jawab",
        Who.COORDINATOR,
        _waiting(LoanEvent, "loan", "recorded_by"),
        _asked(
            "ledger:write_off_answer", lambda one: f"pinjaman {one.loan.number}", "recorded_by", "recorded_at"
        ),
    ),
    "perubahan-rab": Heading(
        "Perubahan RAB",
        "Jawab",
        Who.COORDINATOR,
        _waiting(BudgetChange, "grant", "source", "target", "asked_by", to_ksm="grant__ksm"),
        _changes,
    ),
    "kunjungan": Heading(
        "Kunjungan yang ditunggu",
        "Catat",
        Who.FACILITATOR,
        Standings(lambda today: Q(visit_due_on__lte=today), order=("visited_on", "ksm__name", "pk")),
        visits,
    ),
    "pelatihan": Heading(
        "Pelatihan yang masih kurang",
        "Catat",
        Who.WRITER,
        _standings(Q(trainings_short__gt=0), order=("-week", "ksm__name", "pk")),
        trainings,
    ),
    "syarat": Heading(
        "Syarat yang terlewat bila dibiarkan",
        "Lihat",
        Who.WRITER,
        _standings(CANDIDATES, Q(reachable_count__gt=0)),
        _risks,
    ),
    "penarikan": Heading(
        "Persetujuan yang ditarik",
        "Hapus datanya",
        Who.WRITER,
        lambda ksms, today: waiting_withdrawals(ksms),
        withdrawals,
    ),
    "perbaikan": Heading(
        "Perbaikan data yang diminta anggota",
        "Jawab",
        Who.FACILITATOR,
        lambda ksms, today: waiting_requests(ksms),
        wishes,
    ),
    "persetujuan": Heading(
        "Persetujuan data pribadi yang belum ada",
        "Catat",
        Who.WRITER,
        _standings(Q(unasked__gt=0)),
        members_to_ask,
    ),
    "turun": Heading(
        "Di bawah syarat dalam empat pertemuan terakhir",
        "Lihat",
        Who.WRITER,
        _standings(Q(status=Status.MODEL, missing_count__gt=0, blm_since=None)),
        _risks,
    ),
    "blm-turun": Heading(
        "Penerima BLM yang turun",
        "Lihat",
        Who.WRITER,
        _standings(Q(status=Status.MODEL, missing_count__gt=0, blm_since__isnull=False)),
        _risks,
    ),
}
GRANTS = "blm"  # the heading of grants, whose rows wait for different people
