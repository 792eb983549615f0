"""The whole meeting sheet as one form: made from its basis, filled with what was typed, read as a Sheet."""

import re
from collections.abc import Iterator, Mapping, Sequence

from django.forms import Form
from django.http import QueryDict

from ksm.money import decimal_words
from ksm.text import plain
from ledger.models import Loan
from meetings.sheet import fields as forms
from meetings.sheet.basis import SheetBasis
from meetings.sheet.pieces import PiecesForm, sum_of
from meetings.sheet.values import (
    AgendaMark,
    BookMark,
    CashItem,
    Disbursement,
    Fault,
    LoanPayment,
    MemberRow,
    NewMemberRow,
    Sheet,
)

NEW_MEMBERS, DISBURSEMENTS, CASH_ITEMS = 3, 6, 6
# An imported meeting may hold more of them; reopened it shows them all.
MOST_ROWS = 60
MEMBER_FIELD = re.compile(
    r"m([0-9]{1,18})-(?:attendance|pokok|wajib|sukarela|withdraw_sukarela|fine|(?:loan|jasa)_[0-9]{1,18})"
)


class SheetForm:
    """Every small form of the sheet, in the order of the page. `data` is what was typed, None for none."""

    def __init__(self, basis: SheetBasis, data: Mapping | None = None):
        self.basis, self.data = basis, data
        agreed = basis.ksm.rhythm_on(basis.scheduled_on)
        self.header = forms.HeaderForm(
            data,
            prefix="head",
            initial={
                "held_on": basis.held_on,
                "start_time": agreed.time,
                "place": agreed.place,
            },
        )
        self.rows = [self._row(member) for member in basis.members]
        self.new_members = [forms.NewMemberForm(data, prefix=f"new{i}") for i in range(NEW_MEMBERS)]
        self.disbursements = [self._disbursement(i) for i in range(self._rows_of("loan", DISBURSEMENTS))]
        self.cash_items = [
            forms.CashItemForm(data, prefix=f"cash{i}", budget=basis.budget)
            for i in range(self._rows_of("cash", CASH_ITEMS))
        ]
        self.money = forms.BankForm(data, prefix="bank")
        self.pieces = PiecesForm(data, prefix="uang")
        self.agenda = [
            forms.AgendaForm(
                data,
                prefix=f"a-{item.code}",
                item=item,
                initial={"state": "NA", "reason": item.proposed_reason} if item.proposed_reason else {},
            )
            for item in basis.agenda
        ]
        self.books = [
            forms.BookForm(
                data,
                prefix=f"b-{book.code}",
                book=book,
                initial={"not_applicable": bool(book.proposed_reason)},
            )
            for book in basis.books
        ]
        self.closing = forms.ClosingForm(data, prefix="closing")
        self.faults: list[str] = []

    def _rows_of(self, prefix: str, least: int) -> int:
        """How many rows to show: as many as were filled, at least `least`."""
        numbered = re.compile(rf"{prefix}([0-9]{{1,2}})-")
        found = [int(match[1]) + 1 for name in self.data or () if (match := numbered.match(name))]
        return min(max([least, *found]), MOST_ROWS)

    def _row(self, member) -> forms.MemberRowForm:
        return forms.MemberRowForm(
            self.data,
            prefix=f"m{member.pk}",
            member=member,
            dues=self.basis.dues.get(member.pk, ()),
            suggested_wajib=self.basis.minimum_saving,
        )

    def _disbursement(self, index: int) -> forms.DisbursementForm:
        rule = self.basis.rules.get("LOAN")
        percent = rule.jasa_percent if rule else None
        return forms.DisbursementForm(
            self.data,
            prefix=f"loan{index}",
            approved=self.basis.approved,
            members=self.basis.members,
            initial={
                "rate_percent": "" if percent is None else decimal_words(percent),
                "periods": rule.max_periods if rule else None,
                "method": Loan.Method.FLAT,
                "unit": Loan.Unit.WEEK,
                "rounding_step": 1,
            },
        )

    def parts(self) -> Iterator[Form]:
        return (part for part, _ in self.named_parts())

    def named_parts(self) -> Iterator[tuple[Form, str]]:
        """Every part with the words that name it to a reader, in the order of the page."""
        yield self.header, "Pelaksanaan"
        yield from ((row, f"{row.member.number}. {row.member.name}") for row in self.rows)
        yield from ((part, "Anggota baru") for part in self.new_members)
        yield from ((part, f"Pencairan {number}") for number, part in enumerate(self.disbursements, start=1))
        yield from ((part, f"Kas lain {number}") for number, part in enumerate(self.cash_items, start=1))
        yield self.money, "Bank"
        yield from ((part, f"Agenda {part.item.label}") for part in self.agenda)
        yield from ((part, part.book.label) for part in self.books)
        yield self.pieces, "Lembar dan koin"
        yield self.closing, "Penutupan"

    def is_valid(self) -> bool:
        """Every part has the right shape; all are checked, so that all errors show at once."""
        faulty = [part for part in self.parts() if not part.is_valid()]
        self.faults += (orphans := self._orphans())
        return not faulty and not orphans

    def _orphans(self) -> list[str]:
        """What was typed for a member or a loan that has no place in the sheet of this day: never dropped."""
        fields = {row.add_prefix(name) for row in self.rows for name in row.fields}
        typed_for: dict[int, list[str]] = {}
        data = self.data or {}
        for name in data:
            match = MEMBER_FIELD.fullmatch(name)
            if match and name not in fields and (value := plain(data.get(name, "")).strip()):
                typed_for.setdefault(int(match[1]), []).append(value)
        if not typed_for:
            return []
        names = dict(self.basis.ksm.members.filter(pk__in=typed_for).values_list("pk", "name"))
        return [
            f"Isian {names[pk]} tidak ada tempatnya di lembar hari itu: {', '.join(values)[:200]}. Periksa "
            "tanggal pertemuan, keanggotaan, dan pinjamannya, lalu isi lagi."
            for pk, values in typed_for.items()
            if pk in names
        ]

    def show(self, faults: list[Fault]) -> None:
        """Put each fault beside its field, or at the top of the sheet."""
        places: dict[tuple[str, int | str | None], Form] = {
            ("header", None): self.header,
            ("closing", None): self.closing,
        }
        places |= {("row", row.member.pk): row for row in self.rows}
        places |= {("new", i): part for i, part in enumerate(self.new_members)}
        places |= {("loan", i): part for i, part in enumerate(self.disbursements)}
        places |= {("cash", i): part for i, part in enumerate(self.cash_items)}
        places |= {("agenda", part.item.code): part for part in self.agenda}
        places |= {("book", part.book.code): part for part in self.books}
        for fault in faults:
            part = places.get((fault.part, fault.key))
            if part is not None and fault.name in part.fields:
                if fault.name not in part.errors:  # what could not be read has its own sentence
                    part.add_error(fault.name, fault.sentence)
            else:
                self.faults.append(fault.sentence)

    def _unread(self) -> tuple[str, ...]:
        """The parts, as `Fault` names them, in which something cannot be read."""
        named: dict[str, Sequence[Form]] = {
            "header": [self.header],
            "row": self.rows,
            "new": self.new_members,
            "loan": self.disbursements,
            "cash": [*self.cash_items, self.money],
            "agenda": self.agenda,
            "book": self.books,
            "pieces": [self.pieces],
            "closing": [self.closing],
        }
        unread = [name for name, parts in named.items() if any(part.errors for part in parts)]
        return (*unread, "sheet") if self.faults else tuple(unread)

    def to_sheet(self) -> Sheet:
        """The sheet as domain values, once `is_valid` was asked.

        What could not be read is left out and its part named in `unread`: such a sheet is only checked, so
        that all its faults are told in one round.
        """
        header, closing = self.header.cleaned_data, self.closing.cleaned_data
        details = {name: header.get(name) for name in forms.MEETING_DETAILS}
        details |= {name: closing.get(name) for name in forms.CLOSING_DETAILS}
        money, pieces = self.money.cleaned_data, self.pieces.pieces()
        return Sheet(
            kind=self.basis.kind,
            scheduled_on=self.basis.scheduled_on,
            held_on=header.get("held_on") or self.basis.held_on,
            rows=tuple(self._member_row(row) for row in self.rows),
            new_members=tuple(self._new_members()),
            disbursements=tuple(self._disbursements()),
            cash_items=tuple(self._cash_items()),
            to_bank=money.get("to_bank") or 0,
            from_bank=money.get("from_bank") or 0,
            agenda=tuple(self._agenda_mark(part) for part in self.agenda),
            books=tuple(self._book_mark(part) for part in self.books),
            counted_cash=self._counted_cash(pieces),
            cash_pieces=pieces,
            difference_reason=closing.get("difference_reason", ""),
            gaps_reason=closing.get("gaps_reason", ""),
            checked_by=closing.get("checked_by", ""),
            details=details,
            unread=self._unread(),
        )

    def _counted_cash(self, pieces: dict[int, int]) -> int | None:
        """The sum as written; where it was left empty, that of the notes and coins."""
        written = self.closing.cleaned_data.get("counted_cash")
        readable = not {"counted_cash"} & self.closing.errors.keys()
        return sum_of(pieces) if pieces and written is None and readable else written

    @staticmethod
    def _member_row(row: forms.MemberRowForm) -> MemberRow:
        data = row.cleaned_data
        payments = tuple(
            LoanPayment(
                due.loan_id,
                data.get(f"loan_{due.loan_id}") or 0,
                jasa=data.get(f"jasa_{due.loan_id}") or 0,
                tanggung_renteng=data.get(f"tr_{due.loan_id}", False),
            )
            for due in row.dues
            if data.get(f"loan_{due.loan_id}") or data.get(f"jasa_{due.loan_id}")
        )
        return MemberRow(
            member_id=row.member.pk,
            attendance=data.get("attendance", ""),
            pokok=data.get("pokok") or 0,
            wajib=data.get("wajib") or 0,
            sukarela=data.get("sukarela") or 0,
            withdrawal=data.get("withdraw_sukarela") or 0,
            fine=data.get("fine") or 0,
            payments=payments,
        )

    def _new_members(self) -> Iterator[NewMemberRow]:
        for index, part in enumerate(self.new_members):
            if part.is_filled:
                data = part.cleaned_data
                row = MemberRow(
                    member_id=0,
                    attendance=data.get("attendance", ""),
                    pokok=data.get("pokok") or 0,
                    wajib=data.get("wajib") or 0,
                    sukarela=data.get("sukarela") or 0,
                )
                yield NewMemberRow(index, data.get("name", ""), data.get("sex", ""), data.get("nik", ""), row)

    def _disbursements(self) -> Iterator[Disbursement]:
        for index, part in enumerate(self.disbursements):
            data = part.cleaned_data
            if part.errors or not part.is_filled:
                continue
            if data["loan"]:
                yield Disbursement(index, data["loan"], None)
            else:
                yield Disbursement(index, None, part.terms())

    def _cash_items(self) -> Iterator[CashItem]:
        for index, part in enumerate(self.cash_items):
            if part.is_filled and not part.errors:
                yield part.item(index)

    @staticmethod
    def _agenda_mark(part: forms.AgendaForm) -> AgendaMark:
        state = part.cleaned_data.get("state", "")
        return AgendaMark(part.item.code, state, part.cleaned_data.get("reason", "") if state == "NA" else "")

    @staticmethod
    def _book_mark(part: forms.BookForm) -> BookMark:
        data = part.cleaned_data
        left_out = data.get("not_applicable", False)
        reason = (part.book.proposed_reason or "dinyatakan fasilitator") if left_out else ""
        return BookMark(part.book.code, data.get("finished_on"), left_out, reason)


def typed(payload: Mapping[str, list[str]] | None) -> QueryDict | None:
    """What was typed, as the forms read it, out of a stored payload."""
    if payload is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in payload.items():
        data.setlist(name, values)
    return data
