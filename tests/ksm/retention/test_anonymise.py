"""Former members become numbers once their details were kept long enough; the books stay as they were."""

import datetime
import json
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from unittest import mock

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DataError, IntegrityError, transaction
from django.db.models import Field, JSONField, QuerySet
from django.utils import timezone

from groups.members.enrolment import update_member
from groups.models import Export, Handover, Ksm, Member, Posting, User
from groups.refusals import GroupError
from ksm.office.handover import GroupLeft, frozen, thawed
from ksm.retention.anonymising import EMPTIED, anonymise
from ksm.retention.due import due_members, years_before
from ksm.retention.texts import Place, models_that_tell, rows_of, texts_of
from ledger.models import JournalEntry, JournalLine
from meetings.models import SheetSubmission
from savings.models import MemberMove
from tests.support.kept_world import put_world
from tests.support.world import TODAY

pytestmark = pytest.mark.django_db
NAME, HEIR, NIK = "Zubaidah Wiranagari", "Qomariah Wiranagari", "3374055508850003"


@pytest.fixture
def left(db):
    """Somebody of the world who left with everything settled, and is named in many places."""
    ids = put_world()
    ksm, sari = Ksm.objects.get(pk=ids["ksm_id"]), User.objects.get(username="sari")
    facts = {"sex": "P", "joined_on": ksm.founded_on or datetime.date(2024, 1, 1), "number": 90}
    member = Member.objects.create(ksm=ksm, name=NAME, **facts)
    more = {"phone": "081234567890", "address": "Jalan Zaitun 7", "heir": HEIR, "occupation": "Pedagang"}
    update_member(member=member, today=TODAY, by=sari, nik=NIK, **more)
    ksm.concerns.create(kind="PROBLEM", raised_on=TODAY, text=f"Warung {NAME} kebanjiran")
    entry = ksm.entries.order_by("pk").first()
    JournalEntry.objects.filter(pk=entry.pk).update(memo=f"Titipan {NAME}")
    Member.objects.filter(pk=member.pk).update(left_on=datetime.date(2025, 11, 1), leave_reason="Pindah")
    return Member.objects.get(pk=member.pk)


def run(*arguments, years_later=11, **options):
    moment = datetime.datetime(TODAY.year + years_later, 12, 2, tzinfo=datetime.UTC)
    told = StringIO()
    with mock.patch.object(timezone, "now", return_value=moment):
        call_command("anonymise", *arguments, stdout=told, **options)
    return told.getvalue()


def everywhere(*words):
    """Tables in which any of these words stands, in texts as they are read."""
    found = set()
    for app in ("groups", "ledger", "savings", "meetings", "assessment"):
        for model in apps.get_app_config(app).get_models():
            for row in model._base_manager.values() if model._meta.managed else ():
                told = json.dumps(row, default=str, ensure_ascii=False)
                if any(word in told for word in words):
                    found.add(model.__name__)
    return found


def test_nobody_is_told_any_more_and_the_books_agree(left):
    words = (NAME, HEIR, NIK, left.nik_hash, "081234567890", "Jalan Zaitun 7")
    assert {"Member", "HistoricalMember", "Concern", "JournalEntry"} <= everywhere(*words)
    amounts = list(JournalLine.objects.order_by("pk").values_list("pk", "amount"))
    assert f"{left.ksm.code} nomor 90, keluar 01-11-2025" in run()
    assert everywhere(*words) == set()
    member = Member.objects.get(pk=left.pk)
    assert {name: getattr(member, name) for name in EMPTIED} == EMPTIED
    assert (member.name, member.sex, member.left_on) == ("Mantan anggota 90", "P", left.left_on)
    assert list(JournalLine.objects.order_by("pk").values_list("pk", "amount")) == amounts
    call_command("check_ledger", stdout=StringIO())
    rows = Member.history.filter(id=left.pk).count()
    assert "0 mantan anggota" in run()
    assert Member.history.filter(id=left.pk).count() == rows


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (NAME, NAME.lower()),
        (NAME, NAME.upper()),
        (NAME, NAME.replace(" ", "  ")),
        (NAME.upper(), NAME),
        ("Émilie Wiranagari", "émilie\nwiranagari"),
    ],
)
def test_a_name_is_found_in_letters_of_any_size(left, name, told):
    """What somebody searched for before a list left as a file, a title, and what a sheet holds as JSON."""
    ksm, asker = left.ksm, User.objects.get(username="sari")
    Member.objects.filter(pk=left.pk).update(name=name)
    facts = {"address": "/ksm/", "format": "csv", "rows": 1, "ksm": ksm, "bkm": ksm.bkm, "by": asker}
    made = Export.objects.create(title="Anggota", asked=f"cari {told}", **facts)
    typed = {"closing-problems": f"Ibu {told}, sakit"}
    sent = SheetSubmission.objects.create(ksm=ksm, key="k", action="close", payload=typed)
    run()
    sent.refresh_from_db()
    assert Export.objects.get(pk=made.pk).asked == "cari Mantan anggota 90"
    assert sent.payload == {"closing-problems": "Ibu Mantan anggota 90, sakit"}


