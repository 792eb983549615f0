"""What is typed to have an older sheet corrected, and the second person's answer.

Every field starts with what stands; only what differs from it is asked for. A field that was not sent at
all asks for nothing.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from groups.models import Member
from ksm.dates import DateError, date_in_words, parse_date
from ksm.fields import RupiahField, TanggalField
from ksm.forms import PlainSpoken, speak_plainly
from ledger.models import JournalLine, Loan, Repayment
from meetings.corrections.correcting import (
    LOAN_BOOK,
    Change,
    agenda_change,
    attendance_change,
    book_change,
    money_change,
    repayment_change,
)
from meetings.corrections.membership import sheets_touched
from meetings.corrections.money import correctable_lines
from meetings.corrections.reading import line_in_words, loan_in_words
from meetings.corrections.repayments import correctable_repayments, loans_of
from meetings.forms import ReasonForm
from meetings.models import AgendaItem, Attendance, Correction, Meeting
from meetings.sheet.fields import text_field

CHANGED_MEANWHILE = (
    "Lembar ini baru saja dikoreksi lewat permintaan lain. Isian Anda masih ada: periksa, lalu kirim lagi."
)
EMPTY_AMOUNT = "Isi jumlahnya; 0 bila uang ini tidak pernah ada."


class CorrectionForm(ReasonForm):
    """The shared part: a reason, and a count that tells whether the sheet was corrected meanwhile."""

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.seen = str(meeting.corrections.filter(state=Correction.State.APPLIED).count())
        self.fields["reason"].label = "Alasan koreksi"

    def add(self, name: str, field: forms.Field) -> str:
        speak_plainly(field)
        self.fields[name] = field
        return name

    def clean(self):
        if self.data.get("seen", self.seen) != self.seen:
            self.add_error(None, CHANGED_MEANWHILE)
        return self.cleaned_data

    def sent(self, name: str) -> bool:
        return self.add_prefix(name) in self.data


def _choice(label: str, choices, initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, initial=initial)


class MarksForm(CorrectionForm):
    """Attendance, agenda and books of one sheet."""

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, meeting=meeting, **kwargs)
        marks = meeting.attendance.select_related("member").order_by("member__number")
        self.members = [(mark.member_id, self._add_mark(mark)) for mark in marks]
        self.items = [(item.code, *self._add_item(item)) for item in meeting.agenda.all()]
        self.books = [(book.code, self._add_book(book)) for book in meeting.books.all()]

    def _add_mark(self, mark: Attendance) -> str:
        label = f"{mark.member.number}. {mark.member.name}"
        field = _choice(label, Attendance.Status.choices, mark.status)
        return self._optional(f"att_{mark.member_id}", field)

    def _add_item(self, item: AgendaItem) -> tuple[str, str]:
        name = f"agenda_{item.code}"
        state = _choice(f"{item.sequence}. {item.label}", AgendaItem.State.choices, item.state)
        reason = text_field("Alasan bila tidak berlaku", 300, initial=item.reason)
        return self._optional(name, state), self.add(f"{name}_reason", reason)

    def _add_book(self, book) -> str:
        name = f"book_{book.code}"
        if book.code == LOAN_BOOK:
            field = forms.BooleanField(label="Tidak berlaku", required=False, initial=not book.required)
            self.add(f"{name}_na", field)
        return self.add(name, TanggalField(label=book.label, required=False, initial=book.finished_on))

    def _optional(self, name: str, field: forms.ChoiceField) -> str:
        """Wanted only when it was sent: no choice of the list is empty."""
        field.required = self.sent(name)
        return self.add(name, field)

    @property
    def member_fields(self) -> list:
        return [self[name] for _, name in self.members]

    @property
    def agenda_fields(self) -> list[tuple]:
        return [(self[name], self[reason]) for _, name, reason in self.items]

    @property
    def book_fields(self) -> list[tuple]:
        return [(self[name], self[f"{name}_na"] if code == LOAN_BOOK else None) for code, name in self.books]

    def changes(self) -> Iterator[Change]:
        """What the sheet should say, for every field that was sent."""
        data = self.cleaned_data
        for member_id, name in self.members:
            if self.sent(name):
                yield attendance_change(member_id, data[name])
        for code, name, reason in self.items:
            if self.sent(name):
                yield agenda_change(code, data[name], data[reason])
        for code, name in self.books:
            if self.sent(name):
                yield book_change(code, data[name], data.get(f"{name}_na", False))


class MoneyForm(CorrectionForm):
    """Amount and member of every cash line of a sheet that may be corrected, and its payments on loans."""

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, meeting=meeting, **kwargs)
        marks = meeting.attendance.select_related("member").order_by("member__number")
        everybody = [(mark.member_id, f"{mark.member.number}. {mark.member.name}") for mark in marks]
        self.lines = [self._add_line(line, everybody) for line in correctable_lines(meeting)]
        loans = loans_of(meeting)
        self.repayments = [self._add_repayment(row, loans) for row in correctable_repayments(meeting)]

    def _add_line(self, line: JournalLine, everybody: Sequence[tuple[int, str]]) -> JournalLine:
        self.add(f"amount_{line.pk}", RupiahField(label="Jumlah", initial=line.amount, required=False))
        if line.member_id:
            choices = list(everybody)
            if line.member_id not in dict(choices):
                choices.append((line.member_id, str(line.member)))
            field = forms.TypedChoiceField(
                label="Anggota", choices=choices, coerce=int, initial=line.member_id, required=False
            )
            self.add(f"member_{line.pk}", field)
        return line

    def _add_repayment(self, row: Repayment, loans: Sequence[Loan]) -> Repayment:
        """Which loan and how much; of an opening loan pokok and jasa apart, as on the sheet (J19)."""
        opening = row.loan.is_free
        alike = [(loan.pk, loan_in_words(loan)) for loan in loans if loan.is_free == opening]
        field = forms.TypedChoiceField(
            label="Pinjaman", choices=alike, coerce=int, initial=row.loan_id, required=False
        )
        self.add(f"loan_{row.pk}", field)
        paid = row.principal if opening else row.principal + row.jasa
        label = "Pokok" if opening else "Jumlah"
        self.add(f"paid_{row.pk}", RupiahField(label=label, initial=paid, required=False))
        if opening:
            self.add(f"jasa_{row.pk}", RupiahField(label="Jasa", initial=row.jasa, required=False))
        return row

    @property
    def rows(self) -> list[dict]:
        """Per line: what it is, its amount field, and its member field where somebody is named."""
        return [
            {
                "title": line_in_words(line),
                "amount": self[f"amount_{line.pk}"],
                "member": self[f"member_{line.pk}"] if line.member_id else None,
            }
            for line in self.lines
        ]

    @property
    def repayment_rows(self) -> list[dict]:
        """Per payment: what it is, its loan, amount and (opening loans) jasa fields."""
        return [
            {
                "title": f"Angsuran {row.loan.number}",
                "loan": self[f"loan_{row.pk}"],
                "amount": self[f"paid_{row.pk}"],
                "jasa": self[f"jasa_{row.pk}"] if row.loan.is_free else None,
            }
            for row in self.repayments
        ]

    def clean(self):
        names = [f"amount_{line.pk}" for line in self.lines]
        names += [f"paid_{row.pk}" for row in self.repayments]
        for name in names:
            if self.sent(name) and name not in self.errors and self.cleaned_data[name] is None:
                self.add_error(name, EMPTY_AMOUNT)
        return super().clean()

    def changes(self) -> Iterator[Change]:
        """What each line should say, for every amount that was sent."""
        for line in self.lines:
            if self.sent(f"amount_{line.pk}"):
                member = self.cleaned_data.get(f"member_{line.pk}") or line.member_id
                yield money_change(line.pk, self.cleaned_data[f"amount_{line.pk}"], member)
        for row in self.repayments:
            if self.sent(f"paid_{row.pk}"):
                yield repayment_change(
                    row.pk,
                    loan_id=self.cleaned_data.get(f"loan_{row.pk}") or row.loan_id,
                    amount=self.cleaned_data[f"paid_{row.pk}"],
                    jasa=self.cleaned_data.get(f"jasa_{row.pk}") or 0,
                )


class MembershipForm(PlainSpoken, forms.Form):
    """Other days of a membership; a mark for every closed sheet that wants one appears with the days."""

    joined_on = TanggalField(label="Tanggal masuk", error_messages={"required": "Isi tanggalnya."})
    left_on = TanggalField(label="Tanggal keluar", help_text="Hari pertama bukan anggota lagi.")
    reason = forms.CharField(
        label="Alasan",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Tulis alasannya."},
    )

    def __init__(self, data, *, member: Member):
        self.member = member
        super().__init__(data, initial={"joined_on": member.joined_on, "left_on": member.left_on})
        if member.left_on is None:
            del self.fields["left_on"]
        for meeting in self._wanting(data) if data else ():
            self.fields[f"mark_{meeting.pk}"] = forms.ChoiceField(
                label=f"Kehadiran {date_in_words(meeting.day)}",
                choices=Attendance.Status.choices,
                widget=forms.RadioSelect,
                error_messages={"required": "Isi kehadiran di lembar ini."},
            )

    def _wanting(self, data) -> Sequence[Meeting]:
        """The sheets that want a mark by the days as typed; none while these cannot be read."""
        try:
            joined, left = parse_date(data.get("joined_on")), parse_date(data.get("left_on"))
        except DateError:
            return ()
        return sheets_touched(self.member, joined, left).wanting if joined else ()

    def facts(self) -> dict[str, Any]:
        """What `request_membership` takes beside the member."""
        data = self.cleaned_data
        marks = {int(name[5:]): mark for name, mark in data.items() if name.startswith("mark_")}
        about = {"joined_on": data["joined_on"], "left_on": data.get("left_on")}
        return about | {"marks": marks, "reason": data["reason"]}


class CorrectionAnswerForm(PlainSpoken, forms.Form):
    """The second person's answer."""

    APPROVE, REFUSE = "setuju", "tolak"
    answer = forms.ChoiceField(
        label="Jawaban",
        choices=[(APPROVE, "Setujui: lembar dikoreksi"), (REFUSE, "Tolak: lembar tetap")],
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih setujui atau tolak."},
    )
    note = text_field("Catatan", 300, widget=forms.Textarea(attrs={"rows": 2}))

    @property
    def approves(self) -> bool:
        return self.cleaned_data["answer"] == self.APPROVE
