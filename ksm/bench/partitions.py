"""Attendance, savings and journal lines of a whole nation on PostgreSQL, as they are and split by time.

Everything is written set by set; foreign keys are not asked meanwhile, since each row comes out of its own
parents.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

from django.db import connection

from groups.models import Ksm, Member
from ksm.bench.data import make_area
from ksm.bench.filling import insert_from
from ksm.bench.payload import WAJIB
from ksm.bench.timing import START
from ledger import chart
from ledger.models import JournalEntry, JournalLine
from meetings.models import Attendance, Meeting
from savings.models import Saving

MEETINGS, MEMBERS = 12, 15
# A meeting every fourth week, so that twelve of them span a year; three of them to a partition.
APART, TO_A_PART = 4, 3
# The heavy tables, and by which column they are split.
SPLIT = {"savings_saving": "date", "ledger_journalline": "date", "meetings_attendance": "meeting_id"}
ASKED = 200  # groups, one after the other
WINDOW = f"date '{START}' + {APART * 7 * (MEETINGS - 3)}"


def ask(sql: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def fill(groups: int) -> Iterator[str]:
    """So many groups with a year of meetings, and a word after each step."""
    bkm, _ = make_area()
    ask("SET session_replication_role = replica")
    day = f"date '{START}'"
    insert_from(
        Ksm,
        "generate_series(1, %s) n",
        groups,
        bkm_id=str(bkm.pk),
        code="'N' || n",
        name="'KSM ' || n",
        phase="'CANDIDATE'",
        founded_on=day,
        mentoring_started_on=day,
        meeting_weekday="0",
    )
    people = f"groups_ksm k CROSS JOIN generate_series(1, {MEMBERS}) n"
    insert_from(Member, people, ksm_id="k.id", number="n", name="'Anggota ' || n", sex="'P'", joined_on=day)
    yield f"{groups} KSM x {MEMBERS} anggota"
    for number in range(1, MEETINGS + 1):
        _meeting(number, f"{day} + {(number - 1) * APART * 7}")
        yield f"pertemuan {number} dari {MEETINGS}"
    ask("SET session_replication_role = origin")
    ask("VACUUM ANALYZE")
    yield "VACUUM ANALYZE"


def _meeting(number: int, day: str) -> None:
    """One meeting of every group: its entry, and a line, a saving and a mark for each member."""
    of_entry = {"ksm_id": "k.id", "number": str(number), "date": day}
    insert_from(JournalEntry, "groups_ksm k", **of_entry, kind="'MEETING'", memo="'Pertemuan'")
    held = f"ledger_journalentry e WHERE e.number = {number}"
    of_meeting = {"ksm_id": "e.ksm_id", "entry_id": "e.id", "scheduled_on": "e.date", "held_on": "e.date"}
    insert_from(Meeting, held, **of_meeting, state="'CLOSED'", counted_cash="0")
    present = (
        "ledger_journalentry e JOIN meetings_meeting m ON m.entry_id = e.id "
        f"JOIN groups_member p ON p.ksm_id = e.ksm_id WHERE e.number = {number}"
    )
    insert_from(Attendance, present, ksm_id="e.ksm_id", meeting_id="m.id", member_id="p.id", status="'H'")
    money = {"ksm_id": "e.ksm_id", "entry_id": "e.id", "member_id": "p.id", "date": "e.date"}
    insert_from(Saving, present, **money, kind="'WAJIB'", amount=str(WAJIB))
    accounts = {"debit_id": f"'{chart.KAS}'", "credit_id": f"'{chart.TABUNGAN_WAJIB}'"}
    insert_from(JournalLine, present, **money, **accounts, amount=str(WAJIB))


def split() -> Iterator[str]:
    """Beside each heavy table the same one in partitions by time, filled from it, with the same indexes."""
    for table, column in SPLIT.items():
        ask(f"CREATE TABLE {table}_split (LIKE {table} INCLUDING DEFAULTS) PARTITION BY RANGE ({column})")
        for part, (first, last) in enumerate(_bounds(column)):
            ask(
                f"CREATE TABLE {table}_split_{part} PARTITION OF {table}_split FOR VALUES "
                f"FROM ({first}) TO ({last})"
            )
        ask(f"INSERT INTO {table}_split SELECT * FROM {table}")  # noqa: S608
        for (definition,) in ask("SELECT indexdef FROM pg_indexes WHERE tablename = %s", table):
            columns = definition.split(" USING ")[1]
            # A unique key of a partitioned table has to hold the column that it is split by.
            unique = "UNIQUE " if columns == "btree (id)" or column in columns else ""
            columns = columns.replace("(id)", f"(id, {column})") if unique else columns
            ask(f"CREATE {unique * ('UNIQUE' in definition)}INDEX ON {table}_split USING {columns}")
        ask(f"VACUUM ANALYZE {table}_split")
        yield f"{table}, dibagi"


def _bounds(column: str) -> list[tuple[str, str]]:
    """From where to where each partition goes: of days, or of the ids that meetings get as time goes on."""
    edges = []
    for number in range(1, MEETINGS + TO_A_PART, TO_A_PART):
        day = f"date '{START}' + {(number - 1) * APART * 7}"
        if column == "date":
            [(edge,)] = ask(f"SELECT {day}")
            edges.append(f"'{edge}'")
        else:
            behind = "(SELECT max(id) + 1 FROM meetings_meeting)"
            held = f"FROM meetings_meeting WHERE held_on >= {day}"
            [(edge,)] = ask(f"SELECT coalesce(min(id), {behind}) {held}")
            edges.append(str(edge))
    return list(pairwise(edges))


ENDS = ("", "_split")
LINE = "date, debit_id, credit_id, amount, fund, member_id, ksm_id, entry_id"
QUESTIONS = {
    "buku tabungan satu KSM, seluruh masa": """
        SELECT member_id, sum(amount) FROM savings_saving{end} WHERE ksm_id = %s GROUP BY 1""",
    "buku kas satu KSM, seluruh masa": """
        SELECT debit_id, sum(amount) FROM ledger_journalline{end} WHERE ksm_id = %s GROUP BY 1""",
    "tabungan satu KSM, tiga pertemuan terakhir": """
        SELECT member_id, sum(amount) FROM savings_saving{end}
        WHERE ksm_id = %s AND date >= {window} GROUP BY 1""",
    "kehadiran satu KSM, tiga pertemuan terakhir": """
        SELECT a.status, count(*) FROM meetings_attendance{end} a JOIN meetings_meeting m
        ON m.id = a.meeting_id AND m.ksm_id = a.ksm_id
        WHERE a.ksm_id = %s AND m.held_on >= {window} GROUP BY 1""",
    "menulis 15 baris buku satu KSM": """
        INSERT INTO ledger_journalline{end} (id, memo, {line}) SELECT -id, 'uji', {line}
        FROM ledger_journalline WHERE ksm_id = %s AND date >= {window} AND id > 0 LIMIT 15""",
}
WHOLE = {
    "jumlah tabungan semua KSM, tiga pertemuan": """
        SELECT sum(amount) FROM savings_saving{end} WHERE date >= {window}""",
}


def compare() -> Iterator[str]:
    """Each question to the table as it is and as it is split: milliseconds, the median over many groups."""
    chosen = random.Random(7)  # noqa: S311 (the same groups every time)
    first, last = ask("SELECT min(id), max(id) FROM groups_ksm")[0]
    ids = chosen.sample(range(first, last + 1), ASKED)
    ask("SET session_replication_role = replica")  # keys to other tables would be asked of one of them only
    for label, sql in QUESTIONS.items():
        one, two = (_median(partial(ask, _of(sql, end)), [[pk] for pk in ids]) for end in ENDS)
        yield f"{label}: {one * 1000:.2f} ms, dibagi {two * 1000:.2f} ms"
    for label, sql in WHOLE.items():
        one, two = (_median(partial(ask, _of(sql, end)), [[], [], []]) for end in ENDS)
        yield f"{label}: {one:.2f} s, dibagi {two:.2f} s"


def _of(sql: str, end: str) -> str:
    return sql.format(end=end, window=WINDOW, line=LINE)


def _median(action: Callable, calls: list[list[int]]) -> float:
    taken = []
    for values in calls:
        began = time.perf_counter()
        action(*values)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def sizes() -> Iterator[str]:
    """Bytes of each heavy table, its indexes, a row with its share of them, and the newest partition."""
    for table in SPLIT:
        [(rows,)] = ask(f"SELECT count(*) FROM {table}")  # noqa: S608
        [(heap, indexes)] = ask("SELECT pg_table_size(%s), pg_indexes_size(%s)", table, table)
        newest = f"{table}_split_{MEETINGS // TO_A_PART - 1}"
        [(last,)] = ask("SELECT pg_total_relation_size(%s)", newest)
        yield (
            f"{table}: {rows} baris, {heap >> 20} MB, indeks {indexes >> 20} MB, "
            f"{(heap + indexes) // rows} byte tiap baris; bagian terbaru {last >> 20} MB"
        )
