"""What a facilitator leaves to the next in an area, group by group: open sheets, promised visits, decisions
that wait, and the cash that was counted. Reads only; a fixed number of queries however many groups.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db.models import F, Max, OuterRef, QuerySet, Subquery

from assessment.models import Standing
from groups.handing_over import reads_all_of
from groups.letterhead import Kop, Signer, coordinator, furniture
from groups.models import Bkm, Handover, Ksm, Posting, User, VisitLog
from ksm.certain import certain
from ksm.dates import date_in_words, local_day
from ksm.office.tasks import HEADINGS, grant_task
from ledger.blm.reading import waiting_grants
from ledger.loans.owed import money_by_ksm
from meetings.models import Meeting, SheetDraft

# The headings of the week that are sheets left open, and those that are decisions asked for.
SHEETS = ("tertinggal", "dibuka-lagi")
DECISIONS = ("rekomendasi", "keputusan", "koreksi", "keanggotaan", "hapus-buku", "perubahan-rab")


@dataclass(frozen=True, slots=True)
class GroupLeft:
    """One group as it is left: sentences, and rupiah counted at its last meeting and in the books today."""

    ksm_id: int
    name: str
    code: str
    sheets: list[str]
    visits: list[str]
    decisions: list[str]
    counted: int | None
    counted_on: str  # a day as "2026-11-29", "" where nothing was counted
    book: int

    @property
    def counted_day(self) -> datetime.date | None:
        return datetime.date.fromisoformat(self.counted_on) if self.counted_on else None

    @property
    def apart(self) -> int | None:
        """Rupiah by which the books of today are above the count: moved since, or never explained."""
        return None if self.counted is None else self.book - self.counted

    @property
    def is_clear(self) -> bool:
        """Is nothing open but the cash?"""
        return not (self.sheets or self.visits or self.decisions)


def groups_of(posting: Posting) -> QuerySet[Ksm]:
    """The open groups of the area."""
    return Ksm.objects.counted().open().filter(posting.area("bkm__")).order_by("name", "pk")


def left_in(posting: Posting, today: datetime.date) -> list[GroupLeft]:
    """Every open group of the area as it is today."""
    newest = Meeting.objects.filter(
        ksm=OuterRef("pk"), state=Meeting.State.CLOSED, counted_cash__isnull=False
    )
    newest = newest.order_by("-held_on", "-pk")
    ksms = groups_of(posting)
    sheets, decisions, visits = _sheets(ksms, today), _decisions(ksms, today), _visits(ksms)
    rows = list(
        ksms.annotate(
            counted=Subquery(newest.values("counted_cash")[:1]),
            counted_on=Subquery(newest.values("held_on")[:1]),
        )
    )
    money = money_by_ksm([ksm.pk for ksm in rows], today)
    return [
        GroupLeft(
            ksm_id=ksm.pk,
            name=ksm.name,
            code=ksm.code,
            sheets=sheets[ksm.pk],
            visits=visits[ksm.pk],
            decisions=decisions[ksm.pk],
            counted=ksm.counted,
            counted_on=ksm.counted_on.isoformat() if ksm.counted_on else "",
            book=money[ksm.pk].cash,
        )
        for ksm in rows
    ]


def _sheets(ksms: QuerySet[Ksm], today: datetime.date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    drafts = SheetDraft.objects.filter(ksm__in=ksms).select_related("ksm", "saved_by")
    for draft in drafts.order_by("scheduled_on", "pk"):
        saved = date_in_words(local_day(draft.saved_at, draft.ksm.timezone))
        by = f" oleh {draft.saved_by}" if draft.saved_by else ""
        found[draft.ksm_id].append(f"Draf lembar {date_in_words(draft.scheduled_on)}, disimpan {saved}{by}.")
    for code in SHEETS:
        _add(found, code, ksms, today)
    return found


def _decisions(ksms: QuerySet[Ksm], today: datetime.date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for code in DECISIONS:
        _add(found, code, ksms, today)
    for waiting in waiting_grants(ksms.order_by().values("pk")):
        task = grant_task(waiting)
        found[task.ksm.pk].append(f"BLM Sosial: {task.words} ({task.who}).")
    return found


def _add(found: dict[int, list[str]], code: str, ksms: QuerySet[Ksm], today: datetime.date) -> None:
    """What waits under one heading of the week, as sentences."""
    heading = HEADINGS[code]
    rows = heading.of(ksms, Standing.objects.filter(ksm__in=ksms), today)
    for task in heading.told(list(rows), today):
        since = f", sejak {date_in_words(task.since)}" if task.since else ""
        found[task.ksm.pk].append(f"{heading.title}: {task.words}{since}.")


def _visits(ksms: QuerySet[Ksm]) -> dict[int, list[str]]:
    """The day that was agreed for the next visit and that no visit kept."""
    days = VisitLog.objects.filter(ksm__in=ksms).order_by().values("ksm")
    promised = days.annotate(came=Max("visited_on"), promised=Max("next_visit_on")).filter(
        promised__gt=F("came")
    )
    found: dict[int, list[str]] = defaultdict(list)
    for ksm_id, day in promised.values_list("ksm", "promised"):
        found[ksm_id].append(f"Kunjungan dijanjikan {date_in_words(day)}.")
    return found


def frozen(groups: Iterable[GroupLeft]) -> list[dict]:
    """The same as plain values, to be stored with a confirmation."""
    return [asdict(group) for group in groups]


def thawed(handover: Handover) -> list[GroupLeft]:
    """What was confirmed, as it was read."""
    return [GroupLeft(**row) for row in handover.content]


def handover_context(posting: Posting, today: datetime.date, user: User) -> dict:
    """What the page and the paper show: as confirmed, or as it is today; to a coordinator of a part of the
    area only that part.
    """
    done: Handover | None = getattr(posting, "handover", None)
    groups = thawed(done) if done else left_in(posting, today)
    all_of_them = len(groups)
    if not reads_all_of(user, posting, today):
        seen = set(Ksm.objects.visible_to(user, today).values_list("pk", flat=True))
        groups = [group for group in groups if group.ksm_id in seen]
    return {
        "is_part": len(groups) < all_of_them,
        "reader": user.full_name,
        "posting": posting,
        "handover": done,
        "as_of": done.as_of if done else today,
        "groups": groups,
        "open_groups": [group for group in groups if not group.is_clear],
        "counted": sum(group.counted or 0 for group in groups),
        "book": sum(group.book for group in groups),
        "apart": sum(group.apart or 0 for group in groups),
    }


def paper_context(posting: Posting, today: datetime.date, user: User) -> dict:
    """The paper: letterhead of the area's BKM where it has one alone."""
    context = handover_context(posting, today, user)
    day, done = context["as_of"], context["handover"]
    place = certain(posting.region, "every facilitator has one").full_name
    bkms = list(Bkm.objects.filter(posting.area()).select_related("kelurahan").order_by("pk")[:2])
    signers = [
        Signer("Menyerahkan,", "Fasilitator", posting.user.full_name),
        Signer("Menerima,", "Fasilitator", done.confirmed_by_name if done else ""),
    ]
    if not bkms:
        return context | {"signers": signers, "kop": Kop("Buku KSM", place, "")}
    kop = None if len(bkms) == 1 else Kop("Serah terima fasilitator", place, "")
    if len(bkms) == 1:
        signers.append(coordinator(bkms[0], day))
    return context | furniture(bkms[0], day, signers, kop=kop)
