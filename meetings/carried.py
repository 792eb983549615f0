"""What the sheets of a workbook cannot say: every other row of a group's books, taken along and put back.

A sheet "Lanjutan ..." holds the rows of one kind, a column for each field. Rows name each other by their
place in their own sheet, members by their number. Who recorded what, and when the product was told, stays
behind: whoever imports stands for it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.utils import bulk_create_with_history

from groups.models import Bkm, ForeignDecision, GroupRule, Ksm, Member, OfficerTerm, Training, User
from groups.models.groups import BOOKKEEPING
from ledger import chart
from ledger.journal.posting import KeptEntry, LedgerError, Line, restore_entries, restore_lines
from ledger.models import (
    Account,
    AccountabilityReport,
    BlmGrant,
    Book,
    BudgetChange,
    BudgetLine,
    GrantEvent,
    GrantMember,
    GrantMovement,
    GrantSpending,
    Installment,
    JournalEntry,
    JournalLine,
    Loan,
    LoanEvent,
    MonthAct,
    Repayment,
    RepaymentPart,
    SurplusShare,
    SurplusSharing,
    TanggungRentengCase,
    TanggungRentengReturn,
    TanggungRentengShare,
    Tranche,
    Undoing,
    UpkReceipt,
    UsedAmount,
)
from meetings.models import (
    AgendaItem,
    Attendance,
    BookCheck,
    Correction,
    DiscardedDraft,
    Meeting,
    MembershipCorrection,
    SheetDraft,
    SheetRevision,
)
from meetings.naming import Renamer, renamed
from meetings.refusals import MeetingError
from savings.models import Dissolution, MemberExit, Saving

# Decisions on the group: those of this system go along as what another one had decided, with no effect there.
DECISIONS = "putusan"
# By the end of the sheet's name, each kind after those that its rows name; by which way its rows are found.
KINDS: dict[str, tuple[type[models.Model], str]] = {
    "KSM": (Ksm, "pk"),
    "anggota": (Member, "ksm"),
    "pengurus": (OfficerTerm, "ksm"),
    "aturan": (GroupRule, "ksm"),
    "buku": (Book, "ksm"),
    "jurnal": (JournalEntry, "ksm"),
    "pinjaman": (Loan, "ksm"),
    "baris jurnal": (JournalLine, "ksm"),
    "jadwal": (Installment, "ksm"),
    "angsuran": (Repayment, "ksm"),
    "bagian angsuran": (RepaymentPart, "ksm"),
    "pembatalan": (Undoing, "ksm"),
    "keputusan": (LoanEvent, "ksm"),
    "renteng": (TanggungRentengCase, "ksm"),
    "penanggung": (TanggungRentengShare, "ksm"),
    "pengembalian": (TanggungRentengReturn, "ksm"),
    "BLM": (BlmGrant, "ksm"),
    "BLM riwayat": (GrantEvent, "grant__ksm"),
    "BLM RAB": (BudgetLine, "grant__ksm"),
    "BLM anggota": (GrantMember, "grant__ksm"),
    "BLM tahap": (Tranche, "grant__ksm"),
    "BLM uang": (GrantMovement, "ksm"),
    "BLM belanja": (GrantSpending, "ksm"),
    "BLM LPJ": (AccountabilityReport, "tranche__grant__ksm"),
    "BLM terpakai": (UsedAmount, "report__tranche__grant__ksm"),
    "BLM perubahan": (BudgetChange, "grant__ksm"),
    "SHU": (SurplusSharing, "ksm"),
    "SHU bagian": (SurplusShare, "sharing__ksm"),
    "bulan": (MonthAct, "ksm"),
    "tabungan": (Saving, "ksm"),
    "keluar": (MemberExit, "ksm"),
    "pembubaran": (Dissolution, "ksm"),
    "pertemuan": (Meeting, "ksm"),
    "kehadiran": (Attendance, "ksm"),
    "agenda": (AgendaItem, "ksm"),
    "buku wajib": (BookCheck, "ksm"),
    "lembar lama": (SheetRevision, "ksm"),
    "koreksi": (Correction, "ksm"),
    "koreksi anggota": (MembershipCorrection, "ksm"),
    "draf": (SheetDraft, "ksm"),
    "draf dibuang": (DiscardedDraft, "ksm"),
    "pelatihan": (Training, "ksm"),
    "penerimaan UPK": (UpkReceipt, "ksm"),
    DECISIONS: (ForeignDecision, "ksm"),
}
NAME_OF = {model: name for name, (model, _) in KINDS.items()}
# What other sheets say, what follows from the place, and what a person must decide here anew.
LEFT_OUT: dict[type[models.Model], set[str]] = {
    Ksm: {"bkm", "code", "name", "timezone", "phase", "model_since", "mentoring_started_on", *BOOKKEEPING},
    Member: {"number", "name", "nik", "nik_hash", "family_card", "family_card_hash"},
}
TRAINED = "members"  # the members of a training, by their numbers
# Who answered, typed or took back a row stays behind, as every author: whoever imports stands for it, where
# the second field says that there was somebody.
STOOD_FOR = {
    Correction: ("decided_by", "decided_at"),
    MembershipCorrection: ("decided_by", "decided_at"),
    SheetDraft: ("saved_by", "scheduled_on"),
    DiscardedDraft: ("saved_by", "saved_at"),
    Training: ("withdrawn_by", "withdrawn_on"),
    UpkReceipt: ("withdrawn_by", "withdrawn_at"),
}
UPDATED = (Ksm, Member, Book)  # rows that the import made before
Rows = Mapping[str, tuple[dict[str, Any], ...]]


class CarriedError(MeetingError):
    """A row of a "Lanjutan" sheet that cannot be; `sheet` and `row` (from 1) name it."""

    def __init__(self, text: str, sheet: str, row: int = 0):
        super().__init__(text)
        self.sheet, self.row = sheet, row


def fields_of(model: type[models.Model]) -> list[Any]:
    """The fields that are taken along: not the row's own key, its group, its authors and its own clock."""
    return [
        one
        for one in model._meta.concrete_fields
        if not (
            one.primary_key
            or one.name in LEFT_OUT.get(model, ())
            or getattr(one, "auto_now_add", False)
            or getattr(one, "auto_now", False)
            or (one.is_relation and one.related_model in (User, Ksm, Bkm))
        )
    ]


