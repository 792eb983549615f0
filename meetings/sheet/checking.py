"""What must hold before a sheet is closed. Each check returns its faults; none of them writes."""

import datetime
from collections import Counter

from groups.closed_months import closed_month_sentence
from groups.days import day_fault
from groups.members.nik import NikError, clean_nik
from groups.models import GroupRule
from groups.refusals import GroupError
from ksm.certain import certain
from ksm.dates import date_in_words
from ksm.keys import keyed_hashes
from ksm.money import format_rupiah
from ksm.text import sought
from ledger.blm.spending import require_rest
from ledger.journal.posting import LedgerError
from ledger.loans.lending import plan_free_repayment, plan_repayments
from ledger.loans.own_rule import missing_reason
from ledger.models import Book, Loan, Repayment
from ledger.policy.allocation import OverpaymentError
from ledger.policy.schedule import ScheduleError
from meetings.agenda import CODES, LOANS, REPAYMENTS, SAVINGS
from meetings.models import AgendaItem, Attendance, Meeting
from meetings.sheet.basis import SheetBasis
from meetings.sheet.values import Fault, Sheet

NOT_HELD = Meeting.State.NOT_HELD
NOT_APPLICABLE = AgendaItem.State.NOT_APPLICABLE


def check_dates(sheet: Sheet, basis: SheetBasis, book: Book | None, today: datetime.date) -> list[Fault]:
    """Held in the past, after the last closed sheet (J6), and on a day of the schedule or extra."""
    faults = []
    ksm = basis.ksm
    ahead = day_fault(sheet.held_on, today=today, what="Pertemuan belum berlangsung: tanggalnya")
    if fault := ahead or day_fault(sheet.held_on, today=today, ksm=ksm):
        faults.append(Fault("header", "held_on", fault))
    closed = book.closed_through if book else None
    months = book.months_closed_through if book else None
    if months and sheet.held_on <= months:
        faults.append(Fault("header", "held_on", closed_month_sentence(months)))
    elif months and sheet.scheduled_on <= months and basis.stored and basis.stored.state == NOT_HELD:
        faults.append(
            Fault(
                "header",
                "held_on",
                "Pertemuan ini tercatat tidak dilaksanakan dalam bulan yang sudah ditutup. Catat sebagai "
                "pertemuan tambahan, atau buka kembali bulan itu dengan alasan.",
            )
        )
    elif closed and sheet.held_on <= closed:
        faults.append(
            Fault(
                "header",
                "held_on",
                f"Lembar sampai {date_in_words(closed)} sudah ditutup. Lembar diisi dari yang paling lama; "
                "yang sudah lewat hanya dapat dibuka kembali atau dikoreksi.",
            )
        )
    if sheet.kind == Meeting.Kind.ROUTINE:
        faults += _check_slot(basis)
    return faults


def _check_slot(basis: SheetBasis) -> list[Fault]:
    if basis.week is None:
        sentence = "Pendampingan belum dimulai pada tanggal itu: catat sebagai pertemuan tambahan."
        return [Fault("header", "held_on", sentence)]
    if not basis.on_plan:
        sentence = "Tidak ada pertemuan rutin terjadwal pada hari itu. Catat sebagai pertemuan tambahan?"
        return [Fault("header", "held_on", sentence)]
    return []


def check_rows(sheet: Sheet, basis: SheetBasis) -> list[Fault]:
    """Every member of the day is marked (J2), nobody else is, nobody twice."""
    expected = {member.pk for member in basis.members}
    counted = Counter(row.member_id for row in sheet.rows)
    faults = []
    for row in sheet.rows:
        if row.member_id not in expected:
            sentence = "Bukan anggota pada tanggal pertemuan ini."
            faults.append(Fault("row", "attendance", sentence, row.member_id))
        elif row.attendance not in Attendance.Status.values:
            faults.append(Fault("row", "attendance", "Kehadiran belum diisi.", row.member_id))
    unmarked = expected - counted.keys()
    faults += [Fault("row", "attendance", "Kehadiran belum diisi.", pk) for pk in sorted(unmarked)]
    for member_id, times in counted.items():
        if times > 1:
            faults.append(Fault("row", "attendance", "Anggota ini tercantum dua kali.", member_id))
    if not expected and not sheet.new_members:
        faults.append(Fault("sheet", "", "Belum ada anggota pada tanggal ini. Daftarkan anggota dulu."))
    return faults