def test_a_dry_run_says_who_and_changes_nothing(left):
    assert "nomor 90, keluar 01-11-2025" in run("--dry-run")
    assert Member.objects.get(pk=left.pk).name == NAME


def test_it_waits_for_the_years(left):
    assert "0 mantan anggota" in run("--years", "12")
    assert "0 mantan anggota" in run(years_later=9)
    assert years_before(datetime.date(2024, 2, 29), 1) == datetime.date(2023, 2, 28)


def moment_later():
    return datetime.datetime(TODAY.year + 11, 12, 2, tzinfo=datetime.UTC)


def test_it_waits_while_anything_is_owed_or_the_person_is_a_member_elsewhere(left, bkm):
    ksm = left.ksm
    loan = ksm.loans.filter(borrower="MEMBER").exclude(state="DISBURSED").first()
    loan = loan or ksm.loans.filter(borrower="MEMBER").first()
    ksm.loans.filter(pk=loan.pk).update(member=left, state="APPROVED", disbursed_on=None, entry=None)
    assert left not in list(due_members(10, moment_later()))
    ksm.loans.filter(pk=loan.pk).update(state="REJECTED")
    assert left in list(due_members(10, moment_later()))
    other = Ksm.objects.create(bkm=ksm.bkm, code="L-9", name="KSM Lain", phase="FORMING", meeting_weekday=0)
    facts = {"name": NAME, "sex": "P", "number": 1, "joined_on": TODAY, "nik_hash": left.nik_hash}
    Member.objects.create(ksm=other, **facts)
    assert left not in list(due_members(10, moment_later()))


def test_what_others_say_of_themselves_stays(left):
    """Two sisters name one heir; a neighbour names the former member; another heir has but one word."""
    ksm = left.ksm
    sister, other = ksm.members.filter(left_on=None).order_by("pk")[:2]
    update_member(member=sister, today=TODAY, by=None, heir=HEIR, address="Gang Kepodang 3")
    update_member(member=other, today=TODAY, by=None, heir=NAME, address=f"Sebelah rumah {HEIR}")
    loan = ksm.loans.filter(borrower="MEMBER").first()
    ksm.loans.filter(pk=loan.pk).update(member=other, heir=f"{HEIR} Kedua", purpose=f"Beli ternak {HEIR}")
    before = [
        list(table.values()) for table in (Member.objects.filter(pk__in=[sister.pk, other.pk]), ksm.loans)
    ]
    past = list(Member.history.filter(id__in=[sister.pk, other.pk]).values())
    run()
    assert Member.objects.get(pk=left.pk).anonymised_on is not None
    after = [
        list(table.values()) for table in (Member.objects.filter(pk__in=[sister.pk, other.pk]), ksm.loans)
    ]
    assert after == before
    assert list(Member.history.filter(id__in=[sister.pk, other.pk]).values()) == past


@pytest.mark.parametrize("name", ["Kebanjiran", "{ksm}", "{user}"])
def test_a_name_of_one_word_or_of_something_else_stays_in_texts(left, name):
    """Here the member is called as a word of a sentence, as the group, or as somebody who logs in."""
    ksm = left.ksm
    User.objects.filter(username="sari").update(full_name="Sari Kusumawati")
    name = name.format(ksm=ksm.name, user=User.objects.get(username="sari").full_name)
    Member.objects.filter(pk=left.pk).update(name=name)
    ksm.concerns.update(text=f"Warung {name} lama")
    ksm.concerns.filter(member=left).delete()
    papers = set(ksm.papers.values_list("pk", "ksm_name", "title"))
    run()
    assert Member.objects.get(pk=left.pk).name == "Mantan anggota 90"
    assert set(ksm.concerns.values_list("text", flat=True)) == {f"Warung {name} lama"}
    assert set(ksm.papers.values_list("pk", "ksm_name", "title")) == papers


def test_the_heir_of_a_former_member_goes_out_of_texts_of_theirs(left):
    """An entry that pays an heir names the heir; the same words in an entry of others stay."""
    ksm = left.ksm
    [own, others] = JournalEntry.objects.filter(ksm=ksm, lines__member__isnull=False).distinct()[:2]
    JournalEntry.objects.filter(pk__in=[own.pk, others.pk]).update(counterparty=HEIR)
    JournalLine.objects.filter(entry=own, member__isnull=False).update(member=None)
    JournalLine.objects.filter(entry=own).update(loan=None)
    JournalLine.objects.filter(pk=own.lines.first().pk).update(member=left)
    anonymise(member=left, today=TODAY)
    told = JournalEntry.objects.filter(counterparty__gt="").values_list("pk", "counterparty")
    assert {(own.pk, "Mantan anggota 90"), (others.pk, HEIR)} <= set(told)


