"""What is to be done first, as a list with its progress: an administrator's, and the shape of a group's.

Also what stops somebody at the very beginning, and whom to ask about it.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse

from groups.models import Bkm, Posting, Region, User

Role = Posting.Role


@dataclass(frozen=True, slots=True)
class Step:
    """One item: `words` say how far it is; `url` leads to where it is done, "" for who may not."""

    label: str
    words: str
    is_done: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """The list in its order."""

    steps: Sequence[Step]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def is_complete(self) -> bool:
        return self.done == len(self.steps)

    @property
    def share(self) -> Fraction:
        return Fraction(self.done, len(self.steps))

    @property
    def next(self) -> Step | None:
        """The first that is not done yet."""
        return next((step for step in self.steps if not step.is_done), None)


def administrator_steps(on: datetime.date) -> FirstSteps | None:
    """BKM, users, postings; None once a facilitator has where to work. At most four queries."""
    at_work = Posting.objects.on(on).filter(role=Role.FACILITATOR, region__bkms__isnull=False)
    if at_work.exists():
        return None
    bkms = Bkm.objects.counted().count()
    others = User.objects.filter(is_active=True).exclude(
        pk__in=Posting.objects.on(on).filter(role=Role.ADMINISTRATOR).values("user")
    )
    users = others.count()
    idle = others.exclude(pk__in=Posting.objects.on(on).values("user")).first() if users else None
    post = reverse("groups:user_list")
    if idle:
        post = reverse("groups:posting_create", args=[idle.pk, "fasilitator"])
    return FirstSteps(
        (
            Step(
                "BKM",
                f"{bkms} tercatat" if bkms else "catat BKM kelurahan yang didampingi",
                bool(bkms),
                reverse("groups:bkm_create"),
            ),
            Step(
                "Pengguna",
                f"{users} orang" if users else "buat nama pengguna dan kata sandi pertama fasilitator",
                bool(users),
                reverse("groups:user_create"),
            ),
            Step("Tugas", "tugaskan fasilitator ke kelurahan yang punya BKM", False, post),
        )
    )


def waiting_kelurahans(user: User, on: datetime.date) -> list[Region]:
    """Where the user is facilitator and no BKM is known yet, so that no group can be registered."""
    postings = user.postings.on(on).filter(role=Role.FACILITATOR, region__bkms__isnull=True)
    return [posting.region for posting in postings.select_related("region") if posting.region]


def whom_to_ask(on: datetime.date) -> str:
    """The administrators of that day with their telephone, as the end of a sentence. One query."""
    postings = Posting.objects.on(on).filter(role=Role.ADMINISTRATOR, user__is_active=True)
    people = {posting.user for posting in postings.select_related("user")}
    told = [f"{one.full_name} ({one.phone})" if one.phone else str(one) for one in people]
    return f"administrator: {', '.join(sorted(told))}" if told else "administrator"


def missing_bkm_sentences(user: User, on: datetime.date) -> list[str]:
    """What a facilitator reads who cannot register a group yet: what is missing, and whom to ask."""
    waiting = waiting_kelurahans(user, on)
    if not waiting:
        return []
    asked = whom_to_ask(on)
    return [
        f"{place.full_name} belum punya BKM di Buku KSM, jadi KSM-nya belum bisa didaftarkan. "
        f"Minta BKM-nya dicatat oleh {asked}."
        for place in waiting
    ]