def check_new_members(sheet: Sheet, basis: SheetBasis) -> list[Fault]:
    """Name, sex, a NIK that can be one and that no member has, an attendance mark."""
    faults = []
    taken = {member.nik_hash for member in basis.members if member.nik_hash}
    names = {sought(member.name).casefold() for member in basis.members}
    for new in sheet.new_members:
        if not new.name:
            faults.append(Fault("new", "name", "Nama anggota baru belum diisi.", new.index))
        elif sought(new.name).casefold() in names and not new.nik:
            sentence = "Nama ini sudah ada di daftar. Isi NIK-nya bila memang orang lain."
            faults.append(Fault("new", "name", sentence, new.index))
        if not new.sex:
            faults.append(Fault("new", "sex", "Pilih L atau P.", new.index))
        if new.row.attendance not in Attendance.Status.values:
            faults.append(Fault("new", "attendance", "Kehadiran belum diisi.", new.index))
        try:
            hashes = keyed_hashes(clean_nik(new.nik))
        except NikError as error:
            faults.append(Fault("new", "nik", str(error), new.index))
            continue
        if not taken.isdisjoint(hashes):
            faults.append(Fault("new", "nik", "NIK ini sudah menjadi anggota.", new.index))
        taken.update(hashes)
        names.add(sought(new.name).casefold())
    return faults


def check_agenda(sheet: Sheet, basis: SheetBasis, *, facilitator: bool) -> list[Fault]:
    """All eight items are marked; "tidak berlaku" has a reason and, unless proposed, a facilitator (J11)."""
    marks = {mark.code: mark for mark in sheet.agenda}
    proposed = {item.code for item in basis.agenda if item.proposed_reason}
    faults = []
    for code in CODES:
        mark = marks.get(code)
        if mark is None or mark.state not in AgendaItem.State.values:
            faults.append(Fault("agenda", "state", "Pilih terlaksana, tidak, atau tidak berlaku.", code))
        elif mark.state == NOT_APPLICABLE and not mark.reason:
            faults.append(Fault("agenda", "reason", "Tulis alasan mengapa tidak berlaku.", code))
        elif mark.state == NOT_APPLICABLE and code not in proposed and not facilitator:
            sentence = "Hanya fasilitator yang boleh menyatakan tidak berlaku di sini."
            faults.append(Fault("agenda", "state", sentence, code))
    return faults


def check_contradictions(sheet: Sheet, basis: SheetBasis) -> list[Fault]:
    """No item is "tidak berlaku" that took place by the same sheet: its minutes would say both."""
    rows = [*sheet.rows, *(new.row for new in sheet.new_members)]
    decided = any(loan.decided_on == sheet.held_on for loan in basis.approved)
    told = {
        SAVINGS: ("tabungan", any(row.pokok or row.wajib or row.sukarela for row in rows)),
        REPAYMENTS: ("angsuran", any(payment.amount for row in rows for payment in row.payments)),
        LOANS: ("pinjaman yang disetujui atau dicairkan", decided or bool(sheet.disbursements)),
    }
    return [
        Fault("agenda", "state", f"Lembar ini mencatat {what}. Apa benar tidak berlaku?", mark.code)
        for mark in sheet.agenda
        for what, is_told in (told.get(mark.code, ("", False)),)
        if mark.state == NOT_APPLICABLE and is_told
    ]


def check_books(sheet: Sheet, basis: SheetBasis, *, facilitator: bool, today: datetime.date) -> list[Fault]:
    """No book finished before the meeting or in the future; only the loan book may be "tidak berlaku"."""
    proposed = {book.code for book in basis.books if book.proposed_reason}
    faults = []
    for mark in sheet.books:
        if mark.not_applicable:
            if mark.code != "loans":
                sentence = "Hanya buku pinjaman/angsuran yang boleh tidak berlaku."
                faults.append(Fault("book", "not_applicable", sentence, mark.code))
            elif mark.code not in proposed and not facilitator:
                sentence = "Hanya fasilitator yang boleh menyatakan tidak berlaku di sini."
                faults.append(Fault("book", "not_applicable", sentence, mark.code))
            if mark.finished_on:
                sentence = "Pilih salah satu: tanggal selesai atau tidak berlaku."
                faults.append(Fault("book", "finished_on", sentence, mark.code))
        elif mark.finished_on and mark.finished_on < sheet.held_on:
            sentence = "Buku tidak mungkin selesai sebelum pertemuan."
            faults.append(Fault("book", "finished_on", sentence, mark.code))
        elif fault := day_fault(mark.finished_on, today=today, what="Tanggal selesai"):
            faults.append(Fault("book", "finished_on", fault, mark.code))
    if any(mark.finished_on for mark in sheet.books) and not sheet.checked_by:
        faults.append(Fault("closing", "checked_by", "Tulis siapa yang memeriksa buku."))
    return faults


def check_minutes(sheet: Sheet) -> list[Fault]:
    """Something is written down: a decision (also that there was none) or a note of what was talked about."""
    if any((sheet.details.get(name) or "").strip() for name in ("decisions", "minutes")):
        return []
    sentence = "Tulis keputusan atau catatan pertemuan; bila tidak ada keputusan, tulis begitu."
    return [Fault("closing", "decisions", sentence)]


