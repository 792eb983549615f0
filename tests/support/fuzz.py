"""Seeded nonsense: workbooks with bytes, cells and parts put wrong, and forms with their fields put wrong."""

import io
import os
import random
import zipfile

SEED = int(os.environ.get("FUZZ_SEED", "15"))
LONG = bool(os.environ.get("FUZZ"))
PIECES = (
    *("", " ", "-", "0", "-1", "1", "9" * 30, "1.5", "1,5", "NaN", "1e9", "\u0661\u0662", "²"),
    *("31-02-2025", "2025-13-01", "9999-12-31", "0001-01-01", "2025-01-01T00:00"),
    *(
        "=1+1",
        "@x",
        "<b>",
        "&amp;",
        "'; --",
        "%s",
        "{{ 1 }}",
        "../..",
        "\\",
        "\r\n",
        "\t",
        "\x00",
        "\ufeff",
        "🌾",
    ),
    *("true", "None", "[]", "{}", "x" * 5000, "e\u0301" * 50, "\u202e"),
)


def nonsense(chance: random.Random, value: str) -> str:
    """A value put wrong: another one, cut, doubled, or with a sign in its middle."""
    place = chance.randrange(len(value) + 1)
    return chance.choice(
        [
            chance.choice(PIECES),
            value[:place],
            value * 2,
            value[:place] + chance.choice(PIECES) + value[place:],
            "".join(chr(chance.randrange(1, 0x2FFF)) for _ in range(chance.randrange(20))),
            str(chance.randrange(-(10**6), 10**18)),
        ]
    )


def mutated_fields(chance: random.Random, fields: dict) -> dict:
    """One to four fields put wrong, left out or sent twice; sometimes one that the form does not have."""
    sent = dict(fields)
    for name in chance.sample(sorted(sent), min(len(sent), chance.randint(1, 4))):
        kind = chance.random()
        if kind < 0.15:
            del sent[name]
        elif kind < 0.3:
            sent[name] = [nonsense(chance, str(sent[name])), nonsense(chance, str(sent[name]))]
        else:
            sent[name] = nonsense(chance, str(sent[name]))
    if chance.random() < 0.1:
        sent[nonsense(chance, "bidang")[:100] or "bidang"] = nonsense(chance, "isi")
    return sent


def mutated_workbook(chance: random.Random, data: bytes) -> bytes:
    """A workbook put wrong somewhere: in the bytes of the file, or in those of one or two of its parts."""
    if chance.random() < 0.25:
        return _mutated(chance, data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in chance.sample(sorted(parts), chance.randint(1, 2)):
        kind = chance.random()
        if kind < 0.1:
            del parts[name]
        elif kind < 0.2:
            parts[name] = parts[chance.choice(sorted(parts))]
        else:
            parts[name] = _mutated(chance, parts[name])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _mutated(chance: random.Random, content: bytes) -> bytes:
    """One to six places changed: a piece of something else, a piece doubled, a piece gone."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(made) + 1)
        length = chance.choice([1, 1, 2, 8, 64, 512])
        other = chance.choice(PIECES).encode(errors="surrogatepass")
        kind = chance.randrange(4)
        put = (other, bytes(made[place : place + length]) * 2, b"", chance.randbytes(length))[kind]
        made[place : place + length] = put
    return bytes(made)
