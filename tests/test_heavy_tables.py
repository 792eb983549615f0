"""Tables that grow with every meeting: their indexes, and that a page of a group asks for its own rows only.

So they can be split by group or by time one day (docs/scale.md).
"""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groups.models import Ksm, User
from ledger.models import JournalEntry, Loan
from meetings.models import Meeting
from tests.support import factories
from tests.support.kept_world import put_world
from tests.support.undrawn import nothing_drawn
from tests.support.world import addresses

HEAVY = {
    *("meetings_meeting", "meetings_attendance", "meetings_agendaitem", "meetings_bookcheck"),
    *("ledger_journalentry", "ledger_journalline", "ledger_installment", "ledger_repayment"),
    *("ledger_repaymentpart", "savings_saving"),
}
READ = HEAVY | {"ledger_accountposting"}  # the view of the lines
# What leads to rows by something that belongs to one group; beside the group's own key.
OF_ONE_GROUP = {
    *("meeting_id", "entry_id", "loan_id", "member_id", "repayment_id", "after_id"),
    *("grant_id", "sharing_id", "case_id", "tranche_id", "line_id", "id"),
}
CONDITION = re.compile(r'"(\w+)"\."(\w+)" (?:= (\d+)|IN \(([\d, ]+)\))')
# Found by something other than the group: by its parent, whose key tells the group (docs/scale.md says how
# each would come to begin with the group's key).
BY_PARENT = {
    ("ledger_installment", ("loan_id", "sequence")),
    ("ledger_installment", ("loan_id", "version", "sequence")),
    ("ledger_journalentry", ("recorded_by_id",)),
    ("ledger_journalentry", ("reverses_id",)),
    ("ledger_journalline", ("entry_id",)),
    ("ledger_journalline", ("loan_id",)),
    ("ledger_journalline", ("member_id",)),
    ("ledger_journalline", ("payer_id",)),
    ("ledger_repayment", ("entry_id",)),
    ("ledger_repayment", ("loan_id",)),
    ("ledger_repayment", ("undone_by_id",)),
    ("ledger_repaymentpart", ("installment_id",)),
    ("ledger_repaymentpart", ("repayment_id", "installment_id")),
    ("meetings_agendaitem", ("meeting_id", "code")),
    ("meetings_attendance", ("meeting_id", "member_id")),
    ("meetings_attendance", ("member_id",)),
    ("meetings_bookcheck", ("meeting_id", "code")),
    ("meetings_meeting", ("closed_by_id",)),
    ("meetings_meeting", ("entry_id",)),
    ("savings_saving", ("entry_id",)),
    ("savings_saving", ("member_id",)),
}
# Indexes of those few rows that are in force, or reopened.
OF_FEW_ROWS = {("ledger_installment", ("loan_id", "sequence")), ("meetings_meeting", ("ksm_id",))}


def indexes():
    """(table, columns) of every index of the heavy tables but their own keys."""
    with connection.cursor() as cursor:
        for table in sorted(HEAVY):
            for found in connection.introspection.get_constraints(cursor, table).values():
                if (found["index"] or found["unique"]) and not found["primary_key"] and found["columns"]:
                    yield table, tuple(found["columns"])


def test_every_index_of_a_heavy_table_begins_with_the_group_or_with_a_parent_of_the_row(db):
    assert {one for one in indexes() if one[1][0] != "ksm_id"} == BY_PARENT


def test_no_index_of_a_heavy_table_is_the_beginning_of_another(db):
    """It would be written at every meeting and answer nothing that the longer one does not."""
    there = sorted(indexes())
    doubled = [
        (table, columns)
        for table, columns in there
        for other, longer in there
        if table == other and columns != longer and longer[: len(columns)] == columns
        if (table, columns) not in OF_FEW_ROWS
    ]
    assert doubled == []


def crossing(sql, own):
    """Does a query ask for rows of any group but this one? `own`: {column: the ids of its group}."""
    confined = False
    for _, column, one, several in CONDITION.findall(sql):
        values = {int(value) for value in (one or several).split(",")}
        if column == "ksm_id" or column in OF_ONE_GROUP:
            confined = True
            if not values <= own.get(column, values):
                return True
    return not confined


@pytest.mark.long
@pytest.mark.once
def test_no_query_of_a_page_of_a_group_asks_for_rows_of_other_groups(db):
    ids = put_world()
    ksm = Ksm.objects.get(pk=ids["ksm_id"])
    own = {"ksm_id": {ksm.pk}}
    for column, model in (("meeting_id", Meeting), ("entry_id", JournalEntry), ("loan_id", Loan)):
        own[column] = set(model.objects.filter(ksm=ksm).values_list("pk", flat=True))
    own["member_id"] = own["after_id"] = set(ksm.members.values_list("pk", flat=True))
    readers = [Client(), Client()]
    readers[0].force_login(User.objects.get(username="sari"))
    readers[1].force_login(factories.make_administrator())
    wrong, read = set(), 0
    with nothing_drawn():
        for name, parts, path in addresses(ids):
            if "ksm_id" not in parts:
                continue
            for reader in readers:
                with CaptureQueriesContext(connection) as captured:
                    status = reader.get(path).status_code
                asked = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
                heavy = [sql for sql in asked if any(f'"{table}"' in sql for table in READ)]
                read += len(heavy)
                wrong |= {(name, sql) for sql in heavy if crossing(sql, own)}
                if status == 200:
                    break
    assert wrong == set()
    assert read > 300


def test_a_query_that_crosses_groups_is_seen():
    """The measure of the test before this one."""
    own = {"ksm_id": {1}, "meeting_id": {7}}
    lines = 'SELECT * FROM "ledger_journalline" WHERE '
    assert crossing(lines + '"ledger_journalline"."amount" = 5', own)
    assert crossing(lines + '"ledger_journalline"."ksm_id" IN (1, 2)', own)
    assert crossing(lines + '"meetings_meeting"."ksm_id" = 1 OR "x"."meeting_id" = 8', own)
    assert not crossing(lines + '"ledger_journalline"."ksm_id" = 1', own)
    assert not crossing(lines + '"meetings_attendance"."meeting_id" IN (7)', own)
