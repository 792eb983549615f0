"""Text as phones and programs send it, made plain: the unseen goes, what looks the same becomes the same."""

import re
import unicodedata

from django.db.models import CharField, TextField, Transform

# What is drawn as nothing (Unicode: Default_Ignorable_Code_Point): directional marks, zero width, BOM, soft
# hyphen, variation selectors.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
_SPACE = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_LINE_ENDS = "\u0085\u2028\u2029"
_HYPHENS = "\u2010\u2011\u2212\ufe63\uff0d"
_APOSTROPHES = "\u2018\u2019\u201a\u201b\u02b9\u02bb\u02bc\u02bd\u02c8\u2032\uff07"
_QUOTES = "\u201c\u201d\u201e\u201f\u2033\uff02"
_PLAIN = str.maketrans(
    dict.fromkeys(_SPACE, " ")
    | dict.fromkeys(_LINE_ENDS, "\n")
    | dict.fromkeys(_HYPHENS, "-")
    | dict.fromkeys(_APOSTROPHES, "'")
    | dict.fromkeys(_QUOTES, '"')
)
# Typed for an apostrophe where a keyboard has none; kept as they are, but found.
_FOR_AN_APOSTROPHE = "`\u00b4"
# Of what stands in older rows: as much as people type, each costs the database a REPLACE.
_IN_OLDER_ROWS = (
    *((mark, "'") for mark in "\u2019\u2018\u02bc\u02bb\u2032" + _FOR_AN_APOSTROPHE),
    *((mark, '"') for mark in "\u201c\u201d"),
    *((mark, " ") for mark in "\u00a0\u202f"),
    *((mark, "-") for mark in "\u2010\u2011"),
    *((mark, "") for mark in "\u200b\u200e\u200f\u202a\u202c\ufeff\u00ad"),
)


def plain(text: str) -> str:
    """The text to keep: nothing unseen, ordinary spaces, hyphens, apostrophes, quotes, composed letters."""
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text).translate(_PLAIN))


def sought(text: str) -> str:
    """The text to look for or to compare: plain, single spaces, every apostrophe the same."""
    found = plain(text)
    for mark in _FOR_AN_APOSTROPHE:
        found = found.replace(mark, "'")
    return " ".join(found.split())


def squashed(text: str) -> str:
    """Letters and digits only, small and without accents: "Pare-Pare" and "parepare" are the same."""
    bare = unicodedata.normalize("NFKD", plain(text)).casefold()
    return "".join(sign for sign in bare if sign.isalnum())


@CharField.register_lookup
@TextField.register_lookup
class Plain(Transform):
    """`name__plain__icontains=sought(typed)` finds a name however its apostrophe was typed, then or now."""

    lookup_name = "plain"

    # Without the names of a function and its template, for it is a chain of them.
    def as_sql(self, compiler, connection, **extra_context):  # type: ignore[override]  # See above.
        sql, params = compiler.compile(self.lhs)
        params = list(params)
        for mark, same in _IN_OLDER_ROWS:
            sql = f"REPLACE({sql}, %s, %s)"
            params += [mark, same]
        return sql, params