def hand_over(left):
    """What a facilitator left in the area, of which the group's part and another one name the member."""
    posting = Posting.objects.filter(role="FACILITATOR", ksm=None).first()
    told = {"visits": [], "decisions": [f"Koreksi keanggotaan: {NAME}."], "counted": None, "counted_on": ""}
    parts = [(left.ksm.pk, left.ksm.name, "L-1"), (left.ksm.pk + 1, "KSM Lain", "L-2")]
    rows = [GroupLeft(ksm_id=pk, name=name, code=code, sheets=[], book=0, **told) for pk, name, code in parts]
    facts = {"left_by_name": "Sari", "confirmed_by": posting.user, "confirmed_by_name": "Tini"}
    facts["note"] = f"Kunci kas ada pada {NAME}"
    return Handover.objects.create(posting=posting, as_of=TODAY, content=frozen(rows), **facts)


def test_what_a_facilitator_left_tells_nobody_any_more(left):
    """A handover freezes sentences of many groups; of another group they may name somebody else."""
    _, other = thawed(hand_over(left))
    run()
    made = Handover.objects.get()
    assert made.note == "Kunci kas ada pada Mantan anggota 90"
    first, second = thawed(made)
    assert first.decisions == ["Koreksi keanggotaan: Mantan anggota 90."]
    assert second == other


def test_a_text_of_a_wide_area_stays_where_somebody_else_there_is_called_so(left):
    """The handover is of many groups; in another of them there is a member of the same name."""
    hand_over(left)
    other = Ksm.objects.create(
        bkm=left.ksm.bkm, code="L-9", name="KSM Lain", phase="FORMING", meeting_weekday=0
    )
    Member.objects.create(ksm=other, name=NAME, sex="P", number=1, joined_on=TODAY)
    run()
    assert Handover.objects.get().note == f"Kunci kas ada pada {NAME}"
    assert "JournalEntry" not in everywhere(f"Titipan {NAME}")


def told_in(member, model) -> Iterator[tuple[QuerySet, Field]]:
    """Each text of the first row of a table that may tell of the member, of each kind of place."""
    for place in Place:
        rows = rows_of(model, member, place)
        for field in texts_of(model) if rows.exists() else ():
            yield rows.model._base_manager.filter(pk=rows.order_by("pk").first().pk), field


def test_no_column_is_forgotten(left):
    """The name is written into every text of every table, of the group, its BKM alone, and of no place."""
    Handover._base_manager.filter(pk=hand_over(left).pk).update(content=[])
    written = 0
    for model in models_that_tell():
        for row, field in told_in(left, model):
            with suppress(IntegrityError, DataError), transaction.atomic():  # no room, or one of few words
                row.update(**{field.name: [NAME] if isinstance(field, JSONField) else NAME})
                written += 1
    run()
    assert everywhere(NAME) == set()
    assert written > 250


def test_every_fact_of_a_member_goes_or_is_kept_on_purpose():
    kept = {"id", "ksm", "number", "name", "sex", "joined_on", "left_on", "statement_on", "anonymised_on"}
    assert {field.name for field in Member._meta.concrete_fields} == {*EMPTIED, *kept}


def test_it_waits_while_the_person_goes_on_after_moves_without_a_nik(left):
    """From group to group twice, left in the second one long ago; still a member in the third."""
    Member.objects.filter(pk=left.pk).update(nik="", nik_hash="")
    facts = {"bkm": left.ksm.bkm, "phase": "FORMING", "meeting_weekday": 0}
    member, moves = left, []
    for code, left_on in (("L-8", left.left_on), ("L-9", None)):
        ksm = Ksm.objects.create(code=code, name=f"KSM {code}", **facts)
        after = Member.objects.create(
            ksm=ksm, name=NAME, sex="P", number=1, joined_on=left.joined_on, left_on=left_on
        )
        sari = User.objects.get(username="sari")
        moves.append(MemberMove.objects.create(before=member, after=after, date=left.left_on, by=sari))
        member = after
    names = [one.name for one in due_members(10, moment_later())]
    assert NAME not in names
    Member.objects.filter(pk=member.pk).update(left_on=left.left_on)
    assert [one.name for one in due_members(10, moment_later())].count(NAME) == 3


def test_one_refusal_does_not_stop_the_others(left):
    second = Member.objects.create(
        ksm=left.ksm, name="Wulandari Ayu", sex="P", number=91, joined_on=left.joined_on, left_on=left.left_on
    )

    def refuse(*, member, today):
        if member.pk == left.pk:
            raise GroupError("Buku sedang ditutup.")
        return anonymise(member=member, today=today)

    told = StringIO()
    with (
        mock.patch("ksm.management.commands.anonymise.anonymise", refuse),
        pytest.raises(CommandError, match="1 mantan anggota ditolak"),
    ):
        run(stderr=told)
    assert told.getvalue() == f"{left.ksm.code} nomor 90: Buku sedang ditutup.\n"
    assert Member.objects.get(pk=second.pk).name == "Mantan anggota 91"
    assert Member.objects.get(pk=left.pk).name == NAME


def test_a_name_that_others_bear_too_stays_in_texts(left):
    Member.objects.filter(ksm=left.ksm, left_on=None).update(name=f"{NAME} Kecil")
    run()
    assert "JournalEntry" in everywhere(f"Titipan {NAME}")
    assert Member.objects.get(pk=left.pk).name == "Mantan anggota 90"
