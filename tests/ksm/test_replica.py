"""A real primary, a real standby, and gunicorn before both: who answers shows in what the answer knows."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessment.models import Standing
from groups.entrance.tokens import make_token, withdraw_token
from groups.models import User
from ksm.replica import WRITING
from tests.support import factories
from tests.support.clusters import Cluster, cluster_folder, needs_postgresql
from tests.support.kept_world import put_world
from tests.support.served import cookie_of, serving
from tests.support.undrawn import nothing_drawn
from tests.support.world import addresses

GUESTS = "/ksm/{}/catatan/buku-tamu/"
VISIT = {"visited_on": "2025-06-03", "office": "UPK", "purpose": "Pembinaan"}


@pytest.fixture
def people(transactional_db):
    """Sessions of two who read the same group; the group's own page; all of it stands on both servers."""
    bkm = factories.make_bkm()
    mawar = factories.make_ksm(bkm, code="MWR", name="KSM Mawar", started=datetime.date(2025, 6, 2))
    sari, ratna = factories.make_facilitator("sari"), factories.make_coordinator("ratna", bkm)
    token = make_token(user=sari, name="Rekap kantor", now=timezone.now())
    withdraw_token(token=sari.tokens.get(), now=timezone.now())  # until a test needs it
    told = {"sari": cookie_of(sari), "ratna": cookie_of(ratna), "guests": GUESTS.format(mawar.pk)}
    return told | {"token": token}


@pytest.fixture
def servers(people):
    """A primary and its standby, which has caught up."""
    with cluster_folder() as folder:
        primary = Cluster(folder / "primary").create()
        primary.fill()
        yield primary, primary.follow("standby")


def rename(primary, name):
    """Somebody else's change, of which no session knows."""
    primary.ask(f"UPDATE groups_ksm SET name = 'KSM {name}', data_version = data_version + 1")  # noqa: S608


def caught_up(primary, standby):
    position = primary.ask("SELECT pg_current_wal_insert_lsn()")
    standby.wait_until(f"SELECT pg_last_wal_replay_lsn() >= '{position}'")


@needs_postgresql
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_standby_answers_readers_but_nobody_misses_what_he_wrote(people, servers):
    primary, standby = servers
    sari, ratna, guests = people["sari"], people["ratna"], people["guests"]
    with serving(DATABASE_URL=primary.url, REPLICA_URL=standby.url) as served:
        rename(primary, "Melati")
        caught_up(primary, standby)
        assert "KSM Melati" in served.page(guests, ratna)

        standby.ask("SELECT pg_wal_replay_pause()")
        rename(primary, "Kenanga")
        assert "KSM Melati" in served.page(guests, ratna)  # the standby, which does not know yet
        served.send(f"{guests}baru/", sari, visitor="Tamu Sari", **VISIT)
        assert "Tamu Sari" in served.page(guests, sari)  # the primary
        assert "Tamu Sari" not in served.page(guests, ratna)
        # What the standby does not have is asked for once more.
        [entry] = primary.ask("SELECT id FROM groups_visitlog").split()
        assert "KSM Kenanga" in served.page(f"{guests}{entry}/", sari)

        # A dashboard that finds standings out of date writes: then the primary tells all of it.
        assert "KSM Kenanga" in served.page("/dasbor/", ratna)
        assert primary.ask("SELECT count(*) FROM assessment_standing") == "1"

        standby.ask("SELECT pg_wal_replay_resume()")
        caught_up(primary, standby)
        standby.ask("SELECT pg_wal_replay_pause()")
        rename(primary, "Mawar")
        theirs = served.page(guests, sari)
        assert "Tamu Sari" in theirs  # the standby again, which has what she wrote
        assert "KSM Kenanga" in theirs
        standby.ask("SELECT pg_wal_replay_pause()")
        primary.ask("UPDATE groups_apitoken SET withdrawn_at = NULL")
        assert served.read("/api/v1/ksm", people["token"])["items"][0]["name"] == "KSM Mawar"
        assert primary.ask("SELECT client, rows FROM groups_export") == "127.0.0.1|1"
    with serving(DATABASE_URL=primary.url, REPLICA_URL=standby.url, REPLICA_MAX_LAG="0") as served:
        assert "KSM Mawar" in served.page(guests, ratna)  # nobody asks who stays behind for longer


@needs_postgresql
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_dead_standby_and_a_promoted_one_are_noticed_by_nobody(people, servers):
    primary, standby = servers
    sari, ratna, guests = people["sari"], people["ratna"], people["guests"]
    # Both addresses name both servers: whichever writes is the primary, whichever follows the standby.
    both = f"postgres://postgres@/ksm?host=127.0.0.1,127.0.0.1&port={primary.port},{standby.port}"
    main, other = f"{both}&target_session_attrs=read-write", f"{both}&target_session_attrs=prefer-standby"
    with serving(DATABASE_URL=main, REPLICA_URL=other) as served:
        rename(primary, "Melati")
        caught_up(primary, standby)
        standby.ask("SELECT pg_wal_replay_pause()")
        rename(primary, "Kenanga")
        assert "KSM Melati" in served.page(guests, ratna)
        standby.stop()
        assert "KSM Kenanga" in served.page(guests, ratna)

        standby.start()
        caught_up(primary, standby)
        primary.stop()
        standby.promote()
        served.send(f"{guests}baru/", sari, visitor="Tamu Sari", **VISIT)
        assert "Tamu Sari" in served.page(guests, sari)
        assert "Tamu Sari" in served.page(guests, ratna)
    # Named alone, it is not read from any more either: it follows nobody.
    primary.start()
    with serving(DATABASE_URL=primary.url, REPLICA_URL=standby.url) as served:
        assert "Tamu Sari" not in served.page(guests, ratna)


# Papers are numbered and kept at their first print, guesses at the code of one are counted, the secret of an
# authenticator app is made to be shown, and the first of the pages with standings brings them up to date.
WRITE_WHEN_OPENED = {
    *("agreement_pdf", "change_pdf", "eligibility_report", "ending_pdf", "exit_pdf", "joint_pdf"),
    *("joint_statement_pdf", "loan_agreement_pdf", "loan_application_pdf", "proposal_pdf", "receipt_pdf"),
    *("report_pdf", "share_pdf", "surplus_pdf", "undoing_pdf", "verification_pdf"),
    *("group_workbook", "member_file_pdf", "area_list_template"),  # that they were taken out is written down
    *("paper_checked", "dashboard", "second_factor_setup"),
}


@pytest.mark.once
def test_no_page_writes_when_it_is_opened_but_these(db, monkeypatch):
    """What writes is made anew on the primary (ksm/replica.py); so it should be little.

    That a file left is written there once the standby has made it.
    """
    monkeypatch.setattr("groups.middleware.log_file", lambda request, response: None)
    ids = put_world()
    clients = [Client(), Client()]
    clients[0].force_login(User.objects.get(username="sari"))
    clients[1].force_login(factories.make_administrator())
    Standing.objects.all().delete()
    found = set()
    with nothing_drawn():
        for name, _, path in addresses(ids):
            for client in clients:
                with CaptureQueriesContext(connection) as captured:
                    status = client.get(path).status_code
                if any(query["sql"].startswith(WRITING) for query in captured):
                    found.add(name)
                if status == 200:
                    break
    assert found == WRITE_WHEN_OPENED
