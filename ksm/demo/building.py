"""Builds the demo programme; everything goes through the verbs of the apps."""

import datetime
from typing import Any

from django.db import transaction

from assessment.graduation.decisions import declare_passed
from groups.agreements.five_rules import agree_rule
from groups.consents.consenting import Word
from groups.members.enrolment import enrol_member
from groups.members.offices import elect_officer
from groups.models import (
    Bkm,
    Consent,
    GroupRule,
    Ksm,
    Member,
    OfficerTerm,
    Posting,
    Region,
    ServiceUnit,
    User,
)
from groups.path.mentoring import close_ksm, register_ksm, start_mentoring
from groups.people import choose_password, create_user, give_posting
from groups.places.bkm import create_bkm
from ksm.demo.blm import access_blm, send_lpj
from ksm.demo.cast import BKM_NAME, CITY, GROUPS, KELURAHAN, LOGIN_WORD, LOGINS, NAMES, WORK, GroupPlan, Login
from ksm.demo.clock import evening_of
from ksm.demo.lending import after_meeting
from ksm.demo.path import grow, mentor, train, walk_bkm, walk_group
from ksm.demo.sheets import INITIAL_SAVING, MINIMUM_SAVING, close_week
from meetings.calendar import schedule_of
from savings.opening import OpeningBalance, open_books

BEGUN = datetime.timedelta(days=200)  # so long ago the BKM and its people were written down
ASKED = 9  # members of KSM Mawar up to this number were asked about their data
AGREED = datetime.timedelta(days=3)  # so long before the first week the rules were agreed on
RULES = {
    GroupRule.Kind.MEETING: (
        "Bertemu tiap minggu, hadir tepat waktu",
        {"fine_late": 500, "fine_absent": 1000},
    ),
    GroupRule.Kind.SAVING: (
        "Menabung wajib tiap pertemuan",
        {"minimum_saving": MINIMUM_SAVING, "initial_saving": INITIAL_SAVING},
    ),
    GroupRule.Kind.RECORDING: ("Buku selesai hari itu juga, dibacakan di akhir pertemuan", {}),
    GroupRule.Kind.LOAN: (
        "Yang paling membutuhkan didahulukan",
        {"jasa_percent": 1, "max_periods": 8, "max_loan": 500_000},
    ),
    GroupRule.Kind.INSTALLMENT: ("Diangsur tiap minggu, tanggung renteng", {"fine_installment": 1000}),
}


@transaction.atomic
def build_demo(today: datetime.date) -> bool:
    """Make the demo as of `today`; False when it is there already."""
    if User.objects.filter(username=LOGINS[0].username).exists():
        return False
    begun = today - BEGUN
    with evening_of(begun):
        bkm, users = _office(begun)
    walk_bkm(bkm, today, users["sari"])
    groups = [(plan, _found(bkm, plan, today, users["sari"])) for plan in GROUPS]
    # As the weeks went by: what one group did before another was written down before it.
    for plan, ksm in sorted(groups, key=lambda one: -(one[0].started_days_ago or 0)):
        _live(ksm, plan, today, users)
    volunteer = next(login for login in LOGINS if login.kind == "VOLUNTEER")
    mawar = next(ksm for plan, ksm in groups if plan.name == "KSM Mawar")
    _user(volunteer, begun, users["admin"], ksm=mawar)
    return True


def _office(begun: datetime.date) -> tuple[Bkm, dict[str, User]]:
    """The BKM with its units, and everybody but the volunteer, by name of login."""
    admin = _user(LOGINS[-1], begun, None)
    kelurahan = Region.objects.get(pk=KELURAHAN)
    bkm = create_bkm(
        name=BKM_NAME,
        kelurahan=kelurahan,
        address="Jl. Sembungharjo Raya No. 12",
        phone="024-0000000",
        units=list(ServiceUnit.Kind.values),
        by=admin,
    )
    users = {
        login.username: _user(login, begun, admin, bkm) for login in LOGINS[:-1] if login.kind != "VOLUNTEER"
    }
    return bkm, users | {"admin": admin}


def _user(
    login: Login, begun: datetime.date, by: User | None, bkm: Bkm | None = None, ksm: Ksm | None = None
) -> User:
    user = create_user(
        username=login.username, full_name=login.full_name, password=LOGIN_WORD + "-awal", by=by
    )
    choose_password(user=user, password=LOGIN_WORD)
    scopes: dict[str, dict[str, Any]] = {
        "FACILITATOR": {"region": Region.objects.get(pk=KELURAHAN)},
        "CITY_COORDINATOR": {"region": Region.objects.get(pk=CITY)},
        "UNIT_STAFF": {"bkm": bkm, "unit": login.unit},
        "BKM_COORDINATOR": {"bkm": bkm},
        "VOLUNTEER": {"ksm": ksm},
        "ADMINISTRATOR": {},
    }
    give_posting(user=user, role=Posting.Role(login.kind), start=begun, by=by, **scopes[login.kind])
    return user


def _start_of(plan: GroupPlan, today: datetime.date) -> datetime.date | None:
    return None if plan.started_days_ago is None else today - datetime.timedelta(plan.started_days_ago)


def _found(bkm: Bkm, plan: GroupPlan, today: datetime.date, sari: User) -> Ksm:
    """A group with its members and rules, written down in the week before its first."""
    start = _start_of(plan, today)
    founded = (start or today) - datetime.timedelta(days=700 if plan.old else 10)
    with evening_of((start or today) - datetime.timedelta(days=10)):
        ksm = _register(bkm, plan, founded, today, sari)
        _enrol(ksm, plan, founded, today, sari)
    with evening_of((start or today) - AGREED):
        _agree(ksm, plan, start or today, today, sari)
    return ksm


