"""What an address can name of a member's say over their data."""

import datetime

from groups.consents.consenting import Word, record_consents, withdraw_consent
from groups.consents.requests import ask_to_put_right
from groups.models import Consent


def data_ids(member, by, today: datetime.date) -> dict:
    """A member who agreed, thought again, and asked that something be put right."""
    said = {"today": today, "by": by}
    record_consents(ksm=member.ksm, members=[member], word=Word(today, "SIGNED", list(Consent.Scope)), **said)
    fewer = Word(today, "SIGNED", [Consent.Scope.CONTACT])
    wish = ask_to_put_right(member=member, wish="Ejaan nama", asked_on=today, today=today, by=by)
    return {"withdrawal_id": withdraw_consent(member=member, word=fewer, **said).pk, "wish_id": wish.pk}
