"""Plain functions that make one thing each, with believable defaults; every default can be overridden."""

import datetime
from itertools import count

from groups.models import Bkm, Ksm, Member, OfficerTerm, Posting, Region, ServiceUnit, User
from ksm.keys import keyed_hash
from savings.models import MemberMove

START = datetime.date(2025, 6, 2)  # A Monday; the mentoring of KSM Mawar begins.
LONG_AGO = datetime.date(2020, 1, 1)
PASSWORD = "sembung-harjo-2025"
PLACES = {
    "33": "Jawa Tengah",
    "33.74": "Kota Semarang",
    "33.74.05": "Kec. Genuk",
    "33.74.05.1001": "Kel. Sembungharjo",
    "33.74.05.1002": "Kel. Karangroto",
    "12": "Sumatera Utara",
    "12.71": "Kota Medan",
    "12.71.01": "Kec. Medan Kota",
    "12.71.01.1001": "Kel. Pusat Pasar",
}
NAMES = (
    "Siti Aminah",
    "Ni Wayan Sari",
    "Maria Goreti Bere",
    "Butet Simanjuntak",
    "Upik Chaniago",
    "Rahmatia Daeng",
    "Yuliana Wenda",
    "Sumarni",
    "Halimah Tanjung",
    "Agustina Lomboan",
    "Nurhayati",
    "Theresia Mote",
)
_numbers = count(1)


def make_region(code: str = "33.74.05.1001") -> Region:
    """A region of the small map above, with its parents."""
    parent = make_region(code.rpartition(".")[0]) if "." in code else None
    title = PLACES[code]
    region, _ = Region.objects.get_or_create(
        code=code,
        defaults={
            "name": title.removeprefix("Kec. ").removeprefix("Kel. "),
            "level": code.count(".") + 1,
            "parent": parent,
            "full_name": f"{title}, {parent.full_name}" if parent else title,
        },
    )
    return region


def make_bkm(name: str = "BKM Sembungharjo Sejahtera", kelurahan: str = "33.74.05.1001", **fields) -> Bkm:
    bkm = Bkm.objects.create(name=name, kelurahan=make_region(kelurahan), **fields)
    ServiceUnit.objects.bulk_create(ServiceUnit(bkm=bkm, kind=kind) for kind in ServiceUnit.Kind)
    return bkm


def make_ksm(bkm: Bkm | None = None, *, started: datetime.date | None = START, **fields) -> Ksm:
    """A group that meets on Mondays: a candidate since `started`, or still forming when that is None."""
    number = next(_numbers)
    fields.setdefault("code", f"KSM-{number:03}")
    fields.setdefault("name", f"KSM Melur {number}")
    fields.setdefault("phase", Ksm.Phase.CANDIDATE if started else Ksm.Phase.FORMING)
    fields.setdefault("meeting_weekday", Ksm.Weekday.MONDAY)
    fields.setdefault("founded_on", (started or START) - datetime.timedelta(days=14))
    return Ksm.objects.create(bkm=bkm or make_bkm(), mentoring_started_on=started, **fields)


def make_member(ksm: Ksm, *, nik: str = "", family_card: str = "", **fields) -> Member:
    """The next member of `ksm`, there since the group was founded."""
    last = ksm.members.order_by("-number").first()
    number = fields.pop("number", last.number + 1 if last else 1)
    fields.setdefault("name", NAMES[(number - 1) % len(NAMES)])
    fields.setdefault("sex", Member.Sex.FEMALE)
    fields.setdefault("joined_on", ksm.founded_on or START)
    return Member.objects.create(
        ksm=ksm,
        number=number,
        nik=nik,
        nik_hash=keyed_hash(nik),
        family_card=family_card,
        family_card_hash=keyed_hash(family_card),
        **fields,
    )


def make_members(ksm: Ksm, number: int, **fields) -> list[Member]:
    return [make_member(ksm, **fields) for _ in range(number)]


def make_officer(member: Member, role: str = OfficerTerm.Role.KETUA, **fields) -> OfficerTerm:
    fields.setdefault("start", member.joined_on)
    return OfficerTerm.objects.create(ksm=member.ksm, member=member, role=role, **fields)


def make_user(username: str | None = None, **fields) -> User:
    username = username or f"pengguna{next(_numbers)}"
    fields.setdefault("full_name", username.title())
    fields.setdefault("password", PASSWORD)
    return User.objects.create_user(username=username, **fields)


def make_posting(user: User, role: str, *, start: datetime.date = LONG_AGO, **scope) -> Posting:
    """A posting over `region`, `bkm` (with `unit`) or `ksm`, in force since long ago."""
    return Posting.objects.create(user=user, role=role, start=start, **scope)


def make_facilitator(username: str, kelurahan: str = "33.74.05.1001") -> User:
    user = make_user(username)
    make_posting(user, Posting.Role.FACILITATOR, region=make_region(kelurahan))
    return user


def make_volunteer(username: str, ksm: Ksm) -> User:
    user = make_user(username)
    make_posting(user, Posting.Role.VOLUNTEER, ksm=ksm)
    return user


def make_unit_staff(username: str, bkm: Bkm, unit: str = ServiceUnit.Kind.UPK) -> User:
    user = make_user(username)
    make_posting(user, Posting.Role.UNIT_STAFF, bkm=bkm, unit=unit)
    return user


def make_coordinator(username: str, bkm: Bkm) -> User:
    user = make_user(username)
    make_posting(user, Posting.Role.BKM_COORDINATOR, bkm=bkm)
    return user


def make_city_coordinator(username: str, city: str = "33.74") -> User:
    user = make_user(username)
    make_posting(user, Posting.Role.CITY_COORDINATOR, region=make_region(city))
    return user


def make_administrator(username: str = "admin") -> User:
    user = make_user(username)
    make_posting(user, Posting.Role.ADMINISTRATOR)
    return user


def make_move(ksm: Ksm, on: datetime.date, by: User) -> MemberMove:
    """Somebody who left and came back under another number on the same day, as if from another group."""
    gone, after = make_member(ksm, left_on=on), make_member(ksm, joined_on=on)
    return MemberMove.objects.create(before=gone, after=after, date=on, minutes="Notulen", by=by)