def _register(bkm: Bkm, plan: GroupPlan, founded: datetime.date, today: datetime.date, sari: User) -> Ksm:
    start = plan.started_days_ago
    meets_on = today + datetime.timedelta(days=plan.meets_in_days)
    return register_ksm(
        bkm=bkm,
        code=plan.code,
        name=plan.name,
        by=sari,
        address="Jl. Melati" if start else "",
        rt="002" if start else "",
        rw="005",
        origin=Ksm.Origin.OLD if plan.old else Ksm.Origin.NEW,
        founded_on=founded,
        meeting_weekday=meets_on.weekday(),
        meeting_time=datetime.time(15, 30),
        meeting_place="Balai RW 05",
        purpose="Menambah penghasilan keluarga lewat usaha bersama",
        vision="Anggota mandiri dan saling menolong",
        mission="Menabung tiap minggu, meminjam untuk usaha, mengangsur tepat waktu",
        **{f"bidang_{name}": True for name in plan.bidang},
    )


def _live(ksm: Ksm, plan: GroupPlan, today: datetime.date, users: dict[str, User]) -> None:
    """The weeks of a group until today."""
    sari, start = users["sari"], _start_of(plan, today)
    if start is None:
        return
    with evening_of(start):
        ksm = start_mentoring(ksm=ksm, start=start, today=today, by=sari)
        walk_group(ksm, start, today, sari)
        if plan.old:
            _open(ksm, list(ksm.members.order_by("number")), start, sari)
    _meet(ksm, plan, start, today, users)
    if plan.passed:
        mentor(ksm, start, today, sari)
        grow(ksm, start, today, sari)
    if plan.ended:
        closed_on = today - datetime.timedelta(30)
        with evening_of(closed_on):
            close_ksm(
                ksm=ksm,
                closed_on=closed_on,
                reason="Sebagian besar anggota pindah",
                today=today,
                by=sari,
            )


def _enrol(ksm: Ksm, plan: GroupPlan, founded: datetime.date, today: datetime.date, by: User) -> list[Member]:
    offset = int(plan.code[-2:]) * 3
    members = []
    for number in range(1, plan.members + 1):
        name, sex = NAMES[(number - 1 + offset) % len(NAMES)]
        born = datetime.date(1970 + number, (number + offset) % 12 + 1, number % 27 + 1)
        day = born.day + (40 if sex == "P" else 0)
        listed = plan.blm or number % 5
        serial = int(plan.code[-2:]) * 100 + number
        member = enrol_member(
            ksm=ksm,
            name=name,
            sex=sex,
            nik=f"999901{day:02d}{born:%m%y}{serial:04d}" if number % 9 else "",
            birth_date=born,
            birth_place="Semarang",
            address=f"Jl. Melati No. {number}",
            rt="002",
            rw="005",
            occupation=WORK[(number + offset) % len(WORK)],
            ps2=Member.Ps2.YES if listed else Member.Ps2.UNKNOWN,
            ps2_priority=number % 3 + 1 if listed else None,
            joined_on=founded,
            statement_on=founded,
            consent=_agreed(plan, number, founded),
            phone=f"0812000{serial:06d}",
            today=today,
            by=by,
        )
        members.append(member)
    for member, role in zip(members, OfficerTerm.Role, strict=False):
        elect_officer(member=member, role=role, start=founded, today=today, by=by)
    return members


def _agreed(plan: GroupPlan, number: int, on: datetime.date) -> Word | None:
    """What a member agreed to; in one group some were not asked yet."""
    is_left_open = plan.name == "KSM Mawar" and number > ASKED
    return None if is_left_open else Word(on, "SIGNED", list(Consent.Scope))


def _agree(ksm: Ksm, plan: GroupPlan, by_day: datetime.date, today: datetime.date, sari: User) -> None:
    kinds = list(RULES)[:2] if plan.started_days_ago is None else list(RULES)
    for kind in kinds:
        text, parameters = RULES[kind]
        agree_rule(
            ksm=ksm,
            kind=kind,
            text=text,
            agreed_on=by_day - AGREED,
            signed=True,
            today=today,
            by=sari,
            **parameters,
        )


def _open(ksm: Ksm, members: list[Member], start: datetime.date, by: User) -> None:
    brought = {member: OpeningBalance({"WAJIB": 60_000 + 5_000 * member.number}) for member in members}
    brought[members[3]] = OpeningBalance({"WAJIB": 80_000}, loan=150_000)
    open_books(ksm=ksm, date=start - datetime.timedelta(days=1), cash=450_000, members=brought, by=by)


def _meet(
    ksm: Ksm, plan: GroupPlan, start: datetime.date, today: datetime.date, users: dict[str, User]
) -> None:
    sari = users["sari"]
    for slot in schedule_of(ksm, today):
        if slot.week <= plan.closed_weeks and slot.week not in plan.unrecorded:
            with evening_of(slot.scheduled_on):
                close_week(ksm, plan, slot.week, slot.scheduled_on, sari)
            after_meeting(ksm, plan, slot.week, slot.scheduled_on, users)
        if slot.week == 4 and plan.passed:
            passed_on = start + datetime.timedelta(weeks=4)
            with evening_of(passed_on):
                declare_passed(ksm=ksm, by=sari, role="Fasilitator", as_of=passed_on)
            train(ksm, start, today, sari)
        if slot.week == 13 and plan.blm:
            access_blm(Ksm.objects.get(pk=ksm.pk), slot.scheduled_on, users)
        if slot.week == plan.closed_weeks and plan.blm:
            send_lpj(ksm, slot.scheduled_on + datetime.timedelta(days=1), sari)
