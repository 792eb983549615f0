#!/bin/sh
# Counting the rows of SQLite (ANALYZE) makes a unique key that is almost always NULL useless for LEFT JOIN.
#
# Guess:     a UNIQUE column finds one row at the most, so that ANALYZE, which is advised after filling a database,
#            leaves a LEFT JOIN on it as it is: a search by the index. (Reversals of a journal are kept so: each entry
#            may name the one entry that it reverses, and hardly any does.)
# Versions:  apsw 3.54.1.0, which carries SQLite 3.54.1.
# Behaviour: NULLs are counted as one value of 20,000 rows. After ANALYZE the joined table is read whole for every row
#            of the other one, though no two rows can match; a partial unique index (WHERE reverses IS NOT NULL)
#            instead of the UNIQUE column keeps the search.
# Seen:      before: SEARCH undo USING INDEX sqlite_autoindex_entry_1 (reverses=?) LEFT-JOIN
#            after:  SCAN undo LEFT-JOIN
#            with a partial index, after: SEARCH undo USING INDEX entry_reverses (reverses=?) LEFT-JOIN
# What follows for a product: do not count the rows of SQLite without looking at the plans again, or make such keys
# unique by a partial index.
set -eu
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check apsw==3.54.1.0
cat > "$work/try.py" <<'PYTHON'
import apsw

BOOKS = """
CREATE TABLE entry (id INTEGER PRIMARY KEY, day TEXT NOT NULL, reverses INTEGER NULL {unique});
CREATE TABLE part (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL REFERENCES entry (id), amount INTEGER NOT NULL);
{index}
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000)
INSERT INTO entry (id, day) SELECT n, '2026-01-05' FROM numbers;
INSERT INTO part (entry, amount) SELECT id, 5000 FROM entry LIMIT 10;
"""
IN_FORCE = "SELECT SUM(amount) FROM part LEFT JOIN entry undo ON undo.reverses = part.entry WHERE undo.day IS NULL"


def plans(**key):
    books = apsw.Connection(":memory:")
    books.execute(BOOKS.format(**key))

    def plan():
        [found] = [row[3] for row in books.execute("EXPLAIN QUERY PLAN " + IN_FORCE) if " undo" in row[3]]
        return found

    before = plan()
    books.execute("ANALYZE")
    return before, plan()


column = plans(unique="UNIQUE", index="")
partial = plans(
    unique="", index="CREATE UNIQUE INDEX entry_reverses ON entry (reverses) WHERE reverses IS NOT NULL;"
)
print("SQLite", apsw.sqlite_lib_version())
print("before:", column[0])
print("after: ", column[1])
print("with a partial index, after:", partial[1])
assert column[0].startswith("SEARCH undo USING INDEX")
assert column[1].startswith("SCAN undo"), "ANALYZE keeps the search now: this finding is out of date"
assert partial[1].startswith("SEARCH undo USING INDEX entry_reverses")
PYTHON
"$work/venv/bin/python" "$work/try.py"
