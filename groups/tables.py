"""The lists of people, places and groups as tables: what their pages show, column by column."""

import datetime
from collections.abc import Iterable, Sequence
from operator import itemgetter

from django.db.models import QuerySet
from django.template.defaultfilters import time as clock

from groups.access import Access
from groups.consents.standing import ConsentStanding
from groups.models import Bkm, Export, Ksm, LoginTries, Member, OfficerTerm, Posting, RegionChange, Training
from groups.registers.lists import Register
from groups.trail.reading import Change
from ksm.dates import local_day, moment_in_words, quarter_in_words
from ksm.statuses import find
from ksm.tables import Column, Kind, Table


def _met(ksm: Ksm) -> str:
    hour = f" {clock(ksm.meeting_time, 'H.i')}" if ksm.meeting_time else ""
    return "belum ditentukan" if ksm.meeting_weekday is None else f"{ksm.get_meeting_weekday_display()}{hour}"


def ksm_table(ksms: QuerySet[Ksm], now: datetime.datetime) -> Table:
    """Groups of `KsmFilter` with `members_count` annotated; the week is that of each one's own day."""
    columns = (
        Column("KSM", lambda ksm: ksm.name),
        Column("Kode", lambda ksm: ksm.code),
        Column("BKM", lambda ksm: ksm.bkm.name),
        Column("Kelurahan/desa", lambda ksm: ksm.bkm.kelurahan.name),
        Column("Status", lambda ksm: find("standing", ksm.phase).word),
        Column("Minggu", lambda ksm: ksm.week_on(local_day(now, ksm.timezone)), Kind.NUMBER),
        Column("Anggota", lambda ksm: ksm.members_count, Kind.NUMBER),
        Column("Pertemuan", _met),
    )
    return Table("KSM", columns, ksms)


def list_of_members(access: Access, members: QuerySet[Member], today: datetime.date) -> Table:
    """Members with the NIK masked, as on every screen; PS-2 for those who may see it (J15)."""
    offices = dict(access.ksm.officers.filter(end=None).values_list("member_id", "role"))
    roles = dict(OfficerTerm.Role.choices)
    columns = [
        Column("Nomor", lambda member: member.number, Kind.NUMBER),
        Column("Nama", lambda member: member.name),
        Column("Jenis kelamin", lambda member: member.get_sex_display()),
        Column("NIK", lambda member: member.masked_nik, Kind.NIK),
        Column("Jabatan", lambda member: roles.get(offices.get(member.pk, ""))),
        Column("Masuk", lambda member: member.joined_on, Kind.DATE),
        Column("Status", lambda member: _standing(member, today)),
    ]
    if access.sees_ps2:
        columns[-1:-1] = [
            Column("PS-2", lambda member: member.get_ps2_display()),
            Column("Prioritas", lambda member: member.ps2_priority or None, Kind.NUMBER),
        ]
    return Table(f"Anggota {access.ksm.name}", columns, members)


def _standing(member: Member, today: datetime.date) -> str:
    return find("member", "ACTIVE" if member.is_active_on(today) else "LEFT").word


def consent_table(ksm: Ksm, rows: Sequence[tuple[Member, ConsentStanding]]) -> Table:
    """Members with what they agreed to and how."""
    columns = (
        Column("Nomor", lambda row: row[0].number, Kind.NUMBER),
        Column("Nama", lambda row: row[0].name),
        Column("Persetujuan", lambda row: _newest(row[1], "get_act_display") or "belum ada persetujuan"),
        Column("Setuju dicatat", lambda row: row[1].purposes),
        Column("Tanggal", lambda row: row[1].words[0].on if row[1].words else None, Kind.DATE),
        Column("Cara", lambda row: _newest(row[1], "get_how_display")),
    )
    return Table(f"Persetujuan data pribadi {ksm.name}", columns, rows)


def _newest(standing: ConsentStanding, words: str) -> str:
    return getattr(standing.words[0], words)() if standing.words else ""


def officer_table(ksm: Ksm, terms: Sequence[OfficerTerm]) -> Table:
    columns = (
        Column("Jabatan", lambda term: term.get_role_display()),
        Column("Nama", lambda term: term.member.name),
        Column("Mulai", lambda term: term.start, Kind.DATE),
        Column("Berhenti", lambda term: term.end, Kind.DATE),
    )
    return Table(f"Pengurus {ksm.name}", columns, terms)


def trail_table(title: str, changes: Iterable[Change], zone: str) -> Table:
    """A line for each changed fact; one without a fact before and after for what was made, printed, seen."""
    rows = [(change, line) for change in changes for line in change.lines or (("", "", ""),)]
    columns = (
        Column("Saat", lambda row: moment_in_words(row[0].at, zone)),
        Column("Oleh", lambda row: row[0].who),
        Column("Dari alamat", lambda row: row[0].client),
        Column("KSM", lambda row: row[0].where),
        Column("Apa", lambda row: f"{row[0].what} {row[0].kind}"),
        Column("Isian", lambda row: row[1][0]),
        Column("Semula", lambda row: row[1][1]),
        Column("Menjadi", lambda row: row[1][2]),
        Column("Alasan", lambda row: row[0].reason),
    )
    return Table(title, columns, rows)


