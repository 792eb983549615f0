"""How often strangers may ask about a code: enough for people with papers, too little for guessing."""

import datetime

from django.db import transaction
from django.db.models import F

from groups.models import CodeQuestions
from ksm.keys import keyed_hash

SECONDS = 60
OF_ONE, OF_ALL = 20, 600  # questions a minute from one address, and from all together
EVERYBODY = ""  # the row in which all together are counted; no address has this hash


def may_ask(client: str, now: datetime.datetime) -> bool:
    """Count a question from an address; False when there were too many in this minute.

    Counted in the database, so that all processes of a server count together. Who asks too often writes
    nothing more to it, and rows of minutes that are over go with the first question of the next: there are
    never more than OF_ALL. An address is kept as a keyed hash, for that minute only; an
    unknown one ("") is counted with all together alone.
    """
    minute, own = int(now.timestamp()) // SECONDS, keyed_hash(client)
    asked = dict(CodeQuestions.objects.filter(minute=minute).of(own).values_list("client", "asked"))
    if asked.get(EVERYBODY, 0) >= OF_ALL or (own != EVERYBODY and asked.get(own, 0) >= OF_ONE):
        return False
    with transaction.atomic():
        if EVERYBODY not in asked:
            CodeQuestions.objects.exclude(minute=minute).delete()
        fresh = [CodeQuestions(minute=minute, client=one) for one in {EVERYBODY, own} - asked.keys()]
        CodeQuestions.objects.bulk_create(fresh, ignore_conflicts=True)
        CodeQuestions.objects.filter(minute=minute).of(own).update(asked=F("asked") + 1)
    return True
