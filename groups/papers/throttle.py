"""How often strangers may ask about a code: enough for people with papers, too little for guessing."""

from django.core.cache import caches

SECONDS = 60
OF_ONE, OF_ALL = 20, 600  # questions a minute from one address, and from all together, of each process


def may_ask(client: str) -> bool:
    """Count a question from an address; False when there were too many.

    Counted in this process's own memory: what anybody may call must not write to the database. While too
    many are asked by all together, nobody new is remembered, so that the memory is bounded too.
    """
    counts = caches["periksa"]
    counts.add("semua", 0, SECONDS)
    if counts.get("semua", 0) >= OF_ALL:
        return False
    counts.add(client, 0, SECONDS)
    if counts.incr(client) > OF_ONE:
        return False
    counts.incr("semua")
    return True