def check_disbursements(sheet: Sheet, basis: SheetBasis) -> list[Fault]:
    """Approved loans once each, terms from which a schedule can be made, borrowers who are members."""
    faults = []
    approved = {loan.pk: loan.member_id for loan in basis.approved}
    members = {member.pk for member in basis.members}
    seen = set()
    for item in sheet.disbursements:
        if item.loan_id is not None:
            if item.loan_id not in approved:
                sentence = "Pinjaman ini belum disetujui atau sudah dicairkan."
                faults.append(Fault("loan", "loan", sentence, item.index))
            elif item.loan_id in seen:
                faults.append(Fault("loan", "loan", "Pinjaman ini tercantum dua kali.", item.index))
            elif approved[item.loan_id] not in members:
                faults.append(Fault("loan", "loan", "Peminjam ini bukan anggota lagi.", item.index))
            seen.add(item.loan_id)
        elif item.terms is None or item.terms.member_id not in members:
            faults.append(Fault("loan", "member", "Pilih anggota yang meminjam.", item.index))
        else:
            if sentence := missing_reason(basis.rules.get(GroupRule.Kind.LOAN), item.terms):
                faults.append(Fault("loan", "limit_reason", sentence, item.index))
            try:
                item.terms.schedule(sheet.held_on)
            except ScheduleError as error:
                field = "rate_percent" if error.field == "rate" else error.field or ""
                faults.append(Fault("loan", field, str(error), item.index))
    return faults


def plan_payments(sheet: Sheet, basis: SheetBasis) -> tuple[list, list[Fault]]:
    """Spread every payment over its loan's instalments; a payment beyond the debt is a fault."""
    running = {loan.pk: loan for loan in basis.running}
    owed = {due.loan_id: due.outstanding for dues in basis.dues.values() for due in dues}
    planned, faults, scheduled = [], [], []
    for row in sheet.rows:
        for payment in row.payments:
            source = Repayment.PaidFrom.TANGGUNG_RENTENG if payment.tanggung_renteng else "MEMBER"
            loan = running.get(payment.loan_id)
            place = ("row", f"loan_{payment.loan_id}")
            if loan is None or loan.member_id != row.member_id:
                faults.append(Fault(*place, "Pinjaman ini tidak berjalan pada tanggal itu.", row.member_id))
            elif loan.changed_on and sheet.held_on < loan.changed_on:
                faults.append(Fault(*place, _changed_since(loan), row.member_id))
            elif not loan.is_free:
                scheduled.append((loan, payment.amount, source))
            elif payment.amount > owed.get(loan.pk, 0):
                sentence = f"Pokok melebihi sisa pinjaman {format_rupiah(owed.get(loan.pk, 0))}."
                faults.append(Fault(*place, sentence, row.member_id))
            else:
                planned.append(
                    plan_free_repayment(
                        loan=loan,
                        principal=payment.amount,
                        jasa=payment.jasa,
                        outstanding=owed[loan.pk],
                        paid_from=source,
                    )
                )
    spread, more = _spread(scheduled, basis, sheet.held_on)
    return planned + spread, faults + more


def _changed_since(loan: Loan) -> str:
    day = certain(loan.changed_on, "only asked of a loan that changed")
    return (
        f"Ketentuan pinjaman ini berubah pada {date_in_words(day)}; "
        "angsuran sebelum tanggal itu tidak dicatat lagi."
    )


def _spread(payments: list[tuple[Loan, int, str]], basis: SheetBasis, on) -> tuple[list, list[Fault]]:
    debts = {due.loan_id: due.debt for dues in basis.dues.values() for due in dues}
    faults = [
        Fault(
            "row",
            f"loan_{loan.pk}",
            f"Melebihi seluruh sisa kewajiban {format_rupiah(debts.get(loan.pk, 0))}.",
            loan.member_id,
        )
        for loan, amount, _ in payments
        if amount > debts.get(loan.pk, 0)
    ]
    if faults:
        return [], faults
    try:
        return plan_repayments(payments=payments, on=on, dues=basis.unpaid), []
    except (OverpaymentError, LedgerError) as error:
        return [], [Fault("sheet", "", str(error))]


def check_purchases(sheet: Sheet, basis: SheetBasis) -> list[Fault]:
    """What is bought of the BLM fits the rest of its line, one after the other, on the day of the meeting."""
    budget = {one.line.pk: one for one in basis.budget}
    taken: Counter[int] = Counter()
    faults = []
    for index, bought in sheet.purchases:
        found = budget.get(bought.line_id)
        if found is None:
            faults.append(Fault("cash", "account", "Baris RAB ini tidak dapat dibelanjakan.", index))
            continue
        try:
            require_rest(found, bought.amount, sheet.held_on, taken[bought.line_id])
        except GroupError as error:
            field = "amount" if error.field == "amount" else "account"
            faults.append(Fault("cash", field, str(error), index))
        taken[bought.line_id] += bought.amount
    return faults
