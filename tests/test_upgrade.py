"""An installed 0.1.0 becomes today's version by `manage.py migrate`, and keeps all it holds."""

import contextlib
import io
import json
import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from assessment.models import Assessment
from groups.models import Paper
from ledger.models import GrantMovement, Loan, LoanEvent, TanggungRentengCase, Undoing
from savings.models import MemberExit
from tests.support import installed
from tests.support.trials import only_in_trust


@pytest.fixture
def new(db):
    """The connection to the tests' own database, which holds what a new install begins with."""
    return connections["default"]


@contextlib.contextmanager
def empty_database(new, folder):
    """A connection to an empty database of its own, of the same kind; it is the default one meanwhile."""
    name = str(folder / "x.sqlite3") if new.vendor == "sqlite" else f"ksm_installed_{os.getpid()}"
    if new.vendor == "postgresql":
        with new._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
    connections["default"] = type(new)({**new.settings_dict, "NAME": name}, "default")
    yield connections["default"]
    connections["default"].close()
    connections["default"] = new
    if new.vendor == "postgresql":
        with new._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")
    else:
        Path(name).unlink()


@pytest.fixture
def scratch(new, tmp_path):
    with empty_database(new, tmp_path) as connection:
        yield connection


def told(*words, **options) -> list:
    """The lines that a command writes."""
    said = io.StringIO()
    call_command(*words, stdout=said, no_color=True, **options)
    return said.getvalue().splitlines()


FIGURES = ("code", "actual", "threshold", "met", "on_track")


def of_standings(connection, column: str) -> dict[int, list]:
    """What a column of JSON holds, per group."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ksm_id, {column} FROM assessment_standing")  # noqa: S608
        return {pk: json.loads(five) if isinstance(five, str) else five for pk, five in cursor.fetchall()}


@pytest.mark.long
def test_an_installed_version_keeps_every_row_and_gets_the_tables_of_a_new_install(new, scratch):
    installed.install(scratch)
    columns = installed.columns_of(scratch)
    columns["assessment_standing"].remove("findings")  # what is left of them is asked apart
    assert installed.contents(new, columns) == installed.contents(scratch, columns)
    installed.fill(scratch)
    before = installed.contents(scratch, columns)
    findings = of_standings(scratch, "findings")
    assert sum(map(len, before.values())) > 5000

    call_command("migrate", verbosity=0)

    assert installed.contents(scratch, columns) == before
    assert of_standings(scratch, "figures") == {
        pk: [{name: one[name] for name in FIGURES} for one in five] for pk, five in findings.items()
    }
    assert {len(five) for five in findings.values()} == {5}
    assert installed.shape(scratch) == installed.shape(new)
    assert papers_of_old_acts() == []
    assert told("check_ledger") == ["10 KSM diperiksa, tidak ada selisih."]
    assert told("migrate", plan=True)[1:] == ["  No planned migration operations."]


@only_in_trust  # 0.1.0 changes no more
def test_the_saved_tables_of_the_old_version_are_what_its_migrations_make(new, tmp_path):
    made = []
    for make in (installed.install, installed.migrate):
        with empty_database(new, tmp_path) as scratch:
            make(scratch)
            applied = set(MigrationRecorder(scratch).applied_migrations())
            rows = installed.contents(scratch, installed.columns_of(scratch))
            made.append((installed.shape(scratch), rows, applied))
    assert made[0] == made[1]
    assert len(made[0][2]) > 50


def papers_of_old_acts() -> list:
    """What is wrong with the numbers of acts of the old version; they follow the days of the acts."""
    wrong = []
    for decision in Assessment.objects.select_related("ksm"):
        kind = "BA-LULUS" if decision.kind == "GRADUATION" else "BA-LAYAK"
        paper = decision.ksm.papers.get(kind=kind, subject=str(decision.number))
        if not paper.number.startswith(f"{decision.number:03d}/{kind}/{decision.ksm_code}/"):
            wrong.append(f"{paper.number} of decision {decision.number}")
    for kind, rows in (
        ("SPP", Loan.objects.filter(state="DISBURSED", is_opening=False, borrower="MEMBER")),
        ("BA-PINJ", LoanEvent.objects.filter(state__in=["DONE", "UNDONE"])),
        ("BA-TR", TanggungRentengCase.objects.all()),
        ("BA-BATAL", Undoing.objects.all()),
        ("BA-CAIR", GrantMovement.objects.filter(tranche__isnull=False)),
        ("KELUAR", MemberExit.objects.all()),
    ):
        if not rows.count() == Paper.objects.filter(kind=kind).count() > 0:
            wrong.append(f"{rows.count()} acts of {kind}")
    counted = Paper.objects.filter(is_counted=True)
    for owner in ("ksm", "bkm"):
        last: dict = {}
        for paper in counted.filter(issuer=owner.upper()).order_by("day", "serial"):
            counter = (getattr(paper, f"{owner}_id"), paper.kind, paper.year)
            if paper.serial != last.get(counter, 0) + 1:
                wrong.append(f"{paper.number} of {paper.day}")
            last[counter] = paper.serial
    return wrong


def plan_after(monkeypatch, applied) -> list:
    """What `migrate` would run where these migrations of ours, and all of others, are applied."""
    connection = connections["default"]
    others = {key for key in MigrationLoader(None).disk_migrations if key[0] not in installed.OURS}
    known = dict.fromkeys(others | {tuple(key) for key in applied})
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda recorder: known)
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [(migration.app_label, migration.name) for migration, _ in plan]


def replaced():
    return {key for one in MigrationLoader(None).disk_migrations.values() for key in one.replaces}


@pytest.mark.django_db
@pytest.mark.once
def test_a_new_install_runs_none_of_the_replaced_migrations(monkeypatch):
    planned = plan_after(monkeypatch, [])
    assert {tuple(key) for key in installed.saved()["migrations"]} == replaced()
    assert set(planned) & replaced() == set()
    assert {app for app, name in planned if "squashed" in name} == set(installed.OURS)


@pytest.mark.django_db
@pytest.mark.once
def test_an_upgrade_that_was_cut_short_goes_on_with_the_migrations_it_had_begun(monkeypatch):
    done = [("groups", "0001_initial"), ("groups", "0002_program_rules"), ("ledger", "0001_initial")]
    planned = plan_after(monkeypatch, done)
    assert replaced() - set(planned) == {*done} | {
        key for key in replaced() if key[0] not in {"groups", "ledger"}
    }
    assert {app for app, name in planned if "squashed" in name} == {"savings", "meetings", "assessment"}