def training_table(ksm: Ksm, attendance: Iterable[tuple[Member, Sequence[datetime.date | None]]]) -> Table:
    """Which member had which topic, and when first."""
    rows = [(member.number, member.name, *days) for member, days in attendance]
    columns = [
        Column("Nomor", itemgetter(0), Kind.NUMBER),
        Column("Nama", itemgetter(1)),
        *(Column(one.label, itemgetter(place), Kind.DATE) for place, one in enumerate(Training.REQUIRED, 2)),
    ]
    return Table(f"Pelatihan {ksm.name}", columns, rows)


def register_table(register: Register, owner: Ksm | Bkm, rows: QuerySet) -> Table:
    """A simple list, its cells as its page words them."""
    columns = [Column(heading, itemgetter(place)) for place, heading in enumerate(register.columns)]
    return Table(f"{register.title} {owner.name}", columns, [register.cells(row) for row in rows])


def welfare_table(ksm: Ksm, history: QuerySet) -> Table:
    """Every judgement, also those that were replaced or withdrawn."""
    columns = (
        Column("Dicatat", lambda row: local_day(row.recorded_at, ksm.timezone), Kind.DATE),
        Column("Anggota", lambda row: row.member.name),
        Column("Triwulan", lambda row: quarter_in_words(row.period_first)),
        Column("Status", lambda row: find("welfare", row.status).word),
        Column("Catatan", lambda row: row.note),
        Column("Oleh", lambda row: str(row.by)),
        Column("Ditarik", lambda row: row.withdrawn_on, Kind.DATE),
        Column("Alasan ditarik", lambda row: row.withdrawn_reason),
    )
    return Table(f"Kesejahteraan {ksm.name}", columns, history)


def agenda_table(owner: Bkm | Ksm, papers: QuerySet) -> Table:
    of_bkm = isinstance(owner, Bkm)
    columns = (
        Column("Nomor", lambda paper: paper.number),
        Column("Tanggal", lambda paper: paper.day, Kind.DATE),
        Column("Perihal", lambda paper: paper.title),
        Column(
            "KSM" if of_bkm else "Penerbit", lambda paper: paper.ksm_name if of_bkm else str(paper.issuer)
        ),
        Column("Dibatalkan", lambda paper: paper.withdrawn_on, Kind.DATE),
        Column("Alasan", lambda paper: paper.withdrawn_reason),
    )
    return Table(f"Buku agenda surat {owner.name}", columns, papers)


def bkm_table(bkms: QuerySet[Bkm]) -> Table:
    columns = (
        Column("BKM", lambda bkm: bkm.name),
        Column("Kelurahan/desa", lambda bkm: bkm.kelurahan.full_name),
        Column("Unit", lambda bkm: ", ".join(unit.kind for unit in bkm.units.all())),
    )
    return Table("BKM", columns, bkms)


def region_table(changes: QuerySet[RegionChange]) -> Table:
    columns = (
        Column("Wilayah", lambda change: change.region.full_name),
        Column("Kode", lambda change: change.region_id),
        Column("Perubahan", lambda change: change.get_kind_display()),
        Column("BKM", lambda change: change.bkm and change.bkm.name),
        Column("Sejak", lambda change: change.on, Kind.DATE),
        Column("Sebelumnya", lambda change: change.old_full_name),
        Column("Dasar", lambda change: change.reason),
        Column("Oleh", lambda change: change.by and str(change.by)),
    )
    return Table("Perubahan wilayah", columns, changes)


def _held(posting: Posting) -> str:
    return ", ".join(filter(None, (posting.title, str(posting.place or ""))))


def user_table(users: QuerySet) -> Table:
    """Users with their `current_postings`."""
    columns = (
        Column("Nama", lambda user: user.full_name),
        Column("Nama pengguna", lambda user: user.username),
        Column("Tugas sekarang", lambda user: "; ".join(_held(one) for one in user.current_postings)),
        Column("Status", lambda user: find("member", "ACTIVE").word if user.is_active else "Tidak aktif"),
    )
    return Table("Pengguna", columns, users)


def lock_table(locks: QuerySet[LoginTries]) -> Table:
    zone = Posting().timezone
    columns = (
        Column("Jenis", lambda row: row.get_kind_display()),
        Column("Siapa", lambda row: row.subject),
        Column("Percobaan gagal", lambda row: row.failed, Kind.NUMBER),
        Column("Terakhir", lambda row: moment_in_words(row.last_at, zone)),
        Column("Terkunci sampai", lambda row: moment_in_words(row.locked_until, zone)),
    )
    return Table("Kunci masuk", columns, locks)


def export_table(exports: QuerySet[Export], zone: str) -> Table:
    columns = (
        Column("Diunduh", lambda row: moment_in_words(row.at, zone)),
        Column("Daftar", lambda row: row.title),
        Column("Saringan", lambda row: row.asked),
        Column("Bentuk", lambda row: row.get_format_display()),
        Column("Baris", lambda row: row.rows, Kind.NUMBER),
        Column("Oleh", lambda row: row.by_whom),
        Column("Dari alamat", lambda row: row.client),
    )
    return Table("Unduhan", columns, exports)


def rule_table_of(title: str, context: dict) -> Table:
    """Dated sets of thresholds side by side; `context` is that of `rule_context`."""
    columns = [
        Column("Ketentuan", itemgetter(0)),
        *(
            Column(f"sejak {rule.effective_from:%d-%m-%Y}", itemgetter(place))
            for place, rule in enumerate(context["rules"], start=1)
        ),
    ]
    basis = ("Dasar", *(rule.source for rule in context["rules"]))
    rows = [(label[:1].upper() + label[1:], *values) for label, values in context["lines"]]
    return Table(title, columns, [*rows, basis])
