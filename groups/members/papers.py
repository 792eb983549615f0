"""A member's statement (surat pernyataan) and card, and the list of a BKM's beneficiaries. Reads only."""

import datetime
from collections.abc import Sequence

from groups.letterhead import (
    Office,
    Signer,
    coordinator,
    facilitator,
    furniture,
    group_signers,
    village_head,
    village_of,
)
from groups.members.identity import identity_of
from groups.models import Beneficiary, Bkm, Ksm, Member


def statement_context(member: Member, ksm: Ksm, day: datetime.date, *, is_whole: bool = False) -> dict:
    """What a member promises, signed over a meterai; the NIK masked unless it is to be `is_whole`."""
    witnesses = group_signers(ksm, day, Office.KETUA, opposite=[member.pk], lead="Saksi,")
    signers = [*witnesses, Signer("Yang menyatakan,", "", member.name, meterai=True)]
    return {
        "ksm": ksm,
        "member": member,
        "one": identity_of(member, is_whole=is_whole),
        **furniture(ksm, day, signers),
    }


def card_context(member: Member, ksm: Ksm, day: datetime.date) -> dict:
    """A card to cut out: who is a member of which group, the NIK masked."""
    signers = group_signers(ksm, day, Office.KETUA, opposite=[member.pk])
    terms = member.offices.filter(start__lte=day).exclude(end__lte=day)
    return {
        "ksm": ksm,
        "member": member,
        "one": identity_of(member),
        "offices": [term.get_role_display() for term in terms],
        "village_name": village_of(ksm.bkm, day).title,
        **furniture(ksm, day, signers),
    }


def beneficiaries_context(bkm: Bkm, ksms: Sequence[Ksm], day: datetime.date) -> dict:
    """The poor households that the given groups work for, by group. One query for them all."""
    rows = list(Beneficiary.objects.filter(ksm__in=ksms).select_related("ksm").order_by("ksm__name", "name"))
    return {
        "bkm": bkm,
        "day": day,
        "rows": rows,
        "people": sum(row.people for row in rows),
        "listed": sum(row.in_ps2 for row in rows),
        **furniture(
            bkm,
            day,
            [facilitator(bkm, day, "Dibuat oleh,"), coordinator(bkm, day, ""), village_head(bkm, day)],
        ),
    }
