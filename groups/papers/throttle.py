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

    Counted in the database, so that all processes of a server count together, and asked again where it is
    counted, so that of many sent at once no more are answered. Who asks too often writes nothing more to it,
    and rows of minutes that are over go with the first question of the next but one: there are never more
    than twice OF_ALL. An address is kept as a keyed hash, for those minutes only; an unknown one ("") is
    counted with all together alone.
    """
    minute, own = int(now.timestamp()) // SECONDS, keyed_hash(client)
    rows = CodeQuestions.objects.filter(minute=minute)
    asked = dict(rows.of(own).values_list("client", "asked"))
    # Always in this order, so that two that wait for each other's rows do not meet.
    most = {own: OF_ONE, EVERYBODY: OF_ALL} if own != EVERYBODY else {EVERYBODY: OF_ALL}
    if any(asked.get(one, 0) >= limit for one, limit in most.items()):
        return False
    with transaction.atomic():
        if EVERYBODY not in asked:
            CodeQuestions.objects.filter(minute__lt=minute - 1).delete()
        fresh = [CodeQuestions(minute=minute, client=one) for one in most if one not in asked]
        CodeQuestions.objects.bulk_create(fresh, ignore_conflicts=True)
        for one, limit in most.items():
            if not rows.filter(client=one, asked__lt=limit).update(asked=F("asked") + 1):
                transaction.set_rollback(True)
                return False
    return True