def manager_of(model: type[models.Model]) -> Any:
    """Every row of a kind, also one that was withdrawn."""
    return getattr(model, "everything", model._default_manager)


def take_along(ksm: Ksm, decisions: Sequence[ForeignDecision] = ()) -> dict[str, tuple[dict[str, Any], ...]]:
    """Every row by kind; a query for each kind. `decisions` are told after those that came in."""
    members = dict(ksm.members.values_list("pk", "number"))
    places: dict[type[models.Model], dict[Any, Any]] = {Member: members}
    found = {}
    for name, (model, way) in KINDS.items():
        rows = list(manager_of(model).filter(**{way: ksm.pk}).order_by("pk"))
        places.setdefault(model, {row.pk: place for place, row in enumerate(rows, start=1)})
        if model is ForeignDecision:
            rows += decisions
        if model is Member:
            rows.sort(key=lambda row: members[row.pk])
        if rows:
            found[name] = tuple(dict(_values(row, places)) for row in rows)
    return found


def _caller(places: Mapping[type[models.Model], Mapping]) -> Renamer:
    """The place of a row by its key; what does not go along is marked, lest it names another one there."""
    return lambda model, key: places.get(model, {}).get(key, f"?{key}")


def _values(row: models.Model, places: Mapping[type[models.Model], Mapping]) -> Iterator[tuple[str, Any]]:
    for one in fields_of(type(row)):
        value = getattr(row, one.attname)
        if isinstance(one, models.JSONField):
            value = renamed(type(row), one.name, value, _caller(places))
            yield one.name, json.dumps(value, ensure_ascii=False, sort_keys=True)
        elif one.is_relation and one.related_model in places:
            yield one.name, places[one.related_model].get(value)
        elif value is None or isinstance(value, bool | int):
            yield one.name, value
        else:
            yield one.name, one.value_to_string(row)
    if isinstance(row, Training):
        members = [places[Member][member.pk] for member in row.members.order_by("number")]
        yield TRAINED, json.dumps(members)


