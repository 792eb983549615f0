"""The consent form that members sign, in plain words. Reads only."""

import datetime
from collections.abc import Sequence

from groups.consents.texts import CURRENT
from groups.letterhead import furniture
from groups.models import Ksm, Member


def consent_context(ksm: Ksm, members: Sequence[Member], day: datetime.date) -> dict:
    """A page for each member, with the text of now; date and signature are written by hand."""
    return {"ksm": ksm, "members": members, "text": CURRENT, **furniture(ksm, day, [])}
