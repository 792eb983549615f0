"""What of this app the trail tells: histories, looks at whole NIK, files, prints, and members' own words."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet

from groups.models import (
    ApiToken,
    Beneficiary,
    Bkm,
    ChecklistRecord,
    CommunityGroup,
    Concern,
    Consent,
    ConsentEffect,
    DataRequest,
    Export,
    ExportPlace,
    FactorReset,
    GroupRule,
    InventoryItem,
    Ksm,
    Member,
    NikDisclosure,
    OfficerTerm,
    PaperPrint,
    Partnership,
    Posting,
    StepRecord,
    Training,
    User,
    VisitLog,
    VolunteerRecord,
    WorkPlanItem,
)
from groups.trail.histories import history_source
from groups.trail.reading import SYSTEM, Change, Reader, Source

OF_KSM: dict[str, Any] = {"to_ksm": "ksm"}
OF_BKM: dict[str, Any] = {"to_bkm": "bkm"}


def _event_source(
    model: Any,
    code: str,
    label: str,
    words: Callable[..., Any],
    *related: str,
    rows: Callable[[], QuerySet] | None = None,
    has_client: bool = True,
    known: Callable[[Any], Any] | None = None,
    **facts: Any,
) -> Source:
    """Rows that are acts themselves: `words` tells (what, kind, reason) of one.

    `rows` are those of them that are such an act, else all; without a client the row knows no address. Where
    `known` is given, `words` gets besides what that finds out about all rows at once.
    """
    moment, who = facts.get("moment", "at"), facts.get("who", "by")
    to_ksm = facts.get("to_ksm", "").replace("__", ".")

    def tell(rows: QuerySet, reader: Reader) -> dict[int, Change]:
        found, listed = {}, list(rows.select_related(who, *related))
        more = (known(listed),) if known else ()
        for one in listed:
            what, kind, reason = words(one, *more)
            by, ksm = getattr(one, who), _follow(one, to_ksm)
            where = "" if isinstance(reader.place, Ksm) or ksm is None else ksm.name
            change = partial(Change, client=one.client if has_client else "", where=where)
            found[one.pk] = change(getattr(one, moment), str(by or SYSTEM), what, kind, reason)
        return found

    return Source(code, label, rows or model.objects.all, tell, **facts)


def _follow(row: Any, path: str) -> Ksm | None:
    for name in filter(None, path.split(".")):
        row = getattr(row, name)
    return row if isinstance(row, Ksm) else None


def _called_in(looks: Iterable[NikDisclosure]) -> dict[int, str]:
    """Number and name as of now of everybody in these, by id; of who was taken out, the last. Two queries."""
    seen = {pk for look in looks for pk in look.members if isinstance(pk, int)}
    told = Member.history.filter(id__in=seen).order_by("history_id").values_list("id", "number", "name")
    now = Member.objects.filter(pk__in=seen).values_list("pk", "number", "name")
    return {pk: f"{number}. {name}" for pk, number, name in (*told, *now)}


def _disclosed(one: NikDisclosure, called: Mapping[int, str]):
    members = ", ".join(called.get(pk, f"nomor {pk}") for pk in one.members)
    return f"NIK lengkap anggota {members}", one.get_way_display(), one.paper


def _among_others(place: Ksm | Bkm) -> QuerySet:
    """Files of many that tell of this place too."""
    here = Q(ksm=place) if isinstance(place, Ksm) else Q(bkm=place)
    return ExportPlace.objects.filter(here).values("export")


def _taken_out(one: Export):
    what = f"Berkas {one.title}" if one.rows is None else f"Daftar {one.title}, {one.rows} baris"
    how = f"dibaca program dengan token {one.token}" if one.token else "diunduh"
    return what, how, one.asked and f"saringan {one.asked}"


def _printed(one: PaperPrint):
    return f"{one.paper.title} nomor {one.paper.number}", "dicetak", one.edition


def _said(one: Consent):
    how = f"{one.get_how_display()}, {one.on:%d-%m-%Y}: {one.purposes or 'tidak satu pun'}"
    return f"{one.get_act_display()} anggota {one.member.number}. {one.member.name}", "dicatat", how


def _emptied(one: ConsentEffect):
    member = one.withdrawal.member
    return f"Data yang ditarik anggota {member.number}. {member.name}", "dihapus", one.withdrawal.purposes


def _wished(one: DataRequest):
    return f"Permintaan perbaikan data anggota {one.member.number}. {one.member.name}", "dicatat", one.wish


def _answered(one: DataRequest):
    return f"Permintaan perbaikan data anggota {one.member.number}. {one.member.name}", "dijawab", one.answer


def _factor_asked(one: FactorReset):
    return f"Pengaman kedua {one.user.full_name}", "diminta dilepas", one.reason


def _factor_answered(one: FactorReset):
    what = f"Permintaan lepas pengaman {one.user.full_name} dari {one.asked_by}"
    if one.answered_by is None:
        return what, "gugur", "pengamannya sudah diganti"
    return what, "disetujui" if one.is_granted else "ditolak", ""


def _token_made(one: ApiToken):
    return f"Token {one.name}", "dibuat", ""


def _token_withdrawn(one: ApiToken):
    return f"Token {one.name}", "dicabut", ""


SOURCES = (
    history_source(Ksm, "profil", "Profil KSM", to_ksm="id", to_bkm="bkm"),
    history_source(Member, "anggota", "Anggota", **OF_KSM),
    history_source(OfficerTerm, "pengurus", "Pengurus", **OF_KSM),
    history_source(GroupRule, "aturan", "Aturan", **OF_KSM),
    history_source(StepRecord, "langkah", "Langkah", **OF_KSM, **OF_BKM),
    history_source(Training, "pelatihan", "Pelatihan", **OF_KSM, **OF_BKM),
    history_source(WorkPlanItem, "rencana", "Rencana kerja", **OF_KSM),
    history_source(
        Beneficiary, "penerima", "Penerima manfaat", **OF_KSM, is_for=lambda reader: reader.with_ps2
    ),
    history_source(Partnership, "kemitraan", "Kemitraan", **OF_KSM),
    history_source(Concern, "masalah", "Masalah dan aspirasi", **OF_KSM),
    history_source(ChecklistRecord, "periksa", "Daftar periksa", **OF_KSM),
    history_source(VisitLog, "kunjungan", "Kunjungan", **OF_KSM),
    history_source(InventoryItem, "inventaris", "Inventaris", **OF_KSM),
    history_source(CommunityGroup, "kelompok", "Kelompok masyarakat", **OF_BKM),
    history_source(VolunteerRecord, "relawan", "Relawan", **OF_BKM),
    history_source(Bkm, "bkm", "BKM", to_bkm="id"),
    history_source(User, "pengguna", "Pengguna"),
    history_source(Posting, "penugasan", "Penugasan", **OF_KSM, **OF_BKM),
    _event_source(NikDisclosure, "nik", "NIK lengkap", _disclosed, "ksm", known=_called_in, **OF_KSM),
    _event_source(
        Export,
        "unduhan",
        "Unduhan",
        _taken_out,
        "ksm",
        "token",
        **OF_KSM,
        **OF_BKM,
        is_for=lambda reader: reader.with_files,
        also=_among_others,
    ),
    _event_source(
        PaperPrint,
        "cetakan",
        "Cetakan surat",
        _printed,
        "paper__ksm",
        moment="printed_at",
        to_ksm="paper__ksm",
        to_bkm="paper__bkm",
    ),
    _event_source(Consent, "persetujuan", "Persetujuan", _said, "member__ksm", to_ksm="member__ksm"),
    _event_source(
        ConsentEffect,
        "penghapusan",
        "Penghapusan",
        _emptied,
        "withdrawal__member__ksm",
        to_ksm="withdrawal__member__ksm",
    ),
    _event_source(
        DataRequest,
        "perbaikan",
        "Permintaan perbaikan",
        _wished,
        "member__ksm",
        moment="recorded_at",
        who="recorded_by",
        to_ksm="member__ksm",
    ),
    _event_source(
        DataRequest,
        "jawaban",
        "Jawaban perbaikan",
        _answered,
        "member__ksm",
        rows=lambda: DataRequest.objects.exclude(answered_at=None),
        has_client=False,
        moment="answered_at",
        who="answered_by",
        to_ksm="member__ksm",
    ),
    _event_source(
        FactorReset,
        "lepas-pengaman",
        "Minta lepas pengaman",
        _factor_asked,
        "user",
        has_client=False,
        moment="asked_at",
        who="asked_by",
    ),
    _event_source(
        FactorReset,
        "jawab-pengaman",
        "Jawab lepas pengaman",
        _factor_answered,
        "user",
        "asked_by",
        rows=lambda: FactorReset.objects.exclude(answered_at=None),
        has_client=False,
        moment="answered_at",
        who="answered_by",
    ),
    _event_source(
        ApiToken, "token", "Token dibuat", _token_made, has_client=False, moment="made_at", who="user"
    ),
    _event_source(
        ApiToken,
        "cabut-token",
        "Token dicabut",
        _token_withdrawn,
        rows=lambda: ApiToken.objects.exclude(withdrawn_at=None),
        has_client=False,
        moment="withdrawn_at",
        who="user",
    ),
)