@dataclass(slots=True)
class _Restorer:
    """Puts rows back one kind after the other, each under the new key of what it names."""

    ksm: Ksm
    by: User | None
    reason: str
    made: dict[type[models.Model], dict[Any, models.Model]] = field(default_factory=dict)
    entries: list[JournalEntry] = field(default_factory=list)

    def restore(self, name: str, rows: Sequence[dict[str, Any]]) -> None:
        model, _ = KINDS[name]
        objects = [self._filled(model, name, place, row) for place, row in enumerate(rows, start=1)]
        if model is Ksm and self.ksm.closed_on:
            self.ksm.phase = Ksm.Phase.CLOSED
        stored = self._stored(model, objects)
        self.made.setdefault(model, dict(enumerate(stored, start=1)))
        if model is Training:
            self._put_trained(stored, rows)

    def _filled(self, model: type[models.Model], name: str, place: int, row: Mapping[str, Any]) -> Any:
        one = self._row(model, place)
        for part in fields_of(model):
            if part.name in row or not part.has_default():  # younger than the file: as a new row has it
                self._fill(one, part, row.get(part.name), place)
        self._stand_for(one)
        self._check(one, name, place)
        return one

    def _stored(self, model: type[models.Model], objects: list[Any]) -> list[Any]:
        if model in UPDATED:
            for one in objects:
                one.save()
            return objects
        if hasattr(model, "history"):
            return bulk_create_with_history(
                objects, model, default_user=self.by, default_change_reason=self.reason
            )
        if model is JournalEntry:
            return self._entries(objects)
        if model is JournalLine:
            return self._lines(objects)
        return manager_of(model).bulk_create(objects)

    def _key(self, model: type[models.Model], place: int) -> int:
        """The new key of the row of a place. Raises KeyError for a place that has none."""
        return self.made[model][place].pk

    def _put_trained(self, trainings: list[Any], rows: Iterable[dict[str, Any]]) -> None:
        for training, row in zip(trainings, rows, strict=True):
            try:
                training.members.set([self.made[Member][number] for number in json.loads(row[TRAINED])])
            except (KeyError, TypeError, ValueError) as error:
                raise CarriedError("Anggota pelatihan tidak dikenal.", NAME_OF[Training]) from error

    def _row(self, model: type[models.Model], place: int) -> models.Model:
        """A row to fill: the one that is there of the group itself, of its members and of its book."""
        if model is Ksm:
            return self.ksm
        if model is Member:
            return sorted(self.made[Member].values(), key=lambda one: one.number)[place - 1]  # type: ignore[attr-defined]
        if model is Book:
            return Book.objects.get_or_create(ksm=self.ksm)[0]
        one = model()
        for part in model._meta.concrete_fields:
            if part.is_relation and part.related_model is Ksm:
                setattr(one, part.attname, self.ksm.pk)
            elif part.is_relation and part.related_model is Bkm:
                setattr(one, part.attname, self.ksm.bkm_id)
            elif part.is_relation and part.related_model is User:
                setattr(one, part.attname, self.by.pk if self.by and not part.null else None)
        return one

    def _fill(self, one: models.Model, part: Any, value: Any, place: int) -> None:
        sheet = NAME_OF[type(one)]
        try:
            if part.is_relation and part.related_model in NAME_OF:
                if part.related_model is type(one):
                    one.own_place = value  # Read by `_entries`.
                    return
                named = None if value is None else self.made[part.related_model][value]
                setattr(one, part.attname, named and named.pk)
            elif isinstance(part, models.JSONField):
                setattr(one, part.attname, renamed(type(one), part.name, json.loads(value), self._key))
            elif part.is_relation and part.related_model is Account:
                setattr(one, part.attname, chart.BY_CODE[value].code)
            else:
                setattr(one, part.attname, part.to_python(value))
        except (KeyError, TypeError, AttributeError, ValueError, ValidationError) as error:
            raise CarriedError(f"Isi kolom {part.name} tidak dapat dibaca.", sheet, place) from error

    def _stand_for(self, one: Any) -> None:
        who, told = STOOD_FOR.get(type(one), (None, None))
        if who and told and getattr(one, told):
            setattr(one, who, self.by)

    def _check(self, one: models.Model, name: str, place: int) -> None:
        """Choices, lengths and signs; what rows say together is proved when all are there."""
        ours = {
            part.name
            for part in fields_of(type(one))
            if not part.is_relation and not _is_null(one, part) and not isinstance(part, models.JSONField)
        }
        others = [part.name for part in one._meta.concrete_fields if part.name not in ours]
        try:
            one.clean_fields(exclude=others)
        except ValidationError as error:
            raise CarriedError(" ".join(error.messages), name, place) from error

    def _entries(self, rows: list[Any]) -> list[Any]:
        """Entries in their order, by the one writer of the journal."""
        kept = [
            KeptEntry(
                one.number,
                one.date,
                one.kind,
                one.memo,
                one.counterparty,
                None if one.own_place is None else one.own_place - 1,
            )
            for one in rows
        ]
        try:
            self.entries = restore_entries(ksm=self.ksm, entries=kept, by=self.by)
        except LedgerError as error:
            raise CarriedError(str(error), NAME_OF[JournalEntry]) from error
        return list(self.entries)

    def _lines(self, rows: list[Any]) -> list[Any]:
        entries = {entry.pk: entry for entry in self.entries}
        lines = []
        for place, one in enumerate(rows, start=1):
            entry = entries[one.entry_id]
            if one.date != entry.date:
                raise CarriedError("Tanggal baris bukan tanggal jurnalnya.", NAME_OF[JournalLine], place)
            lines.append((entry, _line(one)))
        return restore_lines(ksm=self.ksm, lines=lines)


def put_back(*, ksm: Ksm, members: Mapping[int, Member], rows: Rows, by: User | None, reason: str) -> None:
    """Store what `take_along` took, in a group that has its members and nothing else. The group is locked.

    Raises CarriedError for what cannot be read; IntegrityError for what no books can hold.
    """
    restorer = _Restorer(ksm, by, reason, {Member: dict(members)})
    if by is None and any(_needs_author(KINDS[name][0]) for name in rows):
        raise CarriedError("Berkas ini perlu nama pengimpor: sebutkan --by PENGGUNA.", "KSM")
    for name in KINDS:
        if name in rows:
            restorer.restore(name, rows[name])


def _line(row: JournalLine) -> Line:
    return Line(
        debit=row.debit_id,
        credit=row.credit_id,
        amount=row.amount,
        member_id=row.member_id,
        payer_id=row.payer_id,
        loan_id=row.loan_id,
        fund=row.fund,
        memo=row.memo,
    )


def _is_null(one: models.Model, part: Any) -> bool:
    """Nothing in a column that may hold nothing, whatever a form would say of it."""
    return part.null and getattr(one, part.attname) is None


def _needs_author(model: type[models.Model]) -> bool:
    return any(
        one.is_relation and one.related_model is User and not one.null for one in model._meta.concrete_fields
    )
