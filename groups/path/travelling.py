"""Recording the path: steps, checklists and trainings of a group or its BKM."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from groups.days import require_day
from groups.locking import lock_ksm
from groups.models import Attachment, Bkm, ChecklistRecord, Ksm, Member, StepRecord, Training, User
from groups.papers.register import issue
from groups.path.deeds import FOUNDING_STEPS, step_act
from groups.path.steps import BY_CODE, CHECKLIST_BY_CODE, Level, PathStep, path_of
from groups.refusals import GroupError
from ksm.dates import date_in_words

MAX_ATTACHMENT = 1024 * 1024
ALLOWED_TYPES = {"application/pdf": b"%PDF", "image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff"}
ANSWERS = ("YA", "SEBAGIAN", "BELUM")


def path_for(ksm: Ksm, later_done: Iterable[str] = ()) -> list[PathStep]:
    """The group's path with its own records and those of its BKM; one query."""
    records: dict[str, list[StepRecord]] = defaultdict(list)
    rows = StepRecord.objects.filter(bkm_id=ksm.bkm_id).select_related("attachment", "recorded_by")
    for record in rows.defer("attachment__content"):
        step = BY_CODE.get(record.code)
        if step and (record.ksm_id == ksm.pk or (record.ksm_id is None and step.level == Level.BKM)):
            records[record.code].append(record)
    return path_of(
        ksm.origin,
        records,
        mentoring_began=ksm.mentoring_started_on is not None,
        later_done=frozenset(later_done),
    )


def step_words(record: StepRecord) -> str:
    """ "Pembentukan KSM, 2 Juni 2025": a record of a step as lists name it."""
    step = BY_CODE.get(record.code)
    return f"{step.label if step else record.code}, {date_in_words(record.done_on)}"


def keep_attachment(name: str, content_type: str, content: bytes) -> Attachment:
    """Keep a paper of at most 1 MB whose first bytes are what it says it is. Raises GroupError."""
    if len(content) > MAX_ATTACHMENT:
        raise GroupError("Lampiran paling besar 1 MB.", "file")
    start = ALLOWED_TYPES.get(content_type)
    if start is None or not content.startswith(start):
        raise GroupError("Lampiran harus PDF, PNG, atau JPEG.", "file")
    return Attachment.objects.create(name=name[-120:], content_type=content_type, content=content)


@transaction.atomic
def record_step(
    *,
    bkm: Bkm,
    ksm: Ksm | None,
    code: str,
    done_on: datetime.date,
    today: datetime.date,
    by: User,
    file: tuple[str, str, bytes] | None = None,
    **facts: Any,
) -> StepRecord:
    """A step as it happened. A step of the BKM counts for all its groups; one of a group for it alone.

    Raises GroupError: unknown step, a step that is decided elsewhere, a future day, nobody took part.
    """
    step = BY_CODE.get(code)
    if step is None or step.level != (Level.KSM if ksm else Level.BKM):
        raise GroupError("Langkah ini tidak dicatat di sini.")
    if ksm and ksm.origin not in step.origins:
        raise GroupError("Langkah ini tidak termasuk jalan kelompok ini.")
    require_day(done_on, today=today, field="done_on")
    if not facts.get("men") and not facts.get("women"):
        raise GroupError("Isi jumlah peserta.", "women")
    record = StepRecord(bkm=bkm, ksm=ksm, code=code, done_on=done_on, recorded_by=by, **facts)
    if file:
        record.attachment = keep_attachment(*file)
    record._history_user = by
    record.save()
    if ksm and code in FOUNDING_STEPS:
        issue(lock_ksm(ksm.pk), [step_act(record)])
    return record


@transaction.atomic
def fill_checklist(
    *,
    ksm: Ksm,
    code: str,
    filled_on: datetime.date,
    answers: dict[str, tuple[str, str]],
    today: datetime.date,
    by: User,
) -> ChecklistRecord:
    """A filled checklist; every item is answered. Raises GroupError."""
    checklist = CHECKLIST_BY_CODE[code]
    require_day(filled_on, today=today, field="filled_on")
    for item, _ in checklist.items:
        if answers.get(item, ("",))[0] not in ANSWERS:
            raise GroupError("Jawab dulu butir ini.", f"{item}_answer")
    record = ChecklistRecord(
        ksm=ksm,
        code=code,
        filled_on=filled_on,
        filled_by=by,
        answers={item: list(answers[item]) for item, _ in checklist.items},
    )
    record._history_user = by
    record.save()
    return record


@transaction.atomic
def record_training(
    *,
    bkm: Bkm,
    ksm: Ksm | None,
    held_on: datetime.date,
    members: Iterable[Member],
    today: datetime.date,
    by: User,
    **facts: Any,
) -> Training:
    """A training; of members it names who came, and they were members on that day. Raises GroupError."""
    members = list(members)
    require_day(held_on, today=today, field="held_on")
    if ksm:
        lock_ksm(ksm.pk)
        if not members:
            raise GroupError("Tandai anggota yang mengikuti.", "members")
        outsiders = [member.name for member in members if not member.is_active_on(held_on)]
        if outsiders:
            raise GroupError(f"Bukan anggota pada tanggal itu: {', '.join(outsiders)}.", "members")
        facts |= {
            "audience": Training.Audience.MEMBERS,
            "men": sum(member.sex == Member.Sex.MALE for member in members),
            "women": sum(member.sex == Member.Sex.FEMALE for member in members),
        }
    elif not facts.get("men") and not facts.get("women"):
        raise GroupError("Isi jumlah peserta.", "women")
    training = Training(bkm=bkm, ksm=ksm, held_on=held_on, **facts)
    training._history_user = by
    training.save()
    training.members.set(members)
    return training
